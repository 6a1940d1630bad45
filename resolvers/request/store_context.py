"""What does a store field see? The sales channel, who is there and who stands behind him."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from auth import tokens
from auth.errors import NotLoggedIn
from auth.tokens import Kind
from auth.vocabulary import ImitationAccess
from db.statements.shop.contexts import StoredContext, StoredLine
from resolvers.application import RequestFacts


@dataclass(frozen=True, slots=True)
class Channel:
    """The sales channel of a request."""

    id: str
    name: str
    type: str
    active: bool


@dataclass(frozen=True, slots=True)
class LoggedIn:
    """The customer of a context."""

    id: str
    customer_number: str
    email: str
    first_name: str
    last_name: str
    imitation_consent: bool


@dataclass(frozen=True, slots=True)
class Imitator:
    """The user behind an imitated context, as the session has him."""

    id: str
    username: str
    first_name: str
    last_name: str


@dataclass(frozen=True, slots=True)
class LiveImitation:
    """The imitation of a context."""

    id: str
    user: Imitator
    access: ImitationAccess
    started_at: datetime
    expires_at: datetime
    last_used_at: datetime
    idle_expires_at: datetime


@dataclass(frozen=True, slots=True)
class StoreContext:
    """The answer to `context`: read from the stored session, never from the request."""

    token: str
    sales_channel: Channel
    currency: str
    language: str
    session_id: str | None = None  # None: nothing is stored
    expires_at: datetime | None = None
    customer: LoggedIn | None = None
    imitation: LiveImitation | None = None
    cart_id: str | None = None
    lines: Sequence[StoredLine] = ()

    @property
    def imitation_id(self) -> str | None:
        """The imitation; None where the customer or a guest acts himself."""
        return self.imitation.id if self.imitation else None

    def logged_in(self) -> LoggedIn:
        """The customer; raises NotLoggedIn for an anonymous context."""
        if self.customer is None:
            raise NotLoggedIn
        return self.customer


def anonymous(stored: StoredContext, facts: RequestFacts) -> StoreContext:
    """A visitor of whom nothing is stored. The token is new: one we did not make is not adopted."""
    return StoreContext(
        token=tokens.new(Kind.CONTEXT).token,
        sales_channel=_channel(stored),
        currency=facts.currency or stored.row.channel_currency,
        language=facts.language or stored.row.channel_language,
    )


def live(
    stored: StoredContext, facts: RequestFacts, token: str, *, idle_timeout: timedelta
) -> StoreContext:
    """What the token stands for; `idle_timeout` is that of imitations."""
    row = stored.row
    customer = row.customer_id and LoggedIn(
        id=row.customer_id,
        customer_number=row.customer_number,
        email=row.email,
        first_name=row.first_name,
        last_name=row.last_name,
        imitation_consent=row.imitation_consent,
    )
    return replace(
        anonymous(stored, facts),
        token=token,
        currency=row.currency,
        language=row.language,
        session_id=row.context_id,
        expires_at=row.context_expires_at,
        customer=customer,
        imitation=_imitation(stored, idle_timeout),
        cart_id=row.cart_id,
        lines=stored.lines,
    )


def _imitation(stored: StoredContext, idle_timeout: timedelta) -> LiveImitation | None:
    row = stored.row
    if row.imitation_id is None:
        return None
    return LiveImitation(
        id=row.imitation_id,
        user=Imitator(row.user_id, row.user_username, row.user_first_name, row.user_last_name),
        access=ImitationAccess(row.access),
        started_at=row.started_at,
        expires_at=row.imitation_expires_at,
        last_used_at=row.last_used_at,
        idle_expires_at=min(row.last_used_at + idle_timeout, row.imitation_expires_at),
    )


def _channel(stored: StoredContext) -> Channel:
    row = stored.row
    return Channel(row.channel_id, row.channel_name, row.channel_type, row.channel_active)
