"""The receivers in docs/webhooks.md verify what the server sends, and take each event once."""

import asyncio
import re
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from subprocess import PIPE, Popen
from typing import Final

import httpx
import pytest

from auth.vocabulary import WebhookEvent
from auth.webhooks import signatures
from auth.webhooks.body import body_of_test, type_of
from scripts.node_packages import NoNode, find_node
from tests.support.clients import Agent
from tests.support.servers import STARTS_WITHIN, environment, free_port
from tests.support.shop import Shop
from tests.webhooks.receiver import Receiver
from tests.webhooks.sending import deliveries, send, states, subscribe

TEXT: Final = (Path(__file__).parents[2] / "docs" / "webhooks.md").read_text(encoding="utf-8")
LANGUAGES: Final = {"python": "receiver.py", "javascript": "receiver.mjs"}


def program(language: str, folder: Path) -> list[str]:
    """The example of a language, as it stands in the text."""
    (code,) = re.findall(rf"```{language}\n(.*?)```", TEXT, re.DOTALL)
    file = folder / LANGUAGES[language]
    file.write_text(code, encoding="utf-8")
    if language == "python":
        return [sys.executable, str(file)]
    node = find_node()
    if node is None:
        raise NoNode("The example needs Node: locks/node.lock has it.")
    return [str(node / "node"), str(file)]


@contextmanager
def running(command: list[str], receiver: Receiver) -> Iterator["Popen[str]"]:
    env = {**environment(), "WEBHOOK_SECRET": receiver.secret, "PORT": str(receiver.port)}
    with Popen(command, env=env, stdout=PIPE, text=True) as process:
        try:
            yield process
        finally:
            process.kill()


async def post(receiver: Receiver, body: str, headers: Mapping[str, str]) -> int:
    """The status; asked again until the receiver listens."""
    until = time.monotonic() + STARTS_WITHIN
    async with httpx.AsyncClient() as http:
        while True:
            try:
                answer = await http.post(receiver.url, content=body.encode(), headers=dict(headers))
            except httpx.ConnectError:
                assert time.monotonic() < until
                await asyncio.sleep(0.05)
            else:
                return answer.status_code


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("template", ["sqlite"], indirect=True)
async def test_the_example_takes_what_is_sent(
    shop: Shop, admin: Agent, alice: Agent, language: str, tmp_path: Path
) -> None:
    receiver = Receiver(port=free_port())
    id_ = await subscribe(admin, receiver)
    with running(program(language, tmp_path), receiver) as process:
        assert await post(receiver, "{}", {"webhook-id": "a"}) == 400  # it listens
        visitor = await shop.imitator(alice)
        await visitor.run("storefront/customer-logout")
        await admin.run("admin/test-webhook", id=id_)
        await send(shop)
        (started,) = [one for one in await deliveries(admin) if one["event"] == "IMITATION_STARTED"]
        await admin.run("admin/replay-webhook-delivery", id=started["id"])
        await send(shop)
        process.kill()
        assert process.stdout
        printed = process.stdout.read().splitlines()

    assert await states(admin) == ["DELIVERED"] * 4
    # What is asked for comes first; the replay is known, and taken no second time.
    assert printed == ["test None", "imitation.started alice", "imitation.ended alice"]


@pytest.mark.parametrize("language", LANGUAGES)
async def test_the_example_refuses_what_is_not_signed(language: str, tmp_path: Path) -> None:
    secret, now = signatures.new_secret(), datetime.now(UTC)
    receiver = Receiver(port=free_port(), secret=signatures.shown(secret))
    body = body_of_test(now)
    fitting = dict(signatures.headers(secret, message_id="test_1", body=body, now=now))
    old = signatures.headers(secret, message_id="test_1", body=body, now=now - timedelta(minutes=6))
    other = signatures.headers(signatures.new_secret(), message_id="test_1", body=body, now=now)
    with running(program(language, tmp_path), receiver):
        assert await post(receiver, body, fitting) == 204
        assert await post(receiver, body + " ", fitting) == 400
        assert await post(receiver, body, {**fitting, "webhook-id": "test_2"}) == 400
        for headers in (old, other):
            assert await post(receiver, body, headers) == 400
        for name in ("webhook-id", "webhook-timestamp", "webhook-signature"):
            without = {key: value for key, value in fitting.items() if key != name}
            assert await post(receiver, body, without) == 400


def test_each_kind_is_documented() -> None:
    rows = dict(re.findall(r"^\| `([a-z_.]+)` \| `(\w+)` \|", TEXT, re.MULTILINE))

    kinds = {type_of(kind): kind.value for kind in WebhookEvent}
    assert rows == {**kinds, "test": "testWebhook"}
