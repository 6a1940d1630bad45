"""Records the end of what has timed out and closed windows of refusals; removes old rows."""

import asyncio
from datetime import datetime, timedelta
from typing import Final

from auth.rules import Rules
from auth.sign_in.throttle import FORGOTTEN
from auth.vocabulary import ImitationEndReason
from db.engine.connections import Database
from db.statements.attempts import throttles
from db.statements.factors import passkey_challenges
from db.statements.imitation import imitation_filters, support_codes
from db.statements.imitation.imitation_filters import Which
from db.statements.imitation.requests import requests
from db.statements.oauth import integration_secrets, integration_sessions
from db.statements.oidc import attempts, logouts
from db.statements.shop import contexts
from db.statements.users import user_sessions
from resolvers.application import Application
from resolvers.audit.closed_windows import tell_of_all
from resolvers.audit.recording import Source
from resolvers.imitation.ending import AT_ONCE, end_imitations
from resolvers.webhooks.pruning import prune_deliveries

RETENTION: Final = timedelta(days=7)  # of sessions that are over
PAUSE: Final = 0.05  # seconds; other processes look for SQLite's lock each 25 ms at the latest
REQUESTS_KEPT: Final = timedelta(days=30)  # the audit log keeps them longer


async def sweep(application: Application) -> int:
    """End imitations that have timed out and remove old sessions; answers how many ended.

    Requests are answered correctly without it, but the audit log would lack these ends.
    """
    rules, now = application.rules, application.clock()
    timed_out = (
        (imitation_filters.with_token_expired(now), ImitationEndReason.TOKEN_EXPIRED),
        (imitation_filters.at_maximum(now), ImitationEndReason.MAX_DURATION),
        (
            imitation_filters.idle_since(now - rules.imitation_idle_timeout),
            ImitationEndReason.IDLE_TIMEOUT,
        ),
    )
    ended, database = 0, application.database
    for which, reason in timed_out:  # each by itself, as imitations are locked in one order
        ended += await _end_all(application, which, reason, Source(now))
    await requests.prune(database.writes, before=now - _requests_kept(rules))
    await _remove_sessions(database, before=now - RETENTION)
    await user_sessions.prune(database.writes, before=now - RETENTION)
    await passkey_challenges.prune(database.writes, before=now)
    await integration_sessions.prune(database.writes, before=now)
    await integration_secrets.prune(database.writes, before=now)
    await attempts.prune(database.writes, before=now)
    await logouts.prune(database.writes, before=now)
    await support_codes.prune(database.writes, before=now - FORGOTTEN)
    await throttles.prune(database.writes, before=now - FORGOTTEN)
    await tell_of_all(database, now=now)
    await prune_deliveries(application)
    return ended


async def _end_all(
    application: Application, which: Which, reason: ImitationEndReason, source: Source
) -> int:
    """In short transactions, since after a pause of all servers there may be thousands."""
    ended = 0
    while True:
        async with application.database.transaction() as session:
            some = await end_imitations(
                session, which, reason, source, application.rules, most=AT_ONCE
            )
        ended += len(some)
        if len(some) < AT_ONCE:
            return ended
        await asyncio.sleep(PAUSE)


async def _remove_sessions(database: Database, *, before: datetime) -> None:
    """As many at a time, for the same reason."""
    while True:
        removed = await contexts.prune(database.writes, before=before, most=AT_ONCE)
        if removed < AT_ONCE:
            return
        await asyncio.sleep(PAUSE)


def _requests_kept(rules: Rules) -> timedelta:
    """Their reasons go at the latest with those of the audit log, whose shortest time is a day."""
    return min(REQUESTS_KEPT, rules.audit_retention or REQUESTS_KEPT)
