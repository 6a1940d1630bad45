"""Ends imitations, each once, with its cause in the audit log."""

from typing import TYPE_CHECKING, Any, Final

from auth.imitation import lifetime
from auth.imitation.lifetime import Ending
from auth.privileges import Privilege
from auth.vocabulary import ImitationEndReason
from db.statements.imitation import audit, imitations
from db.statements.imitation.imitation_filters import of_sales_channel, of_users
from db.statements.imitation.imitations import End
from db.statements.imitation.requests import requests
from db.statements.shop import contexts
from db.statements.users import grants
from resolvers.audit.recording import Source, event

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from auth.rules import Rules
    from db.engine.session import Change, Session
    from db.models import Imitation, User
    from db.statements.imitation.imitation_filters import Which

AT_ONCE: Final = 500  # imitations, whose events take about 10 ms to write


async def end_imitations(
    session: "Session",
    which: "Which",
    reason: ImitationEndReason,
    source: Source,
    rules: "Rules",
    *,
    by: "User | None" = None,
    most: int | None = None,
) -> "Sequence[Imitation]":
    """End those that are not over, pending tokens included; the answer is how they were before.

    `by` is the user who asked for it; `most` is how many are ended, all without it.

    If an imitation had already timed out, that time and cause are recorded instead of `reason`.
    """
    found = await imitations.hold_all(session, which, most=most)
    for start in range(0, len(found), AT_ONCE):  # others have the event loop in between
        some = found[start : start + AT_ONCE]
        endings = [_ending(imitation, reason, rules, now=source.at) for imitation in some]
        ends = [End(one.id, *end) for one, (end, _) in zip(some, endings, strict=True)]
        events = [
            _event(imitation, end, source, by=None if timed_out else by)
            for imitation, (end, timed_out) in zip(some, endings, strict=True)
        ]
        if len(some) == 1:  # in one statement, as most end alone
            await session.write(imitations.ending(ends[0]), audit.addition(events[0]))
        else:
            await imitations.end(session, ends)
            await audit.add(session, *events)
    return found


def ending(
    imitation: "Imitation", reason: ImitationEndReason, source: Source, rules: "Rules"
) -> "tuple[Change, dict[str, Any]]":
    """The change that ends an imitation which this transaction has locked, and its event."""
    end, _ = _ending(imitation, reason, rules, now=source.at)
    return imitations.ending(End(imitation.id, *end)), _event(imitation, end, source)


def _ending(
    imitation: "Imitation", reason: ImitationEndReason, rules: "Rules", *, now: "datetime"
) -> tuple[Ending, bool]:
    """When and why it ends, and whether time had ended it before."""
    before = ended_by_time(imitation, rules, now=now)
    return before or Ending(now, reason), before is not None


def _event(
    imitation: "Imitation", end: Ending, source: Source, *, by: "User | None" = None
) -> "dict[str, Any]":
    detail = {"cause": end.reason}
    return event(source, "imitation.ended", user=by, imitation=imitation, detail=detail)


def ended_by_time(imitation: "Imitation", rules: "Rules", *, now: "datetime") -> Ending | None:
    """When and why time alone ended an imitation; None if it did not."""
    used = imitation.last_used_at
    return lifetime.ended_by_time(
        token_expires_at=imitation.token_expires_at,
        expires_at=imitation.expires_at,
        idle_expires_at=used and used + rules.imitation_idle_timeout,
        now=now,
    )


async def end_imitations_of_users(
    session: "Session",
    user_ids: "Sequence[str]",
    reason: ImitationEndReason,
    source: Source,
    rules: "Rules",
    *,
    by: "User | None" = None,
) -> None:
    """End the imitations of users who are locked, and the requests that they have not used yet."""
    await requests.expire_of_users(session, user_ids, now=source.at)
    await end_imitations(session, of_users(user_ids), reason, source, rules, by=by)


async def end_imitations_of_unprivileged(
    session: "Session",
    user_ids: "Sequence[str]",
    source: Source,
    rules: "Rules",
    *,
    by: "User | None" = None,
) -> None:
    """End the imitations of those among the users who no longer hold the privilege."""
    privilege = Privilege.IMITATE_CUSTOMER
    holders = await grants.find_holders(session, user_ids, privilege=privilege)
    lost = [user_id for user_id in user_ids if user_id not in holders]
    if lost:
        reason = ImitationEndReason.PRIVILEGE_LOST
        await end_imitations_of_users(session, lost, reason, source, rules, by=by)


async def end_sessions_of_channel(
    session: "Session",
    channel_id: str,
    source: Source,
    rules: "Rules",
    *,
    by: "User | None" = None,
) -> None:
    """End the sessions and imitations of a sales channel that is deactivated.

    The channel is locked, so none begins. Its row is changed afterwards: what clients do in their
    sessions may refer to it, and would wait for it.
    """
    await end_imitations_of_channel(session, channel_id, source, rules, by=by)
    await contexts.remove_of_sales_channel(session, channel_id)


async def end_imitations_of_channel(
    session: "Session",
    channel_id: str,
    source: Source,
    rules: "Rules",
    *,
    by: "User | None" = None,
) -> None:
    """End the imitations of a sales channel whose type changes: another shop takes them now."""
    which, reason = of_sales_channel(channel_id), ImitationEndReason.CHANNEL_DEACTIVATED
    await end_imitations(session, which, reason, source, rules, by=by)
