"""The card's pages as answers: what each template gets, and the cookie that goes with it."""

from collections.abc import Callable
from datetime import datetime
from typing import Any, Final

from flask import (
    Response,
    current_app,
    flash,
    make_response,
    redirect,
    render_template,
    url_for,
)
from sqlmodel import Session

from app.card import words
from app.card.entering import hand_over, held_ref, take_back
from app.card.forms import CodeForm, WriteForm
from app.card.queries import read_card
from app.card.rules import Headline, seal
from app.card.turn_words import has_news, turn_words
from app.contact.queries import requests_of
from app.contact.showing import card_facts
from app.core.dates import local_day
from app.moderation.decisions import MAX_ANSWER
from app.moderation.objection_rules import ObjectionAbout
from app.moderation.panels import Panel
from app.programme.queries import get_programme
from app.stories.consent_rules import signature
from app.stories.mail_state import mail_state
from app.stories.models import Story
from app.web.db_session import get_read_session
from app.web.forms import KeptForm

#: Makes the section of one room on the card of one story; None when it has nothing to say.
CardSectionMaker = Callable[[Session, Story], Panel | None]
#: Stands for the refusal where otherwise a message's reference stands.
OBJECTION: Final = "bezwaar"
#: The same for everything that can be objected to.
OBJECTIONS: Final = {
    OBJECTION: ObjectionAbout.REFUSAL,
    "afscherming": ObjectionAbout.REDACTION,
}
_OK: Final = 200
_INVALID: Final = 422


def show_card(
    story: Story, *, now: datetime, status: int = _OK, problem: tuple[str, str] | None = None
) -> Response:
    """Return the card; `problem` is (id of the place, what went wrong there)."""
    session, today = get_read_session(), local_day(now)
    card = read_card(session, story)
    headline = words.card_headline(card, today)
    programme = get_programme(session)
    page = render_template(
        "card/gone.html" if headline is Headline.WITHDRAWN else "card/show.html",
        card=card,
        contact=_contact(story, now),
        headline=headline,
        form=KeptForm(formdata=None),
        mail=mail_state(session, story),
        turn=turn_words(card, today),
        has_news=has_news(card),
        problem=problem,
        seal=seal,
        sections=_sections(story),
        signed=signature(story, programme.municipality),
        trail=words.trail_items(card, today),
        words=words,
    )
    return _held(make_response(page, status), story)


def _sections(story: Story) -> list[Panel]:
    """Return what other rooms add to the card, from the list that `create_app` fills."""
    makers: list[CardSectionMaker] = current_app.extensions["card_sections"]
    made = (maker(get_read_session(), story) for maker in makers)
    return [panel for panel in made if panel is not None]


def show_writing(
    story: Story,
    form: WriteForm,
    status: int = _OK,
    **facts: Any,  # noqa: ANN401 - as Jinja
) -> Response:
    """Return the page on which the teller writes back to a message, or objects."""
    page = render_template(
        "card/write.html", form=form, story=story, max_length=MAX_ANSWER, **facts
    )
    wrong = status == _OK and form.errors
    return _held(make_response(page, _INVALID if wrong else status), story)


def show_page(template: str, story: Story, form: KeptForm, **facts: Any) -> Response:  # noqa: ANN401 - as Jinja
    """Return another page of the open card."""
    page = render_template(f"card/{template}.html", form=form, story=story, words=words, **facts)
    return _held(make_response(page, _INVALID if form.errors else _OK), story)


def to_card(message: str | None = None, place: str | None = None) -> Response:
    """Return the way to the card, which says `message` once."""
    if message is not None:
        flash(message, "done")
    return make_response(redirect(url_for("card.show", _anchor=place), code=303))


def ask_code(form: CodeForm, status: int = _OK, **facts: Any) -> Response:  # noqa: ANN401 - as Jinja
    """Return the page that asks for the code; a card that isn't there any more is closed."""
    given = {"wait": "", "was_open": False, "from_picture": False, **facts}
    page = render_template("card/open.html", form=form, **given)
    wrong = status == _OK and form.errors
    response = make_response(page, _INVALID if wrong else status)
    if held_ref() is not None:
        take_back(response)
    return response


def ask_code_again(kept_for: str = "", kept: str = "") -> Response:
    """Return the page that asks for the code of a card that closed, with what was being written."""
    form = CodeForm(formdata=None, kept_for=kept_for, kept=kept)
    return ask_code(form, was_open=True)


def _contact(story: Story, now: datetime) -> dict[str, Any] | None:
    """Return what is told of the newest request to be called, if there is one."""
    session = get_read_session()
    asked = requests_of(session, story)
    return card_facts(session, asked[0], now) if asked else None


def _held(response: Response, story: Story) -> Response:
    hand_over(response, story.ref)
    return response
