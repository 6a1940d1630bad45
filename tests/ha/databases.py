"""The database hosts: etcd, Patroni and PostgreSQL with the files of deploy/ha."""

import json
import secrets
import subprocess
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any, Final

from tests.ha.machine import Machine

DEPLOY: Final = Path(__file__).parents[2] / "deploy" / "ha"
SETTLES_WITHIN: Final = 150  # seconds; five times what a fail-over may take
# What all together say of themselves. Without a synchronous standby nobody may take over.
SETTLED: Final = ["leader running", "replica running", "sync_standby running"]
NOT_SYNCHRONOUS: Final = ["leader running", "replica running", "replica running"]
FOLLOWING: Final = "SELECT count(*) FROM pg_stat_replication WHERE state = 'streaming'"
ALONE: Final = {"synchronous_mode": False, "synchronous_mode_strict": False}
DATABASE: Final = "imitate"


class NotSettled(Exception):
    """The cluster has not reached a state in time; the message is what it says of itself."""


@dataclass
class Databases:
    """The three hosts, any of which may be down."""

    machines: dict[str, Machine]
    passwords: dict[str, str] = field(default_factory=dict)
    synchronous: bool = True

    def start(self) -> None:
        """Start all, and wait until one is primary and the others follow it."""
        for machine in self.machines.values():
            self.start_etcd(machine)
        for machine in self.machines.values():
            self.start_patroni(machine)
        self.settled()

    def start_etcd(self, machine: Machine) -> None:
        """As etcd.service does."""
        env = _variables("etcd.env", "host.env", name=machine.name)
        machine.start("etcd", "etcd", user="etcd", env=env)

    def start_patroni(self, machine: Machine) -> None:
        """As patroni.service does."""
        machine.start(
            "patroni", "patroni", _configuration(machine), user="postgres", env=self._env(machine)
        )

    def create_database(self, password: str) -> str:
        """The product's role and database; the URL by which its hosts find the primary."""
        primary = self.primary()
        assert primary is not None
        for statement in (
            f"CREATE ROLE {DATABASE} LOGIN PASSWORD '{password}'",
            f"CREATE DATABASE {DATABASE} OWNER {DATABASE}",
        ):
            self.sql(primary, statement, database="postgres")
        return f"postgresql://{DATABASE}:{password}@127.0.0.1:5000/{DATABASE}"

    def sql(self, machine: Machine, text: str, *, database: str = DATABASE) -> str:
        """What PostgreSQL on this host answers to a statement."""
        done = self._psql(machine, text, database)
        assert done.returncode == 0, done.stderr
        return done.stdout.strip()

    def _psql(self, machine: Machine, text: str, database: str) -> subprocess.CompletedProcess[str]:
        return machine.run("psql", "-XAtq", "-c", text, database, user="postgres")

    def members(self, machine: Machine) -> list[dict[str, Any]]:
        """What Patroni on this host knows of all; one that was cut off knows what was."""
        answer = machine.fetch("http://127.0.0.1:8008/cluster")
        members: list[dict[str, Any]] = json.loads(answer)["members"] if answer else []
        return members

    def primary(self) -> Machine | None:
        """The host that says that it is the primary."""
        for machine in self.machines.values():
            if '"role": "master"' in machine.fetch("http://127.0.0.1:8008/primary"):
                return machine
        return None

    def settled(self) -> Machine:
        """Wait until a primary is followed by both others; the primary."""
        self._wait(self._is_settled)
        primary = self.primary()
        assert primary is not None
        return primary

    def _is_settled(self) -> bool:
        primary = self.primary()
        if primary is None:
            return False
        roles = sorted(f"{each['role']} {each['state']}" for each in self.members(primary))
        following = self._psql(primary, FOLLOWING, "postgres").stdout.strip()
        return following == "2" and roles == (SETTLED if self.synchronous else NOT_SYNCHRONOUS)

    def caught_up(self, primary: Machine) -> None:
        """Wait until every standby has replayed what the primary has now."""
        position = self.sql(primary, "SELECT pg_current_wal_lsn()")
        for machine in self.machines.values():
            if machine.name != primary.name:
                self._wait(partial(self._has_replayed, machine, position))

    def _has_replayed(self, machine: Machine, position: str) -> bool:
        return self.sql(machine, f"SELECT pg_last_wal_replay_lsn() >= '{position}'") == "t"

    def _wait(self, reached: Callable[[], bool]) -> None:
        until = time.monotonic() + SETTLES_WITHIN
        while not reached():
            if time.monotonic() > until:
                raise NotSettled({name: self.members(m) for name, m in self.machines.items()})
            time.sleep(0.5)

    def switch_over(self, primary: Machine) -> None:
        """Hand the leadership to another host, as an operator does."""
        command = ("patronictl", "-c", _configuration(primary), "switchover", "--force")
        done = primary.run(*command, user="postgres", env=self._env(primary))
        assert done.returncode == 0, done.stdout + done.stderr

    def answer_at_once(self, primary: Machine) -> None:
        """Answer a COMMIT before a second host has it."""
        password = self.passwords["PATRONI_RESTAPI_PASSWORD"]
        self.synchronous = False
        answer = primary.fetch(
            "http://127.0.0.1:8008/config",
            *("--request", "PATCH", "--user", f"patroni:{password}"),
            *("--data", json.dumps(ALONE)),
        )
        assert ALONE.items() <= json.loads(answer).items(), answer
        self._wait(lambda: self.sql(primary, "SHOW synchronous_standby_names") == "")

    def _env(self, machine: Machine) -> dict[str, str]:
        return {**self.passwords, **_variables("host.env", name=machine.name)}


def new_passwords() -> dict[str, str]:
    """A value for each line of passwords.env."""
    return {name: secrets.token_urlsafe(24) for name in _variables("passwords.env", name="")}


def _variables(*files: str, name: str) -> dict[str, str]:
    """The lines of files in deploy/ha, for the host of this name."""
    lines: list[str] = []
    for file in files:
        text = (DEPLOY / file).read_text()
        lines += (text.replace("db1", name) if file == "host.env" else text).splitlines()
    return dict(line.split("=", 1) for line in lines if line and not line.startswith("#"))


def _configuration(machine: Machine) -> str:
    """A copy of patroni.yml that postgres can read, wherever the checkout is."""
    text = (DEPLOY / "patroni.yml").read_text()
    machine.run("sh", "-c", "cat > /run/patroni.yml", stdin=text).check_returncode()
    return "/run/patroni.yml"
