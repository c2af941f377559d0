"""What the answers of a round add up to, beside those of the round before; small counts hidden."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlmodel import Session

from app.enquiry import queries
from app.enquiry.models import EnquiryQuestion
from app.enquiry.rules import (
    QuestionKind,
    ReplyChannel,
    may_split,
    shown_counts,
    shown_total,
)
from app.programme.models import District, Round
from app.staff.rules import Scope


@dataclass(frozen=True)
class Part:
    """One answer in one round: how often it was chosen; None where that may not be shown."""

    count: int | None
    #: In whole hundredths of all who answered the question.
    percent: int | None


@dataclass(frozen=True)
class Row:
    """One answer to choose, in this round and the one before."""

    answer: str
    now: Part
    #: None where the question wasn't asked then.
    before: Part | None


@dataclass(frozen=True)
class Result:
    """What was answered to one question."""

    question: EnquiryQuestion
    #: Whether it is asked still; else a later version of the questions leaves it out.
    is_asked: bool
    #: How many people answered it; None where those are too few to tell.
    total: int | None
    total_before: int | None
    rows: Sequence[Row]
    #: (district, counts) where every count is large enough.
    districts: Sequence[tuple[str, Sequence[int]]]
    #: Of an open question, what was written by people of districts that may be read.
    words: Sequence[str]


@dataclass(frozen=True)
class Standing:
    """How many people answered in a round."""

    people: int | None
    #: None unless both may be shown.
    by_phone: int | None
    on_paper: int | None


def standing_of(session: Session, round_: Round) -> Standing:
    """Return how many people answered in the round."""
    counted = queries.count_replies(session, round_)
    phone = counted.get(ReplyChannel.PHONE, 0)
    paper = counted.get(ReplyChannel.PAPER, 0)
    both = shown_total(min(phone, paper)) is not None
    return Standing(shown_total(phone + paper), phone if both else None, paper if both else None)


def results_of(
    session: Session,
    round_: Round,
    before: Round | None,
    districts: Sequence[District],
    scope: Scope | None,
) -> list[Result]:
    """Return the result of every question of the round.

    scope: of whom words may be read; None for none at all.
    """
    newest = queries.newest_enquiry(session, round_)
    asked = {row.key for row in queries.questions_of(session, newest)} if newest else set()
    earlier = {row.key for row in queries.asked_in(session, before)} if before else set()
    return [
        _result(
            session,
            (round_, before if row.key in earlier else None),
            row,
            districts,
            scope,
            is_asked=row.key in asked,
        )
        for row in queries.asked_in(session, round_)
    ]


def _result(
    session: Session,
    rounds: tuple[Round, Round | None],
    row: EnquiryQuestion,
    districts: Sequence[District],
    scope: Scope | None,
    *,
    is_asked: bool,
) -> Result:
    now, before = rounds
    if row.kind is QuestionKind.OPEN:
        words = queries.words_of(session, now, row.key, scope) if scope is not None else ()
        total = shown_total(queries.count_words(session, now, row.key))
        then = shown_total(queries.count_words(session, before, row.key)) if before else None
        return Result(row, is_asked, total, then, (), (), words)
    counts = queries.counts_of(session, now, row.key)
    sums = _sums(counts, len(row.answers))
    sums_before = _sums(queries.counts_of(session, before, row.key), len(sums)) if before else None
    parts, parts_before = _parts(sums), _parts(sums_before) if sums_before else None
    rows = [
        Row(answer, parts[place], parts_before[place] if parts_before else None)
        for place, answer in enumerate(row.answers)
    ]
    total_before = shown_total(sum(sums_before)) if sums_before else None
    split = _split(counts, districts, len(row.answers))
    return Result(row, is_asked, shown_total(sum(sums)), total_before, rows, split, ())


def _sums(counts: queries.Counts, answers: int) -> list[int]:
    return [
        sum(count for (_, number), count in counts.items() if number == place)
        for place in range(answers)
    ]


def _parts(sums: Sequence[int]) -> list[Part]:
    total = sum(sums)
    return [
        Part(count, None if count is None else round(100 * count / total))
        for count in shown_counts(sums)
    ]


def _split(
    counts: queries.Counts, districts: Sequence[District], answers: int
) -> list[tuple[str, list[int]]]:
    """Return the counts of each district; of none, unless each of them may be shown.

    Who named no district is a part too: else it would follow from the others.
    """
    ids = {district for district, _ in counts}
    names = {each.id: each.name for each in districts}
    table = {
        id_: [counts.get((id_, place), 0) for place in range(answers)]
        for id_ in [*names, None]
        if id_ in ids
    }
    if not may_split(list(table.values())):
        return []
    return [(names.get(id_, ""), row) for id_, row in table.items()]
