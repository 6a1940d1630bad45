"""Nobody approves their own request: not themselves, and not through accounts that are theirs."""

from typing import Any

import pytest

from tests.requests.asking import APPROVE, LIST, MISSING, REFUSE, asked, generate
from tests.support.audit_log import only_denied
from tests.support.clients import Agent
from tests.support.hiring import hire, person, role_with
from tests.support.machines import machine_with
from tests.support.shop import Shop

IMITATE, WRITE, ROLES = "api_proxy_imitate-customer", "user:write", "role:write"
APPROVES = "imitation:approve"
RIGHTS = (IMITATE, APPROVES, WRITE, ROLES, "integration:write", "customer:read")


@pytest.fixture
async def rita(shop: Shop, admin: Agent) -> Agent:
    """A user who imitates, approves, and manages users and roles."""
    return await hire(shop, admin, "rita", *RIGHTS)


@pytest.fixture
async def role(admin: Agent) -> str:
    """A role of approvers, which the super admin made."""
    return await role_with(admin, "Approvers", APPROVES)


async def verdicts(shop: Shop, rita: Agent, approver: Agent) -> list[str | None]:
    """How the approver fares with a request of rita's, which the list foretells."""
    request = await asked(shop, rita)
    (shown,) = (await approver.run(LIST, open=True)).data["nodes"]
    answers = [
        await approver.run(REFUSE, requestId=request, reason="No"),
        await approver.run(APPROVE, requestId=request),
    ]
    assert shown["mayDecide"] is (not answers[0].errors)
    return [answer.code if answer.errors else None for answer in answers]


async def change(agent: Agent, user_id: str, **values: Any) -> None:
    assert (await agent.run("admin/update-user", id=user_id, input=values)).data["id"] == user_id


async def test_own_request_is_never_decided(shop: Shop, rita: Agent) -> None:
    request = await asked(shop, rita)

    for operation, others in ((APPROVE, {}), (REFUSE, {"reason": "Not now"})):
        mutation = "approveImitation" if operation == APPROVE else "refuseImitation"
        async with only_denied(shop, "rita", mutation, missing=[APPROVES]):
            answer = await rita.run(operation, requestId=request, **others)
        assert (answer.code, answer.error["missingPrivileges"]) == (MISSING, [APPROVES])


async def test_approver_whom_another_made_decides(shop: Shop, rita: Agent, lena: Agent) -> None:
    assert await verdicts(shop, rita, lena) == [None, "CONTENT__ENTITY_CHANGED"]


@pytest.mark.parametrize("detour", ["made", "made by a puppet", "made by a deleted puppet"])
async def test_account_that_the_requester_made_decides_nothing(
    shop: Shop, admin: Agent, rita: Agent, role: str, detour: str
) -> None:
    maker = rita
    if detour != "made":
        maker = await hire(shop, rita, "puppet", WRITE, APPROVES)
    made = await maker.run("admin/create-user", input=person("paula"))
    await change(admin, made.data["id"], roleIds=[role])  # another user trusts the account
    if detour == "made by a deleted puppet":
        assert (await rita.run("admin/delete-user", id=maker.id)).data is True

    assert await verdicts(shop, rita, await shop.agent("paula")) == [MISSING, MISSING]


@pytest.mark.parametrize("changed_by", ["rita", "rita as lena"])
async def test_password_that_the_requester_set_decides_nothing(
    shop: Shop, admin: Agent, rita: Agent, lena: Agent, changed_by: str
) -> None:
    await change(rita, lena.id, password="known-to-rita")
    lena = await Agent.signed_in(shop.http, "lena", "known-to-rita")
    if changed_by == "rita as lena":
        values = {"currentPassword": "known-to-rita", "newPassword": "also-known-to-rita"}
        await lena.run("admin/change-own-password", **values)
        lena = await Agent.signed_in(shop.http, "lena", "also-known-to-rita")

    assert await verdicts(shop, rita, lena) == [MISSING, MISSING]

    await change(admin, lena.id, password="unknown-to-rita")
    lena = await Agent.signed_in(shop.http, "lena", "unknown-to-rita")
    (waiting,) = (await lena.run(LIST, open=True)).data["nodes"]
    assert (await lena.run(APPROVE, requestId=waiting["id"])).data["state"] == "APPROVED"


@pytest.mark.parametrize("given", ["role", "privilege"])
async def test_privilege_that_the_requester_gave_decides_nothing(
    shop: Shop, admin: Agent, rita: Agent, role: str, given: str
) -> None:
    paula = await hire(shop, admin, "paula", "customer:read")
    (held,) = (await admin.run("admin/user", id=paula.id)).data["roles"]
    if given == "role":
        await change(rita, paula.id, roleIds=[role])
        await change(admin, paula.id, roleIds=[role])  # what is said again keeps who gave it
    else:
        values = {"id": held["id"], "input": {"privileges": [APPROVES]}}
        await admin.run("admin/update-role", id=held["id"], input={"privileges": []})
        await rita.run("admin/update-role", **values)
        await admin.run("admin/update-role", **values)

    assert await verdicts(shop, rita, paula) == [MISSING, MISSING]


async def test_one_way_that_is_not_the_requester_s_is_enough(
    shop: Shop, admin: Agent, rita: Agent, lena: Agent
) -> None:
    (of_lena,) = (await admin.run("admin/user", id=lena.id)).data["roles"]
    wanted = {"name": "Of rita", "privileges": [APPROVES]}
    of_rita = (await rita.run("admin/create-role", input=wanted)).data["id"]
    await change(admin, lena.id, roleIds=[of_lena["id"], of_rita])

    assert await verdicts(shop, rita, lena) == [None, "CONTENT__ENTITY_CHANGED"]


async def test_super_admin_s_request_is_decided_by_none_of_their_accounts(
    shop: Shop, admin: Agent, lena: Agent
) -> None:
    assert await verdicts(shop, admin, lena) == [MISSING, MISSING]


async def test_integration_neither_holds_the_privilege_nor_hides_its_maker(
    shop: Shop, admin: Agent, rita: Agent, role: str
) -> None:
    there = await (await machine_with(shop, rita, WRITE, APPROVES)).client()
    made = await there.run("admin/create-user", input=person("paula"))
    await change(admin, made.data["id"], roleIds=[role])
    request = await asked(shop, rita)

    by_machine = await there.run(APPROVE, requestId=request)

    assert by_machine.code in {MISSING, "FRAMEWORK__PERSON_REQUIRED"}
    paula = await shop.agent("paula")
    assert (await paula.run(APPROVE, requestId=request)).code == MISSING


async def test_everybody_sees_their_own_and_approvers_all(
    shop: Shop, alice: Agent, rita: Agent, lena: Agent, eve: Agent
) -> None:
    first, second = await asked(shop, alice), await asked(shop, rita)
    await lena.run(REFUSE, requestId=second, reason="No")

    async def seen(agent: Agent, **filters: bool) -> list[str]:
        return [one["id"] for one in (await agent.run(LIST, **filters)).data["nodes"]]

    assert [set(await seen(one)) for one in (alice, lena, eve)] == [{first}, {first, second}, set()]
    assert await seen(lena, open=True) == [first]
    assert await seen(lena, open=False) == [second]


async def test_approver_who_lost_the_privilege_takes_the_approval_along(
    shop: Shop, admin: Agent, alice: Agent, lena: Agent
) -> None:
    request = await asked(shop, alice)
    await lena.run(APPROVE, requestId=request)
    await change(admin, lena.id, roleIds=[])

    answer = await generate(shop, alice, requestId=request)

    assert answer.error["reasons"] == ["APPROVAL_NEEDED"]
    assert await shop.rows("imitations") == []
    assert (await lena.run(APPROVE, requestId=request)).code == MISSING
