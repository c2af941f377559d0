"""Making a poll in the browser, opening it, and what everybody reads of it."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from io import BytesIO

import pytest
from flask import Flask
from sqlmodel import Session, select

from app.core import clock
from app.core.storage import Storage
from app.ledger.queries import entries_about
from app.photos.models import PhotoFile
from app.photos.services import keep_files
from app.polls import freezing_services, option_services, queries
from app.polls.models import CodeBatch, Poll, PollOption
from app.polls.rules import Access
from app.staff.rules import Role
from tests.conftest import NOW
from tests.factories import PASSWORD, make_member, make_poll, make_programme
from tests.page import Browser
from tests.photo_files import derivatives, jpeg

Stored = Callable[[], Session]
HERE = "/team/stemmingen"
QUESTION = "Welke speeltuin komt er op het plein?"
PLAN = {
    "question": QUESTION,
    "why": "Het plein wordt nieuw.",
    "access": "open",
    "districts": "noord",
    "electorate": "household",
    "opens_day": "2026-11-24",
    "opens_time": "09:00",
    "closes_day": "2026-12-08",
    "closes_time": "20:00",
    "max_choices": "1",
    "tie_rule": "lot",
    "has_paper": "no",
    "help_text": "Bel 14 045.",
    "decided_by": "Het college besluit.",
    "decision_due": "2026-12-20",
}


@pytest.fixture(autouse=True)
def cast(session: Session, monkeypatch: pytest.MonkeyPatch) -> None:
    make_programme(session)
    for name in ("noord", "oost"):
        make_member(session, name)
    make_member(session, "admin", roles=(Role.ADMINISTRATOR,), districts=())
    make_member(session, "beraad", roles=(Role.COUNCIL,), districts=("noord",))
    session.commit()
    monkeypatch.setattr(clock, "now", lambda: NOW)


@pytest.fixture
def noord(browser: Browser) -> Browser:
    browser.sign_in("noord", PASSWORD)
    return browser


def _other(app: Flask, name: str) -> Browser:
    browser = Browser(app)
    browser.sign_in(name, PASSWORD)
    return browser


def _made(session: Session) -> Poll:
    return session.exec(select(Poll)).one()


def _open(session: Session, **values: object) -> Poll:
    """A peiling whose rules were frozen by the real service."""
    poll = make_poll(session, access=Access.OPEN, **values)  # type: ignore[arg-type] # values go as they are
    freezing_services.freeze(session, poll, actor="noord", now=NOW - timedelta(days=1))
    session.commit()
    return poll


def test_without_polls_the_list_says_how_to_begin(noord: Browser) -> None:
    assert "Er is nog geen stemming." in noord.get(HERE).text
    assert 'aria-current="page">Stemmingen' in noord.get(HERE).text


def test_from_nothing_to_a_frozen_poll(noord: Browser, stored: Stored) -> None:
    noord.get(f"{HERE}/nieuw")
    noord.post(f"{HERE}/nieuw", PLAN)
    ref = _made(stored()).ref
    for title in ("Klimtoren", "Schommels"):
        made = noord.post(
            f"{HERE}/{ref}/keuzes/nieuw", {"title": title, "line": "Voor jong en oud."}
        )
        noord.get(made.location)
        noord.post(f"{made.location}/foto", {"picture": (BytesIO(jpeg()), "plein.jpg")})
        noord.get(made.location)
        noord.post(f"{made.location}/beschrijving", {"alt": f"Tekening: {title}.", "version": "1"})
    noord.get(f"{HERE}/{ref}/openen")
    noord.post(f"{HERE}/{ref}/openen", {"version": str(_made(stored()).version), "is_real": "y"})

    poll = _made(stored())
    page = noord.get(f"/stemmen/{poll.slug}").text
    assert poll.frozen_at == NOW
    assert [entry.kind for entry in entries_about(stored(), ref)] == ["poll.opened"]
    assert QUESTION in page
    assert "Tekening: Klimtoren." in page


def test_what_was_typed_stays_when_something_is_wrong(noord: Browser, stored: Stored) -> None:
    noord.get(f"{HERE}/nieuw")
    wrong = PLAN | {"closes_day": "2026-11-24", "closes_time": "09:30", "max_choices": "drie"}
    page = noord.post(f"{HERE}/nieuw", wrong, status=422).text

    assert "Fout:" in page
    assert 'value="drie"' in page
    assert "Het plein wordt nieuw." in page
    assert stored().exec(select(Poll)).all() == []

    page = noord.post(f"{HERE}/nieuw", wrong | {"max_choices": "1"}, status=422).text
    assert "Tussen openen en sluiten zit ten minste een uur." in page
    assert 'value="09:30"' in page


@pytest.mark.parametrize(
    ("day", "time", "words"),
    [
        ("2027-03-28", "02:30", "Deze tijd bestaat niet"),
        ("2027-10-31", "02:30", "Deze tijd komt twee keer"),
        ("3027-10-31", "12:00", "Kijk het jaar na."),
    ],
)
def test_a_time_that_the_clock_does_not_show_once_is_refused(
    noord: Browser, day: str, time: str, words: str
) -> None:
    noord.get(f"{HERE}/nieuw")
    typed = PLAN | {"closes_day": day, "closes_time": time, "decision_due": ""}

    assert words in noord.post(f"{HERE}/nieuw", typed, status=422).text


def test_a_closing_time_on_the_day_of_winter_time_is_stored_as_it_was_meant(
    noord: Browser, stored: Stored
) -> None:
    noord.get(f"{HERE}/nieuw")
    typed = PLAN | {"closes_day": "2027-10-31", "closes_time": "20:00", "decision_due": ""}
    noord.post(f"{HERE}/nieuw", typed)

    poll = _made(stored())
    assert poll.closes_at == datetime(2027, 10, 31, 19, 0, tzinfo=UTC)
    assert "zondag 31 oktober 2027 om 20.00 uur" in noord.get(f"{HERE}/{poll.ref}").text


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"question": " "}, "Schrijf de vraag."),
        ({"districts": []}, "Kies ten minste één wijk."),
        ({"districts": "oost"}, "oost"),
        ({"has_paper": "yes"}, "Dit kan alleen bij een stemming met brieven."),
        ({"min_turnout": "20"}, "Dit kan alleen bij een stemming met brieven."),
        ({"min_age": "3"}, "Vul een leeftijd in van 4 tot en met 99."),
        ({"decision_due": "2026-12-01"}, "Deze dag ligt vóór de sluiting."),
        ({"closes_time": "avond"}, "Ongeldige waarde voor tijd."),
        ({"closes_time": ""}, "Vul in hoe laat het sluit."),
        ({"opens_day": ""}, "Vul in welke dag het opent."),
    ],
)
def test_each_mistake_is_told_beside_its_field(
    noord: Browser, stored: Stored, wrong: dict[str, object], words: str
) -> None:
    noord.get(f"{HERE}/nieuw")
    page = noord.post(f"{HERE}/nieuw", PLAN | wrong, status=422).text

    assert words in page
    assert "field__error" in page
    assert stored().exec(select(Poll)).all() == []


def test_an_old_form_token_costs_no_words(noord: Browser) -> None:
    page = noord.post(f"{HERE}/nieuw", PLAN | {"csrf_token": "oud"}, status=422).text

    assert "Deze pagina stond lang open." in page
    assert "Het plein wordt nieuw." in page


def test_who_saves_second_reads_what_stands_there_now(
    noord: Browser, session: Session, stored: Stored
) -> None:
    poll = make_poll(session)
    session.commit()
    noord.get(f"{HERE}/{poll.ref}/wijzigen")
    page = noord.post(f"{HERE}/{poll.ref}/wijzigen", PLAN | {"seen": "oud"}, status=409).text

    assert "Iemand anders was u voor" in page
    assert "Wij bouwen wat u kiest." in page
    assert "Het plein wordt nieuw." in page
    assert _made(stored()).why == poll.why


def test_a_draft_is_changed_by_its_own_form(
    noord: Browser, session: Session, stored: Stored
) -> None:
    poll = make_poll(session)
    session.commit()
    page = noord.get(f"{HERE}/{poll.ref}/wijzigen").text
    seen = page.partition('name="seen"')[2].partition('value="')[2].partition('"')[0]
    noord.post(f"{HERE}/{poll.ref}/wijzigen", PLAN | {"seen": seen})

    assert _made(stored()).why == "Het plein wordt nieuw."


def test_what_letters_say_can_not_be_changed(
    noord: Browser, session: Session, stored: Stored
) -> None:
    poll = make_poll(session)
    assert poll.id is not None
    batch = CodeBatch(
        poll_id=poll.id, district_id=1, first_number=1, issued=45, reserve=5, form="a4",
        made_at=NOW, made_by="noord",
    )  # fmt: skip
    session.add(batch)
    session.commit()
    page = noord.get(f"{HERE}/{poll.ref}/wijzigen").text
    seen = page.partition('name="seen"')[2].partition('value="')[2].partition('"')[0]
    page = noord.post(f"{HERE}/{poll.ref}/wijzigen", PLAN | {"seen": seen}, status=422).text

    assert "Dit staat op de brieven die al gemaakt zijn." in page
    assert _made(stored()).access is Access.LETTERS


def test_options_on_letters_can_not_be_moved_or_renamed(noord: Browser, session: Session) -> None:
    poll = make_poll(session)
    option = queries.options_of(session, poll)[0]
    assert poll.id is not None
    batch = CodeBatch(
        poll_id=poll.id, district_id=1, first_number=1, issued=45, reserve=5, form="a4",
        made_at=NOW, made_by="noord",
    )  # fmt: skip
    session.add(batch)
    session.commit()
    page = noord.get(f"{HERE}/{poll.ref}").text
    way = f"{HERE}/{poll.ref}/keuzes/{option.ref}"
    seen = noord.get(way).text.partition('name="seen"')[2].partition('value="')[2].partition('"')[0]
    renamed = noord.post(way, {"title": "Iets anders", "seen": seen}, status=422).text
    noord.post(f"{way}/volgorde", {"naar": "omlaag"})
    moved = noord.get(f"{HERE}/{poll.ref}").text

    assert "Hun namen en volgorde liggen vast." in page
    assert "/volgorde" not in page
    assert "Dit staat op de brieven" in renamed
    assert 'value="Iets anders"' in renamed
    assert "Dit staat op de brieven" in moved


def test_a_file_that_is_no_photo_is_refused_and_the_old_picture_stays(
    noord: Browser, session: Session, storage: Storage, stored: Stored
) -> None:
    poll = make_poll(session)
    option = queries.options_of(session, poll)[0]
    kept = keep_files(storage, derivatives())
    option_services.set_picture(session, storage, option, kept, actor="x", now=NOW)
    session.commit()
    way = f"{HERE}/{poll.ref}/keuzes/{option.ref}"
    noord.get(way)
    page = noord.post(
        f"{way}/foto", {"picture": (BytesIO(b"geen foto"), "plan.pdf")}, status=422
    ).text

    assert "Dit is geen foto." in page
    assert queries.pictures_of(stored(), [option])[option.ref].ref == kept.ref


def test_a_described_picture_that_somebody_replaced_is_told(
    noord: Browser, session: Session
) -> None:
    poll = make_poll(session)
    option = queries.options_of(session, poll)[0]
    session.commit()
    way = f"{HERE}/{poll.ref}/keuzes/{option.ref}"
    noord.get(way)
    page = noord.post(f"{way}/beschrijving", {"alt": "Een glijbaan.", "version": "9"}, 409).text

    assert "Iemand anders was u voor" in page
    assert "Een glijbaan." in page


def test_options_are_moved_renamed_and_removed(
    noord: Browser, session: Session, stored: Stored
) -> None:
    poll = make_poll(session, options=3)
    first, second, third = queries.options_of(session, poll)
    session.commit()
    way = f"{HERE}/{poll.ref}/keuzes"
    noord.get(f"{HERE}/{poll.ref}")
    noord.post(f"{way}/{first.ref}/volgorde", {"naar": "omlaag"})
    page = noord.get(f"{way}/{third.ref}").text
    seen = page.partition('name="seen"')[2].partition('value="')[2].partition('"')[0]
    noord.post(f"{way}/{third.ref}", {"title": "Voetbalkooi", "seen": seen, "cost": "12500"})
    noord.get(f"{way}/{first.ref}/weg")
    noord.post(f"{way}/{first.ref}/weg")

    left = [(each.number, each.title) for each in queries.options_of(stored(), poll)]
    assert left == [(1, second.title), (2, "Voetbalkooi")]
    assert "€\xa012.500" in noord.get(f"{HERE}/{poll.ref}").text


def test_a_twelfth_option_is_the_last(noord: Browser, session: Session) -> None:
    poll = make_poll(session, options=12)
    session.commit()
    assert "Voeg een keuze toe" not in noord.get(f"{HERE}/{poll.ref}").text

    way = f"{HERE}/{poll.ref}/keuzes/nieuw"
    noord.get(way)
    assert "Er zijn al 12 keuzes." in noord.post(way, {"title": "Nog een"}, status=422).text


def test_what_is_missing_is_listed_and_bars_the_freezing(
    noord: Browser, session: Session, stored: Stored
) -> None:
    poll = make_poll(session, help_text="")
    session.commit()
    page = noord.get(f"{HERE}/{poll.ref}").text
    noord.get(f"{HERE}/{poll.ref}/openen", status=303)

    assert "Er staat nog niet waar iemand hulp krijgt." in page
    assert "Er zijn nog geen brieven voor elke wijk." in page
    assert "Zet de regels vast" not in page
    assert _made(stored()).frozen_at is None


def test_freezing_asks_whether_each_option_is_real(
    noord: Browser, session: Session, stored: Stored
) -> None:
    poll = make_poll(session, access=Access.OPEN)
    session.commit()
    way = f"{HERE}/{poll.ref}/openen"
    noord.get(way)
    noord.post(way, {"version": "1"}, status=422)
    changed = noord.post(way, {"version": "7", "is_real": "y"}, status=409).text

    assert "Iemand anders was u voor" in changed
    assert _made(stored()).frozen_at is None


def test_a_frozen_poll_has_no_form_any_more(noord: Browser, session: Session) -> None:
    poll = _open(session)
    page = noord.get(f"{HERE}/{poll.ref}").text

    assert "/wijzigen" not in page
    for way in ("wijzigen", "openen", "verwijderen"):
        noord.get(f"{HERE}/{poll.ref}/{way}", status=303)


def test_an_extension_is_read_by_everybody(noord: Browser, session: Session) -> None:
    poll = _open(session)
    way = f"{HERE}/{poll.ref}/verlengen"
    noord.get(way)
    noord.post(way, {"closes_day": "2026-12-02", "closes_time": "20:00", "reason": ""}, status=422)
    early = {"closes_day": "2026-11-29", "closes_time": "20:00", "reason": "De post was te laat."}
    assert "Kies een later moment" in noord.post(way, early, status=422).text
    noord.post(way, early | {"closes_day": "2026-12-02"})

    page = noord.get(f"/stemmen/{poll.slug}").text
    assert "Langer open" in page
    assert "De post was te laat." in page
    assert "woensdag 2 december 2026 om 20.00 uur" in page


def test_closing_early_needs_a_reason_and_is_read_by_everybody(
    noord: Browser, session: Session
) -> None:
    poll = _open(session)
    way = f"{HERE}/{poll.ref}/sluiten"
    noord.get(way)
    noord.post(way, {"reason": " "}, status=422)
    noord.post(way, {"reason": "Het plan gaat niet door."})

    page = noord.get(f"/stemmen/{poll.slug}").text
    assert "Eerder gesloten" in page
    assert "Het plan gaat niet door." in page
    assert "Gesloten, wij tellen" in page
    noord.get(way, status=303)


def test_other_help_is_read_by_everybody_with_its_reason(noord: Browser, session: Session) -> None:
    poll = _open(session)
    way = f"{HERE}/{poll.ref}/hulp"
    assert poll.help_text in noord.get(way).text
    other = {"help_text": "Bel 045 000 00 00.", "reason": "Het nummer is anders."}
    noord.post(way, other | {"reason": " "}, status=422)
    assert (
        "Dit staat er al."
        in noord.post(way, other | {"help_text": poll.help_text}, status=422).text
    )
    noord.post(way, other)

    page = noord.get(f"/stemmen/{poll.slug}").text
    assert "Hulp ergens anders" in page
    assert "Het nummer is anders." in page
    assert "Bel 045 000 00 00." in page


def test_a_minimum_is_explained_as_it_is_counted(noord: Browser, session: Session) -> None:
    poll = _open(session, min_turnout=20, has_paper=True)

    page = noord.get(f"/stemmen/{poll.slug}").text

    assert "Met ten minste 20 procent van de brieven is gestemd." in page
    assert "Blanco en ongeldig tellen ook, en papier ook." in page
    assert "Reservebrieven en ongeldige brieven tellen niet." in page
    assert "Stemmen die dubbel kunnen zijn, gaan er eerst af." in page


def test_a_copy_is_a_draft_of_its_own(
    noord: Browser, session: Session, storage: Storage, stored: Stored
) -> None:
    poll = make_poll(session, options=0, access=Access.OPEN)
    option = PollOption(poll_id=poll.id or 0, number=1, title="Klimtoren")
    session.add(option)
    session.flush()
    kept = keep_files(storage, derivatives())
    option_services.set_picture(session, storage, option, kept, actor="x", now=NOW)
    session.commit()
    noord.get(f"{HERE}/{poll.ref}")
    copied = noord.post(f"{HERE}/{poll.ref}/kopie").location.rpartition("/")[2]
    noord.get(f"{HERE}/{poll.ref}/verwijderen")
    noord.post(f"{HERE}/{poll.ref}/verwijderen")

    left = _made(stored())
    (other,) = queries.options_of(stored(), left)
    picture = queries.pictures_of(stored(), [other])[other.ref]
    assert left.ref == copied
    assert storage.get(picture.print_key)
    assert picture.ref != kept.ref


def test_the_preview_shows_the_ballot_and_takes_no_vote(noord: Browser, session: Session) -> None:
    poll = make_poll(session)
    several = make_poll(session, max_choices=2, options=3)
    session.commit()
    page = noord.get(f"{HERE}/{poll.ref}/voorbeeld").text

    assert "Hier kunt u niet stemmen." in page
    assert "<form" not in page.partition("<main")[2]
    assert 'type="checkbox"' in noord.get(f"{HERE}/{several.ref}/voorbeeld").text


PAGES = ["", "/wijzigen", "/openen", "/verwijderen", "/voorbeeld", "/keuzes/nieuw"]


@pytest.mark.parametrize("page", PAGES)
def test_another_district_has_no_such_poll(app: Flask, session: Session, page: str) -> None:
    poll = make_poll(session)
    session.commit()

    _other(app, "oost").get(f"{HERE}/{poll.ref}{page}", status=404)
    assert poll.question not in _other(app, "oost").get(HERE).text


def test_a_poll_of_two_districts_is_changed_by_who_has_both(app: Flask, session: Session) -> None:
    poll = make_poll(session, districts=(1, 2))
    session.commit()
    oost = _other(app, "oost")

    assert "U kunt haar alleen bekijken." in oost.get(f"{HERE}/{poll.ref}").text
    oost.get(f"{HERE}/{poll.ref}/voorbeeld")
    for page in ("/wijzigen", "/openen", "/verwijderen", "/keuzes/nieuw"):
        oost.get(f"{HERE}/{poll.ref}{page}", status=403)
    oost.post(f"{HERE}/{poll.ref}/kopie", status=403)
    _other(app, "admin").get(f"{HERE}/{poll.ref}/wijzigen")


@pytest.mark.parametrize("page", ["", "/nieuw"])
def test_only_who_may_moderate_makes_polls(app: Flask, browser: Browser, page: str) -> None:
    _other(app, "beraad").get(f"{HERE}{page}", status=403)
    browser.get(f"{HERE}{page}", status=303)


def _photo_path(session: Session, storage: Storage, poll: Poll) -> str:
    option = queries.options_of(session, poll)[0]
    kept = keep_files(storage, derivatives())
    option_services.set_picture(session, storage, option, kept, actor="x", now=NOW)
    option_services.set_alt(session, option, "Een toren.", seen_version=1, actor="x", now=NOW)
    return f"/foto/{kept.ref}/400.jpg"


def test_the_picture_of_a_draft_is_for_the_staff_of_its_district(
    app: Flask, browser: Browser, session: Session, storage: Storage
) -> None:
    poll = make_poll(session, access=Access.OPEN)
    path = _photo_path(session, storage, poll)
    session.commit()

    browser.get(path, status=404)
    _other(app, "oost").get(path, status=404)
    assert _other(app, "noord").get(path).headers["Cache-Control"] == "no-store"

    freezing_services.freeze(session, poll, actor="noord", now=NOW)
    session.commit()
    assert "public" in browser.get(path).headers["Cache-Control"]


def test_pictures_in_a_list_are_small_ones(
    browser: Browser, session: Session, stored: Stored
) -> None:
    poll = _open(session)
    page = browser.get(f"/stemmen/{poll.slug}").text

    assert "/400.webp" in page
    assert "/800." not in page
    assert 'loading="lazy"' in page
    assert stored().exec(select(PhotoFile)).first() is not None


def test_nobody_sees_a_draft(browser: Browser, session: Session) -> None:
    poll = make_poll(session)
    session.commit()

    browser.get(f"/stemmen/{poll.slug}", status=404)
    assert "Er is nu geen stemming." in browser.get("/stemmen").text
    assert poll.question not in browser.get("/").text


def test_pages_change_by_themselves_at_the_opening_and_at_the_close(
    browser: Browser, session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    opens, closes = NOW + timedelta(minutes=5), NOW + timedelta(hours=2)
    poll = _open(session, opens_at=opens, closes_at=closes)

    def read(moment: datetime) -> tuple[str, str]:
        for module in ("app.core.clock.now", "app.web.kept.now", "app.reading.views.now"):
            monkeypatch.setattr(module, lambda: moment)
        return browser.get(f"/stemmen/{poll.slug}").text, browser.get("/").text

    before, home_before = read(NOW)
    during, home_during = read(opens)
    after, home_after = read(closes)

    assert ["Nog niet open" in before, "Kies nu" in during, "wij tellen" in after] == [True] * 3
    assert "Kies nu" not in before + after
    assert poll.slug in home_during
    assert poll.slug not in home_before + home_after


def test_several_open_polls_share_one_door(browser: Browser, session: Session) -> None:
    for _number in range(2):
        _open(session)

    assert 'href="/stemmen"' in browser.get("/").text
    assert "2 vragen wachten op u." in browser.get("/").text


def test_the_list_of_polls_is_paged_both_ways(browser: Browser, session: Session) -> None:
    for number in range(12):
        make_poll(
            session,
            frozen=True,
            options=0,
            question=f"Vraag {number:02}?",
            opens_at=NOW - timedelta(days=90),
            closes_at=NOW - timedelta(days=30 - number),
            result_at=NOW - timedelta(days=10),
        )
    open_now = _open(session)
    session.commit()
    first = browser.get("/stemmen").text
    older = first.partition('rel="next"')[2].partition('href="')[2].partition('"')[0]
    second = browser.get(older).text
    newer = second.partition('rel="prev"')[2].partition('href="')[2].partition('"')[0]

    assert "Vraag 11?" in first
    assert "Vraag 01?" not in first
    assert "Vraag 01?" in second
    assert open_now.question in first
    assert open_now.question not in second
    again = browser.get(newer).text
    assert again.count("Vraag ") == 10
    assert open_now.question in again
    assert "Vraag 11?" in browser.get("/stemmen?bladzijde=onzin").text


@pytest.mark.parametrize("access", list(Access))
def test_a_peiling_says_that_it_is_one(browser: Browser, session: Session, access: Access) -> None:
    poll = make_poll(session, frozen=True, access=access)
    session.commit()
    page = browser.get(f"/stemmen/{poll.slug}").text

    assert ("indicatie" in page) == (access is Access.OPEN)
    assert ("Ik heb een code" in page) == (access is Access.LETTERS)
    assert "Dit is geen verkiezing" in page
    assert "Blijft mijn stem geheim?" in page
