"""The clock is set forward and back: what was used up or ended stays so."""

from tests.support.clients import Agent
from tests.support.engines.kept import CHEAP
from tests.support.servers import command, environment
from tests.support.shop import Shop

AN_HOUR = 3600
BACK = {"seconds": -2 * AN_HOUR}
INVALID = "CHECKOUT__IMITATE_CUSTOMER_INVALID_TOKEN"


async def test_a_clock_that_goes_back_revives_nothing(shop: Shop, alice: Agent) -> None:
    used = await shop.token(alice)
    imitator = shop.visitor()
    await imitator.redeem(used)
    ended = await shop.imitator(alice)
    await ended.run("storefront/customer-logout")

    shop.clock.advance(**BACK)

    assert (await shop.visitor().redeem(used)).code == INVALID
    assert (await ended.context())["customer"] is None
    assert (await imitator.context())["imitated"] is True


async def test_a_clock_that_goes_forward_and_back_leaves_ended_what_it_ended(
    shop: Shop, alice: Agent
) -> None:
    imitator = await shop.imitator(alice)
    shop.clock.advance(seconds=2 * AN_HOUR)
    assert (await imitator.context())["customer"] is None
    await imitator.run("storefront/customer-logout")
    before = await shop.rows("imitations")

    shop.clock.advance(**BACK)

    assert (await imitator.context())["customer"] is None
    assert await shop.rows("imitations") == before


async def test_the_audit_log_holds_whatever_the_clock_says(shop: Shop, alice: Agent) -> None:
    await shop.imitator(alice)
    shop.clock.advance(**BACK)
    await shop.imitator(alice)
    shop.clock.advance(seconds=4 * AN_HOUR)
    await shop.agent("alice")

    url = shop.settings.database_url
    verified = command("audit", "verify", env=environment(database_url=url, **CHEAP))

    assert (verified.returncode, verified.stderr) == (0, "")
