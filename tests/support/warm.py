"""The process whose forks are the programs of tests: it has imported what each would import, which
takes a second of the processor. There is nothing else in it: no thread, no loop, no settings.

`tests/support/processes.py` starts it, with a socket as standard input: each byte brings the
descriptors of a program, the first of which is a connection over which it is told what
to run and tells the
program's id and, once that has ended, its status.
"""

import gc
import json
import os
import runpy
import signal
import socket
import sys
from contextlib import suppress
from importlib import import_module

WORDS = 4  # bytes of a number that is told
PROGRAMS = (
    "server.commands.new_user",
    "server.commands.audit",
    "server.commands.demo_shop",
    "server.commands.examination",
    "server.transport.protocol",
)
MODULES = (
    *("server.app", "server.commands.importing", "server.telemetry.process_log", *PROGRAMS),
    # what libraries import where it is first used
    *("aiosqlite", "anyio._backends._asyncio", "asyncpg"),
    *("uvicorn.lifespan.on", "uvicorn.loops.uvloop"),
)


def main() -> None:
    """Fork for each order until nobody can give any more."""
    for module in MODULES:
        import_module(module)
    import_module("schema.build").build()
    gc.freeze()  # or the first collection of each fork would copy every page
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # who gives the orders ends the programs
    signal.signal(signal.SIGCHLD, bury)  # not ignored: what children cost is their parents' then
    orders = socket.socket(fileno=0)
    while descriptors := socket.recv_fds(orders, 1, 4)[1]:
        if os.fork() == 0:
            orders.detach()
            begin(*descriptors)
            return
        for descriptor in descriptors:
            os.close(descriptor)


def begin(connection: int, *standard: int) -> None:
    """Fork once more, to become the program there and to watch over it here."""
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    signal.signal(signal.SIGINT, signal.default_int_handler)
    with socket.socket(fileno=connection) as giver:
        order = json.loads(giver.makefile().readline())
        if program := os.fork():
            watch(program, giver)
    for number, descriptor in enumerate(standard):
        os.dup2(descriptor, number)
        os.close(descriptor)
    os.environ.clear()
    os.environ.update(order["environment"])
    become(order["arguments"], genuine=order["genuine"])


def bury(*_: object) -> None:
    """Those who watched, and have nobody to watch over any more."""
    with suppress(ChildProcessError):
        while os.waitpid(-1, os.WNOHANG)[0]:
            pass


def watch(program: int, giver: socket.socket) -> None:
    """Tell its id and its status, which subprocess.Popen would call its return code."""
    try:
        signal.signal(signal.SIGINT, signal.SIG_IGN)
        giver.sendall(program.to_bytes(WORDS, signed=True))
        ended = os.waitid(os.P_PID, program, os.WEXITED | os.WNOWAIT)
        assert ended is not None
        status = ended.si_status if ended.si_code == os.CLD_EXITED else -ended.si_status
        giver.sendall(status.to_bytes(WORDS, signed=True))
        giver.recv(1)  # until it is read: no other process has this id before
        os.waitpid(program, 0)
    finally:
        os._exit(0)


def become(arguments: list[str], *, genuine: bool) -> None:
    """Do what Python does that is started with these arguments."""
    if genuine:
        os.execv(sys.executable, [sys.executable, *arguments])  # noqa: S606 - no shell is wanted
    kind, what, *rest = arguments
    sys.argv = [kind, *rest]
    if kind == "-m":
        runpy.run_module(what, run_name="__main__", alter_sys=True)
    else:
        exec(what, {"__name__": "__main__"})  # noqa: S102 - programs of our own tests


if __name__ == "__main__":
    main()
