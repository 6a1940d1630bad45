"""One run of wrk, the load generator, for a number of clients and of seconds."""

import json
import math
import shutil
import signal
import subprocess
import time
from dataclasses import dataclass
from pathlib import Path

from benchmarks.harness import cores

SCRIPT = Path(__file__).with_name("load.lua")
INSTALL = "wrk is missing: install it with `apt-get install wrk`."


@dataclass(frozen=True, slots=True)
class Load:
    """What is sent: a file of requests, drawn at random, or each sent once and in order."""

    file: Path
    once: bool = False


@dataclass(frozen=True, slots=True)
class Answered:
    """What wrk counted; latencies are microseconds."""

    requests: int
    seconds: float
    p50: int
    p99: int
    longest: int
    failed: int


def check_installed() -> None:
    """End the program where wrk is missing."""
    if shutil.which("wrk") is None:
        raise SystemExit(INSTALL)


def send(load: Load, port: int, *, clients: int, seconds: float) -> Answered:
    """Load a server from the client's core for so long."""
    command = ["wrk", "-t1", f"-c{clients}", f"-d{math.ceil(seconds) + 1}s", "--timeout", "10s"]
    command += ["-s", str(SCRIPT), f"http://127.0.0.1:{port}", "--"]
    command += [str(load.file), "once" if load.once else "random"]
    with (
        cores.on(cores.CLIENT),
        subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process,
    ):
        # wrk takes whole seconds; it ends at an interrupt as at its own time.
        time.sleep(seconds)
        process.send_signal(signal.SIGINT)
        output, _ = process.communicate(timeout=30)
    return _read(output)


def _read(output: str) -> Answered:
    lines = [line for line in output.splitlines() if line.startswith("RESULT ")]
    if not lines:
        raise SystemExit(f"wrk has told nothing:\n{output}")
    told = json.loads(lines[0].removeprefix("RESULT "))
    seconds = told.pop("microseconds") / 1e6
    return Answered(seconds=seconds, **told)
