import pytest
from sqlmodel import Session

from app.staff.rules import Role
from tests.factories import PASSWORD, make_member, make_programme, make_story
from tests.page import Browser


@pytest.fixture(autouse=True)
def cast(session: Session) -> None:
    make_programme(session)
    make_member(session, "noord")
    make_member(session, "oost")
    make_member(session, "admin", roles=(Role.ADMINISTRATOR,), districts=())
    session.commit()


def test_the_queue(browser: Browser, session: Session) -> None:
    story = make_story(session)
    session.commit()
    browser.sign_in("noord", PASSWORD)
    page = browser.get("/team/verhalen")
    assert story.ref in page.text
    page = browser.get(f"/team/verhalen/{story.ref}")
    assert "Jan van hiernaast" in page.text
