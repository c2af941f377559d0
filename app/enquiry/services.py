"""Setting questions, and taking answers in."""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlmodel import Session, col, delete, select

from app.audit.services import record
from app.core.dates import local_day
from app.core.versions import PUBLIC, raise_version
from app.enquiry import queries
from app.enquiry.models import Enquiry, EnquiryAnswer, EnquiryQuestion, EnquiryReply
from app.enquiry.rules import (
    Given,
    NoQuestionsError,
    NothingAnsweredError,
    Question,
    ReplyChannel,
    check_questions,
    is_possible,
)
from app.programme.models import Round


@dataclass(frozen=True)
class Reply:
    """Somebody's answers, before they are stored."""

    #: By the key of the question.
    given: Mapping[str, Given]
    district_id: int | None
    channel: ReplyChannel
    #: See `source_of`.
    source: str


def source_of(round_: Round, token: str) -> str:
    """Return what is kept of a browser's token: nothing that shows it is the same elsewhere."""
    return hashlib.sha256(f"enquiry {round_.key} {token}".encode()).hexdigest()


def set_questions(
    session: Session, round_: Round, questions: Sequence[Question], *, actor: str, now: datetime
) -> Enquiry:
    """Ask these questions in the round; a version that was answered stays as it is.

    Raises:
        PlanError: they can't be asked so.
    """
    check_questions(questions)
    enquiry = queries.newest_enquiry(session, round_)
    if enquiry is not None and _asked(session, enquiry) == list(questions):
        return enquiry
    if enquiry is None or queries.has_replies(session, enquiry):
        assert round_.id is not None
        version = enquiry.version + 1 if enquiry else 1
        enquiry = Enquiry(round_id=round_.id, version=version, made_at=now)
        session.add(enquiry)
        session.flush()
    else:
        old = col(EnquiryQuestion.enquiry_id) == enquiry.id
        session.exec(delete(EnquiryQuestion).where(old))
    _store(session, enquiry, questions)
    about, number = ("round", round_.key), len(questions)
    record(session, actor, "enquiry.questions_set", about, now=now, number=number)
    raise_version(session, PUBLIC)
    return enquiry


def copy_questions(session: Session, round_: Round, *, actor: str, now: datetime) -> Enquiry:
    """Ask in the round what was asked in the last round that had questions.

    Raises:
        NoQuestionsError: there was none, or this round has its own already.
    """
    before = queries.round_before(session, round_)
    source = queries.newest_enquiry(session, before) if before is not None else None
    if source is None or queries.newest_enquiry(session, round_) is not None:
        raise NoQuestionsError(round_.key)
    return set_questions(session, round_, _asked(session, source), actor=actor, now=now)


def take_reply(session: Session, enquiry: Enquiry, reply: Reply, *, now: datetime) -> EnquiryReply:
    """Store answers to the enquiry; those that came from the same source before are replaced.

    Raises:
        NothingAnsweredError: not one question was answered in a way that it can be.
    """
    rows = {row.key: row for row in queries.questions_of(session, enquiry)}
    given = {
        key: each
        for key, each in reply.given.items()
        if key in rows and is_possible(queries.as_asked(rows[key]), each)
    }
    if not given:
        raise NothingAnsweredError
    stored = _reply(session, enquiry, reply, local_day(now))
    for key, each in given.items():
        session.add(
            EnquiryAnswer(
                reply_id=stored.id or 0,
                question_id=rows[key].id or 0,
                number=each.number,
                words=each.words,
            )
        )
    session.flush()
    return stored


def type_reply(
    session: Session, enquiry: Enquiry, reply: Reply, *, actor: str, now: datetime
) -> EnquiryReply:
    """Store answers that somebody of the staff types from paper.

    Raises:
        NothingAnsweredError: as for `take_reply`.
    """
    is_new = queries.find_reply(session, reply.source) is None
    stored = take_reply(session, enquiry, reply, now=now)
    if is_new:
        record(session, actor, "enquiry.typed", ("enquiry_reply", stored.ref), now=now)
    return stored


def forget_replies(session: Session, round_: Round) -> int:
    """Remove every answer of the round, when it needn't be kept any more; return how many people's.

    The questions stay, so that a later round can be asked the same.
    """
    of_round = select(Enquiry.id).where(Enquiry.round_id == round_.id)
    replies = select(EnquiryReply.id).where(col(EnquiryReply.enquiry_id).in_(of_round))
    session.exec(delete(EnquiryAnswer).where(col(EnquiryAnswer.reply_id).in_(replies)))
    gone = session.exec(delete(EnquiryReply).where(col(EnquiryReply.enquiry_id).in_(of_round)))
    return gone.rowcount


def _asked(session: Session, enquiry: Enquiry) -> list[Question]:
    return [queries.as_asked(row) for row in queries.questions_of(session, enquiry)]


def _store(session: Session, enquiry: Enquiry, questions: Sequence[Question]) -> None:
    for position, question in enumerate(questions):
        session.add(
            EnquiryQuestion(
                enquiry_id=enquiry.id or 0,
                key=question.key,
                position=position,
                kind=question.kind,
                text=question.text,
                answers=list(question.answers),
            )
        )
    session.flush()


def _reply(session: Session, enquiry: Enquiry, reply: Reply, day: date) -> EnquiryReply:
    stored = queries.find_reply(session, reply.source)
    if stored is None:
        stored = EnquiryReply(
            enquiry_id=enquiry.id or 0,
            channel=reply.channel,
            given_on=day,
            source_hash=reply.source,
        )
    else:
        session.exec(delete(EnquiryAnswer).where(col(EnquiryAnswer.reply_id) == stored.id))
    stored.enquiry_id = enquiry.id or 0
    stored.district_id, stored.given_on = reply.district_id, day
    session.add(stored)
    session.flush()
    return stored
