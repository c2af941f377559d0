"""The setting of the mail server: what it may say, and that a wrong one stops the start."""

import pytest

from app.core.config import Settings, SettingsError, load_settings
from app.core.mail_server import MailServer, Security, parse_server

URLS = [
    ("smtps://mail.example.nl", MailServer("mail.example.nl", 465, Security.TLS)),
    ("smtp://mail.example.nl", MailServer("mail.example.nl", 587, Security.STARTTLS)),
    ("smtp+plain://localhost", MailServer("localhost", 25, Security.NONE)),
    ("smtp+plain://127.0.0.1:1025/", MailServer("127.0.0.1", 1025, Security.NONE)),
    (
        "smtps://buurt%40x:a%2Fb@mail.example.nl:2465",
        MailServer("mail.example.nl", 2465, Security.TLS, "buurt@x", "a/b"),
    ),
    (
        "smtp+plain://u:p@localhost",
        MailServer("localhost", 25, Security.NONE, "u", "p"),
    ),
]
WRONG = [
    "mail.example.nl",
    "https://mail.example.nl",
    "smtps://",
    "smtps://mail.example.nl:mail",
    "smtps://mail.example.nl:99999",
    "smtps://mail.example.nl/box",
    "smtps://mail.example.nl?tls=no",
    "smtps://user@mail.example.nl",
    "smtp+plain://user:hemelwater@mail.example.nl",
]


@pytest.mark.parametrize(("url", "server"), URLS)
def test_a_server_is_read(url: str, server: MailServer) -> None:
    assert parse_server(url) == server


@pytest.mark.parametrize("url", WRONG)
def test_a_wrong_server_stops_the_start(monkeypatch: pytest.MonkeyPatch, url: str) -> None:
    monkeypatch.setenv("BUURTSTEM_SMTP_URL", url)
    monkeypatch.setenv("BUURTSTEM_MAIL_FROM", "noreply@example.nl")

    with pytest.raises(SettingsError, match="BUURTSTEM_SMTP_URL") as caught:
        load_settings()

    assert "hemelwater" not in str(caught.value)


@pytest.mark.parametrize("sender", ["", "Buurtstem", "a@b.nl, c@d.nl"])
def test_a_server_needs_a_sender(monkeypatch: pytest.MonkeyPatch, sender: str) -> None:
    monkeypatch.setenv("BUURTSTEM_SMTP_URL", "smtps://mail.example.nl")
    monkeypatch.setenv("BUURTSTEM_MAIL_FROM", sender)

    with pytest.raises(SettingsError, match="BUURTSTEM_MAIL_FROM"):
        load_settings()


def test_without_a_server_nothing_is_asked() -> None:
    settings = Settings(secret_key="x")

    assert (settings.smtp_url, settings.mail_from) == (None, "")


def test_a_password_is_in_no_printed_setting() -> None:
    server = parse_server("smtps://user:hemelwater@mail.example.nl")

    assert "hemelwater" not in repr(Settings(smtp_url=server, mail_from="a@b.nl"))
