"""userLogin with a second factor: each code counts once, and strangers learn nothing."""

import asyncio

import pytest

from tests.sign_in.factors.app import FACTOR, WRONG, App, agent_with, log_in, set_up
from tests.support.audit_log import events
from tests.support.clients import Agent
from tests.support.shop import PASSWORD, OpenShop, Shop


@pytest.fixture
async def app(shop: Shop, alice: Agent) -> App:
    """The app of alice, whose code of now is used."""
    app = await set_up(shop, alice)
    shop.clock.advance(seconds=60)
    return app


async def test_a_right_password_alone_is_asked_for_a_factor(shop: Shop, app: App) -> None:
    before = await shop.everything()

    answer = await log_in(shop, "alice", None)

    assert answer.error == {"code": FACTOR, "methods": ["TOTP", "RECOVERY_CODE"]}
    assert await shop.everything() == before
    assert app.recovery_codes


@pytest.mark.parametrize(
    ("name", "password", "code"),
    [("alice", PASSWORD, "wrong"), ("alice", "wrong", "right"), ("nobody", "wrong", "right")],
)
async def test_wrong_passwords_and_codes_get_one_answer(
    shop: Shop, app: App, name: str, password: str, code: str
) -> None:
    sent = app.code() if code == "right" else app.other_code()
    before = await shop.everything()

    answer = await log_in(shop, name, sent, password)

    assert answer.error == {"code": WRONG}
    after = await shop.everything()
    assert len(after.pop("audit_events")) == len(before.pop("audit_events")) + 1
    assert after == before
    (refused,) = await events(shop, "user.sign_in_refused")
    assert refused["detail"] == ({"factor": "refused"} if password == PASSWORD else None)
    assert (await log_in(shop, "alice", app.code())).data["user"]["username"] == "alice"


async def test_the_audit_log_names_the_factor(shop: Shop, app: App) -> None:
    await agent_with(shop, "alice", app.code())
    await agent_with(shop, "alice", app.recovery_codes[3])

    details = [event["detail"] for event in await events(shop, "user.signed_in")]

    assert details == [None, {"factor": "TOTP"}, {"factor": "RECOVERY_CODE"}]
    factors = {row["factor"] for row in await shop.rows("user_sessions")}
    assert factors == {"TOTP", "RECOVERY_CODE"}


@pytest.mark.parametrize("steps", [-1, 0, 1])
async def test_clocks_may_differ_by_a_step(shop: Shop, app: App, steps: int) -> None:
    assert (await log_in(shop, "alice", app.code(steps=steps))).data["accessToken"]


@pytest.mark.parametrize("steps", [-2, 2])
async def test_clocks_may_not_differ_by_two(shop: Shop, app: App, steps: int) -> None:
    assert (await log_in(shop, "alice", app.code(steps=steps))).code == WRONG


async def test_codes_before_one_that_was_used_are_used_as_well(shop: Shop, app: App) -> None:
    used, earlier = app.code(), app.code(steps=-1)
    await agent_with(shop, "alice", used)

    assert [(await log_in(shop, "alice", code)).code for code in (used, earlier)] == [WRONG, WRONG]


@pytest.mark.parametrize("kind", ["app", "recovery"])
async def test_of_two_processes_with_one_code_one_lets_in(
    open_shop: OpenShop, shop: Shop, app: App, kind: str
) -> None:
    other = await open_shop()
    code = app.code() if kind == "app" else app.recovery_codes[0]

    answers = await asyncio.gather(
        *(log_in(each, "alice", code) for each in (shop, other, shop, other))
    )

    codes = sorted(str(answer.errors and answer.code) for answer in answers)
    assert codes == [WRONG, WRONG, WRONG, "[]"]


async def test_codes_are_read_as_people_type_them(shop: Shop, app: App) -> None:
    wide = app.code().translate({ord(str(digit)): 0xFF10 + digit for digit in range(10)})
    recovery = app.recovery_codes[1].lower().replace("-", " \N{EN DASH} ")

    for typed in (f" {wide[:3]}\N{NO-BREAK SPACE}{wide[3:]} ", recovery):
        assert (await log_in(shop, "alice", typed)).data["user"]["username"] == "alice"


@pytest.mark.parametrize("code", ["", " ", "0" * 5, "0" * 7, "x" * 5000, "\U0001f511" * 6, "²" * 6])
async def test_what_is_no_code_is_a_wrong_one(shop: Shop, app: App, code: str) -> None:
    assert (await log_in(shop, "alice", code)).code == WRONG
    assert len(app.recovery_codes) == len(await shop.rows("recovery_codes"))


async def test_a_code_that_is_not_asked_for_is_not_looked_at(shop: Shop, app: App) -> None:
    assert (await log_in(shop, "eve", app.code())).data["user"]["username"] == "eve"


async def test_guesses_of_codes_count_as_sign_ins(open_shop: OpenShop) -> None:
    shop = await open_shop(rate_account_logins=3)
    app = await set_up(shop, await shop.agent("alice"))
    shop.clock.advance(seconds=60)
    for _ in range(3):
        assert (await log_in(shop, "alice", app.other_code())).code == WRONG
        assert (await log_in(shop, "eve", None)).data["user"]["username"] == "eve"

    right = await log_in(shop, "alice", app.code())

    assert right.error == {"code": "FRAMEWORK__RATE_LIMIT_EXCEEDED", "retryAfter": 60}


async def test_the_password_alone_forgets_no_guesses(open_shop: OpenShop) -> None:
    shop = await open_shop(rate_account_logins=3)
    app = await set_up(shop, await shop.agent("alice"))
    shop.clock.advance(seconds=60)
    answers = []
    for _ in range(4):
        answers += [
            await log_in(shop, "alice", app.other_code()),
            await log_in(shop, "alice", None),
        ]

    codes = [answer.code for answer in answers]

    limited = "FRAMEWORK__RATE_LIMIT_EXCEEDED"
    assert codes == [WRONG, FACTOR, WRONG, FACTOR, WRONG, limited, limited, limited]


async def test_guesses_of_codes_are_few_whatever_the_rate_of_passwords(
    open_shop: OpenShop,
) -> None:
    """A lock of a quarter of an hour lets a thief of the password try a thousand a day."""
    shop = await open_shop(rate_account_logins=0, rate_address_logins=0)
    app, locked = await set_up(shop, await shop.agent("alice")), []
    shop.clock.advance(seconds=60)
    for _ in range(12):
        for _ in range(10):
            assert (await log_in(shop, "alice", app.other_code())).code == WRONG
        locked.append((await log_in(shop, "alice", app.code())).error["retryAfter"])
        shop.clock.advance(seconds=locked[-1])

    assert locked == [60 * min(2**lock, 720) for lock in range(12)]
    assert (await log_in(shop, "alice", app.code())).data["accessToken"]
    shop.clock.advance(seconds=30)
    assert (await log_in(shop, "alice", app.other_code())).code == WRONG
    assert (await log_in(shop, "alice", app.code())).data["accessToken"]


async def test_clients_of_shopware_need_another_grant(shop: Shop, app: App) -> None:
    grant = {"grant_type": "password", "client_id": "administration"}
    sent = {**grant, "username": "alice", "password": PASSWORD, "code": app.code()}
    before = await shop.everything()

    answer = await shop.http.post("/api/oauth/token", json=sent)

    (error,) = answer.json()["errors"]
    assert (answer.status_code, error["code"]) == (401, "8")
    assert "second factor" in error["detail"]
    assert await shop.everything() == before


async def test_codes_count_after_a_key_of_secret_was_replaced(
    open_shop: OpenShop, shop: Shop, app: App
) -> None:
    old, new = shop.settings.secrets[0].decode(), "n" * 40
    both, only = await open_shop(secret=f"{new},{old}"), await open_shop(secret=new)

    refused = await log_in(only, "alice", app.code())
    first = await log_in(both, "alice", app.code())
    shop.clock.advance(seconds=30)
    later = await log_in(only, "alice", app.code())

    assert refused.code == WRONG
    assert [answer.data["user"]["username"] for answer in (first, later)] == ["alice", "alice"]
