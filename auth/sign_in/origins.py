"""Tells whether a page of the given origins sent a request (RFC 6454, Fetch Metadata)."""

import re
from collections.abc import Set as AbstractSet
from typing import Final
from urllib.parse import urlsplit

_DEFAULT_PORTS: Final = {"http": ":80", "https": ":443"}
DOT: Final = re.compile(r"\.(?=(:[0-9]+)?$)")  # at the end of a host: browsers keep it in an origin
OTHER_NAME: Final = {"127.0.0.1": "localhost", "localhost": "127.0.0.1"}


def origin_of(url: str) -> str:
    """The origin of a URL as browsers send it: without the default port of its scheme."""
    parts = urlsplit(url.lower())
    return f"{parts.scheme}://{parts.netloc.removesuffix(_DEFAULT_PORTS.get(parts.scheme, ''))}"


def under_other_name(origin: str) -> str:
    """The origin with the other name of this machine: browsers take them for two sites."""
    scheme, _, host = origin.partition("://")
    name, colon, port = host.partition(":")
    return f"{scheme}://{OTHER_NAME.get(name, name)}{colon}{port}"


def is_own(*, origin: str | None, fetch_site: str | None, own_origins: AbstractSet[str]) -> bool:
    """True for a request of a page of these origins; False where the browser sends neither header.

    `Sec-Fetch-Site: same-site` is not enough: another subdomain is another site.
    """
    if origin is not None:
        is_of_own = not own_origins.isdisjoint({origin, DOT.sub("", origin)})
        return is_of_own and fetch_site in {None, "same-origin"}
    return fetch_site == "same-origin"
