"""What every change of a factor checks, and what it means for the user's sessions."""

from contextlib import asynccontextmanager
from datetime import timedelta
from typing import TYPE_CHECKING, Final

from auth.errors import Unauthenticated
from auth.sign_in.factors import recovery_codes
from auth.sign_in.factors.codes import normal
from auth.sign_in.sessions import check_step_up
from auth.vocabulary import ImitationEndReason
from db.engine.locks import Lock, Subject, locks
from db.statements.factors import recovery_codes as stored_codes
from db.statements.users import held_factors, user_sessions
from resolvers.audit.recording import record
from resolvers.imitation.ending import end_imitations_of_users
from resolvers.request.signed_in import factors_of

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Sequence
    from datetime import datetime

    from auth.sign_in.factors.methods import Factors, Method
    from db.engine.session import Session
    from resolvers.request.context import RequestContext
    from resolvers.request.signed_in import SignedIn

MAX_AGE: Final = timedelta(minutes=5)  # of the sign-in: a stolen session changes no factor


async def check_may_change(ctx: "RequestContext") -> "SignedIn":
    """The signed-in user, even one who has to add a factor; raises StepUpRequired."""
    signed_in = await ctx.enrolling_user()
    check_recent(signed_in, at=ctx.now())
    return signed_in


def check_recent(signed_in: "SignedIn", *, at: "datetime") -> None:
    """Raise StepUpRequired if the sign-in was too old at this time."""
    methods = signed_in.factors.all
    check_step_up(signed_in.signed_in_at, max_age=MAX_AGE, methods=methods, now=at)


@asynccontextmanager
async def changing(ctx: "RequestContext", signed_in: "SignedIn") -> "AsyncIterator[Session]":
    """A transaction with the user locked, so that no sign-in is decided meanwhile.

    Raises Unauthenticated if the session has ended: a reset leaves no factor to come after it.
    """
    alone = locks(Lock(Subject.USER, signed_in.user.id))
    async with ctx.application.database.transaction(alone) as session:
        if not await user_sessions.is_not_ended(session, signed_in.session_id):
            raise Unauthenticated
        yield session


async def find_factors(session: "Session", signed_in: "SignedIn") -> "Factors":
    """The factors that the user has at this moment."""
    return factors_of(await held_factors.get(session, signed_in.user.id))


async def added(
    ctx: "RequestContext",
    session: "Session",
    signed_in: "SignedIn",
    factor: "Method",
    before: "Factors",
    **detail: object,
) -> "Sequence[str]":
    """Record a new factor. The answer is recovery codes with the first one, else nothing.

    With the first one the user's other sessions end: a password alone was enough for them. If there
    are any, imitations end as well.
    """
    user_id, source = signed_in.user.id, ctx.source
    detail = {"factor": factor, **detail}
    await record(session, source, "user.factor_added", user=signed_in.user, detail=detail)
    if before.exist:
        return ()
    await user_sessions.mark_factor(session, signed_in.session_id, factor=factor)
    others = await user_sessions.end_others(
        session, user_id, but=signed_in.session_id, now=source.at
    )
    if others:  # their imitations as well, which are the user's
        reason = ImitationEndReason.LOGOUT
        await end_imitations_of_users(session, [user_id], reason, source, ctx.rules)
    return await new_codes(session, user_id)


async def removed(
    ctx: "RequestContext", session: "Session", signed_in: "SignedIn", **detail: object
) -> None:
    """Record that a factor was removed; without any other one recovery codes go as well."""
    if not (await find_factors(session, signed_in)).exist:
        await stored_codes.remove(session, signed_in.user.id)
    await record(session, ctx.source, "user.factor_removed", user=signed_in.user, detail=detail)


async def new_codes(session: "Session", user_id: str) -> "Sequence[str]":
    """New recovery codes in place of those before; the answer is the only one that has them."""
    made = recovery_codes.new()
    hashes = [recovery_codes.hash_of(normal(code), user_id=user_id) for code in made]
    await stored_codes.replace(session, user_id, hashes)
    return made
