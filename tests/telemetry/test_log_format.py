"""LOG_FORMAT: lines for people on a terminal, JSON elsewhere."""

import json
import logging
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
import structlog

from server.request_record import RequestRecord
from server.settings.values.log_format import LogFormat
from server.telemetry import request_log
from server.telemetry.console_log import ConsoleLine
from server.telemetry.library_log import configuration
from tests.support.servers import served

CAUGHT = logging.LogRecord("asyncio", logging.ERROR, "", 0, "%s\nsecret", ("a\x1b[2Jb",), None)


@pytest.fixture(autouse=True)
def as_before() -> Iterator[None]:
    yield
    request_log.configure()


@pytest.mark.parametrize(
    ("chosen", "terminal", "for_people"),
    [
        (LogFormat.AUTO, True, True),
        (LogFormat.AUTO, False, False),
        (LogFormat.JSON, True, False),
        (LogFormat.CONSOLE, False, True),
    ],
)
def test_a_terminal_gets_lines_for_people(
    monkeypatch: pytest.MonkeyPatch, chosen: LogFormat, *, terminal: bool, for_people: bool
) -> None:
    monkeypatch.setattr(sys.stdout, "isatty", lambda: terminal)

    assert chosen.is_for_people is for_people
    form = configuration(chosen)["formatters"]["line"]["()"]
    assert form.endswith("ConsoleLine") is for_people


def test_lines_for_people(capsys: pytest.CaptureFixture[str]) -> None:
    request_log.configure(LogFormat.CONSOLE)
    request_log.write(RequestRecord(route="admin", status=200), for_people=True)
    structlog.get_logger().warning("check.waived", text="a\x1b[2Jb\nc")

    request, waived = capsys.readouterr().out.splitlines()
    assert "[info     ] http.request " in request
    assert "route=admin status=200 milliseconds=" in request
    assert "request_id" not in request
    assert "[warning  ] check.waived " in waived
    assert "\x1b" not in waived


def test_messages_of_libraries_have_one_line_and_no_control_character() -> None:
    line = ConsoleLine().format(CAUGHT)

    assert "[error    ] a" in line
    assert "[asyncio]" in line
    assert "secret" not in line
    assert "\x1b" not in line


def test_one_worker_says_where_it_answers(tmp_path: Path) -> None:
    with served(tmp_path) as server:
        (line,) = map(json.loads, server.log.read_text().splitlines())

    assert (line["event"], line["level"]) == ("server.started", "info")
    assert (line["address"], line["environment"]) == (server.url, "development")
