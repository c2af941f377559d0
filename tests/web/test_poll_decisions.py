"""What became of a poll: staff tell it, everybody reads it beside what was chosen."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from io import BytesIO

import pytest
from flask import Flask
from sqlmodel import Session

from app.core import clock
from app.core.dates import local_day
from app.polls.result_services import open_result
from app.promises.decision_queries import decision_on
from app.promises.models import Promise
from app.promises.rules import PromiseStatus
from app.staff.rules import Role
from tests.ballot_boxes import Box, make_box, vote
from tests.factories import PASSWORD, make_member, make_programme
from tests.page import Browser
from tests.photo_files import jpeg

Stored = Callable[[], Session]
#: Pages look at the real clock.
NOW = datetime.now(UTC)
DAY = timedelta(days=1)
DUE = (local_day(NOW) + 60 * DAY).isoformat()
SAID = {"office": "Groen en wegen", "text": "Wij bouwen het in het voorjaar."}


@pytest.fixture
def box(session: Session) -> Box:
    """A poll that option 2 has won."""
    make_programme(session)
    make_member(session, "noord")
    make_member(session, "oost")
    make_member(session, "admin", roles=(Role.ADMINISTRATOR,), districts=())
    box = make_box(session, letters=(6,), opens_at=NOW - 9 * DAY, closes_at=NOW - 2 * DAY)
    for index, number in enumerate((2, 2, 1)):
        vote(session, box, index, 1 << number)
    open_result(session, box.poll, actor="anna", now=NOW - DAY)
    session.commit()
    return box


@pytest.fixture
def noord(browser: Browser, box: Box) -> Browser:
    del box
    browser.sign_in("noord", PASSWORD)
    return browser


def here(box: Box) -> str:
    return f"/team/stemmingen/{box.poll.ref}/besluit"


def tell(
    noord: Browser, box: Box, stage: str, option: str, status: int = 303, **more: object
) -> str:
    steps = {"decided": 0, "under_way": 1, "done": 2}[stage]
    noord.get(here(box))
    sent = {**SAID, "stage": stage, "option": option, "seen_steps": str(steps), **more}
    return noord.post(here(box), sent, status).text


def promise_of(stored: Stored, box: Box) -> Promise:
    promise = decision_on(stored(), box.poll).promise
    assert promise is not None
    return promise


def test_a_decision_as_chosen_stands_beside_what_was_chosen(
    app: Flask, noord: Browser, stored: Stored, box: Box
) -> None:
    public = f"/stemmen/{box.poll.slug}"
    assert "Besluit vóór of op" in Browser(app).get(public).text
    assert here(box) in noord.get(f"/team/stemmingen/{box.poll.ref}").text
    page = noord.get(here(box)).text
    assert "Bewoners kozen:" in page
    tell(noord, box, "decided", "2", due_on=DUE)
    page = Browser(app).get(public).text

    places = [page.index(f"<h3>{word}</h3>") for word in
              ("Gekozen", "Besloten", "In uitvoering", "Klaar")]  # fmt: skip
    assert places == sorted(places)
    assert "Anders dan gekozen" not in page
    assert SAID["text"] in page
    assert f"/beloofd/{promise_of(stored, box).ref}" in page
    assert page.count("Nog niet.") == 2


def test_something_else_is_refused_until_there_is_a_reason(
    app: Flask, noord: Browser, stored: Stored, box: Box
) -> None:
    page = tell(noord, box, "decided", "1", 422, due_on=DUE)
    assert "Dit is iets anders dan bewoners kozen. Schrijf waarom." in page
    assert SAID["text"] in page
    assert decision_on(stored(), box.poll).steps == []
    tell(noord, box, "decided", "1", due_on=DUE, reason="De grond is vervuild.")
    page = Browser(app).get(f"/stemmen/{box.poll.slug}").text

    assert "Anders dan gekozen" in page
    assert "outcome__step--differs" in page
    assert "De grond is vervuild." in page
    assert "doet iets anders dan gekozen" in Browser(app).get("/logboek").text


@pytest.mark.parametrize(
    ("sent", "words"),
    [
        ({"stage": ""}, "Kies wat u vertelt."),
        ({"option": "", "due_on": DUE}, "Kies wat het wordt."),
        ({"text": "", "due_on": DUE}, "Vertel wat er is besloten of gedaan."),
        ({"office": "", "due_on": DUE}, "Kies welke afdeling of partner het is."),
        ({"office": "anders", "due_on": DUE}, "Schrijf welke afdeling of partner het is."),
        ({"due_on": ""}, "Vul de dag in waarop het klaar is."),
        ({"due_on": "2020-01-01"}, "Deze dag is voorbij."),
        ({"option": "0", "due_on": DUE, "reason": "Zo."}, "Schrijf in een paar woorden"),
        ({"due_on": DUE, "picture": (BytesIO(b"x"), "x.jpg"), "alt": ""}, "op de foto te zien is"),
        ({"due_on": DUE, "picture": (BytesIO(b"x"), "x.jpg"), "alt": "Ja."}, "is geen foto"),
    ],
)
def test_what_is_missing_is_named_and_nothing_is_stored(
    noord: Browser, stored: Stored, box: Box, sent: dict[str, object], words: str
) -> None:
    given = {**SAID, "stage": "decided", "option": "2", "seen_steps": "0", **sent}
    noord.get(here(box))

    assert words in noord.post(here(box), given, 422).text
    assert decision_on(stored(), box.poll).steps == []


def test_who_tells_it_second_is_told(noord: Browser, stored: Stored, box: Box) -> None:
    tell(noord, box, "decided", "2", due_on=DUE)
    noord.get(here(box))
    sent = {**SAID, "stage": "under_way", "option": "2", "seen_steps": "0"}
    page = noord.post(here(box), sent, 409).text

    assert "Iemand anders was u voor" in page
    assert len(decision_on(stored(), box.poll).steps) == 1


def test_it_is_built_with_a_picture_and_residents_are_asked(
    app: Flask, noord: Browser, stored: Stored, box: Box
) -> None:
    tell(noord, box, "decided", "2", due_on=DUE)
    tell(noord, box, "under_way", "2")
    promise = promise_of(stored, box)
    assert noord.client.get(f"/team/toezeggingen/{promise.ref}/klaar").location == here(box)
    picture = (BytesIO(jpeg()), "speeltuin.jpg")
    tell(noord, box, "done", "2", picture=picture, alt="De nieuwe speeltuin.")
    page = Browser(app).get(f"/stemmen/{box.poll.slug}").text

    assert 'alt="De nieuwe speeltuin."' in page
    assert f"/beloofd/{promise.ref}/klopt-het" in page
    assert promise_of(stored, box).status is PromiseStatus.DONE
    assert "Alles is verteld" in noord.get(here(box)).text
    assert f"/stemmen/{box.poll.slug}#besluit" in Browser(app).get(f"/beloofd/{promise.ref}").text


def test_before_the_result_nothing_can_be_decided(noord: Browser, session: Session) -> None:
    sealed = make_box(session, letters=(6,), opens_at=NOW - 9 * DAY, closes_at=NOW - 2 * DAY)
    session.commit()

    assert "Er is nog geen uitslag" in noord.get(here(sealed), 409).text


def test_another_district_can_not_decide(app: Flask, box: Box) -> None:
    oost = Browser(app)
    oost.sign_in("oost", PASSWORD)
    oost.get(here(box), 404)


def test_an_open_poll_says_nothing_of_what_became_of_it(app: Flask, session: Session) -> None:
    make_programme(session)
    box = make_box(session, letters=(6,), opens_at=NOW - DAY, closes_at=NOW + DAY)
    session.commit()

    assert "Wat is ermee gedaan?" not in Browser(app).get(f"/stemmen/{box.poll.slug}").text


def test_a_decision_that_is_not_carried_out_in_time_is_late_everywhere(
    app: Flask, noord: Browser, stored: Stored, box: Box, monkeypatch: pytest.MonkeyPatch
) -> None:
    tell(noord, box, "decided", "2", due_on=DUE)
    ref = promise_of(stored, box).ref
    public = [f"/stemmen/{box.poll.slug}", "/beloofd", "/beloofd/afdrukken", f"/beloofd/{ref}"]
    team = ["/team/toezeggingen", f"/team/toezeggingen/{ref}"]
    visitor, late = Browser(app), "Te laat: had klaar moeten zijn op"
    assert not any(late in visitor.get(path).text for path in public)

    days_later(monkeypatch, 400)
    noord.sign_in("noord", PASSWORD)
    assert [path for path in public if late not in visitor.get(path).text] == []
    assert [path for path in team if late not in noord.get(path).text] == []
    assert "toezegging, 1 te laat" in visitor.get("/").text


def test_a_poll_that_nobody_decides_on_is_late_everywhere(
    app: Flask, noord: Browser, box: Box, monkeypatch: pytest.MonkeyPatch
) -> None:
    public = [f"/stemmen/{box.poll.slug}", "/beloofd", "/beloofd/afdrukken"]
    visitor = Browser(app)
    assert not any("Te laat met besluiten" in visitor.get(path).text for path in public)

    days_later(monkeypatch, 400)
    noord.sign_in("noord", PASSWORD)
    assert [p for p in public if "Te laat met besluiten" not in visitor.get(p).text] == []
    assert "Er is nog geen besluit" in noord.get("/team/toezeggingen").text


def days_later(monkeypatch: pytest.MonkeyPatch, days: int) -> None:
    """Let it be so many days later for every page."""
    moment = clock.now() + days * DAY
    for name in ("app.core.clock.now", "app.web.kept.now", "app.reading.views.now"):
        monkeypatch.setattr(name, lambda: moment)
