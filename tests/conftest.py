"""Which engines the tests run on: SQLite, and a PostgreSQL shared by all workers of a run.

TEST_DATABASE_URL=postgresql://... is used if given (the tests make databases of their own in it),
else a cluster is started. A run without PostgreSQL fails, unless told --no-postgres.
"""

import gc
import os
import sys
import tempfile
from collections import Counter
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from shutil import disk_usage

import pytest
from hypothesis import HealthCheck, settings
from xdist.workermanage import WorkerController

from tests.support.between.pgbouncer import ProductUrl, product_urls
from tests.support.engines.cluster import cluster_folder, shared_cluster_url
from tests.support.engines.databases import NotPostgres, server_url

ENGINES = {"sqlite": "SQLite", "postgresql": "PostgreSQL"}
OUTCOMES = ("passed", "failed", "error", "skipped", "xfailed")
MEMORY = Path("/dev/shm")  # noqa: S108 - folders in it are made by tempfile
ENOUGH = 4 << 30  # bytes
# Tests with a target of their own: each needs a process, minutes, hours or a machine for itself.
APART = [Path(__file__).parent / name for name in ("browser", "ha", "soak", "upgrades/beside")]
_until_the_end = ExitStack()
_folder = pytest.StashKey[Path]()


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--no-postgres", action="store_true", help="leave PostgreSQL out, say so")
    parser.addoption("--beside", action="store_true", help="only what needs the system's programs")


def pytest_configure(config: pytest.Config) -> None:
    _use_memory()
    # httpx looks for it at every request, and searches every folder anew where it is missing.
    sys.modules.setdefault("sniffio", None)  # type: ignore[arg-type]  # None: it is not there
    # A busy machine is slow at times, and fails no example by that.
    settings.register_profile(
        "untimed", deadline=None, suppress_health_check=[HealthCheck.too_slow]
    )
    settings.load_profile("untimed")
    if "TEST_DATABASE_URL" not in os.environ:  # the server of the tests speaks no TLS: ask for none
        os.environ["PGSSLMODE"] = "disable"
    try:
        server_url(os.environ.get("TEST_DATABASE_URL", "postgresql://"))
    except NotPostgres as refusal:
        raise pytest.UsageError(str(refusal)) from None
    # Under xdist the controller owns the folder and its workers are told where it is.
    told = getattr(config, "workerinput", {}).get("postgres_folder")
    folder = Path(told) if told else _until_the_end.enter_context(cluster_folder())
    config.stash[_folder] = folder


@pytest.hookimpl(optionalhook=True)  # xdist's
def pytest_configure_node(node: WorkerController) -> None:
    node.workerinput["postgres_folder"] = str(node.config.stash[_folder])


def pytest_unconfigure() -> None:
    _until_the_end.close()


def pytest_ignore_collect(collection_path: Path, config: pytest.Config) -> bool | None:
    """Collect these folders only where they are named."""
    if collection_path not in APART:
        return None
    asked = [Path(argument.partition("::")[0]).resolve() for argument in config.args]
    return None if any(path.is_relative_to(collection_path) for path in asked) else True


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    if config.getoption("--no-postgres"):
        left_out = [item for item in items if _needs_postgres(item)]
        config.hook.pytest_deselected(items=left_out)
        items[:] = [item for item in items if item not in left_out]
    asked = config.getoption("--beside")
    others = [item for item in items if (item.get_closest_marker("beside") is None) == asked]
    config.hook.pytest_deselected(items=others)
    items[:] = [item for item in items if item not in others]
    # First what takes long, so that at the end no worker waits for another.
    items.sort(key=lambda item: item.get_closest_marker("long") is None)


def pytest_collection_finish() -> None:
    """What is imported and collected stays to the end: no collection has to look at it again."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(10_000, 20, 20)


def pytest_terminal_summary(
    terminalreporter: pytest.TerminalReporter, config: pytest.Config
) -> None:
    counts = {engine: Counter[str]() for engine in ENGINES.values()}
    for outcome in OUTCOMES:
        for report in terminalreporter.getreports(outcome):
            parameters = _parameters(report.nodeid)
            on = [name for engine, name in ENGINES.items() if engine in parameters]
            for name in on or ["No engine"]:
                counts.setdefault(name, Counter())[outcome] += 1
    for name, count in counts.items():
        told = ", ".join(f"{number} {outcome}" for outcome, number in count.items())
        terminalreporter.write_line(f"{name}: {told or '0 passed'}")
    if config.getoption("--no-postgres"):
        terminalreporter.write_line("PostgreSQL was left out: --no-postgres", yellow=True)


@pytest.fixture(scope="session")
def anyio_backend() -> tuple[str, dict[str, bool]]:
    """One event loop: the one the server runs on."""
    return "asyncio", {"use_uvloop": True}


@pytest.fixture(scope="session")
def postgres_url(pytestconfig: pytest.Config) -> str:
    """The maintenance database of a server in which tests make databases of their own."""
    given = os.environ.get("TEST_DATABASE_URL")
    return server_url(given) if given else shared_cluster_url(pytestconfig.stash[_folder])


@pytest.fixture(scope="session")
def product_url(postgres_url: str) -> Iterator[ProductUrl]:
    """How the product reaches a database of the tests' server."""
    with product_urls(postgres_url) as urls:
        yield urls


def _use_memory() -> None:
    """Put databases and servers' data into memory where it suffices: none of it must last."""
    if "TMPDIR" not in os.environ and MEMORY.is_dir() and disk_usage(MEMORY).free > ENOUGH:
        os.environ["TMPDIR"] = tempfile.tempdir = str(MEMORY)


def _needs_postgres(item: pytest.Item) -> bool:
    marked = item.get_closest_marker("postgresql") is not None
    return marked or "postgresql" in _parameters(item.nodeid)


def _parameters(node_id: str) -> set[str]:
    """The parts of `test_name[sqlite-READ_ONLY]` in brackets."""
    return set(node_id.partition("[")[2].rstrip("]").split("-"))
