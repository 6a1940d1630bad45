"""A2, B5: the size and the time of a request; every refusal is JSON with a code."""

import asyncio
from collections.abc import AsyncIterator

import httpx
import pytest

from tests.support.bare_application import Open

JSON = {"content-type": "application/json"}
EVERYWHERE = ("/graphql", "/graphql/below", "/", "/health/live")


def is_refused(answer: httpx.Response, status: int) -> bool:
    """Whether the answer is JSON with the code of limits, and the connection ends."""
    (error,) = answer.json()["errors"]
    return (
        answer.status_code == status
        and error["extensions"] == {"code": "GRAPHQL__LIMIT_EXCEEDED"}
        and answer.headers["connection"] == "close"
        and answer.headers["cache-control"] == "no-store"
    )


async def chunks(size: int, number: int) -> AsyncIterator[bytes]:
    for _ in range(number):
        yield b" " * size


@pytest.mark.parametrize("path", EVERYWHERE)
async def test_b5_a_body_has_at_most_256_kib(http: httpx.AsyncClient, path: str) -> None:
    announced = await http.post(path, content=b" " * 262_145, headers=JSON)
    in_pieces = await http.post(path, content=chunks(1024, 257), headers=JSON)

    assert is_refused(announced, 413)
    assert is_refused(in_pieces, 413)


async def test_b5_a_body_of_256_kib_is_read(http: httpx.AsyncClient) -> None:
    body = b'{"query": "{ __typename }"}'
    whole = await http.post("/graphql", content=body.ljust(262_144), headers=JSON)
    in_pieces = await http.post("/graphql", content=chunks(1024, 256), headers=JSON)

    assert whole.json() == {"data": {"__typename": "Query"}}
    assert in_pieces.status_code == 400


@pytest.mark.parametrize("length", ["-1", "1e3", "1, 2", "0x10", "", "9" * 5000])
async def test_b5_lengths_that_are_none(http: httpx.AsyncClient, length: str) -> None:
    answer = await http.post("/graphql", content=b"{}", headers={**JSON, "content-length": length})

    assert is_refused(answer, 413)


@pytest.mark.parametrize("path", EVERYWHERE)
async def test_b5_headers_have_at_most_16_kib_in_100_fields(
    http: httpx.AsyncClient, path: str
) -> None:
    long = await http.get(path, headers={"x-long": "a" * 16_384})
    many = await http.get(path, headers={f"x-{n}": "a" for n in range(101)})
    fitting = await http.get("/health/live", headers={"x-long": "a" * 16_000})

    assert is_refused(long, 431)
    assert is_refused(many, 431)
    assert fitting.status_code == 200


@pytest.mark.parametrize("path", EVERYWHERE)
async def test_b5_a_uri_has_at_most_8_kib(http: httpx.AsyncClient, path: str) -> None:
    assert is_refused(await http.get(f"{path}?a={'a' * 8192}"), 414)
    assert is_refused(await http.get(f"{path}a{'/' * 8192}"), 414)
    assert (await http.get(f"/health/live?a={'a' * 8000}")).status_code == 200


async def test_b5_a_body_is_sent_in_time(serving: Open) -> None:
    stuck = asyncio.Event()

    async def half() -> AsyncIterator[bytes]:
        yield b'{"query": '
        await stuck.wait()

    answer = await serving(receive_timeout=1).post("/graphql", content=half(), headers=JSON)

    assert is_refused(answer, 408)


async def test_b5_limits_are_settings(serving: Open) -> None:
    small = serving(limit_body=1024, limit_headers=1024, limit_header_fields=10, limit_uri=256)

    assert is_refused(await small.post("/graphql", content=b" " * 1025, headers=JSON), 413)
    assert is_refused(await small.get("/", headers={"x-long": "a" * 1024}), 431)
    assert is_refused(await small.get("/", headers={f"x-{n}": "a" for n in range(11)}), 431)
    assert is_refused(await small.get(f"/?a={'a' * 256}"), 414)
