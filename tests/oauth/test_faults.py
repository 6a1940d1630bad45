"""Faults of the server are told in the form of OAuth, without a word of their cause."""

import json

import pytest

from server.failures import unexpected
from server.oauth.answers import failed
from tests.contract.giveaways import GIVEAWAYS
from tests.support.clients import Agent
from tests.support.driver import in_use_elsewhere
from tests.support.machines import INTROSPECT, TOKEN, machine_with
from tests.support.shop import OpenShop, Shop


def without_table(shop: Shop) -> tuple[int, str]:
    """SQLite has one error for a table that is not there and for a file that cannot be read."""
    sqlite = shop.application.database.is_sqlite
    return (503, "temporarily_unavailable") if sqlite else (500, "server_error")


@pytest.mark.parametrize("path", [TOKEN, INTROSPECT])
async def test_a_fault_is_masked(
    shop: Shop, admin: Agent, path: str, capsys: pytest.CaptureFixture[str]
) -> None:
    machine = await machine_with(shop, admin, "context:introspect")
    await shop.change("ALTER TABLE integration_secrets RENAME TO gone")

    answer = await machine.post(path, grant_type="client_credentials", token="imc_x")

    assert (answer.status_code, answer.json()["error"]) == without_table(shop)
    assert [one for one in (*GIVEAWAYS, "gone") if one.lower() in answer.text.lower()] == []
    assert machine.secret not in capsys.readouterr().out


async def test_keys_that_cannot_be_read_are_a_fault(shop: Shop) -> None:
    await shop.change("ALTER TABLE jwt_keys RENAME TO gone")

    answer = await shop.http.get("/.well-known/jwks.json")

    assert (answer.status_code, answer.json()["error"]) == without_table(shop)
    assert answer.headers["cache-control"] == "no-store"


@pytest.mark.parametrize("template", ["postgresql"], indirect=True)
async def test_what_takes_too_long_may_be_tried_again(open_shop: OpenShop) -> None:
    shop = await open_shop()
    machine = await machine_with(shop, await shop.agent("admin"))
    slow = await open_shop(operation_timeout=1, database_pool=1)
    machine.http = slow.http

    async with in_use_elsewhere(slow.application.database, 1):
        answer = await machine.ask_for_token()

    assert (answer.status_code, answer.json()["error"]) == (503, "temporarily_unavailable")
    assert answer.headers["retry-after"] == "1"


def test_an_outage_says_when_to_come_back() -> None:
    (failure,) = unexpected(ConnectionRefusedError(), "0" * 32)

    answer = failed(failure)

    assert (answer.status_code, answer.headers["retry-after"]) == (503, "1")
    assert json.loads(bytes(answer.body))["error"] == "temporarily_unavailable"
