"""nginx and Caddy with the files of deploy/, in front of two processes on one database."""

import re
import ssl
import subprocess
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from signal import SIGTERM
from typing import Any

import httpx

from tests.support.engines import binaries
from tests.support.servers import Server, start, wait

KIT = Path(__file__).parents[2] / "deploy"
NAME = "imitate.example"  # as in deploy/nginx/imitate.conf
CLIENT = "127.0.0.2"  # not the address of the proxy, which is trusted
WITHIN = 30  # seconds


class Named(httpx.HTTPTransport):
    """Connects to the address of the URL and asks for the name there."""

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        request.extensions = {**request.extensions, "sni_hostname": NAME}
        return super().handle_request(request)


@dataclass(slots=True)
class Site:
    """Two processes, and the ports of the proxy in front of them."""

    folder: Path
    https: int
    http: int
    authority: str  # a certificate as PEM
    servers: list[Server]
    settings: Mapping[str, Any]

    @property
    def origin(self) -> str:
        return f"https://{NAME}:{self.https}"

    def client(self) -> httpx.Client:
        """A browser at another address than the proxy's.

        It has a TLS context of its own: httpx writes into it for each connection, also while the
        handshake of another thread reads it.
        """
        trust = ssl.create_default_context(cadata=self.authority)
        return httpx.Client(
            base_url=f"https://127.0.0.1:{self.https}",
            transport=Named(verify=trust, local_address=CLIENT),
            headers={"host": f"{NAME}:{self.https}"},
            timeout=60,
        )

    def replace(self, number: int) -> None:
        """Stop a process as operators do, and start another one at its port."""
        port = self.servers[number].port
        assert self.servers[number].stop() == -SIGTERM
        self.servers[number] = start(self.folder, port, "--no-migrate", **self.settings)
        wait(self.servers[number])


@contextmanager
def nginx(site: Site, folder: Path) -> Iterator[None]:
    """Nginx, with the ports that the guide would write into its files."""
    first, second = (server.port for server in site.servers)
    text = (KIT / "nginx" / "imitate.conf").read_text(encoding="utf-8")
    for before, after in (
        (":8001", f":{first}"), (":8002", f":{second}"), (r"\b443\b", f"{site.https}"),
        (r"\b80\b", f"{site.http}"), ("/etc/imitate/tls", f"{site.folder}/tls"),
    ):  # fmt: skip
        text = re.sub(before, after, text)
    (folder / "imitate.conf").write_text(text, encoding="utf-8")
    (folder / "nginx.conf").write_bytes((KIT / "nginx" / "nginx.conf").read_bytes())
    for part in ("run", "log"):
        (folder / part).mkdir()
        binaries.give_away(folder / part)
    command = ["nginx", "-p", str(folder), "-c", "nginx.conf", "-e", "log/nginx-error.log"]
    with _running([*command, "-g", "daemon off;"], folder, {}):
        yield


@contextmanager
def caddy(site: Site, folder: Path) -> Iterator[None]:
    """Caddy, with the certificate of the tests."""
    first, second = (server.port for server in site.servers)
    (folder / "tls").symlink_to(site.folder / "tls")
    (folder / "Caddyfile").write_bytes((KIT / "caddy" / "Caddyfile").read_bytes())
    binaries.give_away(folder)
    env = {
        "SITE": site.origin, "TLS": "files", "HTTP_PORT": str(site.http),
        "HTTPS_PORT": str(site.https), "PROCESSES": f"127.0.0.1:{first} 127.0.0.1:{second}",
        "HOME": str(folder),
    }  # fmt: skip
    with _running(["caddy", "run", "--config", "Caddyfile"], folder, env):
        yield


@contextmanager
def _running(command: list[str], folder: Path, env: Mapping[str, str]) -> Iterator[None]:
    with (folder / "output").open("wb") as output:
        program = subprocess.Popen(
            command, cwd=folder, stdout=output, stderr=output,
            env={"PATH": "/usr/sbin:/usr/bin", **env}, **binaries.identity(),
        )  # fmt: skip
    try:
        yield
    finally:
        program.terminate()
        program.wait(WITHIN)


def wait_for(site: Site, folder: Path) -> None:
    """Wait until the proxy answers."""
    until = time.monotonic() + WITHIN
    with site.client() as client:
        while time.monotonic() < until:
            try:
                client.get("/health/live").raise_for_status()
            except httpx.HTTPError:
                time.sleep(0.05)
            else:
                return
    raise AssertionError((folder / "output").read_text())
