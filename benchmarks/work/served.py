"""A client that asks a server for one operation after another, and watches the server's CPU."""

import json
import socket
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from http.client import HTTPResponse
from typing import Any

import psutil

from benchmarks.harness import messages, programs
from benchmarks.harness.programs import Running
from benchmarks.work.operation import Operation

IDLE = 0.02  # of a core, at most, in the background
WATCHED = 0.5  # seconds, until a server counts as idle
PATIENCE = 30.0  # seconds, after which a busy one is measured all the same


class Refused(Exception):
    """The server has answered an error."""


class Client:
    """One connection to a server, whose CPU it watches, as that of its database."""

    def __init__(
        self, server: Running, database: psutil.Process, connection: socket.socket
    ) -> None:
        self._server = server
        self._database = database
        self._connection = connection

    def ask(self, operation: Operation, numbers: Sequence[int]) -> None:
        """Send these repetitions, one after another."""
        requests = [_message(*operation.request(number)) for number in numbers]
        answers = [self._send(request) for request in requests]
        operation.made += [read(operation.document, answer) for answer in answers]

    def spent(self) -> float:
        """The microseconds of CPU that the server has used since it began."""
        return programs.exact_seconds(self._server.process) * 1e6

    def spent_by_database(self) -> float:
        """The microseconds of CPU that PostgreSQL has used since it began."""
        return programs.exact_seconds(self._database) * 1e6

    def settle(self) -> None:
        """Wait until the server has ended what it does in the background."""
        deadline = time.monotonic() + PATIENCE
        while time.monotonic() < deadline:
            before = self.spent()
            time.sleep(WATCHED)
            if self.spent() - before < IDLE * WATCHED * 1e6:
                return

    def _send(self, message: bytes) -> bytes:
        self._connection.sendall(message)  # in one piece, as a client's library sends it
        with HTTPResponse(self._connection) as response:
            response.begin()
            return response.read()


@contextmanager
def client(server: Running, database: psutil.Process) -> Iterator[Client]:
    """A client of a server that runs, and asks this PostgreSQL."""
    with socket.create_connection(("127.0.0.1", server.port), timeout=60) as connection:
        connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        yield Client(server, database, connection)


def read(name: str, answer: bytes) -> Any:  # noqa: ANN401 - JSON
    """The value of the one root field; raises Refused for any error."""
    told = json.loads(answer)
    if "errors" in told:
        raise Refused(f"{name}: {str(told['errors'])[:400]}")
    (value,) = told["data"].values()
    return value


def _message(body: bytes, headers: Mapping[str, str]) -> bytes:
    return messages.raw("POST", "/graphql", headers, body)
