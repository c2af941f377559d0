"""What the public page of one promise shows."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from sqlmodel import Session

from app.photos.models import PhotoOwner
from app.photos.queries import PhotoView, photos_of
from app.polls.models import Poll
from app.promises import confirming_queries, decision_queries, queries, words
from app.promises.confirming_queries import Answers
from app.promises.models import Promise
from app.promises.origins import Origin, origin_of
from app.promises.queries import PromiseView
from app.promises.rules import PromiseStatus, Verdict, VoiceKind

#: Lines of residents beside a promise.
WHYS: Final = 20


@dataclass(frozen=True, eq=False)
class PromisePage:
    """A promise with its history and what residents say of it."""

    view: PromiseView
    photos: list[PhotoView]
    trail: list[words.Item]
    #: Since it was last called done.
    answers: Answers
    whys: Sequence[tuple[VoiceKind, Verdict, str]]
    #: How many stories it stands on.
    stories: int
    #: The poll whose decision it is, if it is one.
    poll: Poll | None
    #: Where it was made, if everybody can read more there.
    origin: Origin | None

    @property
    def is_done(self) -> bool:
        """Whether residents are asked if it is what was promised."""
        return self.view.promise.status is PromiseStatus.DONE


def page_of(session: Session, promise: Promise, today: date) -> PromisePage:
    """Return everything that the page of `promise` shows."""
    (view,) = queries.views_of(session, [promise], today)
    answers = confirming_queries.answers_of(session, promise)
    photos = photos_of(session, (PhotoOwner.PROMISE, promise.ref))
    events = queries.events_of(session, promise)
    return PromisePage(
        view=view,
        photos=[photo for photo in photos if photo.shown],
        trail=words.trail_items(promise, events, answers, view.standing),
        answers=confirming_queries.answers_now(session, promise),
        whys=confirming_queries.shown_whys(session, promise, limit=WHYS),
        stories=queries.count_stories(session, promise),
        poll=decision_queries.poll_of(session, promise),
        origin=origin_of(session, promise),
    )
