"""Empty forms and posters that bring stories in: accessible, and on the pages they should be on."""

from collections.abc import Iterator
from io import BytesIO

import pikepdf
import pytest
from flask import Flask
from sqlmodel import Session

from app.staff.rules import Role
from app.stories.blanks import large_poster_pdf, poster_pdf, story_form_pdf
from app.stories.noting_rules import MAX_PLACE
from tests.factories import PASSWORD, make_member, make_programme
from tests.page import Browser
from tests.pdf_check import assert_pdf_ua, needs_poppler, page_count, pdf_text, readable

ADDRESS = "https://stem.example/verhaal"
PLACES = ["", "het buurthuis", "Het buurthuis aan de overkant van het plein " * 2]


@pytest.fixture
def _request(app: Flask) -> Iterator[None]:
    """Templates are drawn for a page that was asked for."""
    with app.test_request_context():
        yield


def size(pdf: bytes) -> tuple[int, int]:
    with pikepdf.open(BytesIO(pdf)) as document:
        _, _, width, height = (float(each) for each in document.pages[0].mediabox)
    return round(width), round(height)


@needs_poppler
@pytest.mark.usefixtures("_request")
@pytest.mark.parametrize("place", PLACES)
def test_the_form_is_one_sheet_with_every_question_twice(place: str) -> None:
    pdf = story_form_pdf(["Noord", "Oost"], ADDRESS, place=place[:MAX_PLACE])

    assert_pdf_ua(pdf)
    assert (page_count(pdf), size(pdf)) == (2, (842, 595))
    text = readable(pdf_text(pdf))
    for asked in ("Wie mag uw verhaal lezen?", "Hoe oud bent u?", "Lever dit in bij", "Oost"):
        assert text.count(readable(asked)) == 2
    assert readable(place[:MAX_PLACE]) in text


@needs_poppler
@pytest.mark.usefixtures("_request")
@pytest.mark.parametrize("place", PLACES)
def test_a_poster_is_one_page_of_its_size(place: str) -> None:
    sizes = {}
    for draw in (poster_pdf, large_poster_pdf):
        pdf = draw(ADDRESS, place=place[:MAX_PLACE], phone="14 045")
        assert_pdf_ua(pdf)
        assert page_count(pdf) == 1
        assert readable("stem.example/verhaal") in readable(pdf_text(pdf))
        sizes[draw] = size(pdf)

    assert list(sizes.values()) == [(595, 842), (842, 1191)]


@needs_poppler
def test_staff_print_for_a_place_and_anybody_without_one(app: Flask, session: Session) -> None:
    make_programme(session)
    make_member(session, "anna", roles=(Role.AMBASSADOR,), districts=())
    session.commit()
    anna = Browser(app)
    anna.sign_in("anna", PASSWORD)

    page = anna.get("/team/drukwerk?plek=het+buurthuis")
    assert "/team/drukwerk/verhaal.pdf?plek=het+buurthuis" in page.text
    for path in ("verhaal.pdf", "poster-a4.pdf", "poster-a3.pdf"):
        pdf = anna.get(f"/team/drukwerk/{path}?plek=het+buurthuis").data
        assert readable("het buurthuis") in readable(pdf_text(pdf))
    assert page_count(Browser(app).get("/verhaal-op-papier.pdf").data) == 2
