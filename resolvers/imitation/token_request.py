"""What a user asks for when they ask for a one-time token."""

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from auth import support_codes
from auth.errors import DoesNotExist, Invalid
from auth.imitation import reasons
from auth.imitation.needs import can_be_requested
from auth.rules import LONGEST_REASON
from auth.texts import arguments
from auth.vocabulary import ImitationAccess

if TYPE_CHECKING:
    from auth.rules import Rules
    from db.models import ImitationRequest


@dataclass(frozen=True, slots=True)
class TokenRequest:
    """The customer to imitate, the sales channel, the reason, the access, and what was needed.

    `request_id` names the request for an approval from which reason and access are taken, and which
    serves in place of a support code.
    """

    customer_id: str
    sales_channel_id: str
    reason: str | None
    reason_category: str | None
    access: ImitationAccess
    support_code: str | None = None
    request_id: str | None = None

    def checked(self, rules: "Rules") -> "TokenRequest":
        """The request as rules and storage take it; raises Invalid."""
        self._check_ids()
        if self.request_id is not None:
            arguments.identifier(self.request_id, field="requestId")
            if self.support_code is not None:
                raise Invalid("supportCode", "An approval serves in place of a support code.")
            return replace(self, reason=self.reason and _as_stored(self.reason))
        return self._with_reason(rules, self.reason)

    def to_be_approved(self, rules: "Rules") -> "TokenRequest":
        """The request as another user is asked to approve it, who needs a reason; raises Invalid.

        Looking alone needs no approval, which would become a habit.
        """
        self._check_ids()
        if not can_be_requested(self.access, rules):
            raise Invalid("access", "Looking alone needs no approval.")
        return self._with_reason(rules, self.reason or "")

    def approved_by(self, request: "ImitationRequest | None", *, user_id: str) -> "TokenRequest":
        """With what the request says; raises DoesNotExist, or Invalid for anything else."""
        if request is None or request.user_id != user_id:
            raise DoesNotExist("requestId")
        for field, sent, stored in (
            ("customerId", self.customer_id, request.customer_id),
            ("salesChannelId", self.sales_channel_id, request.sales_channel_id),
            ("reason", self.reason, request.reason),
            ("reasonCategory", self.reason_category, request.reason_category),
        ):
            if sent not in {None, stored}:
                raise Invalid(field, "The request is for something else.")
        return replace(
            self,
            reason=request.reason,
            reason_category=request.reason_category,
            access=ImitationAccess(request.access),
        )

    def _check_ids(self) -> None:
        arguments.identifier(self.customer_id, field="customerId")
        arguments.identifier(self.sales_channel_id, field="salesChannelId")

    def _with_reason(self, rules: "Rules", reason: str | None) -> "TokenRequest":
        return replace(
            self,
            reason=reasons.reason(reason, rules),
            reason_category=reasons.category(self.reason_category, rules),
            support_code=None
            if self.support_code is None
            else support_codes.normal(self.support_code),
        )


def _as_stored(reason: str) -> str:
    """A reason in the form in which the request holds it, to be compared with that."""
    return arguments.line(reason, field="reason", longest=LONGEST_REASON)
