"""Bringing one example story in, and doing with it what its file says: by the real services."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlmodel import Session, select

from app.card import services as card
from app.contact.keeping import Terms
from app.core.dates import local_day
from app.core.hashing import HashCost
from app.core.storage import Storage
from app.core.text import clean_text
from app.moderation import marking, queries, services
from app.moderation.changes import Change
from app.moderation.marking import PhotoWords
from app.moderation.objection_rules import ObjectionAbout
from app.moderation.objection_services import object_to
from app.moderation.rules import Redaction
from app.photos.decoder import decode_photo
from app.photos.models import PhotoOwner
from app.photos.queries import stored_photos
from app.photos.services import add_photo
from app.programme import queries as programme_queries
from app.programme.models import Cluster
from app.quotes import services as quotes
from app.quotes.rules import Approval, Span
from app.staff.models import StaffMember
from app.stories.models import Story
from app.stories.noting_models import CollectedStory, Collection
from app.stories.rules import AgeGroup, Audience, Channel, Consent, Outcome, TellerKind
from app.stories.services import prepare_card, submit_story
from app.stories.submission import Submission
from app.upkeep.demo.pictures import draw
from app.upkeep.demo.reading import Told, example_stories, places_of
from app.web.drafts import new_token


@dataclass(frozen=True)
class Stage:
    """Where the example is played: the database's session, the files and the staff."""

    session: Session
    storage: Storage
    cost: HashCost
    answer_days: int
    #: By user name.
    staff: dict[str, StaffMember]
    now: datetime
    #: What holds for requests to be called.
    terms: Terms


def tell(stage: Stage, told: Told) -> Story:
    """Play one example story to the state that its file describes; flushed."""
    received = stage.now - timedelta(days=told["days_ago"], minutes=len(told["text"]) % 400)
    submitted = submit_story(
        stage.session,
        _submission(told),
        prepare_card(stage.session, new_token(), stage.cost),
        answer_days=stage.answer_days,
        now=received,
    )
    story = submitted.story
    story.is_example = True
    if story.round_id is None:
        newest = programme_queries.newest_round(stage.session)
        story.round_id = newest.id if newest else None
    stage.session.add(story)
    _collect(stage, told, story, received)
    _photos(stage, told, story, received)
    _moderate(stage, told, story, received)
    if told["status"] == "withdrawn":
        card.withdraw(stage.session, stage.storage, story, now=received + timedelta(days=6))
    return story


def _submission(told: Told) -> Submission:
    return Submission(
        original=clean_text(told["text"]),
        district_key=told.get("district"),
        language=told["language"],
        teller=TellerKind(told["teller"]),
        signed_as=told.get("signed_as"),
        age_group=AgeGroup(told["age"]) if "age" in told else None,
        audience=Audience(told["audience"]),
        consent_paper=Consent(told["consent_paper"]),
        consent_online=Consent(told["consent_online"]),
        consent_photos=Consent(told["consent_photos"]),
        channel=Channel(told["channel"]),
    )


def _collect(stage: Stage, told: Told, story: Story, received: datetime) -> None:
    """Note with how many people a story was told that somebody wrote down."""
    if story.channel is Channel.SELF:
        return
    collection = Collection(
        channel=story.channel,
        collected_on=local_day(received),
        people=told.get("group_size", 1),
        written_by=stage.staff["ambassadeur"].ref,
        typed_at=received,
        submission_hash=f"example {story.ref}",
    )
    stage.session.add(collection)
    stage.session.flush()
    link = CollectedStory(story_id=story.id or 0, collection_id=collection.id or 0, number=1)
    stage.session.add(link)
    stage.session.flush()


def _photos(stage: Stage, told: Told, story: Story, received: datetime) -> None:
    for number, photo in enumerate(told.get("photos", ())):
        picture = decode_photo(draw(photo["scene"], number + int(told["days_ago"])))
        owner = (PhotoOwner.STORY, story.ref)
        add_photo(stage.session, stage.storage, picture, owner=owner, now=received)


def _moderate(stage: Stage, told: Told, story: Story, received: datetime) -> None:
    handled = {"clusters", "redactions", "answer", "outcome", "quotes"} & told.keys()
    if not handled:
        return
    member = stage.staff[told.get("district") or "noord"]
    when = received + timedelta(days=told.get("answered_after", 2))
    when = min(when, stage.now - timedelta(minutes=30))
    _protect(stage, told, story, Change(member, story.version, when))
    if keys := told.get("clusters", []):
        change = Change(member, story.version, when)
        marking.set_clusters(stage.session, story, keys, keys[0], change)
    _describe_photos(stage, told, story, Change(member, story.version, when))
    _quote(stage, told, story, member, when)
    _answer(stage, told, story, member, when)


def _protect(stage: Stage, told: Told, story: Story, change: Change) -> None:
    original = story.original or ""
    hidden = [
        Redaction(*places_of(original, each["text"], each.get("occurrence", 1)), each.get("role"))
        for each in told.get("redactions", ())
    ]
    if hidden:
        marking.save_redactions(stage.session, story, sorted(hidden), change)


def _describe_photos(stage: Stage, told: Told, story: Story, change: Change) -> None:
    owner = (PhotoOwner.STORY, story.ref)
    shown = story.consent_photos is Consent.YES and told.get("outcome") == "published"
    photos = stored_photos(stage.session, owner)
    for photo, described in zip(photos, told.get("photos", ()), strict=True):
        words = PhotoWords(alt=described["alt"], shown=shown)
        each = Change(change.member, photo.version, change.now)
        marking.describe_photo(stage.session, story, photo, words, each)


def _quote(stage: Stage, told: Told, story: Story, member: StaffMember, when: datetime) -> None:
    original = story.original or ""
    for wanted in told.get("quotes", ()):
        spans = [Span(*places_of(original, part)) for part in wanted["parts"]]
        keys = wanted.get("clusters") or told["clusters"][:1]
        clusters = [programme_queries.get_cluster(stage.session, key) for key in keys]
        quote = quotes.pick_quote(stage.session, story, spans, clusters, actor=member.ref, now=when)
        if wanted.get("minority"):
            _mark_minority(stage, story, quote, clusters, member, when)
        if wanted.get("approval") in {"approved", "refused"}:
            quotes.answer_quote(
                stage.session,
                story,
                quote,
                Approval(wanted["approval"]),
                seen=quote.text,
                now=min(when + timedelta(days=1), stage.now),
            )


def _mark_minority(
    stage: Stage,
    story: Story,
    quote: Any,  # noqa: ANN401 - handed on
    clusters: list[Cluster],
    member: StaffMember,
    when: datetime,
) -> None:
    place = quotes.Place(clusters, is_minority=True)
    quotes.change_quote(stage.session, story, quote, place, actor=member.ref, now=when)


def _answer(stage: Stage, told: Told, story: Story, member: StaffMember, when: datetime) -> None:
    session = stage.session
    if "answer" in told and "outcome" in told:
        decision = services.Decision(Outcome(told["outcome"]), told.get("reason", ""))
        change = Change(member, story.version, when)
        services.answer_and_decide(session, story, told["answer"], decision, change)
    elif "answer" in told:
        services.write_answer(session, story, told["answer"], Change(member, story.version, when))
    later = min(when + timedelta(days=1), stage.now)
    if "reply" in told:
        first = queries.answers_of(session, story.id or 0)[0].answer
        services.reply(session, story, first, told["reply"], now=later)
    if "objection" in told:
        object_to(session, story, ObjectionAbout.REFUSAL, told["objection"], now=later)
    if "reply_answer" in told:
        change = Change(member, story.version, min(later + timedelta(days=1), stage.now))
        services.write_answer(session, story, told["reply_answer"], change)


def story_refs(session: Session) -> dict[str, str]:
    """Return the reference of each example story by its key: its text is what ties them."""
    stored = {story.original: story.ref for story in session.exec(select(Story))}
    told = {each["key"]: clean_text(each["text"]) for each in example_stories()}
    return {key: stored[text] for key, text in told.items() if text in stored}


def has_real_stories(session: Session) -> bool:
    """Whether somebody who is no example told a story here."""
    real = select(Story.id).where(Story.is_example == False).limit(1)  # noqa: E712 - SQL
    return session.exec(real).first() is not None
