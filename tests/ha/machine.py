"""A machine of the cluster: namespaces of its own, known by the number of its first process."""

import os
import signal
import subprocess
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

INIT = Path(__file__).with_name("init.sh")
PROC = Path("/proc")


@dataclass(frozen=True, slots=True)
class Machine:
    """Processes with a network, files and memory of their own."""

    name: str
    pid: int  # of its first process, outside
    folder: Path  # of the cluster, with the logs

    @property
    def _enter(self) -> list[str]:
        return ["nsenter", f"--target={self.pid}", "--all", "--wd=/"]

    def start(self, log: str, *command: str, user: str = "", env: Mapping[str, str]) -> None:
        """Start a program that stays, below the first process; its output is appended to a log."""
        aside = ["sh", "-c", 'setsid "$@" &', "start", *_as(user), *command]
        with (self.folder / f"{self.name}-{log}.log").open("ab") as output:
            subprocess.run(
                [*self._enter, *aside],
                env=_environment(env),
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=output,
                check=True,
            )

    def run(
        self,
        *command: str,
        user: str = "",
        env: Mapping[str, str] | None = None,
        stdin: str = "",
        within: float = 60,
    ) -> subprocess.CompletedProcess[str]:
        """Run a program to its end."""
        return subprocess.run(
            [*self._enter, *_as(user), *command],
            env=_environment(env or {}),
            input=stdin,
            capture_output=True,
            text=True,
            timeout=within,
            check=False,
        )

    def fetch(self, url: str, *options: str) -> str:
        """What an HTTP server answers to this machine; empty without an answer in two seconds."""
        return self.run("curl", "--silent", "--max-time", "2", *options, url).stdout

    def send(self, number: signal.Signals, *names: str) -> list[int]:
        """Send a signal to the programs of these names, or to all but the first process."""
        found = [pid for pid in self.processes() if not names or _name(pid) in names]
        for pid in found:
            with suppress(ProcessLookupError):
                os.kill(pid, number)
        return found

    def runs(self, name: str) -> bool:
        """Whether a program of this name is there."""
        return any(_name(pid) == name for pid in self.processes())

    def processes(self) -> list[int]:
        """Its processes without the first."""
        mine = _namespace(self.pid)
        return [pid for pid in _pids() if pid != self.pid and mine and _namespace(pid) == mine]


def find(name: str, folder: Path) -> Machine | None:
    """The running machine of this name in the cluster of the folder."""
    wanted = ["sh", str(INIT), name, str(folder)]
    for pid in _pids():
        if _arguments(pid) == wanted and _is_first(pid):
            return Machine(name, pid, folder)
    return None


def _pids() -> Iterator[int]:
    return (int(entry.name) for entry in PROC.iterdir() if entry.name.isdigit())


def _arguments(pid: int) -> list[str]:
    return _text(pid, "cmdline").split("\0")[:-1]


def _is_first(pid: int) -> bool:
    lines = _text(pid, "status").splitlines()
    return any(line.startswith("NSpid:") and line.split()[-1] == "1" for line in lines)


def _name(pid: int) -> str:
    return _text(pid, "comm").strip()


def _text(pid: int, file: str) -> str:
    try:
        return (PROC / str(pid) / file).read_text()
    except OSError:
        return ""  # it has ended


def _namespace(pid: int) -> str:
    try:
        return str((PROC / str(pid) / "ns" / "pid").readlink())
    except OSError:
        return ""


def _as(user: str) -> list[str]:
    return ["setpriv", f"--reuid={user}", f"--regid={user}", "--init-groups"] if user else []


def _environment(more: Mapping[str, str]) -> dict[str, str]:
    return {"PATH": "/usr/sbin:/usr/bin:/sbin:/bin", "LANG": "C.UTF-8", **more}
