"""/admin and GraphiQL over ASGI: the file that is answered, and its content security policy."""

from pathlib import Path

import httpx
import pytest

from server.app import create
from server.pages import admin as pages
from tests.support.clients import Agent
from tests.support.shop import OpenShop, Shop

PAGE = {"accept": "text/html,application/xhtml+xml"}
MISSING = (
    '<!doctype html><meta name="color-scheme" content="light dark"><title>imitate</title>'
    "<p>The admin is not built: run make admin."
)


@pytest.fixture(autouse=True)
def built(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The files of a built admin, written by the test."""
    folder = tmp_path / "built"
    (folder / "assets").mkdir(parents=True)
    (folder / "index.html").write_text("the admin")
    (folder / "graphiql.html").write_text("GraphiQL")
    (folder / "favicon.svg").write_text("<svg/>")
    (folder / "assets" / "main-4f3e.js").write_text("1")
    monkeypatch.setattr(pages, "BUILT", folder)
    return folder


def policy(response: httpx.Response) -> dict[str, str]:
    directives = response.headers["content-security-policy"].split("; ")
    return {name: values for name, _, values in (one.partition(" ") for one in directives)}


@pytest.mark.parametrize("path", ["/admin", "/admin/", "/admin/customers/4711", "/admin/a/b/c"])
async def test_every_address_below_admin_is_the_admin(shop: Shop, path: str) -> None:
    response = await shop.http.get(path)

    assert (response.status_code, response.text) == (200, "the admin")
    assert response.headers["content-type"].startswith("text/html")
    assert response.headers["cache-control"] == "no-cache"
    assert response.headers["x-content-type-options"] == "nosniff"
    # A stricter policy would send the admin's form to the shop without an Origin header.
    assert response.headers["referrer-policy"] == "strict-origin-when-cross-origin"


async def test_the_policy_allows_nothing_but_its_own_files(shop: Shop) -> None:
    allowed = policy(await shop.http.get("/admin/"))

    forms = allowed.pop("form-action").split()
    assert forms[0] == "'self'"
    assert allowed == {
        "default-src": "'none'",
        "script-src": "'self'",
        "style-src": "'self'",
        "img-src": "'self' data:",
        "font-src": "'self'",
        "connect-src": "'self'",
        "frame-ancestors": "'none'",
        "base-uri": "'none'",
    }


async def test_forms_may_go_to_the_channels_as_they_are_now(shop: Shop) -> None:
    before = policy(await shop.http.get("/admin/"))["form-action"].split()
    assert sorted(before) == ["'self'", "http://127.0.0.1:8000", "http://localhost:8000"]

    await shop.change(
        "UPDATE sales_channel_domains SET url = 'https://shop.example/a/path' "
        "WHERE url = 'http://localhost:8000'"
    )

    after = policy(await shop.http.get("/admin/"))["form-action"].split()
    assert sorted(after) == ["'self'", "http://127.0.0.1:8000", "https://shop.example"]


@pytest.mark.parametrize(
    ("typed", "origin"),
    [
        ("https://müller.example/ä", "https://xn--mller-kva.example"),
        ("http://[0::1]:80", "http://[::1]"),
        ("https://a\u200b.example", "https://a.example"),
    ],
)
async def test_forms_may_go_to_a_domain_however_it_is_typed(
    shop: Shop, admin: Agent, typed: str, origin: str
) -> None:
    await save(admin, shop.channel("Outlet"), typed)

    after = policy(await shop.http.get("/admin/"))["form-action"].split()

    assert after == ["'self'", *sorted(["http://127.0.0.1:8000", origin])]


@pytest.mark.parametrize("stored", ["https://müller.example", "https://a;sandbox", "https://a,b"])
async def test_what_an_earlier_release_stored_reaches_no_header(shop: Shop, stored: str) -> None:
    await shop.change(
        "UPDATE sales_channel_domains SET url = :url WHERE url = 'http://localhost:8000'",
        url=stored,
    )

    response = await shop.http.get("/admin/")

    assert response.status_code == 200
    assert policy(response)["form-action"] == "'self' http://127.0.0.1:8000"


async def test_many_domains_leave_the_policy_short(shop: Shop, admin: Agent) -> None:
    await save(admin, shop.channel("Outlet"), *(f"https://a{i:03}.example/" for i in range(100)))
    exact = await shop.http.get("/admin/")
    await save(admin, shop.channel("Closed"), *(f"https://b{i:03}.example/" for i in range(100)))
    many = await shop.http.get("/admin/")

    assert len(policy(exact)["form-action"].split()) == 102
    assert policy(many)["form-action"] == "'self' http: https:"
    assert len(exact.headers["content-security-policy"]) < 3400


async def save(agent: Agent, channel_id: str, *urls: str) -> None:
    domains = [{"url": url, "language": "en-GB", "currency": "EUR"} for url in urls]
    saved = await agent.run("admin/update-sales-channel", id=channel_id, input={"domains": domains})
    assert saved.data["domains"]


async def test_assets_are_kept_for_ever(shop: Shop) -> None:
    response = await shop.http.get("/admin/assets/main-4f3e.js")

    assert response.text == "1"
    assert response.headers["cache-control"] == "public, max-age=31536000, immutable"
    assert response.headers["x-content-type-options"] == "nosniff"


@pytest.mark.parametrize(
    "path",
    ["/admin/assets/none.js", "/admin/assets/..%2findex.html", "/admin/assets/%2e%2e/index.html"],
)
async def test_what_is_no_asset_is_not_found(shop: Shop, path: str) -> None:
    response = await shop.http.get(path)

    assert response.status_code == 404
    assert "immutable" not in response.headers.get("cache-control", "")


async def test_the_icon_is_there(shop: Shop) -> None:
    response = await shop.http.get("/admin/favicon.svg")
    assert (response.status_code, response.text) == (200, "<svg/>")
    assert response.headers["x-content-type-options"] == "nosniff"


@pytest.mark.parametrize("path", ["/admin/", "/graphql"])
async def test_a_missing_build_is_said(shop: Shop, built: Path, path: str) -> None:
    (built / "index.html").unlink()
    (built / "graphiql.html").unlink()

    response = await shop.http.get(path, headers=PAGE)

    assert (response.status_code, response.text) == (503, MISSING)


async def test_browsers_get_graphiql_under_a_policy_of_its_own(shop: Shop) -> None:
    response = await shop.http.get("/graphql", headers=PAGE)

    assert (response.status_code, response.text) == (200, "GraphiQL")
    assert policy(response)["style-src"] == "'self' 'unsafe-inline'"
    assert policy(response)["script-src"] == "'self'"
    assert policy(response)["worker-src"] == "'self'"
    assert policy(response)["form-action"] == "'none'"


async def test_without_graphiql_browsers_get_the_apis_answer(open_shop: OpenShop) -> None:
    shop = await open_shop(graphiql=False)

    response = await shop.http.get("/graphql", headers=PAGE)

    assert "json" in response.headers["content-type"]
    assert "GraphiQL" not in response.text


async def test_other_clients_get_the_api(shop: Shop) -> None:
    response = await shop.http.get(
        "/graphql", params={"query": "{__typename}"}, headers={"accept": "application/json"}
    )
    assert response.json() == {"data": {"__typename": "Query"}}


async def test_files_before_a_build_are_not_found(
    shop: Shop, built: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pages, "BUILT", built / "later")
    transport = httpx.ASGITransport(create(shop.settings, shop.application))

    async with httpx.AsyncClient(transport=transport, base_url="http://127.0.0.1:8000") as client:
        for path in ("/admin/assets/main-4f3e.js", "/admin/assets/"):
            assert (await client.get(path)).status_code == 404
        (built / "later" / "assets").mkdir(parents=True)
        (built / "later" / "assets" / "main-4f3e.js").write_text("1")
        assert (await client.get("/admin/assets/main-4f3e.js")).text == "1"
