"""Only what everyone may read is on a public page, whatever a story has been through."""

from itertools import product

import pytest
from sqlmodel import Session, select

from app.core.errors import NotFoundError
from app.core.prepared import reader_of
from app.moderation.models import StoryRedaction
from app.photos.models import Photo
from app.reading import queries
from app.reading.access import public_photo
from app.reading.filters import Wanted
from app.stories.consent_rules import is_public
from app.stories.models import Story
from app.stories.rules import AgeGroup, Audience, Consent, Outcome, StoryStatus
from tests.conftest import NOW
from tests.factories import make_photo, make_programme, make_public, make_story
from tests.page import Browser

#: What makes each story one that not everyone may read, by a word that only its text holds.
SECRETS: dict[str, dict[str, object]] = {
    "ontvangenwoord": {"outcome": None, "status": StoryStatus.RECEIVED, "published_at": None},
    "behandeldwoord": {"outcome": None, "status": StoryStatus.IN_REVIEW},
    "beraadwoord": {"outcome": Outcome.COUNCIL_ONLY},
    "publiekwoord": {"audience": Audience.COUNCIL},
    "geweigerdwoord": {"outcome": Outcome.REFUSED, "refusal_reason": "redenwoord"},
    "ingetrokkenwoord": {"status": StoryStatus.WITHDRAWN},
    "kinderwoord": {"age_group": AgeGroup.UNDER_12},
    "tienerwoord": {"age_group": AgeGroup.FROM_12_TO_15, "signed_as": "tekenwoord"},
}


@pytest.fixture
def secret_refs(session: Session) -> list[str]:
    make_programme(session)
    make_public(session, "Dit mag iedereen lezen.")
    refs = []
    for word, values in SECRETS.items():
        story = make_public(session, f"Hier staat {word} in.", **values)
        make_photo(session, story, alt=f"foto van {word}", shown=True)
        refs.append(story.ref)
    session.commit()
    return refs


def test_no_page_holds_a_word_of_what_is_not_public(
    browser: Browser, secret_refs: list[str]
) -> None:
    pages = ("/", "/verhalen", "/verhalen?wijk=noord", "/verhalen?onderwerp=helpen", "/over")
    for path in pages:
        text = browser.get(path).text
        for word in (*SECRETS, "redenwoord", "tekenwoord"):
            assert word not in text, f"{word} on {path}"
        for ref in secret_refs:
            assert ref not in text
    assert "Dit mag iedereen lezen." in browser.get("/verhalen").text


def test_what_is_not_public_is_a_page_that_does_not_exist(
    browser: Browser, secret_refs: list[str]
) -> None:
    unknown = browser.get("/verhalen/bestaatniet", status=404)
    for ref in secret_refs:
        answer = browser.get(f"/verhalen/{ref}", status=404)

        # Only the way to the languages holds the address, which the reader has anyway.
        assert answer.text.replace(ref, "bestaatniet") == unknown.text
        assert "ETag" not in answer.headers


@pytest.mark.usefixtures("secret_refs")
def test_no_photo_of_such_a_story_is_shown(session: Session) -> None:
    photos = session.exec(select(Photo)).all()

    assert len(photos) == len(SECRETS)
    assert not any(public_photo(session, photo) for photo in photos)


@pytest.mark.parametrize(
    ("consent", "shown", "visible"),
    [
        (Consent.YES, True, True),
        (Consent.YES, False, False),
        (Consent.NO, True, False),
    ],
)
def test_a_photo_needs_the_teller_and_the_staff(
    browser: Browser, session: Session, consent: Consent, *, shown: bool, visible: bool
) -> None:
    make_programme(session)
    story = make_public(session, "Kijk naar ons bankje.", consent_photos=consent)
    photo = make_photo(session, story, alt="Een bankje", shown=shown)
    session.commit()

    for path in ("/", "/verhalen", f"/verhalen/{story.ref}"):
        assert (photo.ref in browser.get(path).text) is visible, path
    assert public_photo(session, photo) is visible
    hidden = browser.client.get(f"/foto/{photo.ref}/400.jpg")
    # There is no file behind the rows, so what may be seen isn't found either: look at the seam.
    assert hidden.status_code == 404


def test_a_photo_stays_hidden_until_a_parent_agrees(session: Session) -> None:
    make_programme(session)
    story = make_public(session, "Onze glijbaan.", age_group=AgeGroup.FROM_12_TO_15)
    photo = make_photo(session, story, shown=True)

    assert not public_photo(session, photo)

    story.guardian_consent_at = NOW
    session.flush()

    assert public_photo(session, photo)


STATES = list(
    product(
        [*Outcome, None],
        list(Audience),
        list(StoryStatus),
        [*AgeGroup, None],
        [NOW, None],
    )
)


def test_the_database_calls_public_what_the_rules_call_public(session: Session) -> None:
    make_programme(session)
    for outcome, audience, status, age_group, guardian in STATES:
        make_story(
            session,
            outcome=outcome,
            audience=audience,
            status=status,
            age_group=age_group,
            guardian_consent_at=guardian,
            published_at=NOW,
        )
    stories = {story.ref: story for story in session.exec(select(Story))}
    public = {ref for ref, story in stories.items() if is_public(story)}

    found = set()
    for ref in stories:
        try:
            found.add(queries.get_public(reader_of(session), ref).ref)
        except NotFoundError:
            continue

    assert len(stories) == len(STATES)
    assert 0 < len(public) < len(STATES)
    assert found == public
    assert queries.count_stories(reader_of(session), Wanted()) == len(public)


def test_hidden_words_are_on_no_page(browser: Browser, session: Session) -> None:
    make_programme(session)
    text = "Jan Verbergmij woont hier. Verder is het rustig bij Verbergmij."
    story = make_public(session, text)
    assert story.id is not None
    for start, end, role in ((0, 13, "buurman"), (52, 62, None)):
        session.add(StoryRedaction(story_id=story.id, start=start, end=end, replacement=role))
    session.commit()

    for path in ("/", "/verhalen", f"/verhalen/{story.ref}"):
        page = browser.get(path).text
        assert "Verbergmij" not in page, path
        assert "[buurman]" in page
    assert "[…]" in browser.get(f"/verhalen/{story.ref}").text
