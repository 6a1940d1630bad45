"""What a session remembers of the client that signed in, for people who look for their own."""

from collections.abc import Iterable
from datetime import timedelta
from ipaddress import IPv6Address, ip_address
from typing import Final, NamedTuple

from auth.sign_in.throttle import network
from auth.texts import visible_text

LONGEST_USER_AGENT: Final = 255  # characters; the rest is cut
TOLD: Final = timedelta(days=7)  # how long a user is told of a sign-in from a new browser


def address(sent: str | None) -> str | None:
    """An IP address in its one form; None for what is none, such as the end of a Unix socket."""
    try:
        found = ip_address(sent or "")
    except ValueError:
        return None
    if isinstance(found, IPv6Address):
        found = found.ipv4_mapped or IPv6Address(int(found))  # without the name of an interface
    return str(found)


def user_agent(sent: str | None) -> str | None:
    """The header on one line, without anything hidden; None if nothing of it is seen."""
    seen = "".join(one for one in visible_text.name(sent or "") if one.isprintable())
    return " ".join(seen.split())[:LONGEST_USER_AGENT].rstrip() or None


class Seen(NamedTuple):
    """The client of a sign-in, as it is stored."""

    address: str | None
    user_agent: str | None


def is_new(client: Seen, earlier: Iterable[Seen]) -> bool:
    """Whether no earlier sign-in came from this network with this browser.

    A user's first one is not told: there is nothing that it differs from.
    """
    known = {(network(one.address or ""), one.user_agent) for one in earlier}
    return bool(known) and (network(client.address or ""), client.user_agent) not in known
