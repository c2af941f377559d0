"""Putting a book together, its web page, making the PDF, and editions as staff see them."""

import re
from collections.abc import Callable
from pathlib import Path

import html5lib
import pytest
from flask import Flask
from sqlmodel import Session, col, select, update
from werkzeug.test import TestResponse

from app.card import services as card
from app.core.jobs import Job, JobState
from app.core.storage import Storage
from app.editions.models import Edition
from app.printing import PrintingUnavailableError, TooManyPagesError, render_pdf
from app.quotes import books, jobs, making
from app.quotes.making import KeepsChangingError
from app.quotes.models import Quote, QuoteBook
from app.staff.rules import Role
from app.stories.models import Story
from tests.conftest import NOW
from tests.factories import PASSWORD, make_member, make_programme, make_story
from tests.page import Browser
from tests.pdf_check import needs_poppler, pdf_text, readable
from tests.quote_books import make_book, pick, picture, quoted_story, tag

Fresh = Callable[[], Session]
NOWHERE = "/team/citatenboek/bestaatniet2"


@pytest.fixture(autouse=True)
def cast(session: Session) -> None:
    make_programme(session)
    for name in ("noord", "oost"):
        make_member(session, name)
    make_member(session, "leeg", districts=())
    make_member(session, "admin", roles=(Role.ADMINISTRATOR,), districts=())
    make_member(session, "beraad", roles=(Role.COUNCIL,), districts=("noord",))
    session.commit()


@pytest.fixture
def told(session: Session) -> tuple[Story, Quote]:
    made = quoted_story(session, "Het park is mooi.")
    session.commit()
    return made


@pytest.fixture
def book(session: Session, told: tuple[Story, Quote]) -> QuoteBook:
    del told
    made = make_book(session, ["noord"])
    session.commit()
    return made


@pytest.fixture
def noord(browser: Browser) -> Browser:
    browser.sign_in("noord", PASSWORD)
    return browser


@pytest.fixture
def blank(monkeypatch: pytest.MonkeyPatch) -> None:
    """Draw one and the same small PDF, which takes no time."""
    small = render_pdf("<html lang=nl><title>x</title><p>x")

    def draw(html: str, **_options: object) -> bytes:
        assert "print:" not in html or "print:photo/" in html
        return small

    monkeypatch.setattr(making, "render_apart", draw)


def at(book: QuoteBook, rest: str = "") -> str:
    return f"/team/citatenboek/{book.ref}{rest}"


def post(
    browser: Browser, path: str, data: dict[str, object] | None = None, status: int = 303
) -> TestResponse:
    """Send a form with the token of whoever is signed in."""
    browser.follow("/team/account")
    return browser.post(path, data, status)


def make(browser: Browser, book: QuoteBook) -> str:
    """Have the PDF made and return where the page of the job leads, or its own address."""
    job = post(browser, at(book, "/maken")).location or ""
    answer = browser.client.get(job)
    return answer.location if answer.status_code == 303 and answer.location else job


def quotes_on(page: str) -> list[str]:
    found = re.findall(r'<div class="user-text"[^>]*>(.*?)</div>', page, re.DOTALL)
    return [text.strip() for text in found]


# Starting a book


def test_a_wijkmanager_starts_a_book_about_the_own_district(
    noord: Browser, stored: Fresh, told: tuple[Story, Quote]
) -> None:
    del told
    page = noord.get("/team/citatenboek/nieuw").text
    assert 'value="noord"' in page
    assert 'value="oost"' not in page

    answer = post(
        noord, "/team/citatenboek/nieuw", {"title": "Noord vertelt", "round": "2026-najaar"}
    )

    made = stored().exec(select(QuoteBook)).one()
    assert answer.location == at(made)
    assert (made.title, made.districts, made.clusters) == ("Noord vertelt", ["noord"], [])
    page = noord.get(at(made)).text
    assert quotes_on(page) == ["Het park is mooi."]
    assert "1 verhaal van 1 mens: 1 uit Noord." in page
    assert "Noord vertelt" in noord.get("/team/citatenboek").text


@pytest.mark.parametrize(
    "sent",
    [
        {"title": "", "round": "2026-najaar"},
        {"title": "x" * 81, "round": "2026-najaar"},
        {"title": "x", "round": "1999"},
        {"title": "x", "round": "2026-najaar", "districts": ["oost"]},
        {"title": "x", "round": "2026-najaar", "districts": ["noord", "oost"]},
        {"title": "x", "round": "2026-najaar", "clusters": ["niets"]},
    ],
)
def test_a_book_about_something_else_is_refused(
    noord: Browser, stored: Fresh, sent: dict[str, object]
) -> None:
    post(noord, "/team/citatenboek/nieuw", sent, 422)

    assert stored().exec(select(QuoteBook)).all() == []


def test_who_has_no_district_makes_no_book(browser: Browser, stored: Fresh) -> None:
    browser.sign_in("leeg", PASSWORD)

    page = post(
        browser, "/team/citatenboek/nieuw", {"title": "x", "round": "2026-najaar"}, 422
    ).text

    assert "U hebt nog geen wijk." in page
    assert stored().exec(select(QuoteBook)).all() == []


def test_a_beheerder_makes_a_book_over_everything(browser: Browser, stored: Fresh) -> None:
    browser.sign_in("admin", PASSWORD)

    post(browser, "/team/citatenboek/nieuw", {"title": "x", "round": "2026-najaar"})

    assert stored().exec(select(QuoteBook)).one().districts == []


# Who may see it


@pytest.mark.usefixtures("blank")
def test_oost_finds_nothing_of_noord(
    app: Flask, noord: Browser, book: QuoteBook, stored: Fresh
) -> None:
    edition = make(noord, book)
    for path in (at(book), at(book, "/voorbeeld"), edition, f"{edition}.pdf"):
        noord.get(path)
    oost = Browser(app)
    oost.sign_in("oost", PASSWORD)

    for path in (at(book), at(book, "/voorbeeld"), edition, f"{edition}.pdf", NOWHERE):
        oost.get(path, 404)
    for action in ("/woorden", "/volgorde", "/maken"):
        post(oost, at(book, action), {"version": "1"}, 404)
    shelf = oost.get("/team/citatenboek").text
    assert book.ref not in shelf
    assert edition not in shelf
    assert len(stored().exec(select(Job)).all()) == 1


@pytest.mark.usefixtures("blank")
def test_a_book_about_everything_is_for_the_beheerder(
    app: Flask, noord: Browser, session: Session, told: tuple[Story, Quote]
) -> None:
    del told
    everything = make_book(session)
    both = make_book(session, ["noord", "oost"])
    session.commit()
    admin = Browser(app)
    admin.sign_in("admin", PASSWORD)
    edition = make(admin, everything)

    admin.get(f"{edition}.pdf")
    for path in (at(everything), at(both), edition, f"{edition}.pdf"):
        noord.get(path, 404)


@pytest.mark.usefixtures("blank")
def test_the_page_of_a_job_is_for_who_asked(app: Flask, noord: Browser, book: QuoteBook) -> None:
    job = post(noord, at(book, "/maken")).location or ""
    oost = Browser(app)
    oost.sign_in("oost", PASSWORD)

    oost.get(job, 404)


@pytest.mark.parametrize("who", ["beraad", None])
def test_others_have_no_books(browser: Browser, book: QuoteBook, who: str | None) -> None:
    if who:
        browser.sign_in(who, PASSWORD)
    status = 403 if who else 303

    for path in ("/team/citaten", "/team/citatenboek", "/team/citatenboek/nieuw", at(book)):
        browser.get(path, status)
    post(browser, at(book, "/maken"), status=status)


@pytest.mark.parametrize("action", ["/woorden", "/volgorde", "/maken"])
def test_without_a_token_nothing_happens(
    noord: Browser, book: QuoteBook, stored: Fresh, action: str
) -> None:
    sent = {"csrf_token": "", "version": "1", "title": "Anders", "doe": "weglaten"}

    answer = noord.client.post(at(book, action), data=sent)

    assert answer.status_code == 400
    assert stored().exec(select(QuoteBook)).one().version == 1
    assert stored().exec(select(Job)).all() == []


# Putting it together


def test_title_and_foreword_are_stored(noord: Browser, book: QuoteBook) -> None:
    noord.get(at(book))
    post(
        noord,
        at(book, "/woorden"),
        {"version": "1", "title": "Noord", "foreword": "Beste buren,\n\nDag."},
    )

    page = noord.get(at(book, "/voorbeeld")).text
    assert "<p>Beste buren,</p>" in page
    assert "<p>Dag.</p>" in page
    assert "Noord" in noord.get(at(book)).text


@pytest.mark.parametrize("sent", [{"title": ""}, {"title": "x", "foreword": "x" * 4001}])
def test_wrong_words_are_shown_again(
    noord: Browser, book: QuoteBook, sent: dict[str, object]
) -> None:
    page = post(noord, at(book, "/woorden"), {"version": "1", **sent}, 422).text

    assert "Er is iets niet goed gegaan" in page


def test_who_was_second_sees_what_stands_there_and_keeps_the_own_words(
    noord: Browser, session: Session, book: QuoteBook, stored: Fresh
) -> None:
    books.set_words(session, book, title="De eerste", foreword="", seen_version=1)
    session.commit()

    page = post(noord, at(book, "/woorden"), {"version": "1", "title": "De tweede"}, 409).text

    assert "Iemand anders was u voor" in page
    assert "De eerste" in page
    assert 'value="De tweede"' in page
    assert 'name="version" value="2"' in page
    assert stored().exec(select(QuoteBook)).one().title == "De eerste"


@pytest.mark.parametrize("version", ["1", "", "x", "99999999999999999999"])
def test_ordering_an_older_book_changes_nothing(
    noord: Browser, session: Session, book: QuoteBook, told: tuple[Story, Quote], version: str
) -> None:
    books.set_words(session, book, title="x", foreword="", seen_version=1)
    session.commit()

    sent: dict[str, object] = {"version": version, "ding": told[1].ref, "doe": "weglaten"}
    post(noord, at(book, "/volgorde"), sent, 409)

    assert "Niet in dit boek" not in noord.get(at(book)).text


def test_quotes_are_moved_and_left_out(
    noord: Browser, session: Session, book: QuoteBook, told: tuple[Story, Quote]
) -> None:
    second = quoted_story(session, "De straat niet.")[1]
    session.commit()

    def change(quote: Quote, action: str) -> None:
        page = noord.get(at(book)).text
        version = re.findall(r'name="version" value="(\d+)"', page)[0]
        post(noord, at(book, "/volgorde"), {"version": version, "ding": quote.ref, "doe": action})

    assert quotes_on(noord.get(at(book)).text) == ["Het park is mooi.", "De straat niet."]
    change(second, "omhoog")
    assert quotes_on(noord.get(at(book)).text) == ["De straat niet.", "Het park is mooi."]
    change(second, "omlaag")
    change(told[1], "weglaten")
    assert quotes_on(noord.get(at(book, "/voorbeeld")).text) == ["De straat niet."]
    assert "Er konden 2 citaten staan." in noord.get(at(book, "/voorbeeld")).text
    assert "Niet in dit boek" in noord.get(at(book)).text
    change(told[1], "opnemen")
    assert quotes_on(noord.get(at(book, "/voorbeeld")).text) == [
        "Het park is mooi.",
        "De straat niet.",
    ]


def test_a_photo_is_left_out_of_one_book(
    noord: Browser, session: Session, storage: Storage, book: QuoteBook, told: tuple[Story, Quote]
) -> None:
    photo = picture(session, storage, told[0])
    session.commit()
    assert f"/foto/{photo.ref}/" in noord.get(at(book, "/voorbeeld")).text

    sent: dict[str, object] = {"version": "1", "ding": photo.ref, "doe": "weglaten"}
    post(noord, at(book, "/volgorde"), sent)

    assert f"/foto/{photo.ref}/" not in noord.get(at(book, "/voorbeeld")).text
    assert "Niet in dit boek" in noord.get(at(book)).text


def test_what_is_not_in_the_book_is_not_moved(
    noord: Browser, session: Session, book: QuoteBook, told: tuple[Story, Quote]
) -> None:
    far = quoted_story(session, "Oost.", district_id=2)[1]
    session.commit()

    for ref, action, status in (
        (far.ref, "omhoog", 404),
        (far.ref, "weglaten", 404),
        ("", "omlaag", 404),
        (told[1].ref, "", 400),
        (told[1].ref, "verbrand", 400),
    ):
        post(noord, at(book, "/volgorde"), {"version": "1", "ding": ref, "doe": action}, status)


def test_quotes_without_a_subject_are_told_of(
    noord: Browser, session: Session, book: QuoteBook
) -> None:
    pick(session, make_story(session, original="Zomaar iets."), about=())
    session.commit()

    assert "1 citaat heeft geen onderwerp van dit boek." in noord.get(at(book)).text


def test_an_empty_book_says_so(noord: Browser, session: Session, stored: Fresh) -> None:
    empty = make_book(session, ["noord"])
    session.commit()

    assert "Er zijn nog geen verhalen" in noord.get(at(empty)).text
    page = noord.get(make(noord, empty)).text
    assert "nog geen citaat" in page
    assert f'href="{at(empty)}"' in page
    job = stored().exec(select(Job)).one()
    assert (job.state, job.failure) == (JobState.FAILED, "no_quotes")


# A quote that is not true


def test_an_untrue_quote_is_named_and_nothing_is_made(
    noord: Browser, session: Session, book: QuoteBook, told: tuple[Story, Quote], stored: Fresh
) -> None:
    session.exec(update(Quote).values(text="Het park is lelijk."))
    session.commit()

    page = noord.get(at(book)).text
    assert f"Citaat {told[1].ref}" in page
    assert "lelijk" not in page
    assert "Maak de PDF" not in page
    assert noord.get(at(book, "/voorbeeld"), 303).location == at(book)
    page = noord.get(make(noord, book)).text
    assert "niet precies wat de verteller schreef" in page
    assert f'href="{at(book)}"' in page
    assert stored().exec(select(Edition)).all() == []
    assert stored().exec(select(Job)).one().failure == "not_verbatim"


# Making it


@needs_poppler
def test_the_pdf_says_what_the_page_says(
    noord: Browser, session: Session, book: QuoteBook, told: tuple[Story, Quote], storage: Storage
) -> None:
    picture(session, storage, told[0], alt="Een bank onder een boom.")
    books.set_words(session, book, title="Noord vertelt", foreword="Beste buren,", seen_version=1)
    session.commit()
    document = html5lib.parse(noord.get(at(book, "/voorbeeld")).text, namespaceHTMLElements=False)
    article = document.find(".//article")
    said = {" ".join(text.split()) for text in article.itertext()}

    edition = make(noord, book)
    answer = noord.get(f"{edition}.pdf")

    assert answer.mimetype == "application/pdf"
    assert answer.headers["Cache-Control"] == "no-store"
    text = readable(pdf_text(answer.data))
    assert {"Het park is mooi.", "Een bank onder een boom.", "Ronde: Najaar 2026"} <= said
    assert [line for line in said if readable(line) not in text] == []


@pytest.mark.usefixtures("blank")
def test_asking_again_leads_to_the_same_edition(noord: Browser, book: QuoteBook) -> None:
    assert make(noord, book) == make(noord, book)
    page = noord.get("/team/citatenboek").text
    assert page.count("Uitgave 1") == 1
    assert "Uitgave 2" not in page


@pytest.mark.parametrize(
    "case",
    [
        (PrintingUnavailableError(), "kan geen PDF maken"),
        (TooManyPagesError(6000), "Kies minder citaten"),
        (KeepsChangingError("x"), "veranderden steeds"),
    ],
)
def test_a_failed_job_says_why_and_leads_back_to_the_book(
    noord: Browser,
    book: QuoteBook,
    stored: Fresh,
    monkeypatch: pytest.MonkeyPatch,
    case: tuple[Exception, str],
) -> None:
    error, told_so = case

    def fail(*_arguments: object, **_options: object) -> str:
        raise error

    monkeypatch.setattr(jobs, "make_edition", fail)

    page = noord.get(make(noord, book)).text

    assert told_so in page
    assert f'href="{at(book)}"' in page
    assert stored().exec(select(Job)).one().state is JobState.FAILED


def test_without_pango_the_page_says_so(
    noord: Browser, book: QuoteBook, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("app.quotes.book_views.available", lambda: False)

    page = noord.get(at(book)).text

    assert "Dit apparaat kan geen PDF maken." in page
    assert "Maak de PDF" not in page


# Editions


@pytest.mark.usefixtures("blank")
def test_an_edition_shows_what_is_in_it_and_later_what_is_gone(
    noord: Browser, session: Session, storage: Storage, book: QuoteBook, told: tuple[Story, Quote]
) -> None:
    quoted_story(session, "De straat niet.")
    session.commit()
    edition = make(noord, book)
    page = noord.get(edition).text
    assert quotes_on(page) == ["Het park is mooi.", "De straat niet."]
    assert f'href="{edition}.pdf"' in page

    card.withdraw(session, storage, told[0], now=NOW)
    session.commit()

    page = noord.get(edition).text
    assert quotes_on(page) == ["De straat niet."]
    assert "park" not in page
    assert "1 citaat is later weggehaald of veranderd." in page
    assert told[1].ref in page
    assert "De PDF is vernietigd" in page
    noord.get(f"{edition}.pdf", 404)
    assert "PDF vernietigd" in noord.get("/team/citatenboek").text


@pytest.mark.usefixtures("blank")
def test_a_pdf_with_something_that_is_hidden_by_now_is_not_handed_out(
    noord: Browser, book: QuoteBook, told: tuple[Story, Quote]
) -> None:
    edition = make(noord, book)
    noord.get(f"/team/verhalen/{told[0].ref}")
    post(
        noord, f"/team/verhalen/{told[0].ref}/verbergen", {"start": "4", "end": "8", "version": "1"}
    )

    page = noord.get(edition).text

    assert "Deze PDF delen wij niet meer uit" in page
    assert quotes_on(page) == []
    noord.get(f"{edition}.pdf", 404)


# The command


@pytest.mark.usefixtures("blank", "book")
@pytest.mark.parametrize("options", [[], ["--round", "2026-najaar"]])
def test_the_command_makes_the_book_of_a_round(
    app: Flask, tmp_path: Path, options: list[str], stored: Fresh
) -> None:
    out = tmp_path / "boek.pdf"

    result = app.test_cli_runner().invoke(args=["quotes", "book", "--out", str(out), *options])

    assert result.exit_code == 0, result.output
    assert out.read_bytes().startswith(b"%PDF")
    assert f"Edition 1, 1 pages: {out}" in result.output
    edition = stored().exec(select(Edition)).one()
    assert (edition.made_by, edition.composition["district_keys"]) == ("command", [])


@pytest.mark.parametrize(
    ("options", "spoil", "told_so"),
    [
        (["--round", "1999"], None, "1999"),
        ([], "no quotes", "NoQuotesError"),
        ([], "untrue", "not word for word: quote"),
        (["--out", "/nonexistent/boek.pdf"], None, "can't be written"),
    ],
)
@pytest.mark.usefixtures("blank", "book")
def test_the_command_says_what_is_wrong(
    app: Flask,
    session: Session,
    tmp_path: Path,
    options: list[str],
    spoil: str | None,
    told_so: str,
) -> None:
    if spoil == "no quotes":
        session.exec(update(Quote).values(approval="refused"))
    if spoil == "untrue":
        session.exec(update(Quote).where(col(Quote.id) > 0).values(text="Het park is lelijk."))
    session.commit()
    out = tmp_path / "boek.pdf"

    result = app.test_cli_runner().invoke(args=["quotes", "book", "--out", str(out), *options])

    assert result.exit_code == 1
    assert told_so in result.output
    assert "Traceback" not in result.output
    assert not out.exists()


def test_words_of_residents_are_never_code(
    noord: Browser, session: Session, book: QuoteBook
) -> None:
    story, _ = quoted_story(session, "<script>alert(1)</script>", signed_as="<b>ik</b>")
    tag(session, story, "helpen")
    session.commit()

    for path in (at(book), at(book, "/voorbeeld")):
        page = noord.get(path).text
        assert "&lt;script&gt;" in page
        assert "&lt;b&gt;ik" in page
