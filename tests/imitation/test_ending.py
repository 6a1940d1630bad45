"""Imitations end by logout, by a user and by time; the audit log records each end."""

import pytest

from tests.support.audit_log import causes, endings, events, only_denied
from tests.support.clients import Agent, Visitor
from tests.support.shop import OpenShop, Shop

END = "admin/end-imitation"
UNKNOWN = "0" * 32


async def only_id(shop: Shop) -> str:
    (row,) = await shop.rows("imitations")
    return str(row["id"]).replace("-", "")


async def test_logout_ends_the_imitation_alone(shop: Shop, alice: Agent, bob: Visitor) -> None:
    imitator, beside = await shop.imitator(alice), await shop.imitator(alice)
    dead = imitator.copy()

    answer = await imitator.run("storefront/customer-logout")

    assert answer.data["context"]["customer"] is None
    assert answer.data["token"] == answer.token != dead.token
    assert (await dead.context())["customer"] is None
    assert (await beside.context())["imitated"] is True
    assert (await bob.context())["customer"]["email"] == "bob@example.com"
    assert (await alice.run("admin/current-user")).data["username"] == "alice"
    assert await causes(shop) == ["LOGOUT"]


async def test_logout_of_the_customer_ends_no_imitation(
    shop: Shop, alice: Agent, bob: Visitor
) -> None:
    imitator = await shop.imitator(alice)

    await bob.run("storefront/customer-logout")

    assert (await imitator.context())["imitated"] is True
    assert await causes(shop) == []


async def test_login_by_password_supersedes_it(shop: Shop, alice: Agent) -> None:
    imitator = await shop.imitator(alice)
    dead = imitator.copy()

    await imitator.log_in("heidi@example.com", "imitate-demo")

    assert (await imitator.context())["imitated"] is False
    assert (await dead.context())["customer"] is None
    assert await causes(shop) == ["SUPERSEDED"]


@pytest.mark.parametrize("name", ["victor", "alice", "admin"])
async def test_ends_by_privilege_or_by_being_ones_own(open_shop: OpenShop, name: str) -> None:
    shop, other = await open_shop(), await open_shop()
    imitator = await shop.imitator(await shop.agent("alice"))
    user = await other.agent(name)
    shop.clock.advance(minutes=1)

    ended = (await user.run(END, id=await only_id(shop))).data

    assert (ended["status"], ended["endReason"]) == ("ENDED", "ENDED_BY_USER")
    assert ended["endedAt"] == "2026-06-01T12:01:00+00:00"
    assert (await imitator.context())["customer"] is None
    (event,) = await events(shop, "imitation.ended")
    assert (event["username"], event["detail"]) == (name, {"cause": "ENDED_BY_USER"})


async def test_makes_a_pending_token_worthless(shop: Shop, alice: Agent, victor: Agent) -> None:
    token = await shop.token(alice)

    ended = (await victor.run(END, id=await only_id(shop))).data

    assert (ended["status"], ended["startedAt"]) == ("ENDED", None)
    refused = await shop.visitor().redeem(token)
    assert refused.code == "CHECKOUT__IMITATE_CUSTOMER_INVALID_TOKEN"


async def test_e1_others_are_refused_alike_for_known_and_unknown(
    shop: Shop, alice: Agent, eve: Agent
) -> None:
    imitator = await shop.imitator(alice)
    ids = (await only_id(shop), UNKNOWN)

    async with only_denied(shop, "eve", "endImitation", "endImitation", missing=["imitation:end"]):
        answers = [await eve.run(END, id=id_) for id_ in ids]

    assert answers[0].body == answers[1].body
    assert answers[0].error == {
        "code": "FRAMEWORK__MISSING_PRIVILEGE_ERROR",
        "missingPrivileges": ["imitation:end"],
    }
    assert (await imitator.context())["imitated"] is True


async def test_another_imitator_is_an_other_too(shop: Shop, alice: Agent, admin: Agent) -> None:
    await shop.imitator(admin)

    refused = await alice.run(END, id=await only_id(shop))

    assert refused.code == "FRAMEWORK__MISSING_PRIVILEGE_ERROR"
    assert await endings(shop) == [None]


async def test_unknown_id_is_not_found_with_the_privilege(shop: Shop, victor: Agent) -> None:
    before = await shop.everything()

    assert (await victor.run(END, id=UNKNOWN)).code == "CONTENT__ENTITY_NOT_FOUND"

    assert await shop.everything() == before


@pytest.mark.parametrize("sent", ["", "x", "A" * 32, "\0", "x" * 5000], ids=range(5))
async def test_malformed_id_is_refused(shop: Shop, victor: Agent, sent: str) -> None:
    before = await shop.everything()

    refused = await victor.run(END, id=sent)

    assert refused.error == {"code": "VIOLATION::INVALID", "field": "id"}
    assert await shop.everything() == before


async def test_one_that_is_over_stays_as_it_is(shop: Shop, alice: Agent, victor: Agent) -> None:
    imitator = await shop.imitator(alice)
    await imitator.run("storefront/customer-logout")
    shop.clock.advance(minutes=1)
    before = await shop.everything()

    ended = (await victor.run(END, id=await only_id(shop))).data

    assert (ended["status"], ended["endReason"]) == ("ENDED", "LOGOUT")
    assert ended["endedAt"] == "2026-06-01T12:00:00+00:00"
    assert {**before, "user_sessions": []} == {**await shop.everything(), "user_sessions": []}


async def test_records_survive_user_and_customer(shop: Shop, alice: Agent, admin: Agent) -> None:
    await shop.imitator(alice)
    before = await shop.actions()
    await admin.run("admin/delete-customer", id=shop.customer("bob"))
    await admin.run("admin/delete-user", id=alice.id)

    (node,) = (await admin.run("admin/imitations", customerId=shop.customer("bob"))).data["nodes"]

    assert (node["user"]["username"], node["customer"]["email"]) == ("alice", "bob@example.com")
    assert node["endReason"] == "CUSTOMER_DEACTIVATED"
    events = (await admin.run("admin/imitation", id=node["id"])).data["events"]
    assert [event["action"] for event in events] == [
        "imitation.generated",
        "imitation.redeemed",
        "imitation.ended",
    ]
    assert (await shop.actions())[: len(before)] == before
