"""The facts by which a request for an approval is decided, in one statement."""

from typing import Final, NamedTuple

from sqlalchemy import bindparam, exists, select
from sqlalchemy.orm import aliased
from sqlmodel import col

from db.engine.session import Session
from db.engine.statement import Statement
from db.models import (
    Customer,
    ImitationRequest,
    SalesChannel,
    SalesChannelDomain,
    User,
    UserSession,
)
from db.statements.users.grants import GRANTED, privileges_in


class Facts(NamedTuple):
    """Today's truth about those whom a decision concerns; None for what is gone."""

    decider: User
    signed_in: bool  # the decider's session has not ended
    user: User | None  # whose request it is
    granted: frozenset[str]  # to them, by roles
    customer: Customer | None
    channel: SalesChannel | None
    has_domain: bool  # the channel


async def find(
    session: Session, request: ImitationRequest, *, decider_id: str, session_id: str
) -> Facts | None:
    """The facts for a request and one of the decider's sessions; None once the decider is gone."""
    found = await session.first(
        _FACTS,
        decider_id=decider_id,
        session_id=session_id,
        user_id=request.user_id,
        customer_id=request.customer_id,
        sales_channel_id=request.sales_channel_id,
    )
    if found is None:
        return None
    decider, signed_in, user, granted, customer, channel, has_domain = found
    return Facts(
        decider, signed_in, user, privileges_in(granted), customer, channel, has_domain=has_domain
    )


_decider: Final = aliased(User)
_SIGNED_IN: Final = (
    exists()
    .where(
        col(UserSession.id) == bindparam("session_id"),
        col(UserSession.user_id) == col(_decider.id),
        col(UserSession.ended_at).is_(None),
    )
    .correlate(_decider)
)
_HAS_DOMAIN: Final = (
    exists()
    .where(col(SalesChannelDomain.sales_channel_id) == col(SalesChannel.id))
    .correlate(SalesChannel)
)
_FACTS: Final[
    Statement[
        tuple[User, bool, User | None, str | None, Customer | None, SalesChannel | None, bool]
    ]
] = Statement(
    select(_decider, _SIGNED_IN, User, GRANTED, Customer, SalesChannel, _HAS_DOMAIN)
    .select_from(_decider)
    .outerjoin(User, col(User.id) == bindparam("user_id"))
    .outerjoin(Customer, col(Customer.id) == bindparam("customer_id"))
    .outerjoin(SalesChannel, col(SalesChannel.id) == bindparam("sales_channel_id"))
    .where(col(_decider.id) == bindparam("decider_id")),
    by_key=True,
)
