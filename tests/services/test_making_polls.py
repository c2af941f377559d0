"""Making a poll, its options and pictures; freezing its rules; changing them in public."""

import json
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from sqlmodel import Session, select

from app.core.seen import ChangedMeanwhileError, fingerprint
from app.core.storage import Storage
from app.core.text import TextError
from app.ledger.queries import entries_about
from app.photos.models import Photo
from app.photos.services import copy_files, keep_files
from app.polls import freezing_services, making_services, option_services, queries
from app.polls.freezing_services import PollChangedError
from app.polls.making_rules import (
    Missing,
    NotLaterError,
    NotReadyError,
    OptionPlan,
    PlanError,
    PlanReason,
    PollPlan,
    SameHelpError,
    TooManyOptionsError,
)
from app.polls.models import CodeBatch, Poll, PollOption
from app.polls.rules import (
    MAX_OPTIONS,
    Access,
    PollClosedError,
    PollFrozenError,
    PollPrintedError,
    TieRule,
)
from tests.conftest import NOW
from tests.factories import make_poll, make_programme
from tests.photo_files import derivatives

BY = "wijkmanager"
PLAN = PollPlan(
    question="Welke speeltuin komt er op het plein?",
    opens_at=NOW + timedelta(days=7),
    closes_at=NOW + timedelta(days=21),
    district_keys=("noord",),
)


@pytest.fixture(autouse=True)
def programme(session: Session) -> None:
    make_programme(session)


def _seen(session: Session, poll: Poll) -> str:
    return fingerprint(making_services.seen_of(session, poll))


def _batch(session: Session, poll: Poll, district_id: int = 1) -> CodeBatch:
    assert poll.id is not None
    batch = CodeBatch(
        poll_id=poll.id,
        district_id=district_id,
        first_number=1,
        issued=45,
        reserve=5,
        form="a4",
        made_at=NOW,
        made_by=BY,
    )
    session.add(batch)
    session.flush()
    return batch


def _peiling(session: Session, **values: object) -> Poll:
    return make_poll(session, access=Access.OPEN, **values)  # type: ignore[arg-type] # values go as they are


def _facts(session: Session, poll: Poll) -> dict[str, object]:
    return dict(json.loads(entries_about(session, poll.ref)[-1].payload))


def test_a_new_poll_is_a_draft_at_an_address_made_of_its_question(session: Session) -> None:
    first = making_services.create_poll(session, PLAN, actor=BY, now=NOW)
    second = making_services.create_poll(session, PLAN, actor=BY, now=NOW)

    assert first.frozen_at is None
    assert first.slug == "welke-speeltuin-komt-er-op-het-plein"
    assert second.slug == "welke-speeltuin-komt-er-op-het-plein-2"
    assert making_services.plan_of(session, first) == PLAN


def test_a_poll_for_a_district_that_is_not_there_is_refused(session: Session) -> None:
    with pytest.raises(PlanError) as refused:
        making_services.create_poll(
            session, replace(PLAN, district_keys=("zuid",)), actor=BY, now=NOW
        )

    assert refused.value.reason is PlanReason.UNKNOWN_DISTRICT


def test_a_changed_draft_says_the_new_plan_and_moves_to_a_new_address(session: Session) -> None:
    poll = making_services.create_poll(session, PLAN, actor=BY, now=NOW)
    plan = replace(PLAN, question="Wat komt er op het veld?", district_keys=("noord", "oost"))

    making_services.change_poll(session, poll, plan, seen=_seen(session, poll), actor=BY, now=NOW)

    assert making_services.plan_of(session, poll) == plan
    assert poll.slug == "wat-komt-er-op-het-veld"
    assert poll.version == 2


def test_who_saves_a_poll_second_is_told(session: Session) -> None:
    poll = making_services.create_poll(session, PLAN, actor=BY, now=NOW)
    seen = _seen(session, poll)
    plan = replace(PLAN, why="Het plein wordt nieuw.")
    making_services.change_poll(session, poll, plan, seen=seen, actor=BY, now=NOW)

    with pytest.raises(ChangedMeanwhileError):
        making_services.change_poll(session, poll, PLAN, seen=seen, actor=BY, now=NOW)


def test_what_letters_say_stays(session: Session) -> None:
    poll = making_services.create_poll(session, PLAN, actor=BY, now=NOW)
    _batch(session, poll)
    seen = _seen(session, poll)
    later = replace(PLAN, closes_at=PLAN.closes_at + timedelta(days=1))

    with pytest.raises(PlanError) as refused:
        making_services.change_poll(session, poll, later, seen=seen, actor=BY, now=NOW)

    assert (refused.value.field, refused.value.reason) == ("closes_at", PlanReason.PRINTED)
    plan = replace(PLAN, why="Het plein wordt nieuw.")
    making_services.change_poll(session, poll, plan, seen=seen, actor=BY, now=NOW)


def test_options_that_letters_name_keep_their_names_and_places(
    session: Session, storage: Storage
) -> None:
    poll = make_poll(session)
    first, second = queries.options_of(session, poll)
    _batch(session, poll)
    seen = fingerprint(option_services.seen_of(first))
    renamed = OptionPlan("Iets anders", first.line, first.cost, first.place)
    dearer = OptionPlan(first.title, "Nu met dak.", first.cost, first.place)
    changes: list[Callable[[], object]] = [
        lambda: option_services.add_option(session, poll, renamed, actor=BY, now=NOW),
        lambda: option_services.change_option(
            session, first, renamed, seen=seen, actor=BY, now=NOW
        ),
        lambda: option_services.move_option(session, second, -1, actor=BY, now=NOW),
        lambda: option_services.remove_option(session, storage, first, actor=BY, now=NOW),
    ]
    for change in changes:
        with pytest.raises(PollPrintedError):
            change()
    option_services.change_option(session, first, dearer, seen=seen, actor=BY, now=NOW)

    assert [each.ref for each in queries.options_of(session, poll)] == [first.ref, second.ref]
    assert first.line == "Nu met dak."


def test_options_are_numbered_in_their_order(session: Session, storage: Storage) -> None:
    poll = making_services.create_poll(session, PLAN, actor=BY, now=NOW)
    for title in ("Klimtoren", "Schommels", "Zandbak"):
        option_services.add_option(session, poll, OptionPlan(title), actor=BY, now=NOW)
    first, second, third = queries.options_of(session, poll)

    option_services.move_option(session, third, -1, actor=BY, now=NOW)
    option_services.move_option(session, first, -1, actor=BY, now=NOW)
    option_services.remove_option(session, storage, second, actor=BY, now=NOW)

    left = [(each.number, each.title) for each in queries.options_of(session, poll)]
    assert left == [(1, "Klimtoren"), (2, "Zandbak")]


def test_there_is_room_for_so_many_options(session: Session) -> None:
    poll = make_poll(session, options=MAX_OPTIONS)

    with pytest.raises(TooManyOptionsError):
        option_services.add_option(session, poll, OptionPlan("Nog een"), actor=BY, now=NOW)


def test_another_picture_takes_the_place_of_the_first(session: Session, storage: Storage) -> None:
    poll = making_services.create_poll(session, PLAN, actor=BY, now=NOW)
    option = option_services.add_option(session, poll, OptionPlan("Klimtoren"), actor=BY, now=NOW)
    first, kept = (keep_files(storage, derivatives(each)) for each in ("teal", "orange"))
    for files in (first, kept):
        option_services.set_picture(session, storage, option, files, actor=BY, now=NOW)
    session.commit()

    assert len(session.exec(select(Photo)).all()) == 1
    assert queries.pictures_of(session, [option])[option.ref].ref == kept.ref
    assert set(storage.keys()) == {file.key for file in kept.files}


def test_a_copy_has_options_and_pictures_of_its_own(session: Session, storage: Storage) -> None:
    poll = making_services.create_poll(session, PLAN, actor=BY, now=NOW)
    option = option_services.add_option(session, poll, OptionPlan("Toren"), actor=BY, now=NOW)
    kept = keep_files(storage, derivatives())
    photo = option_services.set_picture(session, storage, option, kept, actor=BY, now=NOW)
    option_services.set_alt(session, option, "Een toren.", seen_version=1, actor=BY, now=NOW)
    again = {option.ref: copy_files(session, storage, photo)}
    copied = making_services.copy_poll(session, poll, again, actor=BY, now=NOW)
    making_services.remove_draft(session, storage, poll, actor=BY, now=NOW)
    session.commit()

    (other,) = queries.options_of(session, copied)
    picture = queries.pictures_of(session, [other])[other.ref]
    assert (other.title, picture.alt) == ("Toren", "Een toren.")
    assert storage.get(picture.print_key)


def test_a_removed_draft_leaves_nothing(session: Session, storage: Storage) -> None:
    poll = make_poll(session)
    _batch(session, poll)

    making_services.remove_draft(session, storage, poll, actor=BY, now=NOW)
    session.commit()

    for model in (Poll, PollOption, CodeBatch, Photo):
        assert session.exec(select(model)).all() == []


def test_freezing_puts_the_rules_into_the_ledger(session: Session) -> None:
    poll = _peiling(session, max_choices=1)

    freezing_services.freeze(session, poll, actor=BY, now=NOW, seen_version=poll.version)

    facts = _facts(session, poll)
    assert poll.frozen_at == NOW
    assert entries_about(session, poll.ref)[-1].kind == "poll.opened"
    assert facts["question"] == poll.question
    assert facts["districts"] == [{"name": "Noord", "codes": 0, "ballots": 0}]
    assert facts["codes_made"] == facts["ballots_made"] == 0


def test_a_stemming_without_letters_is_not_ready(session: Session) -> None:
    poll = make_poll(session)

    with pytest.raises(NotReadyError) as refused:
        freezing_services.freeze(session, poll, actor=BY, now=NOW)

    assert refused.value.missing == (Missing.CODES,)
    assert poll.frozen_at is None
    assert entries_about(session, poll.ref) == []


def test_what_changed_since_it_was_looked_at_is_not_frozen(session: Session) -> None:
    poll = _peiling(session)
    seen = poll.version
    option_services.move_option(session, queries.options_of(session, poll)[0], 1, actor=BY, now=NOW)

    with pytest.raises(PollChangedError):
        freezing_services.freeze(session, poll, actor=BY, now=NOW, seen_version=seen)


def test_nothing_changes_any_more_once_the_rules_are_frozen(
    session: Session, storage: Storage
) -> None:
    poll = make_poll(session, frozen=True)
    option = queries.options_of(session, poll)[0]
    kept = keep_files(storage, derivatives())
    tried = (
        lambda: making_services.change_poll(session, poll, PLAN, seen="", actor=BY, now=NOW),
        lambda: making_services.remove_draft(session, storage, poll, actor=BY, now=NOW),
        lambda: option_services.add_option(session, poll, OptionPlan("X"), actor=BY, now=NOW),
        lambda: option_services.change_option(
            session, option, OptionPlan("X"), seen="", actor=BY, now=NOW
        ),
        lambda: option_services.move_option(session, option, 1, actor=BY, now=NOW),
        lambda: option_services.remove_option(session, storage, option, actor=BY, now=NOW),
        lambda: option_services.set_picture(session, storage, option, kept, actor=BY, now=NOW),
        lambda: option_services.set_alt(session, option, "X", seen_version=1, actor=BY, now=NOW),
        lambda: freezing_services.freeze(session, poll, actor=BY, now=NOW),
    )

    for attempt in tried:
        with pytest.raises(PollFrozenError):
            attempt()


def test_an_extension_is_public_with_its_reason(session: Session) -> None:
    poll = make_poll(session, frozen=True)
    before, later = poll.closes_at, poll.closes_at + timedelta(days=2)

    freezing_services.extend(session, poll, later, "De post was te laat.", actor=BY, now=NOW)

    facts = _facts(session, poll)
    assert poll.closes_at == later
    assert facts["reason"] == "De post was te laat."
    assert (facts["before"], facts["closes_at"]) == (before.isoformat(), later.isoformat())


def test_an_extension_that_is_none_is_refused(session: Session) -> None:
    poll = make_poll(session, frozen=True)

    with pytest.raises(NotLaterError):
        freezing_services.extend(session, poll, poll.closes_at, "Zomaar.", actor=BY, now=NOW)


def test_other_help_is_public_with_its_reason(session: Session) -> None:
    poll = make_poll(session, frozen=True)
    before = poll.help_text

    freezing_services.change_help(
        session, poll, "Bel 045 000 00 00.", "Een ander nummer.", actor=BY, now=NOW
    )

    facts = _facts(session, poll)
    assert poll.help_text == facts["help_text"] == "Bel 045 000 00 00."
    assert (facts["before"], facts["reason"]) == (before, "Een ander nummer.")
    with pytest.raises(SameHelpError):
        freezing_services.change_help(
            session, poll, "Bel 045 000 00 00.", "Nog eens.", actor=BY, now=NOW
        )


@pytest.mark.parametrize(
    ("text", "reason"), [("", "Zomaar."), ("Bel ons.", " "), ("x" * 1001, "x")]
)
def test_other_help_needs_words_and_a_reason(session: Session, text: str, reason: str) -> None:
    poll = make_poll(session, frozen=True)

    with pytest.raises(TextError):
        freezing_services.change_help(session, poll, text, reason, actor=BY, now=NOW)


def test_help_stays_as_it_was_once_voting_is_over(session: Session) -> None:
    poll = make_poll(session, frozen=True)
    freezing_services.close_early(session, poll, "Het plan vervalt.", actor=BY, now=NOW)

    with pytest.raises(PollClosedError):
        freezing_services.change_help(session, poll, "Bel ons.", "Zomaar.", actor=BY, now=NOW)


def test_a_poll_that_was_closed_is_not_extended(session: Session) -> None:
    poll = make_poll(session, frozen=True)
    freezing_services.close_early(session, poll, "Het plan vervalt.", actor=BY, now=NOW)

    assert poll.closes_at == NOW
    with pytest.raises(PollClosedError):
        freezing_services.close_early(session, poll, "Nog eens.", actor=BY, now=NOW)
    later = NOW + timedelta(days=1)
    with pytest.raises(PollClosedError):
        freezing_services.extend(session, poll, later, "Toch niet.", actor=BY, now=NOW)


def test_where_the_cheapest_wins_a_tie_costs_have_to_differ(session: Session) -> None:
    poll = _peiling(session, tie_rule=TieRule.CHEAPEST)
    for option in queries.options_of(session, poll):
        option.cost = 500
        session.add(option)

    assert freezing_services.missing(session, poll, now=NOW) == (Missing.COSTS,)


def test_a_bare_draft_lacks_all_that_a_poll_needs(session: Session) -> None:
    poll = making_services.create_poll(session, PLAN, actor=BY, now=NOW)
    option_services.add_option(session, poll, OptionPlan("Klimtoren"), actor=BY, now=NOW)

    assert set(freezing_services.missing(session, poll, now=NOW)) == {
        Missing.OPTIONS,
        Missing.PICTURES,
        Missing.LINES,
        Missing.WHY,
        Missing.HELP,
        Missing.DECIDED_BY,
        Missing.DECISION_DUE,
        Missing.CODES,
    }


def test_times_come_back_as_they_were_planned(session: Session) -> None:
    night = datetime(2026, 10, 25, 1, 30, tzinfo=UTC)
    plan = replace(PLAN, closes_at=night, opens_at=night - timedelta(days=3))
    plan = replace(plan, decision_due=date(2026, 11, 1))
    poll = making_services.create_poll(session, plan, actor=BY, now=NOW)
    session.commit()
    session.refresh(poll)

    assert making_services.plan_of(session, poll) == plan
