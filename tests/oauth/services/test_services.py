"""Services verify by public libraries who is there, before and after a rotation of the keys."""

import asyncio
import time
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from db.demo import shop as demo
from tests.oauth.services.samples import SAMPLES, verify_context
from tests.support.clients import Agent, Visitor
from tests.support.hiring import role_with
from tests.support.machines import AUDIENCE, Machine
from tests.support.servers import Server, command, environment, served
from tests.support.shop import PASSWORD

WITHIN = 10  # seconds; services ask for the keys again after one
OTHER = "https://payment.example"


@pytest.fixture
def settings(sqlite_url: str) -> dict[str, Any]:
    return {"database_url": sqlite_url, "jwt_audiences": f"{AUDIENCE},{OTHER}"}


@pytest.fixture
def server(tmp_path: Path, settings: dict[str, Any]) -> Any:
    with served(tmp_path, **settings) as server:
        yield server


@pytest.fixture
async def http(server: Server) -> AsyncIterator[httpx.AsyncClient]:
    async with server.async_client() as client:
        yield client


@pytest.fixture
async def machine(http: httpx.AsyncClient) -> Machine:
    admin = await Agent.signed_in(http, "admin", PASSWORD)
    role = await role_with(admin, "Introspection", "context:introspect")
    wanted = {"label": "Gateway", "roleIds": [role]}
    made = (await admin.run("admin/create-integration", input=wanted)).data
    integration = made["integration"]
    return Machine(http, integration["id"], integration["clientId"], made["secret"])


@pytest.fixture
async def imitator(http: httpx.AsyncClient) -> Visitor:
    alice = await Agent.signed_in(http, "alice", PASSWORD)
    bob, channel = demo.demo_id("customer", "bob"), demo.demo_id("channel", "Storefront")
    token = (await alice.token_for(bob, channel))["token"]
    visitor = Visitor(http, {"sw-access-key": demo.access_key("Storefront")})
    assert (await visitor.redeem(token)).data["context"]["imitated"]
    return visitor


async def ask(service: httpx.AsyncClient, authorization: str | None) -> httpx.Response:
    return await service.get("/", headers={"authorization": authorization} if authorization else {})


@pytest.mark.parametrize("sample", SAMPLES)
async def test_claims_are_verified_before_and_after_a_rotation(
    server: Server, settings: dict[str, Any], machine: Machine, imitator: Visitor, sample: str
) -> None:
    token = await machine.jwt(imitator.token)
    async with SAMPLES[sample](server.url, server.log.parent) as service:
        answer = await ask(service, f"Bearer {token}")
        told = await machine.introspect(token)
        assert (answer.status_code, {"active": True, **answer.json()}) == (200, told)
        assert told["act"] == {"sub": demo.demo_id("user", "alice")}

        rotated = command("keys", "rotate", "--now", env=environment(**settings))
        assert rotated.returncode == 0, rotated.stderr
        next_token = await machine.jwt(imitator.token)

        assert next_token.partition(".")[0] != token.partition(".")[0]
        until = time.monotonic() + WITHIN
        while (answer := await ask(service, f"Bearer {next_token}")).status_code != 200:
            assert time.monotonic() < until, answer.status_code
            await asyncio.sleep(0.2)
        assert answer.json()["sub"] == demo.demo_id("customer", "bob")


async def test_an_end_at_one_process_is_known_at_another(
    server: Server, settings: dict[str, Any], machine: Machine, imitator: Visitor, tmp_path: Path
) -> None:
    before, token = imitator.token, await machine.jwt(imitator.token)
    with served(tmp_path, "--no-migrate", **settings, public_url=server.url) as other:
        async with other.async_client() as http:
            there = Machine(http, machine.id, machine.client_id, machine.secret)
            assert (await there.introspect(before))["act"] == (await there.introspect(token))["act"]

            await imitator.run("storefront/customer-logout")

            assert await there.introspect(before) == {"active": False}
            assert await there.introspect(token) == {"active": False}


@pytest.mark.parametrize("sample", SAMPLES)
async def test_everything_else_is_refused(
    server: Server, machine: Machine, imitator: Visitor, sample: str
) -> None:
    token = await machine.jwt(imitator.token)
    other = (await machine.exchange(imitator.token, audience=OTHER)).json()["access_token"]
    head, body, signature = token.split(".")
    sent = [
        None,
        "",
        "Bearer",
        "Bearer x",
        "Bearer ..",
        f"Basic {token}",
        f"Bearer {other}",
        f"Bearer {imitator.token}",
        f"Bearer {head}.{body}.",
        f"Bearer {head}.{body[:-2]}.{signature}",
        f"Bearer {token}a",
        "Bearer \xff",
    ]
    async with SAMPLES[sample](server.url, server.log.parent) as service:
        for authorization in sent:
            raw = None if authorization is None else authorization.encode("latin-1")
            headers = {} if raw is None else {b"authorization": raw}
            answer = await service.get("/", headers=headers)
            assert (answer.status_code, answer.text) == (401, ""), authorization
            assert answer.headers["www-authenticate"] == "Bearer"
        assert (await ask(service, f"bearer {token}")).status_code == 200


async def test_websockets_are_refused_as_well() -> None:
    sent: list[Any] = []

    async def app(_scope: Any, _receive: Any, _send: Any) -> None:
        sent.append("served")

    async def receive() -> Any:
        return {"type": "websocket.connect"}

    async def send(message: Any) -> None:
        sent.append(message["type"])

    verified = verify_context().VerifyContext(app, issuer="https://imitate.example", audience="a")
    await verified({"type": "websocket", "headers": []}, receive, send)

    assert sent == ["websocket.http.response.start", "websocket.http.response.body"]
