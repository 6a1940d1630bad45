"""Asks providers whether sign-ins go on, outside of requests, and ends those that do not."""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import timedelta
from typing import TYPE_CHECKING, Final

from auth.sealed_secrets import NotOpened, seal, unseal
from auth.sign_in.oidc.refusals import Cause, SignInRefused
from db.statements.oidc import sessions
from resolvers.audit.recording import Source
from resolvers.oidc.arrival import PURPOSE
from resolvers.oidc.departure import end

if TYPE_CHECKING:
    from db.statements.oidc.sessions import DueCheck
    from resolvers.application import Application

TOGETHER: Final = 8  # sign-ins that one process asks about at once
LEASE: Final = timedelta(minutes=1)  # then another process asks
AGAIN: Final = timedelta(seconds=30)  # after a question that was not answered
# A provider that is down longer than this many times OIDC_RECHECK ends its sign-ins.
PATIENCE: Final = 3

# Asks a provider, by its name, with a refresh token. The answer is the next one, None if the old
# one stays. Raises SignInRefused.
Ask = Callable[[str, str], Awaitable[str | None]]


async def recheck(application: "Application", ask: Ask) -> int:
    """Ask about those that are due; how many they were."""
    now = application.clock()
    async with application.database.transaction() as session:
        due = await sessions.lease(session, now=now, until=now + LEASE, limit=TOGETHER)
    await asyncio.gather(*(_check(application, ask, one) for one in due))
    return len(due)


async def _check(application: "Application", ask: Ask, due: "DueCheck") -> None:
    try:
        refresh_token = _unsealed(application, due)
        following = await ask(due.provider, refresh_token) or refresh_token
    except SignInRefused as refusal:
        await _refused(application, due, refusal.cause)
        return
    except Exception:  # noqa: BLE001 - whatever a provider does, nothing lives on by it
        await _refused(application, due, Cause.PROVIDER_ANSWER_INVALID)
        return
    now, keys = application.clock(), application.audit_keys
    await sessions.mark_checked(
        application.database.writes,
        due.session_id,
        sealed=seal(following.encode(), keys=keys, purpose=PURPOSE, owner=due.session_id),
        now=now,
        check_at=now + application.recheck,
    )


def _unsealed(application: "Application", due: "DueCheck") -> str:
    """Raises SignInRefused, with CODE_REFUSED, where no key of SECRET opens it any more."""
    try:
        return unseal(
            due.sealed_refresh_token,
            keys=application.audit_keys,
            purpose=PURPOSE,
            owner=due.session_id,
        ).decode()
    except NotOpened:
        raise SignInRefused(Cause.CODE_REFUSED) from None


async def _refused(application: "Application", due: "DueCheck", told: Cause) -> None:
    """Whatever is no clear answer is asked again, for a while: then nobody vouches any more."""
    now = application.clock()
    is_over = now - due.checked_at >= PATIENCE * application.recheck
    if told is Cause.CODE_REFUSED or is_over:
        cause = "ended_at_provider" if told is Cause.CODE_REFUSED else "not_rechecked"
        await end(application, due.user_id, due.session_id, Source(now), cause=cause)
    else:
        writes = application.database.writes
        await sessions.delay_check(writes, due.session_id, check_at=now + AGAIN)
