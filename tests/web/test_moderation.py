from io import BytesIO

import pytest
from flask import Flask
from PIL import Image
from sqlmodel import Session, select

from app.core.db import Database
from app.moderation.models import Answer, StoryCluster, StoryRedaction
from app.photos.decoder import decode_photo
from app.photos.models import Photo, PhotoOwner
from app.photos.services import add_photo
from app.programme.models import StandardText
from app.staff.rules import Role
from app.stories.models import Story
from app.stories.rules import AgeGroup, Audience, Consent, Outcome, StoryStatus
from app.web.context import parts
from tests.conftest import NOW
from tests.factories import PASSWORD, make_member, make_programme, make_story
from tests.page import Browser

XSS = "<script>alert(1)</script>\"'><img src=x onerror=alert(2)>"
#: Every address that something is sent to, below that of the story.
ACTIONS = [
    "/verbergen",
    "/verbergen/woorden",
    "/verbergen/terug",
    "/themas",
    "/antwoord",
    "/besluit",
    "/afronden",
    "/gelezen",
    "/ouder",
    "/wijk",
]


@pytest.fixture(autouse=True)
def cast(session: Session) -> None:
    make_programme(session)
    make_member(session, "noord")
    make_member(session, "oost")
    make_member(session, "admin", roles=(Role.ADMINISTRATOR,), districts=())
    for role in (Role.AMBASSADOR, Role.COUNCIL, Role.RESEARCHER):
        make_member(session, role.value, roles=(role,), districts=("noord",))
    session.commit()


@pytest.fixture
def story(session: Session) -> Story:
    made = make_story(session)
    session.commit()
    return made


@pytest.fixture
def noord(browser: Browser) -> Browser:
    browser.sign_in("noord", PASSWORD)
    return browser


def at(story: Story, action: str = "") -> str:
    return f"/team/verhalen/{story.ref}{action}"


def stored(database: Database, story: Story) -> Story:
    with database.read() as session:
        return session.exec(select(Story).where(Story.ref == story.ref)).one()


def add_picture(app: Flask, session: Session, story: Story) -> Photo:
    picture = BytesIO()
    Image.new("RGB", (900, 600), "white").save(picture, "JPEG")
    with app.app_context():
        photo = add_photo(
            session,
            parts().storage,
            decode_photo(picture.getvalue()),
            owner=(PhotoOwner.STORY, story.ref),
            now=NOW,
        )
    session.commit()
    return photo


# Who may come in.


@pytest.mark.parametrize("username", ["noord", "admin"])
def test_who_moderates_the_district_sees_queue_and_story(
    browser: Browser, story: Story, username: str
) -> None:
    browser.sign_in(username, PASSWORD)

    assert browser.get("/team", status=303).location == "/team/verhalen"
    assert story.ref in browser.get("/team/verhalen").text
    assert "Jan van hiernaast" in browser.get(at(story)).text


def test_another_district_finds_nothing_anywhere(browser: Browser, story: Story) -> None:
    browser.sign_in("oost", PASSWORD)

    for query in ("", "wijk=noord", f"zoek={story.ref}&stand=alles", "zoek=hiernaast"):
        page = browser.get(f"/team/verhalen?{query}").text
        assert f"/team/verhalen/{story.ref}" not in page
        assert "Sinds de bieb" not in page
    browser.get(at(story), status=404)
    for action in ACTIONS:
        filled = {"version": 1, "start": 0, "end": 5, "words": "Jan", "answer": "Nee"}
        browser.get("/team/verhalen")
        browser.post(
            at(story, action),
            filled | {"outcome": "published", "seen": "y", "district": "oost", "sure": "y"},
            status=404,
        )


@pytest.mark.parametrize(
    ("username", "first_page"),
    [
        ("ambassadeur", "/team/opschrijven"),
        ("beraad", "/team/beraad"),
        ("onderzoeker", "/team/rondes"),
    ],
)
def test_other_roles_are_told_that_they_may_not(
    browser: Browser, story: Story, username: str, first_page: str
) -> None:
    browser.sign_in(username, PASSWORD)

    browser.get("/team/verhalen", status=403)
    browser.get(at(story), status=403)
    for action in ACTIONS:
        browser.get("/team/account")
        browser.post(at(story, action), {"version": 1}, status=403)
    assert browser.get("/team", status=303).location == first_page


def test_who_is_not_signed_in_goes_to_sign_in(browser: Browser, story: Story) -> None:
    for path in ("/team", "/team/verhalen", at(story)):
        assert "/team/inloggen" in browser.get(path, status=303).location


def test_a_role_that_is_taken_away_ends_at_once(
    noord: Browser, session: Session, story: Story
) -> None:
    from app.staff.models import StaffMember

    noord.get(at(story))
    member = session.exec(select(StaffMember).where(StaffMember.username == "noord")).one()
    member.roles = [Role.COUNCIL.value]
    session.add(member)
    session.commit()

    noord.get(at(story), status=403)


# The queue.


def test_the_queue_says_in_words_how_much_time_there_is(noord: Browser, session: Session) -> None:
    make_story(session, due_on=NOW.date().replace(year=2020))
    session.commit()

    page = noord.get("/team/verhalen").text

    assert "dagen te laat" in page
    assert "1 open, 1 te laat" in page


@pytest.mark.parametrize(
    "query",
    [
        "wijk=999999999999999999999999",
        "thema=%00",
        "na=%ff%fe",
        "na=WzAsIjIwMjYtMTEtMDEiLDk5OTk5OTk5OTk5OTk5OTk5OTk5OTk5OTldXQ",
        "na=WzAsIjIwMjYtMTEtMDEiLC01XQ",
        "zoek=%22%27%29%28%2A%20OR%20NEAR%20NOT",
        "zoek=%00%01",
        "zoek=" + "a" * 5000,
        "stand=x&taal=xx&besluit=yy&te-laat=1",
        "_scheme=x&_external=1&endpoint=staff.sign_in&_anchor=1&zoek=niets",
        "zoek=a&zoek=b&wijk=noord&wijk=oost",
    ],
)
def test_odd_query_parameters_give_a_page(noord: Browser, story: Story, query: str) -> None:
    del story
    noord.get(f"/team/verhalen?{query}")


def test_paging_keeps_the_filters(noord: Browser, session: Session) -> None:
    for _ in range(21):
        make_story(session)
    session.commit()

    page = noord.get("/team/verhalen?wijk=noord&_scheme=x")

    assert "wijk=noord&amp;na=" in page.text
    assert "_scheme" not in page.text


# Hiding.


def test_words_that_were_marked_are_hidden(noord: Browser, story: Story) -> None:
    noord.get(at(story))
    sent = {"version": 1, "start": 53, "end": 56, "role": "buurman"}

    answer = noord.post(at(story, "/verbergen"), sent)
    page = noord.get(at(story)).text

    assert answer.location.endswith("#m-53")
    assert 'data-shown="[buurman]"' in page
    assert "[buurman] van hiernaast ook niet." in page


def test_own_words_can_stand_in_the_place(noord: Browser, story: Story) -> None:
    noord.get(at(story))
    noord.post(
        at(story, "/verbergen"), {"version": 1, "start": 53, "end": 56, "own_role": "oude vriend"}
    )

    assert "[oude vriend]" in noord.get(at(story)).text


def test_the_same_words_elsewhere_can_go_along(noord: Browser, session: Session) -> None:
    thrice = make_story(session, original="Jan belt Jan. In januari ook Jan.")
    session.commit()
    noord.get(at(thrice))
    sent = {"version": 1, "start": 9, "end": 12, "role": "", "everywhere": "y"}

    noord.post(at(thrice, "/verbergen"), sent)

    assert "[…] belt […]. In januari ook […]." in noord.get(at(thrice)).text


@pytest.mark.parametrize(("nth", "hidden"), [("", 2), ("2", 1)])
def test_without_a_script_words_are_hidden_by_typing_them(
    noord: Browser, session: Session, nth: str, hidden: int
) -> None:
    twice = make_story(session, original="Jan belt Jan.")
    session.commit()
    noord.get(at(twice))
    sent = {"version": 1, "words": "Jan", "words_role": "buurman", "nth": nth}

    noord.post(at(twice, "/verbergen/woorden"), sent)

    assert len(session.exec(select(StoryRedaction)).all()) == hidden


@pytest.mark.parametrize(
    ("action", "sent", "message"),
    [
        ("/verbergen", {"start": "", "end": ""}, "Kies eerst woorden"),
        ("/verbergen", {"start": 5, "end": 5, "role": ""}, "Kies eerst woorden"),
        ("/verbergen", {"start": 5, "end": 9000, "role": ""}, "Kies eerst woorden"),
        ("/verbergen", {"start": 0, "end": 5, "role": XSS}, "alleen letters"),
        ("/verbergen", {"start": 0, "end": 5, "own_role": "06-123"}, "alleen letters"),
        ("/verbergen/woorden", {"words": ""}, "Vul in welke woorden"),
        ("/verbergen/woorden", {"words": "jan"}, "staan niet in het verhaal"),
        ("/verbergen/woorden", {"words": "Jan", "nth": "2"}, "staan niet in het verhaal"),
        ("/verbergen/woorden", {"words": "Jan", "nth": "0"}, "getal in vanaf 1"),
        ("/themas", {"clusters": ["helpen", "verloedering"]}, "welk thema"),
        ("/antwoord", {"answer": " "}, "Schrijf eerst"),
        ("/antwoord", {"answer": "Dank u. Ik bel ‹wie›."}, "‹ en ›"),
        ("/antwoord", {"answer": "x" * 5001}, "korter"),
        ("/besluit", {}, "Kies wat er met het verhaal gebeurt"),
        ("/besluit", {"outcome": "refused"}, "Schrijf waarom"),
        ("/besluit", {"outcome": "onzin"}, "Er is iets niet goed gegaan"),
        ("/ouder", {"seen": "y"}, "16 of ouder"),
        ("/wijk", {"district": "oost"}, "Vink aan"),
    ],
)
def test_what_can_not_be_stored_is_shown_again_with_the_reason(
    noord: Browser, session: Session, story: Story, action: str, sent: dict[str, str], message: str
) -> None:
    noord.get(at(story))

    page = noord.post(at(story, action), {"version": 1, **sent}, status=422).text

    assert message in page
    assert "<title>Fout: " in page
    assert session.exec(select(StoryRedaction)).all() == []
    assert session.exec(select(Answer)).all() == []


def test_a_letter_is_not_cut_from_its_accent(noord: Browser, session: Session) -> None:
    accented = make_story(session, original="Jose\u0301 kookt")
    session.commit()
    noord.get(at(accented))

    page = noord.post(
        at(accented, "/verbergen"), {"version": 1, "start": 0, "end": 4, "role": ""}, status=422
    )

    assert "hele letters" in page.text


def test_what_was_hidden_can_be_shown_again(noord: Browser, session: Session, story: Story) -> None:
    noord.get(at(story))
    noord.post(at(story, "/verbergen"), {"version": 1, "start": 53, "end": 56, "role": ""})
    noord.post(at(story, "/verbergen/terug"), {"version": 2, "start": 53, "end": 56})

    assert session.exec(select(StoryRedaction)).all() == []


# Answering and deciding.


def test_answer_and_publish_goes_on_with_the_next_story(
    noord: Browser, session: Session, database: Database, story: Story
) -> None:
    following = make_story(session, original="Het volgende verhaal.")
    session.commit()
    noord.get(at(story))
    sent = {"version": 1, "answer": "Dank u wel.", "outcome": "published"}

    answer = noord.post(at(story, "/afronden"), sent)

    assert answer.location == at(following)
    assert "Dit is het volgende verhaal" in noord.get(at(following)).text
    after = stored(database, story)
    assert (after.status, after.outcome) == (StoryStatus.ANSWERED, Outcome.PUBLISHED)


def test_after_the_last_story_the_queue_is_empty(noord: Browser, story: Story) -> None:
    noord.get(at(story))
    sent = {"version": 1, "answer": "Dank u wel.", "outcome": "council_only"}

    answer = noord.post(at(story, "/afronden"), sent)

    assert answer.location == "/team/verhalen"
    assert "Alles in uw wijk is beantwoord" in noord.get("/team/verhalen").text


@pytest.mark.parametrize(
    ("values", "why"),
    [
        ({"audience": Audience.COUNCIL}, "alleen het beraad en de gemeente dit lezen"),
        ({"age_group": AgeGroup.UNDER_12}, "jonger dan 16"),
    ],
)
def test_why_a_story_can_not_be_published_is_said_and_holds(
    noord: Browser, session: Session, database: Database, values: dict[str, str], why: str
) -> None:
    barred = make_story(session, **values)  # type: ignore[arg-type] # any column of a story
    session.commit()

    page = noord.get(at(barred)).text
    sent = {"version": 1, "answer": "Dank u.", "outcome": "published"}
    noord.post(at(barred, "/afronden"), sent, status=422)
    noord.post(at(barred, "/besluit"), {"version": 1, "outcome": "published"}, status=422)

    assert why in page
    assert "Beantwoord en publiceer" not in page
    assert stored(database, barred).outcome is None


def test_a_standard_text_is_put_below_what_was_typed(
    noord: Browser, session: Session, story: Story
) -> None:
    session.add(StandardText(key="dank", title="Dank", body="Dank u wel voor uw verhaal."))
    session.commit()
    noord.get(at(story))
    sent = {"version": 1, "answer": "Dag buur,", "standard": "dank"}

    page = noord.post(at(story, "/antwoord"), sent, status=200).text

    assert "Dag buur,\n\nDank u wel voor uw verhaal.</textarea>" in page
    assert session.exec(select(Answer)).all() == []


def test_a_story_for_another_district_leaves_the_list(
    noord: Browser, database: Database, story: Story
) -> None:
    noord.get(at(story))

    noord.post(at(story, "/wijk"), {"version": 1, "district": "oost", "sure": "y"})

    assert stored(database, story).district_id == 2
    noord.get(at(story), status=404)


# Two people at once.


@pytest.fixture
def first(app: Flask, noord: Browser, story: Story) -> None:
    """The administrator answers while the wijkmanager has the story open."""
    noord.get(at(story))
    admin = Browser(app)
    admin.sign_in("admin", PASSWORD)
    admin.get(at(story))
    admin.post(at(story, "/antwoord"), {"version": 1, "answer": "Ik was eerst."})


@pytest.mark.parametrize(
    ("action", "sent", "kept"),
    [
        ("/antwoord", {"answer": "Mijn mooie zin."}, "Mijn mooie zin.</textarea>"),
        ("/afronden", {"answer": "Mijn mooie zin."}, "Mijn mooie zin.</textarea>"),
        ("/besluit", {"outcome": "refused", "reason": "Mijn reden."}, "Mijn reden.</textarea>"),
        ("/themas", {"clusters": "helpen"}, 'value="helpen" checked'),
        ("/verbergen", {"start": 53, "end": 56, "role": "arts"}, 'data-mark-start value="53"'),
        ("/verbergen/woorden", {"words": "Jan"}, 'value="Jan"'),
    ],
)
def test_who_comes_second_is_told_and_keeps_what_was_typed(
    noord: Browser,
    first: None,
    story: Story,
    action: str,
    sent: dict[str, str],
    kept: str,
) -> None:
    del first
    page = noord.post(at(story, action), {"version": 1, **sent}, status=409).text

    assert "Iemand anders was u voor" in page
    assert "Ik was eerst." in page
    assert kept in page
    assert 'name="version" value="2"' in page
    again = noord.post(at(story, action), {"version": 2, **sent})
    assert again.status_code == 303


def test_who_looks_at_the_same_story_is_named(app: Flask, noord: Browser, story: Story) -> None:
    admin = Browser(app)
    admin.sign_in("admin", PASSWORD)
    admin.get(at(story))

    page = noord.get(at(story)).text

    assert "Medewerker Admin kijkt nu ook naar dit verhaal." in page


# Photos.


def test_a_photo_is_described_and_shown(
    app: Flask, noord: Browser, session: Session, story: Story
) -> None:
    photo = add_picture(app, session, story)
    noord.get(at(story))
    name = f"{photo.ref}-"
    sent = {f"{name}version": 1, f"{name}alt": "Een lege winkel.", f"{name}shown": "y"}

    noord.post(at(story, f"/fotos/{photo.ref}"), sent)
    stale = noord.post(at(story, f"/fotos/{photo.ref}"), sent | {f"{name}alt": "Nee"}, status=409)

    session.expire_all()
    assert (photo.alt, photo.shown) == ("Een lege winkel.", True)
    assert "Een lege winkel." in stale.text
    assert ">Nee</textarea>" in stale.text or "\r\nNee</textarea>" in stale.text


def test_a_photo_is_not_shown_against_the_teller_s_wish(
    app: Flask, noord: Browser, session: Session
) -> None:
    shy = make_story(session, consent_photos=Consent.NO)
    photo = add_picture(app, session, shy)
    noord.get(at(shy))
    name = f"{photo.ref}-"

    page = noord.post(
        at(shy, f"/fotos/{photo.ref}"), {f"{name}version": 1, f"{name}shown": "y"}, status=422
    )

    session.expire_all()
    assert not photo.shown
    assert "wil niet dat anderen de foto" in page.text


def test_boxes_are_burnt_into_the_photo(
    app: Flask, noord: Browser, session: Session, story: Story
) -> None:
    photo = add_picture(app, session, story)
    noord.get(at(story))
    before = noord.get(f"/foto/{photo.ref}/400.jpg", buffered=True).data
    box = {"left": "10", "top": "10", "width": "30", "height": "30"}
    sent = {f"{photo.ref}-version": 1, **box}

    noord.post(at(story, f"/fotos/{photo.ref}/vervagen"), sent)
    after = noord.get(f"/foto/{photo.ref}/400.jpg", buffered=True).data
    noord.post(at(story, f"/fotos/{photo.ref}/vervagen"), sent, status=409)
    noord.post(at(story, f"/fotos/{photo.ref}/vervagen"), {f"{photo.ref}-version": 2}, status=422)

    assert before != after


def test_a_photo_is_there_for_its_own_district_only(
    app: Flask, session: Session, story: Story
) -> None:
    photo = add_picture(app, session, story)
    path = f"/foto/{photo.ref}/400.jpg"

    for username, status in [("noord", 200), ("admin", 200), ("oost", 404), ("beraad", 404)]:
        person = Browser(app)
        person.sign_in(username, PASSWORD)
        answer = person.get(path, status=status, buffered=True)
        assert answer.headers["Cache-Control"] == "no-store"
    Browser(app).get(path, status=404)


def test_a_photo_of_another_story_is_not_changed_through_this_one(
    app: Flask, noord: Browser, session: Session, story: Story
) -> None:
    elsewhere = make_story(session, district_id=2)
    photo = add_picture(app, session, elsewhere)
    noord.get(at(story))

    noord.post(at(story, f"/fotos/{photo.ref}"), {f"{photo.ref}-version": 1}, status=404)
    noord.get(at(story))
    noord.post(at(story, f"/fotos/{photo.ref}/vervagen"), {f"{photo.ref}-version": 1}, status=404)


# What strangers write is text.


def test_nothing_that_anybody_typed_becomes_code(
    app: Flask, noord: Browser, session: Session
) -> None:
    evil = make_story(session, original=XSS, signed_as=XSS, neighbourhood=XSS)
    photo = add_picture(app, session, evil)
    noord.get(at(evil))
    name = f"{photo.ref}-"
    noord.post(at(evil, f"/fotos/{photo.ref}"), {f"{name}version": 1, f"{name}alt": XSS})
    noord.post(at(evil, "/verbergen"), {"version": 1, "start": 8, "end": 13, "role": ""})
    noord.post(at(evil, "/besluit"), {"version": 2, "outcome": "refused", "reason": XSS})
    noord.post(at(evil, "/antwoord"), {"version": 3, "answer": XSS})

    for path in (at(evil), "/team/verhalen?stand=alles", "/team/verhalen?zoek=%3Cscript%3E"):
        page = noord.get(path).text
        assert "<script>alert" not in page
        assert "<img src=x" not in page


def test_a_withdrawn_story_is_a_page_without_content(
    noord: Browser, session: Session, story: Story
) -> None:
    story.status, story.original, story.withdrawn_at = StoryStatus.WITHDRAWN, None, NOW
    session.add(story)
    session.commit()

    page = noord.get(at(story)).text
    noord.get("/team/verhalen?stand=alles")

    assert "ingetrokken" in page
    assert "<form" not in page.partition("<main")[2]
    noord.post(at(story, "/antwoord"), {"version": 1, "answer": "Toch nog iets."}, status=422)
    assert session.exec(select(Answer)).all() == []


def test_history_names_who_did_what(noord: Browser, session: Session, story: Story) -> None:
    noord.get(at(story))
    noord.post(at(story, "/themas"), {"version": 1, "clusters": "helpen"})

    page = noord.get(at(story)).text

    assert session.exec(select(StoryCluster)).one().is_main
    assert "In behandeling genomen" in page
    assert "Thema&#39;s gekozen" in page
    assert "om" in page.partition("Thema&#39;s gekozen")[2].partition("Medewerker Noord")[0]
