"""What a session remembers of the client that signed in, for people who look for their own."""

from ipaddress import IPv6Address, ip_address
from typing import Final

from auth.texts import visible_text

LONGEST_USER_AGENT: Final = 255  # characters; the rest is cut


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
