"""Reads requests that need nothing which only the middleware knows: most of a storefront's.

This is the one list of what makes a request plain. Everything else takes the way through the
middleware, which answers the same.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from starlette.types import Scope

from resolvers.application import RequestFacts
from server import media_types
from server.endpoint.bearer import bearer
from server.settings.transport import TransportSettings
from server.transport.cors import PATH
from server.transport.header_names import ACCESS_KEY, CONTEXT_TOKEN

DIGITS: Final = 4  # of a plain request's content-length: a longer body may be read twice
# Headers that the middleware decides by: pages of browsers, codings, bodies of unknown length.
FOREIGN: Final = frozenset(
    {
        b"origin",
        b"cookie",
        b"sec-fetch-site",
        b"content-encoding",
        b"transfer-encoding",
        b"expect",
        b"upgrade",
    }
)
# Headers that are read here; one that occurs twice is not plain.
READ: Final = frozenset(
    {
        b"host",
        b"content-type",
        b"content-length",
        b"accept",
        b"authorization",
        b"user-agent",
        ACCESS_KEY.encode(),
        CONTEXT_TOKEN.encode(),
    }
)


@dataclass(slots=True)
class PlainRequest:
    """The headers of a plain request, decoded as HTTP says."""

    headers: Mapping[bytes, str]

    @property
    def host(self) -> str:
        """The Host that the request is sent to; empty without one."""
        return self.headers.get(b"host", "")

    def facts(self, scope: Scope, request_id: str) -> RequestFacts:
        """The facts for the use cases. No cookie counts, and no page is the server's own."""
        headers, client = self.headers, scope.get("client")
        return RequestFacts(
            access_key=headers.get(ACCESS_KEY.encode()),
            context_token=headers.get(CONTEXT_TOKEN.encode()),
            access_token=bearer(headers.get(b"authorization", "")),
            remote_address=client[0] if client else None,
            user_agent=headers.get(b"user-agent"),
            request_id=request_id,
            own_page=False,
        )


def read(scope: Scope, limits: TransportSettings) -> PlainRequest | None:
    """The request; None where it is not plain."""
    if scope["type"] != "http" or scope["method"] != "POST":
        return None
    if scope["path"] != PATH or scope["query_string"]:
        return None
    headers = _headers(scope, limits)
    if headers is None or not _is_short(headers.get(b"content-length")):
        return None
    wanted = _media_type(headers.get(b"content-type", ""), headers.get(b"accept"))
    return PlainRequest(headers) if wanted == media_types.JSON else None


def _headers(scope: Scope, limits: TransportSettings) -> dict[bytes, str] | None:
    found: dict[bytes, str] = {}
    sent, size = scope["headers"], 0
    for name, value in sent:
        size += len(name) + len(value) + 4  # ": " and CRLF
        if name in READ:
            if name in found:
                return None
            found[name] = value.decode("latin-1")
        elif name in FOREIGN:
            return None
    if len(sent) > limits.limit_header_fields or size > limits.limit_headers:
        return None
    return found


def _is_short(length: str | None) -> bool:
    return length is not None and len(length) <= DIGITS and length.isdecimal() and length.isascii()


@lru_cache(64)  # clients send few different ones
def _media_type(content_type: str, accept: str | None) -> str | None:
    """The media type of the answer; None where the body is not JSON or no answer is accepted."""
    return media_types.media_type(accept) if media_types.is_json(content_type, None) else None
