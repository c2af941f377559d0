"""Staff write down what others told, on paper, at a door or at a table."""

import json
import re
from collections.abc import Callable
from datetime import date, timedelta
from io import BytesIO

import pytest
from flask import Flask
from pypdf import PdfReader
from sqlmodel import Session, select

from app.audit.models import AuditEntry
from app.card.services import withdraw
from app.core import clock
from app.core.storage import Storage
from app.photos.models import Photo, PhotoOwner
from app.staff.models import StaffMember
from app.staff.rules import Role
from app.stories import noting_queries, noting_services
from app.stories.models import FollowCard, Story
from app.stories.noting_models import CollectedStory, Collection
from app.stories.rules import Channel, Consent
from app.web.drafts import Draft
from tests.conftest import NOW
from tests.factories import PASSWORD, make_member, make_programme
from tests.page import Browser
from tests.photo_files import jpeg
from tests.web.noting import SAID, TOLD, keep, note, say
from tests.web.telling import code_on

Fresh = Callable[[], Session]


@pytest.fixture(autouse=True)
def _today(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clock, "now", lambda: NOW)


@pytest.fixture
def anna(app: Flask, session: Session) -> Browser:
    """An ambassadeur."""
    make_programme(session)
    make_member(session, "anna", roles=(Role.AMBASSADOR,), districts=())
    make_member(session, "noord")
    make_member(session, "baas", roles=(Role.ADMINISTRATOR,), districts=())
    session.commit()
    return signed_in(app, "anna")


def signed_in(app: Flask, username: str) -> Browser:
    browser = Browser(app)
    browser.sign_in(username, PASSWORD)
    return browser


def test_a_story_told_at_a_door_becomes_a_story_with_a_card(anna: Browser, stored: Fresh) -> None:
    note(anna)
    say(anna, signed_as="Vader van twee", paper="yes", online="ask", audience="everyone")
    page = keep(anna)

    story = stored().exec(select(Story)).one()
    collection = noting_queries.collection_of(stored(), story)
    assert (story.original, story.channel) == (SAID["text"], Channel.DOOR)
    assert (story.consent_paper, story.consent_online) == (Consent.YES, Consent.ASK)
    assert story.consent_photos is Consent.NO
    assert story.signed_as == "Vader van twee"
    assert collection is not None
    assert (collection.collected_on, collection.place) == (date(2026, 11, 20), "Het plein")
    assert "Uw volgkaart" in page.text
    assert stored().exec(select(Draft)).all() == []


def test_the_card_opens_the_story(anna: Browser, app: Flask) -> None:
    note(anna)
    say(anna)
    code = code_on(keep(anna).text)

    teller = Browser(app)
    teller.get("/volg")
    teller.post("/volg", {"code": code})

    assert SAID["text"] in teller.follow("/volg").text


def test_the_teller_takes_along_when_and_where_it_was_told(anna: Browser, app: Flask) -> None:
    note(anna)
    say(anna)
    code = code_on(keep(anna).text)

    teller = Browser(app)
    teller.get("/volg")
    teller.post("/volg", {"code": code})
    kept = json.loads(teller.client.get("/volg/alles/verhaal.json").data)["written_down"]

    assert (kept["told_on"], kept["place"], kept["people"]) == ("2026-11-20", "Het plein", 1)
    pdf = teller.client.get("/volg/alles/verhaal.pdf").data
    text = " ".join(page.extract_text() for page in PdfReader(BytesIO(pdf)).pages)
    assert "20 november 2026, Het plein (1 persoon deed mee)" in re.sub(r"\s+", " ", text)


def test_whoever_typed_it_cannot_open_the_card_again(anna: Browser) -> None:
    note(anna)
    say(anna)
    keep(anna)
    anna.post("/team/opschrijven/klaar")

    anna.get("/team/opschrijven/kaarten", 303)
    assert "kaarten" not in anna.get("/team/opschrijven").text


def test_after_an_hour_the_cards_are_closed_by_themselves(
    anna: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    note(anna)
    say(anna)
    keep(anna)
    monkeypatch.setattr(clock, "now", lambda: NOW + timedelta(hours=1, minutes=1))

    anna.get("/team/opschrijven/kaarten", 303)


def test_nobody_else_opens_the_cards_with_the_same_browser(anna: Browser) -> None:
    note(anna)
    say(anna)
    keep(anna)
    anna.post("/team/uitloggen")
    anna.sign_in("baas", PASSWORD)

    anna.get("/team/opschrijven/kaarten", 303)


def test_a_second_tap_makes_no_second_story(anna: Browser, stored: Fresh) -> None:
    note(anna)
    say(anna)
    first = code_on(keep(anna).text)
    anna.post("/team/opschrijven/controle")

    assert code_on(anna.get("/team/opschrijven/kaarten").text) == first
    assert len(stored().exec(select(Story)).all()) == 1


def test_several_voices_are_stories_of_one_collection(anna: Browser, stored: Fresh) -> None:
    note(anna, channel="cafe", people="9")
    say(anna, 1, text="De koffie is goed.", another="1")
    say(anna, 2, text="De bus komt te weinig.")
    page = keep(anna)

    stories = stored().exec(select(Story).order_by("id")).all()
    (collection,) = stored().exec(select(Collection)).all()
    links = stored().exec(select(CollectedStory)).all()
    assert [each.original for each in stories] == ["De koffie is goed.", "De bus komt te weinig."]
    assert {each.collection_id for each in links} == {collection.id}
    assert len(stored().exec(select(FollowCard)).all()) == 2
    assert page.text.count("code__code") == 2
    ids = [each.id or 0 for each in stories]
    assert noting_queries.people_of(stored(), ids) == 9
    assert noting_queries.people_of(stored(), ids[:1]) == 8


def test_a_group_is_never_smaller_than_its_voices(anna: Browser, stored: Fresh) -> None:
    note(anna, channel="group", people="1")
    say(anna, 1)
    say(anna, 2)
    keep(anna)

    assert stored().exec(select(Collection)).one().people == 2


def test_a_voice_can_be_taken_out(anna: Browser, stored: Fresh) -> None:
    note(anna, channel="group")
    say(anna, 1, text="Weg hiermee.")
    say(anna, 2, text="Dit blijft.")
    anna.get("/team/opschrijven/controle")
    anna.post("/team/opschrijven/stem/1/weg")
    keep(anna)

    assert [each.original for each in stored().exec(select(Story))] == ["Dit blijft."]
    assert all("Weg" not in str(each.answers) for each in stored().exec(select(Draft)))


def test_each_story_has_a_line_in_the_audit_log(anna: Browser, stored: Fresh) -> None:
    note(anna, channel="group")
    say(anna, 1)
    say(anna, 2)
    keep(anna)

    by = stored().exec(select(StaffMember).where(StaffMember.username == "anna")).one().ref
    lines = stored().exec(select(AuditEntry).where(AuditEntry.action == "story.written_down"))
    assert [each.actor for each in lines] == [by, by]


@pytest.mark.parametrize("ticked", [{"guardian_seen": "y"}, {}])
def test_of_a_child_nothing_holds_before_a_parent_said_yes(
    anna: Browser, stored: Fresh, ticked: dict[str, str]
) -> None:
    note(anna)
    say(anna, 1, age_group="under_12", signed_as="Kim", paper="yes", **ticked)
    keep(anna)

    story = stored().exec(select(Story)).one()
    assert (story.guardian_consent_at is not None) is bool(ticked)
    assert story.signed_as is None


def test_a_parents_yes_means_nothing_for_somebody_older(anna: Browser, stored: Fresh) -> None:
    note(anna)
    say(anna, age_group="16_plus", guardian_seen="y")
    keep(anna)

    assert stored().exec(select(Story)).one().guardian_consent_at is None


def test_photos_come_along(anna: Browser, stored: Fresh) -> None:
    note(anna)
    page = anna.get("/team/opschrijven/stem/1").text
    assert 'name="to_photos"' in page
    typed = anna.post("/team/opschrijven/stem/1", SAID | {"photos": "yes", "to_photos": "1"})
    assert typed.headers["Location"].endswith("/stem/1/fotos")
    anna.get("/team/opschrijven/stem/1/fotos")
    files = {"photos": [(BytesIO(jpeg()), "foto.jpg")], "add": "1"}
    anna.post("/team/opschrijven/stem/1/fotos", files)
    shown = anna.get("/team/opschrijven/controle")
    address = shown.text.partition('<img src="')[2].partition('"')[0]
    assert anna.client.get(address or "/").status_code == 200
    keep(anna)

    story, photo = stored().exec(select(Story)).one(), stored().exec(select(Photo)).one()
    assert (photo.owner_kind, photo.owner_ref) == (PhotoOwner.STORY, story.ref)
    assert story.consent_photos is Consent.YES


def test_what_is_wrong_costs_nobody_a_word(anna: Browser) -> None:
    note(anna)
    anna.get("/team/opschrijven/stem/1")
    typed = {**SAID, "signed_as": "x" * 61}
    page = anna.post("/team/opschrijven/stem/1", typed, 422)

    assert SAID["text"] in page.text


@pytest.mark.parametrize(
    "wrong",
    [
        {"channel": ""},
        {"channel": "self"},
        {"collected_on": "2026-11-24"},
        {"collected_on": "2025-11-01"},
        {"district": ""},
        {"people": "0"},
        {"place": "x" * 81},
    ],
)
def test_how_it_was_told_must_be_possible(anna: Browser, wrong: dict[str, str]) -> None:
    anna.get("/team/opschrijven")
    anna.post("/team/opschrijven", TOLD | wrong, 422)


@pytest.mark.usefixtures("anna")
def test_a_wijkmanager_writes_down_for_the_own_district_only(app: Flask, stored: Fresh) -> None:
    noord = signed_in(app, "noord")
    noord.get("/team/opschrijven")
    noord.post("/team/opschrijven", TOLD | {"district": "oost"}, 422)
    note(noord)
    say(noord)
    keep(noord)

    assert stored().exec(select(Story)).one().district_id == 1


def test_an_ambassadeur_sees_no_other_stories(anna: Browser, app: Flask, stored: Fresh) -> None:
    note(anna)
    say(anna)
    keep(anna)
    story = stored().exec(select(Story)).one()

    anna.get(f"/team/verhalen/{story.ref}", 403)
    anna.get("/team/verhalen", 403)
    signed_in(app, "noord").get(f"/team/verhalen/{story.ref}")


def test_the_wijkmanager_reads_where_it_was_told(anna: Browser, app: Flask, stored: Fresh) -> None:
    note(anna, channel="cafe", people="7")
    say(anna)
    keep(anna)
    page = signed_in(app, "noord").get(f"/team/verhalen/{stored().exec(select(Story)).one().ref}")

    assert "Samen opgeschreven op vrijdag 20 november 2026" in page.text
    assert "Gesprek met 7 mensen." in page.text


@pytest.mark.usefixtures("anna")
def test_other_roles_write_nothing_down(app: Flask, session: Session) -> None:
    make_member(session, "lezer", roles=(Role.RESEARCHER, Role.COUNCIL), districts=())
    session.commit()

    signed_in(app, "lezer").get("/team/opschrijven", 403)


def test_withdrawing_forgets_where_it_was_told(
    anna: Browser, session: Session, storage: Storage, stored: Fresh
) -> None:
    note(anna, channel="group", people="4")
    say(anna, 1)
    say(anna, 2)
    keep(anna)
    session.rollback()
    for left in (1, 0):
        story = session.exec(select(Story).where(Story.original != None)).first()  # noqa: E711 - SQL
        assert story is not None
        withdraw(session, storage, story, now=NOW)
        session.commit()
        assert len(stored().exec(select(Collection)).all()) == left


def test_a_voice_of_a_note_that_is_gone_is_refused(session: Session) -> None:
    with pytest.raises(noting_services.NothingNotedError):
        noting_services.send_note(session, "x", {}, by="y", answer_days=10, now=NOW)
