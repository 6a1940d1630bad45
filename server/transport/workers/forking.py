"""Forks a worker process: what it has from its supervisor, and what it has not."""

import os
import sys
from collections.abc import Callable, Iterable
from functools import partial
from socket import socket, socketpair
from typing import NoReturn

from server.transport.workers.signals import Signals
from server.transport.workers.worker import Worker


def fork(work: Callable[[socket], None], signals: Signals, others: Iterable[Worker]) -> Worker:
    """A worker, which does this with its end of a line and then ends; raises OSError.

    Signals do to it what they do to any new process, and it has no line to the others: each finds
    by its own that the supervisor has ended.
    """
    ours, theirs = socketpair()
    sys.stdout.flush()  # what is not written yet would be written by both
    with signals.held():
        try:
            pid = os.fork()
        except OSError:
            ours.close()
            theirs.close()
            raise
        if not pid:
            lines = [ours.close, *(other.let_go for other in others)]
            _do(partial(_become_worker, signals, lines, partial(work, theirs)))
    theirs.close()
    return Worker(pid, ours)


def _become_worker(
    signals: Signals, lines: Iterable[Callable[[], None]], work: Callable[[], None]
) -> None:
    signals.forget()
    for close in lines:
        close()
    work()


def _do(life: Callable[[], None]) -> NoReturn:
    """Do it and end here, whatever happens: the rest of the program is the supervisor's.

    A fork that got back there would fork workers of its own, and so would each of them.
    """
    status = 1
    try:
        life()
        status = 0
    except SystemExit as end:
        status = end.code if isinstance(end.code, int) else status
    except Exception:  # noqa: BLE001 - told as Python tells it of the process that it ends
        sys.excepthook(*sys.exc_info())
    finally:
        os._exit(status)
