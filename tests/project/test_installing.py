"""Where packages cannot be installed, one line says whether that is the network."""

import asyncio
import subprocess
import sys
from pathlib import Path

from tests.support.servers import free_port

PROBE = Path(__file__).parent.parent.parent / "scripts" / "unreachable.py"


async def asked(address: str) -> tuple[int | None, list[str]]:
    """The exit status, and what is told."""
    command = (sys.executable, str(PROBE), address)
    process = await asyncio.create_subprocess_exec(*command, stderr=subprocess.PIPE)
    _, told = await process.communicate()
    return process.returncode, told.decode().splitlines()


async def test_a_registry_out_of_reach_is_told_in_one_line_without_its_password() -> None:
    port = free_port()

    status, told = await asked(f"http://user:word@127.0.0.1:{port}/@scope/")

    assert status == 0
    (line,) = told
    assert line.startswith(
        f"Error: cannot reach http://127.0.0.1:{port}/@scope/ (Connection refused)"
    )
    assert line.endswith("Connect to the network, or set HTTPS_PROXY or npm_config_registry.")


async def test_a_registry_that_refuses_was_reached() -> None:
    async def refuse(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        writer.write(b"HTTP/1.1 403 Forbidden\r\nContent-Length: 0\r\n\r\n")
        writer.close()

    async with await asyncio.start_server(refuse, "127.0.0.1") as server:
        port = server.sockets[0].getsockname()[1]

        assert await asked(f"http://127.0.0.1:{port}/") == (1, [])
