"""Of two changes at once that would let two accounts meet with one address, one is refused.

Two processes: one changes a customer or imports a file, the other one creates a customer.
"""

import random
from typing import Any

from db.demo import shop as demo
from db.models import Customer
from db.models.columns import new_id
from server.application import wire
from tests.races.player import Script, Step, at_once, settings
from tests.races.storing import signed_in_admin, store
from tests.races.world import NOW

ROUNDS = 6
APART = 0.002  # seconds at most that one of the two starts later
OUTLET, HEADLESS = (demo.demo_id("channel", name) for name in ("Outlet", "Headless"))
FILE = "id;customer_number;first_name;last_name;email\n"


def meetings() -> list[tuple[str, str, str | None]]:
    """What one does, the address, and the channel of the other one's new customer."""
    return [
        (kind, f"{kind}-{number}@example.org", channel)
        for number in range(ROUNDS)
        for kind, channel in (
            ("bind", HEADLESS),
            ("bind", None),
            ("unbind", HEADLESS),
            ("import", HEADLESS),
            ("import", None),
        )
    ]


def stored(customer_id: str, email: str) -> Customer:
    return Customer(
        id=customer_id,
        customer_number=customer_id,
        email=email,
        first_name="Carol",
        last_name="Carter",
        bound_sales_channel_id=OUTLET,
        created_at=NOW,
        search_text="",
    )


def changed(kind: str, customer_id: str, email: str) -> tuple[str, dict[str, Any]]:
    """The operation that the first process runs, with its variables."""
    if kind == "import":
        return "import/customers", {
            "lines": [FILE, f"{new_id()};{new_id()};Carol;Carter;{email}\n"]
        }
    bound = HEADLESS if kind == "bind" else None
    return "admin/update-customer", {"id": customer_id, "input": {"boundSalesChannelId": bound}}


def created(email: str, channel: str | None) -> dict[str, Any]:
    names = {"customerNumber": new_id(), "firstName": "Nora", "lastName": "Neu"}
    return {"input": {"email": email, "boundSalesChannelId": channel, **names}}


async def test_of_two_one_is_refused(database_url: str) -> None:
    application, chance = wire(settings(database_url)), random.Random(1)
    session, admin = signed_in_admin()
    await store(application, [session])
    firsts, seconds, customers = [], [], []
    for kind, email, channel in (planned := meetings()):
        address = f"{channel or 'all'}-{email}"
        if kind != "import":
            customers.append(stored(new_id(), address))
        delays = [max(0, chance.uniform(-APART, APART)) for _ in range(2)]
        known = customers[-1].id if customers else ""
        firsts.append(Step(*changed(kind, known, address), admin, delays[0]))
        create = created(address, channel)
        seconds.append(Step("admin/create-customer", create, admin, delays[1]))
    await store(application, customers)
    await application.database.dispose()

    first, second = at_once(settings(database_url), Script(firsts), Script(seconds))

    refusals = [
        [code.partition(":")[0] for code in (*one.codes, *other.codes)]
        for one, other in zip(first, second, strict=True)
    ]
    told = {
        "import": (["email"], ["VIOLATION"]),
        "bind": (["VIOLATION"],),
        "unbind": (["VIOLATION"],),
    }
    wrong = [
        (meeting, refused)
        for meeting, refused in zip(planned, refusals, strict=True)
        if refused not in told[meeting[0]]
    ]
    assert wrong == []
