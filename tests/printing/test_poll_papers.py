"""Results, posters and ballots on paper: accessible, on the pages they should be on, readable."""

from collections.abc import Callable, Iterator
from io import BytesIO

import pikepdf
import pytest
from flask import Flask
from sqlmodel import Session, select

from app.core.storage import Storage
from app.photos.models import Photo, PhotoFile
from app.polls import result_printing, showing
from app.polls.ballot_papers import ballot_papers_pdf
from app.polls.making_rules import MAX_LINE, MAX_OPTION_TITLE, MAX_QUESTION
from app.polls.models import Poll, PollOption
from app.polls.result_services import decide_tie, open_result
from app.polls.result_showing import result_view
from app.polls.rules import BLANK, MAX_OPTIONS
from tests.ballot_boxes import Box, make_box, vote
from tests.conftest import NOW
from tests.factories import make_programme
from tests.pdf_check import assert_pdf_ua, needs_poppler, page_count, pdf_text, readable
from tests.photo_files import jpeg

ADDRESS = "https://stem.example/stemmen/welke-speeltuin/uitslag"
A3, A4 = (842, 1191), (595, 842)


@pytest.fixture(autouse=True)
def _request(app: Flask) -> Iterator[None]:
    """Templates are drawn for a page that was asked for."""
    with app.test_request_context():
        yield


def draw(session: Session, storage: Storage) -> None:
    """Give each option a real picture."""
    for photo in session.exec(select(Photo)):
        for file in session.exec(select(PhotoFile).where(PhotoFile.photo_id == photo.id)):
            owner = f"{photo.ref}{file.size}{file.format}"
            file.key = storage.put(jpeg(), owner=owner)
            session.add(file)
    session.flush()


def longest(session: Session, poll: Poll) -> None:
    """Make every text as long as it may be."""
    poll.question = ("Welke speeltuin komt er op het plein " * 9)[:MAX_QUESTION]
    for option in session.exec(select(PollOption).where(PollOption.poll_id == poll.id)):
        option.title = ("Klimtoren met glijbaan " * 9)[:MAX_OPTION_TITLE]
        option.line = ("Voor kinderen van alle leeftijden. " * 9)[:MAX_LINE]
        session.add(option)
    session.flush()


def make(session: Session, storage: Storage, **values: object) -> Box:
    make_programme(session)
    box = make_box(session, slug="welke-speeltuin", **values)  # type: ignore[arg-type] # values go as they are
    draw(session, storage)
    return box


def open_with(session: Session, box: Box, *choices: int) -> None:
    for index, choice in enumerate(choices):
        vote(session, box, index, choice)
    open_result(session, box.poll, actor="test", now=NOW)


def size(pdf: bytes) -> tuple[int, int]:
    with pikepdf.open(BytesIO(pdf)) as document:
        _, _, width, height = (float(each) for each in document.pages[0].mediabox)
    return round(width), round(height)


@needs_poppler
def test_the_document_says_what_the_page_says(session: Session, storage: Storage) -> None:
    box = make(session, storage)
    open_with(session, box, *[0b10] * 12, *[0b100] * 7, BLANK)

    pdf = result_printing.result_pdf(result_view(session, box.poll), ADDRESS, storage)

    assert_pdf_ua(pdf)
    text = readable(pdf_text(pdf))
    for words in ("Plan 1 wint", "20 van de 40 brieven: 50%", "12 stemmen (60%)", ADDRESS):
        assert readable(words) in text
    result = result_view(session, box.poll).result
    assert result.list_hash in text


@needs_poppler
def test_a_tie_is_told_on_paper_too(session: Session, storage: Storage) -> None:
    box = make(session, storage)
    open_with(session, box, 0b10, 0b1000)
    decide_tie(session, box.poll, 3, note="Geloot op het plein.", actor="test", now=NOW)

    text = readable(
        pdf_text(result_printing.result_pdf(result_view(session, box.poll), ADDRESS, storage))
    )

    assert readable("Plan 3 wint") in text
    assert readable("Geloot op het plein.") in text


@pytest.mark.parametrize(
    ("draw_poster", "expected"),
    [(result_printing.poster_pdf, A4), (result_printing.large_poster_pdf, A3)],
    ids=["a4", "a3"],
)
@pytest.mark.parametrize("options", [2, 5, MAX_OPTIONS])
def test_a_poster_is_one_page_however_much_stands_on_it(
    session: Session,
    storage: Storage,
    draw_poster: Callable[..., bytes],
    expected: tuple[int, int],
    options: int,
) -> None:
    box = make(session, storage, options=options)
    longest(session, box.poll)
    open_with(session, box, 0b10, 0b10, 0b100)

    pdf = draw_poster(result_view(session, box.poll), ADDRESS, storage)

    assert_pdf_ua(pdf)
    assert (page_count(pdf), size(pdf)) == (1, expected)


@needs_poppler
@pytest.mark.parametrize("is_large", [False, True], ids=["two", "large"])
@pytest.mark.parametrize("options", [2, 4, 7, MAX_OPTIONS])
def test_a_ballot_is_one_page_with_every_option(
    session: Session, storage: Storage, options: int, *, is_large: bool
) -> None:
    box = make(session, storage, options=options, has_paper=True)
    longest(session, box.poll)
    shown = showing.options_of(session, box.poll)

    pdf = ballot_papers_pdf(box.poll, shown, storage, is_large=is_large)

    assert_pdf_ua(pdf)
    assert page_count(pdf) == 1
    text = pdf_text(pdf, "-layout")
    ballots = 1 if is_large else 2
    for number in range(1, options + 1):
        assert text.count(f"{number}. Klimtoren") >= ballots
    assert readable(text).count(readable("Ik stem blanco")) == ballots
    # The last line lies on the paper, not below it.
    assert readable(text).count(readable("Schrijf uw naam niet op.")) == ballots


@needs_poppler
def test_a_ballot_carries_no_code_and_no_number(session: Session, storage: Storage) -> None:
    box = make(session, storage, has_paper=True)
    shown = showing.options_of(session, box.poll)

    pdf = ballot_papers_pdf(box.poll, shown, storage, is_large=True)

    text = readable(pdf_text(pdf))
    assert box.poll.ref not in text
    assert all(code.lookup not in text for code in box.codes)
    assert pdf == ballot_papers_pdf(box.poll, shown, storage, is_large=True)
