"""updateContext: a currency and a language that a domain of the channel offers."""

import pytest

from tests.support.clients import Visitor
from tests.support.shop import Shop
from tests.support.shopping import add, nothing_written


@pytest.fixture
async def pounds(shop: Shop) -> None:
    """The German domain of the storefront sells in pounds, the outlet's in francs."""
    await shop.change("UPDATE sales_channel_domains SET currency = 'GBP' WHERE url LIKE '%/de'")
    await shop.change("UPDATE sales_channel_domains SET currency = 'CHF' WHERE url LIKE '%local%'")


@pytest.mark.usefixtures("pounds")
async def test_what_a_domain_offers_can_be_chosen(shop: Shop, bob: Visitor) -> None:
    token = bob.token

    answer = await bob.run("storefront/update-context", currency="GBP", language="de-DE")

    context = answer.data["context"]
    assert (context["currency"], context["language"]) == ("GBP", "de-DE")
    assert context["cart"]["total"] == {"amount": 5151 + 2 * 1109, "currency": "GBP"}
    assert bob.token == token
    assert (await bob.context())["currency"] == "GBP"


@pytest.mark.usefixtures("pounds")
@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("currency", "CHF"),  # another channel's
        ("currency", "USD"),  # of no channel
        ("currency", "XXX"),
        ("currency", "gbp"),
        ("currency", "\x00"),
        ("language", "fr-FR"),
        ("language", "de"),
    ],
)
async def test_what_no_domain_offers_is_refused(
    shop: Shop, bob: Visitor, field: str, value: str
) -> None:
    async with nothing_written(shop):
        refused = await bob.run("storefront/update-context", **{field: value})

    assert refused.error == {"code": "VIOLATION::INVALID", "field": field}


async def test_a_guests_choice_creates_a_session(shop: Shop) -> None:
    guest = shop.visitor()

    answer = await guest.run("storefront/update-context", language="de-DE")

    assert answer.data["token"] == guest.token
    assert (await guest.context())["language"] == "de-DE"
    assert len(await shop.rows("contexts")) == 1


async def test_a_choice_goes_along_with_a_login(shop: Shop) -> None:
    guest = shop.visitor()
    await guest.run("storefront/update-context", language="de-DE")
    await add(guest, shop.product(1))

    await guest.log_in("heidi@example.com", "imitate-demo")

    assert (await guest.context())["language"] == "de-DE"


async def test_who_chooses_nothing_leaves_nothing(shop: Shop) -> None:
    visitor = shop.visitor()

    async with nothing_written(shop):
        answer = await visitor.run("storefront/update-context")

    assert answer.data["context"]["currency"] == "EUR"
