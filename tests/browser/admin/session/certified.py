"""A certified provider of OpenID Connect, npm's `oidc-provider`, as a process of its own."""

import subprocess
import time
from dataclasses import dataclass, field
from pathlib import Path

import httpx

from tests.browser.asking import TLS
from tests.support.forks.node import node_for
from tests.support.servers import STARTS_WITHIN, free_port

FOLDER = Path(__file__).parents[3] / "sign_in" / "oidc" / "node"


@dataclass
class Certified:
    """Its key, its sessions and its refresh tokens end with the process."""

    name: str
    log: Path
    port: int = field(default_factory=free_port)
    process: "subprocess.Popen[bytes] | None" = None

    @property
    def issuer(self) -> str:
        """Another site than the admin's: Strict cookies do not come back from it."""
        return f"http://localhost:{self.port}"

    def settings(self) -> dict[str, str]:
        """The settings of a server whose users sign in here."""
        own = {
            "issuer": self.issuer,
            "client_id": "imitate",
            "client_secret": "the-secret-of-the-client",
            "label": self.name.title(),
            "roles": "agents=Support,leads=Auditor",
            "create_users": "1",
        }
        return {f"oidc_{self.name}_{name}": value for name, value in own.items()}

    def start(self, shop: str) -> None:
        """Run until it is stopped, for the server at this address."""
        node = str(node_for(FOLDER) / "node")
        command = [node, "provider.mjs", self.name, str(self.port), shop]
        with self.log.open("a") as log:
            self.process = subprocess.Popen(command, cwd=FOLDER, stdout=log, stderr=log)
        until = time.monotonic() + STARTS_WITHIN
        while not self._answers():
            assert self.process.poll() is None, f"It ended:\n{self.log.read_text()}"
            assert time.monotonic() < until, f"It does not answer:\n{self.log.read_text()}"
            time.sleep(0.02)

    def stop(self) -> None:
        """At once, as a machine that fails."""
        if self.process is not None:
            self.process.kill()
            self.process.wait()

    def _answers(self) -> bool:
        try:
            return httpx.get(f"{self.issuer}/jwks", verify=TLS).status_code == httpx.codes.OK
        except httpx.TransportError:
            return False
