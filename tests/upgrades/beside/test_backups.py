"""Backups under load are whole, and a restored one is told by a checkpoint that was kept."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from db.demo import shop
from tests.faults import kept
from tests.faults.fleet import fleet
from tests.faults.storm import Told, some_load, storm
from tests.support.clients import Agent, Visitor
from tests.support.engines.databases import new_database
from tests.support.engines.kept import CHEAP
from tests.support.servers import command, environment, served
from tests.support.shop import PASSWORD, fill
from tests.upgrades.beside.backups import back_up, checkpoint, exchange, restore, verify

GONE = {  # what clients are told whose sessions a restore has taken, or while nothing is there
    *("UNAVAILABLE", "UNAUTHENTICATED", "CHECKOUT__CUSTOMER_NOT_LOGGED_IN"),
    *("CHECKOUT__IMITATE_CUSTOMER_INVALID_TOKEN", "CHECKOUT__CART_EMPTY"),
}


@pytest.fixture(params=["sqlite", "postgresql"])
async def urls(
    request: pytest.FixtureRequest, postgres_url: str, tmp_path: Path
) -> AsyncIterator[tuple[str, str]]:
    """A shop, and a database to restore it into."""
    if request.param == "sqlite":
        url, other = (f"sqlite:///{tmp_path / name}.db" for name in ("shop", "restored"))
        await fill(url)
        yield url, other
        return
    async with new_database(postgres_url) as url, new_database(postgres_url) as other:
        await fill(url)
        yield url, other


def doctor(url: str) -> list[str]:
    """What is wrong with the database."""
    ended = command("doctor", env=environment(database_url=url, **CHEAP))
    return [line for line in ended.stdout.splitlines() if line.startswith("failed")]


@pytest.mark.long
async def test_backup_under_load_is_whole(urls: tuple[str, str], tmp_path: Path) -> None:
    url, restored = urls
    async with fleet(tmp_path, url, 2) as servers, storm(servers) as told:
        await some_load(told)
        await asyncio.sleep(1.5)  # what was done so far is sealed
        before = await asyncio.to_thread(checkpoint, url, tmp_path / "before.note")
        acknowledged = snapshot(told)
        await asyncio.to_thread(back_up, url, tmp_path / "backup")
        await some_load(told)
        await asyncio.sleep(1.5)
        after = await asyncio.to_thread(checkpoint, url, tmp_path / "after.note")

    restore(tmp_path / "backup", restored)

    rows = await kept.read(restored)
    assert kept.lost(acknowledged, rows) == []
    assert kept.half(rows) == []
    assert doctor(restored) == []
    assert (verify(restored, before), verify(restored, after)) == (0, 1)
    assert (verify(url, before), verify(url, after)) == (0, 0)


def snapshot(told: Told) -> Told:
    """What is acknowledged by now; ends that were only requested may be in the backup or not."""
    return Told(
        signed_in=list(told.signed_in),
        logged_in=list(told.logged_in),
        generated=list(told.generated),
        redeemed=dict(told.redeemed),
        leaving=told.leaving,
        ended=list(told.ended),
        added=list(told.added),
        ordered=list(told.ordered),
    )


@pytest.mark.parametrize("urls", ["postgresql"], indirect=True)
async def test_restore_under_a_running_server(
    urls: tuple[str, str], postgres_url: str, tmp_path: Path
) -> None:
    """It answers no error of its own, goes on with the restored rows, and seals nothing in them."""
    url, restored = urls
    async with fleet(tmp_path, url, 1) as servers:
        async with storm(servers) as told:
            await some_load(told)
            await asyncio.to_thread(back_up, url, tmp_path / "backup")
            await asyncio.to_thread(restore, tmp_path / "backup", restored)
            await some_load(told)
            await asyncio.sleep(1.5)  # the server seals what the backup does not have
            await exchange(postgres_url, url, restored)
            await some_load(told)
            await asyncio.sleep(7)  # after five seconds the server tells that it seals nothing

        failed = [line for line in servers.log.splitlines() if "request.failed" in line]
        assert failed == []
        assert told.codes <= GONE
        assert "SetBack" in servers.log
        assert "audit_log.sealing_held_off" in servers.log


@pytest.mark.parametrize("urls", ["postgresql"], indirect=True)
async def test_what_was_ended_since_lives_again_until_its_user_is_signed_out(
    urls: tuple[str, str], tmp_path: Path
) -> None:
    url, restored = urls
    settings = {"database_url": url, **CHEAP}
    with served(tmp_path, **settings) as server:
        async with server.async_client() as http:
            alice = await Agent.signed_in(http, "alice", PASSWORD)
            made = await alice.token_for(
                shop.demo_id("customer", "bob"), shop.demo_id("channel", "Storefront")
            )
            imitator = Visitor(http, {"sw-access-key": shop.access_key("Storefront")})
            await imitator.redeem(made["token"])
            stolen = imitator.copy()
            back_up(url, tmp_path / "backup")
            await imitator.run("storefront/customer-logout")
            assert (await stolen.copy().context())["customer"] is None
    restore(tmp_path / "backup", restored)

    with served(tmp_path, **settings | {"database_url": restored}) as server:
        async with server.async_client() as http:
            stolen.http = http
            assert (await stolen.copy().context())["customer"] is not None
            admin = await Agent.signed_in(http, "admin", PASSWORD)
            await admin.run("admin/end-user-sessions", userId=alice.id)

            assert (await stolen.context())["customer"] is None
