"""How does the first user come in? By the command line alone; nothing is seeded."""

from dataclasses import dataclass

from auth import arguments
from auth.errors import DoesNotExist, Invalid
from auth.passwords import check_new
from db.engine.unique import claim
from db.migrate import migrate
from db.models import User
from db.statements.users import roles, users
from resolvers.audit.recording import Source, record
from server.commands.audit import wired
from server.settings.settings import Settings


@dataclass(frozen=True, slots=True)
class NewUser:
    """Who is to be let in; `roles` are names."""

    username: str
    email: str
    first_name: str
    last_name: str
    password: str
    admin: bool
    roles: tuple[str, ...]


async def create(settings: Settings, new: NewUser) -> None:
    """Migrate, then store the user; raises Invalid or DoesNotExist."""
    check_new(arguments.printable(new.password, field="password"), field="password")
    username, email = arguments.username(new.username), arguments.email(new.email)
    await migrate(settings.database_url)
    async with wired(settings) as application:
        password_hash = await application.passwords.hash(new.password)
        async with application.database.begin() as session:
            await claim(session, "users.username", [username])
            if await users.get_by_username(session, username) is not None:
                raise Invalid("username", "Another user has this name.")
            await claim(session, "users.email", [email])
            if await users.get_by_email(session, email) is not None:
                raise Invalid("email", "Another user has this address.")
            known = {role.name: role.id for role in await roles.find(session)}
            if unknown := [name for name in new.roles if name not in known]:
                raise DoesNotExist(f"role {unknown[0]}")
            user = User(
                username=username,
                email=email,
                first_name=arguments.line(new.first_name, field="first name", longest=100),
                last_name=arguments.line(new.last_name, field="last name", longest=100),
                password_hash=password_hash,
                admin=new.admin,
                created_at=application.clock(),
                search_text="",
            )
            await users.store(session, user)
            await users.assign_roles(session, user.id, [known[name] for name in new.roles])
            source = Source(application.clock())
            detail = {"username": username, "admin": new.admin}
            await record(session, source, "user.created", detail=detail)
