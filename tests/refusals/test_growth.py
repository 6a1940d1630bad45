"""Refusals fill no table: beyond the limit nothing is added, then one event sums them up."""

import json
import re
from pathlib import Path
from typing import Any

import pytest

import resolvers
from resolvers.imitation.sweep import sweep
from tests.refusals.kinds import KINDS, UNLIMITED, Kind
from tests.support.audit_log import events
from tests.support.shop import OpenShop, Shop

LIMITED = {"code": "FRAMEWORK__RATE_LIMIT_EXCEEDED", "retryAfter": 60}
LIMIT = {"rate_user_refusals": 2, "rate_address_refusals": 2, **UNLIMITED}
EVERY_KIND = pytest.mark.parametrize("kind", KINDS.values(), ids=KINDS)


async def recorded(shop: Shop, kind: Kind) -> int:
    return len(await events(shop, kind.action)) if kind.action else 0


async def sizes(shop: Shop) -> dict[str, int]:
    tables = {**await shop.everything(), "throttles": await shop.rows("throttles")}
    return {table: len(rows) for table, rows in tables.items()}


@EVERY_KIND
async def test_beyond_the_limit_no_table_grows_and_one_event_sums_up(
    open_shop: OpenShop, kind: Kind
) -> None:
    shop = await open_shop(**LIMIT, **kind.settings)
    refuse, began = await kind.prepare(shop), shop.clock.now.isoformat()
    assert [(await refuse()).code for _ in range(2)] == [kind.code] * 2
    assert await recorded(shop, kind) == (2 if kind.action else 0)
    assert (await refuse()).error == LIMITED
    before, full = await shop.everything(), await sizes(shop)

    answers = [(await refuse()).error for _ in range(4)]
    await sweep(shop.application)

    assert answers == [LIMITED] * 4
    assert await shop.everything() == before
    assert await sizes(shop) == full
    shop.clock.advance(seconds=60)
    for _ in range(2):
        await sweep(shop.application)
    (event,) = await events(shop, "throttle.refused")
    told = {"attempts_of": "refusal", "attempts": 7, "limit": 2, "since": began}
    assert event["detail"] == told
    assert said_of(event) == (kind.user, None if kind.user else "127.0.0.1")


def said_of(event: dict[str, Any]) -> tuple[str | None, str | None]:
    assert (event["user_id"] is None) == (event["username"] is None)
    assert event["user_agent"] is event["request_id"] is event["imitation_id"] is None
    return event["username"], event["remote_address"]


@EVERY_KIND
async def test_below_the_limit_each_refusal_is_recorded(open_shop: OpenShop, kind: Kind) -> None:
    shop = await open_shop(**UNLIMITED, **kind.settings)
    refuse = await kind.prepare(shop)

    codes = {(await refuse()).code for _ in range(kind.times)}

    assert codes == {kind.code}
    assert await recorded(shop, kind) == (kind.times if kind.action else 0)


@pytest.mark.parametrize("name", ["guard", "used token"])
async def test_the_limit_can_be_switched_off(open_shop: OpenShop, name: str) -> None:
    kind = KINDS[name]
    off = {"rate_user_refusals": 0, "rate_address_refusals": 0}
    shop = await open_shop(**UNLIMITED, **off, **kind.settings)
    refuse = await kind.prepare(shop)

    codes = {(await refuse()).code for _ in range(4)}

    assert codes == {kind.code}
    assert await recorded(shop, kind) == 4
    assert await shop.rows("throttles") == []


def test_every_refusal_that_is_recorded_is_tested_here() -> None:
    files = Path(resolvers.__file__).parent.rglob("*.py")
    source = "\n".join(path.read_text(encoding="utf-8") for path in files)
    written = set(re.findall(r'"([a-z]+\.[a-z_]*refused)"', source))

    assert written == {"throttle.refused", *(kind.action for kind in KINDS.values())} - {None}


async def test_a_window_that_is_due_is_not_forgotten(open_shop: OpenShop) -> None:
    shop = await open_shop(**LIMIT)
    refuse = await KINDS["guard"].prepare(shop)
    for _ in range(3):
        await refuse()
    shop.clock.advance(days=30)

    await sweep(shop.application)

    assert len(await events(shop, "throttle.refused")) == 1
    await sweep(shop.application)
    assert await shop.rows("throttles") == []


async def test_whom_an_event_is_about_is_kept_only_until_it_is_written(
    open_shop: OpenShop,
) -> None:
    shop = await open_shop(**LIMIT)
    refuse = await KINDS["used token"].prepare(shop)
    for _ in range(2):
        await refuse()
    assert [row["about"] for row in await shop.rows("throttles")] == [None]
    await refuse()
    (kept,) = [row["about"] for row in await shop.rows("throttles")]
    assert json.loads(kept)["who"] == {"remote_address": "127.0.0.1"}
    shop.clock.advance(seconds=60)

    await sweep(shop.application)

    assert [row["about"] for row in await shop.rows("throttles")] == [None]
