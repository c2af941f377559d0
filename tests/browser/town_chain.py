"""A story of the town that went all the way, and a promise that many stories stand under."""

import secrets
from dataclasses import replace
from datetime import timedelta

from sqlmodel import Session, select

from app.core import clock
from app.moderation.changes import Change
from app.moderation.services import Decision, answer_and_decide
from app.promises.linking_services import link_stories
from app.staff.models import StaffMember
from app.stories.models import Story
from app.stories.rules import Outcome
from app.stories.services import prepare_card, submit_story
from tests.browser.town import SAID, Town
from tests.chains import Walk
from tests.factories import CHEAP, make_public
from tests.promised import promised

DAY = timedelta(days=1)
#: More than one page of them.
MANY = 25


def chain_things(town: Town) -> None:
    """Take one story through its whole chain, and leave one that nothing came of yet."""
    with town.writing() as session:
        chained = tell(town, session, "chained")
        for _ in Walk(session, town.parts.storage, chained, clock.now()).hops():
            session.flush()
        tell(town, session, "quiet")
        promise = promised(session, stories=(chained.ref,), days=40, now=clock.now())
        town.refs["promise of many"] = promise.ref
        long_ago = clock.now() - 400 * DAY
        below = [
            make_public(session, f"Verhaal {number} van lang geleden.", published_at=long_ago)
            for number in range(MANY)
        ]
        link_stories(session, promise, [story.ref for story in below], now=clock.now())


def tell(town: Town, session: Session, name: str) -> Story:
    """Send a story in weeks ago and have it answered and published."""
    told = replace(SAID, original=f"{SAID.original}\n\nDit is verhaal {name}.")
    card, moment = prepare_card(session, secrets.token_urlsafe(32), CHEAP), clock.now() - 20 * DAY
    story = submit_story(session, told, card, answer_days=10, now=moment).story
    member = session.exec(select(StaffMember).where(StaffMember.username == "noord")).one()
    change = Change(member, story.version, moment + DAY)
    decision = Decision(Outcome.PUBLISHED)
    answer_and_decide(session, story, "Dank u wel. Wij lezen het.", decision, change)
    town.stories[name] = story.ref
    return story
