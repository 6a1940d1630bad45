"""The disk of the log is full: requests are answered, and the log tells of the gap."""

import sys
from contextlib import suppress
from io import StringIO
from pathlib import Path

import orjson
import pytest

from server.telemetry import request_log
from server.telemetry.output import Output
from tests.support.engines.kept import CHEAP
from tests.support.servers import served

FULL = Path("/dev/full")  # every write fails with ENOSPC


@pytest.mark.parametrize("template", ["sqlite"], indirect=True)
async def test_requests_are_answered(database_url: str, tmp_path: Path) -> None:
    (tmp_path / "served.log").symlink_to(FULL)
    with served(tmp_path, database_url=database_url, **CHEAP) as server:
        async with server.async_client() as http:
            pages = [await http.get("/account/login") for _ in range(3)]
            answer = await http.post("/graphql", json={"query": "{ __typename }"})

    assert [page.status_code for page in pages] == [404] * 3
    assert answer.json() == {"data": {"__typename": "Query"}}


def test_the_first_line_afterwards_is_followed_by_one_about_the_gap(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    request_log.configure()
    output, written = Output(), StringIO()
    with suppress(OSError), FULL.open("w") as full:
        monkeypatch.setattr(sys, "stdout", full)
        output.write("lost\n")
    monkeypatch.setattr(sys, "stdout", written)

    output.write("written\n")
    output.write("as before\n")

    first, gap, last = written.getvalue().splitlines()
    told = orjson.loads(gap)
    assert (first, last) == ("written", "as before")
    assert (told["event"], told["level"]) == ("log.incomplete", "error")
    assert told["seconds"] >= 0
