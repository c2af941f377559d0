"""Acts that no other page test takes to their end leave their line in the audit log too."""

from collections.abc import Callable

import pytest
from sqlmodel import Session, col, select

from app.audit.models import AuditEntry
from app.moderation.services import reply
from app.programme.models import Round
from app.quotes.books import new_book
from app.staff.rules import Role
from app.stories.rules import AgeGroup
from tests import follow_cards
from tests.conftest import NOW
from tests.factories import PASSWORD, make_member, make_programme
from tests.page import Browser

Stored = Callable[[], Session]


@pytest.fixture
def noord(browser: Browser, session: Session) -> Browser:
    make_programme(session)
    make_member(session, "noord")
    make_member(session, "admin", roles=(Role.ADMINISTRATOR,), districts=())
    session.commit()
    browser.sign_in("noord", PASSWORD)
    return browser


def last_action(stored: Stored) -> str:
    newest = select(AuditEntry.action).order_by(col(AuditEntry.id).desc()).limit(1)
    return stored().exec(newest).one()


def test_a_reply_that_needs_no_answer(noord: Browser, session: Session, stored: Stored) -> None:
    told = follow_cards.tell(session)
    given = follow_cards.answer(session, told.story)
    reply(session, told.story, given, "Dank u wel.", now=NOW)
    session.commit()
    path = f"/team/verhalen/{told.story.ref}"
    noord.get(path)
    noord.post(f"{path}/gelezen", {"version": str(told.story.version)})

    assert last_action(stored) == "story.reply_read"


def test_the_consent_of_a_parent(noord: Browser, session: Session, stored: Stored) -> None:
    told = follow_cards.tell_with(session, age_group=AgeGroup.UNDER_12)
    session.commit()
    path = f"/team/verhalen/{told.story.ref}"
    noord.get(path)
    noord.post(f"{path}/ouder", {"version": str(told.story.version), "seen": "y"})

    assert last_action(stored) == "story.guardian_consent"


def test_putting_a_quote_book_together(noord: Browser, session: Session, stored: Stored) -> None:
    round_ = session.exec(select(Round)).one()
    book = new_book(session, round_, now=NOW, districts=["noord"])
    session.commit()
    path = f"/team/citatenboek/{book.ref}"
    noord.get(path)
    words = {"title": "Van ons", "foreword": "Lees maar.", "version": str(book.version)}
    noord.post(f"{path}/woorden", words)

    assert last_action(stored) == "quote_book.changed"
