"""A process has no file handle left: answers say so, and no restart is needed."""

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from resource import RLIMIT_NOFILE, prlimit

import httpx
import pytest

from db.demo import shop
from tests.support.clients import Visitor
from tests.support.engines.kept import CHEAP
from tests.support.servers import Server, served
from tests.support.shop import PASSWORD
from tests.support.shopping import add

AT_ONCE = 8  # more than there are open connections to the database
NO_CONNECTION = (0, None)  # a new one is closed at once


@contextmanager
def exhausted(server: Server) -> Iterator[None]:
    """Every number below the limit is taken."""
    pid = server.process.pid or 0
    taken = {int(entry.name) for entry in Path(f"/proc/{pid}/fd").iterdir()}
    free = next(number for number in range(len(taken) + 1) if number not in taken)
    before = prlimit(pid, RLIMIT_NOFILE)
    prlimit(pid, RLIMIT_NOFILE, (free, before[1]))
    yield
    prlimit(pid, RLIMIT_NOFILE, before)


async def test_requests_are_answered_or_told_to_come_again(
    database_url: str, tmp_path: Path
) -> None:
    with served(tmp_path, database_url=database_url, **CHEAP) as server:
        async with server.async_client() as http:
            bob = Visitor(http, {"sw-access-key": shop.access_key("Storefront")})
            await bob.log_in("bob@example.com", PASSWORD)
            buyers = [bob.copy() for _ in range(AT_ONCE)]
            await asyncio.gather(*(buyer.context() for buyer in buyers))  # most on a connection

            with exhausted(server):
                added = await asyncio.gather(*map(outcome, buyers))
                pages = [await http.get(path) for path in ("/", "/account/login")]
                assert (await http.get("/health/live")).status_code == 200
                with pytest.raises(httpx.TransportError):
                    async with server.async_client() as another:
                        await another.get("/health/live")

            assert (await bob.cart()).get("P0001", 0) == added.count((200, None))
            assert (await outcome(bob)) == (200, None)
            async with server.async_client() as another:
                assert (await another.get("/health/live")).status_code == 200

    told = server.log.read_text()
    assert set(added) <= {(200, None), (503, "UNAVAILABLE"), NO_CONNECTION}
    assert {page.status_code for page in pages} <= {200, 404, 503}
    assert all(page.headers.get("retry-after") == "1" for page in pages if page.is_server_error)
    assert "Traceback" not in told
    assert "INTERNAL_SERVER_ERROR" not in told


async def outcome(buyer: Visitor) -> tuple[int, str | None]:
    """What a buyer is told who puts a product into the cart."""
    try:
        answer = await add(buyer, shop.demo_id("product", "1"))
    except httpx.TransportError:
        return NO_CONNECTION
    return answer.response.status_code, answer.code if answer.errors else None
