"""What pages of figures tell: nothing of anybody, and for staff nothing of another district."""

import re
from datetime import timedelta

import pytest
from flask import Flask
from sqlmodel import Session, select

from app.core.db import Database
from app.moderation.learning_chores import learn_clusters
from app.moderation.models import StoryCluster, StoryRedaction
from app.monitor.figure_chores import look_for_words, mend_counts
from app.polls.models import PollResult
from app.programme.models import Indicator
from app.programme.rules import Favourable
from app.staff.rules import Role
from app.stories.models import Story
from app.stories.rules import AgeGroup, Audience, Channel, Outcome, StoryStatus
from tests.conftest import NOW
from tests.factories import (
    PASSWORD,
    make_member,
    make_poll,
    make_programme,
    make_public,
    make_story,
    multiply,
)
from tests.page import Browser

#: Stands in everything that must not be seen.
MARK = "zwaluwnest"
#: Stands in enough public stories to be seen.
OPEN = "bankje"
PAGES = ("/cijfers", "/team/monitor", "/team/monitor?per=maand", "/team/monitor?wijk=noord")
LAST_MONTH = NOW - timedelta(days=40)


def tell(session: Session, words: str, *clusters: int, **values: object) -> Story:
    story = make_public(session, words, **{"received_at": LAST_MONTH, **values})
    assert story.id is not None
    for place, cluster_id in enumerate(clusters):
        session.add(StoryCluster(story_id=story.id, cluster_id=cluster_id, is_main=place == 0))
    return story


@pytest.fixture
def town(app: Flask, session: Session, database: Database) -> Session:
    """Noord with many stories, and the marked word wherever it must not be seen."""
    del app
    make_programme(session)
    for number in range(12):
        tell(session, f"Het {OPEN} bij de vijver, nummer {number}.", 1)
    for number in range(20):
        tell(session, f"Het loket van de gemeente, nummer {number}.", 2)
    for number in range(4):
        tell(session, f"Vier keer {MARK} {number}.", 1)
    _barred(session)
    _hidden(session)
    for name, role in (("noord", Role.DISTRICT_MANAGER), ("oost", Role.DISTRICT_MANAGER)):
        make_member(session, name, roles=(role,))
    make_member(session, "beheerder", roles=(Role.ADMINISTRATOR,), districts=())
    make_member(session, "beraad", roles=(Role.COUNCIL,), districts=())
    session.commit()
    look_for_words(database, now=NOW)
    return session


def _barred(session: Session) -> None:
    """Each of these has the word six times: enough, if they counted."""
    for _ in range(6):
        for values in (
            {"status": StoryStatus.WITHDRAWN},
            {"outcome": Outcome.REFUSED},
            {"outcome": None},
            {"age_group": AgeGroup.UNDER_12},
            {"audience": Audience.COUNCIL},
            {"outcome": Outcome.COUNCIL_ONLY, "published_at": None},
        ):
            tell(session, f"{MARK} staat hier.", 1, **values)
        make_story(session, original=f"{MARK} is nieuw.", received_at=LAST_MONTH)


def _hidden(session: Session) -> None:
    for _ in range(6):
        story = tell(session, f"Bij {MARK} was het mooi.", 1)
        assert story.id is not None
        session.add(StoryRedaction(story_id=story.id, start=4, end=4 + len(MARK)))


def words(page: str) -> str:
    """Return the page without its markup."""
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", page))


@pytest.mark.parametrize("path", PAGES)
def test_no_marked_word_is_on_a_page(town: Session, browser: Browser, path: str) -> None:
    del town
    browser.sign_in("beheerder", PASSWORD)
    page = browser.get(path).text

    assert MARK not in page
    assert OPEN in page


def test_a_word_goes_as_soon_as_too_few_of_its_stories_may_be_read(
    town: Session, browser: Browser
) -> None:
    stories = town.exec(select(Story)).all()
    using = [story for story in stories if OPEN in (story.original or "")]
    assert OPEN in browser.get("/cijfers").text
    for story in using[:8]:
        story.status = StoryStatus.WITHDRAWN
        town.add(story)
    town.commit()

    assert OPEN not in browser.get("/cijfers").text


def test_a_word_goes_as_soon_as_it_is_hidden(town: Session, browser: Browser) -> None:
    stories = town.exec(select(Story)).all()
    for story in [story for story in stories if OPEN in (story.original or "")][:8]:
        assert story.id is not None
        town.add(StoryRedaction(story_id=story.id, start=4, end=4 + len(OPEN)))
    town.commit()

    assert OPEN not in browser.get("/cijfers").text


def test_a_small_count_is_nowhere_and_nor_is_what_would_give_it_away(
    town: Session, browser: Browser
) -> None:
    for number in range(3):
        tell(town, f"In oost, nummer {number}.", 1, district_id=2, channel=Channel.CAFE)
    town.commit()
    page = browser.get("/cijfers").text
    rows = dict(re.findall(r'<th scope="row">([^<]+)</th><td>(?:<span[^>]*>)?([^<]+)<', page))

    assert rows["Oost"] == "–"
    assert rows["Noord"] == "–"  # the sum is told, so this would give Oost away
    assert rows["Praatcafé"] == "–"
    assert rows["Zelf verteld"] == "–"


def test_a_wijkmanager_sees_nothing_of_another_district(town: Session, browser: Browser) -> None:
    for number in range(9):
        tell(town, f"In oost, nummer {number}.", 2, district_id=2, language="pl")
    town.commit()
    browser.sign_in("noord", PASSWORD)
    page = words(browser.get("/team/monitor").text)
    browser.get("/team/monitor?wijk=oost", status=404)

    assert "Pools 0" in page
    assert "Verhalen van ten minste 72 mensen" in page
    assert "Oost" not in page
    browser.sign_in("oost", PASSWORD)
    assert "Verhalen van ten minste 9 mensen" in words(browser.get("/team/monitor").text)


@pytest.mark.parametrize(
    "who", ["beraad", None], ids=["the beraad", "somebody who is not signed in"]
)
def test_others_do_not_see_the_monitor(town: Session, browser: Browser, who: str | None) -> None:
    del town
    if who is not None:
        browser.sign_in(who, PASSWORD)

    browser.get("/team/monitor", status=403 if who else 303)


def test_the_present_month_is_not_told_to_everybody(town: Session, browser: Browser) -> None:
    before = words(browser.get("/cijfers").text)
    for number in range(20):
        tell(town, f"Vandaag, nummer {number}.", 1, received_at=NOW)
    town.commit()

    assert words(browser.get("/cijfers").text) == before


def test_a_site_without_stories_says_so(app: Flask, session: Session, browser: Browser) -> None:
    del app
    make_programme(session)
    session.commit()

    assert "te weinig verhalen" in browser.get("/cijfers").text


def test_what_is_unknown_stays_unknown(town: Session, browser: Browser) -> None:
    town.add(
        Indicator(
            key="stress",
            element="Stress",
            title="Ervaart stress",
            unit="%",
            favourable=Favourable.LOWER,
            values={"netherlands": 19.0, "noord": 21.3},
        )
    )
    town.commit()

    assert "Ervaart stress (%) 19 onbekend 21,3 onbekend" in words(browser.get("/cijfers").text)


@pytest.mark.parametrize(
    ("letters", "votes", "told"), [(900, 400, "900 400"), (900, 3, "900 –"), (900, 898, "900 –")]
)
def test_letters_are_told_once_the_result_is_open(
    town: Session, browser: Browser, letters: int, votes: int, told: str
) -> None:
    poll = make_poll(town, frozen=True, question="Welke bank?")
    make_poll(town, frozen=True, question="Welke boom?")
    assert poll.id is not None
    turnout = {"letters": letters, "votes": votes}
    town.add(PollResult(poll_id=poll.id, opened_at=NOW, figures={"turnout": turnout}, list_hash=""))
    town.commit()
    page = words(browser.get("/cijfers").text)

    assert f"Welke bank? {told}" in page
    assert "Welke boom?" not in page


def test_the_public_page_is_light(town: Session, browser: Browser) -> None:
    page = browser.get("/cijfers")
    files = re.findall(r'href="(/static/css/[^"]+)"', page.text)
    del town

    assert len(files) == 2
    assert len(page.data) < 60_000


def test_an_old_site_is_counted_when_the_worker_comes_by(
    town: Session, database: Database, browser: Browser
) -> None:
    multiply(town, make_public(town, received_at=LAST_MONTH), 30)
    town.commit()

    assert mend_counts(database)
    assert not mend_counts(database)
    assert "Verhalen van ten minste" in browser.get("/cijfers").text


def test_suggestions_are_learned_shown_added_with_one_tap_and_switched_off(
    town: Session, database: Database, browser: Browser
) -> None:
    story = make_story(town, original=f"Mijn {OPEN} bij de vijver is weg.")
    town.commit()
    assert learn_clusters(database, now=NOW)
    assert not learn_clusters(database, now=NOW)
    browser.sign_in("beheerder", PASSWORD)
    screen = browser.get(f"/team/verhalen/{story.ref}").text

    assert "Past dit erbij?" in screen
    assert f">{OPEN}</q>" in screen
    assert "Voeg toe: Verloedering" in screen
    assert "apart waren gehouden" in browser.get("/team/monitor").text
    form = {"version": "1", "clusters": "verloedering", "main": "verloedering"}
    browser.post(f"/team/verhalen/{story.ref}/themas", form)
    assert "Voeg toe: Verloedering" not in browser.get(f"/team/verhalen/{story.ref}").text

    browser.get("/team/monitor")
    browser.post("/team/monitor/suggesties", {"aan": "nee"})
    assert "Past dit erbij?" not in browser.get(f"/team/verhalen/{story.ref}").text
    assert not learn_clusters(database, now=NOW)
    browser.get("/team/monitor")
    browser.post("/team/monitor/suggesties", {"aan": "ja"})
    assert learn_clusters(database, now=NOW)


def test_only_the_beheerder_switches_suggestions(town: Session, browser: Browser) -> None:
    del town
    browser.sign_in("noord", PASSWORD)
    browser.get("/team/monitor")

    browser.post("/team/monitor/suggesties", {"aan": "nee"}, status=403)


def test_nothing_is_tagged_by_itself(town: Session, database: Database) -> None:
    story = make_story(town, original=f"Mijn {OPEN} bij de vijver is weg.")
    town.commit()
    learn_clusters(database, now=NOW)

    with database.read() as session:
        tags = session.get(StoryCluster, (story.id, 1))
    assert tags is None
