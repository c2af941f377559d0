"""Mail to tellers, by a real mail server: who gets it, what is in it, and how it stops."""

import re
from collections.abc import Iterator
from datetime import timedelta

import pytest
from flask import Flask
from sqlmodel import Session, select

from app.audit.models import AuditEntry
from app.core import clock
from app.core.config import Settings
from app.core.db import Database
from app.core.mail import OutgoingMail
from app.core.mail_chores import Sending, send_due
from app.moderation.objection_rules import ObjectionAbout
from app.moderation.objection_services import object_to
from app.quotes.models import Quote
from app.stories import notice_services
from app.stories.models import Story, TellerMail
from app.stories.notice_rules import Notice
from app.stories.notice_services import notify, set_address
from app.stories.rules import Consent, Outcome
from app.upkeep.chores import send_mail
from tests import follow_cards
from tests.conftest import NOW
from tests.factories import make_member, make_programme, make_story
from tests.follow_cards import Told
from tests.page import Browser
from tests.post_office import PostOffice, post_to, serving
from tests.web.telling import code_on, send, tell

ADDRESS = "zonnewijzer@voorbeeld.nl"
TICKED = {"address": ADDRESS, "agreed": "y"}


@pytest.fixture
def office() -> PostOffice:
    return PostOffice()


@pytest.fixture
def settings(settings: Settings, office: PostOffice) -> Iterator[Settings]:
    """A site that can mail."""
    with serving(office) as server:
        yield settings.model_copy(
            update={
                "smtp_url": server,
                "mail_from": "Buurtstem <noreply@voorbeeld.nl>",
                "public_url": "https://stem.example",
                "allowed_hosts": ("localhost",),
            }
        )


@pytest.fixture
def browser(app: Flask) -> Browser:
    """Over HTTPS, as the public address says."""
    browser = Browser(app)
    browser.client.environ_base["wsgi.url_scheme"] = "https"
    return browser


@pytest.fixture
def told(session: Session) -> Told:
    make_programme(session)
    make_member(session, "noord")
    told = follow_cards.tell(session)
    session.commit()
    return told


@pytest.fixture
def holder(browser: Browser, told: Told) -> Browser:
    """The teller with the card open."""
    browser.get("/volg")
    browser.post("/volg", {"code": told.code.text})
    browser.get("/volg")
    return browser


def ask(browser: Browser) -> None:
    browser.get("/volg/bericht")
    browser.post("/volg/bericht", TICKED)


def mail_now(app: Flask) -> None:
    with app.app_context():
        send_mail()


def off_address(office: PostOffice) -> str:
    """The path of the link in the newest mail."""
    link: str = office.mails[-1]["List-Unsubscribe"]
    return link.strip("<>").removeprefix("https://stem.example")


def addresses(database: Database) -> list[TellerMail]:
    with database.read() as reading:
        return list(reading.exec(select(TellerMail)))


def test_the_card_offers_mail_and_says_where_it_goes(
    holder: Browser, database: Database, session: Session
) -> None:
    assert "Stuur mij e-mail" in holder.get("/volg").text
    ask(holder)

    page = holder.get("/volg").text
    assert "z…@voorbeeld.nl" in page
    assert ADDRESS not in page
    kept = addresses(database)[0]
    assert abs(kept.consented_at - clock.now()) < timedelta(minutes=5)
    assert ADDRESS not in kept.address
    actions = session.exec(select(AuditEntry.action).where(AuditEntry.actor == "teller")).all()
    assert actions[-1] == "story.mail_on"


def test_the_page_after_sending_offers_mail(
    browser: Browser, session: Session, database: Database
) -> None:
    make_programme(session)
    session.commit()
    tell(browser)
    assert "/verhaal/bericht" in send(browser).text

    browser.get("/verhaal/bericht")
    browser.post("/verhaal/bericht", TICKED)

    page = browser.get("/verhaal/verstuurd").text
    assert "z…@voorbeeld.nl" in page
    assert "/verhaal/bericht" not in page
    assert len(addresses(database)) == 1


@pytest.mark.parametrize("path", ["/verhaal/bericht", "/volg/bericht"])
@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"address": "", "agreed": "y"}, "Vul uw e-mailadres in."),
        ({"address": "zonnewijzer", "agreed": "y"}, "Dit adres klopt niet."),
        ({"address": ADDRESS}, "Zet een vinkje"),
    ],
)
def test_without_address_or_consent_nothing_is_kept(
    holder: Browser, database: Database, path: str, typed: dict[str, str], said: str
) -> None:
    tell(holder)
    send(holder)

    holder.get(path)
    page = holder.post(path, typed, 422).text

    assert said in page
    assert addresses(database) == []


def test_nobody_without_a_card_or_a_sent_story_gets_to_the_form(
    browser: Browser, told: Told
) -> None:
    del told
    browser.get("/verhaal/bericht", status=303)
    assert "Typ uw code" in browser.get("/volg/bericht").text


def test_an_answer_is_told_once_and_nothing_of_the_story_is_in_it(
    app: Flask, holder: Browser, office: PostOffice, session: Session, told: Told
) -> None:
    ask(holder)
    story = session.get_one(Story, told.story.id)
    follow_cards.answer(session, story, "Wij zetten een bankje bij het veld.")
    session.commit()

    mail_now(app)
    mail_now(app)

    assert office.recipients == [ADDRESS]
    text = office.mails[0].as_string() + office.mails[0].get_content()
    private = [told.code.text, told.code.grouped, story.ref, "bieb", "bankje", "Medewerker", "card"]
    assert [word for word in private if word in text] == []
    assert "https://stem.example/volg" in text
    assert office.mails[0]["Subject"] == "Er is nieuws voor u"


def test_one_click_stops_mail_without_signing_in(
    app: Flask, holder: Browser, office: PostOffice, session: Session, database: Database,
    told: Told,
) -> None:  # fmt: skip
    ask(holder)
    story = session.get_one(Story, told.story.id)
    follow_cards.answer(session, story)
    session.commit()
    mail_now(app)
    program = app.test_client()

    asked = program.get(off_address(office), base_url="https://stem.example")
    assert asked.status_code == 200
    assert len(addresses(database)) == 1, "opening a link changes nothing"
    for _ in range(2):
        stopped = program.post(
            off_address(office),
            data={"List-Unsubscribe": "One-Click"},
            base_url="https://stem.example",
        )
        assert stopped.status_code == 200
        assert "Set-Cookie" not in stopped.headers
    assert addresses(database) == []
    assert "Stuur mij e-mail" in holder.get("/volg").text

    with database.write() as writing:
        assert notify(writing, [story.ref], Notice.CHAIN, now=clock.now()) == 0
        writing.commit()
    mail_now(app)
    assert len(office.mails) == 1


def test_a_person_stops_mail_with_a_button(
    app: Flask, holder: Browser, office: PostOffice, session: Session, database: Database,
    told: Told,
) -> None:  # fmt: skip
    ask(holder)
    follow_cards.answer(session, session.get_one(Story, told.story.id))
    session.commit()
    mail_now(app)
    reader = Browser(app)
    reader.client.environ_base["wsgi.url_scheme"] = "https"

    assert "Stop met e-mail" in reader.get(off_address(office)).text
    assert "U krijgt geen e-mail meer" in reader.post(off_address(office), status=200).text
    assert addresses(database) == []


@pytest.mark.parametrize("token", ["x", "ImFuIg.forged", "bcdfghjkmnpq"])
def test_a_link_that_we_never_made_stops_nothing(
    holder: Browser, database: Database, token: str
) -> None:
    ask(holder)

    holder.get(f"/bericht-uit/{token}", status=404)
    holder.post(f"/bericht-uit/{token}", status=404)

    assert len(addresses(database)) == 1


def test_the_teller_stops_mail_on_the_card(holder: Browser, database: Database) -> None:
    ask(holder)

    holder.get("/volg")
    holder.post("/volg/bericht/uit")

    assert "Uw adres is gewist" in holder.get("/volg").text
    assert addresses(database) == []


def test_withdrawing_forgets_the_address_and_what_waits(
    holder: Browser, session: Session, database: Database, settings: Settings, told: Told
) -> None:
    ask(holder)
    sealed = addresses(database)[0].address
    follow_cards.answer(session, session.get_one(Story, told.story.id))
    session.commit()

    holder.get("/volg/intrekken")
    holder.post("/volg/intrekken")

    with database.read() as reading:
        assert reading.exec(select(OutgoingMail)).all() == []
    assert addresses(database) == []
    for path in settings.data_dir.rglob("*"):
        assert path.is_dir() or sealed.encode() not in path.read_bytes(), path.name
    holder.get("/volg")  # says once that mail was on
    assert "e-mail" not in holder.get("/volg").text
    holder.get("/volg/bericht", status=303)


def test_another_address_gets_what_waited_for_nobody(
    holder: Browser, session: Session, database: Database, told: Told
) -> None:
    ask(holder)
    follow_cards.answer(session, session.get_one(Story, told.story.id))
    session.commit()

    holder.get("/volg/bericht")
    holder.post("/volg/bericht", {"address": "anders@voorbeeld.nl", "agreed": "y"})

    assert len(addresses(database)) == 1
    with database.read() as reading:
        assert reading.exec(select(OutgoingMail)).all() == []


def give(session: Session, story: Story, address: str = ADDRESS) -> TellerMail:
    return set_address(session, story, address, secret_key="for tests only", now=NOW)


def test_a_day_has_one_mail_and_the_rest_waits_for_the_morning(
    session: Session, database: Database, office: PostOffice, settings: Settings, told: Told
) -> None:
    assert settings.smtp_url is not None
    post = post_to(settings.smtp_url)
    story = session.get_one(Story, told.story.id)
    give(session, story)
    notify(session, [story.ref], Notice.ANSWERED, now=NOW)
    session.commit()
    assert send_due(database, post, now=NOW) == Sending(sent=1)

    for hours, notice in ((1, Notice.QUESTION), (2, Notice.QUESTION), (3, Notice.CHAIN)):
        notify(session, [story.ref], notice, now=NOW + timedelta(hours=hours))
    session.commit()
    assert send_due(database, post, now=NOW + timedelta(hours=4)) == Sending()
    assert send_due(database, post, now=NOW + timedelta(hours=19)) == Sending(sent=1)

    told_of = [mail.get_content() for mail in office.mails]
    assert "Er is een antwoord voor u." in told_of[0]
    assert "Er is meer dan één bericht voor u." in told_of[1]


def test_a_step_under_many_stories_mails_each_teller_once(
    session: Session, database: Database, office: PostOffice, settings: Settings, told: Told,
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    assert settings.smtp_url is not None
    monkeypatch.setattr(notice_services, "_BATCH", 7)
    stories = [make_story(session) for _ in range(20)]
    for number, story in enumerate(stories[:15]):
        give(session, story, f"teller{number}@voorbeeld.nl")
    refs = [story.ref for story in (*stories, told.story)]

    assert notify(session, refs, Notice.CHAIN, now=NOW) == 15
    session.commit()

    assert send_due(database, post_to(settings.smtp_url), now=NOW) == Sending(sent=15)
    assert office.recipients == sorted(f"teller{number}@voorbeeld.nl" for number in range(15))


@pytest.mark.parametrize(
    ("consent", "said"),
    [(Consent.ASK, "Wij willen graag uw ja of nee."), (Consent.YES, "Er is een nieuwe stap.")],
)
def test_of_a_quote_the_teller_hears_whether_we_wait(
    session: Session, consent: Consent, said: str
) -> None:
    make_programme(session)
    make_member(session, "noord")
    told = follow_cards.tell_with(session, consent_paper=consent, consent_online=consent)
    give(session, told.story)

    quote: Quote = follow_cards.quote(session, told.story)

    assert quote.text
    mail = session.exec(select(OutgoingMail)).one()
    assert said in (mail.body or "")


def test_what_the_teller_does_is_not_mailed_to_the_teller(session: Session, told: Told) -> None:
    story = session.get_one(Story, told.story.id)
    follow_cards.answer(session, story, outcome=Outcome.REFUSED, reason="Er staan namen in.")
    give(session, story)

    object_to(session, story, ObjectionAbout.REFUSAL, "Ik noem niemand bij naam.", now=NOW)

    assert session.exec(select(OutgoingMail)).all() == []


def test_the_code_is_on_the_page_beside_the_offer(browser: Browser, session: Session) -> None:
    make_programme(session)
    session.commit()
    tell(browser)

    page = send(browser).text

    assert len(code_on(page)) == 15
    assert re.search(r"Dit hoeft niet", page)


class TestWithoutAServer:
    """A site that can't mail says nothing of it."""

    @pytest.fixture
    def settings(self, settings: Settings) -> Settings:
        return settings.model_copy(update={"smtp_url": None})

    def test_no_page_offers_mail(self, holder: Browser) -> None:
        tell(holder)

        assert "e-mail" not in send(holder).text
        assert "e-mail" not in holder.get("/volg").text

    def test_no_address_is_taken(self, holder: Browser, database: Database) -> None:
        holder.client.post("/volg/bericht", data=TICKED)
        holder.get("/volg/bericht", status=303)
        holder.get("/verhaal/bericht", status=303)

        assert addresses(database) == []

    def test_nothing_is_queued_or_sent(self, app: Flask, session: Session, told: Told) -> None:
        follow_cards.answer(session, session.get_one(Story, told.story.id))
        session.commit()

        mail_now(app)

        assert session.exec(select(OutgoingMail)).all() == []
