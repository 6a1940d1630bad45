"""The addresses that webhooks are sent to: public ones, and those of networks that are allowed.

A webhook would otherwise let its owner ask what only this machine and its network can reach.
"""

from dataclasses import dataclass
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address
from typing import Final

_GLOBAL_UNICAST: Final = IPv6Network("2000::/3")  # the only IPv6 that IANA has given out
_EXAMPLES: Final = IPv6Network("3fff::/20")  # RFC 9637, which older Pythons do not know
_NAT64: Final = IPv6Network("64:ff9b::/96")  # RFC 6052: an IPv4 address in the last four bytes
_RELAYS: Final = IPv4Network("192.88.99.0/24")  # RFC 7526: of 6to4, no longer used


@dataclass(frozen=True, slots=True)
class AddressRules:
    """Read once at start: whether plain http is refused, and which networks are allowed."""

    https_only: bool
    networks: tuple[IPv4Network | IPv6Network, ...] = ()

    def allow(self, address: str) -> bool:
        """Whether webhooks are sent to this IP address."""
        found = _unmapped(ip_address(address.partition("%")[0]))
        return any(found in network for network in self.networks) or _is_public(found)


def _unmapped(address: IPv4Address | IPv6Address) -> IPv4Address | IPv6Address:
    """The IPv4 address that an IPv6 address stands for, if it does."""
    if isinstance(address, IPv6Address) and address.ipv4_mapped is not None:
        return address.ipv4_mapped
    return address


def _is_public(address: IPv4Address | IPv6Address) -> bool:
    """Whether it is unicast and in no special-purpose registry of IANA (RFC 6890)."""
    if isinstance(address, IPv4Address):
        return address.is_global and not address.is_multicast and address not in _RELAYS
    if address in _NAT64:
        return _is_public(IPv4Address(int(address) & 0xFFFF_FFFF))
    tunnels = address.sixtofour is not None or address.teredo is not None
    unicast = address in _GLOBAL_UNICAST and address not in _EXAMPLES
    return unicast and address.is_global and not tunnels
