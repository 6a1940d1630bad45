"""Nothing that a receiver does or a name leads to costs more than ten seconds and some bytes."""

import asyncio
import socket
import threading
from collections.abc import Sequence
from datetime import timedelta
from ipaddress import ip_network
from typing import Any

import pytest

from auth.webhooks.addresses import AddressRules
from server.outgoing.post import Poster
from tests.webhooks.receiver import Behaviour, Received, Receiver, answering, receiving

HERE = AddressRules(https_only=False, networks=(ip_network("127.0.0.1/32"),))
PUBLIC = AddressRules(https_only=False)
HEADERS = {"webhook-id": "event_1"}
HEAD = b"HTTP/1.1 200 OK\r\n"


async def post(receiver: Receiver, poster: Poster | None = None) -> int | None:
    return await (poster or Poster(HERE)).post(receiver.url, HEADERS, b"{}")


def writing(*parts: bytes, again: bytes = b"", pause: float = 0) -> Behaviour:
    """Write these parts, then the last one again and again, without an end."""

    async def write(_: Received, writer: asyncio.StreamWriter) -> None:
        for part in parts:
            writer.write(part)
        while again:
            writer.write(again)
            await writer.drain()
            await asyncio.sleep(pause)

    return write


@pytest.mark.parametrize("status", [200, 204, 301, 307, 404, 410, 500])
async def test_the_status_is_answered_and_no_redirect_followed(
    receiver: Receiver, status: int
) -> None:
    location = f"location: {receiver.url}\r\ncontent-length: 0\r\n\r\n"
    receiver.behave = writing(f"HTTP/1.1 {status} Said\r\n{location}".encode())

    assert await post(receiver) == status
    assert len(receiver.got) == 1


async def test_gigabytes_are_not_read(receiver: Receiver) -> None:
    head = HEAD + b"content-length: 9999999999\r\n\r\n"
    receiver.behave = writing(head, again=b"x" * 65536)

    assert await asyncio.wait_for(post(receiver), 5) == 200


async def test_a_slow_body_is_not_waited_for(receiver: Receiver) -> None:
    head = HEAD + b"transfer-encoding: chunked\r\n\r\n"
    receiver.behave = writing(head, again=b"1\r\nx\r\n", pause=0.1)

    assert await asyncio.wait_for(post(receiver), 5) == 200


@pytest.mark.parametrize(
    "behaviour",
    [
        writing(b""),
        writing(b"garbage\r\n\r\n"),
        writing(b"HTTP/1.1 200 OK\r\nx: \x00\r\n\r\n"),
        writing(HEAD, again=b"x-filler: " + b"x" * 5000 + b"\r\n"),
        writing(b"HTTP/1.1 999999 No\r\n\r\n"),
        writing(b"SSH-2.0-OpenSSH\r\n"),
    ],
    ids=["nothing", "garbage", "NUL", "endless headers", "no status", "another protocol"],
)
async def test_what_is_no_answer_counts_as_none(receiver: Receiver, behaviour: Behaviour) -> None:
    receiver.behave = behaviour

    assert await asyncio.wait_for(post(receiver), 5) is None


@pytest.mark.parametrize(
    "behaviour",
    [
        writing(),
        writing(HEAD, again=b"x: y\r\n", pause=0.5),
        writing(again=b"HTTP/1.1 103 Early Hints\r\n\r\n", pause=0.2),
    ],
    ids=["silence", "slow headers", "endless hints"],
)
async def test_an_answer_that_never_comes_is_given_up(
    receiver: Receiver, behaviour: Behaviour
) -> None:
    async def silence(received: Received, writer: asyncio.StreamWriter) -> None:
        await behaviour(received, writer)
        await asyncio.sleep(3600)

    receiver.behave = silence
    impatient = Poster(HERE, within=timedelta(seconds=1))

    assert await asyncio.wait_for(post(receiver, impatient), 8) is None
    assert len(receiver.got) == 1


async def test_nobody_there_is_no_answer() -> None:
    receiver = Receiver()
    async with receiving(receiver):
        pass

    assert await post(receiver) is None


def leading_to(*addresses: str) -> tuple[Poster, list[str]]:
    """A poster for which every name leads to these addresses, and the names that it asks for."""
    asked: list[str] = []

    async def resolve(host: str, _port: int) -> Sequence[str]:
        asked.append(host)
        return addresses

    return Poster(HERE, resolve=resolve), asked


async def test_the_address_that_was_checked_is_connected_to(receiver: Receiver) -> None:
    receiver.host = "crm.example"
    poster, asked = leading_to("127.0.0.1")

    assert await post(receiver, poster) == 204
    assert asked == ["crm.example"]
    assert receiver.got[0].headers["host"] == f"crm.example:{receiver.port}"


@pytest.mark.parametrize(
    "addresses",
    [
        ["127.0.0.1", "10.0.0.1"],
        ["10.0.0.1", "127.0.0.1"],
        ["127.0.0.1", "169.254.169.254"],
        ["127.0.0.1", "::1"],
        ["127.0.0.2"],
        ["::ffff:7f00:2"],
    ],
)
async def test_a_host_with_one_address_that_is_not_allowed_is_refused(
    receiver: Receiver, addresses: list[str]
) -> None:
    poster, _ = leading_to(*addresses)

    assert await post(receiver, poster) is None
    assert receiver.got == []


async def test_a_second_address_is_tried(receiver: Receiver) -> None:
    networks = (ip_network("127.0.0.0/8"),)

    async def resolve(_host: str, _port: int) -> Sequence[str]:
        return ["127.0.0.9", "127.0.0.1"]

    poster = Poster(AddressRules(https_only=False, networks=networks), resolve=resolve)

    assert await post(receiver, poster) == 204


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "localhost.", "127.1", "0", "[::1]"])
async def test_this_machine_is_refused_under_every_name(receiver: Receiver, host: str) -> None:
    receiver.host = host

    assert await post(receiver, Poster(PUBLIC)) is None
    assert receiver.got == []


async def test_plain_http_that_was_allowed_once_is_refused(receiver: Receiver) -> None:
    poster = Poster(AddressRules(https_only=True, networks=HERE.networks))

    assert await post(receiver, poster) is None
    assert receiver.got == []


async def test_names_that_are_not_answered_hold_up_nothing_else(
    receiver: Receiver, monkeypatch: pytest.MonkeyPatch
) -> None:
    over, found = threading.Event(), socket.getaddrinfo

    def ask(host: str, *arguments: Any, **options: Any) -> Any:
        if host == "silent.example":
            over.wait(60)
        return found("127.0.0.1", *arguments, **options)

    monkeypatch.setattr(socket, "getaddrinfo", ask)
    silent, receiver.host = f"http://silent.example:{receiver.port}/", "crm.example"
    patient = Poster(HERE, within=timedelta(minutes=1))
    waiting = [asyncio.create_task(patient.post(silent, HEADERS, b"{}")) for _ in range(40)]
    try:
        await asyncio.sleep(0.1)
        assert await asyncio.wait_for(post(receiver), 10) == 204
        assert await asyncio.wait_for(asyncio.to_thread(int), 10) == 0
    finally:
        over.set()
        assert await asyncio.gather(*waiting) == [204] * 40


async def test_a_proxy_of_the_environment_is_not_asked(
    receiver: Receiver, monkeypatch: pytest.MonkeyPatch
) -> None:
    proxy = Receiver(behave=answering(200))
    async with receiving(proxy):
        for name in ("HTTP_PROXY", "http_proxy", "ALL_PROXY", "all_proxy"):
            monkeypatch.setenv(name, f"http://127.0.0.1:{proxy.port}")

        assert await post(receiver) == 204

    assert proxy.got == []
