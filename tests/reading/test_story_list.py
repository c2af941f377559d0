"""The list of stories: order, pages, choices, words, and addresses that make no sense."""

import html
import re
from datetime import timedelta
from itertools import chain

import pytest
from sqlmodel import Session, col, select

from app.core.versions import PUBLIC, raise_version
from app.moderation.models import StoryCluster
from app.programme.models import Cluster
from app.stories.models import Story
from tests.conftest import NOW
from tests.factories import make_programme, make_public
from tests.page import Browser


def tag(session: Session, story: Story, key: str) -> None:
    """Say that a story is about the cluster with this key."""
    cluster = session.exec(select(Cluster).where(Cluster.key == key)).one()
    assert story.id is not None
    assert cluster.id is not None
    session.add(StoryCluster(story_id=story.id, cluster_id=cluster.id, is_main=True))


def links(text: str) -> list[str]:
    return re.findall(r'class="story__opening"[^>]*><a href="/verhalen/([\w-]+)', text)


def next_address(text: str, rel: str) -> str | None:
    found = re.search(rf'rel="{rel}"\s+href="([^"]+)"', text)
    return found[1].replace("&amp;", "&") if found else None


@pytest.fixture
def many(session: Session) -> list[str]:
    """Fifty stories, newest first; two of three from Noord, several at one moment."""
    make_programme(session)
    stories = [
        make_public(
            session,
            f"Verhaal nummer {number}.",
            published_at=NOW - timedelta(hours=number // 4),
            district_id=2 if number % 3 == 0 else 1,
        )
        for number in range(50)
    ]
    session.commit()
    in_order = sorted(stories, key=lambda one: (one.published_at, one.ref), reverse=True)
    return [story.ref for story in in_order]


def test_every_story_is_on_one_page_forth_and_back(browser: Browser, many: list[str]) -> None:
    address: str | None = "/verhalen"
    forth, last = [], ""
    while address:
        last = browser.get(address).text
        forth.append(links(last))
        address = next_address(last, "next")
    address = next_address(last, "prev")
    back = [forth[-1]]
    while address:
        last = browser.get(address).text
        back.insert(0, links(last))
        address = next_address(last, "prev")

    assert [len(page) for page in forth] == [20, 20, 10]
    assert list(chain.from_iterable(forth)) == many
    assert back == forth


def test_a_choice_of_district_goes_along_to_the_next_page_and_the_story(
    browser: Browser, session: Session, many: list[str]
) -> None:
    first = browser.get("/verhalen?wijk=noord").text
    second = browser.get(next_address(first, "next") or "").text
    found = links(first) + links(second)
    noord = {story.ref for story in session.exec(select(Story).where(Story.district_id == 1))}

    assert found == [ref for ref in many if ref in noord]
    assert "33 verhalen." in first
    assert "Verhalen uit Noord" in first
    story = browser.get(f"/verhalen/{found[0]}?wijk=noord").text
    assert 'href="/verhalen?wijk=noord"' in story


def test_a_choice_of_subject_shows_only_stories_about_it(
    browser: Browser, session: Session, many: list[str]
) -> None:
    stories = {story.ref: story for story in session.exec(select(Story))}
    for ref in many[::10]:
        tag(session, stories[ref], "helpen")
    session.commit()

    page = browser.get("/verhalen?onderwerp=helpen").text

    assert links(page) == many[::10]
    assert "5 verhalen." in page
    both = browser.get("/verhalen?onderwerp=helpen&wijk=oost").text
    assert links(both) == [ref for ref in many[::10] if stories[ref].district_id == 2]


@pytest.mark.parametrize(
    ("address", "words"),
    [
        ("/verhalen", "Er staan nog geen verhalen."),
        ("/verhalen?wijk=oost", "Uit Oost staat nog geen verhaal."),
        ("/verhalen?onderwerp=helpen", "Over dit onderwerp staat nog geen verhaal."),
        ("/verhalen?wijk=oost&onderwerp=helpen", "Hierover staat nog geen verhaal uit Oost."),
    ],
)
def test_an_empty_list_says_so_and_how_to_go_on(
    browser: Browser, session: Session, address: str, words: str
) -> None:
    make_programme(session)
    session.commit()

    page = browser.get(address).text

    assert words in page
    assert 'href="/verhaal"' in page


@pytest.mark.parametrize(
    "query",
    [
        "wijk=bestaatniet",
        "wijk=&onderwerp=",
        "wijk=noord&wijk=oost",
        "wijk[]=1&onderwerp[x]=y",
        "vanaf=",
        "vanaf=%00",
        "vanaf=!!!!",
        "vanaf=é😀",
        "vanaf=W1tbW1tb",
        "vanaf=" + "W1tb" * 2000,
        "vanaf=WzAsIngiLCJ5Il0",  # [0,"x","y"]
        "vanaf=WzAsIjAwMDEtMDEtMDFUMDA6MDA6MDArMjM6NTkiLCJ5Il0",  # before the first day
        "vanaf=WzEsIjk5OTktMTItMzFUMjM6NTk6NTktMjM6NTkiLCJ5Il0",  # behind the last
        "vanaf=WzAsIjIwMjYtMDEtMDFUMDA6MDA6MDArMDA6MDAiLCJcdWQ4MDAiXQ",  # half a character
        "vanaf=WzAsMTBdCg",
        "vanaf=WzAsWzFdLHt9XQ",
        "%ff%fe=%ff",
        "a=" + "b" * 5000,
        "wijk=%ED%A0%80&onderwerp=%00",
    ],
)
def test_an_address_that_makes_no_sense_shows_stories(
    browser: Browser, many: list[str], query: str
) -> None:
    assert links(browser.get(f"/verhalen?{query}").text)
    browser.get(f"/?{query}")
    browser.get(f"/verhalen/{many[0]}?{query}")


def test_beyond_the_oldest_story_there_is_a_way_back(
    browser: Browser, session: Session, many: list[str]
) -> None:
    address = "/verhalen"
    while following := next_address(browser.get(address).text, "next"):
        address = following
    for story in session.exec(select(Story).where(col(Story.ref).in_(many[40:]))):
        session.delete(story)
    raise_version(session, PUBLIC)
    session.commit()

    page = browser.get(address).text

    assert "Verder terug staan geen verhalen." in page


@pytest.mark.parametrize(
    "text",
    [
        "<script>alert(1)</script> en meer",
        '"><img src=x onerror=alert(1)>',
        "{{ 7 * 7 }} {% raise %}",
        "</title><b>vet</b>",
        "javascript:alert(1) 'aanhaling' \"dubbel\" &lt;echt&gt;",
    ],
)
def test_code_in_a_story_is_shown_as_text(browser: Browser, session: Session, text: str) -> None:
    make_programme(session)
    story = make_public(session, text, signed_as="<i>Ik</i>")
    session.commit()

    for path in ("/", "/verhalen", f"/verhalen/{story.ref}"):
        page = browser.get(path).text
        for tagged in ("<script>alert", "<img src=x", "<b>vet", "<i>Ik"):
            assert tagged not in page
    shown = html.unescape(browser.get(f"/verhalen/{story.ref}").text)
    assert text in shown
    assert "<i>Ik</i>" in shown


def test_another_language_is_marked_and_finds_its_own_direction(
    browser: Browser, session: Session
) -> None:
    make_programme(session)
    story = make_public(session, "أعمل سائق حافلة منذ أربع سنوات.", language="ar")
    session.commit()

    for path in ("/verhalen", f"/verhalen/{story.ref}"):
        page = browser.get(path).text
        assert 'lang="ar"' in page
        assert 'dir="auto"' in page
