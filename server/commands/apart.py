"""Does work that comes before serving in a process of its own, which takes its memory with it."""

import ctypes
import os
import signal
import sys
import time
from collections.abc import Callable
from typing import Final

PARENT_DEATH: Final = 1  # PR_SET_PDEATHSIG of Linux's prctl.h
ENDS_WITHIN: Final = 5.0  # seconds for the child to roll back what was interrupted
PAUSE: Final = 0.05  # seconds between two looks


def do_apart(work: Callable[[], object]) -> None:
    """Do it in a fork, which tells of a failure itself; this process ends with its status.

    Other systems than Linux have libraries that a fork cannot use: there it is done here.
    """
    if sys.platform != "linux":
        work()
        return
    sys.stdout.flush()  # what is not written yet would be written by both
    parent = os.getpid()
    # Some programs start others with SIGCHLD ignored: then there is no status of the child.
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    child = os.fork()
    if child:
        _await(child)
        return
    _end_with(parent)
    work()
    sys.stdout.flush()
    os._exit(0)  # the rest of the program is the parent's


def _await(child: int) -> None:
    try:
        _, ended = os.waitpid(child, 0)
    except KeyboardInterrupt:
        ended = _interrupted(child)
        if not ended:
            raise
    status = os.waitstatus_to_exitcode(ended)
    if status:
        raise SystemExit(status if status > 0 else 128 - status)


def _interrupted(child: int) -> int:
    """How the child ended, which a terminal interrupts as well: it tells of that itself.

    0 where it was done, or goes on: then it ends with this process.
    """
    until = time.monotonic() + ENDS_WITHIN
    while time.monotonic() < until:
        found, ended = os.waitpid(child, os.WNOHANG)
        if found:
            return ended
        time.sleep(PAUSE)
    return 0


def _end_with(parent: int) -> None:
    """Let the child end where its parent is killed, so that nothing goes on migrating."""
    ctypes.CDLL(None).prctl(PARENT_DEATH, signal.SIGKILL)
    if os.getppid() != parent:  # it was killed before
        os._exit(1)
