"""Lists that are answered whole have a most: 500 roles, 1,000 sales channels of 200 domains."""

import asyncio

from resolvers.importing import sales_channels
from resolvers.importing.report import Report
from tests.administration.racing import at_once
from tests.importing.export import lines, written
from tests.support.clients import Agent, Answer
from tests.support.scale.history import add_channels, add_roles
from tests.support.shop import Shop
from tests.support.shopping import nothing_written

COLUMNS = ("name", "type", "language", "currency", "domains")
ROLES = 3  # of the demo shop
CHANNELS = 4


async def create_role(agent: Agent, name: str) -> Answer:
    wanted = {"name": name, "privileges": ["customer:read"]}
    return await agent.run("admin/create-role", input=wanted)


async def load(shop: Shop, *names: str, domains: int = 0) -> Report:
    cell = " | ".join(f"https://new.example/{n} de-DE EUR" for n in range(domains))
    others = {"type": "STOREFRONT", "language": "de-DE", "currency": "EUR", "domains": cell}
    rows = [{"name": name, **others} for name in names]
    return await sales_channels.load(shop.application, lines(written(rows, COLUMNS)))


async def test_the_501st_role_is_refused(shop: Shop, admin: Agent) -> None:
    await add_roles(shop, 499 - ROLES)

    assert (await create_role(admin, "The last")).data["name"] == "The last"
    async with nothing_written(shop):
        refused = await create_role(admin, "One more")

    assert refused.error == {"code": "VIOLATION::INVALID", "field": "name"}
    assert len((await admin.run("admin/roles")).data) == 500


async def test_of_two_last_roles_at_once_one_is_created(shop: Shop, admin: Agent) -> None:
    await add_roles(shop, 499 - ROLES)

    errors = await at_once(
        shop, "roles", create_role(admin, "This one"), create_role(admin, "Or that one")
    )

    assert errors == [{"code": "VIOLATION::INVALID", "field": "name"}]
    assert len(await shop.rows("roles")) == 500


async def test_a_deleted_role_makes_room(shop: Shop, admin: Agent) -> None:
    await add_roles(shop, 500 - ROLES)
    await admin.run("admin/delete-role", id=shop.role("Catalogue"))

    assert (await create_role(admin, "Another")).data["name"] == "Another"


async def test_the_1001st_channel_of_an_import_is_refused(shop: Shop) -> None:
    await add_channels(shop, 999 - CHANNELS, domains=1)

    async with nothing_written(shop):
        refused = await load(shop, "The last", "One more")
    (row,) = refused.refused
    accepted = await load(shop, "The last", "Shop 7")

    assert (row.line, row.reason.partition(":")[0]) == (3, "name")
    assert (accepted.added, accepted.updated, accepted.refused) == (1, 1, [])


async def test_of_two_imports_at_once_one_has_the_last_channel(shop: Shop) -> None:
    await add_channels(shop, 999 - CHANNELS, domains=1)

    reports = await asyncio.gather(*(load(shop, name) for name in ("This one", "Or that one")))

    assert sorted(len(report.refused) for report in reports) == [0, 1]
    assert len(await shop.rows("sales_channels")) == 1000


async def test_a_channel_has_200_domains_by_import_too(shop: Shop) -> None:
    async with nothing_written(shop):
        (refused,) = (await load(shop, "Shop", domains=201)).refused
    accepted = await load(shop, "Shop", domains=200)

    assert refused.reason.startswith("domains:")
    assert (accepted.added, accepted.refused) == (1, [])
