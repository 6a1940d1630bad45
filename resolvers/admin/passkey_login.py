"""Signs users in by a passkey, which names them. Every failure has one answer."""

from functools import partial
from typing import TYPE_CHECKING

from auth.errors import BadCredentials
from auth.sign_in.factors import passkeys
from auth.sign_in.factors.methods import Method
from auth.sign_in.factors.passkeys import Answer, NotVerified, Purpose
from auth.sign_in.throttle import ThrottledAction
from auth.texts import arguments
from db.engine.locks import Lock, Subject, locks
from db.statements.factors import passkey_challenges
from db.statements.factors import passkeys as stored
from db.statements.users import users
from resolvers.audit.recording import event
from resolvers.request.callers.user_sessions import StartedSession, begin_session
from resolvers.request.factors.passkey_work import perform, verify
from resolvers.request.limits.sign_ins import begun_succeeded, count_begun
from resolvers.request.refusals import record_refusal

if TYPE_CHECKING:
    from db.models import Passkey
    from resolvers.request.context import RequestContext


async def begin(ctx: "RequestContext") -> str:
    """What the device is asked for; raises RateLimited."""
    await count_begun(ctx, ThrottledAction.PASSKEY_LOGIN)
    challenge, until = passkeys.new_challenge(), ctx.now() + passkeys.LIFETIME
    await passkey_challenges.add(
        ctx.application.database.writes,
        passkeys.hash_of(challenge),
        purpose=Purpose.SIGN_IN,
        user_id=None,
        until=until,
    )
    return await perform(partial(passkeys.sign_in, ctx.application.site, challenge))


async def finish(ctx: "RequestContext", credential: str) -> StartedSession:
    """Start a session of the passkey's user; raises BadCredentials."""
    arguments.printable(credential, field="credential")
    passkey = None
    try:
        answer = await perform(partial(passkeys.read, credential))
        passkey = await _challenged(ctx, answer)
        started = await _start(ctx, passkey, await _sign_count(ctx, answer, passkey))
    except (NotVerified, BadCredentials):
        await _record(ctx, passkey)
        raise BadCredentials from None
    if ctx.facts.own_page:
        ctx.reply.access_token = started.access_token
    return started


async def _challenged(ctx: "RequestContext", answer: Answer) -> "Passkey":
    """The passkey that the answer names; its challenge is used up in any case."""
    writes, hash_ = ctx.application.database.writes, passkeys.hash_of(answer.challenge)
    asked = await passkey_challenges.use(
        writes, hash_, purpose=Purpose.SIGN_IN, user_id=None, now=ctx.now()
    )
    reads = ctx.application.database.reads
    found = await stored.get_by_credential(reads, answer.credential_id)
    if not asked or found is None:
        raise NotVerified
    return found


async def _sign_count(ctx: "RequestContext", answer: Answer, passkey: "Passkey") -> int:
    verification = partial(
        passkeys.verify_sign_in,
        ctx.application.site,
        answer,
        user_id=passkey.user_id,
        public_key=passkey.public_key,
        sign_count=passkey.sign_count,
    )
    return await verify(verification, passkey.public_key)


async def _start(ctx: "RequestContext", passkey: "Passkey", sign_count: int) -> StartedSession:
    """Raises BadCredentials if the user or the passkey is gone, or the device was copied."""
    shared = locks(Lock(Subject.USER, passkey.user_id, shared=True))
    async with ctx.application.database.transaction(shared) as session:
        user = await users.get(session, passkey.user_id)
        rules = ctx.application.password_rules
        if user is None or not user.active or not rules.allow_user(user):
            raise BadCredentials
        if not await stored.use(session, passkey.id, sign_count=sign_count, now=ctx.now()):
            raise BadCredentials
        started = await begin_session(ctx, session, user, Method.PASSKEY, passkey=passkey.id)
        await begun_succeeded(ctx, session, ThrottledAction.PASSKEY_LOGIN)
    return started


async def _record(ctx: "RequestContext", passkey: "Passkey | None") -> None:
    reads = ctx.application.database.reads
    user = await users.get(reads, passkey.user_id) if passkey else None
    detail = {"factor": Method.PASSKEY}
    refused = event(ctx.source, "user.sign_in_refused", user=user, detail=detail)
    await record_refusal(ctx, refused, by=None)
