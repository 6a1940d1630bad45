"""The banner is on every page of an imitation, error pages included."""

import pytest

from tests.storefront.conftest import Imitate
from tests.support.shop import Shop
from tests.support.window import LANDING, Window

PAGES = ["/", "/?q=zzz", "/cart", "/account", "/account/login", "/nowhere", "/?after=x", LANDING]


@pytest.mark.parametrize("path", PAGES)
async def test_stands_on_every_page(imitate: Imitate, path: str) -> None:
    window = await imitate()

    text = await window.visit(path)

    assert '<section class="banner" aria-label="Imitation">' in text
    assert "<strong><bdi>Bob Builder</bdi></strong>" in text
    assert "<strong><bdi>Alice Agent</bdi></strong>" in text
    assert "Full access" in text
    assert '<time datetime="2026-06-01T13:00:00+00:00">13:00 UTC</time>' in text
    assert '<time datetime="2026-06-01T12:15:00+00:00">12:15 UTC</time>' in text
    assert "(15 min left)" in text
    assert "End imitation" in text


@pytest.mark.parametrize("path", PAGES)
async def test_is_not_there_without_an_imitation(window: Window, path: str) -> None:
    await window.sign_in()

    assert 'class="banner"' not in await window.visit(path)


async def test_speaks_the_language_of_the_page(imitate: Imitate) -> None:
    window = await imitate(access="READ_ONLY")

    text = await window.visit("/de/nirgendwo")

    for words in ("Du handelst als", "Du bist", "Nur ansehen", "Imitation beenden", "13:00 Uhr"):
        assert words in text


async def test_stands_on_refused_forms(imitate: Imitate) -> None:
    window = await imitate()

    refused = await window.post("/cart/add", {"id": "x"})

    assert refused.status_code == 403
    assert 'class="banner"' in refused.text


async def test_stands_on_a_page_that_fails(shop: Shop, imitate: Imitate) -> None:
    window = await imitate()
    await shop.change("ALTER TABLE orders RENAME TO gone")

    text = await window.visit("/account")

    assert window.status in {500, 503}  # on SQLite a lost table looks like a lost database
    assert "<strong><bdi>Bob Builder</bdi></strong>" in text


async def test_is_vague_where_nothing_can_be_looked_up(shop: Shop, imitate: Imitate) -> None:
    window = await imitate()
    await shop.change("ALTER TABLE sales_channel_domains RENAME TO gone")

    text = await window.visit("/account")

    assert window.status == 503
    assert "You may be acting as a customer." in text
    window.http.cookies.clear()
    assert 'class="banner"' not in await window.visit("/account")


async def test_names_are_text(shop: Shop, imitate: Imitate) -> None:
    await shop.change("UPDATE customers SET first_name = '<b>&\"' WHERE email = 'bob@example.com'")
    await shop.change("UPDATE users SET first_name = '</section><style>' WHERE username = 'alice'")
    window = await imitate()

    text = await window.visit("/account")

    assert "<strong><bdi>&lt;b&gt;&amp;&#34; Builder</bdi></strong>" in text
    assert "<strong><bdi>&lt;/section&gt;&lt;style&gt; Agent</bdi></strong>" in text
    assert "<b>" not in text
    assert "<style>" not in text


async def test_names_do_not_turn_the_page_round(shop: Shop, imitate: Imitate) -> None:
    """A name that an earlier release stored may have a direction control."""
    await shop.change("UPDATE users SET first_name = '\u202ecilA' WHERE username = 'alice'")
    window = await imitate()

    text = await window.visit("/account")

    assert "<strong><bdi>\u202ecilA Agent</bdi></strong>" in text
    assert "\u202e" not in text.replace("<bdi>\u202ecilA Agent</bdi>", "")


async def test_looking_only_disables_what_changes_something(imitate: Imitate) -> None:
    window = await imitate(access="READ_ONLY")

    for path, submits in (("/", 24), ("/cart", 5), ("/account", 1)):
        text = await window.visit(path)
        assert "You may only look" in text
        assert text.count('id="look-only"') == 1
        locked = text.count('disabled aria-describedby="look-only">')
        assert locked >= submits, path
        buttons = [part for part in text.split("<button")[1:] if "button-end" not in part]
        assert [part for part in buttons if "disabled" not in part and "Search" not in part] == []


async def test_looking_only_changes_nothing_by_force(shop: Shop, imitate: Imitate) -> None:
    window = await imitate(access="READ_ONLY")
    await window.visit("/")
    before = await shop.rows("cart_lines")

    refused = await window.submit("/cart/add")

    assert refused.status_code == 403
    assert "<h1>Look only</h1>" in refused.text
    assert await shop.rows("cart_lines") == before


@pytest.mark.parametrize("path", ["/", "/cart", "/account", "/account/login", "/nowhere"])
async def test_pages_are_kept_to_themselves(imitate: Imitate, path: str) -> None:
    window = await imitate()

    await window.visit(path)

    assert window.page is not None
    headers = window.page.headers
    assert headers["content-security-policy"] == (
        "default-src 'none'; style-src 'self'; img-src 'self'; "
        "form-action 'self' http://127.0.0.1:8000; base-uri 'none'; frame-ancestors 'none'; "
        "script-src 'self'"
    )
    assert headers["cache-control"] == "no-store"
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["referrer-policy"] == "same-origin"
    assert "style=" not in window.text
    assert "<script>" not in window.text


async def test_a_page_without_an_imitation_runs_no_script(window: Window) -> None:
    await window.visit("/")

    assert window.page is not None
    assert "script-src" not in window.page.headers["content-security-policy"]
    assert "<script" not in window.text
