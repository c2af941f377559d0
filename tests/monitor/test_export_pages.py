"""Taking stories out on the page: who may, what is told before and after, and for how long."""

import json
import re
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from flask import Flask
from sqlmodel import Session, select

from app.audit.models import AuditEntry
from app.card.rules import Permission
from app.card.services import change_permission, withdraw
from app.core import clock
from app.core.storage import Storage
from app.monitor.export_chores import destroy_exports
from app.monitor.models import ExportFile
from app.staff.rules import Role
from app.stories.models import Story
from app.stories.rules import Consent
from app.web.context import parts
from tests.factories import PASSWORD, make_member, make_programme, make_public, make_story
from tests.page import Browser

Fresh = Callable[[], Session]
CHOICE = "?soort={kind}&ronde=&wijk=&van=&tot="


@pytest.fixture(autouse=True)
def told(session: Session) -> list[Story]:
    """Six stories that may leave and one that nobody has read."""
    make_programme(session)
    make_member(session, "onderzoeker", roles=(Role.RESEARCHER,), districts=())
    make_member(session, "ander", roles=(Role.RESEARCHER,), districts=())
    make_member(session, "noord")
    make_member(session, "admin", roles=(Role.ADMINISTRATOR,), districts=())
    stories = [make_public(session, f"Verhaal {number} over het plein.") for number in range(6)]
    make_story(session, original="Nog niet gelezen.")
    session.commit()
    return stories


@pytest.fixture
def researcher(browser: Browser) -> Browser:
    browser.sign_in("onderzoeker", PASSWORD)
    return browser


def make(browser: Browser, kind: str = "json") -> None:
    """Look at what is in it and have the file made, all the way to the page that has it."""
    browser.get(f"/team/export{CHOICE.format(kind=kind)}")
    answer = browser.post(f"/team/export/maken{CHOICE.format(kind=kind)}")
    browser.follow(answer.headers["Location"])


def address(browser: Browser) -> str:
    assert browser.last is not None
    found = re.search(r'href="(/team/export/\w+)"', browser.last.text)
    assert found is not None
    return found[1]


def test_what_comes_along_and_what_not_is_told_before_and_after(researcher: Browser) -> None:
    before = researcher.get(f"/team/export{CHOICE.format(kind='json')}").text
    make(researcher)

    assert researcher.last is not None
    for page in (before, researcher.last.text):
        assert re.search(r"Verhalen in het bestand</th><td>6<", page)
        assert re.search(r"Nog niet gelezen door de wijkmanager</th><td>minder dan 5<", page)


@pytest.mark.parametrize("kind", ["csv", "xlsx", "ods", "json", "qdpx", "qdc"])
def test_each_kind_of_file_is_made_and_fetched(researcher: Browser, kind: str) -> None:
    make(researcher, kind)

    answer = researcher.get(address(researcher))

    assert len(answer.data) > 500
    assert answer.headers["Cache-Control"].startswith("private") or (
        "no-store" in answer.headers["Cache-Control"]
    )
    assert f"verhalen-{kind}-" in answer.headers["Content-Disposition"]


def test_each_file_is_one_line_of_the_audit_log(researcher: Browser, stored: Fresh) -> None:
    make(researcher)
    researcher.get(address(researcher))

    lines = stored().exec(select(AuditEntry).where(AuditEntry.kind == "export")).all()

    assert [line.action for line in lines] == ["export.exported"]
    assert lines[0].facts["stories"] == 6
    assert "plein" not in str(lines[0].facts)


def test_a_file_is_for_who_had_it_made_and_the_beheerder(app: Flask, researcher: Browser) -> None:
    make(researcher)
    place = address(researcher)

    for name, status in (("ander", 404), ("admin", 200), ("noord", 403)):
        other = Browser(app)
        other.sign_in(name, PASSWORD)
        other.get(place, status=status)
    assert Browser(app).client.get(place).status_code == 303


def test_a_file_goes_after_a_day(
    app: Flask, researcher: Browser, storage: Storage, stored: Fresh
) -> None:
    make(researcher)
    key = stored().exec(select(ExportFile.file_key)).one()
    with app.app_context():
        database = parts().database
        early = destroy_exports(database, storage, now=clock.now() + timedelta(hours=23))
        late = destroy_exports(database, storage, now=clock.now() + timedelta(hours=25))

    assert (early, late) == (0, 1)
    assert not storage.path(key).exists()
    assert stored().exec(select(ExportFile)).all() == []


def test_a_file_closes_when_a_teller_says_no(
    researcher: Browser, session: Session, storage: Storage, told: list[Story]
) -> None:
    make(researcher)
    place = address(researcher)

    story = session.get_one(Story, told[0].id)
    change = (Permission.PAPER, Consent.NO)
    change_permission(session, storage, story, change, now=clock.now())
    session.commit()

    researcher.get(place, status=404)
    assert "Er veranderde iets" in researcher.get("/team/export").text


def test_a_file_closes_only_for_what_is_in_it(researcher: Browser, session: Session) -> None:
    make(researcher)

    make_public(session, "Een nieuw verhaal.")
    session.commit()

    researcher.get(address(researcher))


def test_withdrawing_destroys_files_at_once(
    researcher: Browser, session: Session, storage: Storage, told: list[Story], stored: Fresh
) -> None:
    make(researcher)
    key = stored().exec(select(ExportFile.file_key)).one()

    withdraw(session, storage, session.get_one(Story, told[0].id), now=clock.now())
    session.commit()

    assert not storage.path(key).exists()


def test_so_few_stories_that_somebody_stands_out_do_not_leave(researcher: Browser) -> None:
    query = "?soort=json&ronde=&wijk=oost&van=&tot="
    page = researcher.get(f"/team/export{query}").text
    assert "Er is niets dat mee mag" in page

    answer = researcher.post("/team/export/maken?soort=json&ronde=&wijk=&van=1999-01-01&tot=")
    assert "/team/export?" in answer.headers["Location"]


def test_days_that_can_not_be_are_told(researcher: Browser) -> None:
    days = "van=2026-11-02&tot=2026-11-01"
    page = researcher.get(f"/team/export?soort=json&ronde=&wijk=&{days}", status=422)

    assert "De laatste dag ligt voor de eerste." in page.text


def test_the_command_writes_the_file_and_says_what_was_left_out(
    app: Flask, tmp_path: Path, stored: Fresh
) -> None:
    target = tmp_path / "verhalen.json"

    done = app.test_cli_runner().invoke(args=["export", "json", "--out", str(target)])

    assert done.exit_code == 0, done.output
    assert "6 stories" in done.output
    assert "left out, undecided: 1" in done.output
    assert len(json.loads(target.read_text(encoding="utf-8"))["stories"]) == 6
    lines = stored().exec(select(AuditEntry.actor).where(AuditEntry.kind == "export")).all()
    assert lines == ["command"]


def test_the_command_says_that_there_is_no_such_district(app: Flask, tmp_path: Path) -> None:
    args = ["export", "csv", "--out", str(tmp_path / "x.zip"), "--district", "west"]

    done = app.test_cli_runner().invoke(args=args)

    assert done.exit_code == 1
    assert "NotFoundError: west" in done.output
    assert list(tmp_path.glob("x.*")) == []
