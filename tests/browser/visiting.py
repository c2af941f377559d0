"""Somebody with a browser in the town, and the states of pages that they can get to."""

from collections.abc import Callable
from dataclasses import dataclass

from playwright.sync_api import BrowserContext, Page

from tests.browser.town import Town

#: Sends a form that no page shows, as a browser with an old page would.
_POST = """([path, fields]) => {
  const form = document.createElement("form");
  form.method = "post";
  form.action = path;
  const token = document.querySelector("[name=csrf_token]");
  for (const [name, value] of Object.entries({csrf_token: token?.value ?? "", ...fields})) {
    const input = document.createElement("textarea");
    input.name = name;
    input.value = value;
    form.append(input);
  }
  document.body.append(form);
  form.submit();
}"""


@dataclass(frozen=True)
class Visitor:
    """Somebody who looks at a page of the town."""

    page: Page
    town: Town

    def go(self, path: str) -> None:
        """Open a page."""
        self.page.goto(self.town.address + path)

    def press(self, words: str) -> None:
        """Press the button with these words, and wait for the page that answers."""
        with self.page.expect_navigation():
            self.page.get_by_role("button", name=words, exact=True).first.click()

    def post(self, path: str, **fields: str) -> None:
        """Send these fields, with the token of the page that is open."""
        with self.page.expect_navigation():
            self.page.evaluate(_POST, [path, fields])

    def keep(self, name: str, value: str) -> None:
        """Have the browser keep a cookie."""
        hold(self.page.context, self.town, name, value)

    def hold_card(self, story: str) -> None:
        """Have the card of this story open."""
        self.keep("kaart", self.town.card_cookie(story))

    def tell(self, *scenes: str, **answers: str) -> None:
        """Have begun a story."""
        said = {"district": "noord", "text": "Het is fijn in het park.", "language": "nl"}
        self.keep("verhaal", self.town.draft(said | answers, scenes))

    def open_all(self) -> None:
        """Unfold everything that can be."""
        self.page.evaluate("document.querySelectorAll('details').forEach(d => { d.open = true })")

    def story(self, name: str) -> str:
        """Return where staff work on this story."""
        return f"/team/verhalen/{self.town.stories[name]}"


def hold(context: BrowserContext, town: Town, name: str, value: str) -> None:
    """Have the browser keep a cookie of the town."""
    context.add_cookies([{"name": name, "value": value, "url": town.address}])


#: Gets a visitor to a state.
Way = Callable[[Visitor], None]


@dataclass(frozen=True)
class State:
    """A page in one of its states, and how to get there."""

    name: str
    #: What answers with the page.
    endpoint: str
    way: Way
    #: User name of who looks; empty for a resident.
    who: str = ""
    status: int = 200
    #: Whether the town is one where nothing was told yet.
    is_new: bool = False
    #: Over the wire for residents, with CSS and JavaScript, without photos.
    most_bytes: int = 30_000

    @property
    def slug(self) -> str:
        """The name as a file can have it."""
        return self.name.replace(" ", "-").replace("/", "-").replace(",", "").replace(":", "")


def at(path: str) -> Way:
    """Return the way that is an address."""
    return lambda visitor: visitor.go(path)
