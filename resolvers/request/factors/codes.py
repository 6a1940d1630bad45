"""Uses up the codes that users send: of an authenticator app, or for recovery."""

from typing import TYPE_CHECKING

from auth.sealed_secrets import NotOpened, seal, unseal
from auth.sign_in.factors import codes, recovery_codes, totp
from auth.sign_in.factors.methods import Method
from db.statements.factors import recovery_codes as stored_codes
from db.statements.factors import totp as stored_secrets

if TYPE_CHECKING:
    from db.engine.session import Session
    from resolvers.application import Application
    from resolvers.request.context import RequestContext


async def use_code(
    ctx: "RequestContext", session: "Session", user_id: str, code: str
) -> Method | None:
    """The factor whose code this is; None if it does not fit, or was used before.

    One statement decides, so that of two requests with one code only one gets an answer.
    """
    normal = codes.normal(code)
    if totp.is_shaped(normal) and await _use_totp(ctx, session, user_id, normal):
        return Method.TOTP
    if recovery_codes.is_shaped(normal):
        code_hash = recovery_codes.hash_of(normal, user_id=user_id)
        if await stored_codes.use(session, user_id, code_hash):
            return Method.RECOVERY_CODE
    return None


async def _use_totp(ctx: "RequestContext", session: "Session", user_id: str, code: str) -> bool:
    stored = await stored_secrets.get(session, user_id)
    if stored is None or stored.sealed is None:
        return False
    secret = opened(ctx.application, stored.sealed, user_id)
    step = secret and totp.step_of(secret, code, now=ctx.now())
    if not secret or step is None:
        return False
    anew = sealed(ctx.application, secret, user_id)  # once a key of SECRET was replaced
    return await stored_secrets.use(
        session, user_id, opened=stored.sealed, sealed=anew, step=int(step)
    )


def sealed(application: "Application", secret: str, user_id: str) -> bytes:
    """What is stored of the secret of an app."""
    keys = application.audit_keys
    return seal(secret.encode(), keys=keys, purpose=totp.PURPOSE, owner=user_id)


def opened(application: "Application", stored: bytes, user_id: str) -> str | None:
    """The secret of an app; None where the key that sealed it is no longer in SECRET."""
    keys = application.audit_keys
    try:
        return unseal(stored, keys=keys, purpose=totp.PURPOSE, owner=user_id).decode()
    except NotOpened:
        return None
