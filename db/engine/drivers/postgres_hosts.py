"""The hosts of a PostgreSQL address: several are tried in their order."""

import re
from collections.abc import Sequence
from typing import Final

HOST: Final = re.compile(r"(?:\[(?P<ipv6>[^\[\]]+)\]|(?P<name>[^:\[\]]*))(?::(?P<port>[^:]*))?")
LARGEST_PORT: Final = 65_535

Host = tuple[str | None, int | None]  # None: as libpq finds it, by PGHOST, PGPORT or a socket


def parse(authority: Sequence[str], *, names: str, ports: str) -> tuple[Host, ...]:
    """The hosts of a URI, in its authority or by the words `host` and `port`; raises ValueError."""
    found = [_host(one) for one in authority]
    if names and found != [(None, None)]:
        raise ValueError("host stands twice")
    if names:
        found = [(name or None, None) for name in names.split(",")]
    if ports:
        found = _with_ports(found, ports.split(","))
    if len(found) > 1 and any(name is None for name, _ in found):
        raise ValueError("between two commas there must be a host")
    return tuple(found)


def shown(hosts: Sequence[Host]) -> str:
    """The hosts as they stand in a URI."""
    return ",".join(map(_shown, hosts))


def is_here(name: str | None) -> bool:
    """Whether what is sent there stays on this machine."""
    return name is None or name.startswith(("/", "@", "127.")) or name in {"localhost", "::1"}


def _host(text: str) -> Host:
    host = HOST.fullmatch(text)
    if host is None:
        raise ValueError("an IPv6 address stands in brackets, as in [::1]:5432")
    return host["ipv6"] or host["name"] or None, _port(host["port"]) if host["port"] else None


def _port(text: str) -> int:
    """The text is not quoted: it is the rest of a password where the password has a slash."""
    if not re.fullmatch(r"[0-9]{1,5}", text) or not 1 <= int(text) <= LARGEST_PORT:
        raise ValueError("a port must be a number up to 65535")
    return int(text)


def _with_ports(hosts: Sequence[Host], ports: Sequence[str]) -> list[Host]:
    """One port is that of all hosts."""
    if any(port for _, port in hosts):
        raise ValueError("port stands twice")
    if len(ports) not in {1, len(hosts)}:
        raise ValueError("port must be one, or as many as there are hosts")
    each = list(ports) * (len(hosts) if len(ports) == 1 else 1)
    return [
        (name, _port(port) if port else None) for (name, _), port in zip(hosts, each, strict=True)
    ]


def _shown(host: Host) -> str:
    name, port = host[0] or "", f":{host[1]}" if host[1] else ""
    return f"[{name}]{port}" if ":" in name else f"{name}{port}"
