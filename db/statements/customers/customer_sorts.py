"""The orders in which customers are listed: by keys that an index has."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import ColumnElement
from sqlmodel import col

from db.models import Customer


@dataclass(frozen=True, slots=True)
class Stretch:
    """A part of a list that one index has in order; its keys together are unique."""

    keys: Sequence[Any]
    descending: bool = False
    only: Sequence[ColumnElement[bool]] = ()


_ID: Final = col(Customer.id)
_LAST_LOGIN: Final = col(Customer.last_login_at)
# No row comparison goes on behind a null: who never logged in has a stretch, and an index, alone.
STRETCHES: Final[Mapping[str, Sequence[Stretch]]] = {
    "NAME": [Stretch([col(Customer.search_text), _ID])],
    "NUMBER": [Stretch([col(Customer.customer_number)])],
    "NEWEST": [Stretch([col(Customer.created_at), _ID], descending=True)],
    "LAST_LOGIN": [
        Stretch([_LAST_LOGIN, _ID], descending=True, only=[_LAST_LOGIN.is_not(None)]),
        Stretch([_ID], descending=True, only=[_LAST_LOGIN.is_(None)]),
    ],
}
