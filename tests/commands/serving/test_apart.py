"""What comes before serving is done in a process of its own, and ends as if it were not."""

import sys
from subprocess import CompletedProcess

import pytest

from tests.support.forks.processes import run
from tests.support.servers import environment

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="elsewhere it is done in place")
PROGRAM = """
import os, signal, sys, time
from server.commands.apart import do_apart
{}
do_apart(work)
print("goes on")
"""
WORKS = """
def work(): print("done")
"""
FAILS = """
def work(): sys.exit(3)
"""
NOBODY_IS_TOLD = """
signal.signal(signal.SIGCHLD, signal.SIG_IGN)
"""
IS_INTERRUPTED = """
def work():
    parent = os.getppid()
    while open(f"/proc/{parent}/stat").read().rpartition(")")[2].split()[0] != "S":
        time.sleep(0.01)  # it does not wait for this process yet
    os.kill(parent, signal.SIGINT)  # as a terminal does, which tells both
    time.sleep(0.5)
    print("rolled back")
    sys.exit(3)
"""


def ended(part: str) -> CompletedProcess[str]:
    return run("-c", PROGRAM.format(part), env=environment())


def test_its_status_is_known_where_nobody_is_told_of_the_end_of_a_child() -> None:
    """Some programs start others with SIGCHLD ignored: Linux then keeps no status of a child."""
    works, fails = ended(NOBODY_IS_TOLD + WORKS), ended(NOBODY_IS_TOLD + FAILS)

    assert (works.returncode, works.stdout, works.stderr) == (0, "done\ngoes on\n", "")
    assert (fails.returncode, fails.stdout, fails.stderr) == (3, "", "")


def test_interrupted_work_may_roll_back() -> None:
    interrupted = ended(IS_INTERRUPTED)

    assert (interrupted.returncode, interrupted.stdout) == (3, "rolled back\n")
    assert interrupted.stderr == ""
