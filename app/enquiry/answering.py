"""What the pages with answers share: which questions are asked now, and what a form says."""

from dataclasses import dataclass
from typing import Final

from flask_babel import gettext as _
from sqlmodel import Session

from app.core import clock
from app.core.dates import local_day
from app.enquiry import queries
from app.enquiry.forms import AnswerForm, answer_form
from app.enquiry.models import Enquiry, EnquiryQuestion
from app.enquiry.rules import ReplyChannel
from app.enquiry.services import Reply
from app.programme import queries as programme
from app.programme.models import District, Round

#: Value for who names no district.
UNKNOWN: Final = "elsewhere"


@dataclass(frozen=True)
class Asked:
    """The questions that are asked today."""

    round: Round
    enquiry: Enquiry
    questions: list[EnquiryQuestion]


def asked_now(session: Session) -> Asked | None:
    """Return the questions of the round of today, if there are any."""
    round_ = programme.current_round(session, local_day(clock.now()))
    enquiry = queries.newest_enquiry(session, round_) if round_ is not None else None
    if round_ is None or enquiry is None:
        return None
    questions = list(queries.questions_of(session, enquiry))
    return Asked(round_, enquiry, questions) if questions else None


def form_for(asked: Asked, districts: list[District], **values: str) -> AnswerForm:
    """Return the form with these questions, for these districts."""
    pairs = [(each.key, each.name) for each in districts]
    version = str(asked.enquiry.version)
    return answer_form(
        asked.questions,
        [*pairs, (UNKNOWN, _("Weet ik niet, of ergens anders"))],
        data={"version": version, **values},
    )


def is_other_version(form: AnswerForm, asked: Asked) -> bool:
    """Whether the form that was sent showed other questions than are asked now."""
    version = str(asked.enquiry.version)
    differs = form.version.data != version
    form.version.data = version
    return differs


def reply_of(
    form: AnswerForm, districts: list[District], channel: ReplyChannel, source: str
) -> Reply:
    """Return what a form says."""
    ids = {each.key: each.id for each in districts}
    return Reply(form.given(), ids.get(form["district"].data or ""), channel, source)
