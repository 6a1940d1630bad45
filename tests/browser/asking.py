"""Asks the server directly, without a page."""

import ssl
from typing import Any

import httpx

from tests.support.clients import document

PATIENCE = 30  # seconds for an answer that takes less than one: the machine may be busy
# Made once: reading the certificates of all authorities takes longer than a request.
TLS = ssl.create_default_context()


def ask(url: str, operation: str, headers: dict[str, str], **variables: Any) -> dict[str, Any]:
    """The answer to an operation of `graphql/`, errors included."""
    body = {"query": document(operation), "variables": variables}
    answer = httpx.post(f"{url}/graphql", json=body, headers=headers, timeout=PATIENCE, verify=TLS)
    return answer.json()
