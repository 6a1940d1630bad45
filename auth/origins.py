"""Did the admin's own page send this request? RFC 6454 origins and Fetch Metadata."""

from collections.abc import Set as AbstractSet


def is_own(*, origin: str | None, fetch_site: str | None, own_origins: AbstractSet[str]) -> bool:
    """True for a request of the admin's own pages; False where the browser does not say.

    `Sec-Fetch-Site: same-site` is not enough: a neighbour subdomain is a stranger here.
    """
    if origin is not None:
        return origin in own_origins and fetch_site in {None, "same-origin"}
    return fetch_site == "same-origin"
