"""Webhooks are sent to public unicast addresses alone, unless a network is allowed."""

from ipaddress import ip_network

import pytest

from auth.webhooks.addresses import AddressRules

RULES = AddressRules(https_only=True)
PUBLIC = [
    "93.184.216.34",
    "8.8.8.8",
    "2606:2800:220:1:248:1893:25c8:1946",
    "::ffff:93.184.216.34",
    "64:ff9b::5db8:d822",  # 93.184.216.34 behind NAT64
]
SPECIAL = [
    "127.0.0.1", "127.1.2.3", "::1",  # loopback
    "10.0.0.1", "172.16.0.1", "172.31.255.255", "192.168.1.1", "fd00::1", "fc00::1",  # private
    "169.254.169.254", "fe80::1", "fe80::1%eth0",  # link-local, and clouds' metadata
    "0.1.2.3", "::", "100.64.0.1",  # this network; shared by carriers
    "192.0.0.1", "192.0.2.1", "198.51.100.1", "203.0.113.1", "2001:db8::1",  # examples
    "3fff:fff::1",  # RFC 9637: examples, too
    "198.18.0.1", "240.0.0.1", "255.255.255.255", "192.88.99.1",  # benchmarks, reserved, 6to4
    "224.0.0.1", "239.1.1.1", "ff02::1", "ff0e::1",  # multicast
    "::ffff:127.0.0.1", "::ffff:10.0.0.1", "::ffff:a9fe:a9fe",  # IPv4 in IPv6
    "::127.0.0.1", "::7f00:1", "64:ff9b::7f00:1", "64:ff9b::a00:1", "64:ff9b:1::1",
    "2002:7f00:1::1", "2002:a9fe:a9fe::1", "2002:5db8:d822::1",  # 6to4
    "2001:0:4136:e378:8000:63bf:3fff:fdd2",  # Teredo
    "fec0::1", "100::1", "4000::1", "5f00::1",  # old site-local, discard, not given out
]  # fmt: skip


@pytest.mark.parametrize("address", PUBLIC)
def test_public_ones_are_allowed(address: str) -> None:
    assert RULES.allow(address)


@pytest.mark.parametrize("address", SPECIAL)
def test_special_ones_are_not(address: str) -> None:
    assert not RULES.allow(address)


@pytest.mark.parametrize(
    ("network", "inside", "outside"),
    [
        ("10.2.0.0/16", "10.2.3.4", "10.3.0.1"),
        ("10.2.0.0/16", "::ffff:10.2.3.4", "::ffff:10.3.0.1"),
        ("127.0.0.1/32", "127.0.0.1", "127.0.0.2"),
        ("fd00:1::/32", "fd00:1::5", "fd00:2::5"),
        ("::1/128", "::1", "127.0.0.1"),
    ],
)
def test_an_allowed_network_opens_itself_alone(network: str, inside: str, outside: str) -> None:
    rules = AddressRules(https_only=True, networks=(ip_network(network),))

    assert rules.allow(inside)
    assert not rules.allow(outside)
