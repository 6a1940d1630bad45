"""The guard of each field: its check, and what the SDL says of it."""

from collections.abc import Awaitable, Callable, Iterable, Mapping, Sequence
from typing import Any, Final

import strawberry
from strawberry.extensions import FieldExtension
from strawberry.types.field import StrawberryField
from strawberry.utils.str_converters import to_camel_case

from auth.errors import (
    AccessKeyRequired,
    FactorRequired,
    MissingPrivilege,
    NotLoggedIn,
    PersonRequired,
    RateLimited,
    Refusal,
    SalesChannelNotFound,
    StepUpRequired,
    Unauthenticated,
)
from auth.privileges import Privilege
from resolvers.request.access import (
    RECORDED,
    check_operation,
    check_privilege,
    denials_recorded,
    imitator_refusals,
    note_activity,
)
from resolvers.request.factors.step_up import check_recent, needs_step_up
from schema.error_codes import error_list
from schema.operation import Info
from schema.requires import Audience, Requires

PUBLIC: Final = frozenset(
    {"signInProviders", "userLogin", "beginPasskeyLogin", "finishPasskeyLogin"}
)  # root fields without a guard

REQUIREMENTS: Final[Mapping[Audience, str]] = {
    Audience.CHANNEL: "Requires the header `sw-access-key`.",
    Audience.CUSTOMER: "Requires the header `sw-access-key`, and in `sw-context-token` the session "
    "of a logged-in customer.",
    Audience.USER: "Requires a signed-in user or an integration.",
    Audience.PERSON: "Requires a signed-in user.",
}
OF_THE_ADMIN: Final = frozenset({Audience.USER, Audience.PERSON})
REFUSALS: Final[Mapping[Audience, Sequence[type[Refusal]]]] = {
    Audience.CHANNEL: (AccessKeyRequired, SalesChannelNotFound),
    Audience.CUSTOMER: (AccessKeyRequired, SalesChannelNotFound, NotLoggedIn),
    Audience.USER: (Unauthenticated, FactorRequired),
    Audience.PERSON: (Unauthenticated, FactorRequired, PersonRequired),
}


class Guard(FieldExtension):
    """Refuses requests that do not bring what the directive `@requires` of the field names."""

    def __init__(
        self,
        audience: Audience,
        privilege: Privilege | None = None,
        *,
        errors: Iterable[type[Refusal]] = (),
        enrolling: bool = False,
    ) -> None:
        """`errors` are the refusals of the use case, listed together with those of the guard.

        `enrolling`: also for users who have to add a factor before they may do anything else.
        """
        self._audience = audience
        self._is_of_admin = audience in OF_THE_ADMIN
        self._privilege = privilege
        self._errors = errors
        self._enrolling = enrolling

    def apply(self, field: StrawberryField) -> None:
        """Add the directive to the field, and what it requires and answers to its description.

        GraphiQL shows descriptions but no directives.
        """
        privilege = self._privilege.value if self._privilege else strawberry.UNSET
        field.directives = [Requires(audience=self._audience, privilege=privilege)]
        added = f"\n\n{self._requirement()} {error_list(self._refusals(field))}"
        field.description = f"{field.description or ''}".removesuffix(added) + added

    def _requirement(self) -> str:
        sentence = REQUIREMENTS[self._audience]
        if self._privilege is None:
            return sentence
        return f"{sentence.removesuffix('.')} with the privilege `{self._privilege.value}`."

    def _refusals(self, field: StrawberryField) -> Iterable[type[Refusal]]:
        found = {*REFUSALS[self._audience]}
        if self._enrolling:
            found.discard(FactorRequired)
        found.update(self._errors)
        if self._privilege is not None:
            found.add(MissingPrivilege)
        if needs_step_up(to_camel_case(field.python_name)):
            found.add(StepUpRequired)
        if not self._is_of_admin:
            found.update(imitator_refusals(to_camel_case(field.python_name)))
        if _is_mutation(field) and not found.isdisjoint(RECORDED):
            found.add(RateLimited)
        return found

    async def resolve_async(
        self,
        next_: Callable[..., Awaitable[Any]],
        source: Any,  # noqa: ANN401 - the extension's own signature
        info: Info,
        **kwargs: Any,  # noqa: ANN401 - as above
    ) -> Any:  # noqa: ANN401 - as above
        """Check, then resolve the field."""
        mutation = info.field_name if info.path.typename == "Mutation" else None
        if mutation is not None:
            info.context.load_anew()
        if not self._is_of_admin:
            await self._check_store(info, mutation)
        elif mutation is None:
            await self._check_user(info)
        else:
            async with denials_recorded(info.context.request, mutation):
                await self._check_user(info)
                if needs_step_up(mutation):
                    await check_recent(info.context.request)
                return await next_(source, info, **kwargs)
        return await next_(source, info, **kwargs)

    async def _check_user(self, info: Info) -> None:
        request = info.context.request
        if self._enrolling:
            await request.enrolling_user()
        else:
            await (request.user() if self._audience is Audience.PERSON else request.caller())
        if self._privilege is not None:
            await check_privilege(request, self._privilege)

    async def _check_store(self, info: Info, mutation: str | None) -> None:
        request = info.context.request
        store = await request.store()
        if self._audience is Audience.CUSTOMER:
            store.logged_in()
        if mutation is not None:
            await check_operation(request, mutation)
        if info.field_name != "context":  # reading the context keeps no imitation alive
            await note_activity(request)


def _is_mutation(field: StrawberryField) -> bool:
    """Strawberry's fields do not know it; the classes of mutations are named alike."""
    return isinstance(field.origin, type) and field.origin.__name__.endswith("Mutations")


def for_channel(*, errors: Iterable[type[Refusal]] = ()) -> list[FieldExtension]:
    """For clients with an access key. `errors`, here and below: the refusals of the use case."""
    return [Guard(Audience.CHANNEL, errors=errors)]


def for_customer(*, errors: Iterable[type[Refusal]] = ()) -> list[FieldExtension]:
    """For a logged-in customer, or the user who imitates them."""
    return [Guard(Audience.CUSTOMER, errors=errors)]


def for_user(
    privilege: Privilege | None = None, *, errors: Iterable[type[Refusal]] = ()
) -> list[FieldExtension]:
    """For a user or an integration that holds the privilege, if one is given."""
    return [Guard(Audience.USER, privilege, errors=errors)]


def for_person(
    privilege: Privilege | None = None,
    *,
    errors: Iterable[type[Refusal]] = (),
    enrolling: bool = False,
) -> list[FieldExtension]:
    """For a user who holds the privilege, if one is given; an integration gets PersonRequired.

    `enrolling`: also for one who has to add a factor before they may do anything else.
    """
    return [Guard(Audience.PERSON, privilege, errors=errors, enrolling=enrolling)]
