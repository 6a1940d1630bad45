"""The pages for outsiders serve what was signed (C2SP tlog-tiles), and nothing personal."""

import base64
import json
import re
from typing import Any

import httpx
import pytest

from auth.transparency.checkpoints import open_checkpoint
from auth.transparency.hashing import hash_of_leaf
from auth.transparency.keys import SigningKey
from auth.transparency.tiles import Tile, tiles_of_tree
from resolvers.audit.sealing import seal_new_events
from server.settings.settings import Settings
from tests.audit.harms import HARMS, drop_triggers, harm
from tests.support.bare_application import Open
from tests.support.engines.kept import AUDIT_KEY
from tests.support.shop import OpenShop, Shop

KEY = SigningKey.parse(AUDIT_KEY).verifier
TOKEN = "readers-of-the-audit-log-hold-it"
BEARER = {"authorization": f"Bearer {TOKEN}"}
WRONG: tuple[Any, ...] = (
    {},
    {"authorization": "Bearer"},
    {"authorization": f"Bearer {TOKEN[:-1]}"},
    {"authorization": f"Basic {TOKEN}"},
    {"authorization": b"Bearer \xff" + TOKEN.encode()},
    {"cookie": f"authorization=Bearer {TOKEN}"},
)
MANY = (
    "INSERT INTO audit_events (at, action, username) SELECT a.at, 'x', 'Zoë' FROM audit_events a, "
    "audit_events b, audit_events c, audit_events d, audit_events e, audit_events f"
)

PATHS = ("checkpoint", "tile/0/000.p/3", "tile/entries/000.p/3")
# Beyond the signed tree of three events, in another spelling, or outside of it.
ABSENT = (
    "tile/0/000", "tile/0/000.p/4", "tile/0/001.p/1", "tile/1/000.p/1", "tile/7/000.p/1",
    "tile/0/x999/x999/x999/x999/x999/x999/999", "tile/0/x018/446/744", "tile/63/000.p/1",
    "tile/entries/000", "tile/entries/000.p/4", "tile/entries/001.p/1",
    "tile/entries/entries/000.p/3", "tile/entries/0/000.p/3", "tile/entries/",
    "tile/0/000.p/0", "tile/0/000.p/03", "tile/0/0", "tile/", "tile", "", "checkpoint/",
    "tile/0/%2e%2e/0/000.p/3", "tile/entries/%2e%2e/0/000.p/3", "tile/-1/000",
    "tile/..%2f..%2f..%2fetc%2fpasswd", "tile/0/000.p/3%00", "tile/0/000.p%2f3/",
    "tile//0/000.p/3", "tile/0/000.p/3%0a", "tile/0/%D9%A0%D9%A0%D9%A0.p/3",
)  # fmt: skip


@pytest.fixture
async def public(open_shop: OpenShop) -> Shop:
    """A shop whose tree of three events is open to everybody, and its entries to readers."""
    shop = await open_shop(audit_public=True, audit_read_token=TOKEN)
    for name in ("eve", "alice", "victor"):
        await shop.agent(name)
    await seal_new_events(shop.application)
    return shop


async def get(shop: Shop, path: str) -> httpx.Response:
    return await shop.http.get(path, headers=BEARER)


async def fill(shop: Shop) -> int:
    """Seal some hundred events; the size of the tree."""
    await shop.change(MANY)
    while await seal_new_events(shop.application):
        pass
    return 3 + 3**6


def entries_of(bundle: bytes) -> list[bytes]:
    entries = []
    while bundle:
        length = int.from_bytes(bundle[:2], "big")
        entries.append(bundle[2 : 2 + length])
        bundle = bundle[2 + length :]
    return entries


async def test_e15_checkpoint_is_the_newest_and_is_asked_for_each_time(public: Shop) -> None:
    first = await get(public, "/audit/checkpoint")
    await public.agent("eve")
    unsealed = await get(public, "/audit/checkpoint")
    await seal_new_events(public.application)
    second = await get(public, "/audit/checkpoint")

    assert first.headers["content-type"] == "text/plain; charset=utf-8"
    assert first.headers["cache-control"] == "no-cache"
    assert unsealed.text == first.text
    assert [open_checkpoint(one.text, [KEY]).size for one in (first, second)] == [3, 4]


async def test_e15_every_tile_and_entry_of_the_tree_is_served(public: Shop) -> None:
    size = await fill(public)

    for tile in tiles_of_tree(size):
        answer = await get(public, f"/audit/{tile.path}")
        assert answer.headers["content-type"] == "application/octet-stream"
        assert answer.headers["cache-control"] == "public, max-age=31536000, immutable"
        assert len(answer.content) == 32 * tile.width
        if tile.level == 0:
            bundle = await get(public, f"/audit/{tile.path.replace('/0/', '/entries/', 1)}")
            assert bundle.headers["cache-control"] == "private, max-age=31536000, immutable"
            assert bundle.headers["content-type"] == "application/octet-stream"
            assert bundle.headers["content-encoding"] == "gzip"
            hashes = b"".join(map(hash_of_leaf, entries_of(bundle.content)))
            assert hashes == answer.content


async def test_e15_partial_tiles_of_earlier_trees_stay(public: Shop) -> None:
    before = await get(public, "/audit/tile/0/000.p/3")
    entries = await get(public, "/audit/tile/entries/000.p/3")
    await fill(public)

    assert (await get(public, "/audit/tile/0/000.p/3")).content == before.content
    assert (await get(public, "/audit/tile/entries/000.p/3")).content == entries.content
    assert (await get(public, "/audit/tile/0/000")).content.startswith(before.content)


async def test_e15_nothing_else_is_there(public: Shop) -> None:
    await public.agent("eve")  # an event that is not sealed
    before = await public.everything()

    for path in ABSENT:
        answer = await get(public, f"/audit/{path}")

        assert answer.status_code == 404, path
        assert answer.headers["cache-control"] == "no-store", path
    assert await public.everything() == before


async def test_e15_other_methods(public: Shop) -> None:
    for path in PATHS:
        got = await get(public, f"/audit/{path}")
        head = await public.http.head(f"/audit/{path}", headers=BEARER)
        posted = await public.http.post(f"/audit/{path}")

        assert (head.status_code, posted.status_code) == (200, 404)
        assert head.headers == got.headers


async def test_e15_nothing_personal_leaves(public: Shop) -> None:
    alice = await public.agent("alice")
    await public.imitator(alice, reason="Ticket 4711: the cart looks empty")
    while await seal_new_events(public.application):
        pass
    rows = await public.rows("audit_events")
    tile = Tile(0, 0, len(rows))
    paths = ("checkpoint", tile.path, tile.path.replace("/0/", "/entries/", 1))

    answers = [await get(public, f"/audit/{path}") for path in paths]

    served = b"".join(answer.content for answer in answers)
    served += b"".join(
        f"{value}".encode() for answer in answers for value in answer.headers.values()
    )
    # Digits of a hash are a customer's number once in a hundred runs.
    told = re.sub(rb"[0-9a-f]{64}", b"", served)
    public_members = {"id", "at", "action"}
    salts = [leaf["salt"] for leaf in await public.rows("audit_leaves")]
    secrets = {
        str(value) for row in rows for name, value in row.items() if name not in public_members
    }
    for secret in secrets - {"None"}:
        assert secret.encode() not in told
    for salt in salts:
        assert salt not in served
        assert salt.hex().encode() not in served
        assert base64.b64encode(salt) not in served
    for entry in entries_of(answers[2].content):
        assert json.loads(entry).keys() == {*public_members, "v", "commitments"}


async def test_e15_closed_without_a_setting(shop: Shop) -> None:
    for name in ("eve", "alice", "victor"):
        await shop.agent(name)
    await seal_new_events(shop.application)

    for path in PATHS:
        for headers in ({}, BEARER):
            answer = await shop.http.get(f"/audit/{path}", headers=headers)

            assert answer.status_code == 404
            assert "text/html" in answer.headers["content-type"]


async def test_e15_strangers_see_hashes_and_no_entry(open_shop: OpenShop) -> None:
    """An entry names its values: of a refused sign-in, whether there is such a user."""
    shop = await open_shop(audit_public=True)
    for username in ("eve", "nobody"):
        await shop.stranger().run("admin/user-login", username=username, password="wrong")
    await seal_new_events(shop.application)
    with_token = await open_shop(audit_public=True, audit_read_token=TOKEN)

    for path in ("checkpoint", "tile/0/000.p/2"):
        for each in (shop, with_token):
            answer = await each.http.get(f"/audit/{path}")
            assert answer.status_code == 200
            assert "private" not in answer.headers["cache-control"]
    entries = "/audit/tile/entries/000.p/2"
    assert (await get(shop, entries)).status_code == 404
    for headers in WRONG:
        assert (await with_token.http.get(entries, headers=headers)).status_code == 401
    read = await get(with_token, entries)
    assert read.headers["cache-control"] == "private, max-age=31536000, immutable"
    known, unknown = (json.loads(entry)["commitments"] for entry in entries_of(read.content))
    assert known.keys() - unknown.keys() == {"user_id", "username"}


async def test_e15_token_is_needed_where_one_is_set(open_shop: OpenShop) -> None:
    shop = await open_shop(audit_read_token=TOKEN)
    for name in ("eve", "alice", "victor"):
        await shop.agent(name)
    await seal_new_events(shop.application)

    for path in PATHS:
        for headers in WRONG:
            answer = await shop.http.get(f"/audit/{path}", headers=headers)
            assert (answer.status_code, answer.headers["www-authenticate"]) == (401, "Bearer")
            assert answer.headers["cache-control"] == "no-store"
        let_in = await shop.http.get(f"/audit/{path}", headers=BEARER)
        assert let_in.status_code == 200
        assert "public" not in let_in.headers["cache-control"]


async def test_e15_nothing_is_there_before_the_first_sealing(open_shop: OpenShop) -> None:
    shop = await open_shop(audit_read_token=TOKEN)

    for path in PATHS:
        assert (await get(shop, f"/audit/{path}")).status_code == 404


@pytest.mark.parametrize(
    ("kind", "path"),
    [
        ("changed", "tile/entries/000.p/3"),
        ("removed with its leaf", "tile/entries/000.p/3"),
        ("reordered", "tile/entries/000.p/3"),
        ("tile removed", "tile/0/000.p/3"),
        ("checkpoint of another text", "checkpoint"),
    ],
)
async def test_e15_what_is_not_as_it_was_signed_is_not_served(
    shop: Shop, open_shop: OpenShop, ids: dict[str, int], kind: str, path: str
) -> None:
    public = await open_shop(audit_read_token=TOKEN)
    assert (await get(public, f"/audit/{path}")).status_code == 200

    await harm(public, HARMS[kind][0], ids)

    assert (await get(public, f"/audit/{path}")).status_code == 404


async def test_e15_leaves_beyond_the_checkpoint_are_not_served(public: Shop) -> None:
    await drop_triggers(public)
    await public.agent("eve")
    await seal_new_events(public.application)
    await public.change(
        "DELETE FROM audit_checkpoints WHERE id = (SELECT max(id) FROM audit_checkpoints)"
    )

    for path in ("tile/0/000.p/4", "tile/entries/000.p/4"):
        assert (await get(public, f"/audit/{path}")).status_code == 404


def test_g1_short_token_is_refused_and_not_told() -> None:
    with pytest.raises(ValueError, match="audit_read_token") as refused:
        Settings(audit_read_token="short-one")  # type: ignore[arg-type]  # as in the environment

    assert "short-one" not in str(refused.value)


async def test_e15_database_that_is_away_is_told_plainly(serving: Open) -> None:
    client = serving(audit_read_token=TOKEN)  # without tables

    for path in PATHS:
        answer = await client.get(f"/audit/{path}", headers=BEARER)

        assert (answer.status_code, answer.headers["retry-after"]) == (503, "1")
