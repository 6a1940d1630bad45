"""Requests that ask for another protocol, of which none is served: they are answered as others are.

The parser skips the body of such a request. Behind a proxy that passes the header on, its bytes
would be read as the next request, whose answer another client could get.
"""

from collections.abc import Iterable


class BodyAfterUpgrade(Exception):
    """A request with a body that the parser would skip."""


def has_body(headers: Iterable[tuple[bytes, bytes]]) -> bool:
    """Whether these headers announce one."""
    named = dict(headers)
    return b"transfer-encoding" in named or named.get(b"content-length", b"0").strip(b"0") != b""
