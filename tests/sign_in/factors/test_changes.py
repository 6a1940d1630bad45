"""Users set up an authenticator app, remove it and make recovery codes anew."""

import asyncio

import pytest

from auth.errors import Unauthenticated
from resolvers.admin.users.factors.totp import confirm
from resolvers.application import RequestFacts
from resolvers.request.context import RequestContext
from tests.sign_in.factors.app import FACTOR, WRONG, agent_with, log_in, set_up, started
from tests.sign_in.test_user import is_alive
from tests.support.audit_log import events
from tests.support.clients import Agent
from tests.support.shop import PASSWORD, Shop

CHANGES = ["start-totp", "remove-totp", "make-recovery-codes"]


async def test_nothing_counts_before_a_code_was_sent(shop: Shop, alice: Agent) -> None:
    app = await started(shop, alice)

    refused = await alice.run("admin/confirm-totp", code=app.other_code())

    assert refused.error == {"code": "VIOLATION::INVALID", "field": "code"}
    assert (await log_in(shop, "alice", None)).data["user"]["username"] == "alice"
    assert (await alice.run("admin/factors")).data == {
        "totpConfirmedAt": None,
        "recoveryCodesLeft": 0,
        "passkeys": [],
    }


async def test_the_first_factor_ends_other_sessions_and_answers_codes(
    shop: Shop, alice: Agent
) -> None:
    elsewhere, eve = await shop.agent("alice"), await shop.agent("eve")
    bob = await shop.imitator(elsewhere)

    app = await set_up(shop, alice)

    assert [await is_alive(one) for one in (alice, elsewhere, eve)] == [True, False, True]
    assert (await bob.context())["customer"] is None
    assert len(set(app.recovery_codes)) == 10
    assert (await alice.run("admin/factors")).data == {
        "totpConfirmedAt": "2026-06-01T12:00:00+00:00",
        "recoveryCodesLeft": 10,
        "passkeys": [],
    }
    (event,) = await events(shop, "user.factor_added")
    assert event["detail"] == {"factor": "TOTP", "replaced": False}


async def test_apps_read_whose_secret_it_is(shop: Shop, alice: Agent) -> None:
    app = await started(shop, alice)

    assert app.uri == f"otpauth://totp/localhost:alice?secret={app.secret}&issuer=localhost"


async def test_a_secret_is_proposed_for_ten_minutes(shop: Shop, alice: Agent) -> None:
    app = await started(shop, alice)
    shop.clock.advance(minutes=10, seconds=1)

    assert (await alice.run("admin/confirm-totp", code=app.code())).code == "VIOLATION::INVALID"


async def test_an_older_sign_in_confirms_no_app_of_another(shop: Shop, alice: Agent) -> None:
    """It would else guess the code, and be answered the recovery codes."""
    shop.clock.advance(minutes=5, seconds=1)
    app = await started(shop, await shop.agent("alice"))

    refused = await alice.run("admin/confirm-totp", code=app.code())

    assert refused.code == "FRAMEWORK__STEP_UP_REQUIRED"
    assert await shop.rows("recovery_codes") == []
    assert not (await log_in(shop, "alice", None)).errors


async def test_another_app_takes_the_place_once_it_is_confirmed(shop: Shop, alice: Agent) -> None:
    first = await set_up(shop, alice)
    shop.clock.advance(seconds=60)
    second = await started(shop, alice)
    elsewhere = await agent_with(shop, "alice", first.code())

    answer = await alice.run("admin/confirm-totp", code=second.code())

    assert answer.data == []
    assert await is_alive(elsewhere)
    shop.clock.advance(seconds=30)
    assert (await log_in(shop, "alice", first.code())).code == WRONG
    assert (await log_in(shop, "alice", second.code())).data["accessToken"]


async def test_of_two_confirmations_at_once_one_answers_codes(shop: Shop, alice: Agent) -> None:
    app = await started(shop, alice)

    answers = await asyncio.gather(
        *(alice.run("admin/confirm-totp", code=app.code()) for _ in range(2))
    )

    assert sorted(len(answer.errors) for answer in answers) == [0, 1]
    assert len(await shop.rows("recovery_codes")) == 10


async def test_the_code_of_the_confirmation_signs_nobody_in(shop: Shop, alice: Agent) -> None:
    app = await set_up(shop, alice)

    assert (await log_in(shop, "alice", app.code())).code == WRONG


async def test_the_last_factor_takes_the_recovery_codes_with_it(shop: Shop, alice: Agent) -> None:
    await set_up(shop, alice)

    removed = await alice.run("admin/remove-totp")

    assert removed.data is True
    assert await shop.rows("totp_secrets") == await shop.rows("recovery_codes") == []
    assert (await log_in(shop, "alice", None)).data["user"]["username"] == "alice"
    (event,) = await events(shop, "user.factor_removed")
    assert event["detail"] == {"factor": "TOTP"}


async def test_new_recovery_codes_replace_those_before(shop: Shop, alice: Agent) -> None:
    app = await set_up(shop, alice)

    made = (await alice.run("admin/make-recovery-codes")).data

    assert len({*made, *app.recovery_codes}) == 20
    assert (await log_in(shop, "alice", app.recovery_codes[0])).code == WRONG
    assert (await log_in(shop, "alice", made[0])).data["accessToken"]
    assert len(await events(shop, "user.recovery_codes_made")) == 1


@pytest.mark.parametrize("change", CHANGES)
async def test_an_older_sign_in_changes_nothing(shop: Shop, alice: Agent, change: str) -> None:
    await set_up(shop, alice)
    shop.clock.advance(minutes=5, seconds=1)
    before = await shop.everything()

    refused = await alice.run(f"admin/{change}")

    assert refused.error == {
        "code": "FRAMEWORK__STEP_UP_REQUIRED",
        "maxAge": 300,
        "methods": ["PASSWORD", "TOTP", "RECOVERY_CODE"],
    }
    after = await shop.everything()
    added = [one for one in after["audit_events"] if one not in before["audit_events"]]
    assert [event["action"] for event in added] == ["user.operation_refused"]
    kept: dict[str, list[object]] = {"audit_events": [], "user_sessions": []}  # it was used
    assert {**after, **kept} == {**before, **kept}


async def test_a_new_password_is_no_factor(shop: Shop, alice: Agent) -> None:
    """Who has a session and the password could else remove the app."""
    await set_up(shop, alice)
    shop.clock.advance(minutes=5, seconds=1)
    changed = {"currentPassword": PASSWORD, "newPassword": "another-secret"}

    answer = await alice.run("admin/change-own-password", **changed)

    new = Agent(shop.http, {"authorization": f"Bearer {answer.data['accessToken']}"})
    assert (await new.run("admin/remove-totp")).code == "FRAMEWORK__STEP_UP_REQUIRED"
    assert len(await shop.rows("totp_secrets")) == 1


async def test_a_session_that_has_ended_meanwhile_adds_nothing(shop: Shop, alice: Agent) -> None:
    app, admin = await started(shop, alice), await shop.agent("admin")
    token = alice.headers["authorization"].removeprefix("Bearer ")
    ctx = RequestContext(shop.application, RequestFacts(access_token=token))
    await ctx.enrolling_user()
    await admin.run("admin/reset-user-factors", id=alice.id)
    again = await started(shop, await shop.agent("alice"))

    with pytest.raises(Unauthenticated):
        await confirm(ctx, again.code())

    assert not (await log_in(shop, "alice", app.code())).errors
    assert await shop.rows("recovery_codes") == []


@pytest.mark.parametrize("change", CHANGES[1:])
async def test_without_a_factor_there_is_nothing_to_change(alice: Agent, change: str) -> None:
    assert (await alice.run(f"admin/{change}")).code == "CONTENT__ENTITY_NOT_FOUND"


async def test_nothing_secret_is_stored_in_clear(shop: Shop, alice: Agent) -> None:
    app = await set_up(shop, alice)
    refused = await log_in(shop, "alice", None)

    stored = str(await shop.everything())

    assert refused.code == FACTOR
    assert not [secret for secret in (app.secret, *app.recovery_codes) if secret in stored]
