"""H1 to H4: one JSON line a request, with who, what and how long; never what was sent."""

import json
import logging
import re
from collections.abc import Callable
from typing import Any

import httpx
import pytest
from starlette.types import Receive, Scope, Send

from server.telemetry.library_log import JsonLine
from server.telemetry.metrics import Metrics
from server.telemetry.observer import Observed, Observer
from tests.support.bare_application import Open
from tests.support.clients import Agent
from tests.support.shop import PASSWORD, Shop

MOST = 8192  # bytes of log for one request
FAULTS = {"INTERNAL_SERVER_ERROR", "UNAVAILABLE"}  # a missing table, on PostgreSQL and on SQLite
Lines = Callable[[], list[dict[str, Any]]]


@pytest.fixture
def lines(capsys: pytest.CaptureFixture[str]) -> Lines:
    """The lines logged since the last call; every one is a JSON object."""
    return lambda: [json.loads(line) for line in capsys.readouterr().out.splitlines()]


async def test_h1_a_line_says_who_did_what(shop: Shop, alice: Agent, lines: Lines) -> None:
    imitator = await shop.imitator(alice)
    lines()

    await imitator.run("storefront/context")

    (line,) = lines()
    assert re.fullmatch(r"[0-9a-f]{32}", line.pop("request_id"))
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT[\d:.]+Z", line.pop("timestamp"))
    assert line.pop("milliseconds") > 0
    assert line == {
        "event": "graphql.request",
        "level": "info",
        "route": "graphql",
        "type": "query",
        "operation": "Context",
        "status": 200,
        "codes": [],
        "user_id": None,
        "imitating_user_id": alice.id,
    }


async def test_h1_a_users_line_names_the_user(alice: Agent, lines: Lines) -> None:
    lines()

    await alice.run("admin/current-user")

    (line,) = lines()
    assert (line["operation"], line["user_id"]) == ("CurrentUser", alice.id)
    assert line["imitating_user_id"] is None


@pytest.mark.parametrize(
    ("name", "logged"),
    [
        ("A" * 64, "A" * 64),
        ("A" * 65, "-"),
        ("_private2", "_private2"),
        ("", "-"),
    ],
)
async def test_h1_a_name_is_logged_if_it_is_one(
    http: httpx.AsyncClient, lines: Lines, name: str, logged: str
) -> None:
    await http.post("/graphql", json={"query": f"query {name} {{ __typename }}"})

    (line,) = lines()
    assert line["operation"] == logged


@pytest.mark.parametrize(
    ("request_", "status", "code"),
    [
        ({"method": "POST", "content": b"{"}, 415, "GRAPHQL__BAD_REQUEST"),
        ({"method": "PUT"}, 405, "GRAPHQL__BAD_REQUEST"),
        ({"method": "POST", "json": [1]}, 400, "GRAPHQL__BAD_REQUEST"),
        ({"method": "POST", "json": {"query": "{"}}, 200, "GRAPHQL__PARSE_FAILED"),
        ({"method": "POST", "content": b" " * 300_000}, 413, "GRAPHQL__LIMIT_EXCEEDED"),
        ({"method": "POST", "params": {"a": "a" * 9000}}, 414, "GRAPHQL__LIMIT_EXCEEDED"),
        ({"method": "POST", "headers": {"host": "evil.example"}}, 421, "GRAPHQL__BAD_REQUEST"),
    ],
)
async def test_h1_a_refused_request_has_its_line(
    http: httpx.AsyncClient, lines: Lines, request_: dict[str, Any], status: int, code: str
) -> None:
    await http.request(url="/graphql", **request_)

    *_, line = lines()  # the last line but one says that this application's database is empty
    assert (line["event"], line["route"]) == ("graphql.request", "graphql")
    assert (line["status"], line["codes"]) == (status, [code])


async def test_h1_other_requests_have_a_line_without_their_path(shop: Shop, lines: Lines) -> None:
    lines()

    await shop.http.get("/account/hunter2?token=hunter2")

    (line,) = (line for line in lines() if line["event"] == "http.request")
    assert (line["route"], line["status"], line["codes"]) == ("shop", 404, [])
    assert "hunter2" not in json.dumps(line)


async def test_i2_probes_and_scrapes_write_nothing(shop: Shop, lines: Lines) -> None:
    lines()

    for path in ("/health/live", "/health/ready", "/metrics", "/storefront-static/shop.css"):
        assert (await shop.http.get(path)).status_code == 200

    assert lines() == []


async def test_a_refused_scrape_has_its_line(serving: Open, lines: Lines) -> None:
    await serving(metrics_token="m" * 32).get("/metrics")

    (line,) = lines()
    assert (line["route"], line["status"], line["codes"]) == ("metrics", 401, ["UNAUTHENTICATED"])


async def test_h2_the_most_that_a_request_can_log(
    shop: Shop, alice: Agent, capsys: pytest.CaptureFixture[str]
) -> None:
    """Twenty root fields, each of which meets the same fault."""
    await shop.change("ALTER TABLE customers RENAME TO gone")
    capsys.readouterr()

    asked = (f'f{number}: customer(id: "{number:032x}") {{ id }}' for number in range(20))
    answer = await alice.send(f"{{ {' '.join(asked)} }}")

    logged = capsys.readouterr().out
    assert {error["extensions"]["code"] for error in answer.errors} <= FAULTS
    assert len(answer.errors) == 20
    assert len(logged.encode()) <= MOST
    fault, request = (json.loads(line) for line in logged.splitlines())
    assert (fault["level"], request["event"]) == ("error", "graphql.request")


async def test_h3_a_fault_is_type_and_frames(shop: Shop, lines: Lines) -> None:
    """The database's own text would hold the statement."""
    await shop.change("ALTER TABLE customers RENAME TO gone")
    lines()

    answer = await shop.visitor().log_in("hunter2@example.com", PASSWORD)

    failed, request = lines()
    assert answer.code in FAULTS
    assert answer.error.get("requestId") in {None, failed["request_id"]}
    assert request["request_id"] == failed["request_id"]
    assert failed.pop("sqlstate", "42P01") == "42P01"  # undefined_table; SQLite has no such code
    assert failed.pop("cause", "SQLITE_ERROR") in {"SQLITE_ERROR", "UndefinedTableError"}
    assert set(failed) == {"event", "level", "timestamp", "request_id", "error", "frames"}
    assert any("db/statements/shop/context_lookup.py" in frame for frame in failed["frames"])
    for secret in ("hunter2", PASSWORD, "SELECT", "gone"):
        assert secret not in json.dumps(failed)


async def test_h3_a_page_that_fails_quotes_nothing(shop: Shop, lines: Lines) -> None:
    await shop.change("ALTER TABLE sales_channel_domains RENAME TO gone")
    lines()

    answer = await shop.http.get("/admin/")

    *_, failed, request = lines()
    assert answer.status_code == request["status"] == 503
    assert (failed["event"], request["event"]) == ("admin.failed", "http.request")
    assert failed["request_id"] == request["request_id"]
    assert "SELECT" not in json.dumps(failed)


async def test_h3_what_nobody_answers_ends_here(lines: Lines) -> None:
    """Otherwise uvicorn would log the exception's text."""

    async def broken(_scope: Scope, _receive: Receive, _send: Send) -> None:
        raise RuntimeError("hunter2")

    transport = httpx.ASGITransport(Observed(broken, Observer(Metrics())))
    async with httpx.AsyncClient(transport=transport, base_url="http://imitate.example") as http:
        answer = await http.get("/")

    *_, failed, request = lines()
    assert answer.status_code == request["status"] == 500
    assert (failed["event"], request["event"]) == ("request.failed", "http.request")
    assert failed["request_id"] == request["request_id"]
    assert "hunter2" not in answer.text + json.dumps(failed)


def test_h3_a_librarys_line_has_no_values_either() -> None:
    message = "Exception in ASGI application\nTask <... hunter2>"
    fault = (ValueError, ValueError("hunter2"), None)
    record = logging.LogRecord("uvicorn.error", logging.ERROR, "", 0, message, None, fault)

    line = json.loads(JsonLine().format(record))

    assert line["message"] == "Exception in ASGI application"
    assert (line["logger"], line["level"], line["error"]) == (
        "uvicorn.error",
        "error",
        "ValueError",
    )
    assert "hunter2" not in json.dumps(line)
