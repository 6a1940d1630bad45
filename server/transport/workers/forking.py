"""Forks a worker process: what it has from its supervisor, and what it has not."""

import os
import sys
from collections.abc import Callable, Iterable
from socket import socket, socketpair

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
    if pid:
        theirs.close()
        return Worker(pid, ours)
    for other in others:
        other.let_go()
    ours.close()
    work(theirs)
    sys.exit()
