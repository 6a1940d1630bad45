"""Tells whether a page of the given origins sent a request (RFC 6454, Fetch Metadata)."""

from collections.abc import Set as AbstractSet
from urllib.parse import urlsplit


def origin_of(url: str) -> str:
    """Scheme, host and port of a URL."""
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc}".lower()


def is_own(*, origin: str | None, fetch_site: str | None, own_origins: AbstractSet[str]) -> bool:
    """True for a request of a page of these origins; False where the browser sends neither header.

    `Sec-Fetch-Site: same-site` is not enough: another subdomain is another site.
    """
    if origin is not None:
        return origin in own_origins and fetch_site in {None, "same-origin"}
    return fetch_site == "same-origin"
