"""What auditors ask for, with a million audit events: the overview and every filter of the list."""

import asyncio
import io
import time
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager, redirect_stdout
from datetime import timedelta
from typing import Final

import httpx

from benchmarks.bench import Bench
from benchmarks.data import past, seed
from benchmarks.data.names import id_of
from benchmarks.data.seed import document
from benchmarks.harness import cores, machine, report
from benchmarks.harness.report import Section
from db.demo.names import PASSWORD
from resolvers.imitation.counting import count_new_events
from server.app import create
from server.application import wire
from server.settings.settings import Settings

ENGINES: Final = ("SQLite", "PostgreSQL")
EVENTS: Final = 1_000_000
ROUNDS: Final = 20
LIMITS: Final = {"SQLite": 600, "PostgreSQL": 300}  # ms
COLUMNS: Final = ("asked for", "SQLite p50, ms", "p95", "PostgreSQL p50, ms", "p95")
LIST: Final = "admin/imitations"


def _asked() -> Mapping[str, tuple[str, Mapping[str, object]]]:
    """The names of what is asked for, with documents and variables."""
    user, customer = id_of("user", 7), id_of("customer", 7)
    since = (past.NOW - past.YEAR).isoformat()
    until = (past.NOW + timedelta(hours=1)).isoformat()
    lists: Mapping[str, Mapping[str, object]] = {
        "all": {},
        "live": {"active": True},
        "not live": {"active": False},
        "waiting": {"status": "PENDING"},
        "ended": {"status": "ENDED"},
        "by user": {"userId": user},
        "of customer": {"customerId": customer},
        "in a channel that is rare": {"salesChannelId": past.CHANNELS[1]},
        "look only": {"access": "READ_ONLY"},
        "by a cause that is rare": {"endReason": "CHANNEL_DEACTIVATED"},
        "by a cause that none has": {"endReason": "PASSWORD_CHANGED"},
        "reason with a common word": {"reason": "cart"},
        "reason with a rare word": {"reason": "zahlungsavis"},
        "reason with a word that none has": {"reason": "nothing-like-this"},
        "with an order": {"orderPlaced": True},
        "with an order, look only": {"orderPlaced": True, "access": "READ_ONLY"},
        "by order number": {"orderNumber": "300"},
        "by user and a cause that none of theirs has": {
            "userId": user,
            "endReason": "CHANNEL_DEACTIVATED",
        },
        "before the first": {"until": since},
    }
    found = {f"list: {name}": (LIST, values) for name, values in lists.items()}
    year = {"since": since, "until": until, "timeZone": "Europe/Berlin"}
    return {
        "overview of a year": ("admin/overview", year),
        "overview of 30 days": (
            "admin/overview",
            year | {"since": (past.NOW - timedelta(days=30)).isoformat()},
        ),
        "imitating users": ("admin/imitating-users", {}),
        "imitating users by name": ("admin/imitating-users", {"search": "user499"}),
        **found,
    }


def auditing(bench: Bench) -> Section:
    """Both engines, one client, the first page of 25 rows with its total."""
    number = bench.number(EVENTS) // past.EVENTS
    found: dict[str, dict[str, list[float]]] = {}
    counted: dict[str, float] = {}
    for engine in ENGINES:
        url = _filled(bench, engine, number)
        with cores.on(cores.SERVER):
            times, counted[engine] = asyncio.run(_measured(url, 2 if bench.smoke else ROUNDS))
        for name, took in times.items():
            found.setdefault(name, {})[engine] = took
    rows = [[name, *_cells(by_engine)] for name, by_engine in found.items()]
    seconds = " and ".join(f"{took:.0f} s on {engine}" for engine, took in counted.items())
    note = (
        f"{number * past.EVENTS:,} audit events of {number:,} imitations by {past.USERS} users in "
        "a year. One client asks for the first page of 25 rows with its total, over the "
        "application in one process, without a network. Counting all events for the overview, as "
        f"an upgrade does once in the background, took {seconds}. Load of the machine at the end: "
        f"{machine.load()}."
    )
    return Section("Auditing", note, ["", *report.table(COLUMNS, rows)], dict(found))


def _filled(bench: Bench, engine: str, number: int) -> str:
    name, databases = "auditing", bench.databases
    url = databases.create(name) if engine == "PostgreSQL" else databases.file(name)
    seed.sow(bench.current, url, databases.folder)
    begun = time.perf_counter()
    asyncio.run(past.fill(url, number))
    print(f"Filled: {name} on {engine} in {time.perf_counter() - begun:.0f} s", flush=True)
    return url


async def _measured(url: str, rounds: int) -> tuple[dict[str, list[float]], float]:
    times: dict[str, list[float]] = {name: [] for name in _asked()}
    async with _client(url) as (client, seconds):
        for turn in range(rounds + 1):
            for name, (operation, variables) in _asked().items():
                begun = time.perf_counter()
                await _ask(client, operation, variables)
                if turn:  # the first one prepares the statements
                    times[name].append((time.perf_counter() - begun) * 1e3)
    return times, seconds


@asynccontextmanager
async def _client(url: str) -> AsyncIterator[tuple[httpx.AsyncClient, float]]:
    """A signed-in auditor, once everything is counted; and the seconds that counting took."""
    settings = Settings(database_url=url)
    application = wire(settings)
    begun = time.perf_counter()
    await count_new_events(application)
    seconds = time.perf_counter() - begun
    with redirect_stdout(io.StringIO()):  # the log of its requests
        transport = httpx.ASGITransport(create(settings, application))
    async with httpx.AsyncClient(
        transport=transport, base_url=settings.public_url, timeout=60
    ) as client:
        login = {"username": "victor", "password": PASSWORD}
        token = (await _ask(client, "admin/user-login", login))["accessToken"]
        client.headers["authorization"] = f"Bearer {token}"
        yield client, seconds
    await application.database.dispose()


async def _ask(
    client: httpx.AsyncClient, operation: str, variables: Mapping[str, object]
) -> dict[str, object]:
    body = {"query": document(operation), "variables": variables}
    answer = (await client.post("/graphql", json=body)).json()
    if "errors" in answer:
        raise SystemExit(f"{operation} was refused: {answer['errors']}")
    (value,) = answer["data"].values()
    return dict(value) if isinstance(value, dict) else {"nodes": value}


def _cells(by_engine: Mapping[str, Sequence[float]]) -> Sequence[str]:
    cells = []
    for engine in ENGINES:
        took = sorted(by_engine[engine])
        p95 = took[int(len(took) * 0.95)]
        over = " (over)" if p95 > LIMITS[engine] else ""
        cells += [f"{took[len(took) // 2]:.1f}", f"{p95:.1f}{over}"]
    return cells
