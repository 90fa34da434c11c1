"""Listens to a page: what it complains of, and whom it talks to."""

from urllib.parse import urlsplit

from playwright.sync_api import BrowserContext, ConsoleMessage, Error, Page, Request, Response

TELL_VIOLATIONS = """
addEventListener("securitypolicyviolation", (event) => {
  console.error(`content security policy: ${event.violatedDirective} refused ${event.blockedURI} ${event.sample}`);
});
"""
# The browser's own PDF viewer is a page of such addresses.
OWN_SCHEMES = frozenset({"data", "blob", "about", "chrome", "chrome-extension"})


class Watch:
    """`complaints` are errors of the console and of scripts; `strangers` are requests to other origins."""

    def __init__(self, page: Page, origin: str) -> None:
        self.origin = origin
        self.complaints: list[str] = []
        self.strangers: list[str] = []
        page.on("console", self._hear)
        page.on("pageerror", self._fail)
        page.on("request", self._follow)

    def forget(self) -> None:
        self.complaints.clear()
        self.strangers.clear()

    def _hear(self, message: ConsoleMessage) -> None:
        # That a page answered with an error status is what some tests are about.
        if message.type in {"error", "warning"} and not message.text.startswith("Failed to load resource: the server"):
            self.complaints.append(f"{message.type}: {message.text} at {message.location.get('url', '')}")

    def _fail(self, error: Error) -> None:
        self.complaints.append(f"uncaught: {error.message}")

    def _follow(self, request: Request) -> None:
        parts = urlsplit(request.url)
        if f"{parts.scheme}://{parts.netloc}" != self.origin and parts.scheme not in OWN_SCHEMES:
            self.strangers.append(request.url)


class Tab:
    """A tab that many tests use one after the other, where only the page that it opens matters."""

    def __init__(self, page: Page, origin: str) -> None:
        self.page = page
        self.watch = Watch(page, origin)

    def open(self, address: str) -> Response:
        self.watch.forget()
        answer = self.page.goto(address, wait_until="domcontentloaded")
        assert answer
        return answer


def tell_violations(context: BrowserContext) -> None:
    context.add_init_script(TELL_VIOLATIONS)


def nothing(found: list[str]) -> None:
    """Fails with all of what was found, which pytest would cut."""
    assert not found, "\n".join(found)
