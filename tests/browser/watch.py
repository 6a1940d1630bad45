"""What must never happen in a page: a console error, a breach of policy, a foreign request."""

import re
from urllib.parse import urlsplit

from playwright.sync_api import BrowserContext, ConsoleMessage, Page, Request, WebError

# Chromium tells of each breach on the console as well, but not of all of them in every version.
BREACHES = """addEventListener('securitypolicyviolation', (event) =>
  console.error(`Breach of ${event.violatedDirective}: ${event.blockedURI}`))"""
HOSTS = {"127.0.0.1", "localhost"}


class Watch:
    """Collects from every page of a browser context; `allow` names what a test brings about."""

    def __init__(self, context: BrowserContext) -> None:
        self.problems: list[str] = []
        self._allowed: list[re.Pattern[str]] = []
        context.add_init_script(BREACHES)
        context.on("console", self._heard)
        context.on("weberror", self._failed)
        context.on("request", self._asked)
        context.on("page", self._opened)

    def allow(self, pattern: str) -> None:
        """Something like that is meant to happen in this test."""
        self._allowed.append(re.compile(pattern))

    def check(self) -> None:
        """Fail on everything that was not allowed."""
        left = [
            problem
            for problem in self.problems
            if not any(allowed.search(problem) for allowed in self._allowed)
        ]
        assert left == []

    def _heard(self, message: ConsoleMessage) -> None:
        if message.type in {"error", "warning"}:
            where = message.location.get("url", "")
            self.problems.append(f"console {message.type}: {message.text} ({where})")

    def _failed(self, error: WebError) -> None:
        self.problems.append(f"uncaught: {error.error}")

    def _asked(self, request: Request) -> None:
        parts = urlsplit(request.url)
        if parts.scheme not in {"data", "blob", "about"} and parts.hostname not in HOSTS:
            self.problems.append(f"foreign request: {request.url}")

    def _opened(self, page: Page) -> None:
        page.on("crash", lambda _: self.problems.append("the page crashed"))
