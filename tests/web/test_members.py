import re
from collections.abc import Callable

import pytest
from flask import Flask
from sqlmodel import Session, select

from app.audit.models import AuditEntry
from app.audit.services import record
from app.staff import queries
from app.staff.log_words import action_in_words
from app.staff.models import StaffMember, StaffSession
from app.staff.rules import Role
from app.stories.rules import EventKind
from tests.conftest import NOW
from tests.factories import PASSWORD, make_member, make_programme
from tests.page import Browser

Stored = Callable[[], Session]
HERE = "/team/medewerkers"
NEW = {
    "name": "Medewerker Zuid",
    "username": "zuid",
    "password": "een paard en een wagen",
    "roles": ["wijkmanager"],
    "districts": ["oost"],
    "active": "y",
}


@pytest.fixture(autouse=True)
def refs(session: Session) -> dict[str, str]:
    """The cast, by user name."""
    make_programme(session)
    members = [
        make_member(session, "admin", roles=(Role.ADMINISTRATOR,), districts=()),
        make_member(session, "noord"),
        make_member(session, "oost"),
    ]
    session.commit()
    return {member.username: member.ref for member in members}


@pytest.fixture
def admin(browser: Browser) -> Browser:
    browser.sign_in("admin", PASSWORD)
    return browser


@pytest.fixture
def noord(browser: Browser) -> Browser:
    """A second browser, in which noord is signed in."""
    other = Browser(browser.client.application)
    other.sign_in("noord", PASSWORD)
    other.get("/team/account")
    return other


def pages(refs: dict[str, str]) -> list[str]:
    own = f"{HERE}/{refs['noord']}"
    return [HERE, f"{HERE}/nieuw", f"{HERE}/logboek", own, f"{own}/wachtwoord"]


def change(browser: Browser, ref: str, status: int = 303, /, **changes: object) -> str:
    """Fill in and send the form of an account; what isn't said stays as it is for noord."""
    browser.get(f"{HERE}/{ref}")
    assert browser.last is not None
    _, _, rest = browser.last.text.partition('name="seen" type="hidden" value="')
    filled = {
        "seen": rest.partition('"')[0],
        "name": "Medewerker Noord",
        "roles": ["wijkmanager"],
        "districts": ["noord"],
        "active": "y",
        **changes,
    }
    sent = {name: value for name, value in filled.items() if value is not None}
    return browser.post(f"{HERE}/{ref}", sent, status=status).text


def test_an_administrator_can_open_every_page(admin: Browser, refs: dict[str, str]) -> None:
    for path in pages(refs):
        admin.get(path)
    admin.get(f"{HERE}/nergens", 404)


@pytest.mark.parametrize("username", ["noord", "oost"])
def test_others_of_the_staff_may_open_and_change_nothing(
    browser: Browser, refs: dict[str, str], stored: Stored, username: str
) -> None:
    browser.sign_in(username, PASSWORD)
    mine = f"{HERE}/{refs[username]}"
    for path in pages(refs):
        browser.get(path, 403)
    for path in (f"{HERE}/nieuw", mine, f"{mine}/wachtwoord", f"{mine}/uitloggen"):
        browser.get("/team/account")
        browser.post(path, NEW | {"roles": ["beheerder"]}, status=403)

    assert queries.get_member(stored(), refs[username]).roles == ["wijkmanager"]
    assert queries.find_member(stored(), "zuid") is None


def test_who_is_not_signed_in_signs_in_first(browser: Browser, refs: dict[str, str]) -> None:
    for path in pages(refs):
        answer = browser.get(path, 303)
        assert answer.headers["Location"] == f"/team/inloggen?naar={path}"


def test_a_new_account_can_sign_in(admin: Browser, stored: Stored) -> None:
    admin.get(f"{HERE}/nieuw")

    admin.post(f"{HERE}/nieuw", NEW)

    made = queries.find_member(stored(), "zuid")
    assert made is not None
    assert (made.roles, made.districts, made.active) == (["wijkmanager"], ["oost"], True)
    Browser(admin.client.application).sign_in("zuid", str(NEW["password"]))


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"username": "noord"}, "al in gebruik"),
        ({"username": "Met Spatie"}, "Gebruik kleine letters"),
        ({"name": "  "}, "Vul een naam in."),
        ({"roles": []}, "Kies wat deze persoon mag."),
        ({"roles": ["wijkmanager"], "districts": []}, "Kies minstens één wijk"),
        ({"password": "kort"}, "Neem minstens 12 tekens."),
        ({"password": "x" * 201}, "te lang"),
        ({"password": "wachtwoord12345"}, "te makkelijk te raden"),
        ({"password": ""}, "Vul een wachtwoord in."),
    ],
)
def test_a_new_account_that_is_not_right_is_refused_with_the_reason(
    admin: Browser, stored: Stored, changes: dict[str, object], words: str
) -> None:
    admin.get(f"{HERE}/nieuw")

    answer = admin.post(f"{HERE}/nieuw", NEW | changes, status=422)

    assert words in answer.text
    assert len(stored().exec(select(StaffMember)).all()) == 3


def test_roles_and_districts_that_do_not_exist_are_refused(admin: Browser, stored: Stored) -> None:
    admin.get(f"{HERE}/nieuw")

    admin.post(f"{HERE}/nieuw", NEW | {"roles": ["koning"]}, status=422)
    admin.post(f"{HERE}/nieuw", NEW | {"districts": ["west"]}, status=422)

    assert queries.find_member(stored(), "zuid") is None


def test_a_changed_role_bites_at_the_next_request(
    admin: Browser, noord: Browser, refs: dict[str, str]
) -> None:
    change(admin, refs["noord"], roles=["wijkmanager", "beheerder"])
    noord.sign_in("noord", PASSWORD)
    noord.get(HERE)

    change(admin, refs["noord"], roles=["wijkmanager"])

    assert noord.get(HERE, 303).headers["Location"].startswith("/team/inloggen")
    noord.sign_in("noord", PASSWORD)
    noord.get(HERE, 403)


def test_roles_are_read_anew_even_where_the_sign_in_goes_on(
    noord: Browser, session: Session, refs: dict[str, str]
) -> None:
    noord.get(HERE, 403)
    member = queries.get_member(session, refs["noord"])
    member.roles = ["beheerder"]
    session.add(member)
    session.commit()

    noord.get(HERE)


@pytest.mark.parametrize(
    "changes",
    [{"active": None}, {"roles": ["onderzoeker"]}, {"districts": ["noord", "oost"]}],
    ids=["deactivated", "other role", "other district"],
)
def test_other_rights_end_every_sign_in(
    admin: Browser,
    noord: Browser,
    refs: dict[str, str],
    stored: Stored,
    changes: dict[str, object],
) -> None:
    change(admin, refs["noord"], **changes)

    noord.get("/team/account", 303)
    assert len(stored().exec(select(StaffSession)).all()) == 1


def test_another_name_leaves_people_signed_in(
    admin: Browser, noord: Browser, refs: dict[str, str]
) -> None:
    change(admin, refs["noord"], name="Iemand")

    assert "Iemand" in noord.get("/team/account").text


def test_who_is_deactivated_cannot_sign_in_with_the_right_password(
    admin: Browser, browser: Browser, refs: dict[str, str]
) -> None:
    change(admin, refs["noord"], active=None)
    other = Browser(browser.client.application)
    other.get("/team/inloggen")

    answer = other.post("/team/inloggen", {"username": "noord", "password": PASSWORD}, status=422)

    assert "horen niet bij elkaar" in answer.text


def test_a_new_password_ends_sign_ins_and_only_the_new_one_opens(
    admin: Browser, noord: Browser, refs: dict[str, str]
) -> None:
    admin.get(f"{HERE}/{refs['noord']}/wachtwoord")
    admin.post(f"{HERE}/{refs['noord']}/wachtwoord", {"password": "kort"}, status=422)

    admin.post(f"{HERE}/{refs['noord']}/wachtwoord", {"password": "een heel nieuwe zin"})

    noord.get("/team/account", 303)
    noord.get("/team/inloggen")
    noord.post("/team/inloggen", {"username": "noord", "password": PASSWORD}, status=422)
    noord.post("/team/inloggen", {"username": "noord", "password": "een heel nieuwe zin"})


def test_an_administrator_can_sign_somebody_out_everywhere(
    admin: Browser, noord: Browser, refs: dict[str, str]
) -> None:
    admin.get(f"{HERE}/{refs['noord']}")

    admin.post(f"{HERE}/{refs['noord']}/uitloggen")

    noord.get("/team/account", 303)


@pytest.mark.parametrize(
    "changes", [{"roles": ["onderzoeker"]}, {"active": None}], ids=["role", "deactivated"]
)
def test_the_last_administrator_stays_even_when_sure(
    admin: Browser, refs: dict[str, str], stored: Stored, changes: dict[str, object]
) -> None:
    mine = {"name": "Admin", "roles": ["beheerder"], "districts": None, "sure": "y"}

    page = change(admin, refs["admin"], 422, **(mine | changes))

    assert "Er moet één beheerder overblijven" in page
    assert queries.get_member(stored(), refs["admin"]).active
    assert queries.get_member(stored(), refs["admin"]).roles == ["beheerder"]


def test_a_deactivated_administrator_does_not_count_as_one(
    admin: Browser, session: Session, refs: dict[str, str]
) -> None:
    make_member(session, "oud", roles=(Role.ADMINISTRATOR,), districts=()).active = False
    session.commit()

    page = change(admin, refs["admin"], 422, roles=["beheerder"], active=None, sure="y")

    assert "Er moet één beheerder overblijven" in page


def test_nobody_takes_the_own_access_away_by_mistake(
    admin: Browser, session: Session, stored: Stored, refs: dict[str, str]
) -> None:
    make_member(session, "tweede", roles=(Role.ADMINISTRATOR,), districts=())
    session.commit()

    page = change(admin, refs["admin"], 422, roles=["beheerder"], active=None)
    assert "Zet een vinkje" in page
    assert queries.get_member(stored(), refs["admin"]).active

    change(admin, refs["admin"], roles=["beheerder"], active=None, sure="y")
    assert not queries.get_member(stored(), refs["admin"]).active
    admin.get(HERE, 303)


def test_the_second_of_two_administrators_is_told(
    admin: Browser, refs: dict[str, str], stored: Stored
) -> None:
    admin.get(f"{HERE}/{refs['noord']}")
    change(admin, refs["noord"], name="Eerst")

    page = change(admin, refs["noord"], 409, name="Later", seen="wat er eerst stond")

    assert "Iemand anders was u voor" in page
    assert 'value="Later"' in page
    assert queries.get_member(stored(), refs["noord"]).name == "Eerst"


def test_the_list_tells_who_signed_in_last(admin: Browser) -> None:
    text = admin.get(HERE).text

    assert text.count("nog nooit ingelogd") == 2
    assert text.count("laatst ingelogd op") == 1


def test_the_log_tells_who_did_what_newest_first_and_no_facts_without_a_name(
    admin: Browser, session: Session, refs: dict[str, str]
) -> None:
    about = ("story", "abc234")
    record(session, refs["noord"], "story.answered", about, now=NOW, secret="van een bewoner")
    record(session, "teller", "story.withdrawn", about, now=NOW)
    session.commit()

    text = admin.get(f"{HERE}/logboek").text

    assert text.index("De verteller") < text.index("Medewerker Noord</bdi></strong>: verhaal")
    assert "abc234" in text
    assert "van een bewoner" not in text


def test_the_log_pages_both_ways_and_keeps_who_was_chosen(
    admin: Browser, session: Session, refs: dict[str, str]
) -> None:
    for number in range(120):
        record(session, refs["noord"], "story.answered", ("story", f"nr-{number:03}"), now=NOW)
        record(session, refs["oost"], "story.answered", ("story", f"oost-{number:03}"), now=NOW)
    session.commit()

    first = admin.get(f"{HERE}/logboek?wie={refs['noord']}").text
    second = admin.get(_link(first, "next")).text
    third = admin.get(_link(second, "next")).text
    again = admin.get(_link(third, "prev")).text

    assert _numbers(first) == [f"nr-{number:03}" for number in range(119, 69, -1)]
    assert _numbers(second) == _numbers(again) == [f"nr-{n:03}" for n in range(69, 19, -1)]
    assert _numbers(third) == [f"nr-{number:03}" for number in range(19, -1, -1)]
    assert 'rel="next"' not in third
    assert "oost-" not in first + second + third


@pytest.mark.parametrize("cursor", ["x", "%00", "W10", "WzAsIngiXQ", "../"])
def test_a_damaged_cursor_shows_the_newest(admin: Browser, cursor: str) -> None:
    assert "account ingelogd" in admin.get(f"{HERE}/logboek?vanaf={cursor}").text


@pytest.mark.parametrize("kind", list(EventKind))
def test_each_step_of_a_story_has_a_word_in_the_log(app: Flask, kind: EventKind) -> None:
    with app.test_request_context():
        assert action_in_words(f"story.{kind}") != f"story.{kind}"


def test_what_is_done_to_accounts_is_logged_without_passwords(
    admin: Browser, refs: dict[str, str], stored: Stored
) -> None:
    change(admin, refs["noord"], roles=["onderzoeker"])

    entry = stored().exec(select(AuditEntry).where(AuditEntry.action == "staff.changed")).one()
    assert (entry.actor, entry.reference) == (refs["admin"], refs["noord"])
    assert entry.facts["roles"] == ["onderzoeker"]


def _link(page: str, rel: str) -> str:
    found = re.search(rf'rel="{rel}"\s+href="([^"]+)"', page)
    assert found
    return found[1].replace("&amp;", "&")


def _numbers(page: str) -> list[str]:
    return [part[:6] for part in page.split("<bdi>") if part.startswith("nr-")]
