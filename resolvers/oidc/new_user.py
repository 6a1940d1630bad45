"""Makes the user of an account at a provider, at their first sign-in."""

from functools import partial
from typing import TYPE_CHECKING, Final, TypeVar

from auth.errors import Invalid
from auth.sign_in.oidc.refusals import Cause, SignInRefused
from auth.texts import arguments
from db.statements.users import users
from db.statements.users.users import UserValues
from resolvers.audit.recording import record
from resolvers.values.unique_values import free_user_email, free_username

if TYPE_CHECKING:
    from collections.abc import Callable

    from auth.sign_in.oidc.identity import Identity
    from auth.sign_in.oidc.provider import Provider
    from auth.texts.email_addresses import EmailAddress
    from db.engine.session import Session
    from db.models import User
    from resolvers.request.context import RequestContext

Value = TypeVar("Value")


async def make(
    ctx: "RequestContext", session: "Session", provider: "Provider", identity: "Identity"
) -> "User":
    """The new user, without roles yet; raises SignInRefused. The privileges are locked.

    A user of the same name or address is another person: nobody takes an account over by a name
    that a provider has let them choose.
    """
    if not provider.create_users:
        raise SignInRefused(Cause.USER_UNKNOWN)
    if not identity.roles and not identity.admin:
        raise SignInRefused(Cause.NO_ROLE)
    values = await _values(ctx, session, provider, identity)
    user = await users.add(session, values, made_by=None, now=ctx.now())
    detail = {
        "username": user.username,
        "id": user.id,
        "provider": provider.name,
        "active": user.active,
        "admin": user.admin,
    }
    await record(session, ctx.source, "user.created", user=user, detail=detail)
    return user


async def _values(
    ctx: "RequestContext", session: "Session", provider: "Provider", identity: "Identity"
) -> UserValues:
    """An empty hash, which no password fits."""
    first_name, last_name = (
        _usable(_name, name, claim="name") for name in (identity.first_name, identity.last_name)
    )
    email = await _free_email(session, identity)
    return UserValues(
        username=await _free_username(ctx, session, provider, identity),
        email=email.key,
        email_typed=email.typed,
        first_name=first_name,
        last_name=last_name,
        password_hash="",
        active=True,
        admin=False,
        password_set_by=None,
        admin_given_by=None,
        issuer=identity.issuer,
        subject=identity.subject,
    )


async def _free_username(
    ctx: "RequestContext", session: "Session", provider: "Provider", identity: "Identity"
) -> str:
    username = _usable(arguments.username, identity.username, claim=provider.username_claim)
    if ctx.application.password_rules.is_emergency(username):  # and so signs in here as well
        raise SignInRefused(Cause.USERNAME_TAKEN)
    try:
        return await free_username(session, username, owner=None)
    except Invalid as refusal:
        raise SignInRefused(Cause.USERNAME_TAKEN) from refusal


async def _free_email(session: "Session", identity: "Identity") -> "EmailAddress":
    _usable(arguments.email, identity.email, claim="email")
    try:
        return await free_user_email(session, identity.email, owner=None)
    except Invalid as refusal:
        raise SignInRefused(Cause.EMAIL_TAKEN) from refusal


def _usable(read: "Callable[[str], Value]", sent: str, *, claim: str) -> "Value":
    """What is read from a claim; raises SignInRefused for what cannot be stored."""
    try:
        return read(sent)
    except Invalid as refusal:
        raise SignInRefused(Cause.CLAIM_MISSING, claim) from refusal


_name: Final = partial(arguments.line, field="name", longest=100)
