"""Keeps customers in step with another system: many rows in a call, each answered on its own.

Each row is a transaction of its own: it locks one customer for milliseconds, so that nothing waits
for a whole call, and two calls cannot wait for each other in a circle. A row that changes nothing
only reads.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Final, NamedTuple, Protocol

from auth.bounds import check_customer_rows
from auth.errors import Invalid, NotFound, Refusal
from auth.texts import arguments
from db.statements.shop import customers
from resolvers.admin.customers import changes, creation
from resolvers.admin.customers.values import CustomerChange, written
from resolvers.request.context import RequestContext
from resolvers.values.changes import given

if TYPE_CHECKING:
    from db.models import Customer

TRIES: Final = 3  # of a row that another call creates, moves or deletes meanwhile


class SentRow(Protocol):
    """A row as the client sent it."""

    def values(self) -> "Row":
        """What it holds; raises Invalid for a null that cannot be stored."""
        ...


class Row(NamedTuple):
    """A customer's values; the id, or else the external id, tells whose they are."""

    id: str | None
    change: CustomerChange

    @property
    def external_id(self) -> str | None:
        """The external id, which may tell whose values these are."""
        return self.change.external_id if given(self.change.external_id) else None


class Result(NamedTuple):
    """What became of a row; without a customer it was refused."""

    customer: "Customer | None" = None
    created: bool = False
    refusal: Refusal | None = None


async def upsert(ctx: RequestContext, sent: Sequence[SentRow]) -> Sequence[Result]:
    """Store the rows one after another; the results are in their order."""
    check_customer_rows(len(sent))
    rows = [_read(row) for row in sent]
    keys = Counter(key for row in rows if isinstance(row, Row) for key in _keys(row))
    return [await _answered(ctx, row, keys) for row in rows]


def _read(sent: SentRow) -> Row | Refusal:
    try:
        row = sent.values()
        if row.id is not None:
            arguments.identifier(row.id, field="id")
        elif row.external_id is None:
            raise Invalid("externalId", "A row has an id or an external id.")
        stored = written(row.change)
    except Refusal as refusal:
        return refusal
    if row.external_id is None:
        return row
    return Row(row.id, replace(row.change, external_id=stored["external_id"]))


def _keys(row: Row) -> Sequence[tuple[str, str]]:
    keys = (("id", row.id), ("externalId", row.external_id))
    return [(field, key) for field, key in keys if key is not None]


async def _answered(
    ctx: RequestContext, row: Row | Refusal, keys: Counter[tuple[str, str]]
) -> Result:
    """The result of one row. Rows of a call that name one customer twice are all refused."""
    if isinstance(row, Refusal):
        return Result(refusal=row)
    try:
        for key in _keys(row):
            if keys[key] > 1:
                raise Invalid(key[0], "Another row of this call has the same.")
        return await _stored(ctx, row)
    except Refusal as refusal:
        return Result(refusal=refusal)


async def _stored(ctx: RequestContext, row: Row) -> Result:
    """Store the row; look again if another call got there first."""
    for _ in range(TRIES - 1):
        try:
            return await _store(ctx, row)
        except NotFound:
            continue
        except Invalid as refusal:
            if refusal.extensions["field"] not in {"id", "externalId"}:
                raise
    return await _store(ctx, row)


async def _store(ctx: RequestContext, row: Row) -> Result:
    known = await _find(ctx, row)
    if known is None:
        return Result(await creation.create(ctx, row.change, customer_id=row.id), created=True)
    if all(getattr(known, name) == value for name, value in written(row.change).items()):
        return Result(known)
    return Result(await changes.update(ctx, known.id, row.change))


async def _find(ctx: RequestContext, row: Row) -> "Customer | None":
    reads = ctx.application.database.reads
    if row.id is not None:
        return await customers.get(reads, row.id)
    return await customers.get_by_external_id(reads, row.external_id or "")
