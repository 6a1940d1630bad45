"""Users of the admin, and their sessions."""

from datetime import datetime
from typing import TYPE_CHECKING, Annotated, TypeAlias

import strawberry

from resolvers.admin.users import providers
from resolvers.admin.users.listing import FactorState
from resolvers.request.callers.user_sessions import StartedSession
from resolvers.request.signed_in import SignedIn
from schema.admin.role import Role
from schema.admin.sign_in.provider import SignInProvider
from schema.loading.load import Load, loaded
from schema.operation import Info

if TYPE_CHECKING:
    from db import models

UserId: TypeAlias = Annotated[strawberry.ID, strawberry.argument(description="The id of the user.")]


@strawberry.type(
    description="A user of the admin, such as a support agent. Users are not customers: they sign "
    "in with `userLogin`, and act as a customer only by an imitation."
)
class User:
    id: strawberry.ID = strawberry.field(
        description="The id of the user: 32 lower-case hex characters."
    )
    username: str = strawberry.field(
        description="The name with which the user signs in: unique, in lower case."
    )
    email: str = strawberry.field(
        description="The e-mail address as it was typed. It is unique; case does not count."
    )
    first_name: str = strawberry.field(description="The user's first name.")
    last_name: str = strawberry.field(description="The user's last name.")
    active: bool = strawberry.field(
        description="False if the user is deactivated. They cannot sign in, and their sessions "
        "and imitations have ended."
    )
    admin: bool = strawberry.field(
        description="True if the user is a super admin, who holds every privilege."
    )
    held: strawberry.Private[frozenset[str] | None] = None  # None: not looked up yet
    issuer: strawberry.Private[str | None] = None
    factors: strawberry.Private[FactorState | None] = None  # None: not looked up yet

    @strawberry.field(
        description="The provider at which the user signs in. Null for a local account, and where "
        "the provider is no longer in the settings."
    )
    def provider(self, info: Info) -> SignInProvider | None:
        found = providers.of_issuer(info.context.request, self.issuer)
        return found and SignInProvider.of(found)

    @strawberry.field(description="The roles of the user, by name.")
    @loaded
    def roles(self, info: Info) -> Load[list[Role]]:
        return info.context.load.roles(self.id).to(
            lambda held: [Role.of(one.role, granted=one.privileges) for one in held.roles]
        )

    @strawberry.field(
        description="The keys of every privilege that the user holds, by all roles together, "
        "sorted."
    )
    @loaded
    def privileges(self, info: Info) -> Load[list[str]] | list[str]:
        if self.held is not None:
            return sorted(self.held)
        return info.context.load.roles(self.id).to(lambda held: list(held.privileges))

    @strawberry.field(
        description="True if the user has a second factor: a password alone does not sign them in."
    )
    @loaded
    def has_factor(self, info: Info) -> Load[bool] | bool:
        if self.factors is not None:
            return self.factors.has_factor
        found = info.context.load.factors_of_user(self.id)
        return found.to(lambda state: state is not None and state.has_factor)

    @strawberry.field(
        description="True if a role of the user requires a second factor and they have none. Until "
        "they add one, they are answered nothing but `currentUser`, `factors`, the mutations that "
        "add a factor, and `userLogout`."
    )
    @loaded
    def factor_due(self, info: Info) -> Load[bool] | bool:
        if self.factors is not None:
            return self.factors.due
        found = info.context.load.factors_of_user(self.id)
        return found.to(lambda state: state is not None and state.due)

    @classmethod
    def of(cls, row: "models.User", *, held: frozenset[str] | None = None) -> "User":
        return cls(
            id=strawberry.ID(row.id),
            username=row.username,
            email=row.shown_email,
            first_name=row.first_name,
            last_name=row.last_name,
            active=row.active,
            admin=row.admin,
            held=held,
            issuer=row.issuer,
        )

    @classmethod
    def signed_in(cls, signed_in: SignedIn) -> "User":
        user = cls.of(signed_in.user, held=signed_in.privileges)
        user.factors = FactorState(signed_in.factors.exist, signed_in.factor_due)
        return user


@strawberry.type(description="The session of a user who has signed in.")
class UserSession:
    access_token: str = strawberry.field(
        description="The secret that names the session. Send it in the header "
        "`Authorization: Bearer` (RFC 6750). It is in this answer only."
    )
    expires_at: datetime = strawberry.field(
        description="The time at which the session ends at the latest. It ends earlier if it is "
        "not used for the idle timeout."
    )
    user: User = strawberry.field(description="The user who has signed in.")

    @classmethod
    def of(cls, started: StartedSession) -> "UserSession":
        return cls(
            access_token=started.access_token,
            expires_at=started.expires_at,
            user=User.signed_in(started.signed_in),
        )
