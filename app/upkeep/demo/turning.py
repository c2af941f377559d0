"""Whose turn it is in the example: calls, stories that wait, leave, one answer to many.

All of it by the real services, at moments in the past where that is what they are about.
"""

import tomllib
from collections.abc import Sequence
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, Final

from sqlmodel import Session, col, select

from app.contact import asking_services
from app.contact import services as contact
from app.contact.asking_services import Wish
from app.contact.models import ContactRequest
from app.contact.rules import ContactState, Details, Way
from app.core.dates import local_day
from app.moderation import bulk_services, hand_over_services
from app.moderation.bulk_queries import items_of
from app.moderation.bulk_services import Chosen, Letter
from app.moderation.changes import Change
from app.moderation.hand_over_rules import Expected
from app.programme.queries import get_district, get_office
from app.staff.deputy_rules import Leave
from app.staff.deputy_services import appoint
from app.staff.rules import Scope
from app.stories.models import Story
from app.stories.rules import Audience, Consent, Outcome, StoryStatus
from app.upkeep.demo.telling import Stage, tell
from app.web.drafts import new_token

_FILE: Final = Path(__file__).with_name("turns.toml")
_DAY: Final = timedelta(days=1)
#: A number that nobody has, and a name that says so.
_REACH: Final = "045 000 00 00"
_NAME: Final = "Voorbeeld"
#: What every one of the alike stories says beside its text.
_SAID: Final[dict[str, Any]] = {
    "district": "noord",
    "language": "nl",
    "teller": "resident",
    "audience": Audience.EVERYONE,
    "consent_paper": Consent.YES,
    "consent_online": Consent.YES,
    "consent_photos": Consent.NO,
    "channel": "self",
    "status": StoryStatus.RECEIVED,
}
_ANSWER: Final = (
    "Dank u wel voor uw bericht. Meer mensen misten de glasbak. "
    "De afdeling Openbare ruimte zet op 1 maart een nieuwe neer. Wij laten het weten als hij er is."
)


def take_turns(stage: Stage) -> bool:
    """Have people of the example wait for each other; False where they did before."""
    if stage.session.exec(select(ContactRequest.id).limit(1)).first() is not None:
        return False
    _hand_over(stage, _waiting(stage.session, "noord"))
    _go_on_leave(stage)
    _ask_to_be_called(stage)
    _answer_many(stage)
    return True


def example_alike() -> list[dict[str, Any]]:
    """Return the stories that say much the same, as `tell` wants them."""
    found = tomllib.loads(_FILE.read_text(encoding="utf-8"))["stories"]
    return [{**_SAID, **story} for story in found]


def _waiting(session: Session, district: str) -> Sequence[Story]:
    """Return the example stories of a district that nobody dealt with, the oldest first."""
    wanted = select(Story).where(
        col(Story.is_example).is_(True),
        Story.status == StoryStatus.RECEIVED,
        Story.district_id == _district_id(session, district),
    )
    return session.exec(wanted.order_by(col(Story.received_at))).all()


def _district_id(session: Session, key: str) -> int | None:
    return get_district(session, key).id


def _hand_over(stage: Stage, stories: Sequence[Story]) -> None:
    """Have one story wait for Weller since its second day: the day to ask again has passed."""
    office, story = get_office(stage.session, "weller"), stories[0]
    then = story.received_at + _DAY
    expected = Expected(local_day(then) + _DAY, local_day(then) + 2 * _DAY)
    change = Change(stage.staff["noord"], story.version, then)
    hand_over_services.hand_over(stage.session, story, office, expected, change)


def _go_on_leave(stage: Stage) -> None:
    today = local_day(stage.now)
    appoint(
        stage.session,
        stage.staff["oost"],
        stage.staff["vervanger"],
        Leave(today, today + 13 * _DAY),
        actor=stage.staff["beheerder"].ref,
        now=stage.now,
    )


def _ask_to_be_called(stage: Stage) -> None:
    """Somebody who waits, was promised a day, waits too long, was called, and needs help now."""
    _ask(stage, 1)
    promised = _ask(stage, 2)
    change = Change(stage.staff["noord"], promised.version, stage.now - _DAY)
    contact.promise(
        stage.session, promised, local_day(stage.now) + _DAY, "Wij komen later.", change
    )
    _ask(stage, 12)
    called = _ask(stage, 9)
    change = Change(stage.staff["noord"], called.version, stage.now - 7 * _DAY)
    contact.close(stage.session, called, ContactState.SPOKEN, change)
    _ask(stage, 0, is_plea=True)


def _ask(stage: Stage, days_ago: int, *, is_plea: bool = False) -> ContactRequest:
    about = "Morgen gaat de stroom eraf." if is_plea else "Over de stoep voor mijn deur."
    details = Details(_REACH, _NAME, "na zes uur", about)
    wish = Wish(Way.PHONE, details, is_plea=is_plea, district_key="noord")
    prepared = asking_services.prepare_code(stage.session, new_token(), stage.cost)
    asked_at: datetime = stage.now - days_ago * _DAY
    return asking_services.ask_alone(stage.session, wish, prepared, terms=stage.terms, now=asked_at)


def _answer_many(stage: Stage) -> None:
    stories = [tell(stage, told) for told in example_alike()]
    chosen = [Chosen(story.ref, story.version) for story in stories]
    scope, member, session = Scope(everything=True), stage.staff["noord"], stage.session
    letter, now = Letter(_ANSWER, Outcome.PUBLISHED), stage.now - _DAY
    bulk = bulk_services.plan(session, member, chosen, letter, scope=scope, now=now)
    for item in items_of(session, bulk):
        bulk_services.answer_one(session, bulk, item, scope=scope, now=now)
    bulk_services.finish(session, bulk, now=now)
