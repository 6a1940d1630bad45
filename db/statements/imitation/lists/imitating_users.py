"""Finds the users who imitated customers, each once, without reading all that they did."""

from collections.abc import Sequence
from functools import cache
from typing import Any, Final

from sqlalchemy import FromClause, Integer, bindparam, select
from sqlalchemy.orm import aliased
from sqlmodel import col
from sqlmodel import select as select_one

from db.engine.dialect import listed
from db.engine.session import Session
from db.engine.statement import Statement
from db.models import Imitation
from db.statements.imitation.lists.words import contains, patterns


async def find(session: Session, *, search: str | None, first: int) -> Sequence[Imitation]:
    """The newest imitation of each user whose names match, by username; at most `first`."""
    words = patterns(search)
    return await session.all(_found(frozenset(words)), first=first, **words)


async def find_of(session: Session, user_ids: Sequence[str]) -> Sequence[Imitation]:
    """The newest imitation of each of these users, in their order."""
    found = await session.all(_NEWEST_OF, user_ids=user_ids)
    newest = {imitation.user_id: imitation for imitation in found}
    return [newest[user_id] for user_id in user_ids if user_id in newest]


def _newest_of(user_id: Any, users: FromClause) -> Any:  # noqa: ANN401 - a column, and a condition
    """Whether an imitation is the newest one of the user in the column of these users."""
    newest = aliased(Imitation)
    return col(Imitation.id) == (
        select(col(newest.id))
        .where(col(newest.user_id) == user_id)
        .order_by(col(newest.created_at).desc(), col(newest.id).desc())
        .limit(1)
        .correlate(users)
        .scalar_subquery()
    )


_ASKED: Final = listed(col(Imitation.user_id), "user_ids")
_NEWEST_OF: Final = Statement(
    select_one(Imitation).select_from(_ASKED).join(Imitation, _newest_of(_ASKED.c.value, _ASKED))
)


@cache
def _found(patterns_of_names: frozenset[str]) -> Statement[Imitation]:
    blank = " "
    names = (
        col(Imitation.user_username)
        .concat(blank)
        .concat(col(Imitation.user_first_name))
        .concat(blank)
        .concat(col(Imitation.user_last_name))
    )
    return Statement(
        select_one(Imitation)
        .select_from(_USERS)
        .join(Imitation, _newest_of(_USERS.c.user_id, _USERS))
        .where(*contains(names, patterns_of_names))
        .order_by(col(Imitation.user_username), col(Imitation.user_id))
        .limit(bindparam("first", type_=Integer()))
    )


def _next_user(*after: Any) -> Any:  # noqa: ANN401 - a column, and a column
    """The index of users and times is read at the first place of each user alone."""
    other = aliased(Imitation)
    user_id = col(other.user_id)
    return select(user_id).where(*(user_id > each for each in after)).order_by(user_id).limit(1)


_first: Final = select(_next_user().scalar_subquery().label("user_id")).cte("users", recursive=True)
_USERS: Final = _first.union_all(
    select(_next_user(_first.c.user_id).correlate(_first).scalar_subquery()).where(
        _first.c.user_id.is_not(None)
    )
)
