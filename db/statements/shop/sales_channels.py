"""Statements about sales channels."""

from collections.abc import Sequence
from typing import Final, NamedTuple

from sqlalchemy import bindparam, func, update
from sqlmodel import col, select

from db.engine import rows
from db.engine.dialect import among, upsert
from db.engine.session import Session
from db.engine.statement import Statement
from db.models import SalesChannel


async def get(session: Session, sales_channel_id: str) -> SalesChannel | None:
    """One channel."""
    return await session.first(_GET, id=sales_channel_id)


_GET: Final = Statement(
    select(SalesChannel).where(col(SalesChannel.id) == bindparam("id")), by_key=True
)


async def get_by_name(session: Session, name: str) -> SalesChannel | None:
    """The channel of this name."""
    return await session.first(_GET_BY_NAME, name=name)


_GET_BY_NAME: Final = Statement(
    select(SalesChannel).where(col(SalesChannel.name) == bindparam("name")), by_key=True
)


async def find(session: Session) -> Sequence[SalesChannel]:
    """All channels by name."""
    return await session.all(_FIND)


_FIND: Final = Statement(select(SalesChannel).order_by(col(SalesChannel.name)))


async def find_by_ids(session: Session, ids: Sequence[str]) -> Sequence[SalesChannel]:
    """Those of the ids that exist, in no order."""
    return await session.all(_FIND_BY_IDS, ids=ids)


_FIND_BY_IDS: Final = Statement(
    select(SalesChannel).where(among(col(SalesChannel.id), "ids")), by_key=True
)


async def count(session: Session) -> int:
    """How many channels there are."""
    return await session.one(_COUNT)


_COUNT: Final = Statement(select(func.count()).select_from(SalesChannel))


class Values(NamedTuple):
    """What users change in a channel."""

    name: str
    type: str
    active: bool
    landing_path: str


async def change(session: Session, sales_channel_id: str, values: Values) -> SalesChannel:
    """Store other values of a channel."""
    new = {f"new_{name}": value for name, value in values._asdict().items()}
    return await session.one(_CHANGE, sales_channel_id=sales_channel_id, **new)


_OF_ID: Final = col(SalesChannel.id) == bindparam("sales_channel_id")
_CHANGE: Final = Statement(
    update(SalesChannel)
    .where(_OF_ID)
    .values(**{name: bindparam(f"new_{name}") for name in Values._fields})
    .returning(SalesChannel),
    rows.of(SalesChannel),
)


async def change_access_key(
    session: Session, sales_channel_id: str, access_key: str
) -> SalesChannel | None:
    """Replace the access key of a channel; None for an unknown channel."""
    return await session.first(
        _CHANGE_ACCESS_KEY, sales_channel_id=sales_channel_id, new_access_key=access_key
    )


_CHANGE_ACCESS_KEY: Final = Statement(
    update(SalesChannel)
    .where(_OF_ID)
    .values(access_key=bindparam("new_access_key"))
    .returning(SalesChannel),
    rows.of(SalesChannel),
)


async def store(session: Session, sales_channel: SalesChannel) -> None:
    """Write a new or changed channel."""
    await session.run(_STORE, **{name: getattr(sales_channel, name) for name in _STORED})


_STORED: Final = tuple(SalesChannel.model_fields)
_stored: Final = upsert(SalesChannel)
_STORE: Final = Statement(
    _stored.on_conflict_do_update(
        index_elements=["id"], set_={name: _stored.excluded[name] for name in _STORED}
    ),
    columns=_STORED,
)
