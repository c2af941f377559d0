"""What can be asked in an enquiry, and what of its answers may be shown. Pure."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from app.core.errors import ConflictError, InvalidError

MAX_QUESTIONS: Final = 10
#: Code points.
MAX_TEXT: Final = 160
MAX_ANSWER: Final = 80
MAX_WORDS: Final = 2_000
MIN_ANSWERS: Final = 2
MAX_ANSWERS: Final = 8
#: Faces of a scale, from the saddest to the happiest: those that the oldest phones can draw.
FACES: Final = ("😢", "😞", "😐", "😊", "😄")
#: A count below this is never shown. Source: the project's plan, part 3 of the monitor.
SMALLEST: Final = 5
_KEY_LENGTH: Final = 16


class QuestionKind(StrEnum):
    """How a question is answered."""

    OPEN = "open"
    CHOICE = "choice"
    SCALE = "scale"


class ReplyChannel(StrEnum):
    """How answers came in."""

    PHONE = "phone"
    PAPER = "paper"


class PlanReason(StrEnum):
    """Why questions can't be asked so."""

    TOO_MANY = "too_many"
    NO_TEXT = "no_text"
    TOO_LONG = "too_long"
    ANSWERS = "answers"
    FACES = "faces"
    DOUBLE = "double"


class PlanError(InvalidError):
    """Questions can't be asked so."""

    def __init__(self, reason: PlanReason, place: int) -> None:
        super().__init__(reason)
        self.reason = reason
        #: Which question it is, from 0.
        self.place = place


class NothingAnsweredError(InvalidError):
    """Not one question was answered."""


class NoQuestionsError(ConflictError):
    """There is nothing to copy or to answer."""


@dataclass(frozen=True)
class Question:
    """One question with the answers to choose from, which an open one has none of."""

    kind: QuestionKind
    text: str
    answers: tuple[str, ...] = ()

    @property
    def key(self) -> str:
        """What is the same for the same question in every round, so that answers compare.

        Spaces and capitals make no difference; another word makes another question.
        """
        parts = (self.kind.value, self.text, *self.answers)
        plain = "\n".join(" ".join(part.casefold().split()) for part in parts)
        return hashlib.sha256(plain.encode()).hexdigest()[:_KEY_LENGTH]


@dataclass(frozen=True)
class Given:
    """What somebody answered to one question: the number of an answer from 0, or words."""

    number: int | None = None
    words: str | None = None


def check_questions(questions: Sequence[Question]) -> None:
    """Raise `PlanError` unless these questions can be asked together."""
    if len(questions) > MAX_QUESTIONS:
        raise PlanError(PlanReason.TOO_MANY, MAX_QUESTIONS)
    seen: set[str] = set()
    for place, question in enumerate(questions):
        reason = _fault(question)
        if reason is None and question.key in seen:
            reason = PlanReason.DOUBLE
        if reason is not None:
            raise PlanError(reason, place)
        seen.add(question.key)


def is_possible(question: Question, given: Given) -> bool:
    """Whether this can be an answer to the question."""
    if question.kind is QuestionKind.OPEN:
        return given.number is None and bool(given.words) and len(given.words or "") <= MAX_WORDS
    return given.words is None and given.number in range(len(question.answers))


def shown_counts(counts: Sequence[int]) -> list[int | None]:
    """Return the counts that may be shown; None stands for one that may not.

    Beside small ones, so many others stay hidden that none of them follows from the total.
    """
    hidden = {place for place, count in enumerate(counts) if count < SMALLEST}
    while hidden and len(hidden) < len(counts) and not _is_safe(counts, hidden):
        left = [place for place in range(len(counts)) if place not in hidden]
        hidden.add(min(left, key=lambda place: counts[place]))
    return [None if place in hidden else count for place, count in enumerate(counts)]


def shown_total(total: int) -> int | None:
    """Return on how many answers figures stand, or None where those are too few."""
    return total if total >= SMALLEST else None


def may_split(table: Sequence[Sequence[int]]) -> bool:
    """Whether counts may be shown in parts: only when every one of them may."""
    return len(table) > 1 and all(count >= SMALLEST for row in table for count in row)


def _is_safe(counts: Sequence[int], hidden: set[int]) -> bool:
    return len(hidden) > 1 and sum(counts[place] for place in hidden) >= SMALLEST


def _fault(question: Question) -> PlanReason | None:
    if not question.text:
        return PlanReason.NO_TEXT
    too_long = any(len(each) > MAX_ANSWER for each in question.answers)
    if too_long or len(question.text) > MAX_TEXT:
        return PlanReason.TOO_LONG
    return _fault_of_answers(question)


def _fault_of_answers(question: Question) -> PlanReason | None:
    different = {" ".join(each.casefold().split()) for each in question.answers}
    count = len(question.answers)
    if question.kind is QuestionKind.OPEN:
        return PlanReason.ANSWERS if count else None
    if question.kind is QuestionKind.SCALE:
        return None if count == len(FACES) == len(different) else PlanReason.FACES
    is_right = MIN_ANSWERS <= count <= MAX_ANSWERS and len(different) == count
    return None if is_right else PlanReason.ANSWERS
