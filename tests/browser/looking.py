"""What is asked of every page: nobody shut out, nothing cut off, nothing from elsewhere."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from urllib.parse import urlsplit

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import CDPSession, ConsoleMessage, Error, Page, Request, Response

STANDARDS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
#: What depends on the colours; everything else is the same in the dark.
COLOURS = ["color-contrast", "link-in-text-block"]
#: Finds what sticks out of the screen, and words that are cut off where nobody can scroll to them.
CUT = """() => {
  const width = document.documentElement.clientWidth;
  const found = [];
  const name = (e) => `${e.tagName}.${e.className} "${e.textContent.trim().slice(0, 40)}"`;
  const letters = getComputedStyle(document.documentElement).fontSize;
  if (letters !== "32px") found.push(`the letters are only ${letters}`);
  const whole = document.documentElement.scrollWidth;
  if (whole > width) found.push(`the page is ${whole} wide on a screen of ${width}`);
  const unseen = ".visually-hidden, [hidden], svg, details:not([open]) > :not(summary)";
  const scrolls = (way) => way === "auto" || way === "scroll";
  const clips = (way) => way === "hidden" || way === "clip";
  for (const element of document.body.querySelectorAll("*")) {
    if (element.closest(unseen) || !element.checkVisibility()) continue;
    const style = getComputedStyle(element);
    let parent = element.parentElement;
    while (parent && !scrolls(getComputedStyle(parent).overflowX)) parent = parent.parentElement;
    const { left, right } = element.getBoundingClientRect();
    const isOut = right > left && (right > width + 1 || left < -1);
    if (isOut && !parent && style.position !== "absolute") found.push(`out: ${name(element)}`);
    // Shortened on purpose, with dots: the whole words stand on another page.
    if (style.webkitLineClamp !== "none" || style.textOverflow === "ellipsis") continue;
    if (!element.textContent.trim()) continue;
    const isWide = clips(style.overflowX) && element.scrollWidth > element.clientWidth + 1;
    const isLong = clips(style.overflowY) && element.scrollHeight > element.clientHeight + 1;
    if (isWide || isLong) found.push(`cut: ${name(element)}`);
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

    def hear_request(self, request: Request) -> None:
        """Note who else was asked for something."""
        if not request.url.startswith((self.address, "data:", "blob:")):
            self.elsewhere.append(request.url)

    def hear_response(self, response: Response) -> None:
        """Note which page was answered with."""
        request = response.request
        if request.is_navigation_request() and not 300 <= response.status < 400:
            self.answer = (request.method, urlsplit(response.url).path, response.status)

    def hear_error(self, error: Error) -> None:
        """Note what a script failed at."""
        self.said.append(str(error))

    def stop(self) -> None:
        """Let go of the browser."""
        self._line.detach()

    def hear_console(self, message: ConsoleMessage) -> None:
        """Note what the browser complains of."""
        # That a page is answered with an error is what its state is about.
        if message.type == "error" and "the server responded with a status of" not in message.text:
            self.said.append(message.text)


@contextmanager
def watching(page: Page, address: str) -> Iterator[Watch]:
    """Watch the page for a while."""
    watch = Watch(page, address)
    page.on("request", watch.hear_request)
    page.on("response", watch.hear_response)
    page.on("pageerror", watch.hear_error)
    page.on("console", watch.hear_console)
    yield watch
    page.remove_listener("request", watch.hear_request)
    page.remove_listener("response", watch.hear_response)
    page.remove_listener("pageerror", watch.hear_error)
    page.remove_listener("console", watch.hear_console)
    watch.stop()


def axe_problems(page: Page, rules: list[str] | None = None) -> list[str]:
    """Return what axe finds wrong, by WCAG A and AA or by these rules."""
    only = {"type": "rule", "values": rules} if rules else {"type": "tag", "values": STANDARDS}
    # The text of style sheets is only read by rules on trial, which are not among ours.
    preload = {"assets": ["media"]}
    options = {"runOnly": only, "resultTypes": ["violations"], "preload": preload}
    if page.evaluate("!window.axe"):
        page.evaluate(Axe().axe_script)
    found = page.evaluate("(options) => axe.run(options)", options)["violations"]
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
