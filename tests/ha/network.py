"""The machines and the network between them, all below one process whose end ends everything."""

import subprocess
import time
from pathlib import Path

from tests.ha.machine import INIT, Machine, find

DATABASES = ("db1", "db2", "db3")
APPLICATIONS = ("app1", "app2")
CLIENT = "client"
MACHINES = (*DATABASES, *APPLICATIONS, CLIENT)
ADDRESSES = {name: f"10.77.0.{number}" for number, name in enumerate(MACHINES, 11)}
NAMESPACES = ("--net", "--mount", "--pid", "--ipc", "--uts", "--fork", "--kill-child")
# Of first processes. A Popen that is collected while its program runs would warn.
programs: list[subprocess.Popen[bytes]] = []
APPEARS_WITHIN = 30  # seconds


def build(folder: Path, *, outlives: bool) -> None:
    """The hub and its machines. Unless it `outlives` this process, it ends with it."""
    lines = [f"{address} {name}" for name, address in ADDRESSES.items()]
    (folder / "hosts").write_text("\n".join(["127.0.0.1 localhost", *lines, ""]))
    input_ = subprocess.DEVNULL if outlives else subprocess.PIPE
    programs.append(_started("hub", folder, input_))
    hub = _appeared("hub", folder)
    for name in MACHINES:
        inside = ("nsenter", f"--target={hub.pid}", "--pid")
        programs.append(_started(name, folder, subprocess.DEVNULL, *inside))
    for name in MACHINES:
        _plug_in(hub, _appeared(name, folder))


def disconnect(machine: Machine) -> None:
    """Pull the machine's cable."""
    _on_hub(machine, "link", "set", f"to-{machine.name}", "down")


def connect(machine: Machine) -> None:
    """Plug it in again."""
    _on_hub(machine, "link", "set", f"to-{machine.name}", "up")


def cut(machine: Machine, *others: str) -> None:
    """Between the machine and the others nothing passes; the rest of the network stays."""
    for name in others:
        machine.run("ip", "route", "add", "blackhole", f"{ADDRESSES[name]}/32").check_returncode()


def mend(machine: Machine, *others: str) -> None:
    """Undo `cut`."""
    for name in others:
        machine.run("ip", "route", "del", "blackhole", f"{ADDRESSES[name]}/32")


def _started(name: str, folder: Path, stdin: int, *inside: str) -> subprocess.Popen[bytes]:
    """Start a machine; its log also holds what `unshare` says of its end."""
    command = [*inside, "unshare", *NAMESPACES, "--mount-proc", "sh", str(INIT), name, str(folder)]
    with (folder / f"{name}.log").open("ab") as log:
        return subprocess.Popen(command, stdin=stdin, stderr=log, start_new_session=True)


def _appeared(name: str, folder: Path) -> Machine:
    until = time.monotonic() + APPEARS_WITHIN
    while (found := find(name, folder)) is None or not _is_up(found):
        assert time.monotonic() < until, f"{name} did not start"
        time.sleep(0.05)
    return found


def _is_up(machine: Machine) -> bool:
    return machine.run("test", "-e", "/run/up").returncode == 0


def _plug_in(hub: Machine, machine: Machine) -> None:
    cable, address = f"to-{machine.name}", ADDRESSES[machine.name]
    end = ("peer", "name", "eth0", "netns", str(machine.pid))
    _ip(hub, "link", "add", cable, "type", "veth", *end)
    _ip(hub, "link", "set", cable, "master", "bridge", "up")
    _ip(machine, "address", "add", f"{address}/24", "dev", "eth0")
    _ip(machine, "link", "set", "eth0", "up")


def _on_hub(machine: Machine, *words: str) -> None:
    hub = find("hub", machine.folder)
    assert hub is not None
    _ip(hub, *words)


def _ip(machine: Machine, *words: str) -> None:
    """`ip` in the network of the machine; processes keep their numbers of outside."""
    command = ["nsenter", f"--target={machine.pid}", "--net", "ip", *words]
    subprocess.run(command, check=True)
