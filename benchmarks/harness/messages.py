"""HTTP requests as bytes, which wrk sends as they are."""

import json
from collections.abc import Iterable, Mapping
from pathlib import Path

HOST = "127.0.0.1:8000"  # what the product's public URL says, at every port
JSON = {"Accept": "application/json", "Content-Type": "application/json"}


def post(
    document: str,
    variables: Mapping[str, object] | None = None,
    headers: Mapping[str, str] | None = None,
    *,
    path: str = "/graphql",
) -> bytes:
    """A GraphQL request."""
    content: dict[str, object] = {"query": document}
    if variables:
        content["variables"] = variables
    body = json.dumps(content).encode()
    return raw("POST", path, {**JSON, **(headers or {})}, body)


def get(path: str, headers: Mapping[str, str]) -> bytes:
    """The request for a page."""
    return raw("GET", path, {"Accept": "text/html", **headers})


def write(file: Path, messages: Iterable[bytes]) -> Path:
    """A file for load.lua; the answer is the file."""
    with file.open("wb") as output:
        for message in messages:
            output.write(b"%d\n%b\n" % (len(message), message))
    return file


def raw(method: str, path: str, headers: Mapping[str, str], body: bytes = b"") -> bytes:
    """Any request to the host that the product is called."""
    lines = [f"{method} {path} HTTP/1.1", f"Host: {HOST}"]
    if body:
        lines.append(f"Content-Length: {len(body)}")
    lines += [f"{name}: {value}" for name, value in headers.items()]
    return ("\r\n".join(lines) + "\r\n\r\n").encode() + body
