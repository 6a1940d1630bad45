"""`audit export`, `verify` and `anchor`: what an operator and an auditor outside can check."""

import hashlib
import hmac
import json
from typing import Any

import pytest
from pydantic import SecretStr

from auth.errors import Invalid
from resolvers.audit.chain import ChainHead
from resolvers.audit.sealing import NoAnchor
from resolvers.audit.verification import Flaw
from server.commands.audit import anchor_once, export_once, verify_once
from tests.support.engines.kept import CHEAP
from tests.support.servers import command, environment
from tests.support.shop import OpenShop, Shop

KEY = "k" * 32
OWN_FIELDS = ("position", "hash", "key_name")


def env_of(shop: Shop) -> dict[str, str]:
    return environment(database_url=shop.settings.database_url, secret=KEY, **CHEAP)


def head_of(events: list[dict[str, Any]], key: str) -> str:
    """The head of exported events, computed as documented, without the application's code."""
    previous = "0" * 64
    for position, event in enumerate(events, start=1):
        assert event["position"] == position
        facts = {name: value for name, value in event.items() if name not in OWN_FIELDS}
        facts |= {"position": position, "previous": previous}
        text = json.dumps(facts, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
        previous = hmac.new(key.encode(), text.encode(), hashlib.sha256).hexdigest()
        assert event["hash"] == previous, event["id"]
    return previous


async def test_e15_export_is_enough_to_verify_the_chain_elsewhere(open_shop: OpenShop) -> None:
    shop = await open_shop(secret=KEY)
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
    assert last == {"anchor": f"{len(sealed)}:{head_of(sealed, KEY)}"}
    assert (waiting["username"], waiting["position"], waiting["hash"]) == ("eve", None, None)
    assert [list(line) for line in lines] == [sorted(line) for line in lines]
    assert "Größe des Warenkorbs 漢字" in exported.stdout
    assert "\\u009b31m" in exported.stdout
    assert "\x9b" not in exported.stdout
    assert made["token"] not in exported.stdout


async def test_e15_export_has_every_event_of_several_pages(open_shop: OpenShop) -> None:
    shop = await open_shop(secret=KEY)
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
    assert len(events) == 4 + 4**5
    assert last == {"anchor": f"{len(events)}:{head_of(events, KEY)}"}
    assert (verified.valid, str(verified.head)) == (True, last["anchor"])


async def test_e15_verify_expects_an_anchor_that_was_kept(open_shop: OpenShop) -> None:
    shop = await open_shop(secret=KEY)
    await shop.agent("eve")
    kept = (await verify_once(shop.settings, None)).head

    same = await verify_once(shop.settings, ChainHead.parse(str(kept)))
    other = command("audit", "verify", "--expect", f"1:{'0' * 64}", env=env_of(shop))

    (event,) = await shop.rows("audit_events")
    assert same.valid
    assert (other.returncode, other.stderr) == (
        1,
        f"Error: Event {event['id']} stands where the given anchor knows another.\n",
    )


@pytest.mark.parametrize("written", ["", "yesterday", "3:", "3:abc", f"-1:{'0' * 64}", "0" * 66])
def test_e15_what_is_no_anchor_is_refused(written: str) -> None:
    with pytest.raises(Invalid, match="An anchor looks like"):
        ChainHead.parse(written)


async def test_g2_verify_names_the_key_that_is_gone(open_shop: OpenShop) -> None:
    shop = await open_shop(secret=KEY)
    await shop.agent("eve")
    rotated = shop.settings.model_copy(update={"secret": SecretStr(f"{'n' * 32},{KEY}")})
    assert (await verify_once(rotated, None)).valid

    gone = command("audit", "verify", env=env_of(shop) | {"IMITATE_SECRET": "m" * 32})

    (seal,) = await shop.rows("audit_seals")
    assert gone.returncode == 1
    assert gone.stderr == (
        f"Error: Event {seal['event_id']} was sealed with a key that is not in IMITATE_SECRET; "
        f"its name is {seal['key_name']}.\n"
    )


async def test_e15_anchor_is_signed_anew_only_where_the_chain_is_whole(open_shop: OpenShop) -> None:
    shop = await open_shop(secret=KEY)
    await shop.agent("eve")
    before = await verify_once(shop.settings, None)
    await shop.change("DELETE FROM audit_anchor")
    stranger = shop.settings.model_copy(update={"secret": SecretStr("n" * 32)})

    missing = await verify_once(shop.settings, None)
    with pytest.raises(NoAnchor):
        await anchor_once(stranger)
    signed = await anchor_once(shop.settings)

    assert (missing.flaw, missing.first_broken_id) == (Flaw.NO_ANCHOR, 1)
    assert signed == before.head
    assert (await verify_once(shop.settings, None)).valid
