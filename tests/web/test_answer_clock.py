"""The page that tells how fast stories are answered and what was decided."""

import re
from datetime import UTC, datetime, timedelta

import pytest
from sqlmodel import Session

from app.audit.services import record
from app.core import clock
from app.moderation.changes import Change
from app.moderation.decisions import RefusalGround
from app.moderation.objection_rules import ObjectionAbout
from app.moderation.objection_services import object_to
from app.moderation.services import Decision, answer_and_decide
from app.stories.rules import Outcome, StoryStatus
from tests.factories import PASSWORD, make_member, make_programme, make_story
from tests.page import Browser

#: A Monday; answers are counted in working days from the day after.
TOLD = datetime(2026, 11, 2, 10, tzinfo=UTC)
TODAY = datetime(2026, 11, 23, 13, 5, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _today(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clock, "now", lambda: TODAY)


@pytest.fixture
def world(session: Session) -> Session:
    make_programme(session)
    make_member(session, "noord")
    return session


def answered(session: Session, *after: int, district: int = 1) -> None:
    """Stories that were answered so many days after they were told."""
    for days in after:
        make_story(
            session,
            district_id=district,
            received_at=TOLD,
            status=StoryStatus.ANSWERED,
            answered_at=TOLD + timedelta(days=days),
        )


def row(page: str, table: str, month: str) -> list[str]:
    """Return what a table says of a month."""
    found = re.search(rf'<caption id="{table}">.*?</table>', page, re.DOTALL)
    assert found is not None
    line = re.search(rf'<th scope="row">{month}.*?</tr>', found[0], re.DOTALL)
    assert line is not None, page
    cells = re.findall(r"<td>(.*?)</td>", line[0], re.DOTALL)
    return [re.sub(r"<.*?>", "", cell).strip() for cell in cells]


HIDDEN = "–niet getoond"


def test_it_tells_how_many_working_days_answers_took(world: Session, browser: Browser) -> None:
    answered(world, 1, 2, 3, 7, 17)
    answered(world, 0, 1, 1, 1, 1, 1, district=2)
    world.commit()

    page = browser.get("/antwoorden").text

    assert row(page, "alle", "nov 2026") == ["11", "1", "5", "90%"]
    assert row(page, "wijk-0", "nov 2026") == ["5", "3", "13", "80%"]
    assert row(page, "wijk-1", "nov 2026") == ["6", "1", "1", "100%"]
    assert "okt 2026" not in page, "nothing had been told by then"
    assert "loopt nog" in page


def test_of_fewer_than_five_nothing_is_told(world: Session, browser: Browser) -> None:
    answered(world, 1, 2, 3, 4)
    answered(world, *[1] * 9, district=2)
    world.commit()

    page = browser.get("/antwoorden").text

    assert row(page, "wijk-0", "nov 2026") == [HIDDEN] * 4
    assert row(page, "wijk-1", "nov 2026") == [HIDDEN] * 4, "else one could work it out"
    assert row(page, "alle", "nov 2026")[0] == "13"


def test_what_waits_and_what_waits_too_long_is_told(world: Session, browser: Browser) -> None:
    for _ in range(6):
        make_story(world, received_at=TODAY - timedelta(days=30))
    for _ in range(7):
        make_story(world, received_at=TODAY - timedelta(days=1), district_id=2)
    world.commit()

    page = browser.get("/antwoorden").text

    assert re.search(r"<strong>13</strong>\s*verhalen wachten", page)
    assert re.search(r'figures__late"><strong>6</strong>', page)
    assert row(page, "wacht", "Noord") == ["6", "6"]
    assert row(page, "wacht", "Oost") == ["7", "0"]


def test_a_story_that_was_withdrawn_unanswered_counts_for_nothing(
    world: Session, browser: Browser
) -> None:
    answered(world, 1, 1, 1, 1, 1)
    make_story(world, received_at=TOLD, status=StoryStatus.WITHDRAWN)
    world.commit()

    assert row(browser.get("/antwoorden").text, "alle", "nov 2026")[0] == "5"


def test_decisions_are_counted_with_their_reasons_and_without_persons(
    world: Session, browser: Browser
) -> None:
    member = make_member(world, "oost")
    for number in range(11):
        story = make_story(world, received_at=TOLD)
        ground = RefusalGround.PRIVACY if number < 6 else RefusalGround.ELSEWHERE
        decision = Decision(Outcome.REFUSED, "Geheime zonnewijzer.", ground)
        change = Change(member, story.version, TODAY)
        answer_and_decide(world, story, "Dank u wel.", decision, change)
        if number < 2:
            object_to(world, story, ObjectionAbout.REFUSAL, "Niet waar.", now=TODAY)
    world.commit()

    page = browser.get("/antwoorden").text

    log = page[page.index('id="besluiten"') :]
    told = {
        re.sub(r"<.*?>|\s+", " ", words).strip(): count
        for words, count in re.findall(r'<th scope="row">(.*?)</th><td>(.*?)</td>', log)
    }
    assert told["Geweigerd"] == "11"
    assert told["Geweigerd: Iemand is te herkennen"] == "6"
    assert told["Geweigerd: Het hoort ergens anders"] == "5"
    assert told["Geweigerd: Een andere reden"] == "0"
    assert told["Bezwaar van de verteller"] == "niet getoond"
    assert told["Op de website gezet"] == "0"
    for private in ("zonnewijzer", member.name, member.ref):
        assert private not in page


def test_older_refusals_without_a_reason_count_as_another(world: Session, browser: Browser) -> None:
    for number in range(5):
        record(world, "x", "story.refused", ("story", f"s{number}"), now=TODAY)
    world.commit()

    assert ">Geweigerd: Een andere reden</th><td>5</td>" in re.sub(
        r"\s+", " ", browser.get("/antwoorden").text
    ).replace("> Geweigerd", ">Geweigerd")


def test_staff_choose_why_they_refuse(world: Session, browser: Browser) -> None:
    story = make_story(world, received_at=TODAY)
    world.commit()
    browser.sign_in("noord", PASSWORD)
    there = f"/team/verhalen/{story.ref}"
    assert "Weigert u? Kies waarom" in browser.get(there).text

    browser.post(
        f"{there}/besluit",
        {"version": "1", "outcome": "refused", "reason": "Reclame.", "ground": "elsewhere"},
    )

    with_facts = browser.get(there).text
    assert "Geweigerd" in with_facts


def test_a_new_site_says_that_nothing_was_decided(world: Session, browser: Browser) -> None:
    world.commit()

    assert "Er is nog niets besloten." in browser.get("/antwoorden").text


@pytest.mark.parametrize("path", ["/", "/over"])
def test_the_way_there_is_on_other_pages(world: Session, browser: Browser, path: str) -> None:
    answered(world, 1)
    world.commit()

    page = browser.get(path).text

    assert 'href="/antwoorden"' in page
    assert 'href="/reisverslag"' in page
