"""Users, roles and privileges."""

from datetime import datetime
from typing import TYPE_CHECKING, Annotated, TypeAlias

import strawberry

from auth.privileges import LABELS
from auth.privileges import Privilege as PrivilegeKey
from resolvers.admin.roles import RoleChange
from resolvers.admin.user_login import StartedSession
from resolvers.admin.users import UserChange
from resolvers.request.context import SignedIn
from schema.inputs import optional, required
from schema.operation import Info

if TYPE_CHECKING:
    from db import models

UserId: TypeAlias = Annotated[strawberry.ID, strawberry.argument(description="The id of the user.")]
RoleId: TypeAlias = Annotated[strawberry.ID, strawberry.argument(description="The id of the role.")]


@strawberry.type(description="A right that roles grant. None implies another.")
class Privilege:
    """A privilege."""

    key: str = strawberry.field(description="What roles and errors call it.")

    @strawberry.field(description="What people call it.")
    def label(
        self,
        language: Annotated[
            str,
            strawberry.argument(description="`de…` answers German, anything else English."),
        ] = "en-GB",
    ) -> str:
        """In en-GB or de-DE."""
        return LABELS[PrivilegeKey(self.key)].in_language(language)


@strawberry.type(description="A named set of privileges.")
class Role:
    """A role."""

    id: strawberry.ID = strawberry.field(description="32 lower-case hex characters.")
    name: str = strawberry.field(description="Unique among the roles.")
    description: str | None = strawberry.field(description="What it is for; null: not said.")

    @strawberry.field(description="The keys of what the role grants, sorted.")
    async def privileges(self, info: Info) -> list[str]:
        """The keys."""
        return list(await info.context.load.privileges_of_role(self.id))

    @classmethod
    def of(cls, row: "models.Role") -> "Role":
        """As users see it."""
        return cls(id=strawberry.ID(row.id), name=row.name, description=row.description)


@strawberry.type(description="A person of the admin.")
class User:
    """A user."""

    id: strawberry.ID = strawberry.field(description="32 lower-case hex characters.")
    username: str = strawberry.field(description="Unique, in lower case.")
    email: str = strawberry.field(description="Unique, in lower case.")
    first_name: str = strawberry.field(description="The user's first name.")
    last_name: str = strawberry.field(description="The user's last name.")
    active: bool = strawberry.field(description="False: cannot sign in, nothing of his goes on.")
    admin: bool = strawberry.field(description="True for a super admin, who holds all privileges.")

    @strawberry.field(description="By name.")
    async def roles(self, info: Info) -> list[Role]:
        """The roles."""
        return [Role.of(row) for row in await info.context.load.roles(self.id)]

    @strawberry.field(description="The keys of all that the user holds, sorted.")
    async def privileges(self, info: Info) -> list[str]:
        """Of all roles together."""
        return list(await info.context.load.privileges_of_user(self.id))

    @classmethod
    def of(cls, row: "models.User") -> "User":
        """As users see each other."""
        return cls(
            id=strawberry.ID(row.id),
            username=row.username,
            email=row.email,
            first_name=row.first_name,
            last_name=row.last_name,
            active=row.active,
            admin=row.admin,
        )

    @classmethod
    def signed_in(cls, signed_in: SignedIn) -> "User":
        """Oneself."""
        return cls.of(signed_in.user)


@strawberry.type(description="A sign-in of a user.")
class UserSession:
    """What userLogin answers."""

    access_token: str = strawberry.field(
        description="For the header `Authorization: Bearer`; answered this once."
    )
    expires_at: datetime = strawberry.field(
        description="When it is over at the latest; earlier when unused for the idle timeout."
    )
    user: User = strawberry.field(description="Who signed in.")

    @classmethod
    def of(cls, started: StartedSession) -> "UserSession":
        """As the client sees it."""
        return cls(
            access_token=started.access_token,
            expires_at=started.expires_at,
            user=User.signed_in(started.signed_in),
        )


@strawberry.input(description="What a user is to be; what is left out stays.")
class UserInput:
    """A change, or a new user."""

    username: str | None = strawberry.field(
        default=strawberry.UNSET,
        description="1 to 100 characters, unique whatever its case; null is refused.",
    )
    email: str | None = strawberry.field(
        default=strawberry.UNSET, description="At most 254 characters, unique; null is refused."
    )
    first_name: str | None = strawberry.field(
        default=strawberry.UNSET, description="1 to 100 characters; null is refused."
    )
    last_name: str | None = strawberry.field(
        default=strawberry.UNSET, description="1 to 100 characters; null is refused."
    )
    password: str | None = strawberry.field(
        default=strawberry.UNSET,
        description="8 to 1024 characters; a new one ends sessions and imitations; "
        "null is refused.",
    )
    active: bool | None = strawberry.field(
        default=strawberry.UNSET,
        description="False ends sessions and imitations; null is refused.",
    )
    admin: bool | None = strawberry.field(
        default=strawberry.UNSET,
        description="Only super admins make super admins, and the last stays; null is refused.",
    )
    role_ids: list[strawberry.ID] | None = strawberry.field(
        default=strawberry.UNSET,
        description="The whole list; only roles whose privileges one holds oneself; "
        "null is refused.",
    )

    def change(self) -> UserChange:
        """What the use case takes."""
        return UserChange(
            username=required(self.username, "username"),
            email=required(self.email, "email"),
            first_name=required(self.first_name, "firstName"),
            last_name=required(self.last_name, "lastName"),
            password=required(self.password, "password"),
            active=required(self.active, "active"),
            admin=required(self.admin, "admin"),
            role_ids=required(self.role_ids, "roleIds"),
        )


@strawberry.input(description="What a role is to be; what is left out stays.")
class RoleInput:
    """A change, or a new role."""

    name: str | None = strawberry.field(
        default=strawberry.UNSET, description="1 to 100 characters, unique; null is refused."
    )
    description: str | None = strawberry.field(
        default=strawberry.UNSET, description="1 to 500 characters; null removes it."
    )
    privileges: list[str] | None = strawberry.field(
        default=strawberry.UNSET,
        description="The whole list of keys; only those one holds oneself; null is refused.",
    )

    def change(self) -> RoleChange:
        """What the use case takes."""
        return RoleChange(
            name=required(self.name, "name"),
            description=optional(self.description),
            privileges=required(self.privileges, "privileges"),
        )
