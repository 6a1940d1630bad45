"""Fills a shop with a year of imitations and their audit events, whose leaves are in no tree."""

import json
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Final

from auth.vocabulary import ImitationAccess, ImitationEndReason
from benchmarks.data.names import hash_of, id_of
from benchmarks.data.stores import Row, Store, store
from db.demo.shop import demo_id

EVENTS: Final = 5  # of each imitation
USERS: Final = 500
CUSTOMERS: Final = 20_000
RARE: Final = 10_000  # one in so many
WITH_ORDER: Final = 20  # one in so many
YEAR: Final = timedelta(days=365)
NOW: Final = datetime.now(UTC).replace(microsecond=0)
CHANNELS: Final = (demo_id("channel", "Storefront"), demo_id("channel", "Outlet"))
_USUAL: Final = (
    ImitationEndReason.LOGOUT,
    ImitationEndReason.IDLE_TIMEOUT,
    ImitationEndReason.MAX_DURATION,
)


async def fill(url: str, number: int) -> None:
    """Add so many imitations that are over, each with its events; one in twenty with an order."""
    async with store(url) as target:
        over, *_ = await target.find("imitations", "ended_at IS NOT NULL")
        order, *_ = await target.find("orders")
        first_order = 1 + await target.value("SELECT max(number) FROM orders")
        first_event = 1 + await target.value("SELECT max(id) FROM audit_events")
        position = 1 + await target.value("SELECT coalesce(max(position), -1) FROM audit_leaves")
        await target.add(
            "imitations", (_imitation(target, over, at, number) for at in range(number))
        )
        placed = range(0, number, WITH_ORDER)
        await target.add(
            "orders",
            (_order(target, order, first_order + n, at, number) for n, at in enumerate(placed)),
        )
        async with target.silenced("audit_events"):
            await target.add("audit_events", _events(target, first_event, number))
        leaf = {"hash": b"h" * 32, "salt": b"s" * 16}
        await target.add(
            "audit_leaves",
            (
                {"position": position + at, "event_id": first_event + at, **leaf}
                for at in range(number * EVENTS)
            ),
        )
        await target.settle()


def _time(at: int, number: int) -> datetime:
    """The first imitation is the oldest."""
    return NOW - YEAR * (number - at) / number


def _ids(at: int) -> Row:
    return {
        "user_id": id_of("user", at % USERS),
        "customer_id": id_of("customer", at % CUSTOMERS),
        "sales_channel_id": CHANNELS[at % 100 == 0],
    }


def _cause(at: int) -> ImitationEndReason:
    rare = ImitationEndReason.CHANNEL_DEACTIVATED
    return rare if at % RARE == 0 else _USUAL[at % len(_USUAL)]


def _imitation(target: Store, over: Row, at: int, number: int) -> Row:
    began = _time(at, number)
    word = "Zahlungsavis" if at % RARE == 0 else "cart"
    return over | {
        **_ids(at),
        "id": id_of("past", at),
        "token_hash": hash_of(f"past {at}"),
        "user_username": f"user{at % USERS}",
        "reason": f"Ticket {at}: the {word} of the customer looks empty to her on the telephone",
        "access": ImitationAccess.READ_ONLY if at % 50 == 0 else ImitationAccess.FULL,
        "created_at": target.moment(began),
        "started_at": target.moment(began + timedelta(seconds=5)),
        "ended_at": target.moment(began + timedelta(seconds=60)),
        "end_reason": _cause(at).value,
    }


def _order(target: Store, order: Row, order_number: int, at: int, number: int) -> Row:
    placed = {"placed_at": target.moment(_time(at, number)), "imitation_id": id_of("past", at)}
    return order | placed | {"number": order_number, "id": id_of("past order", at)}


def _events(target: Store, first_id: int, number: int) -> Iterator[Row]:
    order, line = ({"operation": name} for name in ("placeOrder", "addCartItem"))
    for at in range(number):
        done = order if at % WITH_ORDER == 0 else line
        for place, (action, detail) in enumerate(
            (
                ("imitation.generated", {"access": "FULL"}),
                ("imitation.redeemed", None),
                ("imitation.operation", done),
                ("imitation.operation", line),
                ("imitation.ended", {"cause": _cause(at)}),
            )
        ):
            yield {
                "id": first_id + at * EVENTS + place,
                "at": target.moment(_time(at, number)),
                "action": action,
                "detail": json.dumps(detail) if detail else None,
                "imitation_id": id_of("past", at),
                "username": f"user{at % USERS}",
                **_ids(at),
            }
