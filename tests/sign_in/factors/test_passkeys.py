"""Passkeys: registered, used, removed; whatever else a device answers is refused alike."""

import asyncio
import json
from dataclasses import replace
from typing import Any

import pytest

from tests.sign_in.factors.app import FACTOR, WRONG, log_in, set_up
from tests.sign_in.factors.device import (
    PRESENT,
    Device,
    decoded,
    encoded,
    passkey_login,
    register,
)
from tests.sign_in.test_user import is_alive
from tests.support.audit_log import events
from tests.support.clients import Agent
from tests.support.shop import OpenShop, Shop

INVALID = {"code": "VIOLATION::INVALID", "field": "credential"}
FINISH, BEGIN = "admin/finish-passkey-login", "admin/begin-passkey-login"


@pytest.fixture
async def device(alice: Agent) -> Device:
    """A device with a passkey of alice."""
    device = Device()
    assert len((await register(alice, device)).data) == 10
    return device


async def test_signs_in_without_password_and_code(shop: Shop, device: Device) -> None:
    answer = await passkey_login(shop.stranger(), device)

    assert answer.data["user"]["username"] == "alice"
    alice = Agent(shop.http, {"authorization": f"Bearer {answer.data['accessToken']}"})
    assert await is_alive(alice)
    (row,) = await shop.rows("passkeys")
    details = [event["detail"] for event in await events(shop, "user.signed_in")]
    assert details == [None, {"factor": "PASSKEY", "passkey": row["id"]}]
    (found,) = (await alice.run("admin/factors")).data["passkeys"]
    moment = "2026-06-01T12:00:00+00:00"
    assert found == {"id": row["id"], "name": "Phone", "createdAt": moment, "lastUsedAt": moment}


async def test_the_password_alone_signs_in_no_more(shop: Shop, device: Device) -> None:
    answer = await log_in(shop, "alice", None)

    assert answer.error == {"code": FACTOR, "methods": ["RECOVERY_CODE", "PASSKEY"]}
    assert device.user_handle.hex() == shop.user("alice")


async def test_a_second_device_signs_in_as_well_until_it_is_removed(
    shop: Shop, alice: Agent, device: Device
) -> None:
    second = Device()
    assert (await register(alice, second, "Key")).data == []
    assert (await passkey_login(shop.stranger(), second)).data["user"]["username"] == "alice"
    rows = {row["name"]: row["id"] for row in await shop.rows("passkeys")}

    assert (await alice.run("admin/remove-passkey", id=rows["Key"])).data is True

    assert (await passkey_login(shop.stranger(), second)).error == {"code": WRONG}
    assert (await passkey_login(shop.stranger(), device)).data["accessToken"]
    assert len(await shop.rows("recovery_codes")) == 10
    again = await alice.run("admin/remove-passkey", id=rows["Key"])
    assert again.code == "CONTENT__ENTITY_NOT_FOUND"


async def test_nobody_removes_the_passkey_of_another(shop: Shop, device: Device) -> None:
    eve, (row,) = await shop.agent("eve"), await shop.rows("passkeys")

    assert (await eve.run("admin/remove-passkey", id=row["id"])).code == "CONTENT__ENTITY_NOT_FOUND"
    assert (await passkey_login(shop.stranger(), device)).data["accessToken"]


ELSEWHERE: dict[str, Any] = {
    "another origin": {"origin": "http://localhost:8001"},
    "the other name of this machine": {"origin": "http://127.0.0.1:8000"},
    "another site": {"host": "evil.example", "origin": "https://evil.example"},
    "no PIN": {"flags": PRESENT},
    "nobody there": {"flags": 0},
}
CHANGED: dict[str, Any] = {
    **ELSEWHERE,
    "another key": {"key": Device().key},
    "another credential": {"credential_id": b"x" * 16},
    "another user": {"user_handle": b"x" * 16},
    "a copy that counted less": {"count": 0},
}


@pytest.mark.parametrize("change", CHANGED)
async def test_every_other_answer_is_refused_alike(shop: Shop, device: Device, change: str) -> None:
    assert (await passkey_login(shop.stranger(), device)).data["accessToken"]
    before = await shop.everything()

    refused = await passkey_login(shop.stranger(), replace(device, **CHANGED[change]))

    assert refused.error == {"code": WRONG}
    after = await shop.everything()
    assert len(after.pop("audit_events")) == len(before.pop("audit_events")) + 1
    assert after == before


@pytest.mark.parametrize("change", ELSEWHERE)
async def test_nothing_else_is_registered(shop: Shop, alice: Agent, change: str) -> None:
    refused = await register(alice, replace(Device(), **ELSEWHERE[change]))

    assert refused.error == INVALID
    assert await shop.rows("passkeys") == await shop.rows("recovery_codes") == []


async def test_a_challenge_counts_once_on_two_processes(
    open_shop: OpenShop, shop: Shop, device: Device
) -> None:
    device.count = -1 & 0x7FFF  # high enough for both
    other, stranger = await open_shop(), shop.stranger()
    credential = device.get((await stranger.run(BEGIN)).data)

    answers = await asyncio.gather(
        *(each.stranger().run(FINISH, credential=credential) for each in (shop, other, shop))
    )

    assert sorted(str(answer.errors and answer.code) for answer in answers) == [WRONG, WRONG, "[]"]


async def test_a_challenge_is_over_after_five_minutes(shop: Shop, device: Device) -> None:
    options = (await shop.stranger().run(BEGIN)).data
    shop.clock.advance(minutes=5)

    assert (await shop.stranger().run(FINISH, credential=device.get(options))).code == WRONG


async def test_challenges_serve_one_purpose_and_one_user(shop: Shop, alice: Agent) -> None:
    eve, device = await shop.agent("eve"), Device()
    of_eve = (await eve.run("admin/begin-passkey-registration")).data
    of_sign_in = json.loads((await eve.run(BEGIN)).data)["challenge"]
    swapped = json.dumps({**json.loads(of_eve), "challenge": of_sign_in})

    for options in (of_eve, swapped):
        sent = {"credential": device.create(options), "name": "Phone"}
        assert (await alice.run("admin/finish-passkey-registration", **sent)).error == INVALID

    assert await shop.rows("passkeys") == []


async def test_a_passkey_belongs_to_one_user(shop: Shop, device: Device) -> None:
    eve = await shop.agent("eve")

    assert (await register(eve, device)).error == INVALID
    assert len(await shop.rows("passkeys")) == 1


async def test_the_eleventh_passkey_is_refused(alice: Agent) -> None:
    for number in range(10):
        assert (await register(alice, Device(), f"Device {number}")).errors == []

    assert (await alice.run("admin/begin-passkey-registration")).error == INVALID


@pytest.mark.parametrize(
    "sent", ["", "{}", "[]", "null", "1" * 20_000, "[" * 10_000, '{"rawId": 1, "response": 2}']
)
async def test_what_is_no_answer_is_refused(shop: Shop, alice: Agent, sent: str) -> None:
    registered = await alice.run("admin/finish-passkey-registration", credential=sent, name="x")

    assert registered.error == INVALID
    assert (await shop.stranger().run(FINISH, credential=sent)).error == {"code": WRONG}


async def test_answers_with_broken_parts_are_refused(shop: Shop, device: Device) -> None:
    stranger = shop.stranger()
    for part in ("authenticatorData", "signature", "clientDataJSON", "userHandle"):
        answer = json.loads(device.get((await stranger.run(BEGIN)).data))
        for broken in (None, 1, "", "é", encoded(decoded(answer["response"][part])[:-1] + b"\0")):
            sent = json.dumps({**answer, "response": {**answer["response"], part: broken}})
            refused = await stranger.run(FINISH, credential=sent)
            accepted = part == "userHandle" and broken is None  # devices may leave it out
            assert accepted or refused.error == {"code": WRONG}, (part, broken)


async def test_deactivated_users_do_not_sign_in(shop: Shop, admin: Agent, device: Device) -> None:
    await admin.run("admin/update-user", id=shop.user("alice"), input={"active": False})

    assert (await passkey_login(shop.stranger(), device)).error == {"code": WRONG}


async def test_the_session_that_was_sent_ends(shop: Shop, alice: Agent, device: Device) -> None:
    assert (await passkey_login(alice, device)).data["accessToken"]

    assert not await is_alive(alice)


async def test_an_address_asks_for_so_many_challenges(open_shop: OpenShop) -> None:
    shop = await open_shop(rate_address_logins=2)
    device, stranger = Device(), shop.stranger()
    await register(await shop.agent("alice"), device)
    for _ in range(3):  # those that lead in are not counted
        assert (await passkey_login(stranger, device)).data["accessToken"]

    codes = [(await stranger.run(BEGIN)).errors for _ in range(3)]

    assert codes[:2] == [[], []]
    assert codes[2][0]["extensions"]["code"] == "FRAMEWORK__RATE_LIMIT_EXCEEDED"


async def test_an_app_stays_when_the_passkey_goes(shop: Shop, alice: Agent, device: Device) -> None:
    await set_up(shop, alice)
    (row,) = await shop.rows("passkeys")

    await alice.run("admin/remove-passkey", id=row["id"])

    assert (await log_in(shop, "alice", None)).error["methods"] == ["TOTP", "RECOVERY_CODE"]
    assert (await passkey_login(shop.stranger(), device)).code == WRONG
