"""Promising what the examples promise, by the real services and in the order of their days."""

import tomllib
from collections.abc import Callable, Iterator, Sequence
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any, Final

from sqlmodel import Session, col, select

from app.core.dates import local_day
from app.moderation.models import StoryCluster
from app.photos.decoder import decode_photo
from app.photos.models import PhotoOwner
from app.photos.services import add_photo
from app.programme import queries as programme
from app.programme.models import Cluster
from app.promises import services
from app.promises.linking_services import link_stories
from app.promises.models import Promise
from app.promises.services import Plan, Source, Subject
from app.promises.steps import Act
from app.stories.models import Story
from app.upkeep.demo.pictures import draw
from app.upkeep.demo.telling import Stage, story_refs

_FILE: Final = Path(__file__).with_name("promises.toml")
#: One `[[promises]]` entry.
Promised = dict[str, Any]
#: Something that is done at a moment.
Deed = tuple[datetime, Callable[[datetime], None]]


def example_promises() -> list[Promised]:
    """Return every example promise as it stands in the file."""
    found: list[Promised] = tomllib.loads(_FILE.read_text(encoding="utf-8"))["promises"]
    return found


def keep_promises(stage: Stage) -> int:
    """Make every example promise and take its steps; return how many, none the second time."""
    if stage.session.exec(select(Promise.id).limit(1)).first() is not None:
        return 0
    promises = example_promises()
    deeds = [deed for told in promises for deed in _deeds(stage, told)]
    for moment, deed in sorted(deeds, key=lambda each: each[0]):
        deed(moment)
    return len(promises)


def _deeds(stage: Stage, told: Promised) -> Iterator[Deed]:
    made: list[Promise] = []
    yield _moment(stage, told["made"]), lambda moment: made.append(_make(stage, told, moment))
    for step in told["steps"]:
        yield _moment(stage, step["days_ago"]), _step(stage, told, step, made)


def _make(stage: Stage, told: Promised, moment: datetime) -> Promise:
    session = stage.session
    clusters = [programme.get_cluster(session, key) for key in told["clusters"]]
    district = programme.get_district(session, told["district"]) if "district" in told else None
    plan = Plan(told["what"], told["office"], _day(stage, told["due"]), told["for_whom"])
    subject = Subject(clusters, district.id if district else None, told.get("effort"))
    actor = stage.staff[told.get("district", "beheerder")].ref
    promise = services.make_promise(session, plan, subject, Source(), actor=actor, now=moment)
    promise.is_example = True
    session.add(promise)
    link_stories(session, promise, _stories(session, promise, clusters, told), now=moment)
    return promise


def _step(
    stage: Stage, told: Promised, step: dict[str, Any], made: list[Promise]
) -> Callable[[datetime], None]:
    def take(moment: datetime) -> None:
        (promise,), session = made, stage.session
        act = Act(stage.staff[told.get("district", "beheerder")].ref, promise.version, moment)
        if step["kind"] == "moved":
            services.move_promise(session, promise, _day(stage, step["due"]), step["reason"], act)
        elif step["kind"] == "dropped":
            services.drop_promise(session, promise, step["reason"], act)
        else:
            services.finish_promise(session, promise, step["reason"], act)
            _picture(stage, told, promise, moment)

    return take


def _picture(stage: Stage, told: Promised, promise: Promise, moment: datetime) -> None:
    if "scene" not in told:
        return
    picture = decode_photo(draw(told["scene"], 1))
    owner = (PhotoOwner.PROMISE, promise.ref)
    photo = add_photo(stage.session, stage.storage, picture, owner=owner, now=moment)
    photo.alt, photo.shown = told["alt"], True
    stage.session.add(photo)


def _stories(
    session: Session, promise: Promise, clusters: Sequence[Cluster], told: Promised
) -> list[str]:
    """Return the example stories that it names, or so many public ones about its clusters."""
    if "stories" in told:
        refs = story_refs(session)
        return [refs[key] for key in told["stories"] if key in refs]
    about = select(StoryCluster.story_id).where(
        col(StoryCluster.cluster_id).in_([cluster.id for cluster in clusters])
    )
    wanted = select(Story.ref).where(col(Story.id).in_(about), col(Story.is_public).is_(True))
    if promise.district_id is not None:
        wanted = wanted.where(Story.district_id == promise.district_id)
    return list(session.exec(wanted.order_by(col(Story.id)).limit(told.get("from_stories", 0))))


def _moment(stage: Stage, days_ago: int) -> datetime:
    return stage.now - timedelta(days=days_ago)


def _day(stage: Stage, days_ago: int) -> date:
    return local_day(stage.now) - timedelta(days=days_ago)
