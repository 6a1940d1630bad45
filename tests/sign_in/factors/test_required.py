"""FACTOR_REQUIRED_ROLES: without a factor its users may add one, and do nothing else."""

from typing import TYPE_CHECKING

import pytest

from tests.contract.matrix import MATRIX
from tests.sign_in.factors.app import FACTOR, set_up
from tests.support.shop import PASSWORD, OpenShop, Shop

if TYPE_CHECKING:
    from tests.support.clients import Agent

DUE = {"code": FACTOR, "methods": []}
OPEN = {
    *("currentUser", "factors", "startTotp", "confirmTotp", "removeTotp", "userLogout"),
    *("beginPasskeyRegistration", "finishPasskeyRegistration", "removePasskey"),
}


@pytest.fixture
async def shop(open_shop: OpenShop) -> Shop:
    return await open_shop(factor_required_roles="Support, admin")


@pytest.mark.parametrize("name", ["alice", "admin"])
async def test_all_else_is_refused_until_there_is_one(shop: Shop, name: str) -> None:
    user = await shop.agent(name)
    assert (await user.run("admin/current-user")).data["factorDue"] is True
    assert (await user.run("admin/customers")).error == DUE

    await set_up(shop, user)

    assert (await user.run("admin/current-user")).data["factorDue"] is False
    assert (await user.run("admin/customers")).errors == []


async def test_other_roles_need_none(shop: Shop) -> None:
    eve = await shop.agent("eve")

    assert (await eve.run("admin/current-user")).data["factorDue"] is False
    assert (await eve.run("admin/customers")).errors == []


async def test_every_field_of_the_admin_is_closed_but_a_few(open_shop: OpenShop) -> None:
    free, shop = await open_shop(), await open_shop(factor_required_roles="Support")
    admin, caller = await free.agent("admin"), await shop.agent("alice")
    opened = set()

    for field, row in MATRIX.items():
        if not row.operation.startswith("admin/") or field == "userLogout":
            continue
        variables = await row.variables(free, admin)
        answer = await caller.run(row.operation, **variables)
        if not answer.errors or answer.error != DUE:
            opened.add(field)

    assert opened == OPEN - {"userLogout"}
    assert (await caller.run("admin/user-logout")).data is True


async def test_a_role_that_is_given_counts_at_the_next_request(
    shop: Shop, open_shop: OpenShop
) -> None:
    eve, admin = await shop.agent("eve"), await (await open_shop()).agent("admin")
    assert (await eve.run("admin/customers")).errors == []

    changed = {"roleIds": [shop.role("Support")]}
    await admin.run("admin/update-user", id=eve.id, input=changed)

    assert (await eve.run("admin/customers")).error == DUE


async def test_clients_of_shopware_are_not_signed_in(shop: Shop) -> None:
    grant = {"grant_type": "password", "client_id": "administration"}
    sent = {**grant, "username": "alice", "password": PASSWORD}

    answer = await shop.http.post("/api/oauth/token", json=sent)

    assert (answer.status_code, answer.json()["errors"][0]["code"]) == (401, "8")
    assert await shop.rows("user_sessions") == []


async def test_a_storefront_is_answered_all_the_same(shop: Shop, open_shop: OpenShop) -> None:
    alice: Agent = await shop.agent("alice")
    alice.headers.update(shop.visitor().headers)

    assert (await alice.run("storefront/context")).errors == []
    assert shop.settings.factor_required_roles == ("Support", "admin")
    assert (await open_shop()).settings.factor_required_roles == ()
