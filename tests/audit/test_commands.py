"""`audit …` of the command line: what an operator and an auditor outside can check."""

import asyncio
import base64
import hashlib
import json
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from pydantic import SecretStr

from auth.errors import Invalid
from auth.transparency.keys import SigningKey, VerifierKey
from auth.transparency.parsing import Malformed
from db.statements.imitation import audit_walks
from resolvers.audit.chain import ChainHead
from resolvers.audit.walk import Flaw
from resolvers.audit.walks.walking import start_walk
from server.commands.audit import expected_of, export_once, sign_anew_once, verify_once
from server.settings.values.audit_key_lines import keys_of
from tests.audit.harms import HARMS, drop_triggers, harm
from tests.support.engines.kept import CHEAP
from tests.support.servers import command, environment
from tests.support.shop import Shop

OWN_FIELDS = ("position", "hash", "salt", "kept")
EPOCH = datetime.fromisoformat("1970-01-01T00:00:00+00:00")


def env_of(shop: Shop) -> dict[str, str]:
    return environment(database_url=shop.settings.database_url, **CHEAP)


def leaf_of(event: dict[str, Any]) -> bytes:
    """The leaf of an exported event, computed as documented, without the application's code."""
    salt, commitments = bytes.fromhex(event["salt"]), {}
    for name, value in event.items():
        if name not in {*OWN_FIELDS, "id", "at", "action"} and value is not None:
            own = hashlib.sha256(salt + name.encode()).digest()[:16]
            commitments[name] = hashlib.sha256(own + f"{name}\0{value}".encode()).hexdigest()
    at = (datetime.fromisoformat(event["at"]) - EPOCH) // timedelta(microseconds=1)
    leaf = {"v": 1, "id": event["id"], "at": at, "action": event["action"]}
    text = json.dumps({**leaf, "commitments": commitments}, sort_keys=True, separators=(",", ":"))
    return text.encode()


def root_of(leaves: list[bytes]) -> bytes:
    """The root by the definition of RFC 9162."""
    if len(leaves) == 1:
        return leaves[0]
    k = 1 << (len(leaves) - 1).bit_length() - 1
    return hashlib.sha256(b"\x01" + root_of(leaves[:k]) + root_of(leaves[k:])).digest()


def check(events: list[dict[str, Any]], checkpoint: str) -> None:
    """The exported leaves have the hashes and the root that were signed."""
    hashes = [hashlib.sha256(b"\0" + leaf_of(event)).digest() for event in events]
    _, size, root, *_ = checkpoint.split("\n")

    assert [event["hash"] for event in events] == [hash_.hex() for hash_ in hashes]
    assert [event["position"] for event in events] == list(range(len(events)))
    assert (int(size), base64.b64decode(root)) == (len(events), root_of(hashes))


async def test_e15_export_is_enough_to_verify_the_tree_elsewhere(shop: Shop) -> None:
    alice = await shop.agent("alice")
    made = await alice.token_for(
        shop.customer("bob"), shop.channel("Storefront"), reason="Größe des Warenkorbs 漢字"
    )
    await shop.http.post(
        "/graphql",
        json={"query": 'mutation { userLogin(username: "x", password: "y") { accessToken } }'},
        headers=[(b"user-agent", b"\x9b31m")],
    )
    assert (await verify_once(shop.settings, None)).valid
    await shop.agent("eve")  # not sealed yet

    env = {**env_of(shop), "PYTHONUTF8": "1"}  # which only Python itself looks at, at its start
    exported = command("audit", "export", env=env, genuine=True)

    *lines, last = [json.loads(line) for line in exported.stdout.splitlines()]
    sealed, waiting = lines[:-1], lines[-1]
    assert exported.returncode == 0
    assert [line["action"] for line in lines] == await shop.actions()
    check(sealed, last["checkpoint"])
    assert (waiting["username"], waiting["position"], waiting["hash"]) == ("eve", None, None)
    assert [list(line) for line in lines] == [sorted(line) for line in lines]
    assert "Größe des Warenkorbs 漢字" in exported.stdout
    assert "\\u009b31m" in exported.stdout
    assert "\x9b" not in exported.stdout
    assert made["token"] not in exported.stdout


async def test_e15_export_has_every_event_of_several_pages(shop: Shop) -> None:
    await shop.agent("eve")
    for number in range(3):
        await shop.change(
            f"INSERT INTO audit_events (at, action) SELECT max(at), 'n{number}' FROM audit_events"
        )
    await shop.change(
        "INSERT INTO audit_events (at, action) SELECT a.at, a.action FROM audit_events a, "
        "audit_events b, audit_events c, audit_events d, audit_events e"
    )
    written: list[bytes] = []

    verified = await verify_once(shop.settings, None)
    await export_once(shop.settings, written.append)

    *events, last = [json.loads(line) for line in written]
    assert len(events) == verified.checked == 4 + 4**5
    check(events, last["checkpoint"])
    assert (verified.valid, verified.checkpoint) == (True, last["checkpoint"])


async def test_e15_verify_expects_a_checkpoint_that_was_kept(shop: Shop, tmp_path: Path) -> None:
    await shop.agent("eve")
    kept, other = tmp_path / "kept", tmp_path / "other"
    told = command("audit", "checkpoint", env=env_of(shop))
    kept.write_text(told.stdout, encoding="utf-8")
    root = told.stdout.split("\n")[2]
    other.write_text(
        told.stdout.replace(root, f"{'B' if root[0] == 'A' else 'A'}{root[1:]}"), encoding="utf-8"
    )
    await shop.agent("alice")

    same = await verify_once(shop.settings, expected_of(str(kept)))
    another = command("audit", "verify", "--expect", str(other), env=env_of(shop))

    event = min(event["id"] for event in await shop.rows("audit_events"))
    assert (same.valid, same.checked) == (True, 2)
    flaw = f"Event {event} is the last one that the given checkpoint covers, and that covers"
    assert (another.returncode, another.stderr) == (1, f"Error: {flaw} other events.\n")


async def test_e15_log_without_a_sealed_event_has_no_checkpoint_yet(shop: Shop) -> None:
    told = command("audit", "checkpoint", env=env_of(shop))

    assert (told.returncode, told.stdout) == (1, "")
    assert told.stderr == "Error: There is none yet: no event has been sealed.\n"


async def test_e15_whole_walk_shows_its_progress_and_is_signed(shop: Shop) -> None:
    for name in ("eve", "alice"):
        await shop.agent(name)

    holds = command("audit", "verify", "--all", env=env_of(shop))
    await drop_triggers(shop)
    await harm(shop, HARMS["changed"][0], {"second": 2})
    broken = command("audit", "verify", "--all", env=env_of(shop))
    again = command("audit", "verify", env=env_of(shop))

    walks = await shop.rows("audit_walks")
    assert (holds.returncode, holds.stderr) == (0, "2 of 2 events were read.\n")
    assert holds.stdout == "2 events hold, 0 wait for their place.\n"
    assert (broken.returncode, broken.stderr.splitlines()[-1]) == (
        1,
        "Error: Event 2 is not as it was sealed.",
    )
    assert (again.returncode, len(walks)) == (1, 2)


async def test_e15_whole_walk_of_another_process_is_waited_for(shop: Shop) -> None:
    await shop.agent("eve")
    await start_walk(shop.application)
    now = datetime.now(UTC)
    times = {"now": now, "lost": now, "ahead": now}
    await audit_walks.take(shop.application.database.writes, "0" * 32, total=9, **times)
    waiting = asyncio.create_task(verify_once(shop.settings, None, whole=True))
    await asyncio.sleep(1)
    before = waiting.done()
    await shop.change("UPDATE audit_walking SET finished_at = started_at")

    found = await waiting

    assert not before
    assert (found.valid, found.checked) == (True, 1)
    assert await shop.rows("audit_walks") == []


@pytest.mark.parametrize("written", ["3:", "3:abc", "0" * 66 + ":"])
def test_e15_what_is_no_anchor_is_refused(written: str) -> None:
    with pytest.raises(Invalid, match="An anchor looks like"):
        expected_of(written)


def test_e15_anchor_of_an_earlier_release_is_read() -> None:
    assert expected_of(f"17:{'AB' * 32}") == ChainHead(17, "ab" * 32)


def test_e15_file_without_a_checkpoint_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "file"
    file.write_text("17\n")

    with pytest.raises(Malformed):
        expected_of(str(file))


async def test_g2_new_key_stands_in_front_of_the_old_one(shop: Shop, tmp_path: Path) -> None:
    file = tmp_path / "audit-key"
    env = env_of(shop)

    first = command("audit", "new-key", str(file), env=env)
    (one,) = keys_of(file.read_text())
    second = command("audit", "new-key", str(file), env=env)
    told = command("audit", "public-key", env=env | {"IMITATE_AUDIT_KEY": file.read_text()})

    two, old = keys_of(file.read_text())
    assert file.stat().st_mode & 0o777 == 0o600
    assert [path.name for path in tmp_path.iterdir()] == ["audit-key"]
    assert old.secret_text() == one.secret_text()
    assert {one.name, two.name} == {"127.0.0.1:8000/audit"}
    assert VerifierKey.parse(first.stdout.strip()) == one.verifier
    assert VerifierKey.parse(second.stdout.strip()) == two.verifier
    assert told.stdout == second.stdout + first.stdout


async def test_g2_lost_key_is_found_and_the_audit_log_signed_anew(shop: Shop) -> None:
    await shop.agent("eve")
    assert (await verify_once(shop.settings, None)).valid
    key = SigningKey.generate("shop.example/audit").secret_text()
    lost = shop.settings.model_copy(update={"audit_key": SecretStr(key)})

    found = await verify_once(lost, None)
    size = await sign_anew_once(lost)

    assert (found.flaw, found.first_broken_id, size) == (Flaw.NO_CHECKPOINT, 1, 1)
    assert (await verify_once(lost, None)).valid
