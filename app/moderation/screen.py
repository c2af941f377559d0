"""Everything that the screen of one story shows, put together."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from flask import current_app
from flask_babel import gettext as _
from sqlmodel import Session

from app.audit.queries import entries_about
from app.core.dates import in_words, local_day, working_days_after
from app.moderation import decisions, queries, rules, words
from app.moderation.hand_over_queries import waits_for
from app.moderation.hand_over_rules import REMIND_AFTER_DAYS
from app.moderation.objection_queries import decided_by, objection_views, second_persons
from app.moderation.objection_rules import ObjectionAbout
from app.moderation.panels import Panel, PanelMaker
from app.photos.models import PhotoOwner
from app.photos.queries import photos_of
from app.programme import queries as programme
from app.programme.models import Cluster
from app.staff.models import StaffMember
from app.staff.queries import names_of
from app.stories.consent_rules import lacks_guardian, may_show_photos, signature
from app.stories.models import Story
from app.stories.noting_queries import collection_of
from app.stories.queries import events_of
from app.stories.services import TELLER


@dataclass(frozen=True)
class Piece:
    """A stretch of the original, as `components/marked_text.html` wants it."""

    text: str
    start: int
    kind: str
    shown: str


@dataclass(frozen=True)
class HistoryLine:
    """One thing that happened."""

    at: datetime
    what: str
    who: str
    reason: str | None


def show(session: Session, story: Story, member: StaffMember, *, now: datetime) -> dict[str, Any]:
    """Return what the screen shows, as its template names it."""
    assert story.id is not None
    redactions = queries.redactions_of(session, story.id)
    original = story.original or ""
    today = local_day(now)
    answers = queries.answers_of(session, story.id)
    tags = queries.clusters_of(session, story.id)
    districts = programme.districts(session)
    return {
        "story": story,
        "title": _title(story),
        "signed": signature(story, programme.get_programme(session).municipality),
        "due": words.due_words(story.due_on, today),
        "is_late": story.due_on < today,
        "today": today,
        "waiting_for": waits_for(session, story),
        "offices": programme.offices(session),
        "remind_on": working_days_after(today, REMIND_AFTER_DAYS, programme.closed_days(session)),
        "consents": words.consent_lines(story),
        "lacks_guardian": lacks_guardian(story),
        "collection": collection_of(session, story),
        "pieces": list(pieces(original, redactions)),
        "hidden": [(each, original[each.start : each.end]) for each in redactions],
        "public_text": rules.public_text(original, redactions),
        "photos": photos_of(session, (PhotoOwner.STORY, story.ref)),
        "may_show_photos": may_show_photos(story),
        "tags": tags,
        "clusters": _offered(programme.clusters(session), [tag.cluster for tag in tags]),
        "answers": answers,
        "objections": objection_views(session, story.id),
        "question": queries.open_question(answers),
        "second": _second(session, story, member, today),
        "waiting": queries.waiting_replies(session, story.id),
        "standard_texts": programme.standard_texts(session),
        "bar": decisions.publish_bar(story),
        "districts": districts,
        "district_name": next(
            (each.name for each in districts if each.id == story.district_id), ""
        ),
        "panels": panels(session, story),
        "history": history(session, story),
        "others": queries.others_reading(session, story, member, now=now),
    }


def _second(
    session: Session, story: Story, member: StaffMember, today: date
) -> dict[str, Any] | None:
    """Return the objection that waits and who may rule on it; None without one."""
    objection = queries.open_objection(session, story.id or 0)
    if objection is None:
        return None
    decided = decided_by(session, story, objection)
    others = second_persons(session, story, decided, today=today)
    return {
        "objection": objection,
        "about": objection.about or ObjectionAbout.REFUSAL,
        "may_rule": member.ref not in decided,
        "others": [each.name for each in others],
    }


def pieces(original: str, redactions: Sequence[rules.Redaction]) -> Iterator[Piece]:
    """Yield the whole original in order, with what is hidden marked as such."""
    for segment in rules.segments(original, redactions):
        text = original[segment.start : segment.end]
        if segment.kind is rules.SegmentKind.MARK:
            yield Piece(text, segment.start, "hidden", segment.text)
        else:
            yield Piece(text, segment.start, "", "")


def panels(session: Session, story: Story) -> list[Panel]:
    """Return what other rooms add to the screen."""
    makers: list[PanelMaker] = current_app.extensions["story_panels"]
    return [make(session, story) for make in makers]


def history(session: Session, story: Story) -> list[HistoryLine]:
    """Return what happened to the story, newest first, with the names of who did it."""
    events = events_of(session, story)
    known = {f"story.{kind}" for kind in words.EVENTS}
    entries = [
        entry for entry in entries_about(session, "story", story.ref) if entry.action not in known
    ]
    names = names_of(
        session, sorted({*(each.actor for each in events), *(each.actor for each in entries)})
    )
    lines = [
        HistoryLine(each.at, str(words.EVENTS[each.kind]), _who(each.actor, names), each.reason)
        for each in events
    ] + [
        HistoryLine(each.at, words.action_name(each.action), _who(each.actor, names), None)
        for each in entries
    ]
    return sorted(lines, key=lambda line: line.at, reverse=True)


def _who(actor: str, names: dict[str, str]) -> str:
    if actor == TELLER:
        return str(_("de verteller"))
    return names.get(actor) or str(_("het systeem"))


def _offered(active: Sequence[Cluster], tagged: Sequence[Cluster]) -> list[Cluster]:
    """Return what can be chosen: all in use, and what is chosen already though retired."""
    return [*active, *(cluster for cluster in tagged if cluster.retired)]


def _title(story: Story) -> str:
    return str(_("Verhaal van %(when)s", when=in_words(story.received_at)))
