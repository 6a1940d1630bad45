"""What happens to database hosts: killed, frozen, cut off, relieved."""

import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from signal import SIGCONT, SIGKILL, SIGSTOP
from typing import Final

from tests.ha import applications, network
from tests.ha.cluster import Cluster
from tests.ha.databases import SETTLES_WITHIN
from tests.ha.ledger import Ledger
from tests.ha.machine import Machine

STALLED: Final = "commits wait for another host"
OUT_OF_TIME: Final = 22  # seconds; more than the server waits for a COMMIT
FRESH: Final = 5  # acknowledgements by a host that make sure that it serves again


@dataclass(frozen=True, slots=True)
class Fault:
    """A fault of the primary, and how it is undone when another host has taken over."""

    name: str
    strike: Callable[[Cluster, Machine], object]
    undo: Callable[[Cluster, Machine], object]


@dataclass(frozen=True, slots=True)
class Outcome:
    """A fault that was survived."""

    name: str
    at: float
    until: float  # the service was back, by then
    gaps: tuple[float, ...]  # the longest time without a redemption, by application hosts

    def __str__(self) -> str:
        gaps = ", ".join(f"{gap:.1f}" for gap in self.gaps)
        return f"{self.name}: {gaps} s without a redemption"


def _nothing(_cluster: Cluster, _machine: Machine) -> None:
    """What is undone by itself."""


def _start_again(cluster: Cluster, machine: Machine) -> None:
    cluster.databases.start_patroni(machine)


def _others(cluster: Cluster, machine: Machine) -> list[str]:
    return [name for name in cluster.databases.machines if name != machine.name]


def _kill(_cluster: Cluster, machine: Machine) -> None:
    machine.send(SIGKILL, "patroni", "postgres")


KILL: Final = Fault("killed (Patroni and PostgreSQL, kill -9)", _kill, _start_again)
FREEZE: Final = Fault(
    "frozen (every process), thawed after the fail-over",
    lambda _, machine: machine.send(SIGSTOP),
    lambda _, machine: machine.send(SIGCONT),
)
PARTITION: Final = Fault(
    "cut off from the network",
    lambda _, machine: network.disconnect(machine),
    lambda _, machine: network.connect(machine),
)
# Hosts of the application reach it as before, so it goes on answering for a while.
CUT: Final = Fault(
    "cut off from the other database hosts alone",
    lambda cluster, machine: network.cut(machine, *_others(cluster, machine)),
    lambda cluster, machine: network.mend(machine, *_others(cluster, machine)),
)
SWITCHOVER: Final = Fault(
    "relieved by a switchover",
    lambda cluster, machine: cluster.databases.switch_over(machine),
    _nothing,
)


def suffer(fault: Fault, cluster: Cluster, ledger: Path) -> Outcome:
    """Let it happen to the primary, wait until both hosts serve again, undo it, and settle."""
    primary = cluster.databases.settled()
    at = time.time()
    fault.strike(cluster, primary)
    until = _back(cluster, ledger, primary)
    read = Ledger(ledger)
    gaps = tuple(read.gap(host.name, at, until) for host in cluster.applications)
    fault.undo(cluster, primary)
    cluster.databases.settled()
    return Outcome(fault.name, at, until, gaps)


def stall(cluster: Cluster, ledger: Path) -> Outcome:
    """Freeze both standbys for a while: nothing is acknowledged, and both hosts say why."""
    primary = cluster.databases.settled()
    followers = [cluster.databases.machines[name] for name in _others(cluster, primary)]
    at = time.time()
    for machine in followers:  # etcd goes on, so that the primary stays the primary
        machine.send(SIGSTOP, "patroni", "postgres")
    limit = time.monotonic() + SETTLES_WITHIN
    while {applications.readiness(each) for each in cluster.applications} != {STALLED}:
        assert time.monotonic() < limit, "They are ready although no commit is answered"
        time.sleep(0.5)
    time.sleep(OUT_OF_TIME)
    for machine in followers:
        machine.send(SIGCONT)
    since = time.time()
    while not _serve(cluster, Ledger(ledger), since):
        assert time.monotonic() < limit, "The service is not back"
        time.sleep(0.5)
    until, read = time.time(), Ledger(ledger)
    gaps = tuple(read.gap(host.name, at, until) for host in cluster.applications)
    cluster.databases.settled()
    return Outcome(f"both standbys frozen, thawed after {since - at:.0f} s", at, until, gaps)


def _back(cluster: Cluster, ledger: Path, earlier: Machine) -> float:
    """Wait until another host is primary and each application host has redeemed tokens since."""
    limit = time.monotonic() + SETTLES_WITHIN
    while (now := cluster.databases.primary()) is None or now.name == earlier.name:
        assert time.monotonic() < limit, "No other host has taken over"
        time.sleep(0.5)
    since = time.time()
    while not _serve(cluster, Ledger(ledger), since):
        assert time.monotonic() < limit, "The service is not back"
        time.sleep(0.5)
    return time.time()


def _serve(cluster: Cluster, ledger: Ledger, since: float) -> bool:
    return all(
        len([each for each in ledger.of("redeemed", host=host.name) if each["at"] > since]) >= FRESH
        for host in cluster.applications
    )
