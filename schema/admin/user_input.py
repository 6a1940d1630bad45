"""The input of `createUser` and `updateUser`."""

import strawberry

from resolvers.admin.users.values import UserChange
from schema.inputs import required


@strawberry.input(
    description="A new user, or the changes of one. A field that is left out stays as it is."
)
class UserInput:
    username: str | None = strawberry.field(
        default=strawberry.UNSET,
        description="1 to 100 characters, unique regardless of case. Null is refused.",
    )
    email: str | None = strawberry.field(
        default=strawberry.UNSET,
        description="At most 254 characters, unique regardless of case. Null is refused.",
    )
    first_name: str | None = strawberry.field(
        default=strawberry.UNSET, description="1 to 100 characters. Null is refused."
    )
    last_name: str | None = strawberry.field(
        default=strawberry.UNSET, description="1 to 100 characters. Null is refused."
    )
    password: str | None = strawberry.field(
        default=strawberry.UNSET,
        description="8 to 1024 characters (ASVS 6.2.1). A new password ends the user's sessions "
        "and imitations. Null is refused.",
    )
    active: bool | None = strawberry.field(
        default=strawberry.UNSET,
        description="False deactivates the user: their sessions and imitations end. Null is "
        "refused.",
    )
    admin: bool | None = strawberry.field(
        default=strawberry.UNSET,
        description="True makes the user a super admin. Only a super admin can change this, and "
        "the last active super admin stays one. Null is refused.",
    )
    role_ids: list[strawberry.ID] | None = strawberry.field(
        default=strawberry.UNSET,
        description="The ids of all roles of the user. Only a user who holds every privilege of "
        "these roles can give them. Null is refused.",
    )

    def change(self) -> UserChange:
        """The input as the use case takes it."""
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
