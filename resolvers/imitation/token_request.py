"""What a user asks for when they ask for a one-time token."""

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from auth import support_codes
from auth.imitation import reasons
from auth.texts import arguments

if TYPE_CHECKING:
    from auth.rules import Rules
    from auth.vocabulary import ImitationAccess


@dataclass(frozen=True, slots=True)
class TokenRequest:
    """The customer to imitate, the sales channel, the reason, the access, and the support code."""

    customer_id: str
    sales_channel_id: str
    reason: str | None
    reason_category: str | None
    access: "ImitationAccess"
    support_code: str | None = None

    def checked(self, rules: "Rules") -> "TokenRequest":
        """The request as rules and storage take it; raises Invalid."""
        arguments.identifier(self.customer_id, field="customerId")
        arguments.identifier(self.sales_channel_id, field="salesChannelId")
        return replace(
            self,
            reason=reasons.reason(self.reason, rules),
            reason_category=reasons.category(self.reason_category, rules),
            support_code=None
            if self.support_code is None
            else support_codes.normal(self.support_code),
        )
