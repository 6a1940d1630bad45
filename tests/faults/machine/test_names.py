"""Names are not resolved: open connections serve on, and new ones are opened afterwards."""

import os
import shutil
import socket
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.faults.test_database_gone import KEY
from tests.support.clients import Agent, Visitor
from tests.support.engines.cluster import cluster
from tests.support.engines.kept import CHEAP, directly
from tests.support.servers import STARTS_WITHIN, served
from tests.support.shop import PASSWORD, fill

pytestmark = [
    pytest.mark.beside,
    pytest.mark.postgresql,
    directly,
    pytest.mark.skipif(
        os.geteuid() != 0 or not shutil.which("mount"), reason="a resolver of its own needs root"
    ),
]
HOST = "database.imitate.test"
SILENT = "127.53.53.53"
WITHIN = 15  # seconds for an answer; five are promised
# The server gets a hosts file and a resolver of its own.
APART = """
import ctypes, runpy, subprocess, sys
assert ctypes.CDLL(None).unshare(0x00020000) == 0  # CLONE_NEWNS
subprocess.run(["mount", "--make-rprivate", "/"], check=True)
for name in ("hosts", "resolv.conf"):
    subprocess.run(["mount", "--bind", f"{FOLDER}/{name}", f"/etc/{name}"], check=True)
runpy.run_module("server", run_name="__main__", alter_sys=True)
"""


@contextmanager
def silent_resolver() -> Iterator[str]:
    """A resolver that gets questions and answers none."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as listener:
        listener.bind((SILENT, 53))
        yield f"nameserver {SILENT}\n"


async def test_nothing_is_lost_and_no_restart_is_needed(tmp_path: Path) -> None:
    hosts, known = tmp_path / "hosts", f"127.0.0.1 localhost {HOST}\n"
    hosts.write_text(known)
    program = ("-c", f"FOLDER = {str(tmp_path)!r}\n{APART}")
    with cluster(durable=True) as postgresql, silent_resolver() as resolver:
        (tmp_path / "resolv.conf").write_text(resolver)
        await fill(postgresql.url)
        named = postgresql.url.replace("127.0.0.1", HOST)
        with served(tmp_path, program=program, database_url=named, genuine=True, **CHEAP) as server:
            async with server.async_client() as http:
                alice = await Agent.signed_in(http, "alice", PASSWORD)
                bob = Visitor(http, dict(KEY))
                await bob.log_in("bob@example.com", PASSWORD)
                cart = await bob.cart()

                hosts.write_text("127.0.0.1 localhost\n")
                assert await bob.cart() == cart
                assert (await alice.run("admin/current-user")).data["username"] == "alice"

                postgresql.stop()
                postgresql.start()
                refused = await bob.copy().run("storefront/context")
                ready = await http.get("/health/ready")
                live = await http.get("/health/live")

                hosts.write_text(known)
                until = time.monotonic() + STARTS_WITHIN
                while (await http.get("/health/ready")).status_code == 503:
                    assert time.monotonic() < until
                assert await bob.cart() == cart
                assert (await alice.run("admin/current-user")).data["username"] == "alice"

    assert (refused.code, refused.response.status_code) == ("UNAVAILABLE", 503)
    assert refused.response.elapsed.total_seconds() < WITHIN
    assert (ready.status_code, live.status_code) == (503, 200)
    told = server.log.read_text()
    assert '"cause": "TimeoutError"' in told or '"cause": "gaierror"' in told
    assert "Traceback" not in told
    assert "request.failed" not in told
