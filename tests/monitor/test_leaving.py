"""Marked words in everything that must not leave: none of them is in any file."""

from datetime import timedelta
from pathlib import Path

import pytest
from flask import Flask
from sqlmodel import Session

from app.core.storage import Storage
from app.moderation.models import Answer, StoryRedaction
from app.monitor.export_rules import Choice, FileKind, TooFewError
from app.quotes.rules import Approval
from app.quotes.services import rerender
from app.staff.rules import Scope
from app.stories.rules import AgeGroup, Audience, Channel, Consent, Outcome, StoryStatus, TellerKind
from tests.conftest import NOW
from tests.factories import make_photo, make_programme, make_public, make_story
from tests.monitor.exporting import EVERYTHING, everything_in, export
from tests.quote_books import pick, picture

#: Stands in everything that must not leave.
MARK = "Zwaluwnest"
OPEN = "Over het plein, nummer"
KINDS = list(FileKind)


@pytest.fixture(autouse=True)
def planted(app: Flask, session: Session, storage: Storage) -> None:
    """Eight stories that may leave, and the marked word everywhere else."""
    del app
    make_programme(session)
    for number in range(8):
        make_public(session, f"{OPEN} {number}.", signed_as=f"{MARK} van de hoek")
    _barred(session)
    _hidden(session)
    _only_quotes(session)
    _pictures(session, storage)
    _rare(session)
    session.commit()


def _barred(session: Session) -> None:
    for values in (
        {"status": StoryStatus.WITHDRAWN},
        {"outcome": Outcome.REFUSED},
        {"outcome": None},
        {"age_group": AgeGroup.UNDER_12},
        {"age_group": AgeGroup.FROM_12_TO_15},
        {"consent_paper": Consent.NO},
        {"consent_paper": Consent.ASK},
        {"audience": Audience.COUNCIL},
        {"outcome": Outcome.COUNCIL_ONLY, "published_at": None},
    ):
        make_public(session, f"{MARK} staat hier.", **values)
    make_story(session, original=f"{MARK} is nieuw.")


def _hidden(session: Session) -> None:
    story = make_public(session, f"Bij {MARK} was het mooi.", refusal_reason=MARK)
    pick(session, story)
    assert story.id is not None
    session.add(StoryRedaction(story_id=story.id, start=4, end=4 + len(MARK), replacement="buur"))
    session.add(Answer(story_id=story.id, body=f"Dag {MARK}", written_at=NOW))
    session.flush()
    rerender(session, story, NOW)


def _only_quotes(session: Session) -> None:
    """A quote may leave; what stands around it, and quotes that wait or were refused, may not."""
    words = f"Dit mag mee. {MARK} en dit. {MARK} en dat."
    asks = make_public(session, words, consent_paper=Consent.ASK)
    pick(session, asks, (0, 12)).approval = Approval.APPROVED
    pick(session, asks, (13, 31))
    pick(session, asks, (32, 48)).approval = Approval.REFUSED
    council = make_public(session, words, audience=Audience.COUNCIL)
    pick(session, council, (0, 12))
    session.flush()


def _pictures(session: Session, storage: Storage) -> None:
    del storage
    make_photo(session, make_public(session, f"{OPEN} 8."), alt=f"{MARK} op de foto", shown=False)
    no = make_public(session, f"{OPEN} 9.", consent_photos=Consent.NO)
    make_photo(session, no, alt=f"{MARK} op de foto", shown=True)


def _rare(session: Session) -> None:
    """A teller unlike all others; the traits, not the words, would tell who it is."""
    make_public(
        session,
        f"{OPEN} 10.",
        language="uk",
        channel=Channel.PHOTO_TALK,
        teller=TellerKind.PROFESSIONAL,
        neighbourhood=f"{MARK}buurt",
        age_group=AgeGroup.FROM_16,
        received_at=NOW - timedelta(days=61),
    )


@pytest.mark.parametrize("kind", KINDS)
def test_no_marked_word_is_in_any_file(app: Flask, tmp_path: Path, kind: FileKind) -> None:
    with app.app_context():
        found = everything_in(export(tmp_path, kind))

    assert MARK not in found
    assert kind is FileKind.QDC or f"{OPEN} 7." in found
    assert kind is FileKind.QDC or "Dit mag mee." in found
    assert kind is FileKind.QDC or "Bij [buur] was het mooi." in found


@pytest.mark.parametrize("kind", [kind for kind in KINDS if kind is not FileKind.QDC])
def test_nobody_stands_out_by_traits(app: Flask, tmp_path: Path, kind: FileKind) -> None:
    with app.app_context():
        found = everything_in(export(tmp_path, kind))

    assert f"{OPEN} 10." in found
    for rare in ("Oekra", '"uk"', "verteld bij foto", "photo_talk", "professional", "2026-09"):
        assert rare not in found, rare


@pytest.mark.parametrize("kind", KINDS)
def test_nothing_of_another_district_is_in_a_file(
    app: Flask, session: Session, tmp_path: Path, kind: FileKind
) -> None:
    for number in range(6):
        make_public(session, f"{MARK} in oost, nummer {number}.", district_id=2)
    session.commit()

    with app.app_context():
        mine = everything_in(export(tmp_path, kind, Scope(district_ids=frozenset({1}))))
        chosen = everything_in(export(tmp_path, kind, choice=Choice(district_key="noord")))
        all_ = everything_in(export(tmp_path, kind, EVERYTHING))

    assert MARK not in mine
    assert MARK not in chosen
    assert kind is FileKind.QDC or f"{MARK} in oost" in all_


def test_a_choice_of_few_stories_does_not_leave(
    app: Flask, session: Session, tmp_path: Path
) -> None:
    for number in range(4):
        make_public(session, f"{MARK} in oost, nummer {number}.", district_id=2)
    session.commit()

    with app.app_context(), pytest.raises(TooFewError):
        export(tmp_path, FileKind.JSON, choice=Choice(district_key="oost"))
    assert list(tmp_path.glob("file.*")) == []


def test_no_reference_of_the_site_is_in_a_file(
    app: Flask, session: Session, storage: Storage, tmp_path: Path
) -> None:
    story = make_public(session, f"{OPEN} 11.")
    quote, photo = pick(session, story), picture(session, storage, story)
    session.commit()
    refs = [story.ref, quote.ref, photo.ref]

    with app.app_context():
        for kind in KINDS:
            found = everything_in(export(tmp_path, kind))
            assert [ref for ref in refs if ref in found] == [], kind


def test_a_story_leaves_under_one_name(app: Flask, session: Session, tmp_path: Path) -> None:
    del session
    with app.app_context():
        one = export(tmp_path, FileKind.QDPX).read_bytes()
        other = export(tmp_path, FileKind.QDPX).read_bytes()

    assert one == other
