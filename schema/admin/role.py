"""Roles and the privileges that they grant."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Annotated, TypeAlias

import strawberry

from auth.privileges import LABELS
from auth.privileges import Privilege as PrivilegeKey
from resolvers.admin.roles import RoleChange
from schema.guards import for_user
from schema.inputs import optional, required
from schema.loading.load import Load, loaded
from schema.operation import Info

if TYPE_CHECKING:
    from db import models

RoleId: TypeAlias = Annotated[strawberry.ID, strawberry.argument(description="The id of the role.")]


@strawberry.type(
    description="A right that roles grant to users. None implies another: the right to change "
    "customers, for example, is not the right to imitate them."
)
class Privilege:
    key: str = strawberry.field(
        description="The name that roles and errors use, such as `api_proxy_imitate-customer`."
    )

    @strawberry.field(description="The name that the admin shows.")
    def label(
        self,
        language: Annotated[
            str,
            strawberry.argument(
                description="A BCP 47 code. Codes that begin with `de` answer German, all others "
                "English."
            ),
        ] = "en-GB",
    ) -> str:
        return LABELS[PrivilegeKey(self.key)].in_language(language)


@strawberry.type(description="A named set of privileges. Users get privileges by their roles.")
class Role:
    id: strawberry.ID = strawberry.field(
        description="The id of the role: 32 lower-case hex characters."
    )
    name: str = strawberry.field(description="The name, unique among the roles.")
    description: str | None = strawberry.field(
        description="The purpose of the role. Null if it has no description."
    )
    needs_approval: bool = strawberry.field(
        description="True if another user has to approve imitations with full access by users who "
        "have the role."
    )

    granted: strawberry.Private[Sequence[str] | None] = None  # None: not looked up yet

    @strawberry.field(description="The keys of the privileges that the role grants, sorted.")
    @loaded
    def privileges(self, info: Info) -> Load[list[str]] | list[str]:
        if self.granted is not None:
            return list(self.granted)
        return info.context.load.privileges_of_role(self.id).to(list)

    @strawberry.field(
        description="How many users have the role, deactivated ones included.",
        extensions=for_user(PrivilegeKey.USER_READ),
    )
    async def user_count(self, info: Info) -> int:
        return await info.context.load.users_of_role(self.id) or 0

    @classmethod
    def of(cls, row: "models.Role", *, granted: Sequence[str] | None = None) -> "Role":
        return cls(
            id=strawberry.ID(row.id),
            name=row.name,
            description=row.description,
            needs_approval=row.needs_approval,
            granted=granted,
        )


@strawberry.input(
    description="A new role, or the changes of one. A field that is left out stays as it is."
)
class RoleInput:
    name: str | None = strawberry.field(
        default=strawberry.UNSET,
        description="1 to 100 characters, unique among the roles. Null is refused.",
    )
    description: str | None = strawberry.field(
        default=strawberry.UNSET, description="1 to 500 characters. Null removes the description."
    )
    privileges: list[str] | None = strawberry.field(
        default=strawberry.UNSET,
        description="The keys of all privileges of the role. A user can put in only privileges "
        "that they hold. Null is refused.",
    )
    needs_approval: bool | None = strawberry.field(
        default=strawberry.UNSET,
        description="True if another user has to approve imitations with full access by users who "
        "have the role. For 24 hours false does not count for the user who sets it, and for nobody "
        "if an integration does. Null is refused.",
    )

    def change(self) -> RoleChange:
        """The input as the use case takes it."""
        return RoleChange(
            name=required(self.name, "name"),
            description=optional(self.description),
            privileges=required(self.privileges, "privileges"),
            needs_approval=required(self.needs_approval, "needsApproval"),
        )
