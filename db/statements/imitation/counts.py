"""Counts imitations and their ends over all processes, in one statement."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Row, Select, func, literal, select, union_all
from sqlmodel import col
from sqlmodel.ext.asyncio.session import AsyncSession

from db.models import AuditEvent, Imitation
from db.statements.imitation import imitations


async def count(
    session: AsyncSession, *, actions: Sequence[str], now: datetime, idle_timeout: timedelta
) -> Sequence[Row[Any]]:
    """Rows of `what`, `label`, `number` and `started`, counted from indexes.

    `imitation` for each end reason, null where it is not over; `live`; `event` for each of the
    `actions` of the audit log that occurred.
    """
    live = imitations.matching(
        active=True,
        customer_id=None,
        user_id=None,
        since=None,
        until=None,
        now=now,
        idle_timeout=idle_timeout,
    ).subquery()
    reason, action = col(Imitation.end_reason), col(AuditEvent.action)
    statement = union_all(
        _rows("imitation", reason, func.count(col(Imitation.started_at))).group_by(reason),
        _rows("live", literal(""), literal(0)).select_from(live),
        _rows("event", action, literal(0)).where(action.in_(actions)).group_by(action),
    )
    connection = await session.connection()
    return (await connection.execute(statement)).all()


def _rows(what: str, label: Any, started: ColumnElement[int]) -> Select[Any]:  # noqa: ANN401 - a column
    return select(
        literal(what).label("what"),
        label.label("label"),
        func.count().label("number"),
        started.label("started"),
    )
