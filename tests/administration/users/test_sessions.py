"""userSessions, endUserSession and endUserSessions: one's own, and those of others."""

from datetime import timedelta

import pytest

from resolvers.admin.users import sessions
from tests.support.audit_log import events
from tests.support.clients import Agent, Answer
from tests.support.hiring import hire, person
from tests.support.shop import NOON, Shop

SESSIONS = "admin/user-sessions"
END = "admin/end-user-session"
END_ALL = "admin/end-user-sessions"
MISSING = "FRAMEWORK__MISSING_PRIVILEGE_ERROR"


async def ids(agent: Agent, **of: str) -> list[str]:
    return [session["id"] for session in (await agent.run(SESSIONS, **of)).data]


async def is_alive(agent: Agent) -> bool:
    return not (await agent.run("admin/current-user")).errors


@pytest.fixture
async def phone(shop: Shop, alice: Agent) -> Agent:
    """Alice's second session, a minute after the first."""
    shop.clock.advance(minutes=1)
    shop.http.headers["user-agent"] = "Phone  \u202e 1.0".encode("latin-1", "ignore").decode()
    return await shop.agent("alice")


async def test_one_s_own_are_listed_newest_first(shop: Shop, alice: Agent, phone: Agent) -> None:
    shop.clock.advance(minutes=2)

    first, second = (await phone.run(SESSIONS)).data

    assert (first["current"], second["current"]) == (True, False)
    assert first["userAgent"] == "Phone 1.0"
    assert first["remoteAddress"] == "127.0.0.1"
    assert second["createdAt"] == NOON.isoformat()
    assert second["expiresAt"] == (NOON + timedelta(hours=8)).isoformat()
    assert await ids(alice) == [first["id"], second["id"]]


async def test_what_is_over_is_not_listed(shop: Shop, alice: Agent, phone: Agent) -> None:
    await alice.run("admin/user-logout")
    idle = await shop.agent("alice")
    shop.clock.advance(minutes=20)
    assert await is_alive(phone)
    shop.clock.advance(minutes=20)

    (session,) = (await phone.run(SESSIONS)).data

    assert session["current"] is True
    assert not await is_alive(idle)


async def test_a_list_is_bounded(shop: Shop, alice: Agent, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sessions, "MOST", 2)
    for _ in range(2):
        shop.clock.advance(seconds=1)
        await shop.agent("alice")

    assert len(await ids(alice)) == 2


async def test_one_is_ended_with_all_imitations(shop: Shop, alice: Agent, phone: Agent) -> None:
    bob = await shop.imitator(alice)
    await shop.token(phone)
    _, first = await ids(phone)

    assert (await phone.run(END, id=first)).data is True
    assert (await phone.run(END, id=first)).data is False

    assert [await is_alive(agent) for agent in (alice, phone)] == [False, True]
    assert (await bob.context())["customer"] is None
    assert [row["end_reason"] for row in await shop.rows("imitations")] == ["LOGOUT", "LOGOUT"]
    (event,) = await events(shop, "user.sessions_ended")
    assert event["username"] == "alice"
    assert event["detail"] == {"id": alice.id, "username": "alice", "sessions": 1}


async def test_ending_one_s_current_session_takes_its_cookie(shop: Shop, alice: Agent) -> None:
    alice.headers["origin"] = "http://127.0.0.1:8000"

    answer = await alice.run(END, id=(await ids(alice))[0])

    assert answer.data is True
    assert "imitate-admin=" in answer.response.headers["set-cookie"]
    assert not await is_alive(alice)


async def test_elsewhere_all_end(shop: Shop, alice: Agent, phone: Agent) -> None:
    other, bob = await shop.agent("alice"), await shop.imitator(phone)

    assert (await phone.run(END_ALL, userId=alice.id)).data == 2

    assert [await is_alive(agent) for agent in (alice, phone, other)] == [False, True, False]
    assert (await bob.context())["customer"] is None


async def test_sessions_that_were_over_are_not_counted(shop: Shop, alice: Agent) -> None:
    shop.clock.advance(minutes=31)  # idle
    admin = await shop.agent("admin")

    assert (await admin.run(END_ALL, userId=alice.id)).data == 0

    (row,) = [one for one in await shop.rows("user_sessions") if one["user_id"] == alice.id]
    assert row["ended_at"] is not None


async def test_with_user_write_those_of_others_end(shop: Shop, admin: Agent) -> None:
    wendy = await hire(shop, admin, "wendy", "user:write")
    await admin.run("admin/create-user", input=person("otto"))
    otto = await shop.agent("otto")

    (seen,) = (await wendy.run(SESSIONS, userId=otto.id)).data
    assert seen["current"] is False
    assert (await wendy.run(END, id=seen["id"])).data is True
    assert not await is_alive(otto)

    again = await shop.agent("otto")
    assert (await wendy.run(END_ALL, userId=otto.id)).data == 1
    assert not await is_alive(again)
    assert [event["username"] for event in await events(shop, "user.sessions_ended")] == [
        "wendy",
        "wendy",
    ]


async def test_those_of_a_user_who_holds_more_are_out_of_reach(shop: Shop, admin: Agent) -> None:
    wendy = await hire(shop, admin, "wendy", "user:write")
    (own,) = await ids(admin)
    before = await shop.rows("user_sessions")

    refused: list[Answer] = [
        await wendy.run(SESSIONS, userId=admin.id),
        await wendy.run(END, id=own),
        await wendy.run(END_ALL, userId=admin.id),
    ]

    for answer in refused:
        assert answer.code == MISSING
        assert "admin" in answer.error["missingPrivileges"]
    assert await shop.rows("user_sessions") == before


async def test_without_it_an_unknown_session_is_like_another_s(
    shop: Shop, eve: Agent, alice: Agent
) -> None:
    (other,) = await ids(alice)

    answers = [await eve.run(END, id=id_) for id_ in (other, "0" * 32)]
    lists = [await eve.run(SESSIONS, userId=id_) for id_ in (alice.id, "0" * 32)]

    assert answers[0].body == answers[1].body
    assert lists[0].body == lists[1].body
    assert lists[0].error == {"code": MISSING, "missingPrivileges": ["user:write"]}
    assert await is_alive(alice)


async def test_unknown_ids_are_named(shop: Shop, admin: Agent) -> None:
    unknown = "0" * 32

    assert (await admin.run(END, id=unknown)).code == "CONTENT__ENTITY_NOT_FOUND"
    for operation in (SESSIONS, END_ALL):
        assert (await admin.run(operation, userId=unknown)).error == {
            "code": "VIOLATION::ENTITY_DOES_NOT_EXISTS",
            "field": "userId",
        }
    for operation, field in ((END, "id"), (END_ALL, "userId"), (SESSIONS, "userId")):
        refused = await admin.run(operation, **{field: "odd"})
        assert refused.error == {"code": "VIOLATION::INVALID", "field": field}
