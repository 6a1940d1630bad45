"""The query `imitation` answers one imitation by its id."""

import pytest

from tests.support.clients import Agent
from tests.support.shop import Shop


async def test_one_imitation_with_its_events(shop: Shop, alice: Agent) -> None:
    await shop.imitator(alice, reason="Ticket 4711: the cart looks empty")
    (listed,) = (await alice.run("admin/imitations")).data["nodes"]

    found = (await alice.run("admin/imitation", id=listed["id"])).data

    assert found == {**listed, "events": found["events"]}
    assert [event["action"] for event in found["events"]] == [
        "imitation.generated",
        "imitation.redeemed",
    ]


async def test_an_unknown_one_is_null(alice: Agent) -> None:
    assert (await alice.run("admin/imitation", id="0" * 32)).data is None


@pytest.mark.parametrize("malformed", ["", "1", "Z" * 32, "0" * 33, "' OR 1=1 --"])
async def test_a_malformed_id_is_refused(alice: Agent, malformed: str) -> None:
    answer = await alice.run("admin/imitation", id=malformed)
    assert (answer.code, answer.error["field"]) == ("VIOLATION::INVALID", "id")


async def test_it_takes_the_privilege_whatever_the_id(shop: Shop, eve: Agent) -> None:
    for id_ in ("malformed", "0" * 32):
        answer = await eve.run("admin/imitation", id=id_)
        assert answer.code == "FRAMEWORK__MISSING_PRIVILEGE_ERROR"
        assert answer.error["missingPrivileges"] == ["imitation:read"]
    stranger = await shop.stranger().run("admin/imitation", id="0" * 32)
    assert stranger.code == "UNAUTHENTICATED"
