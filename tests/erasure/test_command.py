"""`imitate erase` as an operator runs it, beside a server."""

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from tests.erasure.history import make_history
from tests.support.clients import Agent, Visitor
from tests.support.engines.kept import CHEAP
from tests.support.servers import command, environment
from tests.support.shop import Shop


async def test_tells_what_it_would_do_then_does_it_once(
    shop: Shop, alice: Agent, bob: Visitor
) -> None:
    await make_history(shop, alice, bob)
    env = environment(database_url=shop.settings.database_url, **CHEAP)
    words, before = ("erase", "customer", shop.customer("bob")), await shop.everything()

    looked = command(*words, env=env)
    nothing_done = await shop.everything() == before
    done = command(*words, "--yes", env=env)
    again = command(*words, "--yes", env=env)
    verified = command("audit", "verify", env=env)

    assert looked.stdout == (
        "Would erase the account of the customer with its sessions, names and reasons in 2 "
        "imitations, names, addresses, reasons and salts of 10 audit events. Orders stay, with the "
        "customer number and no name. Nothing was done: add --yes.\n"
    )
    assert nothing_done
    assert done.stdout.startswith("Erased the account of the customer")
    assert again.stdout == "Nothing is left to erase.\n"
    assert verified.returncode == 0
    for output in (looked, done, again):
        assert (output.returncode, output.stderr) == (0, "")


async def test_unknown_id_ends_with_one_line(shop: Shop) -> None:
    env = environment(database_url=shop.settings.database_url, **CHEAP)

    unknown = command("erase", "user", "0" * 32, "--yes", env=env)
    malformed = command("erase", "user", "alice", env=env)

    assert (unknown.returncode, unknown.stderr) == (
        1,
        "Error: Nothing is known of a user with this id.\n",
    )
    assert malformed.returncode == 1


@pytest.mark.parametrize("template", ["sqlite"], indirect=True)
async def test_backup_from_before_an_erasure_is_noticed(
    shop: Shop, alice: Agent, bob: Visitor, tmp_path: Path
) -> None:
    await make_history(shop, alice, bob)
    env = environment(database_url=shop.settings.database_url, **CHEAP)
    file = Path(shop.settings.sqlite_file or "")
    with closing(sqlite3.connect(file)) as before, closing(sqlite3.connect(tmp_path / "b")) as to:
        before.backup(to)
    assert command("erase", "customer", shop.customer("bob"), "--yes", env=env).returncode == 0
    kept = tmp_path / "checkpoint"
    kept.write_text(command("audit", "checkpoint", env=env).stdout, encoding="utf-8")
    with closing(sqlite3.connect(tmp_path / "b")) as backup, closing(sqlite3.connect(file)) as to:
        backup.backup(to)

    alone = command("audit", "verify", env=env)
    expecting = command("audit", "verify", "--expect", str(kept), env=env)
    command("erase", "customer", shop.customer("bob"), "--yes", env=env)
    again = command("erase", "customer", shop.customer("bob"), "--yes", env=env)

    assert alone.returncode == 0
    assert (expecting.returncode, "covers more" in expecting.stderr) == (1, True)
    assert again.stdout == "Nothing is left to erase.\n"
