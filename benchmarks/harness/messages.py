"""HTTP requests as bytes, which wrk sends as they are."""

import json
from collections.abc import Iterable, Mapping
from pathlib import Path

HOST = "127.0.0.1:8000"  # what the product's public URL says, at whatever port it listens


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
    sent = {
        "Accept": "application/json",
        "Content-Type": "application/json",
        "Content-Length": str(len(body)),
        **(headers or {}),
    }
    return _head("POST", path, sent) + body


def get(path: str, headers: Mapping[str, str]) -> bytes:
    """The request for a page."""
    return _head("GET", path, {"Accept": "text/html", **headers})


def write(file: Path, messages: Iterable[bytes]) -> Path:
    """A file for load.lua; the answer is the file."""
    with file.open("wb") as output:
        for message in messages:
            output.write(b"%d\n%b\n" % (len(message), message))
    return file


def _head(method: str, path: str, headers: Mapping[str, str]) -> bytes:
    lines = [f"{method} {path} HTTP/1.1", f"Host: {HOST}"]
    lines += [f"{name}: {value}" for name, value in headers.items()]
    return ("\r\n".join(lines) + "\r\n\r\n").encode()
