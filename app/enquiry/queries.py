"""Reading enquiries and their answers."""

from collections.abc import Mapping, Sequence

from sqlmodel import Session, col, func, select

from app.core.errors import NotFoundError
from app.enquiry.models import Enquiry, EnquiryAnswer, EnquiryQuestion, EnquiryReply
from app.enquiry.rules import Question, ReplyChannel
from app.programme.models import Round
from app.staff.rules import Scope
from app.stories.models import Story
from app.stories.rules import StoryStatus

#: Counts by (district, number of the answer).
Counts = Mapping[tuple[int | None, int], int]


def newest_enquiry(session: Session, round_: Round) -> Enquiry | None:
    """Return the questions that are asked in the round now, if any."""
    wanted = select(Enquiry).where(Enquiry.round_id == round_.id)
    return session.exec(wanted.order_by(col(Enquiry.version).desc()).limit(1)).first()


def questions_of(session: Session, enquiry: Enquiry) -> Sequence[EnquiryQuestion]:
    """Return the questions in order."""
    wanted = select(EnquiryQuestion).where(EnquiryQuestion.enquiry_id == enquiry.id)
    return session.exec(wanted.order_by(col(EnquiryQuestion.position))).all()


def asked_in(session: Session, round_: Round) -> Sequence[EnquiryQuestion]:
    """Return every question that was ever asked in the round, each once, the newest first."""
    wanted = (
        select(EnquiryQuestion)
        .join(Enquiry, col(Enquiry.id) == EnquiryQuestion.enquiry_id)
        .where(Enquiry.round_id == round_.id)
        .order_by(col(Enquiry.version).desc(), col(EnquiryQuestion.position))
    )
    found: dict[str, EnquiryQuestion] = {}
    for question in session.exec(wanted):
        found.setdefault(question.key, question)
    return list(found.values())


def as_asked(row: EnquiryQuestion) -> Question:
    """Return the question as the rules know it."""
    return Question(row.kind, row.text, tuple(row.answers))


def has_replies(session: Session, enquiry: Enquiry) -> bool:
    """Whether somebody answered this version."""
    some = select(EnquiryReply.id).where(EnquiryReply.enquiry_id == enquiry.id).limit(1)
    return session.exec(some).first() is not None


def find_reply(session: Session, source_hash: str) -> EnquiryReply | None:
    """Return the answers that came from here before, if any."""
    wanted = select(EnquiryReply).where(EnquiryReply.source_hash == source_hash)
    return session.exec(wanted).one_or_none()


def count_replies(session: Session, round_: Round) -> dict[ReplyChannel, int]:
    """Return how many people answered in the round, by phone and on paper."""
    counted = (
        select(EnquiryReply.channel, func.count(col(EnquiryReply.id)))
        .join(Enquiry, col(Enquiry.id) == EnquiryReply.enquiry_id)
        .where(Enquiry.round_id == round_.id)
        .group_by(col(EnquiryReply.channel))
    )
    return {ReplyChannel(channel): count for channel, count in session.exec(counted)}


def counts_of(session: Session, round_: Round, key: str) -> Counts:
    """Return how often each answer was chosen, in every version of the round."""
    counted = (
        select(EnquiryReply.district_id, EnquiryAnswer.number, func.count())
        .select_from(EnquiryAnswer)
        .join(EnquiryQuestion, col(EnquiryQuestion.id) == EnquiryAnswer.question_id)
        .join(Enquiry, col(Enquiry.id) == EnquiryQuestion.enquiry_id)
        .join(EnquiryReply, col(EnquiryReply.id) == EnquiryAnswer.reply_id)
        .where(Enquiry.round_id == round_.id, EnquiryQuestion.key == key)
        .where(col(EnquiryAnswer.number).is_not(None))
        .group_by(col(EnquiryReply.district_id), col(EnquiryAnswer.number))
    )
    rows = session.exec(counted).all()
    return {(district, number): count for district, number, count in rows if number is not None}


def words_of(session: Session, round_: Round, key: str, scope: Scope) -> Sequence[str]:
    """Return what was written to an open question, by people of districts in `scope`."""
    wanted = (
        select(EnquiryAnswer.words, EnquiryReply.district_id)
        .join(EnquiryQuestion, col(EnquiryQuestion.id) == EnquiryAnswer.question_id)
        .join(Enquiry, col(Enquiry.id) == EnquiryQuestion.enquiry_id)
        .join(EnquiryReply, col(EnquiryReply.id) == EnquiryAnswer.reply_id)
        .where(Enquiry.round_id == round_.id, EnquiryQuestion.key == key)
        .order_by(col(EnquiryReply.ref))
    )
    found = session.exec(wanted).all()
    return [words for words, district in found if words and scope.covers(district)]


def count_words(session: Session, round_: Round, key: str) -> int:
    """Return how many people wrote something to an open question."""
    counted = (
        select(func.count())
        .select_from(EnquiryAnswer)
        .join(EnquiryQuestion, col(EnquiryQuestion.id) == EnquiryAnswer.question_id)
        .join(Enquiry, col(Enquiry.id) == EnquiryQuestion.enquiry_id)
        .where(Enquiry.round_id == round_.id, EnquiryQuestion.key == key)
        .where(col(EnquiryAnswer.words).is_not(None))
    )
    return session.exec(counted).one()


def round_before(session: Session, round_: Round) -> Round | None:
    """Return the last round before this one in which questions were asked."""
    wanted = (
        select(Round)
        .join(Enquiry, col(Enquiry.round_id) == col(Round.id))
        .where(Round.starts_on < round_.starts_on)
        .order_by(col(Round.starts_on).desc())
        .limit(1)
    )
    return session.exec(wanted).first()


def stories_of(session: Session, round_: Round, scope: Scope) -> tuple[int, Sequence[Story]]:
    """Return how many stories of the round are within the scope, and the newest few."""
    wanted = select(Story).where(
        Story.round_id == round_.id, col(Story.status) != StoryStatus.WITHDRAWN
    )
    if not scope.everything:
        mine = col(Story.district_id).in_(scope.district_ids)
        wanted = wanted.where(mine | col(Story.district_id).is_(None))
    count = session.exec(select(func.count()).select_from(wanted.subquery())).one()
    newest = wanted.order_by(col(Story.received_at).desc(), col(Story.id)).limit(5)
    return count, session.exec(newest).all()


def asked_on_paper(session: Session, round_: Round) -> Sequence[EnquiryQuestion]:
    """Return the questions that are asked in the round now; raise `NotFoundError` without any."""
    enquiry = newest_enquiry(session, round_)
    found = questions_of(session, enquiry) if enquiry is not None else []
    if not found:
        raise NotFoundError(round_.key)
    return found
