"""Asking the example questions in two rounds, and answering them, so that there is a comparison."""

from datetime import timedelta
from typing import Final

from app.enquiry import queries, services
from app.enquiry.rules import Given, Question, QuestionKind, ReplyChannel
from app.enquiry.services import Reply
from app.programme import queries as programme
from app.programme.models import Round
from app.upkeep.demo.telling import Stage

_ACTOR: Final = "command"
_LIVING: Final = Question(
    QuestionKind.SCALE,
    "Hoe is het om hier te wonen?",
    ("Heel slecht", "Slecht", "Niet goed, niet slecht", "Goed", "Heel goed"),
)
_FIRST: Final = Question(
    QuestionKind.CHOICE,
    "Wat moet het eerst beter?",
    ("Schone straten", "Plekken om elkaar te zien", "Hulp met geld", "Meer groen"),
)
_MISSED: Final = Question(QuestionKind.OPEN, "Wat mist u het meest in de wijk?")
QUESTIONS: Final = (_LIVING, _FIRST, _MISSED)
_WORDS: Final = (
    "Een bankje in de schaduw.",
    "Een plek voor jongeren als het regent.",
    "Iemand die terugbelt.",
)
#: How often each answer is given in a district, in the round before and in the present one.
_BEFORE: Final = ((7, 12, 14, 10, 6), (12, 9, 8, 7))
_NOW: Final = ((6, 9, 13, 15, 8), (9, 14, 8, 9))
_BACK: Final = timedelta(days=2 * 365)


def ask_questions(stage: Stage) -> int:
    """Ask and answer the example questions where none were asked; return how many rounds have them.

    The caller commits.
    """
    session = stage.session
    newest = programme.newest_round(session)
    if newest is None or queries.newest_enquiry(session, newest) is not None:
        return 0
    days = newest.ends_on - newest.starts_on
    earlier = Round(
        title="Twee jaar eerder (voorbeeld)",
        starts_on=newest.starts_on - _BACK,
        ends_on=newest.starts_on - _BACK + days,
        keep_until=newest.keep_until,
    )
    if programme.current_round(session, earlier.starts_on) is None:
        session.add(earlier)
        session.flush()
        _hold(stage, earlier, _BEFORE)
    _hold(stage, newest, _NOW)
    return 2


def _hold(stage: Stage, row: Round, spread: tuple[tuple[int, ...], tuple[int, ...]]) -> None:
    session = stage.session
    enquiry = services.set_questions(session, row, QUESTIONS, actor=_ACTOR, now=stage.now)
    for district in programme.districts(session):
        living, first = (
            [place for place, count in enumerate(counts) for _ in range(count)] for counts in spread
        )
        for number, place in enumerate(living):
            given = {_LIVING.key: Given(place)}
            if number < len(first):
                given[_FIRST.key] = Given(first[number])
            if number < len(_WORDS):
                given[_MISSED.key] = Given(words=_WORDS[number])
            source = services.source_of(row, f"{district.key} {number}")
            reply = Reply(given, district.id, _channel(number), source)
            services.take_reply(session, enquiry, reply, now=stage.now)


def _channel(number: int) -> ReplyChannel:
    return ReplyChannel.PAPER if number % 4 == 0 else ReplyChannel.PHONE
