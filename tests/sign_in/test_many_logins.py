"""C4: fifty logins at once need bounded memory and time, and delay no other client."""

import asyncio
import os
from pathlib import Path
from typing import Any

import httpx
import pytest

from server.application import WAITING
from tests.support.clients import Answer, Client
from tests.support.servers import Server, served

LOGINS = 50
REFUSED = "CHECKOUT__CUSTOMER_AUTH_BAD_CREDENTIALS"
# Every hash takes its usual memory and ten times as long, so that all of them overlap.
SETTINGS: dict[str, Any] = {
    "argon2_time": 20,
    "rate_account_logins": 0,
    "rate_address_logins": 0,
    "operation_timeout": 300,  # hashes of a busy machine must not run out of time
}
MOST_MEMORY = 500  # MB
ROOM = 2  # seconds for a probe on a busy machine; 0.2 on an idle one


def peak(server: Server) -> float:
    """The most memory that the process ever had, in MB."""
    lines = Path(f"/proc/{server.process.pid}/status").read_text().splitlines()
    (line,) = (line for line in lines if line.startswith("VmHWM:"))
    return int(line.split()[1]) / 1024


@pytest.mark.long
async def test_c4_fifty_logins_at_once(tmp_path: Path) -> None:
    with served(tmp_path, genuine=True, **SETTINGS) as server:
        limits = httpx.Limits(max_connections=LOGINS + 1)
        async with server.async_client(limits=limits) as http:
            logins = asyncio.gather(*(log_in(http) for _ in range(LOGINS)))
            probes = []
            while not logins.done():
                probe = await http.get("/health/live")
                probes.append((probe.status_code, probe.elapsed.total_seconds()))
                await asyncio.sleep(0.05)
            answers = await logins

        codes = [answer.code for answer in answers]
        assert set(codes) == {REFUSED, "UNAVAILABLE"}
        assert codes.count(REFUSED) >= (os.cpu_count() or 1) + WAITING
        for answer in answers:
            if answer.code == "UNAVAILABLE":
                assert answer.response.status_code == 503
                assert answer.response.headers["retry-after"] == "1"
        assert len(probes) > 1
        assert {status for status, _ in probes} == {200}
        assert max(seconds for _, seconds in probes) < ROOM
        assert peak(server) < MOST_MEMORY


async def log_in(http: httpx.AsyncClient) -> Answer:
    return await Client(http).run("admin/user-login", username="nobody", password="wrong password")
