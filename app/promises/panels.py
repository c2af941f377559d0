"""What promises add to pages of other rooms: a story's screen, a poll, the follow card."""

from sqlmodel import Session

from app.core import clock
from app.core.dates import local_day
from app.moderation.panels import Panel
from app.polls.models import Poll
from app.promises import queries
from app.promises.decision_queries import decision_on, is_late
from app.promises.models import Promise
from app.promises.outcome import cells_of
from app.promises.rules import PromiseEventKind, PromiseStatus
from app.promises.words import standing_label
from app.stories.models import Story

_STYLESHEET = "css/promises.css"


def story_panel(session: Session, story: Story) -> Panel:
    """Return the promises that stand on `story`, for its screen."""
    rows = [(promise, _label(promise)) for promise in queries.promises_on(session, story.ref)]
    return Panel("promises/_story_panel.html", {"rows": rows})


def poll_section(session: Session, poll: Poll) -> Panel | None:
    """Return what became of `poll`, for its page; None while one can still vote."""
    moment = clock.now()
    if moment < poll.closes_at and poll.result_at is None:
        return None
    decision, today = decision_on(session, poll), local_day(moment)
    promise = decision.promise
    return Panel(
        "promises/_poll_section.html",
        {
            "cells": cells_of(session, poll, decision),
            "late": is_late(poll, decision, today),
            "due": None if decision.steps else poll.decision_due,
            "promise": promise,
            "label": _label(promise) if promise else None,
            "asks": promise is not None and promise.status is PromiseStatus.DONE,
            "reopened": _reopened_on(session, promise) if promise else None,
        },
        stylesheet=_STYLESHEET,
    )


def card_section(session: Session, story: Story) -> Panel | None:
    """Return what was promised to the teller of `story`, for the card; None when nothing was."""
    promises = queries.promises_on(session, story.ref)
    if not promises:
        return None
    rows = [
        (promise, _label(promise), promise.status is PromiseStatus.DONE) for promise in promises
    ]
    return Panel("promises/_card_section.html", {"rows": rows})


def _label(promise: Promise) -> tuple[str, str]:
    return standing_label(promise, queries.standing(promise, local_day(clock.now())))


def _reopened_on(session: Session, promise: Promise) -> object:
    """Return the day since which residents have it open again; None where they haven't."""
    if promise.status is not PromiseStatus.OPEN:
        return None
    days = [
        local_day(event.at)
        for event in queries.events_of(session, promise)
        if event.kind is PromiseEventKind.REOPENED_BY_RESIDENTS
    ]
    return days[-1] if days else None
