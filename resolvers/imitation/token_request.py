"""What a user asks for when they ask for a one-time token."""

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from auth.imitation import reasons
from auth.texts import arguments

if TYPE_CHECKING:
    from auth.rules import Rules
    from auth.vocabulary import ImitationAccess


@dataclass(frozen=True, slots=True)
class TokenRequest:
    """The customer to imitate, the sales channel, the reason and the access."""

    customer_id: str
    sales_channel_id: str
    reason: str | None
    reason_category: str | None
    access: "ImitationAccess"

    def checked(self, rules: "Rules") -> "TokenRequest":
        """The request as rules and storage take it; raises Invalid."""
        arguments.identifier(self.customer_id, field="customerId")
        arguments.identifier(self.sales_channel_id, field="salesChannelId")
        return replace(
            self,
            reason=reasons.reason(self.reason, rules),
            reason_category=reasons.category(self.reason_category, rules),
        )
