"""Users with customer:write keep customers in step with another system, row by row."""

from typing import Any

import pytest

from tests.administration.racing import at_once
from tests.support.clients import Agent, Visitor
from tests.support.hiring import hire
from tests.support.shop import Shop

UPSERT = "admin/upsert-customers"
NAMES = {"firstName": "Nora", "lastName": "Neu"}
Row = dict[str, Any]


@pytest.fixture
async def cora(shop: Shop, admin: Agent) -> Agent:
    """A user who may read and change customers, and nothing else."""
    return await hire(shop, admin, "cora", "customer:read", "customer:write")


def row(number: int, **others: Any) -> Row:
    key = f"erp-{number}"
    of_number = {"externalId": key, "customerNumber": key, "email": f"{key}@example.com"}
    return {**of_number, **NAMES, **others}


def told(results: list[Row]) -> list[tuple[bool, str | None, str | None]]:
    assert [result["index"] for result in results] == list(range(len(results)))
    assert all((result["customer"] is None) == bool(result["code"]) for result in results)
    return [(result["created"], result["code"], result["field"]) for result in results]


CREATED, STORED = (True, None, None), (False, None, None)


def refused(field: str) -> tuple[bool, str, str]:
    return (False, "VIOLATION_INVALID", field)


async def test_rows_are_created_changed_and_refused_each_on_its_own(
    shop: Shop, cora: Agent
) -> None:
    rows = [
        row(1),
        {"id": shop.customer("bob"), "externalId": "erp-bob", "company": "Bob & Co"},
        row(2, email="carol@example.com"),
        row(3, firstName=None),
        row(4, boundSalesChannelId="0" * 32),
        {"externalId": "erp-5", "company": "Nobody's"},
        {"company": "Nobody's"},
        row(6),
    ]

    answered = (await cora.run(UPSERT, rows=rows)).data

    assert told(answered) == [
        CREATED,
        STORED,
        refused("email"),
        refused("firstName"),
        (False, "VIOLATION_ENTITY_DOES_NOT_EXISTS", "boundSalesChannelId"),
        refused("customerNumber"),
        refused("externalId"),
        CREATED,
    ]
    bob = (await cora.run("admin/customer", id=shop.customer("bob"))).data
    assert (bob["externalId"], bob["company"], bob["firstName"]) == ("erp-bob", "Bob & Co", "Bob")
    known = {customer["external_id"] for customer in await shop.rows("customers")}
    assert known == {None, "erp-1", "erp-bob", "erp-6"}


async def test_same_call_again_writes_nothing(shop: Shop, cora: Agent) -> None:
    rows = [row(1), row(2, email="Otto@Example.com", company="Otto"), row(3, guest=True)]
    first = (await cora.run(UPSERT, rows=rows)).data
    before = await shop.everything()

    again = (await cora.run(UPSERT, rows=rows)).data

    assert told(again) == [STORED] * 3
    assert [one["customer"] for one in again] == [one["customer"] for one in first]
    assert await shop.everything() == before


async def test_row_finds_by_external_id_and_changes(shop: Shop, cora: Agent) -> None:
    (made,) = (await cora.run(UPSERT, rows=[row(1)])).data

    (changed,) = (await cora.run(UPSERT, rows=[{"externalId": "erp-1", "company": "Neu"}])).data

    assert changed["customer"] == made["customer"]
    card = (await cora.run("admin/customer", id=made["customer"]["id"])).data
    assert (card["company"], card["firstName"]) == ("Neu", "Nora")


async def test_unknown_id_is_kept_and_a_deleted_one_refused(shop: Shop, cora: Agent) -> None:
    wanted = {**row(1), "id": "a" * 32}
    (made,) = (await cora.run(UPSERT, rows=[wanted])).data
    await cora.run("admin/delete-customer", id="a" * 32)

    (back,) = (await cora.run(UPSERT, rows=[wanted])).data

    assert (made["customer"]["id"], made["created"]) == ("a" * 32, True)
    assert told([back]) == [refused("id")]


async def test_rows_that_name_one_customer_twice_are_refused(shop: Shop, cora: Agent) -> None:
    bob = {"id": shop.customer("bob")}
    rows = [row(1), row(2), row(1, email="other@example.com"), {**bob}, {**bob, "company": "B"}]

    answered = (await cora.run(UPSERT, rows=rows)).data

    twice, bobs = refused("externalId"), refused("id")
    assert told(answered) == [twice, CREATED, twice, bobs, bobs]


async def test_two_calls_at_once_create_one_customer(
    shop: Shop, admin: Agent, elsewhere: Agent
) -> None:
    rows = [row(number) for number in range(5)]

    errors = await at_once(
        shop,
        "customers",
        admin.run(UPSERT, rows=rows),
        elsewhere.run(UPSERT, rows=rows[::-1]),
    )

    assert errors == []
    known = [customer["external_id"] for customer in await shop.rows("customers")]
    assert sorted(filter(None, known)) == [f"erp-{number}" for number in range(5)]


async def test_deactivation_by_a_row_ends_what_runs(
    shop: Shop, alice: Agent, bob: Visitor, cora: Agent
) -> None:
    imitator = await shop.imitator(alice)

    await cora.run(UPSERT, rows=[{"id": shop.customer("bob"), "active": False}])

    assert (await bob.context())["customer"] is None
    assert (await imitator.context())["customer"] is None


async def test_more_than_500_rows_are_refused(shop: Shop, cora: Agent) -> None:
    before = await shop.everything()

    too_many = await cora.run(UPSERT, rows=[{"id": "0" * 32}] * 501)

    assert too_many.error == {"code": "VIOLATION::INVALID", "field": "rows"}
    assert await shop.everything() == before
