"""The cluster of deploy/ha here: `python -m tests.ha.cluster start|status|stop FOLDER`."""

import json
import os
import secrets
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from signal import SIGKILL
from typing import Final

from tests.ha import applications, network
from tests.ha.databases import Databases, new_passwords
from tests.ha.machine import Machine, find

SECRETS: Final = "secrets.json"
ENDS_WITHIN: Final = 20  # seconds


@dataclass
class Cluster:
    """Three database hosts, two application hosts and a client's."""

    folder: Path
    databases: Databases
    applications: list[Machine]
    client: Machine
    database_url: str = ""

    @classmethod
    def of(cls, folder: Path) -> "Cluster":
        """The machines that run in this folder's cluster."""
        found = {name: find(name, folder) for name in network.MACHINES}
        machines = {name: machine for name, machine in found.items() if machine is not None}
        kept = json.loads((folder / SECRETS).read_text())
        return cls(
            folder,
            Databases({name: machines[name] for name in network.DATABASES}, kept["patroni"]),
            [machines[name] for name in network.APPLICATIONS],
            machines[network.CLIENT],
            kept["url"],
        )

    def status(self) -> str:
        """A line for each host."""
        primary = self.databases.primary()
        members = [
            f"{each['name']}: {each['role']}, {each['state']}, timeline {each.get('timeline')}"
            for each in (self.databases.members(primary) if primary else ())
        ]
        ready = [f"{each.name}: {applications.readiness(each)}" for each in self.applications]
        return "\n".join([*members, *ready])


def start(folder: Path, *, outlives: bool) -> Cluster:
    """Build and start everything; without `outlives` it ends with this process."""
    folder.mkdir(parents=True, exist_ok=True)
    kept = {"patroni": new_passwords(), "url": ""}
    (folder / SECRETS).touch(mode=0o600)
    (folder / SECRETS).write_text(json.dumps(kept))
    network.build(folder, outlives=outlives)
    cluster = Cluster.of(folder)
    cluster.databases.start()
    kept["url"] = cluster.database_url = cluster.databases.create_database(secrets.token_hex(16))
    (folder / SECRETS).write_text(json.dumps(kept))
    first, second = cluster.applications
    applications.start(first, cluster.database_url, "--demo")
    applications.start(second, cluster.database_url)
    return cluster


def stop(folder: Path) -> None:
    """End every process of the cluster; the kernel takes the networks and files away."""
    until = time.monotonic() + ENDS_WITHIN
    while (hub := find("hub", folder)) is not None and time.monotonic() < until:
        with suppress(ProcessLookupError):
            os.kill(hub.pid, SIGKILL)
        time.sleep(0.1)
    while network.programs:
        with network.programs.pop():
            pass


@contextmanager
def running(folder: Path) -> Iterator[Cluster]:
    """A cluster for a test; it ends with the test, and with the process however that ends."""
    try:
        yield start(folder, outlives=False)
    finally:
        stop(folder)


def main(action: str, place: str) -> None:
    """The command line."""
    folder = Path(place).resolve()
    if action == "start":
        start(folder, outlives=True)
    if action == "stop":
        stop(folder)
    elif find("hub", folder) is None:
        sys.exit("No cluster runs in this folder.")
    else:
        print(Cluster.of(folder).status())  # noqa: T201 - a command


if __name__ == "__main__":
    main(*sys.argv[1:3])
