"""E-mail addresses are shown as they were typed and compared by their key."""

import pytest

from resolvers.importing import customers
from tests.importing.export import CUSTOMER_COLUMNS, customer, lines, written
from tests.support.clients import Agent
from tests.support.shop import PASSWORD, Shop

TYPED = "Bob.Straße@STRASSE-Müller.example"
SAME = ("bob.straße@strasse-müller.example", "BOB.straße@xn--strasse-mller-4ob.example")
OTHERS = ("bob.strasse@strasse-müller.example", "bob.straße@strasse-muller.example")


async def give_to_bob(shop: Shop, admin: Agent, email: str) -> None:
    saved = await admin.run(
        "admin/update-customer", id=shop.customer("bob"), input={"email": email}
    )
    assert saved.data["email"] == email


@pytest.mark.parametrize("sent", [TYPED, *SAME])
async def test_customer_logs_in_by_any_form_and_sees_what_was_typed(
    shop: Shop, admin: Agent, sent: str
) -> None:
    await give_to_bob(shop, admin, TYPED)

    answer = await shop.visitor().log_in(sent, PASSWORD)

    assert answer.data["context"]["customer"]["email"] == TYPED
    assert (await admin.run("admin/customers", search=TYPED)).data["nodes"][0]["email"] == TYPED


@pytest.mark.parametrize("sent", OTHERS)
async def test_another_address_is_no_form_of_it(shop: Shop, admin: Agent, sent: str) -> None:
    await give_to_bob(shop, admin, TYPED)

    answer = await shop.visitor().log_in(sent, PASSWORD)

    assert answer.code == "CHECKOUT__CUSTOMER_AUTH_BAD_CREDENTIALS"


@pytest.mark.parametrize("sent", SAME)
async def test_no_second_account_gets_another_form_of_it(
    shop: Shop, admin: Agent, sent: str
) -> None:
    await give_to_bob(shop, admin, TYPED)
    text = written([customer(1, email=sent)], CUSTOMER_COLUMNS)

    report = await customers.load(shop.application, lines(text))
    refused = await admin.run(
        "admin/update-customer", id=shop.customer("carol"), input={"email": sent}
    )

    assert [line.reason for line in report.lines] == ["email: Another account has this address."]
    assert refused.error == {"code": "VIOLATION::INVALID", "field": "email"}


async def test_attempts_on_all_forms_count_as_one(shop: Shop, admin: Agent) -> None:
    await give_to_bob(shop, admin, TYPED)
    for sent in (TYPED, *SAME):
        await shop.visitor().log_in(sent, "wrong")

    counters = [row["attempts"] for row in await shop.rows("throttles")]

    assert max(counters) == 3
