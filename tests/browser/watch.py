"""What a browser lets others see: addresses, referrers, its console, and what went wrong."""

from dataclasses import dataclass, field

from playwright.sync_api import BrowserContext, ConsoleMessage, Page, Request

# The browser's own word on a page's status, which the page says better.
STATUS = "Failed to load resource: the server responded with a status of"


@dataclass
class Watch:
    """Everything that a context's pages did."""

    addresses: list[str] = field(default_factory=list)
    referrers: list[str] = field(default_factory=list)
    console: list[str] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)
    posts: list[str] = field(default_factory=list)

    @classmethod
    def on(cls, context: BrowserContext) -> "Watch":
        """Watch from now on."""
        watch = cls()
        context.on("request", watch._request)
        context.on("console", watch._message)
        context.on("weberror", lambda error: watch.faults.append(str(error.error)))
        return watch

    def everything(self) -> str:
        """All of it, to look for what must not be there."""
        return "\n".join([*self.addresses, *self.referrers, *self.console, *self.faults])

    def _request(self, request: Request) -> None:
        self.addresses.append(request.url)
        headers = request.all_headers()
        self.referrers += [headers[name] for name in ("referer", "origin") if name in headers]
        if request.method == "POST":
            self.posts.append(request.url)

    def _message(self, message: ConsoleMessage) -> None:
        self.console.append(message.text)
        if message.type in {"error", "warning"} and not message.text.startswith(STATUS):
            self.faults.append(message.text)


def history(page: Page) -> list[str]:
    """The addresses that the back button knows."""
    session = page.context.new_cdp_session(page)
    entries = session.send("Page.getNavigationHistory")["entries"]
    return [entry["url"] + entry["title"] for entry in entries]
