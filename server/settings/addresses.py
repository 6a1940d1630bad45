"""Checks settings that are URLs, origins, hosts and networks; each function raises ValueError."""

from ipaddress import ip_network
from urllib.parse import urlsplit

from auth.origins import origin_of


def url(value: str) -> str:
    """An http or https URL, without its trailing slash."""
    parts = urlsplit(value)
    if parts.scheme not in {"http", "https"} or not parts.netloc:
        raise ValueError("must be http or https with a host")
    return value.rstrip("/")


def collector(value: str | None) -> str | None:
    """The URL of an OpenTelemetry collector, without a query: the exporter logs the URL."""
    if value and urlsplit(value).query:
        raise ValueError("must have no query; keys go into OTEL_EXPORTER_OTLP_HEADERS")
    return value and url(value)


def origins(values: tuple[str, ...]) -> tuple[str, ...]:
    """Origins in the form that browsers send."""
    if any("*" in value for value in values):
        raise ValueError("origins look like https://app.example")
    return tuple(origin_of(url(value)) for value in values)


def networks(values: tuple[str, ...]) -> tuple[str, ...]:
    """Addresses and networks in the form 10.0.0.0/8."""
    return tuple(str(ip_network(value)) for value in values)


def hosts(values: tuple[str, ...]) -> tuple[str, ...]:
    """Hosts with or without a port, in lower case."""
    if any("*" in value or "/" in value for value in values):
        raise ValueError("hosts look like shop.example or shop.example:8443")
    return tuple(value.lower() for value in values)
