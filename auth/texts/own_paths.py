"""The paths that this server's own routes answer on every host, whatever shop has it."""

from typing import Final

from auth.texts import domain_urls

# The first segments. A test compares them with the routes of the application.
OWN: Final = frozenset({
    ".well-known", "admin", "api", "audit", "auth", "favicon.ico", "graphql", "health", "metrics",
    "oauth", "openapi.json", "store-api", "storefront-static",
})  # fmt: skip


def is_own(url: str) -> bool:
    """Whether pages of a storefront at this URL would be answered by another route."""
    try:
        path = domain_urls.parse(url).path
    except ValueError:  # stored by an earlier release: no request finds it
        return False
    return path.removeprefix("/").partition("/")[0] in OWN
