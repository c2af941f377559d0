"""A mail server for tests: a real one, that keeps what it takes and can be told to be difficult."""

import ssl
from asyncio import Server
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import SMTP as POLICY
from typing import Any

from aiosmtpd import smtp
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import AuthResult, Envelope, LoginPassword, Session

from app.core.mail_chores import Post
from app.core.mail_server import MailServer, Security

HOST = "127.0.0.1"
USERNAME, PASSWORD = "buurtstem", "een lang woord"


class PostOffice:
    """Takes mail as a handler of aiosmtpd."""

    def __init__(self) -> None:
        self.mails: list[EmailMessage] = []
        #: (sender, recipients) of each mail as the server was told them.
        self.envelopes: list[tuple[str, list[str]]] = []
        #: What to say to a recipient, or after the words of a mail, instead of taking it.
        self.to_recipient: dict[str, str] = {}
        self.to_words: list[str] = []
        #: Hang up while getting so many mails, or after so many senders.
        self.hang_ups = 0
        self.hang_ups_at_sender = 0
        #: Told that it has a mail, before it answers.
        self.before_answer: Callable[[], None] = lambda: None

    async def handle_MAIL(  # noqa: N802 - as aiosmtpd calls it
        self, server: smtp.SMTP, _session: Session, envelope: Envelope, address: str, _o: Any
    ) -> str:
        envelope.mail_from = address
        if self.hang_ups_at_sender:
            self.hang_ups_at_sender -= 1
            assert server.transport is not None
            server.transport.close()
        return "250 OK"

    async def handle_RCPT(  # noqa: N802 - as aiosmtpd calls it
        self, _server: smtp.SMTP, _session: Session, envelope: Envelope, address: str, _o: Any
    ) -> str:
        if address in self.to_recipient:
            return self.to_recipient[address]
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(  # noqa: N802 - as aiosmtpd calls it
        self, server: smtp.SMTP, _session: Session, envelope: Envelope
    ) -> str:
        self.before_answer()
        if self.hang_ups:
            self.hang_ups -= 1
            assert server.transport is not None
            server.transport.close()
            return "250 OK"
        if self.to_words:
            return self.to_words.pop(0)
        assert isinstance(envelope.content, bytes)
        read = message_from_bytes(envelope.content, policy=POLICY)
        assert isinstance(read, EmailMessage)
        self.mails.append(read)
        self.envelopes.append((envelope.mail_from or "", list(envelope.rcpt_tos)))
        return "250 OK"

    @property
    def recipients(self) -> list[str]:
        """Everybody who got something, once for each mail, in order of the alphabet."""
        return sorted(name for _sender, names in self.envelopes for name in names)


class _AnyPort(Controller):
    """Listens on whatever port is free."""

    def _trigger_server(self) -> None:
        assert isinstance(self.server, Server)
        self.port = self.server.sockets[0].getsockname()[1]
        super()._trigger_server()  # type: ignore[no-untyped-call] # as aiosmtpd has it


@contextmanager
def serving(office: PostOffice, **options: Any) -> Iterator[MailServer]:
    """Have the post office open, on a port of its own."""
    controller = _AnyPort(office, hostname=HOST, port=0, **options)
    controller.start()
    try:
        yield MailServer(HOST, controller.port, Security.NONE)
    finally:
        controller.stop()


def check_password(
    _server: smtp.SMTP, _session: Session, _envelope: Envelope, _kind: str, given: Any
) -> AuthResult:
    """Let in who knows the password."""
    assert isinstance(given, LoginPassword)
    is_right = (given.login, given.password) == (USERNAME.encode(), PASSWORD.encode())
    # Not handled: the server itself says no.
    return AuthResult(success=is_right, handled=is_right)


def post_to(server: MailServer) -> Post:
    """What sends to this server."""
    return Post(
        server, "Buurtstem <noreply@voorbeeld.nl>", "https://stem.example", "for tests only"
    )


def server_tls(certificate: str, key: str) -> ssl.SSLContext:
    """What a server encrypts with."""
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(certificate, key)
    return context
