"""`erase customer` and `erase user` leave nothing in any table that tells who the person was."""

import anyio
import pytest

from auth.audit.erasable import ERASURES, Person
from auth.errors import Invalid, NotFound
from resolvers.audit.verification import verify
from resolvers.erasure.accounts import erase, look
from resolvers.erasure.person import Traces
from tests.erasure.history import events_about, make_history, strings
from tests.support.clients import Agent, Visitor
from tests.support.shop import Shop

NUMBERS_OF_ORDERS = (("orders", "customer_number"),)


@pytest.fixture
async def history(shop: Shop, alice: Agent, bob: Visitor) -> None:
    await make_history(shop, alice, bob)


async def number_of(shop: Shop, name: str) -> str:
    (row,) = [row for row in await shop.rows("customers") if row["id"] == shop.customer(name)]
    return str(row["customer_number"])


async def test_customer_is_gone_from_every_table(shop: Shop, history: None) -> None:
    number, bob = await number_of(shop, "bob"), shop.customer("bob")

    account, _ = await erase(shop.application, Person.CUSTOMER, bob)

    assert account
    text = await strings(shop, without=NUMBERS_OF_ORDERS)
    about = await events_about(shop, "customer_id", bob)
    imitations = [row for row in await shop.rows("imitations") if row["customer_id"] == bob]
    assert not [word for word in ("bob@", "Bob", "Builder", number) if word in text]
    assert [row for row in about if row["remote_address"] or row["user_agent"]] == []
    assert [row["reason"] for row in imitations] == [None, None]
    assert (await verify(shop.application)).flaw is None


async def test_what_is_of_others_stays(shop: Shop, history: None) -> None:
    bob, heidi = shop.customer("bob"), shop.customer("heidi")
    before = await events_about(shop, "customer_id", heidi)

    await erase(shop.application, Person.CUSTOMER, bob)

    assert await events_about(shop, "customer_id", heidi) == before
    about_bob = await events_about(shop, "customer_id", bob)
    assert {row["username"] for row in about_bob if row["user_id"]} == {"alice"}
    (of_heidi,) = [row for row in await shop.rows("imitations") if row["customer_id"] == heidi]
    assert (of_heidi["customer_first_name"], of_heidi["erased_at"]) == ("Heidi", None)
    assert "4712" in of_heidi["reason"]


async def test_reason_with_the_id_in_capitals_does_not_keep_it_busy(
    shop: Shop, alice: Agent, history: None
) -> None:
    bob = shop.customer("bob")
    reason = f"Same parcel as customer {bob.upper()}"
    await shop.imitator(alice, "heidi", reason=reason)

    with anyio.fail_after(20):
        await erase(shop.application, Person.CUSTOMER, bob)

    erasures = [
        row for row in await shop.rows("audit_events") if row["action"] == "customer.erased"
    ]
    assert len(erasures) == 1
    assert reason in await strings(shop)


async def test_user_is_gone_from_every_table(shop: Shop, history: None) -> None:
    await erase(shop.application, Person.USER, shop.user("alice"))

    text = await strings(shop)
    assert not [word for word in ("alice", "Alice", "Agent-Smith", "Ticket") if word in text]
    about = await events_about(shop, "user_id", shop.user("alice"))
    assert [row for row in about if row["remote_address"] or row["user_agent"]] == []
    operations = [row["detail"] for row in about if row["action"] == "imitation.operation"]
    assert [detail is None for detail in operations] == [False, False]
    assert (await verify(shop.application)).flaw is None


async def test_salts_of_erased_values_are_gone(shop: Shop, history: None) -> None:
    before = {leaf["event_id"]: leaf for leaf in await shop.rows("audit_leaves")}

    await erase(shop.application, Person.CUSTOMER, shop.customer("bob"))

    after = {leaf["event_id"]: leaf for leaf in await shop.rows("audit_leaves")}
    changed = [one for one in after.values() if one["kept"] is not None]
    assert len(changed) > 5
    for leaf in changed:
        assert leaf["salt"] == b""
        if leaf["event_id"] in before:
            assert before[leaf["event_id"]]["salt"].hex() not in leaf["kept"]
            assert leaf["hash"] == before[leaf["event_id"]]["hash"]


async def test_erasure_is_an_event_without_a_name(shop: Shop, history: None) -> None:
    bob = shop.customer("bob")

    await erase(shop.application, Person.CUSTOMER, bob)

    (event,) = [row for row in await shop.rows("audit_events") if row["action"] in ERASURES]
    leaves = {leaf["event_id"]: leaf for leaf in await shop.rows("audit_leaves")}
    assert (event["action"], event["customer_id"]) == ("customer.erased", bob)
    named = ("user_id", "username", "customer_number", "remote_address", "user_agent")
    assert [event[name] for name in named] == [None] * 5
    assert leaves[event["id"]]["kept"] is None
    assert await shop.rows("audit_waiting") == []


async def test_erasure_of_an_account_alone_is_recorded(shop: Shop) -> None:
    await erase(shop.application, Person.CUSTOMER, shop.customer("carol"))

    events = await events_about(shop, "customer_id", shop.customer("carol"))
    assert [event["action"] for event in events] == ["customer.deleted", "customer.erased"]
    assert [event["detail"] for event in events] == [None, '{"erased": {}}']
    assert (await verify(shop.application)).flaw is None


async def test_live_imitation_of_an_erased_customer_ends(
    shop: Shop, alice: Agent, bob: Visitor
) -> None:
    imitator = await shop.imitator(alice)

    await erase(shop.application, Person.CUSTOMER, shop.customer("bob"))

    assert (await imitator.context())["imitated"] is False
    assert (await bob.context())["customer"] is None
    (row,) = await shop.rows("imitations")
    assert (row["end_reason"], row["customer_email"]) == ("CUSTOMER_DEACTIVATED", "")


async def test_erased_user_is_signed_out_and_their_imitation_ends(shop: Shop, alice: Agent) -> None:
    imitator = await shop.imitator(alice)

    await erase(shop.application, Person.USER, shop.user("alice"))

    refused = await alice.send("{ currentUser { id } }")
    assert (await imitator.context())["imitated"] is False
    assert refused.body.get("data") is None or refused.body["data"]["currentUser"] is None


async def test_second_time_erases_nothing(shop: Shop, history: None) -> None:
    bob = shop.customer("bob")
    await erase(shop.application, Person.CUSTOMER, bob)
    before = await shop.everything()

    account, traces = await erase(shop.application, Person.CUSTOMER, bob)

    assert (account, traces.imitations_naming, traces.events_naming) == (False, 0, 0)
    assert traces.known
    assert await shop.everything() == before


async def test_customer_who_was_deleted_before_is_erased(
    shop: Shop, history: None, admin: Agent
) -> None:
    bob = shop.customer("bob")
    number = await number_of(shop, "bob")
    await admin.run("admin/delete-customer", id=bob)

    account, _ = await erase(shop.application, Person.CUSTOMER, bob)

    text = await strings(shop, without=NUMBERS_OF_ORDERS)
    assert not account
    assert not [word for word in ("bob@", "Builder", number) if word in text]


async def test_customer_and_user_of_one_imitation_are_both_erased(
    shop: Shop, history: None
) -> None:
    await erase(shop.application, Person.CUSTOMER, shop.customer("bob"))
    await erase(shop.application, Person.USER, shop.user("alice"))

    text = await strings(shop, without=NUMBERS_OF_ORDERS)
    assert not [word for word in ("Builder", "alice", "Ticket") if word in text]
    assert (await verify(shop.application)).flaw is None


@pytest.mark.parametrize("person", [*Person])
async def test_unknown_id_is_refused(shop: Shop, person: Person) -> None:
    before = await shop.everything()

    with pytest.raises(NotFound):
        await erase(shop.application, person, "0" * 32)
    with pytest.raises(Invalid):
        await erase(shop.application, person, "%' OR 1=1")

    assert await shop.everything() == before


async def test_last_super_admin_stays(shop: Shop) -> None:
    await shop.agent("admin")
    before = await shop.everything()

    with pytest.raises(Invalid):
        await erase(shop.application, Person.USER, shop.user("admin"))

    assert await shop.everything() == before


async def test_looking_changes_nothing(shop: Shop, history: None) -> None:
    before = await shop.everything()

    account, traces = await look(shop.application, Person.CUSTOMER, shop.customer("bob"))

    assert account
    assert traces == Traces(imitations=2, imitations_naming=2, events=10, events_naming=10)
    assert await shop.everything() == before


async def test_name_in_an_event_that_is_still_due_is_erased(shop: Shop, eve: Agent) -> None:
    for _ in range(31):
        await eve.run(
            "admin/generate-imitate-customer-token",
            customerId=shop.customer("bob"),
            salesChannelId=shop.channel("Storefront"),
        )

    await erase(shop.application, Person.USER, shop.user("eve"))

    due = [row["about"] for row in await shop.rows("throttles") if row["about"]]
    assert any(shop.user("eve") in about for about in due)
    assert not any('"eve"' in about for about in due)
