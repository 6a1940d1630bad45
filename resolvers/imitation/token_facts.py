"""The facts that a new one-time token is decided by, and the locks under which they stay true."""

from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from auth.errors import DoesNotExist, Unauthenticated
from db.engine.locks import Lock, Locks, Subject, locks, of_customer, of_sales_channel
from db.statements.imitation import generation

if TYPE_CHECKING:
    from db.engine.session import Session
    from db.models import Customer, SalesChannel
    from db.statements.imitation.generation import Facts


def locks_of(
    user_id: str, customer_id: str, sales_channel_id: str, *, with_code: bool = False
) -> Locks:
    """The user alone, so that two tokens at once are both counted; all else is shared.

    Where a support code is sent, the customer is alone as well: one guess is judged after another.
    """
    return locks(
        Lock(Subject.PRIVILEGES, shared=True),
        Lock(Subject.USER, user_id),
        *of_customer(customer_id, shared=not with_code),
        *of_sales_channel(sales_channel_id, shared=True),
    )


async def find(
    session: "Session",
    *,
    user_id: str,
    session_id: str,
    customer_id: str,
    sales_channel_id: str,
    guesser: bytes,
    request_id: str | None = None,
    now: datetime,
    idle_timeout: timedelta,
) -> "tuple[Facts, Customer, SalesChannel]":
    """The facts for the session of a user; raises Unauthenticated or DoesNotExist."""
    facts = await generation.find(
        session,
        user_id=user_id,
        session_id=session_id,
        customer_id=customer_id,
        sales_channel_id=sales_channel_id,
        guesser=guesser,
        request_id=request_id,
        now=now,
        idle_timeout=idle_timeout,
    )
    if facts is None or not facts.signed_in or not facts.user.active:
        raise Unauthenticated
    if facts.customer is None:
        raise DoesNotExist("customerId")
    if facts.channel is None:
        raise DoesNotExist("salesChannelId")
    return facts, facts.customer, facts.channel
