"""Sales channels from the project's own format: one row each, the domains in one cell."""

from pathlib import Path

from resolvers.importing import sales_channels
from resolvers.importing.report import Report
from tests.importing.export import hex_id, lines, written
from tests.support.clients import Agent
from tests.support.shop import Shop

COLUMNS = (
    "id", "name", "type", "active", "access_key", "language", "currency", "factor",
    "landing_path", "domains",
)  # fmt: skip


def channel(name: str, **others: str) -> dict[str, str]:
    return {
        "name": name,
        "type": "STOREFRONT",
        "language": "de-DE",
        "currency": "EUR",
        **others,
    }


async def load(shop: Shop, *rows: dict[str, str], dry_run: bool = False) -> Report:
    text = written(rows, COLUMNS)
    return await sales_channels.load(shop.application, lines(text), dry_run=dry_run)


async def stored(shop: Shop, name: str) -> dict[str, object]:
    (row,) = [row for row in await shop.rows("sales_channels") if row["name"] == name]
    return {**row, "id": str(row["id"]).replace("-", ""), "active": bool(row["active"])}


async def domains(shop: Shop, channel_id: object) -> set[tuple[str, str, str]]:
    return {
        (row["url"], row["language"], row["currency"])
        for row in await shop.rows("sales_channel_domains")
        if str(row["sales_channel_id"]).replace("-", "") == channel_id
    }


async def test_channel_arrives_with_its_domains_and_a_new_currency(shop: Shop) -> None:
    row = channel(
        "Österreich",
        id=hex_id("at"),
        access_key="SWSCAUSTRIA1",
        currency="SEK",
        factor="11.25",
        domains="https://at.example de-AT SEK | https://at.example/en/ en-GB EUR",
    )

    report = await load(shop, row)

    assert (report.added, report.updated, report.refused) == (1, 0, [])
    found = await stored(shop, "Österreich")
    assert (found["id"], found["access_key"]) == (hex_id("at"), "SWSCAUSTRIA1")
    assert (found["type"], found["active"], found["currency"]) == ("STOREFRONT", True, "SEK")
    assert await domains(shop, hex_id("at")) == {
        ("https://at.example", "de-AT", "SEK"),
        ("https://at.example/en", "en-GB", "EUR"),
    }
    factors = {row["iso_code"]: row["factor"] for row in await shop.rows("currencies")}
    assert factors["SEK"] == 11_250_000
    assert (await shop.actions())[-1] == "sales_channels.imported"


async def test_visitor_uses_the_access_key_that_was_made(shop: Shop) -> None:
    await load(shop, channel("App", type="headless"))

    key = str((await stored(shop, "App"))["access_key"])
    visitor = shop.visitor()
    visitor.headers["sw-access-key"] = key
    assert (await visitor.context())["salesChannel"]["name"] == "App"


async def test_second_import_updates_by_name_and_keeps_what_is_left_open(shop: Shop) -> None:
    before = await stored(shop, "Outlet")

    report = await load(shop, channel("Outlet", domains="http://localhost:8000 de-DE EUR"))

    assert (report.added, report.updated) == (0, 1)
    after = await stored(shop, "Outlet")
    assert after == {**before, "language": "de-DE"}
    assert await domains(shop, after["id"]) == {("http://localhost:8000", "de-DE", "EUR")}


async def test_domains_come_in_as_the_api_stores_them(shop: Shop) -> None:
    row = channel("Outlet", domains="https://MÜLLER.example:443/ä de-DE EUR")

    await load(shop, row)

    after = await stored(shop, "Outlet")
    assert await domains(shop, after["id"]) == {
        ("https://xn--mller-kva.example/%C3%A4", "de-DE", "EUR")
    }


async def test_switching_a_channel_off_ends_its_imitations(shop: Shop, alice: Agent) -> None:
    imitator = await shop.imitator(alice)

    await load(shop, channel("Storefront", active="0"))

    answer = await imitator.run("storefront/context")
    assert answer.code == "FRAMEWORK__SALES_CHANNEL_NOT_FOUND"
    assert "imitation.ended" in await shop.actions()


async def test_external_shop_arrives_with_its_landing_path(shop: Shop) -> None:
    row = channel("Abroad", type="external", landing_path="/support/land/")

    report = await load(shop, row, channel("Plain", type="EXTERNAL"))

    assert (report.added, report.refused) == (2, [])
    found = await stored(shop, "Abroad")
    assert (found["type"], found["landing_path"]) == ("EXTERNAL", "/support/land/")
    assert (await stored(shop, "Plain"))["landing_path"] == "/account/login/imitate-customer"


async def test_another_type_ends_the_imitations_and_keeps_the_channel_open(
    shop: Shop, alice: Agent
) -> None:
    imitator = await shop.imitator(alice)

    await load(shop, channel("Storefront", type="EXTERNAL"))

    assert (await imitator.context())["imitated"] is False
    (imitation,) = await shop.rows("imitations")
    assert imitation["end_reason"] == "CHANNEL_DEACTIVATED"


async def test_the_example_of_the_documentation_comes_in(shop: Shop) -> None:
    page = (Path(__file__).parents[2] / "docs" / "importing.md").read_text(encoding="utf-8")
    example = page[page.index("name;type;") :].partition("```")[0]

    report = await sales_channels.load(shop.application, lines(example))

    assert (report.added, report.refused) == (3, [])


async def test_dry_run_writes_nothing(shop: Shop) -> None:
    before = await shop.everything()

    report = await load(shop, channel("New", currency="SEK", factor="11"), dry_run=True)

    assert report.added == 1
    assert await shop.everything() == before


BROKEN = (
    (channel("One"), "name: Line 2 is about the same channel."),
    (channel("Storefront", id=hex_id("x")), "name: Another sales channel has this name."),
    (channel("A", type="SHOP"), "type: This is STOREFRONT, HEADLESS or EXTERNAL."),
    (channel("A", landing_path="//b.example"), "landing_path: A path looks like /support/landing."),
    (channel("B", access_key="a b"), "access_key: This has 8 to 64 letters and digits."),
    (channel("C", currency="SEK"), "currency: SEK is new here and needs a factor."),
    (channel("D", factor="2"), "factor: EUR has the factor 1 here."),
    (
        channel("E", domains="https://e.example"),
        "domains: A domain looks like https://shop.example/de de-DE EUR.",
    ),
    (
        channel("F", domains="http://localhost:8000 de-DE EUR"),
        "domains: A URL leads to one domain only.",
    ),
    (
        channel("G", domains="https://g.example de-DE NOK"),
        "currency: NOK is new here and needs a factor.",
    ),
    (
        channel("I", domains="http://LOCALHOST.:08000/ de-DE EUR"),
        "domains: A URL leads to one domain only.",
    ),
    (
        channel("J", domains="https://a;sandbox de-DE EUR"),
        "domains: A domain looks like https://shop.example/de.",
    ),
    (channel("H", language="deutsch"), "language: A language looks like de-DE."),
    (
        channel("K", domains="https://k.example/admin/shop de-DE EUR"),
        "domains: The path of a domain belongs to a route of this server.",
    ),
)


async def test_the_factor_that_a_currency_has_is_told_in_full(shop: Shop) -> None:
    await load(shop, channel("New", currency="SEK", factor="11.123456"))

    report = await load(shop, channel("Next", currency="SEK", factor="11.1235"))

    reasons = [refused.reason for refused in report.lines]
    assert reasons == ["factor: SEK has the factor 11.123456 here."]


async def test_one_bad_row_keeps_the_whole_file_out_and_every_bad_line_is_named(
    shop: Shop,
) -> None:
    before = await shop.everything()

    report = await load(shop, channel("One"), *(row for row, _ in BROKEN))

    assert [(refused.line, refused.reason) for refused in report.lines] == [
        (line, reason) for line, (_, reason) in enumerate(BROKEN, start=3)
    ]
    assert await shop.everything() == before


async def test_a_row_that_makes_a_storefront_of_a_shop_looks_at_stored_domains(shop: Shop) -> None:
    external = channel("Elsewhere", type="EXTERNAL")
    await load(shop, {**external, "domains": "https://elsewhere.example/api de-DE EUR"})
    columns = ("name", "type", "language", "currency")

    text = written([{**external, "type": "STOREFRONT"}], columns)
    report = await sales_channels.load(shop.application, lines(text))

    assert [refused.reason for refused in report.lines] == [
        "domains: The path of a domain belongs to a route of this server."
    ]
    assert (await stored(shop, "Elsewhere"))["type"] == "EXTERNAL"
