"""Statements about the events of imitations. Their cost does not grow with what was done."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, Final, NamedTuple

from sqlalchemy import (
    BigInteger,
    ColumnElement,
    Integer,
    Select,
    bindparam,
    func,
    literal,
    literal_column,
    select,
)
from sqlalchemy.orm import aliased
from sqlmodel import col

from db.engine.dialect import among
from db.engine.paging import MOST_COUNTED
from db.engine.session import Session
from db.engine.statement import Statement
from db.models import AuditEvent, AuditLeaf, Imitation
from db.models.columns import JsonMember

REDEEMED: Final = "imitation.redeemed"
ENDED: Final = "imitation.ended"
MOST_OPERATIONS: Final = 100  # of one imitation
_HIGHEST_ID: Final = 2**63 - 1

Sealed = tuple[AuditEvent, bytes | None, int | None]
Bound = tuple[AuditLeaf, AuditEvent]


class Done(NamedTuple):
    """A mutation that was called in an imitation, and how often: at most MOST_COUNTED times."""

    imitation_id: str
    operation: str
    number: int
    first_at: datetime
    last_at: datetime


async def find_page(
    session: Session, imitation_ids: Sequence[str], *, after: int, first: int
) -> Sequence[Sealed]:
    """`first` events of each imitation after the id, oldest first, with the hashes of their leaves.

    None: not sealed yet. The third part is the id of the newest erasure of its values.
    """
    return await session.all(_PAGE, imitation_ids=imitation_ids, after=after, before_last=first - 1)


async def find_bounds(session: Session, imitation_ids: Sequence[str]) -> Sequence[Bound]:
    """The events with which each imitation began and ended, with their leaves: the sealed ones."""
    return await session.all(BOUNDS, imitation_ids=imitation_ids)


async def find_operations(session: Session, imitation_ids: Sequence[str]) -> Sequence[Done]:
    """The mutations that were called in these imitations, by their first calls."""
    return await session.all(_OPERATIONS, imitation_ids=imitation_ids)


_after: Final = bindparam("after", type_=BigInteger())
_ahead: Final = aliased(AuditEvent)
_last: Final = (
    select(col(_ahead.id))
    .where(col(_ahead.imitation_id) == col(Imitation.id), col(_ahead.id) > _after)
    .order_by(col(_ahead.id))
    .offset(bindparam("before_last", type_=Integer()))
    .limit(1)
    .correlate(Imitation)
    .scalar_subquery()
)
_PAGE: Final[Statement[Sealed]] = Statement(
    select(AuditEvent, col(AuditLeaf.hash), col(AuditLeaf.erasure_id))
    .select_from(Imitation)
    .join(
        AuditEvent,
        (col(AuditEvent.imitation_id) == col(Imitation.id))
        & (col(AuditEvent.id) > _after)
        & (col(AuditEvent.id) <= func.coalesce(_last, literal(_HIGHEST_ID, BigInteger()))),
    )
    .outerjoin(AuditLeaf, col(AuditLeaf.event_id) == col(AuditEvent.id))
    .where(among(col(Imitation.id), "imitation_ids"))
    .order_by(col(AuditEvent.id))
)

_bound: Final = aliased(AuditEvent)


def _first(action: str) -> ColumnElement[int]:
    return (
        select(col(_bound.id))
        .where(
            col(_bound.imitation_id) == col(Imitation.id),
            col(_bound.action) == literal_column(f"'{action}'"),
            # The words of the partial index, which SQLite compares.
            col(_bound.action).in_([literal_column(f"'{one}'") for one in (REDEEMED, ENDED)]),
        )
        .order_by(col(_bound.id))
        .limit(1)
        .correlate(Imitation)
        .scalar_subquery()
    )


BOUNDS: Final[Statement[Bound]] = Statement(
    select(AuditLeaf, AuditEvent)
    .select_from(Imitation)
    .join(AuditEvent, col(AuditEvent.id).in_([_first(REDEEMED), _first(ENDED)]))
    .join(AuditLeaf, col(AuditLeaf.event_id) == col(AuditEvent.id))
    .where(among(col(Imitation.id), "imitation_ids"))
)

_called: Final = aliased(AuditEvent)
_name: Final = JsonMember(col(_called.detail), "operation")


def _calls(selected: Any, imitation_id: Any, *which: ColumnElement[bool]) -> Select[Any]:  # noqa: ANN401 - columns
    """A column of an imitation's calls, which the index on operations finds."""
    return select(selected).where(
        col(_called.imitation_id) == imitation_id,
        col(_called.action) == "imitation.operation",
        *which,
    )


_begun: Final = (
    select(
        col(Imitation.id).label("imitation_id"),
        _calls(_name, col(Imitation.id)).order_by(_name).limit(1).scalar_subquery().label("name"),
        literal_column("1").label("place"),
    )
    .where(among(col(Imitation.id), "imitation_ids"))
    .cte("found", recursive=True)
)
_next: Final = (
    _calls(_name, _begun.c.imitation_id, _name > _begun.c.name)
    .order_by(_name)
    .limit(1)
    .correlate(_begun)
    .scalar_subquery()
)
_found: Final = _begun.union_all(
    select(_begun.c.imitation_id, _next, _begun.c.place + literal_column("1")).where(
        _begun.c.name.is_not(None), _begun.c.place < literal_column(str(MOST_OPERATIONS))
    )
)


def _of_found(selected: Any) -> Select[Any]:  # noqa: ANN401 - a column
    return _calls(selected, _found.c.imitation_id, _name == _found.c.name)


def _end(selected: Any, *, last: bool = False) -> Any:  # noqa: ANN401 - a column, as one
    order = col(_called.id).desc() if last else col(_called.id)
    return _of_found(selected).order_by(order).limit(1).correlate(_found).scalar_subquery()


_some: Final = _of_found(literal_column("1")).limit(MOST_COUNTED).correlate(_found).subquery()
_OPERATIONS: Final = Statement(
    select(
        _found.c.imitation_id,
        _found.c.name,
        select(func.count()).select_from(_some).scalar_subquery(),
        _end(col(_called.at)),
        _end(col(_called.at), last=True),
    )
    .where(_found.c.name.is_not(None))
    .order_by(_end(col(_called.id))),
    Done._make,
)
