"""The rows and audit events of a planned imitation, as the use cases would have written them."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any, Final

from auth.errors import ReadOnly
from auth.rules import Rules
from auth.sign_in import tokens
from auth.sign_in.tokens import TokenKind
from auth.vocabulary import ImitationEndReason, ImitationRefusal
from db.demo.past import PastOrder
from db.demo.shop import demo_id
from db.models import Imitation
from db.models.columns import new_id
from resolvers.audit.recording import OPERATION, Source, event
from resolvers.demo import approvals
from resolvers.demo.approvals import Asked
from resolvers.demo.sources import BROWSER, CALLER, source_of
from resolvers.imitation.approval.told import decider_of
from resolvers.imitation.new_imitation import new_imitation

if TYPE_CHECKING:
    from db.models import Customer, User
    from resolvers.demo.visits import Visit

REFUSED_EACH: Final = 9  # one of so many begins with a refusal
SWEEP: Final = timedelta(seconds=20)  # from the end by time to its event


@dataclass(frozen=True, slots=True)
class Lived:
    """A visit with the persons it is about, its row, order and request, if there was one."""

    visit: "Visit"
    user: "User"
    customer: "Customer"
    imitation: Imitation
    order: PastOrder | None
    asked: Asked | None


def live(visit: "Visit", user: "User", customer: "Customer", lead: "User", rules: Rules) -> Lived:
    """The visit of these persons; the lead approves it where it was asked for."""
    values = new_imitation(
        token_hash=tokens.new(TokenKind.IMITATION)[1],
        user=user,
        user_session_id=new_id(),
        customer=customer,
        sales_channel_id=demo_id("channel", visit.channel),
        reason=visit.reason,
        reason_category=None,
        access=visit.access,
        now=visit.at,
        lifetime=rules.token_lifetime,
    )
    imitation = Imitation(
        **values,
        started_at=visit.started_at,
        last_used_at=visit.last_used_at,
        expires_at=visit.started_at and visit.started_at + rules.imitation_max_duration,
        ended_at=visit.ended_at,
        end_reason=visit.cause,
    )
    order = None
    if visit.orders and visit.last_used_at:
        order = PastOrder(customer, visit.last_used_at, visit.number, visit.channel, imitation.id)
    asked = approvals.used(imitation, user, customer, lead) if visit.is_approved else None
    return Lived(visit, user, customer, imitation, order, asked)


def events_of(lived: Lived) -> Iterator[dict[str, Any]]:
    """The events of an imitation, oldest first; the order is stored and has its number."""
    visit, imitation = lived.visit, lived.imitation
    if visit.number % REFUSED_EACH == REFUSED_EACH - 1:
        yield _refused(lived)
    if lived.asked is not None:
        yield from approvals.events_of(lived.asked)
    if visit.has_code:
        yield _code_made(lived)
    yield _generated(lived)
    if visit.started_at and visit.last_used_at:
        yield event(_at(visit, visit.started_at), "imitation.redeemed", imitation=imitation)
        yield from _acts(lived, visit.last_used_at)
    yield _end(lived)


def _code_made(lived: Lived) -> dict[str, Any]:
    """The customer has made a support code while they were on the phone."""
    return event(
        Source(lived.visit.at - timedelta(seconds=40), CALLER, BROWSER, new_id()),
        "customer.support_code_made",
        customer=lived.customer,
        sales_channel_id=lived.imitation.sales_channel_id,
    )


def _generated(lived: Lived) -> dict[str, Any]:
    visit, asked = lived.visit, lived.asked
    detail: dict[str, object] = {"reason": visit.reason, "access": visit.access}
    if visit.has_code:
        detail["support_code"] = True
    if asked is not None and asked.decider is not None:
        detail["request"] = asked.request.id
        detail["approvedBy"] = decider_of(asked.request)
    action = "imitation.generated"
    return event(_at(visit, visit.at), action, imitation=lived.imitation, detail=detail)


def signed(user: "User", action: str, at: datetime) -> dict[str, Any]:
    """A sign-in or a sign-out of the user."""
    return event(source_of(user.username, at), action, user=user)


def _refused(lived: Lived) -> dict[str, Any]:
    """The agent has tried the channel that is closed."""
    return event(
        _at(lived.visit, lived.visit.at - timedelta(seconds=25)),
        "imitation.refused",
        user=lived.user,
        customer=lived.customer,
        sales_channel_id=demo_id("channel", "Closed"),
        detail={"reasons": [ImitationRefusal.CHANNEL_INACTIVE]},
    )


def _acts(lived: Lived, last: datetime) -> Iterator[dict[str, Any]]:
    visit, order = lived.visit, lived.order
    if order is not None:
        for product, quantity in order.products:
            bought = {"product_id": demo_id("product", str(product)), "quantity": quantity}
            yield _act(lived, last - timedelta(seconds=30), "addCartItem", **bought)
        paid = {"order_number": order.number, "total": order.total, "currency": order.currency}
        yield _act(lived, last, "placeOrder", **paid)
    elif not visit.may_change:
        detail = {"operation": "addCartItem", "code": ReadOnly.code}
        action = "imitation.operation_refused"
        yield event(_at(visit, last), action, imitation=lived.imitation, detail=detail)


def _act(lived: Lived, at: datetime, operation: str, **detail: object) -> dict[str, Any]:
    whole = {"operation": operation, **detail}
    return event(_at(lived.visit, at), OPERATION, imitation=lived.imitation, detail=whole)


def _end(lived: Lived) -> dict[str, Any]:
    """Who logs out or ends it asks for that; what time ends, the sweep finds a little later."""
    visit, cause = lived.visit, lived.visit.cause
    asked = cause in {ImitationEndReason.LOGOUT, ImitationEndReason.ENDED_BY_USER}
    source = _at(visit, visit.ended_at) if asked else Source(visit.ended_at + SWEEP)
    by = lived.user if cause is ImitationEndReason.ENDED_BY_USER else None
    detail = {"cause": cause}
    return event(source, "imitation.ended", user=by, imitation=lived.imitation, detail=detail)


def _at(visit: "Visit", at: datetime) -> Source:
    return source_of(visit.agent, at)
