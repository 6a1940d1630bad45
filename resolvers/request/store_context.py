"""What a store field sees: the sales channel, the customer, and the user who imitates them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from auth.errors import NotLoggedIn
from auth.money.pricing import price_in
from auth.sign_in import tokens
from auth.sign_in.tokens import TokenKind
from auth.vocabulary import ImitationAccess
from db.statements.shop.stored_context import (
    StoredChannel,
    StoredContext,
    StoredCustomer,
    StoredLine,
    StoredUser,
)
from resolvers.application import RequestFacts

_ACCESSES: Final[Mapping[str, ImitationAccess]] = {each.value: each for each in ImitationAccess}


@dataclass(slots=True)
class LiveImitation:
    """The imitation of a context."""

    id: str
    user: StoredUser
    access: ImitationAccess
    full_since: datetime | None  # None unless it was read-only before
    started_at: datetime
    expires_at: datetime
    last_used_at: datetime
    idle_expires_at: datetime


@dataclass(slots=True)
class StoreContext:
    """The session of a storefront's client, as it is stored."""

    token: str
    sales_channel: StoredChannel
    currency: str
    language: str
    session_id: str | None = None  # None: no session is stored
    expires_at: datetime | None = None
    customer: StoredCustomer | None = None
    imitation: LiveImitation | None = None
    cart_id: str | None = None
    lines: Sequence[tuple[StoredLine, StoredUser | None]] = ()  # with the user who added it
    factor: int = 0  # the currency's; without a stored session, which has no lines, it is not known

    @property
    def imitation_id(self) -> str | None:
        """The id of the imitation; None if the customer or a guest acts."""
        return self.imitation.id if self.imitation else None

    def price_of(self, line: StoredLine) -> int:
        """Today's price of one piece, in minor units of the currency."""
        return price_in(self.currency, line.price, factor=self.factor)

    def logged_in(self) -> StoredCustomer:
        """The customer; raises NotLoggedIn for an anonymous context."""
        if self.customer is None:
            raise NotLoggedIn
        return self.customer


def anonymous(stored: StoredContext, facts: RequestFacts) -> StoreContext:
    """The context without a stored session. It has a new token: no client chooses one."""
    return StoreContext(
        token=tokens.new(TokenKind.CONTEXT).token,
        sales_channel=stored.channel,
        currency=facts.currency or stored.channel.currency,
        language=facts.language or stored.channel.language,
    )


def live(stored: StoredContext, token: str, *, idle_timeout: timedelta) -> StoreContext:
    """The context of a stored session; `idle_timeout` is that of imitations."""
    session = stored.session
    return StoreContext(
        token=token,
        sales_channel=stored.channel,
        currency=session.currency,
        language=session.language,
        session_id=session.id,
        expires_at=session.expires_at,
        customer=stored.customer,
        imitation=_imitation(stored, idle_timeout),
        cart_id=session.cart_id,
        lines=stored.lines,
        factor=session.factor,
    )


def _imitation(stored: StoredContext, idle_timeout: timedelta) -> LiveImitation | None:
    imitation, user = stored.imitation, stored.imitating_user
    if imitation is None or user is None:
        return None
    return LiveImitation(
        id=imitation.id,
        user=user,
        access=_ACCESSES[imitation.access],
        full_since=imitation.full_since,
        started_at=imitation.started_at,
        expires_at=imitation.expires_at,
        last_used_at=imitation.last_used_at,
        idle_expires_at=min(imitation.last_used_at + idle_timeout, imitation.expires_at),
    )
