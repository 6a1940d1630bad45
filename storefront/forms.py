"""Reads the body of a form: at most 20 fields in 16 KiB, each once, URL-encoded in UTF-8."""

from typing import Final
from urllib.parse import parse_qsl

from starlette.requests import Request

LARGEST: Final = 16 * 1024  # bytes
MOST_FIELDS: Final = 20
URLENCODED: Final = "application/x-www-form-urlencoded"


class Unreadable(Exception):
    """The body is not such a form; `status` is the status of the answer."""

    def __init__(self, status: int) -> None:
        """`status` is 400, 413 or 415."""
        super().__init__(status)
        self.status = status


async def read(request: Request) -> dict[str, str]:
    """The fields of the body; raises Unreadable."""
    content_type = request.headers.get("content-type", "").partition(";")[0]
    if content_type.strip().lower() != URLENCODED:
        raise Unreadable(415)
    body = bytearray()
    async for chunk in request.stream():
        body += chunk
        if len(body) > LARGEST:
            raise Unreadable(413)
    return _fields(bytes(body))


def _fields(body: bytes) -> dict[str, str]:
    try:
        pairs = parse_qsl(
            body.decode("ascii"),
            keep_blank_values=True,
            errors="strict",
            max_num_fields=MOST_FIELDS,
        )
    except ValueError as error:
        raise Unreadable(400) from error
    fields = dict(pairs)
    if len(fields) < len(pairs):
        raise Unreadable(400)
    return fields
