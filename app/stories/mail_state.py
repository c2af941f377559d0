"""What a page says of a teller's mail."""

from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session

from app.core import clock
from app.stories.models import Story
from app.stories.notice_services import find_address, shown_address
from app.stories.rules import StoryStatus
from app.web.context import parts


@dataclass(frozen=True)
class MailOn:
    """Where mail goes."""

    #: Enough for its owner to know it, such as `j…@voorbeeld.nl`.
    address: str
    agreed_at: datetime


@dataclass(frozen=True)
class MailState:
    """Whether the teller can have mail, and has it."""

    is_offered: bool
    on: MailOn | None


def mail_state(session: Session, story: Story) -> MailState:
    """Return what there is to say: nothing is offered where no mail can be sent."""
    settings = parts().settings
    kept = find_address(session, story)
    is_offered = settings.smtp_url is not None and story.status is not StoryStatus.WITHDRAWN
    if kept is None:
        return MailState(is_offered, None)
    shown = shown_address(kept, secret_key=settings.secret_key, now=clock.now())
    return MailState(is_offered, MailOn(shown, kept.consented_at))
