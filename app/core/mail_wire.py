"""Handing one mail to a server, in steps of which each tells who has it after a broken line."""

import re
import smtplib
from email.message import EmailMessage
from typing import Final

from app.core.mail_server import TIMEOUT

_OK: Final = range(200, 300)
_GO_ON: Final = 354
#: Seconds; a server may look at a mail for long. Source: RFC 5321, 4.5.3.2.6.
_LONGEST_ANSWER: Final = 600
_LEADING_DOT: Final = re.compile(rb"^\.", re.MULTILINE)
_FOR_GOOD: Final = range(500, 600)


class RefusedError(Exception):
    """The server said that it does not take a mail."""

    def __init__(self, code: int, *, had_begun: bool) -> None:
        super().__init__(code)
        self.for_good = code in _FOR_GOOD
        #: Whether the mail had been handed over.
        self.had_begun = had_begun


def address(connection: smtplib.SMTP, message: EmailMessage, recipient: str) -> None:
    """Name sender and recipient to the server.

    Raises:
        RefusedError: the recipient is refused.
        SMTPException: we are.
    """
    sender = message["From"].addresses[0].addr_spec
    code, reply = connection.mail(sender)
    if code not in _OK:
        raise smtplib.SMTPSenderRefused(code, reply, sender)
    code, _reply = connection.rcpt(recipient)
    if code not in _OK:
        raise RefusedError(code, had_begun=False)


def say(connection: smtplib.SMTP, message: EmailMessage) -> None:
    """Give the server everything but the end of the mail; until that comes it has no mail.

    smtplib's own `data` sends words and end in one go: if the connection broke before the end,
    nobody could know that the mail was surely not taken.
    Source: RFC 5321, 4.1.1.4 and 4.5.2.

    Raises:
        RefusedError: it does not want any words.
    """
    code, _reply = connection.docmd("DATA")
    if code != _GO_ON:
        raise RefusedError(code, had_begun=False)
    connection.send(_LEADING_DOT.sub(b"..", message.as_bytes()))


def finish(connection: smtplib.SMTP) -> None:
    """Give the server the end of the mail, and wait for what it says of it.

    Raises:
        RefusedError: it said that it does not take it.
    """
    assert connection.sock is not None
    connection.sock.settimeout(_LONGEST_ANSWER)
    code, _reply = connection.docmd(".")
    connection.sock.settimeout(TIMEOUT)
    if code not in _OK:
        raise RefusedError(code, had_begun=True)
