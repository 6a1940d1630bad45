"""The domain of a request decides the shop, its language and its currency."""

import pytest

from tests.support.clients import Agent
from tests.support.shop import Shop
from tests.support.window import ADMIN, Window


async def test_the_longest_domain_that_fits_wins(shop: Shop) -> None:
    window = Window.open(shop)

    assert '<html lang="en-GB">' in await window.visit("/cart")
    assert '<html lang="de-DE">' in await window.visit("/de/cart")
    assert '<html lang="de-DE">' in await window.visit("/de")
    assert '<html lang="en-GB">' in await window.visit("/design")


async def test_another_host_is_another_channel(shop: Shop) -> None:
    window = Window.open(shop, "http://localhost:8000")

    assert '<a class="brand" href="/">Outlet</a>' in await window.visit("/")


async def test_a_proxy_that_ends_tls_hides_no_shop(shop: Shop) -> None:
    await shop.change(
        "UPDATE sales_channel_domains SET url = 'https://shop.example/de' WHERE url LIKE '%/de'"
    )
    window = Window.open(shop, "http://shop.example")

    assert '<html lang="de-DE">' in await window.visit("/de")


@pytest.mark.parametrize(
    ("typed", "sent"),
    [
        ("https://shop.example:443", "https://shop.example"),
        ("https://MÜLLER.example", "https://xn--mller-kva.example"),
        ("https://shop.example.", "https://shop.example"),
        ("http://[0::1]:80", "http://[::1]"),
        ("http://[::ffff:1.2.3.4]", "http://[::ffff:102:304]"),
    ],
)
async def test_a_shop_is_found_however_its_domain_was_typed(
    shop: Shop, admin: Agent, typed: str, sent: str
) -> None:
    await save(admin, shop.channel("Outlet"), typed)
    window = Window.open(shop, sent)

    assert '<a class="brand" href="/">Outlet</a>' in await window.visit("/")
    added = await window.submit("/cart/add")

    assert added.headers["location"] == "/cart?notice=added"


@pytest.mark.parametrize(
    ("typed", "host"),
    [
        ("https://shop.example", "shop.example."),
        ("https://shop.example", "shop.example.:443"),
        ("https://shop.example", "SHOP.Example:443"),
        ("https://xn--mller-kva.example", "XN--MLLER-KVA.example."),
        ("https://[::ffff:102:304]", "[::FFFF:1.2.3.4]"),
        ("https://[::ffff:102:304]", "[::ffff:102:304]:443"),
    ],
)
async def test_a_shop_is_found_however_its_host_is_sent(
    shop: Shop, admin: Agent, typed: str, host: str
) -> None:
    """Browsers send the normal form but for a dot at the end; other clients may send any."""
    await save(admin, shop.channel("Outlet"), typed)
    window = Window.open(shop, typed)

    await window.visit("/", host=host)
    assert '<a class="brand" href="/">Outlet</a>' in window.text
    origin = f"{typed}." if host.removesuffix(":443").endswith(".") else typed
    fields = window.fields("/cart/add")
    added = await window.post("/cart/add", fields, host=host, origin=origin)

    assert added.headers["location"] == "/cart?notice=added"


@pytest.mark.parametrize("root", ["/%C3%A4", "/a%20b/%25", "/a%2Cb", "/a+b", "/~a"])
async def test_a_shop_is_found_below_an_encoded_path(shop: Shop, admin: Agent, root: str) -> None:
    await save(admin, shop.channel("Outlet"), f"https://shop.example{root.lower()}/")
    window = Window.open(shop, "https://shop.example")

    await window.visit(f"{root}/")
    assert f'<a class="brand" href="{root}/">Outlet</a>' in window.text
    added = await window.submit(f"{root}/cart/add")
    await window.visit(f"{root}/cart/")

    assert added.headers["location"] == f"{root}/cart?notice=added"
    assert window.status == 200
    assert f'href="{root}/">Outlet</a>' in await window.visit(f"{root.lower()}/")
    await window.visit("/")
    assert window.status == 404


@pytest.mark.parametrize(
    "host", ["a;b", "*", "a b", "xn--a", "[::g]", "a" * 300, "1.2.3", "a:99999"]
)
async def test_a_host_that_is_none_has_no_shop(shop: Shop, host: str) -> None:
    window = Window.open(shop)

    await window.visit("/", host=host)

    assert window.status == 404


async def save(agent: Agent, channel_id: str, url: str) -> None:
    domain = {"url": url, "language": "en-GB", "currency": "EUR"}
    saved = await agent.run(
        "admin/update-sales-channel", id=channel_id, input={"domains": [domain]}
    )
    assert saved.data["domains"]


@pytest.mark.parametrize(
    ("url", "language", "words"),
    [
        ("http://elsewhere.example", "de", "Hier ist kein Shop"),
        ("http://127.0.0.1:9999", "fr, en;q=0.5", "There is no shop here"),
    ],
)
async def test_an_unknown_host_is_told_that_there_is_no_shop(
    shop: Shop, url: str, language: str, words: str
) -> None:
    window = Window.open(shop, url)

    assert words in await window.visit("/", **{"accept-language": language})
    assert window.status == 404


async def test_an_inactive_channel_has_no_shop(shop: Shop) -> None:
    await shop.change("UPDATE sales_channels SET active = FALSE WHERE name = 'Storefront'")
    window = Window.open(shop)

    await window.visit("/")

    assert window.status == 404


async def test_browsing_sets_no_cookie_and_stores_no_row(shop: Shop) -> None:
    before = await shop.everything()
    window = Window.open(shop)

    for path in ("/", "/?q=lamp", "/de", "/cart", "/account", "/account/login", "/nowhere"):
        await window.visit(path)
        assert window.page is not None
        assert "set-cookie" not in window.page.headers

    assert await shop.everything() == before


async def test_a_visitor_pays_in_the_currency_of_the_domain(shop: Shop) -> None:
    await shop.change("UPDATE sales_channel_domains SET currency = 'GBP' WHERE url LIKE '%/de'")
    window = Window.open(shop)

    assert "19,90\u00a0€" not in await window.visit("/de")
    assert "17,11\u00a0£" in window.text
    await window.submit("/de/cart/add")
    (session,) = await shop.rows("contexts")

    assert (session["language"], session["currency"]) == ("de-DE", "GBP")


async def test_a_session_takes_on_the_domain_that_it_moves_to(shop: Shop) -> None:
    window = Window.open(shop)
    await window.sign_in()
    assert [row["language"] for row in await shop.rows("contexts")] == ["en-GB"]

    await window.visit("/de/account")

    assert [row["language"] for row in await shop.rows("contexts")] == ["de-DE"]
    assert "Hallo <bdi>Bob</bdi>" in window.text


async def test_an_imitation_speaks_the_language_of_its_domain(shop: Shop, alice: Agent) -> None:
    made = await alice.token_for(
        shop.customer("bob"), shop.channel("Storefront"), access="READ_ONLY"
    )
    window = Window.open(shop)

    landed = await window.land(made, path="/de/account/login/imitate-customer", origin=ADMIN)

    assert landed.headers["location"] == "/de/account"
    assert [row["language"] for row in await shop.rows("contexts")] == ["de-DE"]
    assert "Du handelst als" in await window.visit("/de/account")
