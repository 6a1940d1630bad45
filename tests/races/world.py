"""A user, a customer and a sales channel that one pair of changes has for itself."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import Any, Final

from sqlmodel import SQLModel

from auth import support_codes
from auth.sign_in import tokens
from auth.sign_in.tokens import TokenKind
from auth.vocabulary import ImitationAccess
from db.models import (
    Context,
    Customer,
    Imitation,
    Role,
    RolePrivilege,
    SalesChannel,
    SalesChannelDomain,
    SupportCode,
    User,
    UserRole,
    UserSession,
)
from db.models.columns import new_id
from resolvers.imitation.new_imitation import new_imitation
from server.settings import secret_keys

PRIVILEGES: Final = (
    *("api_proxy_imitate-customer", "imitation:upgrade"),
    *("customer:read", "sales_channel:read"),
)
LONG: Final = timedelta(hours=1)
NOW: Final = datetime.now(UTC)


@dataclass(frozen=True)
class World:
    """What there is before the pair: a live imitation, a token for one more, and both sign-ins.

    `sources` say what the user has the privilege from: `one` role, the `other` role, or `admin`.
    """

    sources: frozenset[str]
    password_hash: str
    new_password: str = "another password"
    code: str = "471100"
    ids: dict[str, str] = field(
        default_factory=lambda: {
            kind: new_id()
            for kind in ("user", "one", "other", "customer", "channel", "session", "active")
        }
    )
    access: tokens.NewToken = field(default_factory=partial(tokens.new, TokenKind.USER_SESSION))
    own: tokens.NewToken = field(default_factory=partial(tokens.new, TokenKind.CONTEXT))
    imitated: tokens.NewToken = field(default_factory=partial(tokens.new, TokenKind.CONTEXT))
    used: tokens.NewToken = field(default_factory=partial(tokens.new, TokenKind.IMITATION))
    pending: tokens.NewToken = field(default_factory=partial(tokens.new, TokenKind.IMITATION))

    @property
    def access_key(self) -> str:
        return f"KEY-{self.ids['channel'][:20]}"

    @property
    def email(self) -> str:
        return f"{self.ids['customer']}@customers.example"

    @property
    def number(self) -> str:
        return f"C-{self.ids['customer']}"

    @property
    def channel_name(self) -> str:
        return f"Shop {self.ids['channel']}"

    @property
    def user(self) -> User:
        return User(
            id=self.ids["user"],
            username=self.ids["user"],
            email=f"{self.ids['user']}@staff.example",
            password_hash=self.password_hash,
            admin="admin" in self.sources,
            created_at=NOW,
            first_name="Alice",
            last_name="Agent",
            search_text="",
        )

    @property
    def customer(self) -> Customer:
        return Customer(
            id=self.ids["customer"],
            customer_number=self.number,
            email=self.email,
            first_name="Bob",
            last_name="Builder",
            imitation_consent=True,
            password_hash=self.password_hash,
            created_at=NOW,
            search_text="",
        )

    def ground(self) -> Iterator[SQLModel]:
        """What the lives of the sessions depend on, as it is before the pair."""
        yield self.user
        for source in ("one", "other"):
            yield Role(id=self.ids[source], name=f"Role {self.ids[source]}")
            for key in PRIVILEGES:
                yield RolePrivilege(role_id=self.ids[source], privilege=key)
            if source in self.sources:
                yield UserRole(user_id=self.ids["user"], role_id=self.ids[source])
        yield self.customer
        yield SupportCode(
            customer_id=self.ids["customer"],
            code_hash=support_codes.hash_of(
                self.code,
                key=secret_keys.DEVELOPMENT.encode(),
                customer_id=self.ids["customer"],
                sales_channel_id=self.ids["channel"],
            ),
            expires_at=NOW + LONG,
        )
        yield from self._channel()

    def _channel(self) -> Iterator[SQLModel]:
        spoken: dict[str, Any] = {"language": "en-GB", "currency": "EUR"}
        yield SalesChannel(
            id=self.ids["channel"],
            name=self.channel_name,
            type="STOREFRONT",
            access_key=self.access_key,
            created_at=NOW,
            **spoken,
        )
        yield SalesChannelDomain(
            id=self.ids["channel"],
            sales_channel_id=self.ids["channel"],
            url=f"http://{self.ids['channel']}.example",
            **spoken,
        )

    def sessions(self) -> Iterator[SQLModel]:
        """The sign-ins of user and customer, the imitation, and the token for another one."""
        yield UserSession(
            id=self.ids["session"],
            token_hash=self.access.token_hash,
            user_id=self.ids["user"],
            created_at=NOW,
            last_used_at=NOW,
            expires_at=NOW + LONG,
        )
        started = {"started_at": NOW, "last_used_at": NOW, "expires_at": NOW + LONG}
        yield self._imitation(self.used, id=self.ids["active"], access="READ_ONLY", **started)
        yield self._imitation(self.pending)
        yield self._context(self.own)
        yield self._context(self.imitated, imitation_id=self.ids["active"])

    def _imitation(self, token: tokens.NewToken, **others: Any) -> Imitation:
        made = new_imitation(
            token_hash=token.token_hash,
            user=self.user,
            user_session_id=self.ids["session"],
            customer=self.customer,
            sales_channel_id=self.ids["channel"],
            reason=None,
            reason_category=None,
            access=ImitationAccess.FULL,
            now=NOW,
            lifetime=LONG,
        )
        return Imitation(**{**made, **others})

    def _context(self, token: tokens.NewToken, **others: Any) -> Context:
        return Context(
            id=new_id(),
            token_hash=token.token_hash,
            sales_channel_id=self.ids["channel"],
            customer_id=self.ids["customer"],
            language="en-GB",
            currency="EUR",
            created_at=NOW,
            expires_at=NOW + LONG,
            **others,
        )
