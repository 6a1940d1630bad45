"""Rows of tables in which the seed leaves none: requests that wait, and deliveries to webhooks."""

from auth.vocabulary import DeliveryState, ImitationAccess, ImitationRequestState, WebhookEvent
from benchmarks.data.names import id_of
from benchmarks.data.sessions import DAY, People
from benchmarks.data.stores import Row, Store
from db.demo.shop import demo_id


async def requests(target: Store, count: int, people: People) -> None:
    """Requests that wait for another user's approval, one a customer."""
    (alice,) = await target.find("users", "username = 'alice'")
    by_alice = {f"user_{name}": alice[name] for name in ("username", "first_name", "last_name")}

    def request(number: int) -> Row:
        return {
            **by_alice,
            "id": id_of("request", number),
            "user_id": alice["id"],
            "customer_id": id_of("customer", number),
            "sales_channel_id": demo_id("channel", "Storefront"),
            "reason": "A benchmark of the product",
            "access": ImitationAccess.FULL.value,
            "state": ImitationRequestState.OPEN.value,
            "created_at": target.moment(people.now),
            "expires_at": target.moment(people.now + DAY),
        }

    await target.add("imitation_requests", map(request, range(count)))


async def deliveries(target: Store, count: int, people: People) -> None:
    """Deliveries that are over, all to one webhook."""
    if not count:
        return
    webhook = {
        "id": id_of("webhook", 0),
        "url": "https://crm.example/hooks",
        "events": WebhookEvent.ORDER_PLACED.value,
        "active": True,
        "sealed_secret": b"of no use",
        "given_up": False,
        "created_at": target.moment(people.now),
    }

    def delivery(number: int) -> Row:
        return {
            "webhook_id": webhook["id"],
            "message_id": f"message {number}",
            "kind": WebhookEvent.ORDER_PLACED.value,
            "requested": False,
            "state": DeliveryState.FAILED.value,
            "attempts": 1,
            "created_at": target.moment(people.now),
        }

    await target.add("webhooks", [webhook])
    await target.add("webhook_deliveries", map(delivery, range(count)))
