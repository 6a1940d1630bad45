"""Counts imitations and their ends over all processes, in one statement."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any, Final, NamedTuple

from sqlalchemy import Select, SQLColumnExpression, func, literal, select, union_all
from sqlmodel import col

from db.engine.dialect import among
from db.engine.session import Session
from db.engine.statement import Statement
from db.models import AuditEvent, Imitation
from db.statements.imitation.imitation_filters import LIVE, NOT_OVER


class Counted(NamedTuple):
    """A number of things of one kind.

    `over` for each end reason of an imitation that occurred; `not over`, and those of them that are
    `live`; `event` for each action of the audit log that occurred.
    """

    what: str
    label: str | None
    number: int


async def count(
    session: Session, *, actions: Sequence[str], now: datetime, idle_timeout: timedelta
) -> Sequence[Counted]:
    """Everything that is counted, from indexes."""
    return await session.all(_COUNT, actions=actions, now=now, idle_before=now - idle_timeout)


def _rows(what: str, label: SQLColumnExpression[Any]) -> Select[str, str | None, int]:
    return select(literal(what).label("what"), label.label("label"), func.count().label("number"))


_REASON: Final = col(Imitation.end_reason)
_ACTION: Final = col(AuditEvent.action)
_COUNT: Final = Statement(
    union_all(
        _rows("over", _REASON).where(_REASON.is_not(None)).group_by(_REASON),
        _rows("not over", literal("")).select_from(Imitation).where(NOT_OVER),
        _rows("live", literal("")).select_from(Imitation).where(LIVE),
        _rows("event", _ACTION).where(among(_ACTION, "actions")).group_by(_ACTION),
    ),
    Counted._make,
)
