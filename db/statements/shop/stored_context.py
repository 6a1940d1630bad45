"""What the look-up of a context answers, part by part."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, Final, NamedTuple, TypeVar

import orjson

from db.engine.rows import Values

Part = TypeVar("Part", bound=tuple[Any, ...])

_new: Final = tuple.__new__  # _make of a named tuple is a function around it


class StoredChannel(NamedTuple):
    """The sales channel of the access key."""

    id: str
    name: str
    type: str
    active: bool
    language: str
    currency: str


class StoredSession(NamedTuple):
    """The session of the token, with the language and currency that count in it.

    `id` is null for an unknown token; `language` and `currency` are then the channel's. `factor` is
    that of the currency, in millionths.
    """

    id: str | None
    expires_at: datetime
    language: str
    currency: str
    factor: int
    cart_id: str | None


class StoredCustomer(NamedTuple):
    """The customer of the session."""

    id: str
    customer_number: str
    email: str
    first_name: str
    last_name: str
    active: bool
    imitation_consent: bool
    imitation_consent_withdrawn_at: datetime | None
    bound_sales_channel_id: str | None


class StoredImitation(NamedTuple):
    """The imitation of the session, with today's truth about its user."""

    id: str
    access: str
    full_since: datetime | None
    started_at: datetime
    expires_at: datetime
    last_used_at: datetime
    ended_at: datetime | None
    user_active: bool
    privileged: bool


class StoredUser(NamedTuple):
    """A user as the record of an imitation names them."""

    id: str
    username: str
    first_name: str
    last_name: str


class StoredLine(NamedTuple):
    """A line of the session's cart. `price` is that of the catalogue, in hundredths."""

    id: str
    quantity: int
    product_id: str
    product_number: str
    name: str
    price: int


class StoredContext(NamedTuple):
    """What the database says about an access key and a token. What is not stored is None."""

    channel: StoredChannel
    session: StoredSession
    customer: StoredCustomer | None
    imitation: StoredImitation | None
    imitating_user: StoredUser | None
    lines: Sequence[tuple[StoredLine, StoredUser | None]]  # with the user who added it


def assemble(values: Values) -> StoredContext:
    """A row with the parts one after the other, then the lines as JSON.

    Each line has the time at which it was added before it; no lines may be null.
    """
    channel, session, customer, imitation, user = _PARTS
    told = values[_LINES]
    lines = sorted(orjson.loads(told)) if told else ()  # by that time, then by their ids
    return StoredContext(
        channel=_new(StoredChannel, values[channel]),
        session=_new(StoredSession, values[session]),
        customer=_part(StoredCustomer, values[customer]),
        imitation=_part(StoredImitation, values[imitation]),
        imitating_user=_part(StoredUser, values[user]),
        lines=[(_new(StoredLine, line[_LINE]), _part(StoredUser, line[_ADDER])) for line in lines],
    )


def _part(kind: type[Part], values: Values) -> Part | None:
    """A part of a row; None where an outer join found nothing."""
    return None if values[0] is None else _new(kind, values)


def _cuts(*parts: Sequence[str]) -> list[slice]:
    """Where each part stands in a row, by the names of its fields."""
    cuts, start = [], 0
    for part in parts:
        cuts.append(slice(start, start + len(part)))
        start += len(part)
    return cuts


_PARTS: Final = _cuts(
    StoredChannel._fields,
    StoredSession._fields,
    StoredCustomer._fields,
    StoredImitation._fields,
    StoredUser._fields,
)
_LINES: Final = _PARTS[-1].stop  # where they stand in a row
_, _LINE, _ADDER = _cuts(["added_at"], StoredLine._fields, StoredUser._fields)
