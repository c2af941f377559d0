"""What the town asks in its round, by phone and on paper, and in the round before."""

from datetime import timedelta

from sqlmodel import Session

from app.core import clock
from app.core.dates import local_day
from app.enquiry import services
from app.enquiry.models import Enquiry
from app.enquiry.rules import Given, Question, QuestionKind, ReplyChannel
from app.enquiry.services import Reply
from app.programme.models import Round
from app.programme.queries import current_round
from tests.browser.town import Town

LIVING = Question(
    QuestionKind.SCALE,
    "Hoe is het om hier te wonen?",
    ("Heel slecht", "Slecht", "Niet goed, niet slecht", "Goed", "Heel goed"),
)
FIRST = Question(
    QuestionKind.CHOICE, "Wat moet het eerst beter?", ("Het park", "De straat", "De winkels")
)
MISSED = Question(QuestionKind.OPEN, "Wat mist u het meest?")


def ask_things(town: Town) -> None:
    """Ask questions in the round of today and in one before, and have them answered."""
    now = clock.now()
    today = local_day(now)
    with town.writing() as session:
        row = current_round(session, today)
        if row is None:
            row = _round(session, "nu", "Deze ronde", today.year)
        before = _round(session, "eerder", "Twee jaar eerder", today.year - 2)
        bare = _round(session, "later", "Een latere ronde", today.year + 5)
        for each, extra in ((before, 0), (row, 4)):
            enquiry = services.set_questions(
                session, each, [LIVING, FIRST, MISSED], actor="test", now=now
            )
            _answer(session, each, enquiry, extra)
        town.refs |= {"round": row.key, "round bare": bare.key, "round before": before.key}


def _round(session: Session, key: str, title: str, year: int) -> Round:
    today = local_day(clock.now())
    starts = today.replace(year=year, day=1)
    row = Round(
        key=key,
        title=title,
        starts_on=starts,
        ends_on=starts + timedelta(days=60),
        keep_until=starts + timedelta(days=900),
    )
    session.add(row)
    session.flush()
    return row


def _answer(session: Session, row: Round, enquiry: Enquiry, extra: int) -> None:
    number = 0
    for district in (1, 2):
        for place in range(5):
            for _ in range(6 + place + extra * district):
                number += 1
                given = {LIVING.key: Given(place), FIRST.key: Given(min(place, 1))}
                if number % 9 == 0:
                    given[MISSED.key] = Given(words="Een plek om elkaar te zien.")
                channel = ReplyChannel.PAPER if number % 3 == 0 else ReplyChannel.PHONE
                source = services.source_of(row, str(number))
                reply = Reply(given, district, channel, source)
                services.take_reply(session, enquiry, reply, now=clock.now())
