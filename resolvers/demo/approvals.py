"""The requests for approvals of the demo's past, in each state, with their events."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any, Final

from auth.vocabulary import ImitationAccess, ImitationRequestState
from db.demo.shop import demo_id
from db.models import ImitationRequest
from db.models.columns import new_id
from resolvers.demo.sources import source_of
from resolvers.imitation.approval.told import Parties, asked, decided

if TYPE_CHECKING:
    from db.models import Customer, Imitation, User

# A shop gives minutes. Here a request that waits is found by those who look around for a day.
LIFETIME: Final = timedelta(hours=24)
DECIDED_AFTER, USED_AFTER = timedelta(minutes=2), timedelta(minutes=3)
OPEN, APPROVED = ImitationRequestState.OPEN, ImitationRequestState.APPROVED
REFUSED, USED = ImitationRequestState.REFUSED, ImitationRequestState.USED
UNUSED: Final = (  # the state, how long ago it was made, by whom, and why; the last one is over
    (OPEN, timedelta(minutes=4), "mara", "Ticket 49017: the order cannot be paid by invoice"),
    (APPROVED, timedelta(minutes=9), "tom", "Ticket 49016: two carts are to become one"),
    (REFUSED, timedelta(hours=20), "tom", "Ticket 49009: asks what the price was last week"),
    (OPEN, timedelta(hours=44), "mara", "Ticket 49002: orders by telephone"),
)
WHY_REFUSED: Final = "To look is enough for this"


@dataclass(frozen=True, slots=True)
class Asked:
    """A request with the persons it is about; `decider` is None if nobody decided."""

    request: ImitationRequest
    user: "User"
    customer: "Customer"
    decider: "User | None"


def unused(
    now: datetime, users: "dict[str, User]", customers: "Sequence[Customer]"
) -> Iterator[Asked]:
    """Requests for which no token was generated, each about another customer."""
    for (state, ago, username, reason), customer in zip(UNUSED, customers, strict=False):
        user, lead = users[username], None if state is OPEN else users["lena"]
        request = _request(user, customer, reason, now - ago)
        if lead is not None:
            _decide(request, lead, state)
        yield Asked(request, user, customer, lead)


def used(imitation: "Imitation", user: "User", customer: "Customer", lead: "User") -> Asked:
    """The request for which the token of this imitation was generated."""
    request = _request(user, customer, imitation.reason or "", imitation.created_at - USED_AFTER)
    request.sales_channel_id = imitation.sales_channel_id
    _decide(request, lead, USED)
    request.imitation_id = imitation.id
    return Asked(request, user, customer, lead)


def events_of(found: Asked) -> Iterator[dict[str, Any]]:
    """The events of a request, oldest first."""
    request, decider = found.request, found.decider
    source = source_of(found.user.username, request.created_at)
    yield asked(source, Parties(request, found.user, found.customer))
    if decider is not None and request.decided_at is not None:
        state = APPROVED if request.decision_reason is None else REFUSED
        then = ImitationRequest(**request.model_dump() | {"state": state})
        source = source_of(decider.username, request.decided_at)
        yield decided(source, Parties(then, decider, found.customer))


def _request(user: "User", customer: "Customer", reason: str, at: datetime) -> ImitationRequest:
    return ImitationRequest(
        id=new_id(),
        user_id=user.id,
        user_username=user.username,
        user_first_name=user.first_name,
        user_last_name=user.last_name,
        customer_id=customer.id,
        sales_channel_id=demo_id("channel", "Storefront"),
        reason=reason,
        access=ImitationAccess.FULL,
        state=OPEN,
        created_at=at,
        expires_at=at + LIFETIME,
    )


def _decide(request: ImitationRequest, lead: "User", state: ImitationRequestState) -> None:
    request.state = state
    request.decided_at = request.created_at + DECIDED_AFTER
    request.decider_id = lead.id
    request.decider_username = lead.username
    request.decider_first_name, request.decider_last_name = lead.first_name, lead.last_name
    request.decision_reason = WHY_REFUSED if state is REFUSED else None
