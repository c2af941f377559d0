"""What is asked of every page: nobody shut out, nothing cut off, nothing from elsewhere."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from urllib.parse import urlsplit

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import CDPSession, ConsoleMessage, Page, Request, Response

STANDARDS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
#: What depends on the colours; everything else is the same in the dark.
COLOURS = ["color-contrast", "link-in-text-block"]
#: Finds what sticks out of the screen, and words that are cut off where nobody can scroll to them.
CUT = """() => {
  const width = document.documentElement.clientWidth;
  const found = [];
  const name = (e) => `${e.tagName.toLowerCase()}.${e.className} "${e.textContent.trim().slice(0, 40)}"`;
  const root = document.documentElement.scrollWidth;
  if (root > width) found.push(`the page is ${root} wide on a screen of ${width}`);
  const hidden = (e) => e.closest(".visually-hidden, [hidden], svg, details:not([open]) > :not(summary)");
  for (const element of document.body.querySelectorAll("*")) {
    if (hidden(element) || !element.checkVisibility()) continue;
    const style = getComputedStyle(element);
    const scrolls = (s) => s === "auto" || s === "scroll";
    let parent = element.parentElement;
    while (parent && !scrolls(getComputedStyle(parent).overflowX)) parent = parent.parentElement;
    const box = element.getBoundingClientRect();
    if (!parent && box.width && (box.right > width + 1 || box.left < -1) && style.position !== "absolute")
      found.push(`sticks out: ${name(element)} ${Math.round(box.left)}..${Math.round(box.right)}`);
    const clips = (s) => s === "hidden" || s === "clip";
    if (clips(style.overflowX) && element.scrollWidth > element.clientWidth + 1 && element.textContent.trim())
      found.push(`cut at the side: ${name(element)}`);
    if (clips(style.overflowY) && element.scrollHeight > element.clientHeight + 1 && element.textContent.trim())
      found.push(`cut below: ${name(element)}`);
  }
  return found.slice(0, 5);
}"""


class Watch:
    """What a page said and fetched since it was watched."""

    def __init__(self, page: Page, address: str) -> None:
        self.page, self.address = page, address
        self.elsewhere: list[str] = []
        self.said: list[str] = []
        #: The last page that was answered with, as (method, path, status).
        self.answer = ("", "", 0)
        #: Over the wire, headers included.
        self.bytes = 0
        self._pictures: set[str] = set()
        self._line: CDPSession = page.context.new_cdp_session(page)
        page.on("request", self._hear_request)
        page.on("response", self._hear_response)
        page.on("pageerror", lambda error: self.said.append(str(error)))
        page.on("console", self._hear_console)
        self._count_bytes()

    def _count_bytes(self) -> None:
        """Count what comes over the wire at a first visit of the last page, without photos."""
        self._line.send("Network.enable")
        self._line.send("Network.setCacheDisabled", {"cacheDisabled": True})
        self._line.on("Network.requestWillBeSent", self._begin)
        self._line.on("Network.responseReceived", self._note_kind)
        self._line.on("Network.loadingFinished", self._add)

    def _begin(self, event: dict[str, Any]) -> None:
        if event["type"] == "Document":
            self.bytes = 0

    def _note_kind(self, event: dict[str, Any]) -> None:
        if urlsplit(event["response"]["url"]).path.startswith("/foto/"):
            self._pictures.add(event["requestId"])

    def _add(self, event: dict[str, Any]) -> None:
        if event["requestId"] not in self._pictures:
            self.bytes += int(event["encodedDataLength"])

    def _hear_request(self, request: Request) -> None:
        if not request.url.startswith((self.address, "data:", "blob:")):
            self.elsewhere.append(request.url)

    def _hear_response(self, response: Response) -> None:
        request = response.request
        if request.is_navigation_request() and not 300 <= response.status < 400:
            self.answer = (request.method, urlsplit(response.url).path, response.status)

    def _hear_console(self, message: ConsoleMessage) -> None:
        # That a page is answered with an error is what its state is about.
        if message.type == "error" and "the server responded with a status of" not in message.text:
            self.said.append(message.text)


def axe_problems(page: Page, rules: list[str] | None = None) -> list[str]:
    """Return what axe finds wrong, by WCAG A and AA or by these rules."""
    only = {"type": "rule", "values": rules} if rules else {"type": "tag", "values": STANDARDS}
    options = {"runOnly": only, "resultTypes": ["violations"]}
    found = Axe().run(page, options=options).response["violations"]
    return [
        f"{each['id']} ({each['impact']}): {node['html'][:160]} {node['failureSummary'][:200]}"
        for each in found
        for node in each["nodes"][:2]
    ]


@contextmanager
def read_small_and_large(page: Page) -> Iterator[None]:
    """Have the page on the narrowest screen, with letters twice as large as usual."""
    line = page.context.new_cdp_session(page)
    page.set_viewport_size({"width": 320, "height": 640})
    line.send("Page.enable")
    line.send("Page.setFontSizes", {"fontSizes": {"standard": 32, "fixed": 26}})
    yield
    line.send("Page.setFontSizes", {"fontSizes": {"standard": 16, "fixed": 13}})
