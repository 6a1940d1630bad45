"""Customers from Shopware's export: exact values, all or nothing, updates."""

import asyncio
import json
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta

import pytest

from db.engine.connections import Database
from db.search import fold
from db.statements.customers import customer_changes
from db.statements.shop import customers as customer_statements
from resolvers.importing import customers
from resolvers.importing.report import Report
from tests.importing.export import CUSTOMER_COLUMNS, customer, hex_id, lines, written
from tests.support.clients import Agent, Visitor
from tests.support.shop import NOON, Clock, OpenShop, Shop

NAMES = ("Müller", 'O"Hara', "Weiß; Söhne", "Dvořák", "Ňuñez", "Smith")
COMPANIES = ('Bäcker "Zum Löwen"; Inhaber', "", "Ümlaut & Co. KG")


async def load(shop: Shop, text: str, *, dry_run: bool = False) -> Report:
    return await customers.load(shop.application, lines(text), dry_run=dry_run)


def thousand() -> list[dict[str, str]]:
    return [
        customer(
            number,
            first_name=f"Zoë-{number}",
            last_name=NAMES[number % len(NAMES)],
            email=f"Kunde.{number}@Example.ORG",
            billing_company=COMPANIES[number % len(COMPANIES)],
            active="0" if number % 7 == 0 else "1",
            guest="1" if number % 11 == 0 else "0",
        )
        for number in range(1000)
    ]


async def stored(shop: Shop) -> dict[str, dict[str, object]]:
    """Customers by number; ids as clients see them."""
    return {
        row["customer_number"]: {
            **row,
            "id": str(row["id"]).replace("-", ""),
            "active": bool(row["active"]),
            "guest": bool(row["guest"]),
            "imitation_consent": bool(row["imitation_consent"]),
        }
        for row in await shop.rows("customers")
    }


@pytest.mark.parametrize(
    ("end", "mark"), [("\n", ""), ("\r\n", "\ufeff")], ids=["unix", "windows with a mark"]
)
async def test_every_value_of_an_export_arrives(shop: Shop, end: str, mark: str) -> None:
    rows = thousand()

    report = await load(shop, written(rows, end=end, mark=mark))

    assert (report.rows, report.added, report.updated, report.refused) == (1000, 1000, 0, [])
    assert report.unknown == []
    assert set(CUSTOMER_COLUMNS) - set(report.unused) == {
        "id", "customer_number", "first_name", "last_name", "email", "active", "guest",
        "billing_company",
    }  # fmt: skip
    found = await stored(shop)
    for row in rows:
        customer_ = found[row["customer_number"]]
        company = row["billing_company"] or None
        email = row["email"].casefold()
        assert customer_["id"] == row["id"]
        assert customer_["first_name"] == row["first_name"]
        assert customer_["last_name"] == row["last_name"]
        assert customer_["email"] == email
        assert customer_["company"] == company
        assert customer_["active"] is (row["active"] == "1")
        assert customer_["guest"] is (row["guest"] == "1")
        assert customer_["imitation_consent"] is False
        assert customer_["password_hash"] is None
        assert customer_["bound_sales_channel_id"] is None
        assert customer_["search_text"] == fold(
            row["last_name"], row["first_name"], row["customer_number"], email, company
        )


async def test_admin_finds_an_imported_customer(shop: Shop, admin: Agent) -> None:
    await load(shop, written([customer(1, last_name="Ångström")]))

    (found,) = (await admin.run("admin/customers", search="angstrom")).data["nodes"]

    assert found["id"] == hex_id("customer 1")


async def test_import_is_one_audit_event(shop: Shop) -> None:
    before = await shop.actions()

    await load(shop, written([customer(1), customer(2)]))

    assert (await shop.actions())[len(before) :] == ["customers.imported"]
    event = max(await shop.rows("audit_events"), key=lambda row: row["id"])
    assert json.loads(event["detail"]) == {"added": 2, "updated": 0}


async def test_dry_run_writes_nothing(shop: Shop) -> None:
    before = await shop.everything()

    report = await load(shop, written(thousand()), dry_run=True)

    assert (report.added, report.refused) == (1000, [])
    assert await shop.everything() == before


async def test_second_import_updates_and_keeps_what_the_file_does_not_say(
    shop: Shop, clock: Clock
) -> None:
    first = customer(1, billing_company="Müller AG")
    consenting = {**first, "imitation_consent": "1", "active": "0"}
    await load(shop, written([consenting], [*CUSTOMER_COLUMNS, "imitation_consent"]))
    before = (await stored(shop))["SW1"]
    clock.advance(days=1)
    short = ("id", "customer_number", "first_name", "last_name", "email", "active")

    again = {**first, "first_name": "Georg", "active": ""}
    report = await load(shop, written([{name: again[name] for name in short}], short))

    assert (report.added, report.updated) == (0, 1)
    assert (await stored(shop))["SW1"] == {
        **before,
        "first_name": "Georg",
        "search_text": fold("Müßig", "Georg", "SW1", "joerg1@example.org", "Müller AG"),
    }


async def test_an_empty_company_takes_the_company_away(shop: Shop) -> None:
    await load(shop, written([customer(1, billing_company="Müller AG")]))

    await load(shop, written([customer(1)]))

    assert (await stored(shop))["SW1"]["company"] is None


async def test_password_and_day_of_an_account_stay(shop: Shop) -> None:
    before = next(row for row in await shop.rows("customers") if row["email"] == "bob@example.com")
    row = customer(1, id=shop.customer("bob"), customer_number="10001", email="bob@example.com")

    await load(shop, written([row]))

    after = next(row for row in await shop.rows("customers") if row["email"] == "bob@example.com")
    assert (after["password_hash"], after["created_at"]) == (
        before["password_hash"],
        before["created_at"],
    )
    assert after["last_name"] == "Müßig"


async def test_imported_customer_cannot_log_in_by_password(shop: Shop) -> None:
    await load(shop, written([customer(1)]))

    answer = await shop.visitor().log_in("joerg1@example.org", "")

    assert answer.code == "CHECKOUT__CUSTOMER_AUTH_BAD_CREDENTIALS"


@pytest.mark.parametrize("change", [{"active": "0"}, {"guest": "1"}], ids=["inactive", "a guest"])
async def test_a_customer_who_can_no_longer_log_in_has_no_sessions_and_imitations(
    shop: Shop, alice: Agent, bob: Visitor, change: dict[str, str]
) -> None:
    imitator = await shop.imitator(alice)
    row = customer(1, id=shop.customer("bob"), customer_number="10001", email="bob@example.com")

    await load(shop, written([{**row, **change}]))

    assert (await bob.context())["customer"] is None
    assert (await imitator.context())["customer"] is None
    assert (await shop.actions())[-2:] == ["imitation.ended", "customers.imported"]


@pytest.mark.parametrize(
    ("required", "ended"),
    [("unless-withdrawn", {"bob"}), ("always", {"bob", "heidi"}), ("never", set())],
)
async def test_consent_withdrawn_in_a_file_ends_imitations(
    open_shop: OpenShop, required: str, ended: set[str]
) -> None:
    """Bob gave a consent; heidi was never asked, and has nothing to withdraw."""
    shop = await open_shop()
    alice = await shop.agent("alice")
    imitators = {name: await shop.imitator(alice, name) for name in ("bob", "heidi")}
    numbers = {"bob": "10001", "heidi": "10005"}
    rows = [
        customer(1, id=shop.customer(name), customer_number=number, email=f"{name}@example.com")
        for name, number in numbers.items()
    ]

    columns = [*CUSTOMER_COLUMNS, "imitation_consent"]
    no = written([{**row, "imitation_consent": "0"} for row in rows], columns)
    await load(await open_shop(consent_required=required), no)

    over = {row["customer_id"] for row in await shop.rows("imitations") if row["end_reason"]}
    assert over == {shop.customer(name) for name in ended}
    assert await withdrawn(shop, *numbers) == [NOON, None]
    yes = written([{**row, "imitation_consent": "1"} for row in rows], columns)
    await load(shop, yes)
    assert await withdrawn(shop, *numbers) == [None, None]
    assert imitators


async def withdrawn(shop: Shop, *names: str) -> list[datetime | None]:
    reads = shop.application.database.reads
    found = [await customer_statements.get(reads, shop.customer(name)) for name in names]
    return [customer.imitation_consent_withdrawn_at for customer in found if customer]


async def test_new_customers_were_created_at_the_time_of_the_import(
    shop: Shop, admin: Agent, clock: Clock
) -> None:
    clock.advance(minutes=10)

    await load(shop, written([customer(1)]))

    found = (await admin.run("admin/customer", id=hex_id("customer 1"))).data
    assert found["createdAt"] == (NOON + timedelta(minutes=10)).isoformat()


async def test_others_write_while_the_file_is_read(
    shop: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Checking a large file takes seconds; only storing it locks the database."""
    monkeypatch.setattr("resolvers.importing.staged.BATCH", 3)
    went_through: list[bool] = []

    def reading() -> Iterator[str]:
        yield from lines(written(customer(number) for number in range(10)))
        went_through.append(is_writable())

    def is_writable() -> bool:
        """Whether another process could write: tried on a connection of its own in a thread."""
        with ThreadPoolExecutor(1) as threads:
            return threads.submit(asyncio.run, write_once(shop)).result(timeout=10)

    report = await customers.load(shop.application, reading())

    assert (report.added, went_through) == (10, [True])


async def write_once(shop: Shop) -> bool:
    other = Database(shop.settings.database_url)
    async with other.transaction() as session:
        await customer_changes.mark_consent(session, shop.customer("bob"), granted=True, now=NOON)
    await other.dispose()
    return True
