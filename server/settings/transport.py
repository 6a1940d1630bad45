"""Whom does the process believe about addresses, hosts and origins?"""

from ipaddress import ip_network
from typing import Annotated, Any

from pydantic import AfterValidator, BeforeValidator, Field
from pydantic_settings import NoDecode

from auth.origins import origin_of
from server.settings.limits import LimitSettings


def _split(value: Any) -> Any:  # noqa: ANN401 - pydantic's own
    if isinstance(value, str):
        return tuple(part.strip() for part in value.split(",") if part.strip())
    return value


def _networks(values: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(str(ip_network(value)) for value in values)


def _origins(values: tuple[str, ...]) -> tuple[str, ...]:
    if any("*" in value or not origin_of(value).startswith("http") for value in values):
        raise ValueError("origins look like https://app.example")
    return tuple(origin_of(value) for value in values)


def _hosts(values: tuple[str, ...]) -> tuple[str, ...]:
    if any("*" in value or "/" in value for value in values):
        raise ValueError("hosts look like shop.example or shop.example:8443")
    return tuple(value.lower() for value in values)


Split = BeforeValidator(_split)


class TransportSettings(LimitSettings):
    """Lists are separated by commas."""

    trusted_proxies: Annotated[
        tuple[str, ...], NoDecode, Split, AfterValidator(_networks)
    ] = ()  # addresses and networks whose X-Forwarded-For and -Proto are believed
    allowed_hosts: Annotated[
        tuple[str, ...], NoDecode, Split, AfterValidator(_hosts)
    ] = ()  # besides those of PUBLIC_URL, ADMIN_ORIGINS and the domains
    cors_origins: Annotated[
        tuple[str, ...], NoDecode, Split, AfterValidator(_origins)
    ] = ()  # besides those of the domains of the sales channel
    limit_connections: Annotated[int, Field(ge=10, le=100_000)] = 1000
