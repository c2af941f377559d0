"""Making a book: what is recorded, what never is, and PDFs that may not be handed out any more."""

import os
from collections.abc import Callable, Iterator
from io import BytesIO
from threading import Barrier, Thread

import pikepdf
import pytest
from flask import Flask
from sqlmodel import Session, col, select, update

from app.audit.queries import entries_about
from app.card import services as card
from app.card.rules import Permission, seal
from app.core.db import Database
from app.core.errors import NotFoundError
from app.core.storage import Storage
from app.editions import queries, services
from app.editions.models import Edition, EditionItem, ItemKind
from app.photos.models import Photo, PhotoFile, PhotoOwner
from app.photos.services import forget as forget_photos
from app.printing import Stage
from app.quotes import making
from app.quotes.chores import destroy_unfit
from app.quotes.gathering import UntrueQuotesError
from app.quotes.making import KeepsChangingError, NoQuotesError
from app.quotes.models import Quote, QuoteBook
from app.quotes.printed import edition_contents, is_fit
from app.quotes.rules import Approval
from app.quotes.services import drop_quote
from app.stories.models import Story
from app.stories.queries import events_of
from app.stories.rules import Consent, EventKind, Outcome
from tests.conftest import NOW
from tests.factories import make_programme
from tests.quote_books import (
    hide,
    ignore,
    make_book,
    picture,
    print_book,
    quoted_story,
)

pytestmark = pytest.mark.usefixtures("in_app")


@pytest.fixture
def in_app(app: Flask) -> Iterator[None]:
    with app.test_request_context():
        yield


@pytest.fixture
def book(session: Session) -> QuoteBook:
    make_programme(session)
    made = make_book(session)
    session.commit()
    return made


class Printer:
    """Makes editions of what is stored, and reads them."""

    def __init__(self, database: Database, storage: Storage, book: QuoteBook) -> None:
        self.database, self.storage, self.book = database, storage, book

    def __call__(self, report: Callable[[int, int], None] = ignore) -> Edition:
        ref = print_book(self.database, self.storage, self.book, report=report)
        return self.edition(ref)

    def edition(self, ref: str) -> Edition:
        with self.database.read() as session:
            return queries.get_edition(session, ref)

    def items(self, edition: Edition) -> list[str]:
        with self.database.read() as session:
            return [item.reference for item in queries.items_of(session, edition)]

    def fit(self, edition: Edition) -> bool:
        with self.database.read() as session:
            return is_fit(session, queries.get_edition(session, edition.ref))

    def pdfs(self) -> list[str]:
        stored = list(self.storage.keys())
        return [key for key in stored if "-edition" in key]


@pytest.fixture
def printer(database: Database, storage: Storage, book: QuoteBook) -> Printer:
    return Printer(database, storage, book)


@pytest.fixture
def drawn(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Draw no real PDF, which takes long; note the HTML of what would be drawn."""
    noted: list[str] = []
    blank = BytesIO()
    with pikepdf.new() as document:
        document.add_blank_page()
        document.save(blank)

    def draw(html: str, **options: object) -> bytes:
        noted.append(html)
        progress = options["progress"]
        assert callable(progress)
        for page in range(1, 6):
            progress(Stage.LAY_OUT, page, None)
        progress(Stage.WRITE, 5, 5)
        return blank.getvalue()

    monkeypatch.setattr(making, "render_apart", draw)
    return noted


# What is recorded


def test_an_edition_says_what_is_in_it(
    session: Session, storage: Storage, printer: Printer
) -> None:
    story, quote = quoted_story(session, "Het park is mooi.")
    photo = picture(session, storage, story)
    session.commit()
    told: list[int] = []

    edition = printer(lambda done, _total: told.append(done))

    assert (edition.number, edition.kind, edition.made_by) == (1, "quote_book", "staff")
    assert (edition.round_key, edition.made_at) == ("2026-najaar", NOW)
    assert edition.file_key is not None
    content = storage.get(edition.file_key)
    with pikepdf.open(BytesIO(content)) as document:
        assert edition.pages == len(document.pages) > 3
    assert printer.items(edition) == [quote.ref, photo.ref]
    assert "park" not in str(edition.composition)
    assert [event.kind for event in events_of(session, story)][-1] is EventKind.PRINTED
    assert told == sorted(told)
    assert told[-1] == 100
    assert len(set(told)) > 4


@pytest.mark.usefixtures("drawn")
def test_the_same_content_again_is_the_same_edition(
    session: Session, printer: Printer, drawn: list[str]
) -> None:
    quoted_story(session, "Het park is mooi.")
    session.commit()
    first = printer()

    assert printer().ref == first.ref
    assert len(drawn) == 1

    quoted_story(session, "De straat niet.")
    session.commit()
    assert printer().number == 2
    assert len(drawn) == 2


@pytest.mark.usefixtures("drawn")
def test_a_destroyed_pdf_is_made_anew(session: Session, printer: Printer) -> None:
    story, _ = quoted_story(session, "Het park is mooi.")
    session.commit()
    first = printer()
    with printer.database.write() as writing:
        services.forget_files(writing, printer.storage, story.ref, because="x", now=NOW)
        writing.commit()

    assert printer().number == first.number + 1


@pytest.mark.usefixtures("drawn")
def test_without_quotes_nothing_is_made(session: Session, printer: Printer) -> None:
    quoted_story(session, "Het park is mooi.", consent_paper=Consent.NO)
    session.commit()

    with pytest.raises(NoQuotesError):
        printer()
    assert printer.pdfs() == []


def test_an_untrue_quote_stops_everything(
    session: Session, printer: Printer, drawn: list[str]
) -> None:
    _, quote = quoted_story(session, "Ik ben tegen.")
    quoted_story(session, "Ik ook.")
    session.exec(update(Quote).where(col(Quote.ref) == quote.ref).values(text="Ik ben voor."))
    session.commit()

    with pytest.raises(UntrueQuotesError, match=quote.ref):
        printer()
    assert (drawn, printer.pdfs(), session.exec(select(Edition)).all()) == ([], [], [])


# While it is being made


def once(work: Callable[[], None]) -> Callable[[int, int], None]:
    """Return a report that does `work` the first time that progress is told."""
    left = [work]

    def report(done: int, total: int) -> None:
        ignore(done, total)
        if left:
            left.pop()()

    return report


def test_what_is_withdrawn_while_it_is_made_is_never_recorded(
    session: Session, printer: Printer, drawn: list[str]
) -> None:
    story, quote = quoted_story(session, "Ik trek mij terug.")
    quoted_story(session, "Ik blijf.")
    session.commit()

    def withdraw() -> None:
        card.withdraw(session, printer.storage, story, now=NOW)
        session.commit()

    edition = printer(once(withdraw))

    assert quote.ref not in printer.items(edition)
    assert edition.number == 1
    assert len(printer.pdfs()) == 1
    assert ["Ik trek mij terug." in html for html in drawn] == [True, False]


def test_a_photo_that_goes_while_it_is_printed_means_a_new_try(
    session: Session, printer: Printer
) -> None:
    story, _ = quoted_story(session, "Het park is mooi.")
    photo = picture(session, printer.storage, story)
    session.commit()

    def remove() -> None:
        forget_photos(session, printer.storage, (PhotoOwner.STORY, story.ref))
        session.commit()

    edition = printer(once(remove))

    assert photo.ref not in printer.items(edition)


@pytest.mark.usefixtures("drawn")
def test_a_book_that_keeps_changing_is_given_up(session: Session, printer: Printer) -> None:
    quoted_story(session, "Begin.")
    session.commit()

    def report(done: int, total: int) -> None:
        ignore(done, total)
        quoted_story(session, "Nog een.")
        session.commit()

    with pytest.raises(KeepsChangingError):
        printer(report)
    assert printer.pdfs() == []


@pytest.mark.usefixtures("drawn")
def test_two_who_make_the_same_book_at_once_get_one_edition(
    app: Flask, session: Session, printer: Printer
) -> None:
    quoted_story(session, "Het park is mooi.")
    session.commit()
    both = Barrier(2)
    made: list[str] = []

    def work() -> None:
        def meet_once() -> None:
            both.wait(timeout=30)

        meet = once(meet_once)
        with app.test_request_context():
            made.append(print_book(printer.database, printer.storage, printer.book, report=meet))

    threads = [Thread(target=work) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert len(made) == 2
    assert len(set(made)) == 1
    edition = printer.edition(made[0])
    assert printer.pdfs() == [edition.file_key]


# When something in it may not be printed any more


def consent_no(session: Session, storage: Storage, story: Story, quote: Quote) -> None:
    del quote
    card.change_permission(session, storage, story, (Permission.PAPER, Consent.NO), now=NOW)


def says_no(session: Session, storage: Storage, story: Story, quote: Quote) -> None:
    verdict = (quote.ref, Approval.REFUSED, seal(quote.text))
    card.answer_quote(session, storage, story, verdict, now=NOW)


def no_photos(session: Session, storage: Storage, story: Story, quote: Quote) -> None:
    del quote
    card.change_permission(session, storage, story, (Permission.PHOTOS, Consent.NO), now=NOW)


def withdraws(session: Session, storage: Storage, story: Story, quote: Quote) -> None:
    del quote
    card.withdraw(session, storage, story, now=NOW)


def dropped_then_no(session: Session, storage: Storage, story: Story, quote: Quote) -> None:
    drop_quote(session, story, quote, actor="staff", now=NOW)
    consent_no(session, storage, story, quote)


@pytest.mark.usefixtures("drawn")
@pytest.mark.parametrize("takes_back", [consent_no, says_no, no_photos, withdraws, dropped_then_no])
def test_a_pdf_is_destroyed_when_a_teller_takes_something_back(
    session: Session,
    printer: Printer,
    takes_back: Callable[[Session, Storage, Story, Quote], None],
) -> None:
    story, quote = quoted_story(session, "Het park is mooi.")
    photo = picture(session, printer.storage, story)
    session.commit()
    edition = printer()

    takes_back(session, printer.storage, story, quote)
    session.commit()

    assert printer.edition(edition.ref).file_key is None
    assert printer.pdfs() == []
    assert printer.items(edition) == [quote.ref, photo.ref]
    with printer.database.read() as reading:
        assert [each.ref for each in queries.editions_with(reading, story.ref)] == [edition.ref]
    assert entries_about(session, "edition", edition.ref)[0].action == "edition.destroyed"


@pytest.mark.usefixtures("drawn")
def test_what_another_teller_takes_back_leaves_the_pdf(session: Session, printer: Printer) -> None:
    quoted_story(session, "Het park is mooi.")
    session.commit()
    edition = printer()
    other, quote = quoted_story(session, "Ik niet.")

    withdraws(session, printer.storage, other, quote)
    session.commit()

    assert printer.edition(edition.ref).file_key is not None
    assert printer.fit(edition)


def hidden_later(session: Session, story: Story, quote: Quote) -> None:
    del quote
    hide(session, story, 4, 8)


def refused_later(session: Session, story: Story, quote: Quote) -> None:
    del quote
    story.outcome = Outcome.REFUSED
    session.add(story)


def dropped_later(session: Session, story: Story, quote: Quote) -> None:
    drop_quote(session, story, quote, actor="staff", now=NOW)


def made_longer(session: Session, story: Story, quote: Quote) -> None:
    del story
    quote.spans, quote.text = [[0, 8]], "Het park"
    session.add(quote)


def photo_unshown(session: Session, story: Story, quote: Quote) -> None:
    del quote
    session.exec(update(Photo).where(col(Photo.owner_ref) == story.ref).values(shown=False))


def photo_blurred(session: Session, story: Story, quote: Quote) -> None:
    del quote, story
    session.exec(update(PhotoFile).values(key=col(PhotoFile.key) + "blurred"))


@pytest.mark.usefixtures("drawn")
@pytest.mark.parametrize(
    "change",
    [hidden_later, refused_later, dropped_later, made_longer, photo_unshown, photo_blurred],
)
def test_a_pdf_that_staff_would_not_print_any_more_is_closed_and_then_destroyed(
    session: Session, printer: Printer, change: Callable[[Session, Story, Quote], None]
) -> None:
    story, quote = quoted_story(session, "Het park is mooi.")
    picture(session, printer.storage, story)
    session.commit()
    edition = printer()
    assert printer.fit(edition)
    assert destroy_unfit(printer.database, printer.storage, now=NOW) == 0

    change(session, story, quote)
    session.commit()

    assert not printer.fit(edition)
    assert destroy_unfit(printer.database, printer.storage, now=NOW) == 1
    assert destroy_unfit(printer.database, printer.storage, now=NOW) == 0
    assert printer.edition(edition.ref).gone_because == "changed"
    assert printer.pdfs() == []


@pytest.mark.usefixtures("drawn")
def test_changing_the_book_itself_leaves_the_edition_as_it_was(
    session: Session, printer: Printer
) -> None:
    _, quote = quoted_story(session, "Het park is mooi.")
    quoted_story(session, "De straat niet.")
    session.commit()
    edition = printer()
    book = session.exec(select(QuoteBook)).one()
    book.left_out, book.title, book.foreword = [quote.ref], "Anders", "Beste buren,"
    session.add(book)
    session.commit()

    with printer.database.read() as reading:
        contents = edition_contents(reading, queries.get_edition(reading, edition.ref))

    assert [each.text for each in contents.quotes] == ["Het park is mooi.", "De straat niet."]
    assert (contents.title, contents.foreword) == ("In onze eigen woorden", "")
    assert printer.fit(edition)
    assert printer().number == 2


@pytest.mark.usefixtures("drawn")
def test_an_edition_names_what_is_gone_and_shows_the_rest(
    session: Session, printer: Printer
) -> None:
    story, quote = quoted_story(session, "Ik ga weg.")
    quoted_story(session, "Ik blijf.")
    session.commit()
    edition = printer()
    card.withdraw(session, printer.storage, story, now=NOW)
    session.commit()

    with printer.database.read() as reading:
        found = edition_contents(reading, queries.get_edition(reading, edition.ref))

    assert [(each.text, each.is_gone) for each in found.quotes] == [
        ("", True),
        ("Ik blijf.", False),
    ]
    assert (found.quotes[0].ref, found.quotes[0].story_ref) == (quote.ref, story.ref)
    [chapter] = found.chapters
    assert chapter.stories == 2


# Left over from a crash


@pytest.mark.usefixtures("drawn")
def test_the_pdf_of_an_edition_is_never_swept(session: Session, printer: Printer) -> None:
    quoted_story(session, "Het park is mooi.")
    session.commit()
    key = printer().file_key
    assert key is not None
    os.utime(printer.storage.path(key), (0, 0))

    with printer.database.read() as reading:
        assert services.sweep(reading, printer.storage, NOW) == 0
    assert printer.pdfs() == [key]


def test_what_never_was_an_edition_is_not_found(session: Session) -> None:
    with pytest.raises(NotFoundError):
        queries.get_edition(session, "bestaat-niet")


def test_editions_are_found_by_what_is_in_them(session: Session, storage: Storage) -> None:
    def record(number: int, *references: str) -> Edition:
        items = tuple(services.Item(ItemKind.QUOTE, ref, "verhaal") for ref in references)
        new = services.NewEdition(
            "quote_book", number, "x", None, "staff", 3, str(number), storage.put(b"x", owner="x"),
            items,
        )  # fmt: skip
        return services.record_edition(session, new, now=NOW)

    one, two = record(1, "a", "b"), record(2, "b")

    assert queries.editions_of(session, "b") == [two, one]
    assert queries.editions_by_item(session, ["a", "c"]) == {"a": [one], "c": []}
    assert [item.reference for item in queries.items_of(session, one)] == ["a", "b"]
    assert queries.next_number(session, "quote_book") == 3
    assert queries.next_number(session, "anders") == 1
    assert len(session.exec(select(EditionItem)).all()) == 3
