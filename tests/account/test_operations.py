"""Every store mutation against the table of operations in auth/imitation/operations.py."""

import json
import re
from typing import Any, Final

import pytest
from graphql import ObjectTypeDefinitionNode, parse

from auth.imitation.operations import OPEN_TO_IMITATORS, OpenTo
from schema.build import sdl
from tests.support.clients import Agent, Answer, Visitor
from tests.support.hiring import let_support_upgrade
from tests.support.shop import PASSWORD, Shop
from tests.support.shopping import customer_row, lines

# Closed to imitators, listed here independently of auth/imitation/operations.py: a new mutation
# that is in neither list fails a test, so that its author decides.
CLOSED: Final = {"changeEmail", "changePassword", "createSupportCode", "setImitationConsent"}
VARIABLES: Final[dict[str, dict[str, Any]]] = {
    "customerLogin": {"email": "heidi@example.com", "password": PASSWORD},
    "upgradeImitation": {"reason": "The voucher is not taken off"},
    "updateCartItem": {"quantity": 3},
    "updateContext": {"language": "de-DE"},
    "updateProfile": {"firstName": "Robert"},
    "changeEmail": {"email": "b@example.com", "currentPassword": PASSWORD},
    "changePassword": {"currentPassword": PASSWORD, "newPassword": "another-one"},
    "setImitationConsent": {"granted": False},
}


def store_mutations() -> set[str]:
    """Every mutation that a storefront's client can call, read from the schema."""
    (mutation,) = (
        node
        for node in parse(sdl()).definitions
        if isinstance(node, ObjectTypeDefinitionNode) and node.name.value == "Mutation"
    )
    return {
        field.name.value
        for field in mutation.fields or ()
        if {"CHANNEL", "CUSTOMER"} & set(audiences(field))
    }


def audiences(field: Any) -> list[str]:
    return [
        argument.value.value
        for directive in field.directives or ()
        for argument in directive.arguments or ()
        if directive.name.value == "requires" and argument.name.value == "audience"
    ]


STORE: Final = sorted(store_mutations())
WRITING: Final = [name for name in STORE if OPEN_TO_IMITATORS.get(name) != OpenTo.EVERY_IMITATION]


async def call(shop: Shop, visitor: Visitor, mutation: str, agent: Agent) -> Answer:
    """Call a mutation with variables with which it succeeds."""
    variables = dict(VARIABLES.get(mutation, {}))
    if mutation == "addCartItem":
        variables["productId"] = shop.product(1)
    if mutation in {"updateCartItem", "removeCartItem"}:
        variables["id"] = (await lines(visitor))[0]["id"]
    if mutation == "imitateCustomerLogin":
        made = await agent.token_for(shop.customer("heidi"), shop.channel("Storefront"))
        variables["token"] = made["token"]
    name = re.sub("([A-Z])", r"-\1", mutation).lower()
    return await visitor.run(f"storefront/{name}", **variables)


def test_the_schema_has_the_mutations_that_we_think_of() -> None:
    assert {"customerLogin", "addCartItem", "placeOrder", "changePassword"} <= set(STORE)
    assert "userLogin" not in STORE
    assert "updateCustomer" not in STORE


def test_every_store_mutation_is_decided() -> None:
    assert set(STORE) == OPEN_TO_IMITATORS.keys() | CLOSED
    assert not OPEN_TO_IMITATORS.keys() & CLOSED


def test_only_what_changes_the_session_is_open_to_all() -> None:
    assert {name for name, how in OPEN_TO_IMITATORS.items() if how is OpenTo.EVERY_IMITATION} == {
        "customerLogin",
        "customerLogout",
        "imitateCustomerLogin",
        "upgradeImitation",
    }


async def refusal(shop: Shop, imitator: Visitor, mutation: str, agent: Agent) -> dict[str, Any]:
    """The code of the refusal; only its audit event is written."""
    before = await shop.everything()
    answer = await call(shop, imitator, mutation, agent)
    after = await shop.everything()

    assert (await imitator.context())["imitated"] is True
    known = before.pop("audit_events")
    (event,) = (row for row in after.pop("audit_events") if row not in known)
    assert after == before
    detail = json.loads(event["detail"])
    assert event["action"] == "imitation.operation_refused"
    assert event["username"] == "alice"
    assert detail == {"operation": mutation, "code": answer.code}
    return answer.error


@pytest.mark.parametrize("mutation", WRITING)
async def test_read_only_refuses_whatever_writes(shop: Shop, alice: Agent, mutation: str) -> None:
    imitator = await shop.imitator(alice, access="READ_ONLY")

    refused = await refusal(shop, imitator, mutation, alice)

    assert refused == {"code": "CHECKOUT__IMITATION_READ_ONLY"}


@pytest.mark.parametrize("access", ["READ_ONLY", "FULL"])
@pytest.mark.parametrize("mutation", sorted(set(STORE) - set(WRITING)))
async def test_the_session_is_open_to_every_access(
    shop: Shop, alice: Agent, mutation: str, access: str
) -> None:
    await let_support_upgrade(shop)
    imitator = await shop.imitator(alice, access=access)

    assert (await call(shop, imitator, mutation, alice)).data["token"]


@pytest.mark.parametrize("mutation", sorted(CLOSED))
async def test_full_refuses_what_is_the_customers_own(
    shop: Shop, alice: Agent, mutation: str
) -> None:
    imitator = await shop.imitator(alice)

    refused = await refusal(shop, imitator, mutation, alice)

    assert refused == {"code": "CHECKOUT__IMITATION_FORBIDDEN"}


@pytest.mark.parametrize("mutation", sorted(set(WRITING) - CLOSED))
async def test_full_allows_and_records_the_rest(shop: Shop, alice: Agent, mutation: str) -> None:
    imitator = await shop.imitator(alice)

    assert (await call(shop, imitator, mutation, alice)).data

    event = max(await shop.rows("audit_events"), key=lambda row: row["id"])
    assert (event["action"], event["username"]) == ("imitation.operation", "alice")
    assert json.loads(event["detail"])["operation"] == mutation


@pytest.mark.parametrize("mutation", WRITING)
async def test_customers_themselves_may_do_everything_without_a_record(
    shop: Shop, alice: Agent, bob: Visitor, mutation: str
) -> None:
    assert (await call(shop, bob, mutation, alice)).data

    assert "imitation.operation" not in await shop.actions()


async def test_a_guest_is_no_imitator(shop: Shop, alice: Agent) -> None:
    assert (await call(shop, shop.visitor(), "addCartItem", alice)).data["token"]


@pytest.mark.parametrize("access", ["READ_ONLY", "FULL"])
async def test_an_imitation_that_only_looked_leaves_the_customer_as_they_were(
    shop: Shop, alice: Agent, access: str
) -> None:
    before = await customer_row(shop)

    imitator = await shop.imitator(alice, access=access)
    for _ in range(3):
        await imitator.context()
        assert (await imitator.run("storefront/orders")).data["nodes"] == []
        assert (await imitator.run("storefront/products")).data["totalCount"] == 50
        shop.clock.advance(minutes=5)
    await imitator.run("storefront/customer-logout")

    assert await customer_row(shop) == before
    assert (await shop.actions())[-1] == "imitation.ended"


async def test_the_customers_own_login_is_noted_in_their_row(shop: Shop, bob: Visitor) -> None:
    assert (await customer_row(shop))["last_login_at"] is not None
    assert bob.token
