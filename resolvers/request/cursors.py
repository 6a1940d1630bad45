"""Cursors: the keys of the last row of a page, in a text that a client sends back."""

import base64
import binascii
import hashlib
import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, Final

from auth.errors import Invalid
from auth.texts import arguments

_WRITER: Final = json.JSONEncoder(ensure_ascii=False)


@dataclass(frozen=True, slots=True)
class ListOrder:
    """The order of a list: `keys_of` a row, and the same keys as `read` from a cursor."""

    keys_of: Callable[[Any], Sequence[object]]
    read: Callable[[list[Any]], Sequence[object]]
    mark: str = ""  # of what the list is narrowed by; it stands in each of its cursors

    def under(self, filters: Mapping[str, object]) -> "ListOrder":
        """The order of a list with these filters; None is no filter. Cursors of others are refused.

        The rows after a cursor of another list would be a page that leaves some of them out.
        """
        given = {name: value for name, value in filters.items() if value is not None}
        if not given:
            return self
        written = json.dumps(given, sort_keys=True, default=str).encode()
        return replace(self, mark=hashlib.sha256(written).hexdigest()[:8])

    def cursor(self, row: object) -> str:
        """The cursor of a row."""
        marks = [self.mark] if self.mark else []
        keys = _WRITER.encode([*self.keys_of(row), *marks])
        return base64.urlsafe_b64encode(keys.encode()).decode()

    def keys(self, cursor: str | None) -> Sequence[object] | None:
        """The keys in a cursor; None starts at the beginning. Raises Invalid."""
        if cursor is None:
            return None
        keys = _decode(cursor)
        if self.mark and (not keys or keys.pop() != self.mark):
            raise _not_a_cursor()
        return self.read(keys)


def _decode(cursor: str) -> list[Any]:
    try:
        keys = json.loads(base64.b64decode(cursor, altchars=b"-_", validate=True))
    except (ValueError, binascii.Error, RecursionError) as error:
        raise _not_a_cursor() from error
    if not isinstance(keys, list):
        raise _not_a_cursor()
    return keys


def _not_a_cursor() -> Invalid:
    return Invalid("after", "This is not a cursor of this list.")


def _name(keys: list[Any]) -> tuple[str, str]:
    match keys:
        case [str(name), str(id_)]:
            name = arguments.printable(name, field="after")
            return name, arguments.identifier(id_, field="after")
    raise _not_a_cursor()


def _time(keys: list[Any]) -> tuple[datetime, str]:
    match keys:
        case [str(moment), str(id_)]:
            return _moment(moment), arguments.identifier(id_, field="after")
    raise _not_a_cursor()


def _moment(value: str) -> datetime:
    try:
        moment = datetime.fromisoformat(value)
    except ValueError as error:
        raise _not_a_cursor() from error
    return arguments.moment(moment, field="after")


def _time_or_none(keys: list[Any]) -> tuple[Any, ...]:
    match keys:
        case [None, str(id_)]:
            return None, arguments.identifier(id_, field="after")
    return _time(keys)


def _text(keys: list[Any]) -> tuple[str]:
    match keys:
        case [str(text)]:
            return (arguments.printable(text, field="after"),)
    raise _not_a_cursor()


def _number(keys: list[Any]) -> tuple[int]:
    match keys:
        case [int(number)] if 0 <= number < 2**63:  # what the column holds
            return (number,)
    raise _not_a_cursor()


BY_NAME: Final = ListOrder(lambda row: (row.search_text, row.id), _name)
BY_TIME: Final = ListOrder(lambda row: (row.created_at.isoformat(), row.id), _time)
BY_NUMBER: Final = ListOrder(lambda row: (row.number,), _number)
BY_LAST_LOGIN: Final = ListOrder(
    lambda row: (row.last_login_at and row.last_login_at.isoformat(), row.id), _time_or_none
)
BY_CUSTOMER_NUMBER: Final = ListOrder(lambda row: (row.customer_number,), _text)
