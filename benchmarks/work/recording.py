"""Records what an operation sends to PostgreSQL, and how many passwords it hashes."""

from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from functools import wraps
from typing import Any, NamedTuple
from unittest.mock import patch

import asyncpg.protocol
from argon2 import PasswordHasher


class Sent(NamedTuple):
    """A round trip: a text alone, or a statement with its arguments, once or for many rows."""

    text: str
    arguments: Sequence[Any] | None = None
    many: bool = False


@dataclass
class Record:
    """What was sent since it was cleared."""

    sent: list[Sent] = field(default_factory=list)
    hashes: int = 0

    def clear(self) -> None:
        """Begin anew."""
        self.sent.clear()
        self.hashes = 0


@contextmanager
def recording() -> Iterator[Record]:
    """The record of every connection of asyncpg that is opened in this process meanwhile.

    The driver's protocol is the one place that every way of sending a statement passes.
    """
    record = Record()

    class Recording(asyncpg.protocol.Protocol):
        def query(self, query: object, *others: Any, **named: Any) -> Any:  # noqa: ANN401 - the driver's own
            record.sent.append(Sent(str(query)))
            return super().query(query, *others, **named)

        def bind_execute(self, state: Any, args: Any, *others: Any, **named: Any) -> Any:  # noqa: ANN401 - as above
            record.sent.append(Sent(state.query, list(args)))
            return super().bind_execute(state, args, *others, **named)

        def bind_execute_many(self, state: Any, args: Any, *others: Any, **named: Any) -> Any:  # noqa: ANN401 - as above
            rows = list(args)
            record.sent.append(Sent(state.query, rows, many=True))
            return super().bind_execute_many(state, rows, *others, **named)

    with ExitStack() as stack:
        stack.enter_context(patch.object(asyncpg.protocol, "Protocol", Recording))
        for name in ("hash", "verify"):
            counted = _counted(getattr(PasswordHasher, name), record)
            stack.enter_context(patch.object(PasswordHasher, name, counted))
        yield record


def _counted(method: Any, record: Record) -> Any:  # noqa: ANN401 - a method of any type
    @wraps(method)
    def counting(*arguments: Any, **named: Any) -> Any:  # noqa: ANN401 - as above
        record.hashes += 1
        return method(*arguments, **named)

    return counting
