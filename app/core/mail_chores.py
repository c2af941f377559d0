"""Sending what waits in the outbox, each mail once; every step is a transaction of its own."""

import smtplib
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime
from typing import Final
from urllib.parse import urlsplit

from app.core import mail as outbox
from app.core.db import Database
from app.core.links import sign_ref
from app.core.mail import OFF, SITE, MailState, OutgoingMail
from app.core.mail_server import MailServer, connected
from app.core.mail_wire import RefusedError, address, finish, say

#: Signs the links that stop mails.
OFF_PURPOSE: Final = "mail off"
#: Below the public address; what follows is signed.
OFF_PATH: Final = "/bericht-uit/"
#: Mails of one run; the next ones go a minute later.
BATCH: Final = 200
#: A link is never folded: some readers would not find the end of it.
_PLAIN_MAIL: Final = SMTP.clone(cte_type="7bit", max_line_length=300)


@dataclass(frozen=True)
class Post:
    """What it takes to send."""

    server: MailServer
    #: What stands behind From.
    sender: str
    public_url: str
    secret_key: str = field(repr=False)

    @property
    def host(self) -> str:
        """Our name, for the server and in Message-IDs."""
        return urlsplit(self.public_url).hostname or "localhost"


@dataclass
class Sending:
    """How many mails one run sent, kept for later, and gave up."""

    sent: int = 0
    kept: int = 0
    failed: int = 0


def send_due(database: Database, post: Post, *, now: datetime) -> Sending:
    """Send what is due; what the server doesn't take is kept and tried again later.

    A mail is sent by one worker only. From the moment at which the end of it goes to the server it
    is never sent again, unless the server says that it did not take it.
    """
    with database.write() as session:
        mails = outbox.claim_due(session, now=now, limit=BATCH)
        session.commit()
    done = Sending()
    if not mails:
        return done
    left = list(mails)
    try:
        while left:
            with connected(post.server, our_name=post.host) as connection:
                while left and _is_open(connection):
                    _send(connection, database, post, left[0], now, done)
                    left.pop(0)
    except OSError:
        _keep(database, left, now, done)
    # Addresses that were deleted must not be readable in the log that SQLite writes ahead.
    database.truncate_log()
    return done


def message_of(post: Post, mail: OutgoingMail, recipient: str, *, now: datetime) -> EmailMessage:
    """Return the mail as it goes over the wire: plain text, with one click to have no more."""
    message = EmailMessage(policy=_PLAIN_MAIL)
    message["From"] = post.sender
    message["To"] = recipient
    message["Subject"] = mail.subject or ""
    message["Date"] = format_datetime(now)
    message["Message-ID"] = f"<{mail.ref}@{post.host}>"
    message["Auto-Submitted"] = "auto-generated"
    off = f"{post.public_url}{OFF_PATH}{sign_ref(post.secret_key, OFF_PURPOSE, mail.about)}"
    if mail.has_off:
        # Source: RFC 8058; the server that signs mail (DKIM) has to cover both.
        message["List-Unsubscribe"] = f"<{off}>"
        message["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
    body = (mail.body or "").replace(SITE, post.public_url).replace(OFF, off)
    message.set_content(body, cte="quoted-printable")
    return message


def tidy(database: Database, *, now: datetime) -> int:
    """Give up mails that are too old, forget those that are done; return how many were given up."""
    with database.write() as session:
        ended = outbox.tidy(session, now=now)
        session.commit()
    return ended


def _send(
    connection: smtplib.SMTP,
    database: Database,
    post: Post,
    mail: OutgoingMail,
    now: datetime,
    done: Sending,
) -> None:
    recipient = outbox.unseal_address(post.secret_key, mail.recipient or "", now=now)
    if recipient is None:
        # The key is another one by now: nobody can read this address any more.
        _end(database, mail, MailState.FAILED, now)
        done.failed += 1
        return
    message = message_of(post, mail, recipient, now=now)
    try:
        address(connection, message, recipient)
        say(connection, message)
        with database.write() as session:
            if not outbox.hand_over(session, mail):
                # Without its end the server throws the mail away.
                connection.close()
                return
            session.commit()
        finish(connection)
    except RefusedError as refused:
        if refused.for_good:
            _end(database, mail, MailState.FAILED, now)
            done.failed += 1
        else:
            _wait(database, mail, now, was_given_back=refused.had_begun)
            done.kept += 1
        connection.rset()
        return
    _end(database, mail, MailState.SENT, now)
    done.sent += 1


def _is_open(connection: smtplib.SMTP) -> bool:
    return connection.sock is not None


def _keep(database: Database, left: Sequence[OutgoingMail], now: datetime, done: Sending) -> None:
    """Have everything wait, for the server is away or went away in the middle.

    If it went while it was getting a mail, nobody knows whether it took that one: sending it once
    more could be a second time, so it ends here.
    """
    with database.write() as session:
        for mail in left:
            if outbox.put_back(session, mail, now=now):
                done.kept += 1
            else:
                outbox.end(session, mail, MailState.FAILED, now=now)
                done.failed += 1
        session.commit()


def _wait(database: Database, mail: OutgoingMail, now: datetime, *, was_given_back: bool) -> None:
    with database.write() as session:
        outbox.put_back(session, mail, now=now, was_given_back=was_given_back)
        session.commit()


def _end(database: Database, mail: OutgoingMail, state: MailState, now: datetime) -> None:
    with database.write() as session:
        outbox.end(session, mail, state, now=now)
        session.commit()
