"""Checks settings that are URLs, origins, hosts and networks; each function raises ValueError."""

from ipaddress import IPv4Network, IPv6Network, ip_network
from typing import Final
from urllib.parse import urlsplit

from auth.texts import domain_urls
from auth.texts.hosts import host_and_port

MAPPED: Final = IPv6Network("::ffff:0:0/96")  # RFC 4291: an IPv4 address in IPv6


def url(value: str) -> str:
    """An http or https URL in the form of auth/texts/domain_urls.py, without a trailing slash."""
    return _parsed(value).normal


def _parsed(value: str) -> domain_urls.DomainUrl:
    try:
        return domain_urls.parse(value)
    except ValueError:
        raise ValueError("must be http or https with a host") from None


def collector(value: str | None) -> str | None:
    """The URL of an OpenTelemetry collector, without a query: the exporter logs the URL."""
    if not value:
        return value
    parts = urlsplit(value)
    if parts.query:
        raise ValueError("must have no query; keys go into OTEL_EXPORTER_OTLP_HEADERS")
    if parts.scheme not in {"http", "https"} or not parts.netloc:
        raise ValueError("must be http or https with a host")
    return value.rstrip("/")


def origins(values: tuple[str, ...]) -> tuple[str, ...]:
    """Origins in the form that browsers send."""
    if any("*" in value for value in values):
        raise ValueError("origins look like https://app.example")
    return tuple(_parsed(value).origin for value in values)


def networks(values: tuple[str, ...]) -> tuple[str, ...]:
    """Addresses and networks in the form 10.0.0.0/8."""
    return tuple(str(_unmapped(ip_network(value))) for value in values)


def _unmapped(network: IPv4Network | IPv6Network) -> IPv4Network | IPv6Network:
    """The IPv4 network that an IPv6 network stands for, if it does."""
    if isinstance(network, IPv6Network) and network.subnet_of(MAPPED):
        first, bits = network.network_address.ipv4_mapped, network.prefixlen - MAPPED.prefixlen
        return IPv4Network(f"{first}/{bits}")
    return network


def hosts(values: tuple[str, ...]) -> tuple[str, ...]:
    """Hosts with or without a port, in their normal form."""
    if any("*" in value or "/" in value for value in values):
        raise ValueError("hosts look like shop.example or shop.example:8443")
    return tuple(_host(value) for value in values)


def _host(value: str) -> str:
    """Names that are no hosts by IDNA, such as those with an underscore, are used inside networks.

    They are compared as they are sent, in lower case.
    """
    try:
        host, port = host_and_port(value)
    except ValueError:
        return value.lower()
    return host if port is None else f"{host}:{port}"
