"""Gives a host one written form: a name by IDNA 2008, an IPv4 or an IPv6 address (WHATWG URL)."""

import re
from functools import lru_cache
from ipaddress import IPv4Address, IPv6Address
from typing import Final

import idna

LONGEST: Final = 255  # characters, checked before any work is done
REMEMBERED: Final = 256  # names: most addresses and pages are at the same few
_NUMBER: Final = re.compile(r"[0-9]+|0[xX][0-9a-fA-F]*")
_AUTHORITY: Final = re.compile(r"(\[[0-9A-Fa-f:.]+\]|[^\s:/?#@\[\]\\]+)(?::([0-9]{0,5}))?")


def normal_host(written: str) -> str:
    """The form that browsers send: ASCII, lower case, no dot at its end; raises ValueError.

    Capitals and wide letters are mapped (UTS 46); a sharp s stays what it is, as in browsers.
    """
    if len(written) > LONGEST:
        raise ValueError("The host is too long.")
    if written.startswith("["):
        return f"[{_ipv6(written[1:-1])}]"
    name = _name(written)
    if _NUMBER.fullmatch(name.rpartition(".")[2]):
        return str(IPv4Address(name))  # browsers read such names as numbers, such as 127.1
    return name


@lru_cache(REMEMBERED)
def _name(written: str) -> str:
    return idna.encode(written, uts46=True, std3_rules=True).decode("ascii").removesuffix(".")


def shown_host(host: str) -> str:
    """The form for people: the Unicode letters of a normal host."""
    try:
        return idna.decode(host) if "xn--" in host else host
    except idna.IDNAError:  # not a normal host
        return host


def host_and_port(written: str) -> tuple[str, int | None]:
    """The normal host, and the port if one is written; raises ValueError."""
    found = _AUTHORITY.fullmatch(written)
    if found is None:
        raise ValueError("This is not a host with or without a port.")
    port = int(found[2]) if found[2] else None
    if port is not None and not 0 < port < 2**16:
        raise ValueError("A port is between 1 and 65535.")
    return normal_host(found[1]), port


def _ipv6(written: str) -> str:
    """Newer Pythons write the end of `::ffff:1.2.3.4` with dots, browsers never do."""
    address = IPv6Address(written)
    if address.ipv4_mapped is None:
        return address.compressed
    high, low = divmod(int(address.ipv4_mapped), 2**16)
    return f"::ffff:{high:x}:{low:x}"
