"""Background tasks that fail again and again: their log, and how they go on."""

import asyncio
import json
import time
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

from structlog.testing import capture_logs

from server.background.failures import QUIET, Failures
from tests.support.servers import STARTS_WITHIN, Server, command, environment, served

ROUNDS = 4  # seconds: several rounds of the tasks that work each second
TWO_TASKS = {"audit_log.walk_failed": 2}  # one starts walks, one makes them


def logged(server: Server) -> list[dict[str, Any]]:
    lines = server.log.read_text().splitlines()
    return [json.loads(line) for line in lines if line.startswith("{")]


def readiness(server: Server) -> str:
    with server.client() as http:
        return str(http.get("/health/ready").json()["status"])


def wait_for(expected: object, look: Callable[[], object]) -> None:
    until = time.monotonic() + STARTS_WITHIN
    while (found := look()) != expected:
        assert time.monotonic() < until, found
        time.sleep(0.2)


async def test_database_without_tables_is_told_once_and_served_once_migrated(
    empty_url: str, tmp_path: Path
) -> None:
    settings: dict[str, Any] = {"database_url": empty_url, "log_format": "json"}

    with served(tmp_path, "--no-migrate", **settings) as server:
        wait_for("database is not migrated", lambda: readiness(server))
        await asyncio.sleep(ROUNDS)
        failures = Counter(
            line["event"] for line in logged(server) if line.get("level") == "warning"
        )
        migrated = command("migrate", env=environment(**settings))
        wait_for("ready", lambda: readiness(server))

    assert migrated.returncode == 0, migrated.stderr
    assert {"audit_log.sealing_failed", "webhooks.delivery_failed"} <= set(failures)
    assert {event: number for event, number in failures.items() if number > 1} == TWO_TASKS


def test_each_kind_of_failure_is_told_once_until_the_work_goes_on() -> None:
    now = [0.0]
    failures = Failures("sweep.failed", ticks=lambda: now[0])

    with capture_logs() as lines:
        for fault in (OSError(), OSError(), ValueError(), OSError(), ValueError()):
            failures.failed(fault)
            failures.succeeded()  # too soon
        now[0] = QUIET
        failures.succeeded()
        failures.succeeded()
        failures.failed(OSError())

    assert [(line["event"], line.get("error"), line.get("failures")) for line in lines] == [
        ("sweep.failed", "OSError", None),
        ("sweep.failed", "ValueError", None),
        ("background.goes_on", None, 5),
        ("sweep.failed", "OSError", None),
    ]


def test_work_that_has_not_failed_is_not_told() -> None:
    with capture_logs() as lines:
        Failures("sweep.failed", ticks=lambda: QUIET).succeeded()

    assert lines == []
