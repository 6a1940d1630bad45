"""Did the admin's own page send this request? RFC 6454 origins and Fetch Metadata."""

from collections.abc import Set as AbstractSet
from urllib.parse import urlsplit


def origin_of(url: str) -> str:
    """Scheme, host and port of a URL."""
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc}".lower()


def is_own(*, origin: str | None, fetch_site: str | None, own_origins: AbstractSet[str]) -> bool:
    """True for a request of the admin's own pages; False where the browser does not say.

    `Sec-Fetch-Site: same-site` is not enough: a neighbour subdomain is a stranger here.
    """
    if origin is not None:
        return origin in own_origins and fetch_site in {None, "same-origin"}
    return fetch_site == "same-origin"
