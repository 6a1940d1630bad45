"""Tells whether trusted proxies may be anybody."""

from collections.abc import Sequence
from ipaddress import IPv4Network, IPv6Network, collapse_addresses, ip_network
from typing import Final

# The shortest prefix of a network that one owner has.
SHORTEST_IPV4: Final = 8
SHORTEST_IPV6: Final = 16
UNIQUE_LOCAL: Final = IPv6Network("fc00::/7")  # RFC 4193: not routed on the internet


def trusts_everybody(networks: Sequence[str]) -> bool:
    """Whether a network, or several together, have more addresses than one owner can have."""
    parsed = [ip_network(network) for network in networks]
    ipv4 = collapse_addresses(one for one in parsed if isinstance(one, IPv4Network))
    ipv6 = collapse_addresses(one for one in parsed if isinstance(one, IPv6Network))
    return any(one.prefixlen < SHORTEST_IPV4 for one in ipv4) or any(
        one.prefixlen < SHORTEST_IPV6 and not one.subnet_of(UNIQUE_LOCAL) for one in ipv6
    )
