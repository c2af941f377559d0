"""What stands in a pack, what never does, and what happens to it when something is withdrawn."""

from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from flask import Flask
from sqlmodel import Session, select

from app.card.services import withdraw
from app.core.dates import local_day
from app.core.errors import NotFoundError
from app.core.storage import Storage
from app.council import chores, queries
from app.council.advice_services import Words, promise_advice, publish_advice, write_advice
from app.council.chain import advice_steps, meeting_steps
from app.council.contents import PackContents
from app.council.gathering import UntrueQuotesError, pack_contents, subjects_of
from app.council.jobs import make_edition
from app.council.meeting_services import Act, Plan, announce, hold_meeting, plan_meeting
from app.council.models import Meeting, PackItem
from app.council.pack_services import choose, take_in
from app.council.printed import file_key, is_fit
from app.council.rules import NothingToPrintError, PackKind, PaperForm
from app.editions import services as editions
from app.editions.models import Edition, EditionFile
from app.promises.chain import promise_steps
from app.promises.services import Plan as Promised
from app.quotes.models import Quote
from app.stories.chain import chain_of
from app.stories.models import FollowCard, Story, StoryEvent
from app.stories.rules import Consent, EventKind, Outcome
from tests.conftest import NOW
from tests.factories import make_programme, make_story
from tests.promised import DAY, promised
from tests.quote_books import cluster, picture, quoted_story, tag

Stored = Callable[[], Session]
ACT = Act("anna", NOW)
BEFORE = NOW - 9 * DAY


@pytest.fixture(autouse=True)
def frame(session: Session, app: Flask) -> Iterator[None]:
    make_programme(session)
    with app.app_context():
        yield


def meeting_in(session: Session, days: int = 14, **values: object) -> Meeting:
    plan = Plan("Noorderhuis", NOW + days * DAY, **values)  # type: ignore[arg-type] # values go as they are
    meeting = plan_meeting(session, plan, ACT)
    gather(session, meeting)
    return meeting


def gather(session: Session, meeting: Meeting) -> int:
    return take_in(session, meeting, subjects_of(session, meeting, NOW), ACT)


def pack(session: Session, meeting: Meeting) -> PackContents:
    return pack_contents(session, meeting, NOW)


def quotes(contents: PackContents) -> list[str]:
    return [each.subject.quote.text for each in contents.entries if each.subject.quote]


def titles(contents: PackContents, kind: PackKind) -> list[str]:
    return [each.subject.title for each in contents.entries if each.subject.kind is kind]


def hold(session: Session, meeting: Meeting) -> None:
    """Let the meeting be over."""
    announce(session, meeting, ACT)
    hold_meeting(session, meeting, Act("anna", meeting.starts_at + DAY / 12))


# What stands in it


@pytest.mark.parametrize(
    ("values", "stands_in_it"),
    [
        ({}, True),
        ({"consent_paper": Consent.NO}, False),
        ({"consent_paper": Consent.ASK}, False),
        ({"consent_online": Consent.NO}, True),
        ({"outcome": Outcome.REFUSED}, False),
    ],
)
def test_only_what_may_be_printed_is_printed(
    session: Session, values: dict[str, object], *, stands_in_it: bool
) -> None:
    story, _ = quoted_story(session, "Het park is mooi.")
    meeting = meeting_in(session)
    for name, value in values.items():
        setattr(story, name, value)
    session.flush()

    assert quotes(pack(session, meeting)) == (["Het park is mooi."] if stands_in_it else [])


def test_a_quote_that_is_not_word_for_word_stops_the_pack(session: Session) -> None:
    _, quote = quoted_story(session, "Het park is mooi.")
    meeting = meeting_in(session)
    quote.text = "Het park is prachtig."
    session.add(quote)
    session.flush()

    with pytest.raises(UntrueQuotesError):
        pack(session, meeting)


def test_a_photo_needs_its_own_consent(session: Session, storage: Storage) -> None:
    story, _ = quoted_story(session, "Het park is mooi.")
    photo = picture(session, storage, story)
    meeting = meeting_in(session)

    assert [
        each.photo.ref for entry in pack(session, meeting).entries for each in entry.photos
    ] == [photo.ref]
    story.consent_photos = Consent.NO
    session.flush()
    assert pack(session, meeting).photo_keys == frozenset()


def test_what_was_gathered_before_is_not_gathered_twice(session: Session) -> None:
    quoted_story(session, "Het park is mooi.")
    meeting = meeting_in(session)
    before = len(queries.items_of(session, meeting))

    assert gather(session, meeting) == 0
    assert len(queries.items_of(session, meeting)) == before


def test_a_meeting_tells_what_is_new_since_the_one_before(session: Session) -> None:
    quoted_story(session, "Al besproken.")
    first = meeting_in(session, days=1)
    session.exec(select(Quote)).one().picked_at = NOW
    later, _ = quoted_story(session, "Nieuw.")
    picked = session.exec(select(Quote).where(Quote.story_id == later.id)).one()
    picked.picked_at = NOW + 3 * DAY
    session.flush()
    second = plan_meeting(session, Plan("Klaver 4", NOW + 30 * DAY), ACT)
    now = NOW + 20 * DAY
    take_in(session, second, subjects_of(session, second, now), Act("anna", now))

    assert quotes(pack(session, first)) == ["Al besproken."]
    assert quotes(pack_contents(session, second, now)) == ["Nieuw."]


def test_another_district_stays_out(session: Session) -> None:
    quoted_story(session, "Uit Noord.")
    quoted_story(session, "Uit Oost.", district_id=2)
    meeting = meeting_in(session, districts=["oost"])

    assert quotes(pack(session, meeting)) == ["Uit Oost."]


def test_counts_below_five_are_not_told(session: Session) -> None:
    for number in range(9):
        story = make_story(session, received_at=BEFORE, district_id=1 if number < 6 else 2)
        tag(session, story, "verloedering")
    contents = pack(session, meeting_in(session))
    rows = [
        row for entry in contents.entries for table in entry.subject.tables for row in table.rows
    ]

    assert ("Binnengekomen", "6", "minder dan 5") in rows
    assert ("Verloedering van de publieke ruimte", "6", "minder dan 5") in rows
    assert "3" not in {cell for row in rows for cell in row}


def test_overdue_promises_stand_first(session: Session) -> None:
    promised(session, what="Bijna zover.", days=3)
    promised(session, what="Veel te laat.", days=2, now=NOW - 40 * DAY)
    contents = pack(session, meeting_in(session))

    assert titles(contents, PackKind.PROMISE) == ["Veel te laat.", "Bijna zover."]
    (part,) = [each for each in contents.parts if each.kind is PackKind.PROMISE]
    assert [group.title for group in part.groups] == ["Te laat", "Nog te doen"]


def test_earlier_advice_comes_back_with_what_became_of_it(session: Session) -> None:
    held = meeting_in(session, days=-20)
    hold(session, held)
    advice = write_advice(session, held, Words("Licht", "Zet licht neer."), ACT)
    plan = Promised("Wij zetten lampen.", "Groen", local_day(NOW) + 9 * DAY)
    promise_advice(session, held, advice, plan, ACT)
    write_advice(session, held, Words("Bank", "Zet een bank neer."), ACT)
    contents = pack(session, meeting_in(session))

    told = {
        each.subject.title: (each.subject.label, each.subject.words)
        for each in contents.entries
        if each.subject.kind is PackKind.ADVICE
    }
    assert told["Bank"][0] == "Nog geen antwoord"
    assert told["Licht"][0].startswith("Klaar vóór of op")
    assert "Groen beloofde: Wij zetten lampen." in told["Licht"][1]


def test_without_anything_nothing_is_printed(session: Session) -> None:
    meeting = meeting_in(session)
    for item in queries.items_of(session, meeting):
        seen = meeting.pack_version
        choose(session, meeting, item, chosen=False, seen=seen, act=ACT)
    session.commit()

    with pytest.raises(NothingToPrintError):
        make_edition(meeting.ref, actor="anna", tell=lambda _done, _total: None)


# The chain


def test_the_whole_chain_of_a_story_has_the_meeting_and_the_advice(session: Session) -> None:
    story, _ = quoted_story(session, "Het is donker op het pad.")
    other = make_story(session)
    meeting = meeting_in(session, days=0)
    hold(session, meeting)
    words = Words("Licht", "Zet licht neer.", clusters=[cluster(session)])
    advice = write_advice(session, meeting, words, Act("anna", NOW + DAY))
    makers = [promise_steps, meeting_steps, advice_steps]
    assert len(chain_of(makers, session, [story.ref])[story.ref]) == 1
    publish_advice(session, meeting, advice, Act("anna", NOW + DAY))
    plan = Promised("Wij zetten lampen.", "Groen", local_day(NOW) + 9 * DAY)
    promise_advice(session, meeting, advice, plan, Act("anna", NOW + 2 * DAY))

    chain = chain_of(makers, session, [story.ref, other.ref])
    assert [step.words.partition(":")[0] for step in chain[story.ref]] == [
        "Besproken in het beraad op 23 november 2026",
        "Advies van het beraad",
        "Beloofd",
        "Klaar",
    ]
    assert [step.is_coming for step in chain[story.ref]] == [False, False, False, True]
    assert chain[story.ref][0].url == f"/beraad/{meeting.ref}"
    assert chain[other.ref] == []


def test_a_story_that_was_left_out_was_not_discussed(session: Session) -> None:
    story, quote = quoted_story(session, "Het is donker op het pad.")
    meeting = meeting_in(session, days=0)
    (item,) = [each for each in queries.items_of(session, meeting) if each.reference == quote.ref]
    choose(session, meeting, item, chosen=False, seen=meeting.pack_version, act=ACT)
    hold(session, meeting)

    assert meeting_steps(session, [story.ref]) == {}


# Printed and withdrawn


@pytest.fixture
def printed(session: Session, storage: Storage) -> tuple[Story, Edition]:
    """A pack with a quote and a photo, in all its forms."""
    story, _ = quoted_story(session, "Het park is mooi.")
    picture(session, storage, story)
    meeting = meeting_in(session)
    session.commit()
    return story, make_edition(meeting.ref, actor="anna", tell=lambda _done, _total: None)


def keys(session: Session) -> list[str]:
    forms = [each.file_key for each in session.exec(select(EditionFile))]
    first = [each.file_key for each in session.exec(select(Edition)) if each.file_key]
    return first + forms


def test_a_pack_is_kept_in_four_files_and_tellers_hear_of_it(
    printed: tuple[Story, Edition], stored: Stored, storage: Storage
) -> None:
    story, edition = printed
    session = stored()

    assert len(keys(session)) == len(PaperForm)
    for form in PaperForm:
        assert storage.get(file_key(session, edition, form)).startswith(b"%PDF")
    kinds = session.exec(select(StoryEvent.kind).where(StoryEvent.story_id == story.id)).all()
    assert EventKind.PRINTED in kinds
    assert editions.sweep(session, storage, NOW + timedelta(days=30)) == 0


def test_the_same_pack_is_made_once(printed: tuple[Story, Edition], stored: Stored) -> None:
    _, edition = printed
    again = make_edition(
        edition.composition["meeting"], actor="anna", tell=lambda _done, _total: None
    )

    assert again.ref == edition.ref
    assert len(stored().exec(select(Edition)).all()) == 1


def test_withdrawing_destroys_every_form_and_takes_it_out_of_every_pack(
    printed: tuple[Story, Edition], session: Session, stored: Stored, storage: Storage
) -> None:
    story, edition = printed
    files = keys(stored())
    found = session.get_one(Story, story.id)
    session.add(FollowCard(story_id=story.id or 0, lookup="K7QM", secret_hash="-"))
    session.flush()
    withdraw(session, storage, found, now=NOW)
    session.commit()

    assert keys(stored()) == []
    for key in files:
        with pytest.raises(FileNotFoundError):
            storage.get(key)
    kept = stored()
    assert kept.exec(select(PackItem).where(PackItem.story_ref == story.ref)).all() == []
    with pytest.raises(NotFoundError):
        file_key(kept, kept.get_one(Edition, edition.id), PaperForm.A4)


def test_what_may_not_be_printed_any_more_is_not_handed_out_and_then_destroyed(
    printed: tuple[Story, Edition],
    app: Flask,
    session: Session,
    stored: Stored,
    storage: Storage,
) -> None:
    story, edition = printed
    assert is_fit(stored(), edition)
    session.get_one(Story, story.id).consent_paper = Consent.NO
    session.commit()

    with pytest.raises(NotFoundError):
        file_key(stored(), edition, PaperForm.BOOKLET)
    database = app.extensions["buurtstem"].database
    assert chores.destroy_unfit(database, storage, now=NOW) == 1
    assert keys(stored()) == []
    assert chores.destroy_unfit(database, storage, now=NOW) == 0


def test_the_command_makes_the_pack_of_the_next_meeting(
    app: Flask, session: Session, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    quoted_story(session, "Het park is mooi.")
    plan_meeting(session, Plan("Noorderhuis", NOW + 14 * DAY), ACT)
    session.commit()
    monkeypatch.setattr("app.core.clock.now", lambda: NOW)
    out = tmp_path / "beraad.pdf"
    result = app.test_cli_runner().invoke(args=["council", "pack", "--out", str(out)])

    assert result.exit_code == 0, result.output
    names = {path.name for path in tmp_path.glob("beraad*.pdf")}
    assert names == {"beraad.pdf", "beraad-large.pdf", "beraad-a5.pdf", "beraad-booklet.pdf"}


def test_the_command_without_a_meeting_says_so(app: Flask, session: Session) -> None:
    session.commit()
    result = app.test_cli_runner().invoke(args=["council", "pack"])

    assert result.exit_code == 1
    assert "NotFoundError: meeting" in result.output
