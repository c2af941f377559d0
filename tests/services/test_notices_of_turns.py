"""Mail about whose turn it is: a story handed on, a call promised; once each, and never more."""

import pytest
from sqlmodel import Session, delete, select

from app.contact import services as contact
from app.contact.models import ContactRequest
from app.contact.rules import ContactState
from app.core.dates import local_day
from app.core.mail import OutgoingMail
from app.moderation import hand_over_services
from app.moderation.changes import Change
from app.moderation.hand_over_rules import Expected
from app.programme.queries import get_office
from app.staff.models import StaffMember
from app.stories.models import Story
from app.stories.notice_rules import Notice
from app.stories.notice_services import set_address
from app.stories.notice_words import body
from tests.conftest import NOW
from tests.factories import make_member, make_programme, make_story
from tests.promised import DAY
from tests.services.test_contact import NUMBER, TERMS, WISH_OF_NOORD, ask, ask_alone, change

TODAY = local_day(NOW)


@pytest.fixture
def noord(session: Session) -> StaffMember:
    make_programme(session)
    return make_member(session, "noord")


@pytest.fixture
def story(session: Session, noord: StaffMember) -> Story:
    del noord
    story = make_story(session)
    set_address(session, story, "an@voorbeeld.nl", secret_key="for tests only", now=NOW)
    return story


def told(session: Session) -> list[str | None]:
    """What was mailed since this was asked last."""
    words = list(session.exec(select(OutgoingMail.body)))
    session.exec(delete(OutgoingMail))
    return words


def test_a_story_that_is_handed_on_is_told_and_what_follows_by_its_answer(
    session: Session, story: Story, noord: StaffMember
) -> None:
    weller, expected = get_office(session, "weller"), Expected(TODAY + 9 * DAY, None)
    hand_over_services.hand_over(
        session, story, weller, expected, Change(noord, story.version, NOW)
    )
    assert told(session) == [body(Notice.CHAIN)]

    later = Expected(TODAY + 20 * DAY, None)
    hand_over_services.ask_again(session, story, later, Change(noord, story.version, NOW))
    assert told(session) == [body(Notice.CHAIN)]

    hand_over_services.take_back(session, story, Change(noord, story.version, NOW))
    assert told(session) == []


def test_of_a_call_the_teller_hears_by_when_and_by_whom(
    session: Session, story: Story, noord: StaffMember
) -> None:
    request = ask(session, story)
    assert told(session) == []

    contact.promise(session, request, TODAY, "", change(noord, request))
    assert told(session) == [body(Notice.CHAIN)]
    team = get_office(session, "team-rust")
    contact.hand_over(session, request, team, change(noord, request), terms=TERMS)
    (words,) = told(session)
    assert words == body(Notice.CHAIN)
    assert NUMBER not in words
    assert "Rust" not in words


@pytest.mark.parametrize(
    ("state", "mails"), [(ContactState.SPOKEN, 0), (ContactState.NOT_REACHED, 1)]
)
def test_who_was_spoken_with_needs_no_mail(
    session: Session, story: Story, noord: StaffMember, state: ContactState, mails: int
) -> None:
    request = ask(session, story)
    contact.close(session, request, state, change(noord, request))

    assert len(told(session)) == mails


def test_a_call_without_a_story_mails_nobody(
    session: Session, story: Story, noord: StaffMember
) -> None:
    del story
    request: ContactRequest = ask_alone(session, WISH_OF_NOORD)
    contact.promise(session, request, TODAY, "", change(noord, request))

    assert told(session) == []
