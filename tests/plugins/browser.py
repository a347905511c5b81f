"""A real Chromium, pages that complain about what a visitor's console would show, and the axe check."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import (
    Browser,
    BrowserContext,
    ConsoleMessage,
    Page,
    Request,
    Response,
    expect,
    sync_playwright,
)

ROOT = Path(__file__).resolve().parents[2]
AXE = ROOT / "node_modules" / "axe-core" / "axe.min.js"
# Without these Chromium asks its maker's hosts for updates at every start.
FLAGS = (
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-gpu",
    "--disable-quic",
    "--disable-sync",
    "--no-first-run",
)
RUN_AXE = """async () => (await axe.run(document, {preload: false, resultTypes: ['violations']})).violations
  .filter(found => ['serious', 'critical'].includes(found.impact))
  .map(found => `${found.id}: ` + found.nodes.map(node => node.html.slice(0, 160)).join(' | '))"""

# A page whose own request is refused may not hide what its content policy refused.
TELL_VIOLATION = """addEventListener('securitypolicyviolation', event =>
  tellViolation(`${event.violatedDirective} refuses ${event.blockedURI} on ${location.href}`))"""

# A machine that also runs the other tests may take this long to answer.
MILLISECONDS = 10_000

OpenPage = Callable[..., Page]


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """Start the Chromium that `tools/chromium` finds; each test gets its own profile in it."""
    found = subprocess.run(
        [ROOT / "tools" / "chromium", "--no-install"], capture_output=True, text=True, check=False
    )
    path = found.stdout.strip()
    if not path:
        pytest.skip("no Chromium that starts was found; tools/chromium installs one")
    expect.set_options(timeout=MILLISECONDS)
    arguments = [*FLAGS, "--no-sandbox"] if os.geteuid() == 0 else [*FLAGS]
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=arguments)
        yield browser
        browser.close()


# What htmx says of a request in flight when its page is left; one that fails says htmx:sendError besides.
GIVEN_UP = ("htmx:sendAbort", "htmx:afterRequest")


class Console:
    """What went wrong in the pages of one test: errors, refused content, requests that leave the machine."""

    def __init__(self) -> None:
        self.complaints: list[str] = []
        self._refused_pages: set[str] = set()

    def listen(self, context: BrowserContext) -> None:
        """Hear of every violation of the content policy, on every page that will be opened."""
        context.expose_function("tellViolation", self._hear)
        context.add_init_script(TELL_VIOLATION)

    def _hear(self, violation: str) -> None:
        self.complaints.append(violation)

    def watch(self, page: Page) -> None:
        page.on("console", self._message)
        page.on("pageerror", lambda error: self.complaints.append(f"{page.url}: {error}"))
        page.on("request", self._request)
        page.on("response", self._response)

    def _request(self, request: Request) -> None:
        address = urlsplit(request.url)
        if address.scheme in {"http", "https", "ws", "wss"} and address.hostname not in {
            "127.0.0.1",
            "localhost",
        }:
            self.complaints.append(f"{request.url} is not on this machine")

    def _response(self, response: Response) -> None:
        if response.status >= 400 and response.request.is_navigation_request():
            self._refused_pages.add(response.url)

    def _message(self, message: ConsoleMessage) -> None:
        # Chromium also reports the page itself as failed when a test asks for a 404 or sends an invalid form.
        if (
            message.type == "error"
            and message.location["url"] not in self._refused_pages
            and not message.text.startswith(GIVEN_UP)
        ):
            self.complaints.append(f"{message.location['url']}: {message.text}")


@pytest.fixture
def open_page(chromium: Browser) -> Iterator[OpenPage]:
    """Return a function that opens a page in a profile of its own, so that several users can meet in a test.

    The test fails at its end when any of the pages reported an error, a violation of the content policy
    or a request to another machine.
    """
    console = Console()
    contexts: list[BrowserContext] = []

    def open_page(
        *, width: int = 1280, height: int = 900, language: str = "zh-CN", **options: object
    ) -> Page:
        size = {"width": width, "height": height}
        context = chromium.new_context(viewport=size, locale=language, **options)
        context.set_default_timeout(MILLISECONDS)
        contexts.append(context)
        console.listen(context)
        page = context.new_page()
        console.watch(page)
        return page

    yield open_page
    for context in contexts:
        context.close()
    assert not console.complaints, "\n".join(console.complaints)


@pytest.fixture
def page(open_page: OpenPage) -> Page:
    return open_page()


@pytest.fixture(scope="session")
def axe() -> Callable[[Page], None]:
    """Return a check that fails when axe finds a serious or critical fault in the page as it is now."""
    if not AXE.exists():
        pytest.skip("axe-core is not installed; `make test` installs it")
    source = AXE.read_text(encoding="utf-8")

    def axe(page: Page) -> None:
        page.evaluate(source)
        found = page.evaluate(RUN_AXE)
        assert not found, f"{page.url}\n" + "\n".join(found)

    return axe
