"""A request that was answered leaves nothing for the garbage collector, which stops the process."""

import asyncio
import gc
import weakref

from starlette.types import Receive, Scope, Send
from uvicorn import Config
from uvicorn.server import ServerState

from server.settings.settings import Settings
from server.transport import whole_answer
from server.transport.protocol import Protocol, Served

REQUEST = b"GET / HTTP/1.1\r\nhost: 127.0.0.1\r\n\r\n"


async def test_what_uvicorn_knows_of_a_request_goes_with_it() -> None:
    known = []

    async def app(scope: Scope, _receive: Receive, _send: Send) -> None:
        known.append(weakref.ref(scope[whole_answer.KEY]))
        write = whole_answer.writer(scope)
        assert write is not None
        write(200, b"content-length: 0\r\n", b"")

    config = Config(
        Served(app, Settings()), http=Protocol, ws="none", log_config=None, proxy_headers=False
    )
    config.load()
    server = await asyncio.get_running_loop().create_server(
        lambda: Protocol(config=config, server_state=ServerState(), app_state={}), "127.0.0.1", 0
    )
    gc.disable()
    try:
        reader, writer = await asyncio.open_connection(*server.sockets[0].getsockname())
        for _ in range(2):  # a connection knows its last request
            writer.write(REQUEST)
            await reader.readuntil(b"\r\n\r\n")
        writer.close()

        assert known[0]() is None
        assert len(known) == 2
    finally:
        gc.enable()
        server.close()
        await server.wait_closed()
