"""Limits the support codes that a customer makes and the wrong ones that a user guesses."""

from typing import TYPE_CHECKING, Final

from auth.errors import RateLimited
from auth.sign_in import throttle
from auth.sign_in.throttle import Rate, ThrottledAction, ThrottleState
from auth.support_codes import CODES, GUESSES, WINDOW
from db.statements.attempts import throttles
from resolvers.audit.recording import record

if TYPE_CHECKING:
    from datetime import datetime

    from db.engine.session import Session
    from db.models import Customer, User
    from resolvers.application import Application
    from resolvers.request.context import RequestContext

_GUESSES: Final = Rate(GUESSES - 1, WINDOW, WINDOW)  # the last one is judged, and locks
_CODES: Final = Rate(CODES, WINDOW, WINDOW)


def guesser(application: "Application", user_id: str) -> bytes:
    """The key under which the wrong guesses of a user are counted."""
    return _key(application, ThrottledAction.SUPPORT_CODE, user_id)


def check_guesses(ctx: "RequestContext", locked_until: "datetime | None") -> None:
    """Raise RateLimited during the lock of a user who has guessed too often."""
    wait = throttle.retry_after(ThrottleState(GUESSES, locked_until), _GUESSES, ctx.now())
    if wait is not None:
        raise RateLimited(wait)


async def count_wrong(ctx: "RequestContext", session: "Session", user: "User") -> None:
    """Count a wrong guess of a user who is locked alone."""
    key = guesser(ctx.application, user.id)
    counted = await _count(session, key, _GUESSES, now=ctx.now())
    if counted.locked_until is not None:
        detail = {"attempts_of": ThrottledAction.SUPPORT_CODE}
        await record(session, ctx.source, "throttle.locked", user=user, detail=detail)


async def count_new(ctx: "RequestContext", session: "Session", customer: "Customer") -> int | None:
    """Count a code of a customer who is locked alone; the seconds to wait, None if they may."""
    key = _key(ctx.application, ThrottledAction.NEW_SUPPORT_CODE, customer.id)
    counted = await _count(session, key, _CODES, now=ctx.now())
    if counted.attempts == CODES + 1:
        detail = {"attempts_of": ThrottledAction.NEW_SUPPORT_CODE}
        await record(session, ctx.source, "throttle.locked", customer=customer, detail=detail)
    return throttle.retry_after(counted, _CODES, ctx.now())


def _key(application: "Application", action: ThrottledAction, account: str) -> bytes:
    return throttle.subject(application.audit_keys[0], action, "account", account)


async def _count(session: "Session", key: bytes, rate: Rate, *, now: "datetime") -> ThrottleState:
    """A lock lasts as long as the window, so that no window begins before it is over."""
    limit = throttles.Limit(rate.attempts, rate.window, (rate.longest_wait,))
    return ThrottleState(*await throttles.count(session, key, limit, now=now))
