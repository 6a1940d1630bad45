"""Traces: one span of names, codes and ids a request, only where a collector is set."""

import time
from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
import pytest
from opentelemetry.sdk.trace import ReadableSpan
from opentelemetry.sdk.trace.export import SimpleSpanProcessor
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter
from opentelemetry.trace import SpanKind, StatusCode

from server.app import create
from server.settings.settings import Settings
from server.telemetry.metrics import Metrics
from server.telemetry.observer import Observer
from server.telemetry.spans import Traces
from tests.support.clients import Agent, Client, Visitor
from tests.support.forks.processes import run
from tests.support.servers import environment, served
from tests.support.shop import Shop
from tests.telemetry.collector import collector

STOPS_WITHIN = 20  # seconds
PARENT = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"


@dataclass
class Traced:
    """A shop in a process with traces, and its spans."""

    http: httpx.AsyncClient
    exporter: InMemorySpanExporter

    def spans(self) -> list[ReadableSpan]:
        """The spans since the last call."""
        found = list(self.exporter.get_finished_spans())
        self.exporter.clear()
        return found


@pytest.fixture
async def traced(shop: Shop) -> AsyncIterator[Traced]:
    exporter = InMemorySpanExporter()
    observer = Observer(Metrics(), Traces(SimpleSpanProcessor(exporter)))
    transport = httpx.ASGITransport(create(shop.settings, shop.application, observer))
    async with httpx.AsyncClient(transport=transport, base_url="http://127.0.0.1:8000") as http:
        yield Traced(http, exporter)


def said(span: ReadableSpan) -> dict[str, Any]:
    """The attributes without the request's id."""
    attributes = dict(span.attributes or {})
    assert len(str(attributes.pop("imitate.request_id"))) == 32
    return attributes


async def test_a_span_says_who_did_what(shop: Shop, alice: Agent, traced: Traced) -> None:
    imitator = await shop.imitator(alice)
    before = time.time_ns()

    await Visitor(traced.http, imitator.headers).run("storefront/context")

    (span,) = traced.spans()
    assert (span.name, span.kind) == ("query context", SpanKind.SERVER)
    assert said(span) == {
        "http.route": "graphql",
        "http.response.status_code": 200,
        "graphql.operation.type": "query",
        "graphql.operation.name": "Context",
        "imitate.imitating_user_id": alice.id,
    }
    assert span.start_time is not None
    assert span.end_time is not None
    assert before <= span.start_time < span.end_time <= time.time_ns()
    assert (span.events, span.links, span.status.status_code) == ((), (), StatusCode.UNSET)
    assert span.resource.attributes["service.name"] == "imitate"


async def test_a_users_span_names_the_user(alice: Agent, traced: Traced) -> None:
    await Agent(traced.http, alice.headers).run("admin/current-user")

    (span,) = traced.spans()
    assert said(span)["user.id"] == alice.id


async def test_a_refusal_is_its_code(traced: Traced) -> None:
    await Client(traced.http).run("admin/current-user")
    await traced.http.put("/graphql")
    await traced.http.post("/graphql", json={"query": f"query {'A' * 65} {{ __typename }}"})

    field, method, name = traced.spans()
    assert said(field)["error.type"] == "UNAUTHENTICATED"
    assert said(method) == {
        "http.route": "graphql",
        "http.response.status_code": 405,
        "error.type": "GRAPHQL__BAD_REQUEST",
    }
    assert (method.name, field.name) == ("graphql", "query currentUser")
    assert said(name)["graphql.operation.name"] == "-"


async def test_only_our_own_faults_are_errors(shop: Shop, alice: Agent, traced: Traced) -> None:
    await shop.change("ALTER TABLE customers RENAME TO gone")

    await Agent(traced.http, alice.headers).run("admin/customers")

    (span,) = traced.spans()
    assert span.status.status_code is StatusCode.ERROR
    assert (span.status.description, span.events) == (None, ())


async def test_a_page_and_its_operations_have_spans(traced: Traced) -> None:
    await traced.http.get("/account/login")

    operation, page = traced.spans()
    assert (operation.name, operation.kind) == ("query context", SpanKind.INTERNAL)
    assert (page.name, page.kind) == ("shop", SpanKind.SERVER)
    assert said(page) == {"http.route": "shop", "http.response.status_code": 200}


async def test_probes_and_scrapes_have_none(traced: Traced) -> None:
    for path in ("/health/live", "/health/ready", "/metrics"):
        assert (await traced.http.get(path)).status_code == 200

    assert traced.spans() == []


async def test_a_client_cannot_choose_the_trace(traced: Traced) -> None:
    headers = {"traceparent": PARENT, "tracestate": "hunter2=1", "baggage": "hunter2=1"}
    await traced.http.get("/account/login", headers=headers)

    for span in traced.spans():
        assert span.parent is None
        assert span.context is not None
        assert f"{span.context.trace_id:032x}" not in PARENT
        assert "hunter2" not in span.to_json()


def test_without_the_package_the_start_is_refused(tmp_path: Path) -> None:
    """The same as where locks/traces.lock is not installed."""
    program = (
        "import sys; sys.modules['opentelemetry'] = None; from server.__main__ import main; main()"
    )
    database = tmp_path / "imitate.db"
    env = environment(database_url=f"sqlite:///{database}", traces_url="http://127.0.0.1:9/")

    told = run("-c", program, "serve", env=env)

    assert told.returncode == 1
    assert "locks/traces.lock" in told.stderr
    assert "Traceback" not in told.stderr
    assert not database.exists()


def test_i1_it_stops_in_time_where_the_collector_has_gone(tmp_path: Path) -> None:
    with collector() as gone:
        pass
    with served(tmp_path, traces_url=gone.url) as server:
        with server.client() as http:
            http.post("/graphql", json={"query": "{ __typename }"})
        began = time.monotonic()
        server.stop()

        assert time.monotonic() - began < STOPS_WITHIN
        assert "Traceback" not in server.log.read_text()


@pytest.mark.parametrize("wrong", ["127.0.0.1:4318", "file:///etc/passwd", "http://a/?key=b"])
def test_the_collector_is_an_address(wrong: str) -> None:
    with pytest.raises(ValueError, match="traces_url"):
        Settings(traces_url=wrong)


def test_a_collectors_password_is_not_shown() -> None:
    assert "hush-hush" not in repr(Settings(traces_url="http://imitate:hush-hush@collector/"))
