"""What remains of requests: the sweep removes old ones, an erasure those of the person."""

from auth.audit.erasable import Person
from resolvers.erasure.accounts import erase
from resolvers.imitation.sweep import sweep
from tests.requests.asking import APPROVE, LIST, REASON, REFUSE, approved, asked
from tests.support.clients import Agent
from tests.support.hiring import hire
from tests.support.shop import OpenShop, Shop


async def test_requests_are_kept_for_thirty_days(shop: Shop, alice: Agent) -> None:
    old = await asked(shop, alice)
    shop.clock.advance(days=1)
    new = await asked(shop, await shop.agent("alice"))
    shop.clock.advance(days=29, seconds=1)
    await sweep(shop.application)

    seen = (await (await shop.agent("alice")).run(LIST)).data["nodes"]

    assert [one["id"] for one in seen] == [new]
    assert old != new


async def test_reasons_go_with_those_of_the_audit_log(open_shop: OpenShop) -> None:
    shop = await open_shop(audit_retention=2)
    await asked(shop, await shop.agent("alice"))
    shop.clock.advance(days=2, seconds=1)

    await sweep(shop.application)

    assert await shop.rows("imitation_requests") == []


async def test_requests_go_with_a_deleted_customer(
    shop: Shop, admin: Agent, alice: Agent, lena: Agent
) -> None:
    request = await asked(shop, alice)
    await admin.run("admin/delete-customer", id=shop.customer("bob"))

    assert (await lena.run(APPROVE, requestId=request)).code == "CONTENT__ENTITY_NOT_FOUND"
    assert (await lena.run(LIST)).data["nodes"] == []


async def test_erased_customer_leaves_no_reason(shop: Shop, alice: Agent, lena: Agent) -> None:
    await lena.run(REFUSE, requestId=await asked(shop, alice), reason="Bob is on the phone")

    await erase(shop.application, Person.CUSTOMER, shop.customer("bob"))

    dump = str(await shop.everything())
    assert (REASON in dump, "on the phone" in dump) == (False, False)


async def test_erased_users_leave_no_name(
    shop: Shop, admin: Agent, alice: Agent, lena: Agent
) -> None:
    nora = await hire(shop, admin, "nora", "api_proxy_imitate-customer")
    await approved(shop, alice, lena)
    of_nora = await asked(shop, nora, reason="A parcel is lost")
    await lena.run(REFUSE, requestId=of_nora, reason="Lena knows bob")

    await erase(shop.application, Person.USER, lena.id)
    await erase(shop.application, Person.USER, shop.user("alice"))

    (left,) = await shop.rows("imitation_requests")
    assert (left["user_username"], left["decider_username"]) == ("nora", "")
    logged = await shop.rows("audit_events")
    told = str([left, *(one for one in logged if not one["action"].startswith("role."))])
    assert [word for word in ("lena", "Lena", "alice", REASON) if word in told] == []
    assert "A parcel is lost" in told
