"""What does not fit gets the answers of RFC 6749, 5.2, and nothing of it is told or written."""

import base64
from typing import Any

import httpx
import pytest

from tests.contract.giveaways import GIVEAWAYS
from tests.support.audit_log import events
from tests.support.clients import Agent
from tests.support.driver import statements_of
from tests.support.machines import INTROSPECT, TOKEN, Machine, machine_with
from tests.support.shop import OpenShop, Shop

GRANT = "grant_type=client_credentials"
FORM = {"content-type": "application/x-www-form-urlencoded"}


@pytest.fixture
async def machine(shop: Shop, admin: Agent) -> Machine:
    return await machine_with(shop, admin, "context:introspect")


def basic(text: str) -> dict[str, str]:
    return {"authorization": f"Basic {base64.b64encode(text.encode()).decode()}"}


async def send(
    shop: Shop, body: str | bytes, headers: Any = (), path: str = TOKEN
) -> httpx.Response:
    sent = [*FORM.items(), *(headers.items() if isinstance(headers, dict) else headers)]
    return await shop.http.post(path, content=body, headers=sent)


def refusal(answer: httpx.Response) -> tuple[int, str]:
    """The status and the code of an answer that holds nothing else."""
    body = answer.json()
    assert set(body) == {"error", "error_description"}
    assert answer.headers["cache-control"] == "no-store"
    assert answer.headers["content-type"] == "application/json; charset=utf-8"
    assert ("www-authenticate" in answer.headers) == (answer.status_code == 401)
    assert [one for one in GIVEAWAYS if one.lower() in body["error_description"].lower()] == []
    return answer.status_code, body["error"]


BODIES = {
    "": "invalid_request",
    "grant_type=": "invalid_request",
    "grant_type": "invalid_request",
    f"{GRANT}&{GRANT}": "invalid_request",
    f"{GRANT}&scope=a&scope=b": "invalid_request",
    f"{GRANT}&a=%FF": "invalid_request",
    f"{GRANT}&a=\xff": "invalid_request",
    GRANT + "&a=1" * 40: "invalid_request",
    '{"grant_type": "client_credentials"}': "invalid_request",
    "grant_type=password": "unsupported_grant_type",
    "grant_type=CLIENT_CREDENTIALS": "unsupported_grant_type",
    "grant_type=%00": "unsupported_grant_type",
    f"{GRANT}&scope=write": "invalid_scope",
}


@pytest.mark.parametrize("body", BODIES)
async def test_bodies(shop: Shop, machine: Machine, body: str) -> None:
    before = await shop.rows("integration_sessions")

    answer = await send(
        shop, body.encode("latin-1"), basic(f"{machine.client_id}:{machine.secret}")
    )

    assert refusal(answer) == (400, BODIES[body])
    assert await shop.rows("integration_sessions") == before


@pytest.mark.parametrize(
    "sent",
    [
        {"content-type": "application/json"},
        {"content-type": "text/plain"},
        {"content-type": "multipart/form-data; boundary=x"},
        {"content-type": "application/x-www-form-urlencoded; charset=utf-16"},
        {"content-type": ""},
    ],
)
async def test_other_content_types(shop: Shop, machine: Machine, sent: dict[str, str]) -> None:
    headers = {**basic(f"{machine.client_id}:{machine.secret}"), **sent}

    answer = await shop.http.post(TOKEN, content=GRANT, headers=headers)

    assert refusal(answer) == (400, "invalid_request")


async def test_parameters_in_the_url(shop: Shop, machine: Machine) -> None:
    url = f"{TOKEN}?client_secret={machine.secret}"

    assert refusal(await send(shop, GRANT, path=url)) == (400, "invalid_request")


@pytest.mark.parametrize("method", ["GET", "PUT", "DELETE", "OPTIONS"])
async def test_other_methods(shop: Shop, method: str) -> None:
    answer = await shop.http.request(method, TOKEN)

    assert refusal(answer) == (405, "invalid_request")
    assert answer.headers["allow"] == "POST"


async def test_credentials_in_both_places(shop: Shop, machine: Machine) -> None:
    header = basic(f"{machine.client_id}:{machine.secret}")
    body = f"{GRANT}&client_id={machine.client_id}"

    both = await send(shop, f"{body}&client_secret={machine.secret}", header)
    two_headers = await send(shop, GRANT, [*header.items(), *header.items()])
    two_clients = await send(shop, f"{GRANT}&client_id=SWIAOTHER", header)
    same_client = await send(shop, body, header)

    for answer in (both, two_headers, two_clients):
        assert refusal(answer) == (400, "invalid_request")
    assert same_client.status_code == 200


@pytest.mark.parametrize(
    "text", ["", ":", "x", "x:", ":y", "x:y", "x:%FF", "x" * 5000 + ":y", "SWIA\x00:y", "é:y"]
)
async def test_credentials_that_are_none(shop: Shop, machine: Machine, text: str) -> None:
    assert refusal(await send(shop, GRANT, basic(text))) == (401, "invalid_client")


@pytest.mark.parametrize("header", ["Bearer x", "Basic", "Basic !", "Basic eA", "Digest x", "x"])
async def test_headers_that_are_none(shop: Shop, machine: Machine, header: str) -> None:
    answer = await send(shop, GRANT, {"authorization": header})

    assert refusal(answer) == (401, "invalid_client")


@pytest.mark.parametrize("path", [TOKEN, INTROSPECT])
async def test_unknown_wrong_and_revoked_get_the_same_answer(
    shop: Shop, admin: Agent, machine: Machine, path: str
) -> None:
    off = await machine_with(shop, admin, label="Off", active=False)
    clients = [
        Machine(shop.http, "", "SWIA" + "0" * 22, machine.secret),
        Machine(shop.http, "", machine.client_id, "imk_" + "a" * 43),
        Machine(shop.http, "", machine.client_id, ""),
        Machine(shop.http, "", machine.client_id, off.secret),
        off,
    ]

    answers = [
        await client.post(path, grant_type="client_credentials", token="imc_x")
        for client in clients
    ]

    assert {(*refusal(answer), answer.text) for answer in answers} == {
        (401, "invalid_client", answers[0].text)
    }
    assert len(await events(shop, "integration.sign_in_refused")) == 4  # one sent no secret


@pytest.mark.parametrize("path", [TOKEN, INTROSPECT])
async def test_unknown_wrong_and_revoked_are_the_same_work(
    shop: Shop, admin: Agent, machine: Machine, path: str
) -> None:
    off = await machine_with(shop, admin, label="Off", active=False)
    clients = [
        Machine(shop.http, "", "SWIA" + "0" * 22, machine.secret),
        Machine(shop.http, "", "x" * 500, machine.secret),
        Machine(shop.http, "", machine.client_id, "imk_" + "a" * 43),
        Machine(shop.http, "", machine.client_id, "x"),
        off,
    ]
    sent = []

    for client in clients:
        with statements_of(shop.application.database) as statements:
            await client.post(path, grant_type="client_credentials", token="imc_x")
        sent.append([text.split(" ")[0] for text in statements])

    assert len(sent[0]) > 5
    assert sent == [sent[0]] * len(clients)


async def test_failures_are_limited_and_keep_the_right_secret_in(
    open_shop: OpenShop, shop: Shop, machine: Machine
) -> None:
    shop = await open_shop(rate_account_logins=2)
    wrong = Machine(shop.http, "", machine.client_id, "imk_" + "a" * 43)

    answers = [await wrong.ask_for_token() for _ in range(4)]

    assert [answer.status_code for answer in answers] == [401, 401, 429, 429]
    assert refusal(answers[2]) == (429, "temporarily_unavailable")
    assert answers[2].headers["retry-after"] == "60"
    right = Machine(shop.http, "", machine.client_id, machine.secret)
    assert (await right.ask_for_token()).status_code == 200
    (locked,) = await events(shop, "throttle.locked")
    assert locked["detail"] == {"attempts_of": "integration-login"}


async def test_other_hosts_are_not_served(shop: Shop) -> None:
    answer = await send(shop, GRANT, {"host": "rebound.example"})

    assert answer.status_code == 421
