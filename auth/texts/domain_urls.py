"""Parses the URL of a storefront into the one form that is stored, compared and sent."""

import re
from functools import lru_cache
from typing import Final, NamedTuple
from urllib.parse import unquote

from auth.texts import url_paths
from auth.texts.hosts import host_and_port, shown_host

LONGEST: Final = 255  # characters of the normal form
DEEPEST: Final = 8  # path segments, each of which a request looks for
_DEFAULT_PORTS: Final = {"http": 80, "https": 443}
_URL: Final = re.compile(r"(https?)://([^/?#\\]+)((?:/[^\s?#\\]*)?)", re.IGNORECASE)
_NOT_ASCII: Final = re.compile(r"(?:%[89A-F][0-9A-F])+")
# A normal form consists of these characters, so it can be part of a header and of a policy.
_NORMAL_ORIGIN: Final = re.compile(r"(https?://(?:[a-z0-9.-]+|\[[0-9a-f:]+\])(?::[0-9]+)?)(?:/|$)")


class DomainUrl(NamedTuple):
    """A parsed URL; `port` is None for the default port of the scheme."""

    scheme: str
    host: str
    port: int | None
    path: str  # percent-encoded, without a slash at its end

    @property
    def origin(self) -> str:
        """The origin as browsers send it (RFC 6454)."""
        return f"{self.scheme}://{self.host}{_port(self.port)}"

    @property
    def normal(self) -> str:
        """The form that is stored; two URLs are equal if these are."""
        return self.origin + self.path

    @property
    def shown(self) -> str:
        """The form for people, with Unicode letters in host and path."""
        path = _NOT_ASCII.sub(lambda escaped: unquote(escaped[0]), self.path)
        return f"{self.scheme}://{shown_host(self.host)}{_port(self.port)}{path}"


def parse(written: str) -> DomainUrl:
    """The parts of a URL in their normal forms; raises ValueError."""
    found = _URL.fullmatch(written)
    if found is None:
        raise ValueError("This is not an http or https URL.")
    url = of_parts(found[1].lower(), *host_and_port(found[2]), _normal_path(found[3]))
    if len(url.normal) > LONGEST:
        raise ValueError("The URL is too long.")
    return url


def of_parts(scheme: str, host: str, port: int | None, path: str) -> DomainUrl:
    """The URL of a normal host and path, without the default port of its scheme."""
    return DomainUrl(scheme, host, None if port == _DEFAULT_PORTS.get(scheme) else port, path)


def origin_in(stored: str) -> str | None:
    """The origin of a stored URL; None if an earlier release stored it in another form."""
    found = _NORMAL_ORIGIN.match(stored)
    return found[1] if found else None


@lru_cache(1_000)  # a list shows the same ones each time, and IDNA takes long to check a name
def shown(stored: str) -> str:
    """The form for people of a stored URL."""
    try:
        return parse(stored).shown
    except ValueError:  # stored by an earlier release
        return stored


def is_normal(stored: str) -> bool:
    """Whether a stored URL is in its normal form, so that requests find it."""
    try:
        return parse(stored).normal == stored
    except ValueError:
        return False


def segments(path: str) -> list[str]:
    """The segments of a request's path, which servers have decoded, in their normal form."""
    return [url_paths.encoded(segment) for segment in path.split("/")[1 : DEEPEST + 1]]


def _normal_path(written: str) -> str:
    names = url_paths.segments(written.rstrip("/"))
    if len(names) > DEEPEST:
        raise ValueError(f"The path has more than {DEEPEST} segments.")
    return url_paths.joined(names)


def _port(port: int | None) -> str:
    return "" if port is None else f":{port}"
