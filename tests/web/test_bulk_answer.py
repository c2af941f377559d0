"""One answer to many alike stories: thirty cards get it, and what changed meanwhile is listed."""

import re
from collections.abc import Callable

import pytest
from flask import Flask
from sqlmodel import Session, col, select

from app.audit.models import AuditEntry
from app.core.jobs import Job, JobState
from app.moderation import bulk_services
from app.moderation.bulk_jobs import answer_many
from app.moderation.bulk_queries import items_of
from app.moderation.bulk_rules import MAX_AT_ONCE, BulkResult
from app.moderation.bulk_services import Chosen, Letter
from app.moderation.models import Answer, BulkAnswer, BulkItem
from app.staff.models import StaffMember
from app.staff.queries import member_scope
from app.staff.rules import Role
from app.stories.models import Story
from app.stories.rules import Audience, Outcome, StoryStatus
from tests.conftest import NOW
from tests.factories import PASSWORD, make_member, make_programme, make_story
from tests.follow_cards import Told, tell_with
from tests.page import Browser

Stored = Callable[[], Session]
HERE = "/team/verhalen/samen"
BODY = "Dank u wel. De glasbak komt\nin maart terug."


@pytest.fixture(autouse=True)
def cast(session: Session) -> None:
    make_programme(session)
    for name in ("noord", "oost"):
        make_member(session, name)
    make_member(session, "beraad", roles=(Role.COUNCIL,), districts=())
    session.commit()


@pytest.fixture
def noord(browser: Browser) -> Browser:
    browser.sign_in("noord", PASSWORD)
    return browser


@pytest.fixture
def thirty(session: Session) -> list[Told]:
    """Alike stories, with their cards."""
    told = [tell_with(session, original=f"De glasbak is weg. ({n})") for n in range(30)]
    session.commit()
    session.expunge_all()
    return told


def boxes(page: str) -> list[str]:
    return re.findall(r'type="checkbox" name="stories" value="([^"]+)"', page)


def send(browser: Browser, stories: list[str], **fields: str) -> str:
    """Look once more, send, and go to what came of it."""
    browser.get(HERE)
    given = {"stories": stories, "answer": BODY, "outcome": "", **fields}
    browser.post(HERE, given, 200)
    answer = browser.post(f"{HERE}/versturen", given)
    return browser.follow(answer.headers["Location"]).text


def results(session: Session) -> list[BulkResult | None]:
    return [each.result for each in session.exec(select(BulkItem).order_by(col(BulkItem.story_id)))]


def test_thirty_alike_stories_are_thirty_cards(
    app: Flask, noord: Browser, thirty: list[Told], stored: Stored
) -> None:
    queue = noord.get("/team/verhalen?zoek=glasbak").text
    address = re.search(r'href="(/team/verhalen/samen[^"]*)"', queue)
    assert address is not None
    found = boxes(noord.get(address[1].replace("&amp;", "&")).text)
    assert len(found) == 30

    page = send(noord, found, outcome="published")

    assert "30 vertellers kregen uw antwoord" in page
    session = stored()
    assert {each.body for each in session.exec(select(Answer))} == {BODY}
    assert {(each.status, each.outcome) for each in session.exec(select(Story))} == {
        (StoryStatus.ANSWERED, Outcome.PUBLISHED)
    }
    each_one = session.exec(select(AuditEntry).where(AuditEntry.action == "story.answered")).all()
    assert {entry.reference for entry in each_one} == {told.story.ref for told in thirty}
    whole = session.exec(select(AuditEntry).where(AuditEntry.kind == "bulk_answer")).one()
    assert whole.facts == {"stories": 30}
    assert session.exec(select(BulkAnswer.body)).one() == ""
    for told in thirty:
        card = Browser(app)
        card.get("/volg")
        card.post("/volg", {"code": told.code.text})
        assert "De glasbak komt\nin maart terug." in card.get("/volg").text


def test_what_changed_meanwhile_is_listed_and_not_answered(
    noord: Browser, thirty: list[Told], session: Session, stored: Stored
) -> None:
    found = boxes(noord.get(HERE).text)[:5]
    changed = session.exec(select(Story).where(Story.ref == thirty[2].story.ref)).one()
    changed.version += 1
    withdrawn = session.exec(select(Story).where(Story.ref == thirty[3].story.ref)).one()
    withdrawn.status, withdrawn.original = StoryStatus.WITHDRAWN, None
    moved = session.exec(select(Story).where(Story.ref == thirty[4].story.ref)).one()
    moved.district_id, moved.original = 2, "Een geheim van Oost."
    session.add_all([changed, withdrawn, moved])
    session.commit()
    given = {"stories": found, "answer": BODY, "outcome": ""}

    answer = noord.post(f"{HERE}/versturen", given)

    page = noord.follow(answer.headers["Location"]).text
    assert "2 vertellers kregen uw antwoord" in page
    assert "3 verhalen zijn overgeslagen" in page
    assert "Verhaal van een andere wijk" in page
    assert "Niet verstuurd: intussen veranderd" in page
    assert "geheim van Oost" not in page
    assert results(stored()) == [
        BulkResult.ANSWERED,
        BulkResult.ANSWERED,
        BulkResult.CHANGED,
        BulkResult.GONE,
        BulkResult.GONE,
    ]


def test_sent_twice_nobody_gets_two_answers(
    noord: Browser, thirty: list[Told], stored: Stored
) -> None:
    del thirty
    found = boxes(noord.get(HERE).text)[:3]
    send(noord, found)

    assert "0 vertellers kregen uw antwoord" in send(noord, found)
    assert len(stored().exec(select(Answer)).all()) == 3


def test_what_may_not_be_published_is_listed(
    noord: Browser, session: Session, stored: Stored
) -> None:
    make_story(session, audience=Audience.COUNCIL)
    make_story(session)
    make_story(session, outcome=Outcome.COUNCIL_ONLY)
    session.commit()

    send(noord, boxes(noord.get(HERE).text), outcome="published")

    fresh = stored()
    assert results(fresh) == [BulkResult.BARRED, BulkResult.ANSWERED, BulkResult.ANSWERED]
    # What was decided stays decided.
    outcomes = fresh.exec(select(Story.outcome).order_by(col(Story.id))).all()
    assert outcomes == [None, Outcome.PUBLISHED, Outcome.COUNCIL_ONLY]


def test_after_a_crash_the_rest_is_sent_and_nothing_twice(
    app: Flask, session: Session, stored: Stored
) -> None:
    stories = [make_story(session) for _ in range(4)]
    member = session.exec(select(StaffMember).where(StaffMember.username == "noord")).one()
    scope = member_scope(session, member, today=NOW.date())
    chosen = [Chosen(story.ref, story.version) for story in stories]
    bulk = bulk_services.plan(session, member, chosen, Letter(BODY), scope=scope, now=NOW)
    for item in items_of(session, bulk)[:2]:
        bulk_services.answer_one(session, bulk, item, scope=scope, now=NOW)
    ref = bulk.ref
    session.commit()
    told: list[tuple[int, int]] = []

    with app.app_context():
        path = answer_many({"bulk": ref}, lambda done, total: told.append((done, total)))

    assert path == f"{HERE}/{ref}"
    assert told[-1] == (4, 4)
    fresh = stored()
    assert len(fresh.exec(select(Answer)).all()) == 4
    assert results(fresh) == [BulkResult.ANSWERED] * 4
    assert fresh.exec(select(BulkAnswer.done_at)).one() is not None


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"stories": []}, "Kies minstens één verhaal."),
        ({"stories": ["geen:1", "x", "bcdfghjkmnpq:-1"]}, "Kies minstens één verhaal."),
        ({"stories": ["bcdfghjkmnpq:1"] * (MAX_AT_ONCE + 1)}, "Kies er hoogstens 100."),
        ({"answer": ""}, "Schrijf eerst een antwoord."),
        ({"answer": "Op ‹datum›."}, "Vul eerst in wat tussen ‹ en › staat."),
    ],
)
@pytest.mark.parametrize("path", [HERE, f"{HERE}/versturen"])
def test_what_is_missing_is_asked_for_and_nothing_is_sent(
    noord: Browser,
    thirty: list[Told],
    stored: Stored,
    fields: dict[str, str],
    words: str,
    path: str,
) -> None:
    del thirty
    found = boxes(noord.get(HERE).text)[:2]

    page = noord.post(path, {"stories": found, "answer": BODY, "outcome": "", **fields}, 422).text

    assert words in page
    assert stored().exec(select(BulkAnswer)).all() == []


def test_going_back_keeps_what_was_chosen_and_written(noord: Browser, thirty: list[Told]) -> None:
    del thirty
    found = boxes(noord.get(HERE).text)[:2]

    page = noord.post(HERE, {"stories": found, "answer": BODY, "wijzig": "1"}, 200).text

    assert page.count(" checked") == 3
    assert "De glasbak komt" in page


def test_stories_of_another_district_are_neither_shown_nor_answered(
    app: Flask, noord: Browser, session: Session, stored: Stored
) -> None:
    theirs = make_story(session, district_id=2, original="Een geheim van Oost.")
    mine = make_story(session)
    session.commit()
    chosen = [f"{theirs.ref}:1", f"{mine.ref}:1"]
    assert "geheim" not in noord.get(HERE).text
    given = {"stories": chosen, "answer": BODY, "outcome": ""}
    page = noord.post(HERE, given, 200).text
    assert "geheim" not in page
    assert theirs.ref not in page

    noord.post(f"{HERE}/versturen", given)

    fresh = stored()
    assert len(fresh.exec(select(Answer)).all()) == 1
    ref = fresh.exec(select(BulkAnswer.ref)).one()
    other = Browser(app)
    other.sign_in("oost", PASSWORD)
    other.get(f"{HERE}/{ref}", 404)
    other.get(f"{HERE}?wijk=noord")


def test_others_have_no_business_here(browser: Browser) -> None:
    browser.sign_in("beraad", PASSWORD)
    browser.get("/team/account")

    browser.get(HERE, 403)
    browser.get("/team/account")
    browser.post(f"{HERE}/versturen", {"answer": BODY}, 403)


def test_the_page_of_the_job_is_there_meanwhile(
    noord: Browser, thirty: list[Told], stored: Stored
) -> None:
    del thirty
    found = boxes(noord.get(HERE).text)[:2]
    answer = noord.post(f"{HERE}/versturen", {"stories": found, "answer": BODY, "outcome": ""})

    assert re.fullmatch(r"/team/taken/\w+", answer.headers["Location"])
    job = stored().exec(select(Job)).one()
    assert (job.state, job.total) == (JobState.DONE, 2)
    # References only: what is written to whom stands elsewhere.
    assert list(job.arguments) == ["bulk"]
