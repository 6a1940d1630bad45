"""Forks a worker process: what it has from its supervisor, and what it has not."""

import os
import sys
from collections.abc import Callable, Iterable
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
    try:
        with signals.held():
            pid = os.fork()
            if not pid:
                signals.forget()
    except OSError:
        ours.close()
        theirs.close()
        raise
    if not pid:
        for other in others:
            other.let_go()
        ours.close()
        _do(work, theirs)
    theirs.close()
    return Worker(pid, ours)


def _do(work: Callable[[socket], None], line: socket) -> NoReturn:
    """Do it and end, in any case here: the rest of the program is the supervisor's."""
    status = 1
    try:
        work(line)
        status = 0
    except SystemExit as end:
        status = end.code if isinstance(end.code, int) else status
    except Exception:  # noqa: BLE001 - told as Python tells it of the process that it ends
        sys.excepthook(*sys.exc_info())
    finally:
        os._exit(status)
