"""The feed of public news: what was promised, decided and chosen, told once with a lasting id."""

from datetime import timedelta

import pytest
from flask import Flask
from sqlmodel import Session

from app.core import clock
from app.core.storage import Storage
from app.journal.feed import ATOM
from app.promises.services import move_promise
from app.promises.steps import Act
from tests.chains import DAY, ENTRY, Walk
from tests.factories import make_member, make_poll, make_programme, make_public
from tests.feeds import read_feed
from tests.page import Browser
from tests.promised import WHAT, finished, promised


def news_of(reader: Browser) -> dict[str, tuple[str, str]]:
    """Return title and address of everything in the feed by its id, newest first."""
    feed = read_feed(reader.get("/nieuws.atom").data)
    found = {}
    for entry in feed.iter(f"{{{ATOM}}}entry"):
        parts = {child.tag.removeprefix(f"{{{ATOM}}}"): child for child in entry}
        found[parts["id"].text or ""] = (
            parts["title"].text or "",
            parts["link"].attrib["href"].removeprefix("http://localhost:8000"),
        )
    return found


@pytest.fixture
def reader(app: Flask, session: Session) -> Browser:
    """Anybody."""
    make_programme(session)
    make_member(session, "noord")
    session.commit()
    return Browser(app)


def test_every_step_of_a_promise_is_news_and_stays_the_same_news(
    reader: Browser, session: Session
) -> None:
    now = clock.now()
    promise = promised(session, now=now - 9 * DAY)
    session.commit()
    before = news_of(reader)
    act = Act("anna", promise.version, now - 3 * DAY)
    move_promise(session, promise, (now + 60 * DAY).date(), "Regen.", act)
    finished(session, promise, now=now)
    session.commit()

    after = news_of(reader)

    assert [title.partition(":")[0] for title, _ in after.values()] == [
        "Klaar gemeld", "Nieuwe datum", "Beloofd",
    ]  # fmt: skip
    assert all(WHAT in title for title, _ in after.values())
    assert {path for _, path in after.values()} == {f"/beloofd/{promise.ref}"}
    assert before.items() <= after.items()


def test_a_poll_is_news_when_it_opens_not_before(
    reader: Browser, session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    now = clock.now()
    opens, closes = now + timedelta(hours=2), now + 9 * DAY
    poll = make_poll(session, frozen=True, opens_at=opens, closes_at=closes)
    make_poll(session)
    session.commit()
    assert news_of(reader) == {}

    for place in ("app.core.clock.now", "app.web.kept.now", "app.journal.views.now"):
        monkeypatch.setattr(place, lambda: opens)

    assert list(news_of(reader).values()) == [
        (f"Stem mee: {poll.question}", f"/stemmen/{poll.slug}")
    ]


def test_a_whole_chain_is_told_step_by_step_and_each_once(
    app: Flask, reader: Browser, session: Session, storage: Storage
) -> None:
    story = make_public(session)
    walk = Walk(session, storage, story, clock.now())
    with app.test_request_context():
        for _ in walk.hops():
            session.commit()
    assert walk.poll is not None

    told = news_of(reader)

    slug = walk.poll.slug
    assert list(told.values()) == [
        (f"{ENTRY}", told_at(told, "/reisverslag/")),
        ("Gebouwd of gedaan: Plan 2", f"/stemmen/{slug}#besluit"),
        ("In uitvoering: Plan 2", f"/stemmen/{slug}#besluit"),
        ("Besloten: Plan 2", f"/stemmen/{slug}#besluit"),
        (f"De uitslag: {walk.poll.question}", f"/stemmen/{slug}/uitslag"),
        (f"Stem mee: {walk.poll.question}", f"/stemmen/{slug}"),
    ]
    assert story.ref not in reader.get("/nieuws.atom").text


def told_at(told: dict[str, tuple[str, str]], start: str) -> str:
    """The address in the news that begins like this."""
    return next(path for _, path in told.values() if path.startswith(start))
