"""Takes a request and writes an answer in one piece, without the messages of ASGI.

uvicorn matches the name and the value of each header against a regular expression, which costs
more than all else that it does for an answer. The headers of these are known to be well-formed.
"""

from collections.abc import Callable, Iterable
from functools import partial
from typing import Final

from starlette.types import Scope, Send
from uvicorn.protocols.http.httptools_impl import STATUS_LINE, RequestResponseCycle

KEY: Final = "imitate.whole_answer"  # of the ASGI scope

Write = Callable[[int, bytes, bytes], None]
Header = tuple[bytes, bytes]


def offer(scope: Scope, send: Send) -> None:
    """Let the application write a whole answer, where uvicorn serves it."""
    cycle = getattr(send, "__self__", None)
    if isinstance(cycle, RequestResponseCycle):
        scope[KEY] = cycle


def withdraw(scope: Scope) -> None:
    """End the offer: else what uvicorn knows of a request would keep itself, and all of it.

    It would wait for the garbage collector, which stops the process to look for it.
    """
    scope.pop(KEY, None)


def lines(headers: Iterable[Header]) -> bytes:
    """The lines of headers; their names and values hold no line breaks."""
    return b"".join([b"%b: %b\r\n" % header for header in headers])


def body_of(scope: Scope) -> bytes | None:
    """The body, which can be received all the same; None where not all of it is there."""
    cycle: RequestResponseCycle | None = scope.get(KEY)
    if cycle is None or cycle.more_body or cycle.disconnected:
        return None
    return bytes(cycle.body)


def writer(scope: Scope) -> Write | None:
    """Takes the status, the lines of all headers and the body; None where ASGI must do.

    Nothing else may have been sent.
    """
    cycle: RequestResponseCycle | None = scope.get(KEY)
    return None if cycle is None or cycle.flow.write_paused else partial(_write, cycle)


def _write(cycle: RequestResponseCycle, status: int, head: bytes, body: bytes) -> None:
    """As RequestResponseCycle.send, without chunks."""
    if cycle.disconnected:
        return
    own = lines(cycle.default_headers)
    end = b"\r\n" if cycle.keep_alive else b"connection: close\r\n\r\n"
    cycle.transport.write(b"".join((STATUS_LINE[status], own, head, end, body)))
    cycle.waiting_for_100_continue = False
    cycle.response_started = cycle.response_complete = True
    cycle.message_event.set()
    if not cycle.keep_alive:
        cycle.transport.close()
    cycle.on_response()
