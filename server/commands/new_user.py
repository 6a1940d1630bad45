"""The `create-user` command, with which the first user gets in. No account is seeded."""

from dataclasses import dataclass

from db.migrate import migrate
from resolvers.admin.users.creation import create_by_operator
from resolvers.admin.users.values import UserChange
from resolvers.request.changes import UNCHANGED
from server.commands.audit import wired
from server.settings.settings import Settings


@dataclass(frozen=True, slots=True)
class NewUser:
    """The user to create; `roles` are names."""

    username: str
    email: str
    first_name: str
    last_name: str
    password: str
    admin: bool
    roles: tuple[str, ...]


async def create(settings: Settings, new: NewUser) -> None:
    """Migrate, then store the user; raises Invalid or DoesNotExist."""
    change = UserChange(
        username=new.username,
        email=new.email,
        first_name=new.first_name,
        last_name=new.last_name,
        password=new.password,
        active=UNCHANGED,
        admin=new.admin,
        role_ids=UNCHANGED,
    )
    await migrate(settings.database_url)
    async with wired(settings) as application:
        await create_by_operator(application, change, role_names=new.roles)
