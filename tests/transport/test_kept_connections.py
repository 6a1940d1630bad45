"""A connection is kept for further requests for longer than clients and proxies keep theirs.

Of two sides that close after the same time the client loses: it sends a request on a connection
that the server closes at that moment, and cannot know whether it was done.
"""

import time
from contextlib import closing
from http.client import HTTPConnection
from pathlib import Path

from tests.support.servers import Server, served

POOLS = 5  # seconds after which uvicorn closes by default, and after which httpx forgets its own


def test_a_connection_answers_after_a_pause(tmp_path: Path) -> None:
    with served(tmp_path) as server, closing(connected_to(server)) as connection:
        answered = [ask(connection)]
        of_the_first = connection.sock
        time.sleep(POOLS + 1.5)
        answered.append(ask(connection))

        assert answered == [200, 200]
        assert connection.sock is of_the_first


def connected_to(server: Server) -> HTTPConnection:
    return HTTPConnection("127.0.0.1", server.port, timeout=30)


def ask(connection: HTTPConnection) -> int:
    connection.request("GET", "/health/live")
    answer = connection.getresponse()
    answer.read()
    return answer.status
