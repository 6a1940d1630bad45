"""What is published verifies with the public key, by a verifier that is not the server's."""

from pathlib import Path

import pytest

from auth.transparency.tiles import DamagedTile
from resolvers.audit.sealing import seal_new_events
from resolvers.audit.tree import NoCheckpoint
from server.commands.audit import publish_once
from tests.audit.harms import HARMS, drop_triggers, harm
from tests.audit.outsiders.verifiers import follow
from tests.support.engines.kept import CHEAP
from tests.support.servers import command, environment
from tests.support.shop import Shop

MANY = (
    "INSERT INTO audit_events (at, action, username) SELECT a.at, a.action, 'Zoë' FROM "
    "audit_events a, audit_events b, audit_events c, audit_events d, audit_events e"
)


async def test_e15_outsiders_verify_that_nothing_was_changed_since_an_older_checkpoint(
    shop: Shop, tmp_path: Path
) -> None:
    env = environment(database_url=shop.settings.database_url, **CHEAP)
    for name in ("eve", "alice", "victor", "admin"):
        await shop.agent(name)
    await seal_new_events(shop.application)
    old, folder = tmp_path / "old", tmp_path / "log"
    old.write_text(command("audit", "checkpoint", env=env).stdout, encoding="utf-8")
    await shop.change(MANY)
    while await seal_new_events(shop.application):
        pass

    exported = command("audit", "export", "--proofs", str(folder), env=env)
    key = command("audit", "public-key", env=env).stdout.strip()

    code, text = follow(key, str(old), str(folder))
    assert (code, text.splitlines()[1]) == (0, "It begins with all 4 events of the older one.")
    assert len(exported.stdout.splitlines()) == 4 + 4**5 + 1
    written = [path for path in folder.rglob("*") if path.is_file()]
    assert "Zoë" in exported.stdout
    assert not any("Zoë".encode() in path.read_bytes() for path in written)
    names = {path.relative_to(folder).as_posix() for path in written}
    whole = {f"tile/0/00{index}" for index in range(4)}
    assert names == {"checkpoint", *whole, "tile/0/004.p/4", "tile/1/000.p/4"}


async def test_e15_changed_history_does_not_verify(shop: Shop, tmp_path: Path) -> None:
    env = environment(database_url=shop.settings.database_url, **CHEAP)
    await shop.agent("eve")
    await seal_new_events(shop.application)
    old = tmp_path / "old"
    old.write_text(command("audit", "checkpoint", env=env).stdout, encoding="utf-8")
    await drop_triggers(shop)
    for table in ("events", "leaves", "tiles", "checkpoints"):
        await shop.change(f"DELETE FROM audit_{table}")
    await shop.agent("alice")
    await shop.agent("victor")
    await seal_new_events(shop.application)
    await publish_once(shop.settings, tmp_path / "log")
    key = command("audit", "public-key", env=env).stdout.strip()

    log = tmp_path / "log"
    assert follow(key, str(log / "checkpoint"), str(log))[0] == 0
    assert follow(key, str(old), str(log)) == (
        1,
        "NOT VERIFIED: the log was changed since the older checkpoint\n",
    )


@pytest.mark.parametrize(
    ("kind", "error"),
    [("tile changed", DamagedTile), ("checkpoint of another text", NoCheckpoint)],
)
async def test_e15_what_is_not_whole_is_not_published(
    shop: Shop, ids: dict[str, int], tmp_path: Path, kind: str, error: type[Exception]
) -> None:
    await harm(shop, HARMS[kind][0], ids)

    with pytest.raises(error):
        await publish_once(shop.settings, tmp_path)

    assert list(tmp_path.iterdir()) == []
