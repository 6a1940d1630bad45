"""The answer to an operation without errors, before it has headers."""

from typing import Final, NamedTuple

from server.media_types import JSON
from server.transport.header_names import CONTEXT_TOKEN
from server.transport.whole_answer import lines

_CONTEXT_TOKEN: Final = CONTEXT_TOKEN.encode()
_DATA: Final = (
    (b"content-type", f"{JSON}; charset=utf-8".encode()),
    (b"cache-control", b"no-store"),
)
_LINES: Final = lines(_DATA) + b"content-length: %d\r\n"
_TOKEN_LINE: Final = _CONTEXT_TOKEN + b": %b\r\n"


class Data(NamedTuple):
    body: bytes
    context_token: str | None  # None where no context was looked up

    @property
    def status(self) -> int:
        """The status of HTTP."""
        return 200

    @property
    def headers(self) -> list[tuple[bytes, bytes]]:
        """The headers, as `answer` and what the view adds to it have them."""
        found = [*_DATA, (b"content-length", b"%d" % len(self.body))]
        if self.context_token is not None:
            found.append((_CONTEXT_TOKEN, self.context_token.encode("latin-1")))
        return found

    @property
    def lines(self) -> bytes:
        """The same headers as an answer that is written whole has them."""
        found = _LINES % len(self.body)
        if self.context_token is None:
            return found
        return found + _TOKEN_LINE % self.context_token.encode("latin-1")
