"""What a server takes of memory: only what it needs is loaded, and what was freed goes back."""

import subprocess
import sys
from pathlib import Path

import pytest

from tests.support.forks.processes import run
from tests.support.forks.workers import gone, until
from tests.support.servers import environment, served

ON_LINUX = pytest.mark.skipif(
    sys.platform != "linux", reason="elsewhere it is done in the process itself"
)
# What only some servers, or only other commands, need.
UNNEEDED = (
    *("alembic", "mako", "opentelemetry", "joserfc", "httpcore2", "h11", "re2", "truststore"),
    *("OpenSSL", "cbor2", "pyasn1", "pyasn1_modules", "webauthn"),
    *(
        "aiosqlite",
        "sqlalchemy.ext.asyncio",
        "sqlmodel.ext.asyncio",
        "db.demo.loading",
        "db.migrate",
    ),
)
HASHES = """
import asyncio, ctypes, threading
from argon2 import PasswordHasher
from server.background import freed_memory

def kilobytes():
    return int(open("/proc/self/statm").read().split()[1]) * 4

freed_memory.use_one_arena()
freed_memory.PAUSE = 0
before = kilobytes()
hashing = PasswordHasher(memory_cost=19_456, time_cost=1, parallelism=1).hash
for _ in range(2):  # only what is freed teaches glibc to keep blocks of this size
    threads = [threading.Thread(target=hashing, args=("a password",)) for _ in range(4)]
    for thread in threads: thread.start()
    for thread in threads: thread.join()

async def give_back():
    try:
        async with asyncio.timeout(0.1):
            await freed_memory.give_back_freed()
    except TimeoutError:
        pass

asyncio.run(give_back())
print(kilobytes() - before)
"""

APART = """
import sys
from server.commands.apart import do_apart

def work():
    import decimal
    print("loaded")
    {ends}

do_apart(work)
print("decimal" in sys.modules)
"""
KILLED = """
import os, time
from server.commands.apart import do_apart

def work():
    print(os.getpid(), flush=True)
    time.sleep(60)

do_apart(work)
"""

LOADED = """
import gc
import click, server.__main__

looks = []
gc.callbacks.append(lambda phase, _: looks.append(phase))
with click.Context(server.__main__.main) as context:
    server.__main__.main.get_command(context, "serve")
    print(len(looks), gc.isenabled(), gc.get_freeze_count() > 100_000)
"""


def test_server_loads_nothing_that_it_does_not_need() -> None:
    program = (
        "import sys, server.commands.serve; from server.settings.settings import Settings; "
        "server.commands.serve.assemble(Settings()); "
        f"print(sorted({{*sys.modules}} & {{*{UNNEEDED}}}))"
    )

    told = run("-c", program, env=environment(), genuine=True)

    assert (told.returncode, told.stdout.splitlines()[-1]) == (0, "[]"), told.stderr


def test_nothing_is_collected_while_the_server_loads() -> None:
    told = run("-c", LOADED, env=environment(), genuine=True)

    assert (told.returncode, told.stdout) == (0, "0 True True\n"), told.stderr


@pytest.mark.skipif(sys.platform != "linux", reason="glibc's allocator")
def test_threads_that_hashed_a_password_keep_no_memory_for_it() -> None:
    told = run("-c", HASHES, env=environment(), genuine=True)

    assert told.returncode == 0, told.stderr
    assert int(told.stdout) < 10_000  # each hash takes 19,456


@ON_LINUX
@pytest.mark.parametrize(("ends", "status"), [("pass", 0), ("raise SystemExit(3)", 3)])
def test_what_is_done_apart_takes_its_memory_with_it(ends: str, status: int) -> None:
    program = APART.format(ends=ends)

    told = run("-c", program, env=environment(), genuine=True)

    assert (told.returncode, told.stderr) == (status, "")
    assert told.stdout.splitlines() == ["loaded", "False"][: 2 if status == 0 else 1]


@ON_LINUX
def test_what_is_done_apart_ends_with_a_process_that_is_killed() -> None:
    program = [sys.executable, "-c", KILLED]
    with subprocess.Popen(program, env=environment(), stdout=subprocess.PIPE) as parent:
        assert parent.stdout is not None
        child = int(parent.stdout.readline())
        parent.kill()

    gone(child)


@ON_LINUX
@pytest.mark.long
def test_workers_share_what_was_loaded_before(tmp_path: Path) -> None:
    with served(tmp_path, "--workers", "2", genuine=True) as server:
        workers = until(server, lambda found: len(found) == 2)
        taken = [memory(worker) for worker in workers]
        threads = list(Path(f"/proc/{server.process.pid}/task").iterdir())
        server.stop()

    assert all(own < resident / 2 for resident, own in taken), taken
    assert len(threads) == 1  # a fork has no other


def memory(process: int) -> tuple[int, int]:
    """Kilobytes that are resident, and those that no other process has."""
    lines = Path(f"/proc/{process}/smaps_rollup").read_text().splitlines()[1:]
    sizes = {name: int(size.split()[0]) for name, size in (line.split(":") for line in lines)}
    return sizes["Rss"], sizes["Private_Dirty"]
