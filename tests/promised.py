"""Promises for tests, made by the real services."""

from datetime import datetime, timedelta

from sqlmodel import Session

from app.core.dates import local_day
from app.promises.linking_services import link_stories
from app.promises.models import Promise
from app.promises.services import Plan, Source, Subject, finish_promise, make_promise
from app.promises.steps import Act
from tests.conftest import NOW

DAY = timedelta(days=1)
WHAT = "Wij zetten een bank bij het veld."
OFFICE = "Groen en wegen"


def promised(
    session: Session,
    *,
    what: str = WHAT,
    days: int = 30,
    subject: Subject | None = None,
    stories: tuple[str, ...] = (),
    now: datetime = NOW,
) -> Promise:
    """A promise that is due in so many days, and stands on these stories."""
    plan = Plan(what, OFFICE, local_day(now) + days * DAY)
    promise = make_promise(session, plan, subject or Subject(), Source(), actor="anna", now=now)
    link_stories(session, promise, stories, now=now)
    return promise


def finished(session: Session, promise: Promise, now: datetime = NOW) -> Promise:
    """The promise once staff called it done."""
    finish_promise(session, promise, "Hij staat er.", Act("anna", promise.version, now))
    return promise
