"""The mutations that add, remove and reset second factors."""

from typing import Annotated

import strawberry

from auth.errors import Invalid, NotFound, StepUpRequired
from auth.privileges import Privilege
from resolvers.admin.users.factors import own, passkeys, reset, totp
from schema.admin.factors import TotpSecret
from schema.admin.user import User, UserId
from schema.guards import for_person
from schema.inputs import Credential
from schema.operation import Info

RECENT = "The sign-in must be at most five minutes old: `FRAMEWORK__STEP_UP_REQUIRED`."
FIRST = (
    "With the first factor, the user's other sessions end, with all imitations, and ten "
    "recovery codes are answered, here and never again; else the list is empty."
)


@strawberry.type
class FactorMutations:
    @strawberry.mutation(
        description="Answers a new secret for an authenticator app. It counts once `confirmTotp` "
        f"has got a code of it, within ten minutes; an app that is there counts until then. "
        f"{RECENT}",
        extensions=for_person(enrolling=True, errors=[StepUpRequired]),
    )
    async def start_totp(self, info: Info) -> TotpSecret:
        return TotpSecret.of(await totp.start(info.context.request))

    @strawberry.mutation(
        description="Lets the authenticator app count that `startTotp` was asked for, in a session "
        f"that may have asked. From then on `userLogin` needs a code of it. {FIRST}",
        extensions=for_person(enrolling=True, errors=[Invalid, StepUpRequired]),
    )
    async def confirm_totp(
        self,
        info: Info,
        code: Annotated[str, strawberry.argument(description="The code that the app shows.")],
    ) -> list[str]:
        return list(await totp.confirm(info.context.request, code))

    @strawberry.mutation(
        description="Removes the authenticator app; with the last factor, recovery codes go as "
        f"well. {RECENT} Answers true.",
        extensions=for_person(enrolling=True, errors=[NotFound, StepUpRequired]),
    )
    async def remove_totp(self, info: Info) -> bool:
        return await totp.remove(info.context.request)

    @strawberry.mutation(
        description="Answers what `navigator.credentials.create` takes, as JSON for "
        f"`PublicKeyCredential.parseCreationOptionsFromJSON`. It counts for five minutes. {RECENT}",
        extensions=for_person(enrolling=True, errors=[Invalid, StepUpRequired]),
    )
    async def begin_passkey_registration(self, info: Info) -> str:
        return await passkeys.begin(info.context.request)

    @strawberry.mutation(
        description="Stores the passkey that the device has made. A user has at most ten. The "
        f"device must have verified its user. {FIRST}",
        extensions=for_person(enrolling=True, errors=[Invalid]),
    )
    async def finish_passkey_registration(
        self,
        info: Info,
        credential: Credential,
        name: Annotated[
            str, strawberry.argument(description="A name for it, such as that of the device.")
        ],
    ) -> list[str]:
        return list(await passkeys.finish(info.context.request, credential=credential, name=name))

    @strawberry.mutation(
        description="Removes a passkey of the signed-in user; with the last factor, recovery codes "
        f"go as well. {RECENT} Answers true.",
        extensions=for_person(enrolling=True, errors=[Invalid, NotFound, StepUpRequired]),
    )
    async def remove_passkey(
        self,
        info: Info,
        id: Annotated[strawberry.ID, strawberry.argument(description="The id of the passkey.")],
    ) -> bool:
        return await passkeys.remove(info.context.request, id)

    @strawberry.mutation(
        description="Answers ten new recovery codes, here and never again. Those before no longer "
        f"count. A user without a factor gets `CONTENT__ENTITY_NOT_FOUND`. {RECENT}",
        extensions=for_person(errors=[NotFound, StepUpRequired]),
    )
    async def make_recovery_codes(self, info: Info) -> list[str]:
        return list(await own.make_recovery_codes(info.context.request))

    @strawberry.mutation(
        description="Removes all factors of another user who has lost them. Their sessions and "
        "imitations end. A user who holds a privilege that the signed-in user lacks keeps their "
        "factors.",
        extensions=for_person(Privilege.USER_WRITE, errors=[Invalid, NotFound]),
    )
    async def reset_user_factors(self, info: Info, id: UserId) -> User:
        return User.of(await reset.reset(info.context.request, id))
