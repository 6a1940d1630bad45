"""Does work that comes before serving in a process of its own, which takes its memory with it."""

import ctypes
import os
import signal
import sys
from collections.abc import Callable
from typing import Final

PARENT_DEATH: Final = 1  # PR_SET_PDEATHSIG of Linux's prctl.h


def do_apart(work: Callable[[], object]) -> None:
    """Do it in a fork, which tells of a failure itself; this process ends with its status.

    Other systems than Linux have libraries that a fork cannot use: there it is done here.
    """
    if sys.platform != "linux":
        work()
        return
    sys.stdout.flush()  # what is not written yet would be written by both
    parent = os.getpid()
    child = os.fork()
    if child:
        _await(child)
        return
    _end_with(parent)
    work()
    sys.stdout.flush()
    os._exit(0)  # the rest of the program is the parent's


def _await(child: int) -> None:
    _, ended = os.waitpid(child, 0)
    status = os.waitstatus_to_exitcode(ended)
    if status:
        raise SystemExit(status if status > 0 else 128 - status)


def _end_with(parent: int) -> None:
    """Let the child end where its parent is killed, so that nothing goes on migrating."""
    ctypes.CDLL(None).prctl(PARENT_DEATH, signal.SIGKILL)
    if os.getppid() != parent:  # it was killed before
        os._exit(1)
