"""An upgrade is a request like others: what ends an imitation ends it then, and afterwards too."""

import pytest

from tests.support.audit_log import causes, endings, events
from tests.support.hiring import let_support_upgrade
from tests.support.shop import OpenShop
from tests.support.switches import BEHIND

UPGRADE = "storefront/upgrade-imitation"
REASON = "The voucher is not taken off"
OVER = "CHECKOUT__CUSTOMER_NOT_LOGGED_IN"


@pytest.mark.parametrize(("statement", "cause"), BEHIND.values(), ids=BEHIND)
async def test_what_changed_before_or_after_ends_it(
    open_shop: OpenShop, statement: str, cause: str
) -> None:
    shop = await open_shop()
    await let_support_upgrade(shop)
    alice = await shop.agent("alice")
    upgraded, looking = [await shop.imitator(alice, access="READ_ONLY") for _ in range(2)]
    assert (await upgraded.run(UPGRADE, reason=REASON)).data["imitation"]["access"] == "FULL"
    await shop.change(statement)

    refused = await looking.run(UPGRADE, reason=REASON)
    over = await upgraded.context()

    assert (refused.code, over["customer"]) == (OVER, None)
    assert (await endings(shop), await causes(shop)) == ([cause, cause], [cause, cause])
    accesses = sorted(row["access"] for row in await shop.rows("imitations"))
    assert (accesses, len(await events(shop, "imitation.upgraded"))) == (["FULL", "READ_ONLY"], 1)
