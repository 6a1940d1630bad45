"""Statements of a new one-time token, and the facts by which every access begins."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Final, NamedTuple, TypedDict, Unpack

from sqlalchemy import and_, bindparam, insert, select
from sqlmodel import col

from db.engine import rows
from db.engine.rows import Values
from db.engine.session import Change, Session
from db.engine.statement import Statement
from db.models import (
    Customer,
    Imitation,
    ImitationRequest,
    SalesChannel,
    SalesChannelDomain,
    SupportCode,
    Throttle,
    User,
    UserSession,
)
from db.statements.imitation.imitation_filters import LIVE_OF_USER
from db.statements.imitation.requests.deciders import DECIDER_MAY_APPROVE
from db.statements.users.grants import GRANTED, NEEDS_APPROVAL, privileges_in


class Facts(NamedTuple):
    """Today's truth about a user, and about the customer and the channel that they ask for."""

    user: User
    granted: frozenset[str]  # by roles
    signed_in: bool  # the session that was named has not ended
    live: int  # imitations of the user
    role_needs_approval: bool  # one of the user's
    decider_may_approve: bool  # who decided the request, also now
    guesses_locked_until: datetime | None  # of support codes
    customer: Customer | None
    channel: SalesChannel | None
    code: SupportCode | None  # of the customer
    request: ImitationRequest | None  # of whomever
    domain_urls: Sequence[str]  # of the channel, by language and URL


class NewImitation(TypedDict):
    """The values of a token's record, with the names that user and customer have now."""

    id: str
    token_hash: bytes
    user_id: str
    user_username: str
    user_first_name: str
    user_last_name: str
    user_issuer: str | None
    user_subject: str | None
    user_session_id: str
    customer_id: str
    customer_number: str
    customer_email: str
    customer_first_name: str
    customer_last_name: str
    customer_created_at: datetime
    sales_channel_id: str
    reason: str | None
    reason_category: str | None
    access: str
    created_at: datetime
    token_expires_at: datetime


async def find(
    session: Session,
    *,
    user_id: str,
    session_id: str,
    customer_id: str,
    sales_channel_id: str,
    guesser: bytes,
    request_id: str | None = None,
    now: datetime,
    idle_timeout: timedelta,
) -> Facts | None:
    """The facts for a user and one of their sessions; None once the user is gone.

    `guesser` is the key of the user's guesses of support codes.
    """
    found = await session.all(
        _FACTS,
        user_id=user_id,
        session_id=session_id,
        customer_id=customer_id,
        sales_channel_id=sales_channel_id,
        guesser=guesser,
        request_id=request_id,
        now=now,
        idle_before=now - idle_timeout,
    )
    if not found:
        return None
    return found[0]._replace(domain_urls=[url for facts in found for url in facts.domain_urls])


def addition(**values: Unpack[NewImitation]) -> Change:
    """The change that stores a token which can be redeemed."""
    return _ADD, values


_ADD: Final = Statement(insert(Imitation), columns=list(NewImitation.__annotations__))

_MODELS: Final = (User, Customer, SalesChannel, SupportCode, ImitationRequest)
_MAKERS: Final = [(rows.of(model), len(model.model_fields)) for model in _MODELS]


_GUESSES_LOCKED: Final = (
    select(col(Throttle.locked_until))
    .where(col(Throttle.key) == bindparam("guesser"))
    .scalar_subquery()
)


def _facts(values: Values) -> Facts:
    """One row for each domain of the channel."""
    granted, signed_in, live, role_needs, decider_may, locked_until, url, *rest = values
    found = []
    for make, width in _MAKERS:
        found.append(make(rest[:width]) if rest[0] is not None else None)
        rest = rest[width:]
    user, customer, channel, code, request = found
    assert user is not None  # noqa: S101 - joined, not outer joined
    return Facts(
        user=user,
        granted=privileges_in(granted),
        signed_in=signed_in,
        live=live,
        role_needs_approval=role_needs,
        decider_may_approve=decider_may,
        guesses_locked_until=locked_until,
        customer=customer,
        channel=channel,
        code=code,
        request=request,
        domain_urls=[url] if url else [],
    )


_FACTS: Final = Statement(
    select(
        GRANTED,
        and_(col(UserSession.id).is_not(None), col(UserSession.ended_at).is_(None)),
        LIVE_OF_USER,
        NEEDS_APPROVAL,
        DECIDER_MAY_APPROVE,
        _GUESSES_LOCKED,
        col(SalesChannelDomain.url),
        User,
        Customer,
        SalesChannel,
        SupportCode,
        ImitationRequest,
    )
    .select_from(User)
    .outerjoin(
        UserSession,
        and_(
            col(UserSession.id) == bindparam("session_id"),
            col(UserSession.user_id) == col(User.id),
        ),
    )
    .outerjoin(Customer, col(Customer.id) == bindparam("customer_id"))
    .outerjoin(SupportCode, col(SupportCode.customer_id) == col(Customer.id))
    .outerjoin(SalesChannel, col(SalesChannel.id) == bindparam("sales_channel_id"))
    .outerjoin(ImitationRequest, col(ImitationRequest.id) == bindparam("request_id"))
    .outerjoin(SalesChannelDomain, col(SalesChannelDomain.sales_channel_id) == col(SalesChannel.id))
    .where(col(User.id) == bindparam("user_id"))
    .order_by(col(SalesChannelDomain.language), col(SalesChannelDomain.url)),
    _facts,
)
