"""A server that turns no client away while it stops whose connection the kernel has accepted."""

import asyncio
from contextlib import suppress
from socket import socket
from typing import TYPE_CHECKING, cast

import uvicorn

if TYPE_CHECKING:
    from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol


class Server(uvicorn.Server):
    """uvicorn's server closes the socket at once: what waits in its queue would be reset.

    A proxy sends a request that was reset to no other process, since it may have been done.
    """

    async def shutdown(self, sockets: list[socket] | None = None) -> None:
        """Accept what has come, then refuse: from then on a proxy asks the next process."""
        for accepted in await self._last(sockets or []):
            with suppress(OSError):  # its client is gone already
                await self._take_on(accepted)
        await super().shutdown(sockets)

    async def _last(self, sockets: list[socket]) -> list[socket]:
        """The connections of the queues, which are closed without a pause after the last one.

        Without a free file handle they are left: the process stops all the same.
        """
        queues: list[socket] = []
        with suppress(OSError):
            queues.extend(each.dup() for each in sockets)
        for server in self.servers:
            server.close()
        await asyncio.sleep(0)  # the loop accepts no more from here on
        accepted = []
        for queue in queues:
            queue.settimeout(0)
            with queue, suppress(OSError):  # BlockingIOError: the queue is empty
                while True:
                    accepted.append(queue.accept()[0])
        return accepted

    async def _take_on(self, accepted: socket) -> None:
        config, state = self.config, self.lifespan.state
        accepted.settimeout(0)
        made = cast("type[HttpToolsProtocol]", config.http_protocol_class)  # by Protocol
        protocol = made(config=config, server_state=self.server_state, app_state=state)
        loop = asyncio.get_running_loop()
        await loop.connect_accepted_socket(lambda: protocol, accepted)
