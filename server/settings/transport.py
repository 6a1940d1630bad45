"""The settings of proxies, hosts, origins and webhooks; lists are separated by commas."""

from typing import Annotated

from pydantic import AfterValidator, Field

from server.settings import addresses
from server.settings.comma_separated import SPLIT
from server.settings.limits import LimitSettings


class TransportSettings(LimitSettings):
    """A tuple may also be given as text with commas."""

    trusted_proxies: Annotated[
        tuple[str, ...], SPLIT, AfterValidator(addresses.networks)
    ] = ()  # networks whose X-Forwarded-For and X-Forwarded-Proto are believed
    allowed_hosts: Annotated[
        tuple[str, ...], SPLIT, AfterValidator(addresses.hosts)
    ] = ()  # besides those of PUBLIC_URL, ADMIN_ORIGINS and the channels' domains
    admin_origins: Annotated[
        tuple[str, ...], SPLIT, AfterValidator(addresses.origins)
    ] = ()  # besides that of PUBLIC_URL
    cors_origins: Annotated[
        tuple[str, ...], SPLIT, AfterValidator(addresses.origins)
    ] = ()  # besides those of the domains of the sales channel
    webhook_allow_networks: Annotated[
        tuple[str, ...], SPLIT, AfterValidator(addresses.networks)
    ] = ()  # besides public ones
    limit_connections: Annotated[int, Field(ge=10, le=100_000)] = 1000
    limit_address_connections: Annotated[int, Field(ge=1, le=100_000)] = 250
