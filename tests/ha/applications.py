"""The application hosts: HAProxy with the file of deploy/ha, and a process of the product."""

import sys
import time
from pathlib import Path
from typing import Final

from tests.ha.databases import DEPLOY
from tests.ha.machine import Machine
from tests.support.engines.kept import AUDIT_KEY, SECRET

CHECKOUT: Final = Path(__file__).parents[2]
READY_WITHIN: Final = 150  # seconds
# Load from one address, and passwords that cost little: the machine of the tests has two cores.
SETTINGS: Final = {
    "secret": SECRET,
    "audit_key": AUDIT_KEY,
    "public_url": "http://app1:8000",
    "allowed_hosts": "app2:8000,app2",
    "token_lifetime": 3600,
    "imitations_per_user": 1000,
    "argon2_memory": 8,
    "argon2_time": 1,
    **{
        f"rate_{name}": 0
        for name in (
            "account_logins",
            "address_logins",
            "user_tokens",
            "address_tokens",
            "address_redemptions",
            "user_refusals",
            "address_refusals",
        )
    },
}


def start(machine: Machine, database_url: str, *options: str) -> None:
    """Start HAProxy and the product on a host, and wait until it is ready."""
    machine.start("haproxy", "haproxy", "-db", "-f", str(DEPLOY / "haproxy.cfg"), env={})
    _wait_for_primary(machine)
    serve = ("serve", "--host", "0.0.0.0", "--port", "8000", *options)  # noqa: S104 - its own network
    machine.start("product", *in_checkout("-m", "server", *serve), env=environment(database_url))
    until = time.monotonic() + READY_WITHIN
    while readiness(machine) != "ready":
        assert time.monotonic() < until, readiness(machine)
        time.sleep(0.5)


def imitate(machine: Machine, database_url: str, *arguments: str) -> tuple[int, str]:
    """Run a command of the product on a host: its exit status, and what it printed."""
    done = machine.run(
        *in_checkout("-m", "server", *arguments), within=300, env=environment(database_url)
    )
    return done.returncode, done.stdout + done.stderr


def readiness(machine: Machine) -> str:
    """What the product on this host answers to a load balancer; empty without an answer."""
    answer = machine.fetch("http://127.0.0.1:8000/health/ready")
    return answer.partition('"status":"')[2].partition('"')[0]


def environment(database_url: str) -> dict[str, str]:
    """The product's variables."""
    settings = {**SETTINGS, "database_url": database_url}
    return {f"IMITATE_{name.upper()}": str(value) for name, value in settings.items()}


def in_checkout(*arguments: str) -> list[str]:
    """A command that runs this Python in this checkout."""
    return ["sh", "-c", 'cd "$0" && exec "$@"', str(CHECKOUT), sys.executable, *arguments]


def _wait_for_primary(machine: Machine) -> None:
    until = time.monotonic() + READY_WITHIN
    while machine.run("bash", "-c", "read -t 2 < /dev/tcp/127.0.0.1/5000").returncode == 1:
        assert time.monotonic() < until, "HAProxy knows no primary"
        time.sleep(0.5)
