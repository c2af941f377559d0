"""What of an enquiry there is to print."""

from flask import url_for
from flask_babel import gettext as _
from sqlmodel import Session

from app.enquiry.answering import asked_now
from app.stories.blank_views import Blank


def enquiry_blanks(session: Session) -> list[Blank]:
    """Return the form with the questions of today's round, if there are any."""
    asked = asked_now(session)
    if asked is None:
        return []
    about = _("Voor wie de vragen liever op papier beantwoordt.")
    there = url_for("enquiry_team.paper", key=asked.round.key)
    return [Blank(_("Vragen van de ronde: %(title)s", title=asked.round.title), about, there)]
