"""The server of `serve` with one worker, which says where it answers."""

from socket import socket

import structlog
from uvicorn import Config

from server.transport.sockets.stopping import Server

log = structlog.get_logger()


class OneWorker(Server):
    """Tells its start by a line of the log, since no supervisor does."""

    def __init__(self, config: Config, **told: str) -> None:
        """What is `told` stands in that line."""
        super().__init__(config)
        self._told = told

    async def startup(self, sockets: list[socket] | None = None) -> None:
        """Start, and say so once connections are taken."""
        await super().startup(sockets)
        if self.started:
            log.info("server.started", **self._told)
