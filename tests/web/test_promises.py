"""What was promised, as everybody reads it and as staff keep it."""

import re
from collections.abc import Callable
from datetime import datetime, timedelta
from html import unescape
from io import BytesIO

import pytest
from flask import Flask
from sqlmodel import Session, col, select

from app.audit.models import AuditEntry
from app.core import clock
from app.core.config import Settings
from app.core.dates import local_day
from app.core.mail import OutgoingMail, seal_address
from app.ledger.queries import entries_about
from app.moderation.models import StoryCluster
from app.programme.models import Cluster
from app.promises import queries
from app.promises.chores import send_reminders
from app.promises.models import Promise
from app.promises.rules import PromiseStatus
from app.promises.services import Subject
from app.staff.models import StaffMember
from app.staff.rules import Role
from app.staff.services import set_own_mail
from app.web.context import parts
from tests import follow_cards
from tests.conftest import NOW
from tests.factories import PASSWORD, make_member, make_poll, make_programme, make_story
from tests.page import Browser
from tests.photo_files import jpeg
from tests.promised import DAY, OFFICE, WHAT, finished, promised

Stored = Callable[[], Session]
HERE = "/team/toezeggingen"
LATER = "2027-03-01"


@pytest.fixture(autouse=True)
def cast(session: Session, monkeypatch: pytest.MonkeyPatch) -> None:
    make_programme(session)
    for name in ("noord", "oost"):
        make_member(session, name)
    make_member(session, "admin", roles=(Role.ADMINISTRATOR,), districts=())
    make_member(session, "beraad", roles=(Role.COUNCIL,), districts=("noord",))
    session.commit()
    at(monkeypatch, NOW)


def at(monkeypatch: pytest.MonkeyPatch, moment: datetime) -> None:
    """Let it be this moment for every page."""
    for name in ("app.core.clock.now", "app.web.kept.now", "app.reading.views.now"):
        monkeypatch.setattr(name, lambda: moment)


@pytest.fixture
def noord(browser: Browser) -> Browser:
    browser.sign_in("noord", PASSWORD)
    return browser


def other(app: Flask, name: str) -> Browser:
    browser = Browser(app)
    browser.sign_in(name, PASSWORD)
    return browser


def mine(session: Session, **values: object) -> Promise:
    promise = promised(session, subject=Subject(district_id=1), **values)  # type: ignore[arg-type] # values go as they are
    session.commit()
    return promise


def one(stored: Stored, promise: Promise) -> Promise:
    return queries.get_promise(stored(), promise.ref)


# For everybody


def test_an_empty_list_says_so(browser: Browser) -> None:
    assert "Er is nog niets beloofd" in browser.get("/beloofd").text


def test_everybody_reads_who_does_what_by_when(browser: Browser, session: Session) -> None:
    promise = mine(session)
    listed, page = browser.get("/beloofd").text, browser.get(f"/beloofd/{promise.ref}").text

    for words in (WHAT, OFFICE, "Klaar vóór of op 23 december 2026"):
        assert words in listed
        assert words in page
    assert f'href="/beloofd/{promise.ref}"' in listed
    assert f"/logboek?over={promise.ref}" in page


def test_overdue_stands_first(browser: Browser, session: Session) -> None:
    done = finished(session, promised(session, what="Allang gedaan."))
    late = promised(session, what="Veel te laat.", days=2, now=NOW - 40 * DAY)
    soon = promised(session, what="Bijna zover.", days=3)
    session.commit()
    page = browser.get("/beloofd").text

    places = [page.index(each.what) for each in (late, soon, done)]
    assert places == sorted(places)
    assert "Te laat: had klaar moeten zijn op 16 oktober 2026" in page


@pytest.mark.parametrize(
    ("query", "shown"),
    [
        ("wijk=noord", {"n", "all"}),
        ("wijk=oost", {"o", "all"}),
        ("onderwerp=helpen", {"o"}),
        ("wie=Groen+en+wegen", {"n", "o", "all"}),
        ("wie=niemand", {"n", "o", "all"}),
        ("stand=open", {"n", "all"}),
        ("stand=op-tijd", {"o"}),
        ("stand=te-laat", set()),
    ],
)
def test_the_list_can_be_filtered(
    browser: Browser, session: Session, query: str, shown: set[str]
) -> None:
    clusters = session.exec(select(Cluster).where(Cluster.key == "helpen")).all()
    made = {
        "n": promised(session, what="Voor noord.", subject=Subject(district_id=1)),
        "o": finished(session, promised(session, what="Voor oost.", subject=Subject(clusters, 2))),
        "all": promised(session, what="Voor iedereen."),
    }
    session.commit()
    page = browser.get(f"/beloofd?{query}").text

    assert {name for name, promise in made.items() if promise.ref in page} == shown


def test_a_long_list_is_walked_to_its_end_and_back(browser: Browser, session: Session) -> None:
    made = [promised(session, what=f"Nummer {n}.", days=n) for n in range(45)]
    session.commit()
    seen: list[str] = []
    page, address = "", "/beloofd"
    while address:
        page = browser.get(address).text
        seen += [each.ref for each in made if f'/beloofd/{each.ref}"' in page]
        address = following(page, "next") or ""

    assert sorted(seen) == sorted(each.ref for each in made)
    back = following(page, "prev")
    assert back is not None
    assert browser.get(back).status_code == 200
    assert browser.get("/beloofd?vanaf=onzin").status_code == 200


def test_the_page_to_print_holds_every_promise_of_the_choice(
    browser: Browser, session: Session
) -> None:
    made = [promised(session, what=f"Nummer {n}.", days=n) for n in range(45)]
    late = promised(
        session,
        what="Te laat voor noord.",
        subject=Subject(district_id=1),
        days=1,
        now=NOW - 40 * DAY,
    )
    session.commit()
    link = re.search(r'href="(/beloofd/afdrukken[^"]*)"', browser.get("/beloofd?stand=open").text)
    assert link is not None

    every = browser.get("/beloofd/afdrukken").text
    assert all(each.what in every for each in [*made, late])
    assert "Te laat: had klaar moeten zijn op" in every
    assert every.index(late.what) < every.index("Nummer 0.")
    chosen = browser.get(unescape(link[1])).text
    assert all(each.what in chosen for each in made)
    assert late.what not in chosen


def following(page: str, rel: str) -> str | None:
    found = re.search(rf'rel="{rel}"\s+href="([^"]+)"', page)
    return unescape(found[1]) if found else None


def test_what_is_not_there_is_not_found(browser: Browser) -> None:
    for path in ("/beloofd/niets", "/beloofd/niets/klopt-het", "/beloofd/niets/met-code"):
        browser.get(path, 404)


def test_a_date_passes_and_nobody_touches_it(
    app: Flask, session: Session, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    member = session.exec(select(StaffMember).where(StaffMember.username == "noord")).one()
    sealed = seal_address(settings.secret_key, "noord@voorbeeld.nl", now=NOW)
    set_own_mail(session, member, sealed, now=NOW)
    told = follow_cards.tell(session)
    promise = promised(session, days=3, stories=(told.story.ref,), subject=Subject(district_id=1))
    session.commit()
    visitor, noord, teller = Browser(app), other(app, "noord"), Browser(app)
    teller.get("/volg")
    teller.post("/volg", {"code": told.code.text})
    pages: list[Callable[[], str]] = [
        lambda: visitor.get("/beloofd").text,
        lambda: visitor.get("/beloofd/afdrukken").text,
        lambda: visitor.get("/beloofd?stand=te-laat").text,
        lambda: visitor.get(f"/beloofd/{promise.ref}").text,
        lambda: noord.get(HERE).text,
        lambda: noord.get(f"{HERE}/{promise.ref}").text,
        lambda: noord.get(f"/team/verhalen/{told.story.ref}").text,
        lambda: teller.get("/volg").text,
    ]
    late = "Te laat: had klaar moeten zijn op 26 november 2026"
    assert not any(late in page() for page in pages)
    assert "<strong>0</strong> te laat" in pages[0]()
    assert "Deze week klaar" in pages[4]()
    assert "toezegging</a>" in visitor.get("/").text
    assert reminded(app, settings) == ["1 toezegging moet deze week klaar zijn"]

    at(monkeypatch, NOW + 4 * DAY + timedelta(minutes=1))
    noord.sign_in("noord", PASSWORD)
    for page in pages:
        assert late in page()
    assert "<strong>1</strong> te laat" in pages[0]()
    assert "1 toezegging is te laat" in pages[4]()
    assert "toezegging, 1 te laat" in visitor.get("/").text
    assert reminded(app, settings) == ["1 toezegging is te laat"]
    assert reminded(app, settings) == []
    assert one_version(session, promise) == 1


def reminded(app: Flask, settings: Settings) -> list[str | None]:
    """Return the subjects of the mails of one run of the chore."""
    with app.app_context():
        database = parts().database
        sent = send_reminders(database, secret_key=settings.secret_key, now=clock.now())
    with database.read() as reading:
        mails = reading.exec(select(OutgoingMail).order_by(col(OutgoingMail.id).desc()))
        return [mail.subject for mail in mails.all()[:sent]]


def one_version(session: Session, promise: Promise) -> int:
    session.refresh(promise)
    return promise.version


# Staff


def test_staff_promise_something_by_hand(noord: Browser, stored: Stored) -> None:
    noord.get(HERE)
    noord.get(f"{HERE}/nieuw")
    sent = {"what": WHAT, "office": OFFICE, "due_on": LATER, "district": "noord"}
    answer = noord.post(f"{HERE}/nieuw", {**sent, "clusters": "helpen"})
    (promise,) = stored().exec(select(Promise)).all()

    assert answer.location == f"{HERE}/{promise.ref}"
    assert (promise.what, promise.district_id) == (WHAT, 1)
    assert [each.key for each in queries.clusters_by_promise(stored(), [1])[1]] == ["helpen"]
    assert "Iedereen kan dit nu lezen" in noord.get(answer.location).text


def test_another_office_is_named_and_offered_the_next_time(noord: Browser, stored: Stored) -> None:
    page = noord.get(f"{HERE}/nieuw").text
    assert '<option value="Weller">Weller</option>' in page
    assert "Buurtbus" not in page
    sent = {"what": WHAT, "office": "anders", "due_on": LATER, "district": "noord"}
    noord.post(f"{HERE}/nieuw", {**sent, "other_office": "Buurtbus"})

    assert stored().exec(select(Promise.office)).one() == "Buurtbus"
    assert '<option value="Buurtbus">Buurtbus</option>' in noord.get(f"{HERE}/nieuw").text


@pytest.mark.parametrize(
    ("field", "value", "words"),
    [
        ("what", "", "Schrijf wat u belooft."),
        ("office", "", "Kies welke afdeling of partner het doet."),
        ("office", "anders", "Schrijf welke afdeling of partner het is."),
        ("office", "niemand", "Ongeldige keuze."),
        ("due_on", "", "Vul de dag in waarop het klaar is."),
        ("due_on", "2026-11-22", "Deze dag is voorbij."),
        ("district", "oost", "Ongeldige keuze."),
    ],
)
def test_a_promise_that_lacks_something_is_shown_again(
    noord: Browser, stored: Stored, field: str, value: str, words: str
) -> None:
    sent = {"what": WHAT, "office": OFFICE, "due_on": LATER, "district": "noord", field: value}
    noord.get(f"{HERE}/nieuw")
    page = noord.post(f"{HERE}/nieuw", sent, 422).text

    assert words in page
    assert "Fout: " in page
    assert stored().exec(select(Promise)).all() == []


def test_a_promise_in_an_answer_stands_on_the_card(
    app: Flask, noord: Browser, session: Session, stored: Stored
) -> None:
    told = follow_cards.tell(session)
    session.commit()
    story = told.story.ref
    assert f"{HERE}/nieuw?verhaal={story}" in noord.get(f"/team/verhalen/{story}").text
    noord.get(f"{HERE}/nieuw?verhaal={story}")
    sent = {"what": WHAT, "office": OFFICE, "due_on": LATER, "district": "noord"}
    noord.post(f"{HERE}/nieuw?verhaal={story}", sent)
    teller = Browser(app)
    teller.get("/volg")
    teller.post("/volg", {"code": told.code.text})

    assert WHAT in teller.get("/volg").text
    assert WHAT in noord.get(f"/team/verhalen/{story}").text
    (promise,) = stored().exec(select(Promise)).all()
    page = Browser(app).get(f"/beloofd/{promise.ref}").text
    assert "Dit komt uit 1 verhaal" in page
    assert story not in page


def test_all_stories_about_it_get_it_on_their_cards(
    noord: Browser, session: Session, stored: Stored
) -> None:
    promise = mine(session)
    cluster = session.exec(select(Cluster)).all()[0]
    stories = [make_story(session) for _ in range(30)]
    for story in stories:
        session.add(StoryCluster(story_id=story.id or 0, cluster_id=cluster.id or 0, is_main=True))
    session.commit()
    page = noord.get(f"{HERE}/{promise.ref}/onderwerp").text
    assert 'value="1"' in page
    sent = {"version": "1", "district": "noord", "clusters": cluster.key, "all_stories": "y"}
    noord.post(f"{HERE}/{promise.ref}/onderwerp", sent)

    assert queries.count_stories(stored(), promise) == 30


STEPS = {
    "verzetten": {"due_on": LATER, "reason": "Het regende."},
    "klaar": {"reason": "Hij staat er."},
    "vervalt": {"reason": "Er is geen geld."},
    "tekst": {"what": "Wij zetten twee banken.", "office": OFFICE, "reason": "Beter."},
}


@pytest.mark.parametrize(("path", "sent"), STEPS.items())
def test_each_step_is_stored_with_who_when_and_in_public(
    noord: Browser, session: Session, stored: Stored, path: str, sent: dict[str, str]
) -> None:
    promise = mine(session)
    noord.get(f"{HERE}/{promise.ref}/{path}")
    noord.post(f"{HERE}/{promise.ref}/{path}", {"version": "1", **sent})
    event = queries.events_of(stored(), promise)[-1]
    entry = entries_about(stored(), promise.ref)[-1]
    audited = stored().exec(select(AuditEntry).order_by(col(AuditEntry.id).desc())).first()

    assert event.reason == sent["reason"]
    assert entry.kind == f"promise.{event.kind.value}"
    assert audited is not None
    assert (audited.action, audited.reference, audited.at) == (entry.kind, promise.ref, NOW)
    assert sent["reason"] in Browser(noord.client.application).get(f"/beloofd/{promise.ref}").text


@pytest.mark.parametrize("path", ["verzetten", "vervalt", "tekst"])
def test_a_step_without_a_reason_is_refused(
    noord: Browser, session: Session, stored: Stored, path: str
) -> None:
    promise = mine(session)
    noord.get(f"{HERE}/{promise.ref}/{path}")
    page = noord.post(
        f"{HERE}/{promise.ref}/{path}", {**STEPS[path], "version": "1", "reason": " "}, 422
    ).text

    assert "Schrijf waarom." in page
    assert one(stored, promise).version == 1


@pytest.mark.parametrize(("path", "sent"), STEPS.items())
def test_who_comes_second_is_told_and_keeps_the_words(
    noord: Browser, session: Session, stored: Stored, path: str, sent: dict[str, str]
) -> None:
    promise = mine(session)
    noord.get(f"{HERE}/{promise.ref}/{path}")
    noord.post(f"{HERE}/{promise.ref}/verzetten", {**STEPS["verzetten"], "version": "1"})
    page = noord.post(f"{HERE}/{promise.ref}/{path}", {"version": "1", **sent}, 409).text

    assert "Iemand anders was u voor" in page
    assert sent["reason"] in page
    assert len(queries.events_of(stored(), promise)) == 2


def test_a_promise_can_be_put_on_the_list_again(
    noord: Browser, session: Session, stored: Stored
) -> None:
    promise = finished(session, mine(session))
    session.commit()
    noord.get(f"{HERE}/{promise.ref}")
    noord.get(f"{HERE}/{promise.ref}/heropenen")
    sent = {"version": str(promise.version), "reason": "De bank is weer weg."}
    noord.post(f"{HERE}/{promise.ref}/heropenen", sent)

    assert one(stored, promise).status is PromiseStatus.OPEN


def test_a_day_in_the_past_can_not_be_promised(noord: Browser, session: Session) -> None:
    promise = mine(session)
    noord.get(f"{HERE}/{promise.ref}/verzetten")
    sent = {"version": "1", "due_on": "2026-11-01", "reason": "Het regende."}

    assert "Deze dag is voorbij." in noord.post(f"{HERE}/{promise.ref}/verzetten", sent, 422).text


def test_another_district_can_not_be_opened_or_changed(
    app: Flask, session: Session, stored: Stored
) -> None:
    promise, oost = mine(session), other(app, "oost")
    assert promise.what not in oost.get(HERE).text
    for path in ("", "/verzetten", "/klaar", "/vervalt", "/heropenen", "/tekst", "/onderwerp"):
        oost.get(f"{HERE}/{promise.ref}{path}", 404)
    oost.post(f"{HERE}/{promise.ref}/vervalt", {"version": "1", "reason": "Zomaar."}, 404)
    assert one(stored, promise).version == 1


def test_what_is_for_all_districts_is_changed_by_who_answers_for_all(
    app: Flask, session: Session
) -> None:
    promise = promised(session)
    session.commit()
    noord, admin = other(app, "noord"), other(app, "admin")

    assert "Alleen de beheerder" in noord.get(f"{HERE}/{promise.ref}").text
    noord.get(f"{HERE}/{promise.ref}/klaar", 403)
    admin.get(f"{HERE}/{promise.ref}/klaar")


def test_others_of_the_staff_have_no_such_pages(app: Flask, session: Session) -> None:
    promise, council = mine(session), other(app, "beraad")
    for path in ("", "/nieuw", f"/{promise.ref}", f"/{promise.ref}/klaar"):
        council.get(f"{HERE}{path}", 403)


def test_a_picture_shows_how_it_looks_now(app: Flask, noord: Browser, session: Session) -> None:
    promise = finished(session, mine(session))
    session.commit()
    noord.get(f"{HERE}/{promise.ref}")
    picture = {"picture": (BytesIO(jpeg()), "bank.jpg"), "alt": "Een bank bij het veld."}
    noord.post(f"{HERE}/{promise.ref}/foto", picture)
    page = Browser(app).get(f"/beloofd/{promise.ref}").text
    assert 'alt="Een bank bij het veld."' in page
    found = re.search(r'src="(/foto/(\w+)/[^"]+)"', page)
    assert found
    assert Browser(app).client.get(found[1].replace("&amp;", "&")).status_code == 200
    noord.get(f"{HERE}/{promise.ref}")
    noord.post(f"{HERE}/{promise.ref}/foto/{found[2]}/weg")
    assert "/foto/" not in Browser(app).get(f"/beloofd/{promise.ref}").text


@pytest.mark.parametrize(
    ("sent", "words"),
    [
        ({"alt": "Een bank."}, "Kies een foto."),
        ({"picture": (BytesIO(b"geen foto"), "x.jpg"), "alt": "Een bank."}, "is geen foto"),
        ({"picture": (BytesIO(b"x"), "x.jpg"), "alt": ""}, "Schrijf wat er te zien is."),
    ],
)
def test_a_wrong_picture_is_named(
    noord: Browser, session: Session, sent: dict[str, object], words: str
) -> None:
    promise = mine(session)
    noord.get(f"{HERE}/{promise.ref}")

    assert words in noord.post(f"{HERE}/{promise.ref}/foto", dict(sent), 422).text


def test_a_poll_that_waits_for_its_decision_is_told_to_everybody(
    browser: Browser, session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    poll = make_poll(session, frozen=True)
    session.commit()
    assert poll.decision_due is not None
    assert "Te laat met besluiten" not in browser.get("/beloofd").text

    at(monkeypatch, NOW + (poll.decision_due - local_day(NOW)) + DAY)
    for path in ("/beloofd", f"/stemmen/{poll.slug}"):
        assert "Te laat met besluiten" in browser.get(path).text


def test_the_ledger_says_it_in_dutch(browser: Browser, session: Session) -> None:
    finished(session, mine(session))
    session.commit()
    page = browser.get("/logboek").text

    assert f"{OFFICE} belooft: {WHAT}" in page
    assert f"{OFFICE} meldt dat het klaar is." in page
