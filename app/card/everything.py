"""Everything that is kept of one story, for its teller to take along; no code and no staff names.

How to reach the teller (phone, address, e-mail) is told as kept or not: whoever found the code
must not learn it here. `docs/card-export.schema.json` describes what comes out.
"""

from base64 import b64encode
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from typing import Any, Final

from sqlmodel import Session, col, select

from app.audit.queries import entries_about
from app.card.everything_work import contact_requests, hand_overs, promises_made
from app.card.queries import Card, CardPhoto, read_card
from app.card.rules import Permission
from app.card.services import permission_of
from app.core.storage import Storage
from app.editions.models import Edition
from app.moderation.queries import clusters_of, public_text, redactions_of
from app.photos.queries import get_photo, largest_jpeg
from app.programme.models import Round
from app.quotes.queries import QuoteView, quotes_of
from app.staff.models import StaffMember
from app.staff.rules import Role
from app.stories.chain import ChainMaker, chain_of
from app.stories.models import Story
from app.stories.notice_services import find_address
from app.stories.noting_queries import collection_of
from app.stories.queries import card_of
from app.stories.services import TELLER

FORMAT: Final = "buurtstem-card"
VERSION: Final = 1
_CONSENT: Final = "story.consent_changed"
#: What a staff member is called here, by the first role that they have.
_OFFICES: Final = {
    Role.DISTRICT_MANAGER.value: "wijkmanager",
    Role.ADMINISTRATOR.value: "beheerder",
}
_ACTORS: Final = {TELLER: "verteller", "system": "systeem", "command": "systeem"}

#: What JSON can hold.
Facts = dict[str, Any]


def everything_of(
    session: Session,
    storage: Storage,
    story: Story,
    makers: Sequence[ChainMaker],
    *,
    secret_key: str,
    now: datetime,
) -> Facts:
    """Return all that is kept of `story`, as JSON can hold it; moments in UTC, ISO 8601."""
    card = read_card(session, story)
    return {
        "format": FORMAT,
        "version": VERSION,
        "made_at": moment(now),
        "story": _story(session, card),
        "written_down": _written_down(session, story),
        "hidden": [
            {"start": each.start, "end": each.end, "shown_as": each.mark}
            for each in redactions_of(session, story.id or 0)
        ],
        "photos": [_photo(session, storage, photo) for photo in card.photos],
        "consents": _consents(session, story),
        "quotes": [_quote(view) for view in quotes_of(session, story)],
        "messages": _messages(session, card),
        "objections": _objections(card),
        "events": _events(session, card),
        "work": _work(session, story),
        "hand_overs": hand_overs(session, story),
        "promises": promises_made(session, story, secret_key=secret_key),
        "chain": [
            {
                "on": step.on.isoformat(),
                "words": str(step.words),
                "url": step.url,
                "is_coming": step.is_coming,
            }
            for step in chain_of(makers, session, [story.ref])[story.ref]
        ],
        "contact_requests": contact_requests(session, story),
        "mail": _mail(session, story),
        "editions": [_edition(each) for each in card.editions],
        "card": _card(session, story),
    }


def moment(at: datetime | date | None) -> str | None:
    """Return a moment or day as ISO 8601, or None."""
    return None if at is None else at.isoformat()


def _story(session: Session, card: Card) -> Facts:
    story = card.story
    in_round = session.get(Round, story.round_id) if story.round_id else None
    return {
        "ref": story.ref,
        "original": story.original,
        "shown": public_text(session, story) if story.original else None,
        "language": story.language,
        "district": card.district,
        "neighbourhood": story.neighbourhood,
        "round": in_round.title if in_round else None,
        "teller": story.teller.value,
        "signed_as": story.signed_as,
        "age_group": story.age_group.value if story.age_group else None,
        "guardian_consent_at": moment(story.guardian_consent_at),
        "channel": story.channel.value,
        "subjects": [tag.cluster.title for tag in clusters_of(session, story.id or 0)],
        "status": story.status.value,
        "outcome": story.outcome.value if story.outcome else None,
        "refusal_reason": story.refusal_reason,
        "is_public": card.is_public,
        "received_at": moment(story.received_at),
        "due_on": moment(story.due_on),
        "answered_at": moment(story.answered_at),
        "published_at": moment(story.published_at),
        "withdrawn_at": moment(story.withdrawn_at),
        "is_example": story.is_example,
    }


def _written_down(session: Session, story: Story) -> Facts | None:
    """Return where and when somebody of the team wrote it down; None where its teller sent it."""
    collection = collection_of(session, story)
    if collection is None:
        return None
    return {
        "told_on": moment(collection.collected_on),
        "place": collection.place,
        "people": collection.people,
        "typed_at": moment(collection.typed_at),
    }


def _photo(session: Session, storage: Storage, photo: CardPhoto) -> Facts:
    file = largest_jpeg(session, get_photo(session, photo.view.ref))
    return {
        "ref": photo.view.ref,
        "described_as": photo.view.alt,
        "is_public": photo.is_public,
        "on_paper": photo.on_paper,
        "editions": [_edition(each) for each in photo.editions],
        "jpeg_base64": b64encode(storage.get(file.key)).decode(),
    }


def _consents(session: Session, story: Story) -> list[Facts]:
    changes = [
        entry
        for entry in reversed(entries_about(session, "story", story.ref))
        if entry.action == _CONSENT
    ]
    found = []
    for permission in Permission:
        mine = [
            {"at": moment(each.at), "chosen": each.facts.get("chosen")}
            for each in changes
            if each.facts.get("permission") == permission.name.lower()
        ]
        since = mine[-1]["at"] if mine else moment(story.received_at)
        chosen = permission_of(story, permission).value
        found.append(
            {"what": permission.name.lower(), "chosen": chosen, "since": since, "changes": mine}
        )
    return found


def _quote(view: QuoteView) -> Facts:
    quote = view.quote
    return {
        "ref": quote.ref,
        "text": quote.text,
        "spans": quote.spans,
        "picked_at": moment(quote.picked_at),
        "approval": quote.approval.value,
        "approval_at": moment(quote.approval_at),
        "waits_for_you": view.waits,
        "on_paper": view.on_paper,
        "online": view.online,
        "subjects": [cluster.title for cluster in view.clusters],
        "editions": [_edition(each) for each in view.editions],
    }


def _messages(session: Session, card: Card) -> list[Facts]:
    offices = _offices(session, col(StaffMember.id), (m.answer.member_id for m in card.messages))
    return [
        {
            "at": moment(each.answer.written_at),
            "by": offices.get(each.answer.member_id, "medewerker"),
            "is_question": each.answer.is_question,
            "body": each.answer.body,
            "reply": each.reply and {"at": moment(each.reply.written_at), "body": each.reply.body},
        }
        for each in card.messages
    ]


def _objections(card: Card) -> list[Facts]:
    return [
        {
            "at": moment(each.reply.written_at),
            "about": each.about.value,
            "body": each.reply.body,
            "ruling": each.ruling
            and {
                "at": moment(each.ruling.given_at),
                "verdict": each.ruling.verdict.value,
                "reason": each.ruling.reason,
            },
        }
        for each in card.objections
    ]


def _events(session: Session, card: Card) -> list[Facts]:
    offices = _offices(session, col(StaffMember.ref), (event.actor for event in card.events))
    return [
        {
            "at": moment(event.at),
            "kind": event.kind.value,
            "by": _ACTORS.get(event.actor) or offices.get(event.actor, "medewerker"),
            "reason": event.reason,
        }
        for event in card.events
    ]


def _work(session: Session, story: Story) -> list[Facts]:
    """Return what the log of staff says of the story: what was done and when."""
    entries = list(reversed(entries_about(session, "story", story.ref)))
    offices = _offices(session, col(StaffMember.ref), (entry.actor for entry in entries))
    return [
        {
            "at": moment(entry.at),
            "action": entry.action,
            "by": _ACTORS.get(entry.actor) or offices.get(entry.actor, "medewerker"),
        }
        for entry in entries
    ]


def _mail(session: Session, story: Story) -> Facts:
    kept = find_address(session, story)
    return {"is_kept": kept is not None, "agreed_at": moment(kept.consented_at) if kept else None}


def _card(session: Session, story: Story) -> Facts:
    card = card_of(session, story)
    return {"opened_at": moment(card.opened_at), "opened_before": moment(card.read_until)}


def _edition(edition: Edition) -> Facts:
    return {
        "title": edition.title,
        "kind": edition.kind,
        "number": edition.number,
        "made_at": moment(edition.made_at),
        "file_is_kept": edition.file_key is not None,
    }


def _offices(session: Session, column: Any, keys: Iterable[Any]) -> dict[Any, str]:  # noqa: ANN401 - an id or a reference
    """Return what the staff with these keys are called here."""
    found = session.exec(select(column, StaffMember.roles).where(column.in_(set(keys))))
    return {
        key: next((_OFFICES[role] for role in _OFFICES if role in roles), "medewerker")
        for key, roles in found
    }
