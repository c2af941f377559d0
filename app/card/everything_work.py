"""What others were asked and promised to do because of a story, for its teller to take along."""

from typing import Any

from sqlmodel import Session, col, select

from app.contact import queries as contact
from app.moderation.models import HandOver
from app.programme.models import Office
from app.promises import confirming_queries, queries
from app.promises.models import Promise
from app.promises.rules import VoiceKind
from app.promises.voices import voice_of
from app.stories.models import Story


def hand_overs(session: Session, story: Story) -> list[dict[str, Any]]:
    """Return which offices and partners the story waited for."""
    found = (
        select(HandOver, Office.name)
        .join(Office, col(Office.id) == HandOver.office_id)
        .where(HandOver.story_id == story.id)
        .order_by(col(HandOver.id))
    )
    return [
        {
            "office": name,
            "since": row.since.isoformat(),
            "answer_due": row.answer_due.isoformat() if row.answer_due else None,
            "ended_on": row.ended_on.isoformat() if row.ended_on else None,
        }
        for row, name in session.exec(found)
    ]


def promises_made(session: Session, story: Story, *, secret_key: str) -> list[dict[str, Any]]:
    """Return what was promised, and what this card said of it."""
    return [
        {
            "ref": promise.ref,
            "what": promise.what,
            "office": promise.office,
            "due_on": promise.due_on.isoformat(),
            "status": promise.status.value,
            "your_answer": _said(session, story, promise, secret_key),
        }
        for promise in queries.promises_on(session, story.ref)
    ]


def contact_requests(session: Session, story: Story) -> list[dict[str, Any]]:
    """Return when the teller asked to be spoken with; how to reach them only as kept or not."""
    return [
        {
            "way": view.request.way.value,
            "is_plea": view.request.is_plea,
            "state": view.request.state.value,
            "asked_at": view.request.asked_at.isoformat(),
            "due_at": view.request.due_at.isoformat(),
            "closed_at": view.request.closed_at.isoformat() if view.request.closed_at else None,
            "team": view.team,
            "is_kept_how_to_reach": contact.details_of(session, view.request) is not None,
            "steps": [
                {
                    "at": each.step.at.isoformat(),
                    "kind": each.step.kind.value,
                    "team": each.team,
                    "reason": each.step.reason,
                }
                for each in contact.steps_of(session, view.request)
            ],
        }
        for view in contact.requests_of(session, story)
    ]


def _said(
    session: Session, story: Story, promise: Promise, secret_key: str
) -> dict[str, Any] | None:
    voice = voice_of(secret_key, VoiceKind.CARD, story.ref, promise)
    said = confirming_queries.find_answer(session, promise, voice)
    return None if said is None else {"verdict": said.verdict.value, "why": said.why}
