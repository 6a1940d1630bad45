"""Sealing that is interrupted, or that two processes do while the keys are changed, is whole."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from pathlib import Path

import pytest

from auth.transparency.checkpoints import open_checkpoint
from auth.transparency.keys import SigningKey
from resolvers.application import Application
from resolvers.audit.sealing import seal_new_events
from resolvers.audit.tree import NoCheckpoint
from resolvers.audit.verification import verify
from resolvers.audit.watching.seen_end import SeenEnd
from tests.audit.harms import found
from tests.support.engines.kept import CHEAP
from tests.support.forks.processes import Process
from tests.support.servers import environment
from tests.support.shop import OpenShop, Shop

OLD, NEW = SigningKey.generate("shop.example/audit"), SigningKey.generate("shop.example/audit")
WITHIN = 60  # seconds; a busy machine takes its time
# Everything is written, the checkpoint is signed, and COMMIT is still to come.
HALF = """
import asyncio
from db.statements.imitation import audit_waiting
from resolvers.audit.sealing import seal_new_events
from server.application import wire
from server.settings.settings import Settings

async def stop(*_):
    print("half", flush=True)
    await asyncio.sleep(600)

audit_waiting.remove_waiting = stop
asyncio.run(seal_new_events(wire(Settings())))
"""


@asynccontextmanager
async def half_done(shop: Shop, log: Path) -> AsyncIterator[None]:
    """A process in the middle of sealing, until it is killed at the end of the block."""
    env = environment(database_url=shop.settings.database_url, **CHEAP)
    with Process("-c", HALF, env=env, stdout=log, stderr=log) as process:
        for _ in range(WITHIN * 10):
            if log.exists() and "half" in log.read_text():
                break
            await asyncio.sleep(0.1)
        assert log.read_text() == "half\n"
        yield
        process.kill()
        process.wait(WITHIN)


async def test_killed_process_leaves_nothing_and_keeps_nobody(shop: Shop, tmp_path: Path) -> None:
    for name in ("eve", "alice"):
        await shop.agent(name)
    before = await shop.everything()
    async with half_done(shop, tmp_path / "log"):
        # SQLite's next writer waits for five seconds.
        held = shop.application.database.is_sqlite or await seal_new_events(shop.application) == 0

    after = await shop.everything()
    for _ in range(WITHIN * 10):  # PostgreSQL notices that the client is gone
        if await seal_new_events(shop.application):
            break
        await asyncio.sleep(0.1)
    assert held
    assert after == before
    verified = await found(shop)
    assert (verified.valid, verified.checked, verified.unsealed) == (True, 2, 0)
    assert len(await shop.rows("audit_checkpoints")) == 1


async def test_processes_that_change_their_keys_one_after_another_make_one_tree(
    open_shop: OpenShop,
) -> None:
    shop, other = [await open_shop(rate_account_logins=0) for _ in range(2)]
    one, two = SeenEnd(), SeenEnd()

    async def seal(at: Shop, seen: SeenEnd, keys: tuple[SigningKey, ...]) -> None:
        for _ in range(5):
            await shop.agent("eve")
            await seal_new_events(with_keys(at, *keys), seen)

    for first, second in (
        ((OLD,), (OLD,)),
        ((OLD,), (NEW, OLD)),
        ((NEW, OLD), (NEW, OLD)),
        ((NEW, OLD), (NEW,)),
        ((NEW,), (NEW,)),
    ):
        await asyncio.gather(seal(shop, one, first), seal(other, two, second))
    await seal_new_events(with_keys(shop, NEW), one)

    verified = await verify(with_keys(shop, NEW))
    assert (verified.valid, verified.checked, verified.unsealed) == (True, 50, 0)
    leaves = await shop.rows("audit_leaves")
    assert [leaf["position"] for leaf in leaves] == list(range(50))


async def test_process_without_the_new_key_signs_nothing_after_it(shop: Shop) -> None:
    """The mistake of a rotation in which no checkpoint has both signatures."""
    await shop.agent("eve")
    await seal_new_events(with_keys(shop, NEW))
    await shop.agent("alice")
    before = await shop.everything()

    with pytest.raises(NoCheckpoint):
        await seal_new_events(with_keys(shop, OLD))

    assert await shop.everything() == before
    assert await seal_new_events(with_keys(shop, NEW, OLD)) == 1
    newest = (await shop.rows("audit_checkpoints"))[-1]["note"]
    for key in (OLD, NEW):
        assert open_checkpoint(newest, [key.verifier]).size == 2


def with_keys(shop: Shop, *keys: SigningKey) -> Application:
    return replace(shop.application, signing_keys=keys)
