"""What the look-up of a context answers, part by part."""

import json
from collections.abc import Sequence
from datetime import datetime
from typing import Any, Final, NamedTuple, TypeVar

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


def assemble(rows: Sequence[Values]) -> StoredContext:
    """One row for each line of the cart; all but the line is the same in each of them."""
    lines = [(row[_LINE], row[_ADDER]) for row in rows if row[_LINE.start] is not None]
    return _stored(rows[0], lines)


def assemble_row(values: Values) -> StoredContext:
    """One row whose last value has the lines as JSON, each with the time at which it was added."""
    lines = sorted(json.loads(values[-1]))  # by that time, then by their ids
    return _stored(values, [(line[_TOLD_LINE], line[_TOLD_ADDER]) for line in lines])


def _stored(first: Values, lines: Sequence[tuple[Values, Values]]) -> StoredContext:
    channel, session, customer, imitation, user, *_ = _CUTS
    return StoredContext(
        channel=_new(StoredChannel, first[channel]),
        session=_new(StoredSession, first[session]),
        customer=_part(StoredCustomer, first[customer]),
        imitation=_part(StoredImitation, first[imitation]),
        imitating_user=_part(StoredUser, first[user]),
        lines=[(_new(StoredLine, line), _part(StoredUser, adder)) for line, adder in lines],
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


_CUTS: Final = _cuts(
    StoredChannel._fields,
    StoredSession._fields,
    StoredCustomer._fields,
    StoredImitation._fields,
    StoredUser._fields,
    StoredLine._fields,
    StoredUser._fields,
)
_LINE, _ADDER = _CUTS[-2:]
_, _TOLD_LINE, _TOLD_ADDER = _cuts(["added_at"], StoredLine._fields, StoredUser._fields)
