"""Where staff want reminders of promises: set and removed on one's own account."""

import pytest
from flask import Flask
from sqlmodel import Session, select

from app import create_app
from app.core.config import Settings
from app.core.mail import unseal_address
from app.core.mail_server import parse_server
from app.staff.models import StaffMember
from app.staff.rules import Role
from app.web.context import parts
from tests.conftest import NOW
from tests.factories import PASSWORD, make_member, make_programme
from tests.page import Browser

HERE = "/team/account"
ADDRESS = "noord@gemeente.example.nl"


@pytest.fixture
def settings(settings: Settings) -> Settings:
    server = parse_server("smtp+plain://127.0.0.1:1")
    return settings.model_copy(update={"smtp_url": server, "mail_from": "buurtstem@example.nl"})


@pytest.fixture
def noord(browser: Browser, session: Session) -> Browser:
    make_programme(session)
    make_member(session, "noord")
    make_member(session, "beraad", roles=(Role.COUNCIL,))
    session.commit()
    browser.sign_in("noord", PASSWORD)
    return browser


def stored(session: Session) -> str | None:
    session.expire_all()
    return session.exec(select(StaffMember.mail).where(StaffMember.username == "noord")).one()


def test_an_address_is_kept_sealed_shown_to_its_owner_and_removed(
    app: Flask, noord: Browser, session: Session, settings: Settings
) -> None:
    noord.get(HERE)
    noord.post(f"{HERE}/e-mail", {"address": f" {ADDRESS} "})
    sealed = stored(session)
    session.rollback()

    assert sealed is not None
    assert unseal_address(settings.secret_key, sealed, now=NOW) == ADDRESS
    assert f'value="{ADDRESS}"' in noord.get(HERE).text
    with app.app_context():
        file = parts().settings.database
    assert ADDRESS.encode() not in file.read_bytes()

    noord.post(f"{HERE}/e-mail", {"address": ""})
    assert stored(session) is None


def test_an_address_that_is_none_is_refused_in_words(noord: Browser, session: Session) -> None:
    noord.get(HERE)
    page = noord.post(f"{HERE}/e-mail", {"address": "noord"}, 422).text

    assert "Dit adres klopt niet." in page
    assert "Fout: " in page
    assert stored(session) is None


def test_who_keeps_no_promises_is_not_asked(noord: Browser, app: Flask) -> None:
    del noord
    other = Browser(app)
    other.sign_in("beraad", PASSWORD)

    assert "Herinneringen per e-mail" not in other.get(HERE).text


def test_without_a_mail_server_nothing_is_asked(noord: Browser, settings: Settings) -> None:
    del noord
    quiet = Browser(create_app(settings.model_copy(update={"smtp_url": None})))
    quiet.sign_in("noord", PASSWORD)

    assert "Herinneringen per e-mail" not in quiet.get(HERE).text
