"""How work on a connection of PostgreSQL ends: committed, rolled back, or in the middle."""

import asyncio
from contextlib import suppress
from typing import Any, Final

import asyncpg

from db.engine.faults import CommitUnknown, was_lost

COMMIT_GRACE: Final = 5  # seconds that what commits goes on when its operation is out of time
STOPS_WITHIN: Final = 1  # seconds for the server to end a statement that nobody waits for


async def roll_back(connection: asyncpg.Connection) -> None:
    """The server also rolls back what it hears no more of."""
    try:
        await connection.execute("ROLLBACK")
    except BaseException as error:
        connection.terminate()
        if not isinstance(error, Exception):
            raise


async def stop(connection: asyncpg.Connection) -> None:
    """Close a connection in the middle of a statement, which the server ends as well.

    One that works on for nobody would keep its locks, and be one connection more than allowed.
    """
    with suppress(Exception):  # closed in any case
        async with asyncio.timeout(STOPS_WITHIN):
            await connection.close()


async def commit(connection: asyncpg.Connection) -> None:
    """Send COMMIT and wait for its answer, even where the operation is out of time.

    What was sent cannot be taken back, so an operation that is cancelled meanwhile goes on as if it
    were not: its client learns what was done. Raises CommitUnknown without an answer.
    """
    sending = connection.execute("COMMIT")
    while True:  # without a task, which takes as long as BEGIN and COMMIT
        try:
            answer = sending.send(None)
        except StopIteration:
            return
        except Exception as error:
            if was_lost(error):  # what PostgreSQL itself refuses was not done
                raise CommitUnknown from error
            raise
        await _wait(answer)
        if not answer.done():
            connection.terminate()  # without a request to cancel it: the server may have committed
            answer.cancel()
            sending.close()
            raise CommitUnknown


async def _wait(answer: "asyncio.Future[Any]") -> None:
    """Wait until there is an answer, and for a while where the operation is out of time."""
    try:
        await asyncio.shield(answer)
    except asyncio.CancelledError:
        with suppress(asyncio.CancelledError):  # a second one: the process stops
            await asyncio.wait([answer], timeout=COMMIT_GRACE)
    except Exception:  # noqa: BLE001, S110 - raised where the answer is read
        pass


def leave_later(connection: asyncpg.Connection, sent: "asyncio.Future[Any]") -> None:
    """Hear no more, after a while, of a single write that nobody waits for; never cancel it."""
    asyncio.get_running_loop().call_later(COMMIT_GRACE, _leave, connection, sent)


def _leave(connection: asyncpg.Connection, sent: "asyncio.Future[Any]") -> None:
    if not sent.done():
        connection.terminate()
