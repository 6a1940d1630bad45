"""A model of sessions and carts out of dictionaries and a clock, without the application's code."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta

LIFETIME = timedelta(days=1)
IDLE = timedelta(minutes=15)
MAXIMUM = timedelta(hours=1)
NOTED = timedelta(minutes=1)
MOST = 100

Line = tuple[int, str | None]  # pieces, and the user who put the line there
Cart = dict[str, Line]


@dataclass
class Session:
    """The session of a token."""

    token: str
    owner: str  # a customer, or the guest's own name
    expires_at: datetime
    user: str | None = None  # who imitates
    last_used_at: datetime | None = None
    may_change: bool = True  # False: the imitation may only look
    over: bool = False

    @property
    def is_guests(self) -> bool:
        return self.owner.startswith("guest")

    @property
    def access(self) -> str | None:
        """None unless a user imitates."""
        return ("FULL" if self.may_change else "READ_ONLY") if self.user else None

    def is_live(self, now: datetime) -> bool:
        idle = self.last_used_at is not None and self.last_used_at + IDLE <= now
        return not (self.over or idle or self.expires_at <= now)

    def note_use(self, now: datetime) -> None:
        if self.last_used_at is not None and now - self.last_used_at >= NOTED:
            self.last_used_at = now

    def note_change(self, now: datetime) -> None:
        if self.user is None:
            self.expires_at = now + LIFETIME


@dataclass
class Model:
    """All carts, and all sessions, ended ones included."""

    carts: dict[str, Cart] = field(default_factory=dict)
    sessions: list[Session] = field(default_factory=list)
    orders: list[tuple[str, str | None, dict[str, int]]] = field(default_factory=list)

    def start(self, token: str, owner: str, now: datetime, user: str | None = None) -> Session:
        lifetime = MAXIMUM if user else LIFETIME
        session = Session(token, owner, now + lifetime, user, now if user else None)
        self.sessions.append(session)
        self.carts.setdefault(owner, {})
        return session

    def merge(self, guest: str, customer: str) -> None:
        mine = self.carts.setdefault(customer, {})
        for product, (pieces, _) in self.carts.pop(guest).items():
            had, by = mine.get(product, (0, None))
            mine[product] = min(had + pieces, MOST), by

    def add(self, session: Session, product: str, pieces: int) -> None:
        cart = self.carts[session.owner]
        had, by = cart.get(product, (0, session.user))
        cart[product] = had + pieces, by

    def set(self, session: Session, product: str, pieces: int) -> None:
        cart = self.carts[session.owner]
        if pieces:
            cart[product] = pieces, cart[product][1]
        else:
            del cart[product]

    def order(self, session: Session) -> None:
        cart = self.carts[session.owner]
        pieces = {product: line[0] for product, line in cart.items()}
        self.orders.append((session.owner, session.user, pieces))
        cart.clear()
