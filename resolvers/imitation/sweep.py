"""Who writes down what time alone ended? Every request is right without it; the journal is not."""

from datetime import timedelta
from typing import Final

from auth.throttle import FORGOTTEN
from auth.vocabulary import ImitationEndReason
from db.statements.imitation import imitations
from db.statements.shop import contexts
from db.statements.users import throttles, user_sessions
from resolvers.application import Application, RequestFacts
from resolvers.imitation.ending import end_imitations
from resolvers.request.context import RequestContext

KEPT: Final = timedelta(days=7)  # how long sessions that ran out can still be looked at


async def sweep(application: Application) -> int:
    """End what has run out and remove old sessions; the answer is how many imitations ended."""
    now = application.clock()
    ctx = RequestContext(application, RequestFacts())  # nobody asks
    run_out = (
        (imitations.with_token_expired(now), ImitationEndReason.TOKEN_EXPIRED),
        (imitations.at_maximum(now), ImitationEndReason.MAX_DURATION),
        (
            imitations.idle_since(now - application.rules.imitation_idle_timeout),
            ImitationEndReason.IDLE_TIMEOUT,
        ),
    )
    async with application.database.begin() as session:
        ended = [
            imitation
            for which, reason in run_out
            for imitation in await end_imitations(session, which, reason, ctx)
        ]
        await contexts.prune(session, before=now - KEPT)
        await user_sessions.prune(session, before=now - KEPT)
        await throttles.prune(session, before=now - FORGOTTEN)
    return len(ended)
