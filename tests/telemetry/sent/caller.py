"""A client that remembers every token that it is answered."""

import re
from typing import Any

import httpx

from tests.support.clients import document
from tests.telemetry.canaries import Canaries
from tests.telemetry.sent.odd import HOST, graphql

BROWSER = "header user-agent"  # the audit log stores the user agent
Request = dict[str, Any]  # what httpx.Client.request takes


class Caller:
    """Sends requests."""

    def __init__(self, http: httpx.Client, canaries: Canaries) -> None:
        self.http = http
        self.canaries = canaries
        http.headers.update({"host": HOST, "user-agent": canaries.new(BROWSER)})

    def send(self, request: Request) -> httpx.Response:
        """The answer to a request."""
        answer = self.http.request(**request)
        cookies = answer.headers.get("set-cookie", "")
        for said in (answer.text, answer.headers.get("sw-context-token", ""), cookies):
            self.canaries.keep_tokens(said)
        return answer

    def run(self, operation: str, headers: dict[str, str], **variables: object) -> str:
        """Run an operation; the one token that it answers."""
        answer = self.send(graphql(document(operation), headers, variables=variables))
        assert "errors" not in answer.json(), answer.text
        found = re.search(r'"(?:accessToken|token)":"([^"]+)"', answer.text)
        return found[1] if found else ""
