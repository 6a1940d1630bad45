"""Records what a browser discloses: addresses, referrers, console messages and failures."""

from dataclasses import dataclass, field
from urllib.parse import urlsplit

from playwright.sync_api import BrowserContext, ConsoleMessage, Page, Request

HOSTS = {"127.0.0.1", "localhost", "other.localhost"}  # all of this machine
# Chromium reports most breaches on the console as well, but not all.
BREACHES = """addEventListener('securitypolicyviolation', (event) =>
  console.error(`Breach of ${event.violatedDirective}: ${event.blockedURI}`))"""
# The browser's own message for a page with an error status; the page's text is checked instead.
STATUS = "Failed to load resource: the server responded with a status of"


@dataclass
class Watch:
    """Everything that a context's pages did; `faults` must stay empty."""

    requests: list[Request] = field(default_factory=list)
    console: list[str] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)
    posts: list[str] = field(default_factory=list)
    pages: set[str] = field(default_factory=set)

    @classmethod
    def on(cls, context: BrowserContext) -> "Watch":
        """Watch from now on."""
        watch = cls()
        context.add_init_script(BREACHES)
        context.on("request", watch._request)
        context.on("console", watch._message)
        context.on("weberror", lambda error: watch.faults.append(str(error.error)))
        return watch

    @property
    def addresses(self) -> list[str]:
        return [request.url for request in self.requests]

    @property
    def referrers(self) -> list[str]:
        """Read on demand: each request's headers cost a round trip to the browser."""
        sent = [request.all_headers() for request in list(self.requests)]
        return [
            headers[name] for headers in sent for name in ("referer", "origin") if name in headers
        ]

    def everything(self) -> str:
        """All of it as one text, to be searched for secrets."""
        return "\n".join([*self.addresses, *self.referrers, *self.console, *self.faults])

    def forgive(self, words: str) -> None:
        """Remove the faults that a test expects; fail where there is none."""
        left = [fault for fault in self.faults if words not in fault]
        assert left != self.faults, f"No fault contains {words}."
        self.faults = left

    def _request(self, request: Request) -> None:
        self.requests.append(request)
        if request.is_navigation_request():
            self.pages.add(request.url)
        parts = urlsplit(request.url)
        if parts.scheme in {"http", "https"} and parts.hostname not in HOSTS:
            self.faults.append(f"A request left the host: {request.url}")
        if request.method == "POST":
            self.posts.append(request.url)

    def _message(self, message: ConsoleMessage) -> None:
        self.console.append(message.text)
        where = message.location.get("url", "")
        of_a_page = message.text.startswith(STATUS) and where in self.pages
        if message.type in {"error", "warning"} and not of_a_page:
            self.faults.append(f"{message.text} ({where})")


def history(page: Page) -> list[str]:
    """The addresses that the back button knows."""
    session = page.context.new_cdp_session(page)
    entries = session.send("Page.getNavigationHistory")["entries"]
    return [entry["url"] + entry["title"] for entry in entries]
