"""Statements about one request for an approval, and about those that end together."""

from collections.abc import Sequence
from datetime import datetime
from typing import Final, NamedTuple, TypedDict, Unpack

from sqlalchemy import bindparam, delete, func, insert, update
from sqlmodel import col, select

from db.engine import rows
from db.engine.dialect import among
from db.engine.session import Change, Session
from db.engine.statement import Statement
from db.models import ImitationRequest
from db.models.columns import new_id


class NewRequest(TypedDict):
    """The values of a new request."""

    user_id: str
    user_username: str
    user_first_name: str
    user_last_name: str
    user_issuer: str | None
    user_subject: str | None
    customer_id: str
    sales_channel_id: str
    reason: str
    reason_category: str | None
    access: str
    created_at: datetime
    expires_at: datetime


class Decision(NamedTuple):
    """What a user decides about a request; a reason is given for a refusal."""

    state: str
    decided_at: datetime
    decider_id: str
    decider_username: str
    decider_first_name: str
    decider_last_name: str
    decider_issuer: str | None
    decider_subject: str | None
    decision_reason: str | None


async def add(session: Session, **values: Unpack[NewRequest]) -> ImitationRequest:
    """Store a request that waits for its decision."""
    return await session.one(_ADD, id=new_id(), state="OPEN", **values)


_ADD: Final = Statement(
    insert(ImitationRequest).returning(ImitationRequest),
    rows.of(ImitationRequest),
    columns=["id", "state", *NewRequest.__annotations__],
)


async def get(session: Session, request_id: str) -> ImitationRequest | None:
    """One request."""
    return await session.first(_GET, id=request_id)


_IS_REQUEST: Final = col(ImitationRequest.id) == bindparam("id")
_GET: Final = Statement(select(ImitationRequest).where(_IS_REQUEST), by_key=True)


async def count_waiting(session: Session, user_id: str, *, now: datetime) -> int:
    """How many requests of the user wait for a decision."""
    return await session.one(_COUNT_WAITING, user_id=user_id, now=now)


_COUNT_WAITING: Final = Statement(
    select(func.count()).where(
        col(ImitationRequest.user_id) == bindparam("user_id"),
        col(ImitationRequest.state) == "OPEN",
        col(ImitationRequest.expires_at) > bindparam("now"),
    )
)


async def decide(session: Session, request_id: str, decision: Decision) -> ImitationRequest | None:
    """Store the decision about a request that waits for one; None: it no longer does."""
    return await session.first(_DECIDE, id=request_id, **decision._asdict())


_DECIDE: Final = Statement(
    update(ImitationRequest)
    .where(
        _IS_REQUEST,
        col(ImitationRequest.state) == "OPEN",
        col(ImitationRequest.expires_at) > bindparam("decided_at"),
    )
    .values(
        state=bindparam("state"),
        decided_at=bindparam("decided_at"),
        decider_id=bindparam("decider_id"),
        decider_username=bindparam("decider_username"),
        decider_first_name=bindparam("decider_first_name"),
        decider_last_name=bindparam("decider_last_name"),
        decider_issuer=bindparam("decider_issuer"),
        decider_subject=bindparam("decider_subject"),
        decision_reason=bindparam("decision_reason"),
    )
    .returning(ImitationRequest),
    rows.of(ImitationRequest),
)


def use(request_id: str, imitation_id: str) -> Change:
    """The change that uses an approved request up, whose user is locked alone."""
    return _USE, {"id": request_id, "used_for": imitation_id}


_USE: Final = Statement(
    update(ImitationRequest)
    .where(_IS_REQUEST, col(ImitationRequest.state) == "APPROVED")
    .values(state="USED", imitation_id=bindparam("used_for"))
)


async def expire_of_users(session: Session, user_ids: Sequence[str], *, now: datetime) -> None:
    """Let the requests of these users be over that were not used yet."""
    await session.run(_EXPIRE, user_ids=user_ids, now=now)


_EXPIRE: Final = Statement(
    update(ImitationRequest)
    .where(
        among(col(ImitationRequest.user_id), "user_ids"),
        col(ImitationRequest.state).in_(("OPEN", "APPROVED")),
        col(ImitationRequest.expires_at) > bindparam("now"),
    )
    # The state as well as the time: the clock of the server that uses the request may be behind.
    .values(state="EXPIRED", expires_at=bindparam("now"))
)


async def remove_of_user(session: Session, user_id: str) -> None:
    """Remove a user's requests, and their name from those that they decided."""
    await session.run(_REMOVE_OF_USER, user_id=user_id)
    await session.run(_FORGET_DECIDER, user_id=user_id)


_REMOVE_OF_USER: Final = Statement(
    delete(ImitationRequest).where(col(ImitationRequest.user_id) == bindparam("user_id"))
)
_FORGET_DECIDER: Final = Statement(
    update(ImitationRequest)
    .where(col(ImitationRequest.decider_id) == bindparam("user_id"))
    .values(
        decider_username="",
        decider_first_name="",
        decider_last_name="",
        decider_issuer=None,
        decider_subject=None,
        decision_reason=None,
    )
)


async def prune(session: Session, *, before: datetime) -> None:
    """Remove requests that are older."""
    await session.run(_PRUNE, before=before)


_PRUNE: Final = Statement(
    delete(ImitationRequest).where(col(ImitationRequest.created_at) < bindparam("before"))
)
