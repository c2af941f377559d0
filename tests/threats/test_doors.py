"""Who gets through which door: districts, roles, form tokens, and the headers of every answer."""

import hashlib
import re
import sqlite3
from http import HTTPStatus

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlmodel import Session, select

from app import create_app
from app.core.config import Settings
from app.core.storage import Storage
from app.staff.models import StaffMember
from app.staff.rules import Role
from app.stories.rules import Outcome
from tests.factories import make_member
from tests.page import Browser
from tests.threats.world import Place, World, fill, holder, make_world, routes, staff, token_of
from tests.web.telling import tell

#: Rules whose address names something that belongs to one district.
OWNED = (
    "/team/toezeggingen/<ref>",
    "/team/verhalen/<ref>",
    "/team/verhalen/samen/<ref>",
    "/team/bellen/<ref>",
    "/team/citatenboek/<ref>",
    "/team/beraad/<ref>",
    "/uitgaven/",
    "/team/taken/",
    "/foto/",
)
LISTS = (
    "/team/bellen",
    "/team/verhalen/samen",
    "/team/verhalen",
    "/team/citaten",
    "/team/citatenboek",
    "/team/beraad",
    "/team/account",
)
#: What the council reads, besides what everybody of the staff may.
COUNCIL = {
    "/team/beraad",
    "/team/beraad/<ref>",
    "/team/beraad/<ref>/advies/<advice_ref>",
    "/team/beraad/<ref>/uitgaven/<edition_ref>/<form>.pdf",
}
#: What some roles may open and send besides: an ambassadeur writes down what others told and prints
#: what they fill in, and a researcher reads figures.
ALLOWED = {
    Role.AMBASSADOR: r"/team/(opschrijven|drukwerk)\b.*|/team/rondes/<key>/vragen/formulier.pdf",
    Role.RESEARCHER: r"/team/(monitor|rondes(/<key>/vragen)?)",
}
#: Who looks is no part of what can be changed.
NOT_COUNTED = {"reading", "staff_session"}


@pytest.fixture
def world(session: Session, storage: Storage) -> World:
    """Nothing in it is for everyone."""
    return make_world(session, storage, outcome=Outcome.COUNCIL_ONLY)


def owned(app: Flask, method: str) -> list[str]:
    return [rule for rule in routes(app, method) if any(part in rule for part in OWNED)]


def stand_of(settings: Settings) -> dict[str, str]:
    """Return a digest of every table but the counts."""
    with sqlite3.connect(settings.database) as connection:
        tables = connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")
        names = [name for (name,) in tables if name not in NOT_COUNTED]
        stand = {
            name: hashlib.sha256(
                repr(connection.execute(f'SELECT * FROM "{name}"').fetchall()).encode()  # noqa: S608
            ).hexdigest()
            for name in names
        }
    connection.close()
    return stand


def statuses(client: FlaskClient, place: Place, world: World, rules: list[str]) -> dict[str, int]:
    found = {}
    for rule in rules:
        answer = client.get(fill(rule, place, world))
        found[rule] = answer.status_code
        answer.close()
    return found


def test_nothing_of_another_district_can_be_opened(app: Flask, world: World) -> None:
    noord, rules = staff(app, "noord"), owned(app, "GET")

    theirs = statuses(noord, world.oost, world, rules)
    own = statuses(noord, world.noord, world, rules)

    assert len(rules) >= 8
    assert set(theirs.values()) == {404}, theirs
    assert not {404, 403, 500} & set(own.values()), own


def test_nothing_of_another_district_can_be_changed(
    app: Flask, world: World, settings: Settings
) -> None:
    noord, rules = staff(app, "noord"), owned(app, "POST")
    token = token_of(noord, "/team/account")
    before = stand_of(settings)

    for rule in rules:
        data = {
            "csrf_token": token,
            "version": "3",
            "doe": "omhoog",
            "citaat": world.oost.quote.ref,
        }
        answer = noord.post(fill(rule, world.oost, world), data=data)
        assert answer.status_code in {404, 422}, rule
        assert world.oost.story.ref not in answer.text.replace(rule, "")

    assert len(rules) >= 22
    assert stand_of(settings) == before


def test_a_thing_of_another_district_does_not_open_through_ones_own_story(
    app: Flask, world: World, settings: Settings
) -> None:
    noord = staff(app, "noord")
    token = token_of(noord, "/team/account")
    before = stand_of(settings)
    mine, theirs = world.noord.story.ref, world.oost

    for path in (
        f"/team/verhalen/{mine}/fotos/{theirs.photo.ref}",
        f"/team/verhalen/{mine}/fotos/{theirs.photo.ref}/vervagen",
        f"/team/verhalen/{mine}/citaten/{theirs.quote.ref}",
        f"/team/verhalen/{mine}/citaten/{theirs.quote.ref}/weg",
    ):
        prefix = f"{theirs.photo.ref}-"
        data = {"csrf_token": token, f"{prefix}version": "1", f"{prefix}shown": "y", "box": "1"}
        assert noord.post(path, data=data).status_code in {404, 422}, path

    assert stand_of(settings) == before


def test_no_list_search_filter_or_count_tells_of_another_district(app: Flask, world: World) -> None:
    noord = staff(app, "noord")
    queries = ["", "stand=all", "zoek=oost", "zoek=woon", f"zoek={world.oost.story.ref}"]
    queries += ["wijk=oost", "stand=alles&wijk=oost", "over=verloedering", "voor=9"]
    for path in LISTS:
        for query in queries:
            page = (
                noord.get(f"{path}?{query}").text.replace(query, "").replace(f'value="{query}', "")
            )
            found = [ref for ref in world.oost.refs if f"/{ref}" in page]
            assert found == [], (path, query)
            assert "Ik woon in oost" not in page
            assert "Boek van oost" not in page
            assert "045 123 45 67" not in page


def test_a_story_that_moved_away_is_closed_at_once(
    app: Flask, world: World, session: Session
) -> None:
    noord = staff(app, "noord")
    address = f"/team/verhalen/{world.noord.story.ref}"
    assert noord.get(address).status_code == HTTPStatus.OK

    world.noord.story.district_id = world.oost.story.district_id
    session.add(world.noord.story)
    session.commit()

    assert noord.get(address).status_code == HTTPStatus.NOT_FOUND
    photo = f"/foto/{world.noord.photo.ref}/400.jpg"
    assert noord.get(photo).status_code == HTTPStatus.NOT_FOUND


@pytest.mark.parametrize("role", [Role.AMBASSADOR, Role.COUNCIL, Role.RESEARCHER])
def test_other_roles_open_and_change_nothing(
    app: Flask, world: World, session: Session, settings: Settings, role: Role
) -> None:
    make_member(session, "lezer", roles=(role,), districts=("noord", "oost"))
    session.commit()
    reader = staff(app, "lezer")
    token = token_of(reader, "/team/account")
    before = stand_of(settings)
    guarded = [rule for rule in routes(app, "GET") if rule.startswith("/team/")]
    free = ("/team/account", "/team/inloggen", "/team/taken/<ref>")
    files = ("/team/export",) if role is Role.RESEARCHER else ()
    mine = re.compile(ALLOWED.get(role, "$"))

    for rule in guarded:
        if rule not in free and not rule.startswith(files) and not mine.fullmatch(rule):
            answer = reader.get(fill(rule, world.noord, world))
            reads = role is Role.COUNCIL and rule in COUNCIL
            wanted = HTTPStatus.OK if reads else HTTPStatus.FORBIDDEN
            assert answer.status_code == wanted, rule
            assert "Ik woon in" not in answer.text
            answer.close()
    own = ("/team/account", "/team/uitloggen", *free, *files)
    for rule in routes(app, "POST"):
        if rule.startswith("/team/") and not rule.startswith(own) and not mine.fullmatch(rule):
            answer = reader.post(fill(rule, world.noord, world), data={"csrf_token": token})
            assert answer.status_code == HTTPStatus.FORBIDDEN, rule
    assert reader.get(f"/foto/{world.noord.photo.ref}/400.jpg").status_code == HTTPStatus.NOT_FOUND
    assert stand_of(settings) == before


def test_taking_a_role_away_bites_at_the_next_request(
    app: Flask, world: World, session: Session
) -> None:
    noord = staff(app, "noord")
    address = f"/team/verhalen/{world.noord.story.ref}"
    assert noord.get(address).status_code == HTTPStatus.OK

    member = session.exec(select(StaffMember).where(StaffMember.username == "noord")).one()
    member.roles = [Role.COUNCIL.value]
    session.add(member)
    session.commit()
    assert noord.get(address).status_code == HTTPStatus.FORBIDDEN

    member.active = False
    session.add(member)
    session.commit()
    assert noord.get(address).status_code == HTTPStatus.SEE_OTHER


def test_nobody_gets_in_without_signing_in(app: Flask, world: World, settings: Settings) -> None:
    client = app.test_client()
    client.get("/verhaal/tekst")
    before = stand_of(settings)
    for rule in routes(app, "GET"):
        if rule.startswith("/team") and rule != "/team/inloggen":
            answer = client.get(fill(rule, world.noord, world))
            assert answer.status_code == HTTPStatus.SEE_OTHER, rule
            assert answer.headers["Location"].startswith("/team/inloggen")
    assert stand_of(settings) == before


def test_no_form_is_taken_without_its_own_token(
    app: Flask, world: World, settings: Settings
) -> None:
    teller = Browser(app)
    tell(teller)
    clients = [teller.client, holder(app, world.noord), staff(app, "noord"), staff(app, "admin")]
    stranger = token_of(app.test_client(), "/verhaal/tekst")
    filled = {"text": "x", "chosen": "no", "yes": "1", "body": "x", "version": "3"}
    before = stand_of(settings)

    for client in clients:
        for rule in routes(app, "POST"):
            for token in ({}, {"csrf_token": stranger}):
                answer = client.post(fill(rule, world.noord, world), data={**filled, **token})
                assert answer.status_code < 500, rule

    assert stand_of(settings) == before


def test_a_get_changes_nothing(app: Flask, world: World, settings: Settings) -> None:
    clients = [holder(app, world.noord), staff(app, "noord"), staff(app, "admin")]
    before = stand_of(settings)
    for client in clients:
        for rule in routes(app, "GET"):
            for call in (client.get, client.head, client.options):
                call(fill(rule, world.noord, world)).close()

    assert stand_of(settings) == before


def test_a_form_of_another_site_is_refused_everywhere(
    app: Flask, world: World, settings: Settings
) -> None:
    admin = staff(app, "admin")
    token = token_of(admin, "/team/account")
    before = stand_of(settings)
    for rule in routes(app, "POST"):
        answer = admin.post(
            fill(rule, world.noord, world),
            data={"csrf_token": token, "version": "3"},
            headers={"Sec-Fetch-Site": "cross-site"},
        )
        assert answer.status_code == HTTPStatus.FORBIDDEN, rule
    assert stand_of(settings) == before


def test_every_answer_carries_the_headers(app: Flask, world: World) -> None:
    app.testing = False
    clients = {
        "": app.test_client(),
        "card": holder(app, world.noord),
        "staff": staff(app, "admin"),
    }
    for client in clients.values():
        for rule in [*routes(app, "GET"), "/bestaat-niet", "/team/verhalen/bestaat-niet"]:
            answer = client.get(fill(rule, world.noord, world))
            check_headers(answer.headers, rule)
            answer.close()
            for other in (client.put, client.options):
                check_headers(other(fill(rule, world.noord, world)).headers, rule)
    unchanged = clients[""].get(
        "/", headers={"If-None-Match": clients[""].get("/").headers["ETag"]}
    )
    assert unchanged.status_code == HTTPStatus.NOT_MODIFIED
    check_headers(unchanged.headers, "304")


def check_headers(headers: object, rule: str) -> None:
    found = dict(headers)  # type: ignore[call-overload] # Werkzeug's headers
    policy = found["Content-Security-Policy"]
    for part in ("default-src 'none'", "frame-ancestors 'none'", "base-uri 'none'"):
        assert part in policy, rule
    assert "unsafe" not in policy
    assert "http" not in policy
    assert found["X-Content-Type-Options"] == "nosniff", rule
    assert found["Referrer-Policy"] in {"same-origin", "no-referrer"}, rule
    assert "Cache-Control" in found, rule


def test_what_is_somebodys_own_is_cached_by_nobody(app: Flask, world: World) -> None:
    teller = Browser(app)
    tell(teller)
    clients = [teller.client, holder(app, world.noord), staff(app, "noord")]
    for client in clients:
        for rule in routes(app, "GET"):
            answer = client.get(fill(rule, world.noord, world))
            answer.close()
            private = (
                rule.startswith(("/team", "/verhaal/", "/volg", "/k", "/belmij"))
                or rule[1:] == "verhaal"
            )
            if private or "Set-Cookie" in answer.headers:
                assert answer.headers["Cache-Control"] == "no-store", rule
            if rule.startswith(("/verhaal/", "/volg", "/k", "/belmij", "/team/bellen")):
                assert answer.headers["Referrer-Policy"] == "no-referrer", rule


def test_over_https_cookies_and_headers_insist_on_it(settings: Settings) -> None:
    safe = create_app(settings.model_copy(update={"public_url": "https://stem.example"}))
    answer = safe.test_client().get("/verhaal/tekst", base_url="https://stem.example")

    assert "max-age=31536000" in answer.headers["Strict-Transport-Security"]
    for cookie in answer.headers.getlist("Set-Cookie"):
        assert cookie.startswith("__Host-")
        assert "Secure" in cookie
        assert "HttpOnly" in cookie
        assert "SameSite=Lax" in cookie
        assert "Domain" not in cookie
