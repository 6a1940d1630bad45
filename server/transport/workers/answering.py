"""The server of a worker process, which answers its supervisor and ends with it."""

import asyncio
from contextlib import suppress
from socket import socket
from typing import Final

from uvicorn import Config

from server.transport.sockets.stopping import Server

STARTS: Final = b"0"  # answers: it starts, or it serves
SERVES: Final = b"1"


class Answering(Server):
    """Answers from the event loop, so that a worker whose loop is held is found."""

    def __init__(self, config: Config, line: socket) -> None:
        """`line` leads to the supervisor, and is closed where the supervisor has ended."""
        super().__init__(config)
        self._line = line

    async def startup(self, sockets: list[socket] | None = None) -> None:
        asyncio.get_running_loop().add_reader(self._line, self._give_sign_of_life)
        await super().startup(sockets)

    def _give_sign_of_life(self) -> None:
        with suppress(OSError):
            if self._line.recv(1):
                self._line.send(SERVES if self.started else STARTS)
                return
        # Nobody would replace this process or stop it, and it would keep the port.
        asyncio.get_running_loop().remove_reader(self._line)
        self.should_exit = True
