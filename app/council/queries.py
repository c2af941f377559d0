"""Reading meetings, what is chosen for their packs, and what was advised."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime

from sqlmodel import Session, col, select

from app.core.errors import NotFoundError
from app.council.models import Advice, AdviceCluster, AdviceStory, Meeting, PackItem
from app.council.rules import MeetingState, PackKind
from app.editions import queries as editions
from app.editions.models import Edition
from app.programme import queries as programme
from app.programme.models import Cluster, District

#: What editions of packs are called.
PACK: str = "council_pack"


def find_meeting(session: Session, ref: str) -> Meeting | None:
    """Return the meeting with this reference, if there is one."""
    return session.exec(select(Meeting).where(Meeting.ref == ref)).one_or_none()


def get_meeting(session: Session, ref: str) -> Meeting:
    """Return the meeting with this reference; raise `NotFoundError` without one."""
    meeting = find_meeting(session, ref)
    if meeting is None:
        raise NotFoundError(ref)
    return meeting


def get_public_meeting(session: Session, ref: str) -> Meeting:
    """Return the meeting if everybody may know of it; raise `NotFoundError` without one."""
    meeting = get_meeting(session, ref)
    if meeting.state is MeetingState.DRAFT:
        raise NotFoundError(ref)
    return meeting


def meetings(session: Session) -> Sequence[Meeting]:
    """Return every meeting, the last one first."""
    order = col(Meeting.starts_at).desc(), col(Meeting.id).desc()
    return session.exec(select(Meeting).order_by(*order)).all()


def public_meetings(session: Session) -> Sequence[Meeting]:
    """Return the meetings that everybody may know of, the last one first."""
    return [each for each in meetings(session) if each.state is not MeetingState.DRAFT]


def next_meeting(session: Session, now: datetime) -> Meeting:
    """Return the first meeting that is not over, else the last one; raise `NotFoundError`."""
    found = meetings(session)
    coming = [each for each in found if each.state is not MeetingState.HELD]
    ahead = [each for each in coming if each.starts_at >= now] or coming
    if not found:
        raise NotFoundError("meeting")
    return ahead[-1] if ahead else found[0]


def previous_meeting(session: Session, meeting: Meeting) -> Meeting | None:
    """Return the last meeting before this one that is about some of the same districts."""
    for each in meetings(session):
        if each.starts_at < meeting.starts_at and overlap(each.districts, meeting.districts):
            return each
    return None


def overlap(one: Sequence[str], other: Sequence[str]) -> bool:
    """Whether two choices of districts, none meaning all, have any in common."""
    return not one or not other or bool(set(one) & set(other))


def districts_of(session: Session, meeting: Meeting) -> list[District]:
    """Return the districts that a meeting is about, in order."""
    every = programme.districts(session)
    return [each for each in every if not meeting.districts or each.key in meeting.districts]


def items_of(session: Session, meeting: Meeting) -> Sequence[PackItem]:
    """Return everything that was gathered for a meeting's pack, in the order set by hand."""
    mine = select(PackItem).where(PackItem.meeting_id == meeting.id)
    return session.exec(mine.order_by(col(PackItem.position), col(PackItem.id))).all()


def get_item(session: Session, meeting: Meeting, ref: str) -> PackItem:
    """Return what was gathered under this reference; raise `NotFoundError` without it."""
    wanted = select(PackItem).where(PackItem.meeting_id == meeting.id, PackItem.ref == ref)
    item = session.exec(wanted).one_or_none()
    if item is None:
        raise NotFoundError(ref)
    return item


def questions_of(session: Session, meeting: Meeting) -> Sequence[PackItem]:
    """Return the questions to the council, in order."""
    return [each for each in items_of(session, meeting) if each.kind is PackKind.QUESTION]


def packs_of(session: Session, meeting: Meeting) -> list[Edition]:
    """Return every pack that was made for a meeting, newest first."""
    made = editions.editions(session, PACK)
    return [each for each in made if each.composition.get("meeting") == meeting.ref]


def get_advice(session: Session, meeting: Meeting, ref: str) -> Advice:
    """Return an advice of this meeting; raise `NotFoundError` without it."""
    wanted = select(Advice).where(Advice.meeting_id == meeting.id, Advice.ref == ref)
    advice = session.exec(wanted).one_or_none()
    if advice is None:
        raise NotFoundError(ref)
    return advice


def advice_of(session: Session, meeting: Meeting) -> Sequence[Advice]:
    """Return what was advised in a meeting, in the order in which it was written down."""
    mine = select(Advice).where(Advice.meeting_id == meeting.id)
    return session.exec(mine.order_by(col(Advice.id))).all()


def count_public_advice(session: Session, found: Iterable[Meeting]) -> Mapping[int, int]:
    """Return how many pieces of advice of each meeting everybody may read."""
    counts: dict[int, int] = {}
    wanted = select(Advice.meeting_id).where(
        col(Advice.meeting_id).in_([each.id for each in found]),
        col(Advice.published_at).is_not(None),
    )
    for meeting_id in session.exec(wanted):
        counts[meeting_id] = counts.get(meeting_id, 0) + 1
    return counts


def clusters_by_advice(session: Session, ids: Iterable[int]) -> Mapping[int, list[Cluster]]:
    """Return the clusters of each advice that has any, in their order."""
    found: dict[int, list[Cluster]] = {}
    tagged = (
        select(AdviceCluster.advice_id, Cluster)
        .where(col(Cluster.id) == col(AdviceCluster.cluster_id))
        .where(col(AdviceCluster.advice_id).in_(list(ids)))
        .order_by(col(Cluster.kind).desc(), col(Cluster.position), col(Cluster.id))
    )
    for advice_id, cluster in session.exec(tagged):
        found.setdefault(advice_id, []).append(cluster)
    return found


def stories_below(session: Session, advice: Advice) -> list[str]:
    """Return the references of the stories that an advice stands on."""
    linked = select(AdviceStory.story_ref).where(AdviceStory.advice_id == advice.id)
    return sorted(session.exec(linked))
