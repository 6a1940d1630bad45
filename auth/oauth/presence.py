"""Who is in a customer session: the claims with which other services are told."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from auth.vocabulary import ImitationAccess


@dataclass(frozen=True, slots=True)
class Presence:
    """A customer in their session, and the user who imitates them there."""

    customer_id: str
    session_id: str
    sales_channel_id: str
    imitator_id: str | None  # None: the customer themselves
    access: ImitationAccess  # FULL for the customer themselves
    ends_at: datetime  # at the latest; what ends it earlier is only known by asking again
    account: Mapping[str, str] | None = None  # the imitator's at a provider: `iss` and `sub`

    def claims(self) -> dict[str, Any]:
        """The claims of RFC 7519 and RFC 8693, 4.1. Without an imitator there is no `act`."""
        act = {} if self.imitator_id is None else {"act": self._act()}
        return {
            "sub": self.customer_id,
            **act,
            "sid": self.session_id,
            "channel": self.sales_channel_id,
            "access": self.access.value,
        }

    def _act(self) -> dict[str, Any]:
        """The imitator, and their account at a provider where they come from one."""
        account = {} if self.account is None else {"account": self.account}
        return {"sub": self.imitator_id, **account}

    def is_of(self, claims: Mapping[str, Any]) -> bool:
        """Whether earlier claims name the same session, customer and imitator."""
        now = self.claims()
        return all(claims.get(name) == now.get(name) for name in ("sub", "act", "sid", "channel"))
