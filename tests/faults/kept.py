"""Checks of the database after load: it holds all that clients were told, and its rows agree."""

import json
from collections import Counter
from collections.abc import Iterable, Iterator
from typing import Any
from uuid import UUID

from sqlalchemy import text

from db.engine.connections import Database
from tests.faults.storm import Told

TABLES = (
    "user_sessions",
    "imitations",
    "contexts",
    "carts",
    "cart_lines",
    "orders",
    "order_lines",
    "products",
    "audit_events",
)
DEEDS = ("imitation.generated", "imitation.redeemed", "imitation.ended")
Row = dict[str, Any]
Rows = dict[str, list[Row]]


async def read(url: str) -> Rows:
    """All rows of the tables that a storm writes to, with ids as clients see them."""
    database = Database(url)
    try:
        async with database.engine.connect() as connection:
            return {
                table: [
                    {name: _plain(name, value) for name, value in row.items()}
                    for row in (await connection.execute(text(f"SELECT * FROM {table}"))).mappings()
                ]
                for table in TABLES
            }
    finally:
        await database.dispose()


def lost(told: Told, rows: Rows) -> list[str]:
    """What clients were told and the database does not hold."""
    imitations = {row["token_hash"]: row for row in rows["imitations"]}
    contexts = [row["token_hash"] for row in rows["contexts"]]
    ended = {hash_ for hash_, row in imitations.items() if row["ended_at"]}
    return [
        *_missing("sign-in", told.signed_in, (row["token_hash"] for row in rows["user_sessions"])),
        *_missing("login", told.logged_in, contexts),
        *_missing("token", told.generated, imitations),
        *_missing("session", told.redeemed.values(), contexts),
        *_missing(
            "redemption", told.redeemed, (h for h, r in imitations.items() if r["started_at"])
        ),
        *_missing("log-out", told.ended, ended),
        *_missing("line", told.added, _bought(rows)),
        *_missing("order", told.ordered, (row["id"] for row in rows["orders"])),
        *_missing("requested end", ended, told.leaving),
    ]


def half(rows: Rows) -> list[str]:
    """Acts done in part: an act without its audit event or its session, or the reverse."""
    started = Counter(row["id"] for row in rows["imitations"] if row["started_at"])
    sessions = Counter(row["imitation_id"] for row in rows["contexts"] if row["imitation_id"])
    entered = Counter(row["id"] for row in rows["imitations"] if row["expires_at"])
    totals = Counter[str]()
    for row in rows["order_lines"]:
        totals[row["order_id"]] += row["quantity"] * row["unit_price"]
    return [
        *_unlike(Counter(_deeds(rows)), Counter(_events(rows))),
        *_unlike(started, sessions),
        *_unlike(started, entered),
        *_unlike(totals, Counter({row["id"]: row["total"] for row in rows["orders"]})),
        *_unlike(Counter(_added(rows)), Counter(_bought_for_them(rows))),
        *(f"twice: {line}" for line, number in _bought(rows).items() if number > 1),
    ]


def _deeds(rows: Rows) -> Iterator[tuple[str, str]]:
    """The acts found in the tables, named as the audit log names them."""
    for row in rows["imitations"]:
        yield "imitation.generated", row["id"]
        if row["started_at"]:
            yield "imitation.redeemed", row["id"]
        if row["ended_at"]:
            yield "imitation.ended", row["id"]
    yield from (("user.signed_in", row["user_id"]) for row in rows["user_sessions"])
    yield from (("placeOrder", row["imitation_id"]) for row in rows["orders"])


def _events(rows: Rows) -> Iterator[tuple[str, str]]:
    """The acts found in the audit log."""
    for row in rows["audit_events"]:
        if row["action"] == "user.signed_in":
            yield row["action"], row["user_id"]
        elif row["action"] in DEEDS:
            yield row["action"], row["imitation_id"]
        elif row["action"] == "imitation.operation" and row["detail"]["operation"] != "addCartItem":
            yield row["detail"]["operation"], row["imitation_id"]


def _added(rows: Rows) -> Iterator[tuple[str | None, str]]:
    """Customer and product number of every line that the audit log says was added."""
    numbers = {row["id"]: row["product_number"] for row in rows["products"]}
    for row in rows["audit_events"]:
        if row["detail"] and row["detail"].get("operation") == "addCartItem":
            yield row["customer_id"], numbers[row["detail"]["product_id"]]


def _bought_for_them(rows: Rows) -> Iterator[tuple[str | None, str]]:
    """The lines of customers who were imitated; they do not log in themselves."""
    imitated = {row["customer_id"] for row in rows["imitations"]}
    return (line for line in _bought(rows) if line[0] in imitated)


def _bought(rows: Rows) -> Counter[tuple[str | None, str]]:
    """Customer and product number of every line, in a cart or in an order."""
    numbers = {row["id"]: row["product_number"] for row in rows["products"]}
    carts = {row["id"]: row["customer_id"] for row in rows["carts"]}
    orders = {row["id"]: row["customer_id"] for row in rows["orders"]}
    in_carts = (
        (carts.get(row["cart_id"]), numbers[row["product_id"]]) for row in rows["cart_lines"]
    )
    ordered = ((orders.get(row["order_id"]), row["product_number"]) for row in rows["order_lines"])
    return Counter([*in_carts, *ordered])


def _missing(what: str, told: Iterable[object], kept: Iterable[object]) -> list[str]:
    return [f"no {what}: {value!r}" for value in set(told) - set(kept)]


def _unlike(these: Counter[Any], those: Counter[Any]) -> list[str]:
    return [
        f"{key}: {these[key]}, {those[key]}" for key in these | those if these[key] != those[key]
    ]


def _plain(name: str, value: Any) -> Any:
    if isinstance(value, UUID):
        return value.hex
    return json.loads(value) if name == "detail" and value else value
