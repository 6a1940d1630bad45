"""What do users do with users? Nobody gives away, or takes over, more than he holds himself."""

from collections.abc import Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

from auth import arguments
from auth.errors import DoesNotExist, Invalid, MissingPrivilege, NotFound
from auth.passwords import check_new
from auth.privileges import Privilege, effective
from auth.vocabulary import ImitationEndReason
from db.engine.unique import claim
from db.models import User
from db.statements.imitation import imitations
from db.statements.users import roles, user_sessions, users
from resolvers.audit.recording import record
from resolvers.imitation.ending import end_imitations, end_imitations_of_unprivileged
from resolvers.request.changes import Change, given
from resolvers.request.context import RequestContext, SignedIn
from resolvers.request.cursors import BY_NAME
from resolvers.request.paging import Page, read_page

if TYPE_CHECKING:
    from sqlmodel.ext.asyncio.session import AsyncSession

    from db.models import Role

ADMIN = "admin"  # what `missingPrivileges` calls being a super admin


@dataclass(frozen=True, slots=True)
class UserChange:
    """What somebody wants a user to be; what is UNCHANGED stays."""

    username: Change[str]
    email: Change[str]
    first_name: Change[str]
    last_name: Change[str]
    password: Change[str]
    active: Change[bool]
    admin: Change[bool]
    role_ids: Change[Sequence[str]]


async def find(
    ctx: RequestContext, *, search: str | None, first: int, after: str | None
) -> Page[User]:
    """A page of users by username."""
    words = arguments.search(search)
    return await read_page(
        ctx.application.database,
        BY_NAME,
        first=first,
        after=after,
        find=partial(users.find, search=words),
        count=partial(users.count_all, search=words),
    )


async def find_roles(
    ctx: RequestContext, user_ids: Sequence[str]
) -> Mapping[str, Sequence["Role"]]:
    """The roles of these users by name."""
    async with ctx.application.database.read() as session:
        found = await users.find_roles_of(session, user_ids)
    return {id_: [role for user_id, role in found if user_id == id_] for id_ in user_ids}


async def find_privileges(
    ctx: RequestContext, user_ids: Sequence[str]
) -> Mapping[str, Sequence[str]]:
    """Every privilege that these users hold, sorted."""
    async with ctx.application.database.read() as session:
        found = await users.find_grants(session, user_ids)
    return {
        id_: sorted(
            effective(
                admin=any(admin for user_id, admin, _ in found if user_id == id_),
                granted={key for user_id, _, key in found if user_id == id_ and key is not None},
            )
        )
        for id_ in user_ids
    }


async def create(ctx: RequestContext, wanted: UserChange) -> User:
    """A new user; username, email, names and password are needed."""
    signed_in = await ctx.user()
    for field in ("username", "email", "first_name", "last_name", "password"):
        if not given(getattr(wanted, field)):
            raise Invalid(_camel(field), "A new user needs this.")
    password_hash = await _new_hash(ctx, wanted.password)
    async with ctx.application.database.begin() as session:
        user = User(
            username="",
            email="",
            first_name="",
            last_name="",
            password_hash="",
            created_at=ctx.now(),
            search_text="",
        )
        await _apply(session, signed_in, user, wanted, password_hash)
        await users.store(session, user)
        if given(wanted.role_ids):
            await _assign(session, signed_in, user, wanted.role_ids)
        await record(session, ctx.source, "user.created", user=signed_in.user, detail=_named(user))
    return user


async def update(ctx: RequestContext, user_id: str, wanted: UserChange) -> User:
    """Change a user. Deactivating, a new password or a lost privilege ends what stood on it."""
    signed_in = await ctx.user()
    arguments.identifier(user_id, field="id")
    password_hash = await _new_hash(ctx, wanted.password)
    async with ctx.application.database.begin() as session:
        admins = await users.lock_active_admins(session)
        user = await users.get(session, user_id, lock=True)
        if user is None:
            raise NotFound
        await _check_not_above(session, signed_in, user)
        await _apply(session, signed_in, user, wanted, password_hash)
        _check_admin_stays(admins, user, gone=not (user.admin and user.active))
        await users.store(session, user)
        if given(wanted.role_ids):
            await _assign(session, signed_in, user, wanted.role_ids)
        await _end_what_is_no_longer_allowed(ctx, session, user, password_hash)
        await record(session, ctx.source, "user.updated", user=signed_in.user, detail=_named(user))
    return user


async def delete(ctx: RequestContext, user_id: str) -> bool:
    """Delete a user, but not oneself. Sessions and imitations end; the journal keeps the name."""
    signed_in = await ctx.user()
    arguments.identifier(user_id, field="id")
    if user_id == signed_in.user.id:
        raise Invalid("id", "Nobody deletes himself.")
    async with ctx.application.database.begin() as session:
        admins = await users.lock_active_admins(session)
        user = await users.get(session, user_id, lock=True)
        if user is None:
            raise NotFound
        await _check_not_above(session, signed_in, user)
        _check_admin_stays(admins, user, gone=True)
        session.expunge(user)
        which = imitations.of_users([user.id])
        reason = ImitationEndReason.USER_DEACTIVATED
        await end_imitations(session, which, reason, ctx.source, ctx.rules, by=signed_in.user)
        await users.remove(session, user.id)
        await record(session, ctx.source, "user.deleted", user=signed_in.user, detail=_named(user))
    return True


async def _new_hash(ctx: RequestContext, password: Change[str]) -> str | None:
    if not given(password):
        return None
    check_new(arguments.printable(password, field="password"), field="password")
    return await ctx.application.passwords.hash(password)


async def _apply(
    session: "AsyncSession",
    signed_in: SignedIn,
    user: User,
    wanted: UserChange,
    password_hash: str | None,
) -> None:
    if given(wanted.username):
        user.username = await _free_username(session, user, wanted.username)
    if given(wanted.email):
        user.email = await _free_email(session, user, wanted.email)
    if given(wanted.first_name):
        user.first_name = arguments.line(wanted.first_name, field="firstName", longest=100)
    if given(wanted.last_name):
        user.last_name = arguments.line(wanted.last_name, field="lastName", longest=100)
    if given(wanted.active):
        user.active = wanted.active
    if given(wanted.admin) and wanted.admin != user.admin:
        if not signed_in.user.admin:
            raise MissingPrivilege([ADMIN])
        user.admin = wanted.admin
    user.password_hash = password_hash or user.password_hash


async def _free_username(session: "AsyncSession", user: User, username: str) -> str:
    username = arguments.username(username)
    await claim(session, "users.username", [username])
    taken = await users.get_by_username(session, username)
    if taken is not None and taken.id != user.id:
        raise Invalid("username", "Another user has this name.")
    return username


async def _free_email(session: "AsyncSession", user: User, email: str) -> str:
    email = arguments.email(email)
    await claim(session, "users.email", [email])
    taken = await users.get_by_email(session, email)
    if taken is not None and taken.id != user.id:
        raise Invalid("email", "Another user has this address.")
    return email


async def _check_not_above(session: "AsyncSession", signed_in: SignedIn, user: User) -> None:
    """A new password for somebody who may more would be a way to his privileges."""
    held = effective(admin=user.admin, granted=await users.privileges(session, user.id))
    _check_holds(signed_in, {*held, ADMIN} if user.admin else held)


def _check_holds(signed_in: SignedIn, privileges: AbstractSet[str]) -> None:
    holds = {*signed_in.privileges, ADMIN} if signed_in.user.admin else signed_in.privileges
    if missing := privileges - holds:
        raise MissingPrivilege(sorted(missing))


async def _assign(
    session: "AsyncSession", signed_in: SignedIn, user: User, role_ids: Sequence[str]
) -> None:
    for role_id in role_ids:
        arguments.identifier(role_id, field="roleIds")
    unique = list(dict.fromkeys(role_ids))
    if len(await roles.keep_existing(session, unique)) < len(unique):
        raise DoesNotExist("roleIds")
    granted = await roles.find_privileges(session, unique)
    known = {key for _, key in granted} & frozenset(Privilege)
    _check_holds(signed_in, known)
    await users.assign_roles(session, user.id, unique)


def _check_admin_stays(admins: Sequence[str], user: User, *, gone: bool) -> None:
    """Somebody must be able to let people in: the last active super admin stays."""
    if gone and list(admins) == [user.id]:
        raise Invalid("id", "The last active super admin stays.")


async def _end_what_is_no_longer_allowed(
    ctx: RequestContext, session: "AsyncSession", user: User, password_hash: str | None
) -> None:
    which, now = imitations.of_users([user.id]), ctx.now()
    if not user.active:
        await user_sessions.mark_all_ended(session, user.id, now=now)
        await end_imitations(
            session, which, ImitationEndReason.USER_DEACTIVATED, ctx.source, ctx.rules
        )
    if password_hash is not None:
        await user_sessions.mark_all_ended(session, user.id, now=now)
        await end_imitations(
            session, which, ImitationEndReason.PASSWORD_CHANGED, ctx.source, ctx.rules
        )
    await end_imitations_of_unprivileged(session, [user.id], ctx.source, ctx.rules)


def _named(user: User) -> dict[str, object]:
    return {"username": user.username, "id": user.id, "active": user.active, "admin": user.admin}


def _camel(name: str) -> str:
    first, *others = name.split("_")
    return first + "".join(other.title() for other in others)
