"""A mutation answers what it has changed, also after another one of the same operation."""

import pytest

from tests.support.shop import EACH_WAY, OpenShop

pytestmark = pytest.mark.parametrize("template", EACH_WAY, indirect=True)


async def test_what_the_first_one_read_is_read_again(open_shop: OpenShop) -> None:
    shop = await open_shop(limit_mutation_fields=2)
    role = shop.role("Support")
    change = 'updateRole(id: "{}", input: {{ privileges: ["{}"] }}) {{ privileges }}'
    early, late = (change.format(role, key) for key in ("customer:read", "order:read"))

    admin = await shop.agent("admin")

    for _ in range(2):  # the second time it has a plan
        answer = await admin.send(f"mutation {{ early: {early} late: {late} }}")
        assert answer.body["data"] == {
            "early": {"privileges": ["customer:read"]},
            "late": {"privileges": ["order:read"]},
        }
