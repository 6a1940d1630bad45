"""A fork of the fork server behaves as a new Python does, except that modules are imported."""

import json
import os
import signal
from typing import Any

import psutil
import pytest

from tests.support.forks.processes import Process, run

ENVIRONMENT = {"GIVEN": "Größe", **os.environ}
del ENVIRONMENT["PATH"]
FACTS = """
import json, os, signal, sys, threading, warnings
print(json.dumps({
    "arguments": sys.argv,
    "input": sys.stdin.read(),
    "environment": {name: value for name, value in os.environ.items() if name != "LC_CTYPE"},
    "folder": os.getcwd(),
    "threads": len(threading.enumerate()),
    "signals": {number: str(signal.getsignal(number))[:25] for number in signal.valid_signals()},
    "blocked": len(signal.pthread_sigmask(signal.SIG_BLOCK, [])),
    "files": [
        (file.isatty(), file.line_buffering) for file in (sys.stdin, sys.stdout, sys.stderr)
    ],
    "warnings": [str(known) for known in warnings.filters if known[2] is Warning],
    "name": __name__,
}))
sys.stderr.write("said aside")
sys.exit(7)
"""


@pytest.mark.parametrize("program", [("-c", FACTS), ("-m", "server", "no-such-command")])
def test_it_begins_and_ends_as_python_does(program: tuple[str, ...]) -> None:
    forked, genuine = [
        run(*program, "one", env=ENVIRONMENT, stdin="told", genuine=genuine)
        for genuine in (False, True)
    ]

    assert vars(forked) == vars(genuine)
    assert forked.returncode != 0
    assert forked.stderr


def test_it_has_what_it_is_given_and_nothing_else() -> None:
    facts: dict[str, Any] = json.loads(run("-c", FACTS, env=ENVIRONMENT, stdin="told").stdout)

    assert (facts["environment"], facts["input"]) == (ENVIRONMENT, "told")
    assert facts["threads"] == 1


def test_a_genuine_one_has_three_files() -> None:
    program = "import os; print(*sorted(os.listdir('/proc/self/fd')))"

    listed = run("-c", program, env=ENVIRONMENT, genuine=True).stdout

    assert listed.split() == ["0", "1", "2", "3"]  # the last reads the folder


def test_chance_is_its_own() -> None:
    program = "import random, uuid; print(random.random(), uuid.uuid4())"

    first, second = [run("-c", program, env=ENVIRONMENT).stdout.split() for _ in range(2)]

    assert not set(first) & set(second)


@pytest.mark.parametrize("genuine", [False, True])
@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGKILL])
def test_signals_end_it(number: signal.Signals, *, genuine: bool) -> None:
    pause = "import signal; signal.pause()"
    with Process("-c", pause, env=ENVIRONMENT, genuine=genuine) as process:
        assert process.exitcode is None
        process.send_signal(number)

        assert process.wait() == -number
        process.kill()  # does nothing to what has ended
        assert process.exitcode == -number


def test_it_can_be_stopped_and_goes_on() -> None:
    with Process("-c", "import time; time.sleep(0.2)", env=ENVIRONMENT) as process:
        process.send_signal(signal.SIGSTOP)
        with pytest.raises(TimeoutError):
            process.wait(0.5)
        process.send_signal(signal.SIGCONT)

        assert process.wait() == 0


def test_it_ends_with_its_block() -> None:
    with Process("-c", "import time; time.sleep(60)", env=ENVIRONMENT) as process:
        pass

    assert process.exitcode == -signal.SIGKILL
    assert not psutil.pid_exists(process.pid or 0)
