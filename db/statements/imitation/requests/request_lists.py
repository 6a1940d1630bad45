"""The lists of requests for approvals, newest first."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any, Final

from sqlalchemy import ColumnElement, and_, bindparam, not_
from sqlmodel import col, select

from db.engine.paging import Paged, Slice
from db.engine.session import Session
from db.models import ImitationRequest
from db.models.permissions.imitation_request import OPEN


@dataclass(frozen=True, slots=True)
class Listed:
    """A list of requests, with the values that its filter asks for."""

    paged: Paged[ImitationRequest]
    values: Mapping[str, Any]


async def find(
    session: Session, listed: Listed, *, after: Sequence[object] | None, first: int
) -> Slice[ImitationRequest]:
    """A page of the list."""
    return await listed.paged.page(session, after=after, first=first, **listed.values)


async def count_all(session: Session, listed: Listed) -> int:
    """The number of requests in the list; 10,001 means more than 10,000."""
    return await listed.paged.count(session, **listed.values)


def matching(*, user_id: str | None, is_open: bool | None, now: datetime) -> Listed:
    """The requests of a user, or everybody's: those that wait, all others, or both."""
    paged = _matching(user_id is not None, is_open)
    of_user = {} if user_id is None else {"user_id": user_id}
    return Listed(paged, of_user if is_open is None else {**of_user, "now": now})


_WAITS: Final = and_(OPEN, col(ImitationRequest.expires_at) > bindparam("now"))
_KEYS: Final = [col(ImitationRequest.created_at), col(ImitationRequest.id)]


@cache
def _matching(of_user: bool, is_open: bool | None) -> Paged[ImitationRequest]:  # noqa: FBT001 - keys of the cache
    conditions: list[ColumnElement[bool]] = []
    if of_user:
        conditions.append(col(ImitationRequest.user_id) == bindparam("user_id"))
    if is_open is not None:
        conditions.append(_WAITS if is_open else not_(_WAITS))
    listed = select(ImitationRequest).where(*conditions)
    return Paged(listed, keys=_KEYS, descending=True)
