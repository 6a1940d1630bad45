"""What operations cost a server that answers one request after another: CPU microseconds."""

import json
import socket
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from http.client import HTTPResponse
from pathlib import Path
from typing import Any

from benchmarks.harness import messages
from benchmarks.harness.programs import Running
from benchmarks.work.operation import Operation

SETTLING = 6.0  # seconds for what a server does once, when it begins
RESTING = 2.0  # seconds in which the server is watched while nothing is asked


class Refused(Exception):
    """The server has answered an error."""


class Client:
    """One connection to a server, and what the server does in the background a second."""

    def __init__(self, server: Running, connection: socket.socket) -> None:
        self._server = server
        self._connection = connection
        time.sleep(SETTLING)
        begun = _nanoseconds(server.process.pid)
        time.sleep(RESTING)
        self._background = (_nanoseconds(server.process.pid) - begun) / RESTING

    def cost(self, operation: Operation, *, first: int, count: int) -> float:
        """The CPU of one of so many repetitions, without what goes on in the background."""
        numbers = range(first, first + count)
        requests = [_message(*operation.request(number)) for number in numbers]
        begun, cpu = time.perf_counter(), _nanoseconds(self._server.process.pid)
        answers = [self._send(request) for request in requests]
        cpu = _nanoseconds(self._server.process.pid) - cpu
        passed = time.perf_counter() - begun
        operation.made += [read(operation.document, answer) for answer in answers]
        time.sleep(operation.settling)
        return (cpu - self._background * passed) / count / 1e3

    def _send(self, message: bytes) -> bytes:
        self._connection.sendall(message)  # in one piece, as a client's library sends it
        with HTTPResponse(self._connection) as response:
            response.begin()
            return response.read()


@contextmanager
def client(server: Running) -> Iterator[Client]:
    """A client of a server that runs."""
    with socket.create_connection(("127.0.0.1", server.port), timeout=60) as connection:
        connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        yield Client(server, connection)


def read(name: str, answer: bytes) -> Any:  # noqa: ANN401 - JSON
    """The value of the one root field; raises Refused for any error."""
    told = json.loads(answer)
    if "errors" in told:
        raise Refused(f"{name}: {str(told['errors'])[:400]}")
    (value,) = told["data"].values()
    return value


def _message(body: bytes, headers: Mapping[str, str]) -> bytes:
    return messages.raw("POST", "/graphql", headers, body)


def _nanoseconds(pid: int) -> int:
    """CPU time of all threads of a process, by the scheduler's clock."""
    tasks = Path(f"/proc/{pid}/task").iterdir()
    return sum(int((task / "schedstat").read_text().split()[0]) for task in tasks)
