"""The PostgreSQL server that the tests start."""

import os
import shutil
import signal
import stat
import subprocess
import sys
import time
from pathlib import Path

import asyncpg
import pytest

from tests.support.engines import binaries
from tests.support.engines.cluster import cluster
from tests.support.engines.databases import NotPostgres, new_database, server_url

pytestmark = pytest.mark.postgresql


async def ask(url: str, statement: str) -> object:
    connection = await asyncpg.connect(url)
    try:
        answer: object = await connection.fetchval(statement)
    finally:
        await connection.close()
    return answer


async def test_answers_over_asyncpg(postgres_url: str) -> None:
    assert str(await ask(postgres_url, "SELECT version()")).startswith("PostgreSQL ")


async def test_database_is_gone_in_spite_of_an_open_connection(postgres_url: str) -> None:
    async with new_database(postgres_url) as url:
        name = url.rpartition("/")[2]
        left_open = await asyncpg.connect(url)

        assert await left_open.fetchval("SELECT current_database()") == name

    left_open.terminate()
    found = f"SELECT count(*) FROM pg_database WHERE datname = '{name}'"
    assert await ask(postgres_url, found) == 0


async def test_commit_survives_kill_9() -> None:
    with cluster(durable=True) as server:
        assert await ask(server.url, "SHOW fsync") == "on"
        await ask(server.url, "CREATE TABLE kept AS SELECT 7 AS n")

        server.kill()
        with pytest.raises(ConnectionRefusedError):
            await ask(server.url, "SELECT 1")
        server.start()

        assert await ask(server.url, "SELECT n FROM kept") == 7


def test_is_gone_after_exit() -> None:
    with cluster() as server:
        folder, pid = server.data.parent, server.server.pid

    assert not folder.exists()
    assert not is_running(pid)


def test_is_gone_after_its_run_was_killed() -> None:
    program = (
        "import time; from tests.support.engines.cluster import cluster\n"
        "with cluster() as server:\n"
        "    print(server.data.parent, server.server.pid, flush=True); time.sleep(60)"
    )
    with subprocess.Popen([sys.executable, "-c", program], stdout=subprocess.PIPE) as run:
        assert run.stdout is not None
        folder, pid = run.stdout.readline().decode().split()
        run.send_signal(signal.SIGKILL)

    deadline = time.monotonic() + 10
    while Path(folder).exists() and time.monotonic() < deadline:
        time.sleep(0.02)
    assert not Path(folder).exists()
    assert not is_running(int(pid))


@pytest.mark.skipif(not binaries.AS_ROOT, reason="only root runs the server as another user")
async def test_binaries_nobody_may_read_are_copied(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    install = binaries.find().parent
    hidden = tmp_path / install.parent.name / install.name
    shutil.copytree(install, hidden, symlinks=True)
    libraries = install.parent.with_name(f"{install.parent.name}.libs")
    if libraries.exists():
        shutil.copytree(libraries, tmp_path / libraries.name)
    tmp_path.chmod(0o700)
    monkeypatch.setattr(binaries, "find", lambda: hidden / "bin")

    with cluster() as server:
        assert await ask(server.url, "SELECT 1") == 1

    assert not server.programs.is_relative_to(tmp_path)
    assert stat.S_IMODE(tmp_path.stat().st_mode) == 0o700


def test_another_database_is_refused() -> None:
    with pytest.raises(NotPostgres):
        server_url("sqlite:///imitate.db")


def test_driver_in_the_url_is_dropped() -> None:
    assert server_url("postgresql+asyncpg://u:p@h:1/d") == "postgresql://u:p@h:1/d"


def is_running(pid: int) -> bool:
    """A zombie does not run: a container's first process may never reap it."""
    try:
        os.kill(pid, 0)
        state = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
    except (ProcessLookupError, FileNotFoundError):
        return False
    return state != "Z"
