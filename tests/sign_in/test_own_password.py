"""changeOwnPassword: with the current password, and everything else of the user ends."""

import asyncio
import threading

import pytest
from argon2 import PasswordHasher

from tests.sign_in.test_user import assert_refused, is_alive
from tests.support.audit_log import events
from tests.support.clients import Agent, Answer
from tests.support.shop import PASSWORD, OpenShop, Shop

CHANGE = "admin/change-own-password"
LOGIN = "admin/user-login"
NEW = "another-secret"
pytest_plugins = ["tests.sign_in.hashing"]


async def change(agent: Agent, *, current: str = PASSWORD, new: str = NEW) -> Answer:
    return await agent.run(CHANGE, currentPassword=current, newPassword=new)


async def test_answers_a_session_that_lives_while_all_others_end(shop: Shop, alice: Agent) -> None:
    elsewhere, eve = await shop.agent("alice"), await shop.agent("eve")
    bob = await shop.imitator(alice)
    pending = await shop.token(alice)

    answer = await change(alice)

    new = Agent(shop.http, {"authorization": f"Bearer {answer.data['accessToken']}"})
    assert [await is_alive(one) for one in (new, alice, elsewhere, eve)] == [
        True, False, False, True,
    ]  # fmt: skip
    assert (await bob.context())["customer"] is None
    refused = await shop.visitor().redeem(pending)
    assert refused.code == "CHECKOUT__IMITATE_CUSTOMER_INVALID_TOKEN"
    reasons = [row["end_reason"] for row in await shop.rows("imitations")]
    assert reasons == ["PASSWORD_CHANGED", "PASSWORD_CHANGED"]
    assert "user.password_changed" in await shop.actions()


async def test_the_old_password_is_worthless_afterwards(shop: Shop, alice: Agent) -> None:
    await change(alice)

    assert_refused(await shop.stranger().run(LOGIN, username="alice", password=PASSWORD))
    answer = await shop.stranger().run(LOGIN, username="alice", password=NEW)
    assert answer.data["user"]["id"] == alice.id


@pytest.mark.parametrize("current", ["wrong", "", "x" * 1025])
async def test_another_current_password_changes_nothing(
    shop: Shop, alice: Agent, current: str
) -> None:
    before = await shop.everything()

    assert_refused(await change(alice, current=current))

    after = await shop.everything()
    assert len(after.pop("audit_events")) == len(before.pop("audit_events")) + 1
    assert after == before
    (refused,) = await events(shop, "user.password_refused")
    assert refused["username"] == "alice"
    assert await is_alive(alice)


@pytest.mark.parametrize(
    ("sent", "field"),
    [
        ({"new": "short"}, "newPassword"),
        ({"new": "x" * 1025}, "newPassword"),
        ({"new": "line\nbreak"}, "newPassword"),
        ({"current": "a\0b"}, "currentPassword"),
    ],
)
async def test_malformed_passwords_are_refused_before_hashing(
    shop: Shop, alice: Agent, hashed: list[str], sent: dict[str, str], field: str
) -> None:
    hashed.clear()
    before = await shop.everything()

    assert (await change(alice, **sent)).error == {"code": "VIOLATION::INVALID", "field": field}

    assert hashed == []
    assert await shop.everything() == before


async def test_guesses_count_as_sign_ins(open_shop: OpenShop) -> None:
    shop = await open_shop(rate_account_logins=2)
    alice = await shop.agent("alice")
    assert_refused(await change(alice, current="wrong"))
    assert_refused(await shop.stranger().run(LOGIN, username="alice", password="wrong"))

    right = await change(alice)

    assert right.error == {"code": "FRAMEWORK__RATE_LIMIT_EXCEEDED", "retryAfter": 60}
    assert await is_alive(alice)


async def test_success_forgets_the_guesses(open_shop: OpenShop) -> None:
    shop = await open_shop(rate_account_logins=2)
    alice = await shop.agent("alice")
    assert_refused(await change(alice, current="wrong"))

    answer = await change(alice)

    for _ in range(2):
        assert_refused(await shop.stranger().run(LOGIN, username="alice", password="wrong"))
    assert answer.data["user"]["username"] == "alice"


async def test_an_ended_session_changes_nothing(
    shop: Shop, alice: Agent, admin: Agent, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A thief with a session and the password is signed out while the password is checked."""
    checking, go_on, verify = threading.Event(), threading.Event(), PasswordHasher.verify

    def waiting(self: PasswordHasher, stored: str | bytes, password: str) -> bool:
        checking.set()
        assert go_on.wait(timeout=60)
        return verify(self, stored, password)

    monkeypatch.setattr(PasswordHasher, "verify", waiting)
    changing = asyncio.create_task(change(alice))
    assert await asyncio.to_thread(checking.wait, 60)
    assert (await admin.run("admin/end-user-sessions", userId=alice.id)).data == 1

    go_on.set()

    assert (await changing).code == "UNAUTHENTICATED"
    assert await events(shop, "user.password_changed") == []
    live = [row for row in await shop.rows("user_sessions") if row["ended_at"] is None]
    assert {row["user_id"] for row in live} == {admin.id}


async def test_of_two_changes_at_once_one_is_made(shop: Shop, alice: Agent) -> None:
    other = await shop.agent("alice")

    answers = await asyncio.gather(change(alice, new="first-secret"), change(other, new="second-1"))

    assert sorted(bool(answer.errors) for answer in answers) == [False, True]
    assert len(await events(shop, "user.password_changed")) == 1
