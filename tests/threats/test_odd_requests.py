"""Requests that no browser sends: answered in words, never with a crash, and nothing is lost."""

from http import HTTPStatus

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlmodel import Session

from app.core.storage import Storage
from tests.page import Browser, check_page
from tests.photo_files import jpeg
from tests.threats.world import (
    Form,
    World,
    fill,
    forms_on,
    holder,
    make_world,
    routes,
    staff,
)
from tests.web.telling import TEXT, tell, upload

#: What stands in a query or a form that somebody wrote by hand; each is a different kind of odd.
ODD = (
    "a\x00b",
    "9223372036854775808",
    "-1",
    "\u0663",
    "\u202e\ufffe'\"--%(x)s{{7*7}}",
    "9" * 5000,
    "W1tbW1tb",  # a cursor of open brackets
    "WzAsIlx1ZDgwMCIsIlx1ZDgwMCJd",  # a cursor of half a character
)
NAMES = (
    *("vanaf", "na", "voor", "wijk", "onderwerp", "zoek", "stand", "thema"),
    *("besluit", "taal", "te-laat", "over", "wie", "van", "eerst", "naar"),
)
#: Forms that end what the other requests need.
ENDING = ("uitloggen", "intrekken", "sluiten", "wissen", "/weg", "/verwijderen", "/medewerkers/")


@pytest.fixture
def world(session: Session, storage: Storage) -> World:
    return make_world(session, storage)


@pytest.fixture
def clients(app: Flask, world: World) -> dict[str, FlaskClient]:
    """Somebody of each kind; the app answers crashes as it does in service."""
    teller = Browser(app)
    tell(teller)
    upload(teller, jpeg())
    found = {
        "teller": teller.client,
        "holder": holder(app, world.noord),
        "noord": staff(app, "noord"),
        "admin": staff(app, "admin"),
    }
    app.testing = False
    return found


def test_no_query_breaks_a_page(app: Flask, world: World, clients: dict[str, FlaskClient]) -> None:
    broken = []
    for rule in routes(app, "GET"):
        who = "admin" if rule.startswith("/team") else "holder"
        for odd in ODD:
            query = [*((name, odd) for name in NAMES), ("wijk", "oost"), ("na", "")]
            answer = clients[who].get(fill(rule, world.noord, world), query_string=query)
            answer.close()
            if answer.status_code >= 500:
                broken.append((rule, odd[:20], answer.status_code))

    assert broken == []


def test_no_field_breaks_a_form(app: Flask, world: World, clients: dict[str, FlaskClient]) -> None:
    broken, sent = [], 0
    for who, client in clients.items():
        for form in all_forms(app, world, client):
            for name in {name for name, _ in (*form.fields, *form.buttons)} - {"csrf_token"}:
                for odd in ODD[:2]:
                    sent += 1
                    answer = client.post(form.action, data=with_odd(form, name, odd))
                    if answer.status_code >= 500:
                        broken.append((who, form.action, name, odd))

    assert broken == []
    assert sent > 200


def all_forms(app: Flask, world: World, client: FlaskClient) -> list[Form]:
    """Return every form that this visitor can reach, once."""
    found: dict[tuple[object, ...], Form] = {}
    for rule in routes(app, "GET"):
        address = fill(rule, world.noord, world)
        answer = client.get(address)
        if answer.mimetype == "text/html":
            for form in forms_on(answer.text, address):
                if not any(word in form.action for word in ENDING):
                    found[form.action, tuple(name for name, _ in form.fields)] = form
        answer.close()
    return list(found.values())


def with_odd(form: Form, name: str, odd: str) -> dict[str, list[str]]:
    data: dict[str, list[str]] = {}
    for each, value in form.fields:
        data.setdefault(each, []).append(value)
    return {**data, name: [odd, odd]}


@pytest.mark.usefixtures("world")
def test_json_is_no_form(app: Flask) -> None:
    app.testing = False
    client = app.test_client()
    bodies = (b"[1, 2]", b'{"text": 5, "code": 5}', b'{"text": {"a": [1]}}', b"[" * 100_000, b"{")
    for path in ("/verhaal/tekst", "/volg", "/team/inloggen", "/verhaal/wissen"):
        for body in (*bodies, b'{"text": "\\ud800"}'):
            answer = client.post(path, data=body, content_type="application/json")
            assert answer.status_code == HTTPStatus.UNSUPPORTED_MEDIA_TYPE, (path, body[:20])
            assert "kunnen wij niet lezen" in answer.text
            check_page(answer.text)


def test_nothing_but_a_form_is_taken_by_any_page(
    app: Flask, world: World, clients: dict[str, FlaskClient]
) -> None:
    for rule in routes(app, "POST"):
        address = fill(rule, world.noord, world)
        for kind in ("text/plain", "application/xml", "application/json", "image/png"):
            answer = clients["admin"].post(address, data=b"text=x", content_type=kind)
            assert answer.status_code == HTTPStatus.UNSUPPORTED_MEDIA_TYPE, (rule, kind)


@pytest.mark.parametrize("kind", ["application/x-www-form-urlencoded", "multipart/form-data"])
@pytest.mark.usefixtures("world")
def test_a_text_of_megabytes_is_told_and_what_was_kept_stays(app: Flask, kind: str) -> None:
    browser = Browser(app)
    tell(browser)
    browser.get("/verhaal/tekst")

    answer = browser.post(
        "/verhaal/tekst", {"text": "a" * 2_100_000}, status=413, content_type=kind
    )

    assert "te groot om te versturen" in answer.text
    assert "is bewaard" in answer.text
    assert TEXT in browser.get("/verhaal/tekst").text


@pytest.mark.usefixtures("world")
def test_more_parts_than_a_form_has_are_refused_in_words(app: Flask) -> None:
    browser = Browser(app)
    tell(browser)

    parts = {f"f{number}": "" for number in range(1100)}
    answer = browser.post("/verhaal/tekst", parts, 413, content_type="multipart/form-data")

    assert "te groot om te versturen" in answer.text
    assert TEXT in browser.get("/verhaal/tekst").text


@pytest.mark.usefixtures("world")
def test_a_hundred_thousand_fields_are_read_past(app: Flask) -> None:
    body = b"&".join(b"f%d=1" % number for number in range(100_000))

    answer = app.test_client().post(
        "/verhaal/tekst", data=body, content_type="application/x-www-form-urlencoded"
    )

    assert answer.status_code == HTTPStatus.UNPROCESSABLE_ENTITY


@pytest.mark.parametrize(
    ("kind", "body"),
    [
        ("multipart/form-data", b"--x\r\nfoo"),
        ("multipart/form-data; boundary=x", b"--x\r\nfoo"),
        ("multipart/form-data; boundary=x", b"--x\r\nContent-Disposition: form-data\r\n\r\n1"),
        ("multipart/form-data; boundary=" + "b" * 5000, b"--x"),
        ("multipart/form-data; boundary=\xe9", b"--\xe9"),
        ("application/x-www-form-urlencoded; charset=utf-7", b"text=%FF%FE%ED%A0%80"),
    ],
)
@pytest.mark.usefixtures("world")
def test_a_broken_body_is_asked_for_again(app: Flask, kind: str, body: bytes) -> None:
    browser = Browser(app)
    tell(browser)
    app.testing = False
    for path in ("/verhaal/tekst", "/verhaal/fotos", "/volg"):
        answer = browser.client.post(path, data=body, content_type=kind)
        assert answer.status_code in {400, 422}, path
    assert TEXT in browser.get("/verhaal/tekst").text


def test_other_methods_do_nothing(
    app: Flask, world: World, clients: dict[str, FlaskClient]
) -> None:
    for rule in routes(app, "POST"):
        for method in ("PUT", "DELETE", "PATCH", "TRACE", "PROPFIND"):
            answer = clients["admin"].open(fill(rule, world.noord, world), method=method)
            assert answer.status_code == HTTPStatus.METHOD_NOT_ALLOWED, (rule, method)


def test_a_header_or_a_field_makes_no_other_method(
    world: World, clients: dict[str, FlaskClient]
) -> None:
    address = f"/team/verhalen/{world.noord.story.ref}/gelezen"
    for header in ("X-HTTP-Method-Override", "X-HTTP-Method", "X-Method-Override"):
        answer = clients["admin"].get(address, headers={header: "POST"})
        assert answer.status_code == HTTPStatus.METHOD_NOT_ALLOWED
    answer = clients["admin"].get(address, query_string={"_method": "POST"})
    assert answer.status_code == HTTPStatus.METHOD_NOT_ALLOWED


@pytest.mark.usefixtures("world")
def test_nothing_of_the_machine_is_to_be_fetched(app: Flask) -> None:
    paths = (
        *("/.git/config", "/.env", "/buurtstem.db", "/instance/buurtstem.db", "/secret.key"),
        *("/metrics", "/console", "/debug", "/files/", "/static/", "/static/css/"),
        *("/static/../../wsgi.py", "/static/..%2f..%2fwsgi.py", "/static/%2e%2e/__init__.py"),
        *("/%2e%2e/%2e%2e/etc/passwd", "/foto/../secret.key", "/verhalen/..;/team"),
        *("/verhalen/%00", "/verhalen/%ff", "/foto/x/99999999999999999999.jpg", "/foto/x/-1.jpg"),
    )
    client = app.test_client()
    for path in paths:
        answer = client.get(path)
        assert answer.status_code == HTTPStatus.NOT_FOUND, path
        check_page(answer.text)


def test_the_debugger_is_off(app: Flask) -> None:
    assert app.debug is False


@pytest.mark.usefixtures("world")
def test_a_forged_cookie_is_no_cookie(app: Flask) -> None:
    app.testing = False
    client = app.test_client(use_cookies=False)
    for name in ("verhaal", "kaart", "team", "sessie"):
        for value in ("\xff\xfe", "a" * 7000, "x.y.z", "eyJ", '"\\377\\000"', "."):
            cookie = {"Cookie": f"{name}={value}"}
            assert client.get("/verhaal/tekst", headers=cookie).status_code == HTTPStatus.OK
            assert "Typ uw code" in client.get("/volg", headers=cookie).text
            answer = client.get("/team/verhalen", headers=cookie)
            assert answer.status_code == HTTPStatus.SEE_OTHER


def test_a_cookie_opens_only_what_it_was_made_for(
    app: Flask, world: World, clients: dict[str, FlaskClient]
) -> None:
    values = {
        name: client.get_cookie(name)
        for name, client in (
            ("kaart", clients["holder"]),
            ("verhaal", clients["teller"]),
            ("team", clients["noord"]),
            ("sessie", clients["teller"]),
        )
    }
    for source, cookie in values.items():
        assert cookie is not None
        for target in values.keys() - {source}:
            thief = app.test_client()
            thief.set_cookie(target, cookie.value)
            assert world.noord.story.ref not in thief.get("/volg").text
            assert TEXT not in thief.get("/verhaal/tekst").text
            assert thief.get("/team/account").status_code == HTTPStatus.SEE_OTHER


def test_a_card_cookie_that_was_changed_opens_no_other_card(
    app: Flask, world: World, clients: dict[str, FlaskClient]
) -> None:
    cookie = clients["holder"].get_cookie("kaart")
    assert cookie is not None
    body, *rest = cookie.value.split(".")
    thief = app.test_client()
    for forged in (world.oost.story.ref, ".".join([body[::-1], *rest]), cookie.value[:-1]):
        thief.set_cookie("kaart", forged)
        assert "Typ uw code" in thief.get("/volg").text
