"""The outbox and a real mail server: each mail once, kept while the server is away, then gone."""

import smtplib
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from email.message import EmailMessage
from ipaddress import ip_address
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID
from sqlmodel import Session, select

from app.core import mail_chores, mail_wire
from app.core.config import Settings
from app.core.db import Database
from app.core.links import read_ref
from app.core.mail import (
    CLAIM_LASTS,
    KEPT,
    OFF,
    SITE,
    Mail,
    MailState,
    OutgoingMail,
    claim_due,
    drop_mails,
    hand_over,
    queue_mails,
    seal_address,
    wait_after,
)
from app.core.mail_chores import OFF_PURPOSE, Post, Sending, send_due
from app.core.mail_server import MailServer, Security
from tests.conftest import NOW
from tests.post_office import (
    HOST,
    PASSWORD,
    USERNAME,
    PostOffice,
    check_password,
    post_to,
    server_tls,
    serving,
)

KEY = "for tests only"
BODY = f"Er is nieuws.\n\n.Lees het op {SITE}/volg\nGeen e-mail meer? {OFF}\n"


@pytest.fixture
def office() -> PostOffice:
    return PostOffice()


@pytest.fixture
def post(office: PostOffice) -> Iterator[Post]:
    with serving(office) as server:
        yield post_to(server)


@pytest.fixture
def closed() -> Post:
    """A server that isn't there: nothing listens on the port."""
    with serving(PostOffice()) as server:
        return post_to(server)


def queue(session: Session, *names: str, due_at: datetime = NOW) -> None:
    mails = [
        Mail(name, seal_address(KEY, f"{name}@voorbeeld.nl", now=NOW), "Nieuws", BODY, due_at)
        for name in names
    ]
    queue_mails(session, mails, now=NOW)
    session.commit()


def rows(database: Database) -> list[OutgoingMail]:
    with database.read() as reading:
        return list(reading.exec(select(OutgoingMail)))


def states(database: Database) -> dict[str, MailState]:
    return {row.about: row.state for row in rows(database)}


def test_everybody_gets_their_own_mail_once(
    session: Session, database: Database, office: PostOffice, post: Post
) -> None:
    queue(session, "an", "bo", "cor")

    assert send_due(database, post, now=NOW) == Sending(sent=3)
    assert send_due(database, post, now=NOW + timedelta(days=1)) == Sending()

    assert office.envelopes == [
        ("noreply@voorbeeld.nl", [f"{name}@voorbeeld.nl"]) for name in ("an", "bo", "cor")
    ]
    assert [mail["To"] for mail in office.mails] == office.recipients


def test_a_mail_is_plain_text_with_one_click_to_stop(
    session: Session, database: Database, office: PostOffice, post: Post
) -> None:
    queue(session, "an")
    send_due(database, post, now=NOW)

    mail = office.mails[0]
    off = mail["List-Unsubscribe"].strip("<>")
    assert mail.get_content_type() == "text/plain"
    assert mail["From"] == "Buurtstem <noreply@voorbeeld.nl>"
    assert mail["Subject"] == "Nieuws"
    assert mail["Auto-Submitted"] == "auto-generated"
    assert mail["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert mail["Message-ID"] == f"<{rows(database)[0].ref}@stem.example>"
    assert off.startswith("https://stem.example/bericht-uit/")
    assert read_ref(KEY, OFF_PURPOSE, off.rpartition("/")[2]) == "an"
    assert mail.get_content().replace("\r\n", "\n") == (
        f"Er is nieuws.\n\n.Lees het op https://stem.example/volg\nGeen e-mail meer? {off}\n"
    )


def test_of_what_was_sent_neither_words_nor_address_is_kept(
    session: Session, database: Database, post: Post, settings: Settings
) -> None:
    queue(session, "an")
    sealed = rows(database)[0].recipient
    assert sealed is not None

    send_due(database, post, now=NOW)

    row = rows(database)[0]
    assert (row.state, row.recipient, row.subject, row.body) == (MailState.SENT, None, None, None)
    for path in settings.data_dir.rglob("*"):
        assert path.is_dir() or sealed.encode() not in path.read_bytes()


def test_an_address_is_never_stored_in_clear(session: Session, settings: Settings) -> None:
    queue(session, "zonnewijzer")

    for path in settings.data_dir.rglob("*"):
        assert path.is_dir() or b"zonnewijzer@" not in path.read_bytes()


def test_what_is_queued_is_forgotten_with_the_transaction_that_failed(
    session: Session, database: Database
) -> None:
    queue_mails(session, [Mail("an", "x", "y", "z", NOW)], now=NOW)
    session.rollback()

    assert rows(database) == []


def test_nothing_goes_before_its_time(session: Session, database: Database, post: Post) -> None:
    queue(session, "an", due_at=NOW + timedelta(hours=3))

    assert send_due(database, post, now=NOW + timedelta(hours=2)) == Sending()
    assert send_due(database, post, now=NOW + timedelta(hours=3)) == Sending(sent=1)


def test_while_the_server_is_away_everything_is_kept_and_then_sent_once(
    session: Session, database: Database, office: PostOffice, post: Post, closed: Post
) -> None:
    queue(session, "an", "bo")

    assert send_due(database, closed, now=NOW) == Sending(kept=2)
    assert send_due(database, post, now=NOW) == Sending(), "it waits a minute"
    assert send_due(database, closed, now=NOW + timedelta(minutes=1)) == Sending(kept=2)
    assert send_due(database, post, now=NOW + timedelta(minutes=2)) == Sending(), "then two"
    assert send_due(database, post, now=NOW + timedelta(minutes=3)) == Sending(sent=2)

    assert office.recipients == ["an@voorbeeld.nl", "bo@voorbeeld.nl"]


def test_waits_grow_up_to_two_hours() -> None:
    minutes = [wait_after(attempts).total_seconds() / 60 for attempts in range(9)]

    assert minutes == [1, 2, 4, 8, 16, 32, 64, 120, 120]
    assert wait_after(10_000) == wait_after(9)


def test_a_server_that_hangs_up_while_it_gets_a_mail_does_not_get_it_twice(
    session: Session, database: Database, office: PostOffice, post: Post
) -> None:
    queue(session, "an", "bo")
    office.hang_ups = 1

    assert send_due(database, post, now=NOW) == Sending(kept=1, failed=1)
    assert send_due(database, post, now=NOW + timedelta(hours=1)) == Sending(sent=1)

    assert office.recipients == ["bo@voorbeeld.nl"]
    assert states(database) == {"an": MailState.FAILED, "bo": MailState.SENT}


def test_a_server_that_hangs_up_after_the_sender_gets_everything_later_once(
    session: Session, database: Database, office: PostOffice, post: Post
) -> None:
    queue(session, "an", "bo")
    office.hang_ups_at_sender = 1

    assert send_due(database, post, now=NOW) == Sending(kept=2)
    assert send_due(database, post, now=NOW + timedelta(minutes=1)) == Sending(sent=2)
    assert office.recipients == ["an@voorbeeld.nl", "bo@voorbeeld.nl"]


@pytest.mark.parametrize("broken_before", ["words", "end"])
def test_a_connection_that_breaks_before_the_end_of_the_mail_costs_nothing(
    session: Session, database: Database, office: PostOffice, post: Post, broken_before: str,
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    """Before the words, or after all of them but their end: the server throws it away."""
    queue(session, "an", "bo")

    def breaks(connection: smtplib.SMTP, message: EmailMessage) -> None:
        if broken_before == "end":
            said(connection, message)
        connection.close()
        raise smtplib.SMTPServerDisconnected("the line is dead")

    said = mail_wire.say
    monkeypatch.setattr(mail_chores, "say", breaks)
    assert send_due(database, post, now=NOW) == Sending(kept=2)
    assert office.mails == []
    monkeypatch.undo()

    assert send_due(database, post, now=NOW + timedelta(minutes=1)) == Sending(sent=2)
    assert office.recipients == ["an@voorbeeld.nl", "bo@voorbeeld.nl"]


def test_while_a_server_takes_its_time_other_workers_leave_the_mail_alone(
    session: Session, database: Database, office: PostOffice, post: Post
) -> None:
    queue(session, "an")
    others: list[Sending] = []
    office.before_answer = lambda: others.append(
        send_due(database, post, now=NOW + CLAIM_LASTS / 2)
    )

    assert send_due(database, post, now=NOW) == Sending(sent=1)
    assert others == [Sending()]
    assert office.recipients == ["an@voorbeeld.nl"]


def test_a_server_that_has_the_mail_and_never_answers_does_not_get_it_twice(
    session: Session, database: Database, office: PostOffice, post: Post,
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    queue(session, "an")
    given_up = threading.Event()

    def wait() -> None:
        given_up.wait(60)

    office.before_answer = wait
    monkeypatch.setattr(mail_wire, "_LONGEST_ANSWER", 0.01)

    assert send_due(database, post, now=NOW) == Sending(failed=1)
    given_up.set()
    assert send_due(database, post, now=NOW + timedelta(hours=3)) == Sending()
    assert states(database) == {"an": MailState.FAILED}


def test_two_workers_at_once_send_each_mail_once(
    session: Session, database: Database, office: PostOffice, post: Post,
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    names = [f"n{number:02}" for number in range(40)]
    queue(session, *names)
    monkeypatch.setattr(mail_chores, "BATCH", 3)
    start = threading.Barrier(2)

    def work(_worker: int) -> int:
        start.wait()
        rounds = iter(lambda: send_due(database, post, now=NOW), Sending())
        return sum(each.sent for each in rounds)

    with ThreadPoolExecutor(2) as workers:
        sent = list(workers.map(work, range(2)))

    assert sum(sent) == 40
    assert office.recipients == [f"{name}@voorbeeld.nl" for name in names]


def test_every_try_carries_the_same_message_id(
    session: Session, database: Database, office: PostOffice, post: Post
) -> None:
    queue(session, "an")
    office.to_words = ["451 try again"]
    seen: list[str] = []
    ref = rows(database)[0].ref
    office.before_answer = lambda: seen.append(rows(database)[0].ref)

    send_due(database, post, now=NOW)
    send_due(database, post, now=NOW + timedelta(minutes=1))
    assert seen == [ref, ref]
    assert office.mails[0]["Message-ID"] == f"<{ref}@stem.example>"


@pytest.mark.parametrize(
    ("answer", "runs"),
    [
        ("450 come back later", (Sending(sent=1, kept=1), Sending(sent=1))),
        ("550 nobody is called so", (Sending(sent=1, failed=1), Sending())),
    ],
)
def test_a_refused_recipient_does_not_stop_the_others(
    session: Session, database: Database, office: PostOffice, post: Post, answer: str,
    runs: tuple[Sending, Sending],
) -> None:  # fmt: skip
    queue(session, "an", "bo")
    office.to_recipient["an@voorbeeld.nl"] = answer

    assert send_due(database, post, now=NOW) == runs[0]
    office.to_recipient.clear()
    assert send_due(database, post, now=NOW + timedelta(minutes=1)) == runs[1]
    assert office.recipients.count("bo@voorbeeld.nl") == 1


@pytest.mark.parametrize(
    ("answer", "runs"),
    [
        ("451 try again", (Sending(sent=1, kept=1), Sending(sent=1))),
        ("554 we don't like this", (Sending(sent=1, failed=1), Sending())),
    ],
)
def test_a_mail_that_the_server_gives_back_is_tried_again_or_given_up(
    session: Session, database: Database, office: PostOffice, post: Post, answer: str,
    runs: tuple[Sending, Sending],
) -> None:  # fmt: skip
    queue(session, "an", "bo")
    office.to_words = [answer]

    assert send_due(database, post, now=NOW) == runs[0]
    assert send_due(database, post, now=NOW + timedelta(minutes=1)) == runs[1]


def test_a_mail_dropped_while_a_worker_has_it_is_not_sent(
    session: Session, database: Database, office: PostOffice, post: Post,
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    queue(session, "an", "bo")
    message_of = mail_chores.message_of

    def withdraw_meanwhile(*given: object, **named: object) -> object:
        with database.write() as other:
            drop_mails(other, "an")
            other.commit()
        return message_of(*given, **named)  # type: ignore[arg-type] # handed on as it came

    monkeypatch.setattr(mail_chores, "message_of", withdraw_meanwhile)
    send_due(database, post, now=NOW)

    assert office.recipients == ["bo@voorbeeld.nl"]


def test_what_a_worker_has_no_other_worker_takes(session: Session, database: Database) -> None:
    queue(session, *(f"n{number}" for number in range(5)))
    with database.write() as one:
        mine = [mail.about for mail in claim_due(one, now=NOW, limit=3)]
        one.commit()
    with database.write() as other:
        theirs = [mail.about for mail in claim_due(other, now=NOW, limit=3)]
        other.commit()

    assert (len(mine), len(theirs)) == (3, 2)
    assert set(mine).isdisjoint(theirs)


def test_of_a_worker_that_died_before_it_sent_anything_another_takes_over(
    session: Session, database: Database, office: PostOffice, post: Post
) -> None:
    queue(session, "an")
    with database.write() as dead:
        died_with = claim_due(dead, now=NOW, limit=1)[0]
        dead.commit()

    assert send_due(database, post, now=NOW + timedelta(minutes=5)) == Sending()
    later = NOW + CLAIM_LASTS + timedelta(seconds=1)
    assert send_due(database, post, now=later) == Sending(sent=1)
    with database.write() as risen:
        assert hand_over(risen, died_with) is False, "it comes too late"
    assert office.recipients == ["an@voorbeeld.nl"]


def test_of_a_worker_that_died_while_it_handed_over_nothing_is_sent_again(
    session: Session, database: Database, office: PostOffice, post: Post
) -> None:
    queue(session, "an")
    with database.write() as dead:
        hand_over(dead, claim_due(dead, now=NOW, limit=1)[0])
        dead.commit()

    later = NOW + timedelta(hours=1)
    assert send_due(database, post, now=later) == Sending()
    assert mail_chores.tidy(database, now=later) == 1
    assert [(row.state, row.recipient) for row in rows(database)] == [(MailState.FAILED, None)]
    assert office.mails == []


def test_what_nobody_took_for_a_week_is_given_up_and_later_forgotten(
    session: Session, database: Database
) -> None:
    queue(session, "an")

    assert mail_chores.tidy(database, now=NOW + KEPT) == 0
    assert mail_chores.tidy(database, now=NOW + KEPT + timedelta(minutes=1)) == 1
    assert [(row.state, row.recipient) for row in rows(database)] == [(MailState.FAILED, None)]
    mail_chores.tidy(database, now=NOW + 2 * KEPT + timedelta(minutes=2))
    assert rows(database) == []


def test_with_another_key_nothing_is_sent(
    session: Session, database: Database, office: PostOffice, post: Post
) -> None:
    queue(session, "an")

    assert send_due(database, replace(post, secret_key="other"), now=NOW) == Sending(failed=1)
    assert office.mails == []


def certificate(folder: Path) -> tuple[str, str]:
    """Make a certificate that nobody vouches for."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, HOST)])
    today = datetime.now(UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(today - timedelta(days=1))
        .not_valid_after(today + timedelta(days=2))
        .add_extension(
            x509.SubjectAlternativeName([x509.IPAddress(ip_address(HOST))]), critical=False
        )
        .sign(key, hashes.SHA256())
    )
    plain = serialization.NoEncryption()
    kept = serialization.PrivateFormat.PKCS8
    pem = serialization.Encoding.PEM
    (folder / "cert.pem").write_bytes(made.public_bytes(pem))
    (folder / "key.pem").write_bytes(key.private_bytes(pem, kept, plain))
    return str(folder / "cert.pem"), str(folder / "key.pem")


def test_over_an_encrypted_way_the_server_may_ask_for_a_password(
    session: Session, database: Database, office: PostOffice, tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    queue(session, "an")
    paths = certificate(tmp_path)
    monkeypatch.setenv("SSL_CERT_FILE", paths[0])  # from now on somebody vouches for it
    options = {"authenticator": check_password, "auth_required": True, "require_starttls": True}
    with serving(office, tls_context=server_tls(*paths), **options) as server:
        safe = replace(server, security=Security.STARTTLS, username=USERNAME)
        wrong, right = replace(safe, password="fout"), replace(safe, password=PASSWORD)
        assert send_due(database, post_to(wrong), now=NOW) == Sending(kept=1)
        assert office.mails == []
        later = NOW + timedelta(minutes=1)
        assert send_due(database, post_to(right), now=later) == Sending(sent=1)


def test_a_server_that_nobody_vouches_for_gets_nothing(
    session: Session, database: Database, office: PostOffice, tmp_path: Path
) -> None:
    queue(session, "an")
    with serving(office, tls_context=server_tls(*certificate(tmp_path))) as server:
        strict = MailServer(server.host, server.port, Security.STARTTLS)
        assert send_due(database, post_to(strict), now=NOW) == Sending(kept=1)

    assert office.mails == []


def test_a_server_without_encryption_gets_nothing_where_that_is_asked(
    session: Session, database: Database, office: PostOffice
) -> None:
    queue(session, "an")
    with serving(office) as server:
        strict = MailServer(server.host, server.port, Security.STARTTLS)
        assert send_due(database, post_to(strict), now=NOW) == Sending(kept=1)

    assert office.mails == []


def test_the_index_finds_what_is_due(session: Session) -> None:
    asked = "SELECT id FROM outgoing_mail WHERE state = 'waiting' AND due_at <= '2026-11-23'"
    plan = session.connection().exec_driver_sql(f"EXPLAIN QUERY PLAN {asked}").all()

    assert any("ix_outgoing_mail_due" in str(step) for step in plan)
