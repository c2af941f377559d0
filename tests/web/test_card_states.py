"""The follow card in each state of a story."""

import re
from datetime import UTC, datetime

import pytest
from flask import Flask
from sqlmodel import Session, select

from app.card.rules import seal
from app.core.storage import Storage
from app.editions.models import Edition
from app.moderation.models import Reply, StoryRedaction
from app.quotes.models import Quote
from app.quotes.rules import Approval
from app.stories.models import Story
from app.stories.rules import AgeGroup, Audience, Consent, EventKind, Outcome, StoryStatus
from app.stories.services import add_event, move
from app.web.context import parts
from tests.conftest import NOW
from tests.factories import ORIGINAL, make_member, make_programme
from tests.follow_cards import Told, answer, photo, printed, quote, tell, tell_with
from tests.page import Browser


@pytest.fixture(autouse=True)
def programme(session: Session) -> None:
    make_programme(session)
    make_member(session, "noord")
    session.commit()


@pytest.fixture
def storage(app: Flask) -> Storage:
    with app.app_context():
        return parts().storage


def open_card(browser: Browser, told: Told) -> str:
    browser.get("/volg")
    browser.post("/volg", {"code": told.code.text})
    return browser.get("/volg").text


def plain(page: str) -> str:
    """The words of the page's main part, one space between them."""
    main = page.partition("<main")[2].partition("</main>")[0]
    return " ".join(re.sub("<[^>]*>", " ", main).split())


def fresh(session: Session, story: Story) -> Story:
    session.rollback()
    session.expire_all()
    found = session.exec(select(Story).where(Story.id == story.id)).one()
    session.rollback()
    return found


def approval_now(session: Session) -> Approval:
    """What is stored of the only quote; nothing stays locked."""
    session.rollback()
    session.expire_all()
    found = session.exec(select(Quote)).one().approval
    session.rollback()
    return found


def test_received(browser: Browser, session: Session) -> None:
    told = tell(session)
    session.commit()

    page = plain(open_card(browser, told))

    assert "Wij lezen uw verhaal" in page
    assert "Uw verhaal is binnen maandag 23 november 2026" in page
    assert "Uiterlijk woensdag 4 december 2999" in page
    assert "De wijkmanager van Noord leest uw verhaal" in page
    assert "Nog niemand, alleen de wijkmanager" in page
    assert ORIGINAL in page


def test_in_review(browser: Browser, session: Session) -> None:
    told = tell(session)
    move(session, told.story, StoryStatus.IN_REVIEW)
    add_event(session, told.story, EventKind.OPENED, actor="staff", now=NOW)
    session.commit()

    assert "De wijkmanager begon met lezen" in plain(open_card(browser, told))


def test_overdue_is_said_honestly(browser: Browser, session: Session) -> None:
    told = tell(session, due=datetime(2026, 1, 5, tzinfo=UTC))
    session.commit()

    page = plain(open_card(browser, told))

    assert "U wacht te lang op antwoord" in page
    assert "U had voor maandag 5 januari 2026 antwoord moeten krijgen." in page
    assert "Dat is nog niet gebeurd." in page
    assert "Bel 14 045" in page


def test_answered_and_published(browser: Browser, session: Session) -> None:
    told = tell(session)
    session.add(
        StoryRedaction(story_id=told.story.id or 0, start=52, end=55, replacement="buurman")
    )
    session.flush()
    answer(session, told.story)
    session.commit()

    page = open_card(browser, told)
    words = plain(page)

    assert "U hebt antwoord" in words
    assert "Medewerker Noord" in words
    assert "Wij maken het licht in het park." in words
    assert "Iedereen kan uw verhaal lezen" in words
    assert f'href="/verhalen/{told.story.ref}"' in page
    assert "<mark>[buurman]</mark>" in page
    assert "Wij verborgen 1 stukje" in words


def test_council_only(browser: Browser, session: Session) -> None:
    told = tell(session)
    answer(session, told.story, outcome=Outcome.COUNCIL_ONLY)
    session.commit()

    page = plain(open_card(browser, told))

    assert "Alleen het bewonersberaad en de gemeente kunnen uw verhaal lezen" in page


def test_a_reply_is_sent_once_and_starts_the_clock(browser: Browser, session: Session) -> None:
    told = tell(session)
    message = answer(session, told.story)
    session.commit()
    page = open_card(browser, told)
    assert f"/volg/antwoord/{message.ref}" in page

    browser.get(f"/volg/antwoord/{message.ref}")
    browser.post(f"/volg/antwoord/{message.ref}", {"body": "Fijn, maar wanneer?"})

    page = browser.get("/volg").text
    assert "Uw bericht is verstuurd" in page
    assert "Fijn, maar wanneer?" in page
    assert f"/volg/antwoord/{message.ref}" not in page
    assert "Wij lezen uw bericht" in plain(page)
    story = fresh(session, told.story)
    assert story.status is StoryStatus.IN_REVIEW
    assert story.version == 3


def test_the_same_reply_twice_is_stored_once(browser: Browser, session: Session) -> None:
    told = tell(session)
    message = answer(session, told.story)
    session.commit()
    open_card(browser, told)
    address = f"/volg/antwoord/{message.ref}"
    browser.get(address)

    browser.post(address, {"body": "Dank u"})
    browser.post(address, {"body": "Dank u"})

    assert len(session.exec(select(Reply)).all()) == 1


def test_another_reply_is_shown_beside_the_first(browser: Browser, session: Session) -> None:
    told = tell(session)
    message = answer(session, told.story)
    session.commit()
    open_card(browser, told)
    address = f"/volg/antwoord/{message.ref}"
    browser.get(address)
    browser.post(address, {"body": "Dank u"})

    page = plain(browser.post(address, {"body": "En nog iets"}, status=409).text)

    assert "U had al iets verstuurd" in page
    assert page.index("Dank u") < page.index("En nog iets")
    assert [reply.body for reply in session.exec(select(Reply))] == ["Dank u"]


def test_an_empty_reply_is_asked_for_again(browser: Browser, session: Session) -> None:
    told = tell(session)
    message = answer(session, told.story)
    session.commit()
    open_card(browser, told)
    browser.get(f"/volg/antwoord/{message.ref}")

    page = browser.post(f"/volg/antwoord/{message.ref}", {"body": " \n "}, status=422).text

    assert "Schrijf eerst uw bericht." in page
    assert "Fout: " in page


def test_a_closed_card_keeps_what_was_being_written(browser: Browser, session: Session) -> None:
    told = tell(session)
    message = answer(session, told.story)
    session.commit()
    open_card(browser, told)
    address = f"/volg/antwoord/{message.ref}"
    browser.get(address)
    browser.client.delete_cookie("kaart")

    page = browser.post(address, {"body": "Ik schreef\nhier lang aan"}, status=200).text

    assert "Uw kaart is weer dicht" in page
    kept = {"kept_for": message.ref, "kept": "Ik schreef\nhier lang aan"}
    page = browser.post("/volg", {"code": told.code.text, **kept}, status=200).text
    assert re.search(r"<textarea[^>]*>\s*Ik schreef\r?\nhier lang aan</textarea>", page)
    browser.post(address, {"body": "Ik schreef\nhier lang aan"})
    assert session.exec(select(Reply)).one().body == "Ik schreef\nhier lang aan"


def test_a_refusal_has_a_reason_and_can_be_objected_to(browser: Browser, session: Session) -> None:
    told = tell(session)
    answer(session, told.story, outcome=Outcome.REFUSED, reason="Er staan namen in.")
    session.commit()
    page = plain(open_card(browser, told))
    assert "Wij laten uw verhaal niet zien" in page
    assert "Er staan namen in." in page
    assert "Ik ben het er niet mee eens" in page

    browser.get("/volg/bezwaar")
    browser.post("/volg/bezwaar", {"body": "Die namen mogen weg."})

    page = plain(browser.get("/volg").text)
    assert "Die namen mogen weg." in page
    assert "Een ander dan wie besloot, kijkt er nog een keer naar" in page
    assert "Ik ben het er niet mee eens" not in page
    assert fresh(session, told.story).status is StoryStatus.IN_REVIEW


def test_an_objection_is_only_for_a_refusal(browser: Browser, session: Session) -> None:
    told = tell(session)
    answer(session, told.story)
    session.commit()
    open_card(browser, told)

    browser.get("/volg/bezwaar", status=303)
    browser.post("/volg/bezwaar", {"body": "Toch niet eens"}, status=409)

    assert session.exec(select(Reply)).all() == []


def test_quotes_are_shown_as_printed_and_wait(browser: Browser, session: Session) -> None:
    told = tell(session)
    picked = quote(session, told.story)
    session.commit()

    page = open_card(browser, told)
    words = plain(page)

    assert "1 stukje wacht op uw ja of nee" in words
    assert picked.text in words
    assert "Inwoner Brunssum" in words
    assert "Op papier, in het citatenboek. En op deze website." in words
    assert "Wacht op u. Zonder uw ja gebruiken wij dit niet." in words


@pytest.mark.parametrize(
    ("said", "approval", "words"),
    [("ja", Approval.APPROVED, "U zei ja."), ("nee", Approval.REFUSED, "U zei nee.")],
)
def test_a_quote_is_approved_or_refused_and_the_teller_may_change_their_mind(
    browser: Browser, session: Session, said: str, approval: Approval, words: str
) -> None:
    told = tell(session)
    picked = quote(session, told.story)
    session.commit()
    open_card(browser, told)
    address, seen = f"/volg/citaat/{picked.ref}", seal(picked.text)

    browser.post(address, {"answer": said, "seen": seen})

    assert words in plain(browser.get("/volg").text)
    assert approval_now(session) is approval
    other = "nee" if said == "ja" else "ja"
    browser.post(address, {"answer": other, "seen": seen})
    assert approval_now(session) not in {approval, Approval.WAITING}


def test_a_yes_to_other_words_than_these_is_no_yes(browser: Browser, session: Session) -> None:
    told = tell(session)
    picked = quote(session, told.story)
    session.commit()
    open_card(browser, told)

    data = {"answer": "ja", "seen": seal("Wat er eerst stond")}
    page = browser.post(f"/volg/citaat/{picked.ref}", data, status=409).text

    assert "intussen veranderd" in page
    assert approval_now(session) is Approval.WAITING


def test_a_quote_that_staff_dropped_is_told_kindly(browser: Browser, session: Session) -> None:
    told = tell(session)
    session.commit()
    open_card(browser, told)

    data = {"answer": "ja", "seen": seal("weg")}
    page = browser.post("/volg/citaat/bestaatniet", data, status=409).text

    assert "intussen veranderd" in page


def test_a_refusal_after_printing_destroys_the_pdf_and_lists_the_edition(
    browser: Browser, session: Session, storage: Storage
) -> None:
    told = tell_with(session, consent_paper=Consent.YES)
    picked = quote(session, told.story)
    edition = printed(session, storage, told.story, [picked], [])
    session.commit()
    assert "Citatenboek “Najaar”, uitgave 1" in plain(open_card(browser, told))

    browser.post(f"/volg/citaat/{picked.ref}", {"answer": "nee", "seen": seal(picked.text)})

    page = plain(browser.get("/volg").text)
    assert "Citatenboek “Najaar”, uitgave 1" in page
    assert "kunnen wij niet terughalen" in page
    session.rollback()
    session.refresh(edition)
    assert edition.file_key is None
    assert list(storage.keys()) == []


@pytest.mark.parametrize(
    ("name", "field", "chosen"),
    [
        ("papier", "consent_paper", Consent.NO),
        ("website", "consent_online", Consent.YES),
        ("fotos", "consent_photos", Consent.NO),
        ("lezen", "audience", Audience.COUNCIL),
    ],
)
def test_each_use_is_allowed_or_not_by_itself(
    browser: Browser, session: Session, name: str, field: str, chosen: Consent | Audience
) -> None:
    told = tell(session)
    before = {
        each: getattr(told.story, each)
        for each in ("consent_paper", "consent_online", "consent_photos", "audience")
    }
    session.commit()
    open_card(browser, told)
    browser.get(f"/volg/toestemming/{name}")

    browser.post(f"/volg/toestemming/{name}", {"chosen": chosen.value})

    assert "Uw keuze is bewaard" in browser.get("/volg").text
    story = fresh(session, told.story)
    after = {each: getattr(story, each) for each in before}
    assert after == before | {field: chosen}


@pytest.mark.parametrize("said", ["no", "ask"])
def test_less_consent_destroys_kept_pdfs_and_says_what_was_printed(
    browser: Browser, session: Session, storage: Storage, said: str
) -> None:
    told = tell_with(session, consent_paper=Consent.YES)
    edition = printed(session, storage, told.story, [quote(session, told.story)], [])
    session.commit()
    open_card(browser, told)
    assert "uitgave 1" in browser.get("/volg/toestemming/papier").text

    browser.post("/volg/toestemming/papier", {"chosen": said})

    session.rollback()
    session.refresh(edition)
    assert (edition.file_key, edition.gone_because) == (None, "consent")
    assert "uitgave 1" in browser.get("/volg").text


def test_no_to_photos_destroys_pdfs_with_a_photo_and_hides_it(
    browser: Browser, session: Session, storage: Storage
) -> None:
    told = tell(session)
    picture = photo(session, storage, told.story)
    answer(session, told.story)
    edition = printed(session, storage, told.story, [], [picture])
    session.commit()
    assert "Iedereen kan deze foto zien" in plain(open_card(browser, told))

    browser.get("/volg/toestemming/fotos")
    browser.post("/volg/toestemming/fotos", {"chosen": "no"})

    assert "Alleen u en de wijkmanager zien deze foto" in plain(browser.get("/volg").text)
    session.rollback()
    session.refresh(edition)
    assert edition.file_key is None


def test_less_online_leaves_the_paper_alone(
    browser: Browser, session: Session, storage: Storage
) -> None:
    told = tell_with(session, consent_paper=Consent.YES)
    printed(session, storage, told.story, [quote(session, told.story)], [])
    session.commit()
    open_card(browser, told)
    browser.get("/volg/toestemming/website")

    browser.post("/volg/toestemming/website", {"chosen": "no"})

    session.rollback()
    assert session.exec(select(Edition)).one().file_key is not None


def test_a_photo_is_shown_to_the_holder_of_the_card_only(
    app: Flask, browser: Browser, session: Session, storage: Storage
) -> None:
    told, other = tell(session), tell(session)
    picture = photo(session, storage, told.story, shown=False)
    session.commit()
    address = f"/foto/{picture.ref}/400.jpg"

    assert browser.client.get(address).status_code == 404
    assert address in open_card(browser, told)
    mine = browser.client.get(address, buffered=True)
    assert mine.status_code == 200
    assert mine.headers["Cache-Control"] == "no-store"
    stranger = Browser(app)
    open_card(stranger, other)
    assert stranger.client.get(address).status_code == 404


def test_a_child_is_told_who_must_agree(browser: Browser, session: Session) -> None:
    told = tell_with(session, age_group=AgeGroup.FROM_12_TO_15)
    quote(session, told.story)
    session.commit()

    page = plain(open_card(browser, told))

    assert "Eerst moet uw ouder of verzorger ja zeggen" in page
    assert "Wacht op ja van uw ouder of verzorger" in page


NEEDS_CARD = ["antwoord/x", "bezwaar", "citaat/x", "toestemming/papier", "intrekken"]


@pytest.mark.parametrize("path", NEEDS_CARD)
def test_nothing_is_done_without_a_card(browser: Browser, session: Session, path: str) -> None:
    told = tell(session)
    session.commit()
    browser.get("/volg")

    data = {"body": "x", "chosen": "no", "answer": "nee"}
    page = browser.post(f"/volg/{path}", data, status=200).text

    assert "Typ uw code" in page
    assert fresh(session, told.story).version == 1


@pytest.mark.parametrize("path", ["citaat/{quote}", "toestemming/papier", "intrekken", "sluiten"])
def test_nothing_is_done_without_the_forms_token(
    browser: Browser, session: Session, path: str
) -> None:
    told = tell(session)
    picked = quote(session, told.story)
    session.commit()
    open_card(browser, told)

    data = {"csrf_token": "forged", "answer": "nee", "chosen": "no", "seen": seal(picked.text)}
    answered = browser.client.post(f"/volg/{path.format(quote=picked.ref)}", data=data)

    assert answered.status_code in {303, 422}
    assert fresh(session, told.story).version == 1
    assert approval_now(session) is Approval.WAITING
    assert "Wij lezen uw verhaal" in browser.get("/volg").text


def test_a_story_of_another_card_is_out_of_reach(browser: Browser, session: Session) -> None:
    mine, other = tell(session), tell(session)
    theirs = answer(session, other.story)
    picked = quote(session, other.story)
    session.commit()
    open_card(browser, mine)

    browser.get(f"/volg/antwoord/{theirs.ref}", status=404)
    browser.get("/volg")
    browser.post(f"/volg/antwoord/{theirs.ref}", {"body": "x"}, status=404)
    data = {"answer": "ja", "seen": seal(picked.text)}
    browser.get("/volg")
    browser.post(f"/volg/citaat/{picked.ref}", data, status=409)

    assert approval_now(session) is Approval.WAITING
    assert session.exec(select(Reply)).all() == []
