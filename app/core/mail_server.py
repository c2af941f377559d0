"""The mail server of the setting BUURTSTEM_SMTP_URL, and a connection to it."""

import smtplib
import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from enum import StrEnum
from ipaddress import ip_address
from typing import Final
from urllib.parse import SplitResult, unquote, urlsplit

#: Seconds for each step of the conversation.
TIMEOUT: Final = 20


class Security(StrEnum):
    """How the way to the server is kept from eavesdroppers; the schemes of the setting."""

    TLS = "smtps"
    #: TLS is asked for and, if the server doesn't offer it, nothing is sent.
    STARTTLS = "smtp"
    #: For a server on the same machine or in the same closed network.
    NONE = "smtp+plain"


_PORTS: Final = {Security.TLS: 465, Security.STARTTLS: 587, Security.NONE: 25}


@dataclass(frozen=True)
class MailServer:
    """Where mail is handed over."""

    host: str
    port: int
    security: Security
    username: str = ""
    password: str = field(default="", repr=False)


def parse_server(url: str) -> MailServer:
    """Return what `smtps://user:password@host:465` says; `smtp://` and `smtp+plain://` too.

    Raises:
        ValueError: it can't be a mail server; the text doesn't repeat the password.
    """
    parts = urlsplit(url)
    try:
        security = Security(parts.scheme)
        port = parts.port or _PORTS[security]
    except ValueError as error:
        raise ValueError("must start with smtps://, smtp:// or smtp+plain://") from error
    if not parts.hostname or parts.path.strip("/") or parts.query or parts.fragment:
        raise ValueError("must look like smtps://user:password@mail.example.nl:465")
    username, password = _account(parts, security)
    return MailServer(parts.hostname, port, security, username, password)


@contextmanager
def connected(server: MailServer, *, our_name: str) -> Iterator[smtplib.SMTP]:
    """Yield a connection that has said hello and signed in; it is closed at the end.

    Raises:
        OSError: nobody answers, or with a certificate that nobody vouches for; `SMTPException`,
            which is one, when the server refuses us.
    """
    context = ssl.create_default_context()
    connection: smtplib.SMTP
    if server.security is Security.TLS:
        connection = smtplib.SMTP_SSL(
            server.host, server.port, our_name, timeout=TIMEOUT, context=context
        )
    else:
        connection = smtplib.SMTP(server.host, server.port, our_name, timeout=TIMEOUT)
    with connection:
        if server.security is Security.STARTTLS:
            connection.starttls(context=context)
        connection.ehlo_or_helo_if_needed()
        if server.username:
            connection.login(server.username, server.password)
        yield connection


def _account(parts: SplitResult, security: Security) -> tuple[str, str]:
    username, password = unquote(parts.username or ""), unquote(parts.password or "")
    if bool(username) != bool(password):
        raise ValueError("needs both a user name and a password, or neither")
    if password and security is Security.NONE and not _is_here(parts.hostname or ""):
        raise ValueError("would send the password unencrypted; use smtps:// or smtp://")
    return username, password


def _is_here(host: str) -> bool:
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"
