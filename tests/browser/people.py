"""The people of the main journey and what they do on the pages; each has a phone of their own."""

import re
from dataclasses import dataclass
from urllib.parse import urlsplit

from playwright.sync_api import FilePayload, Page, expect

from tests.factories import PASSWORD

#: Selects words of the story as a finger does.
_SELECT = """(words) => {
  const text = document.querySelector("[data-marked]");
  const start = text.textContent.indexOf(words);
  const points = [];
  for (const index of [start, start + words.length]) {
    const walker = document.createTreeWalker(text, NodeFilter.SHOW_TEXT);
    let left = index;
    while (walker.nextNode() && left > walker.currentNode.length) left -= walker.currentNode.length;
    points.push(walker.currentNode, left);
  }
  getSelection().setBaseAndExtent(...points);
}"""


@dataclass(frozen=True)
class Person:
    """Somebody with a phone."""

    page: Page

    @property
    def path(self) -> str:
        """Where this person is."""
        return urlsplit(self.page.url).path

    def press(self, words: str) -> None:
        """Press the button with these words and wait for the page that answers."""
        with self.page.expect_navigation():
            self.page.get_by_role("button", name=words, exact=True).click()

    def follow(self, words: str) -> None:
        """Follow the link with these words."""
        with self.page.expect_navigation():
            self.page.get_by_role("link", name=words).first.click()

    def sees(self, words: str) -> None:
        """Expect these words in the page."""
        expect(self.page.get_by_role("main")).to_contain_text(words)

    def status_of(self, path: str) -> int:
        """Return how the site answers this person at an address."""
        return self.page.request.get(path, max_redirects=0).status


class Teller(Person):
    """Tells a story, from the home page to the code, and follows it."""

    def begins_at(self, district: str) -> None:
        """Go from the home page to the first question and answer it."""
        self.page.goto("/")
        self.follow("Vertel uw verhaal")
        self.page.get_by_label(district, exact=True).check()
        self.press("Verder")

    def tells(self, text: str) -> None:
        """Type the story."""
        self.page.get_by_label("Wat wilt u vertellen?").fill(text)
        self.press("Verder")

    def adds(self, *photos: FilePayload) -> None:
        """Choose photos, see them, and go on."""
        self.page.get_by_label("Kies foto's").set_input_files(list(photos))
        self.press("Voeg toe")
        expect(self.page.locator(".photo-list img")).to_have_count(len(photos))
        self.press("Verder")

    def signs_as(self, name: str) -> None:
        """Say who tells."""
        self.page.get_by_label("Als bewoner").check()
        self.page.get_by_label("Hoe mogen wij u noemen?").fill(name)
        self.page.get_by_label("16 jaar of ouder").check()
        self.press("Verder")

    def allows_everything(self) -> None:
        """Say yes to each question, and have a look at all answers."""
        self.page.get_by_label("Iedereen", exact=True).check()
        for question in ("citatenboek?", "website zetten?", "laten zien?"):
            group = self.page.get_by_role("group", name=re.compile(re.escape(question)))
            group.get_by_label("Ja", exact=True).check()
        self.press("Verder")

    def sends(self) -> str:
        """Send the story and return its code as the page shows it."""
        self.press("Stuur mijn verhaal")
        self.sees("Bedankt. Uw verhaal is binnen.")
        return " ".join(self.page.locator(".code__group").all_inner_texts())

    def opens_card(self, code: str) -> None:
        """Type the code."""
        self.page.goto("/volg")
        self.page.get_by_label("Typ uw code").fill(code.lower())
        self.press("Open mijn kaart")


class Moderator(Person):
    """Works on one story; with a script by choosing words, without one by typing them."""

    def signs_in(self, username: str) -> None:
        """Sign in."""
        self.page.goto("/team/inloggen")
        self.page.get_by_label("Gebruikersnaam").fill(username)
        self.page.get_by_label("Wachtwoord").fill(PASSWORD)
        self.press("Inloggen")

    def opens_first_story(self) -> str:
        """Open what is on top of the queue and return its reference."""
        self.page.goto("/team/verhalen")
        with self.page.expect_navigation():
            self.page.locator(".queue a").first.click()
        return self.path.rpartition("/")[2]

    def hides(self, words: str, role: str, *, by_choosing: bool) -> None:
        """Put a role in the place of words that tell who somebody is."""
        if by_choosing:
            self.page.evaluate(_SELECT, words)
            self.press(role)
        else:
            self.page.get_by_text("Typ de woorden die weg moeten").click()
            self.page.get_by_label("Welke woorden?", exact=True).fill(words)
            self.page.get_by_label("Vervang door").fill(role)
            self.press("Verberg deze woorden")
        expect(self.page.locator("mark").first).to_contain_text(words)

    def describes_photo(self, number: int, words: str) -> None:
        """Say what is to be seen on a photo, and show it."""
        panel = self.page.locator(".photo-panel").nth(number)
        panel.get_by_label("Wat is er te zien?").fill(words)
        panel.get_by_label("Deze foto mag getoond en gedrukt worden").check()
        with self.page.expect_navigation():
            panel.get_by_role("button", name="Bewaar", exact=True).click()

    def files_under(self, subject: str) -> None:
        """Say what the story is about."""
        self.page.get_by_role("checkbox", name=subject).first.check()
        self.press("Bewaar thema's")

    def quotes(self, words: str, *, by_choosing: bool) -> None:
        """Pick a quote."""
        if by_choosing:
            self.page.evaluate(_SELECT, words)
            self.press("Citaat")
        else:
            self.page.get_by_text("Citaat kiezen door woorden te kopiëren").click()
            self.page.get_by_label("Welke woorden? Kopieer ze precies.").fill(words)
            self.press("Maak hier een citaat van")
        expect(self.page.locator("#citaten blockquote")).to_contain_text(words)

    def answers_and_publishes(self, answer: str) -> None:
        """Write to the teller, and have everyone read the story."""
        self.page.get_by_label("Uw antwoord").fill(answer)
        self.press("Beantwoord en publiceer, volgende")

    def starts_book(self) -> None:
        """Put a book together of everything there is."""
        self.page.goto("/team/citatenboek/nieuw")
        self.press("Stel het boek samen")

    def asks_for_pdf(self) -> None:
        """Have the book made."""
        self.press("Maak de PDF")
        self.sees("Wij zijn bezig")

    def gets_edition(self, *, by_itself: bool) -> None:
        """Come to the edition: with a script the page goes on by itself."""
        if by_itself:
            self.page.wait_for_url("**/uitgaven/*")
        else:
            self.follow("Kijk hoe ver het is")

    def takes_pdf(self) -> bytes:
        """Return the PDF of the edition that is open."""
        address = self.page.get_by_role("link", name="Open de PDF").get_attribute("href")
        return self.page.request.get(address or "").body()
