"""Mail addresses as people type them. Pure."""

from email.errors import HeaderParseError
from email.headerregistry import Address
from email.utils import formataddr, getaddresses
from typing import Final

from app.core.errors import InvalidError

#: Characters. Source: RFC 5321, 4.5.3.1.
MAX_LOCAL: Final = 64
MAX_ADDRESS: Final = 254
_HIDDEN: Final = "…"


class MailAddressError(InvalidError):
    """This is no address that mail can be sent to."""


def read_mail_address(typed: str) -> str:
    """Return the address in ASCII, its domain in small letters, without spaces around it.

    Raises:
        MailAddressError: nothing can be sent there.
    """
    local, at, domain = typed.strip().rpartition("@")
    try:
        host = domain.encode("idna").decode().lower()
        # Before it is parsed: the parser stumbles over a domain that begins with a bracket.
        if not _is_name(host):
            raise MailAddressError("form")
        parsed = Address(addr_spec=f"{local}{at}{host}")
    except (ValueError, HeaderParseError, IndexError) as error:
        raise MailAddressError("form") from error
    address = parsed.addr_spec
    # A local part in quotes is allowed, and nobody has one; what is sent is what was typed.
    if address != f"{local}@{host}" or '"' in address or not _fits(parsed):
        raise MailAddressError("form")
    return address


def read_sender(typed: str) -> str:
    """Return `Name <address>`, or the address alone, as a From line may hold it.

    Raises:
        MailAddressError: it is not one address.
    """
    match getaddresses([typed]):
        case [(name, address)]:
            read = read_mail_address(address)
            return formataddr((name, read)) if name else read
    raise MailAddressError("form")


def masked(address: str) -> str:
    """Return e.g. `j…@voorbeeld.nl`: enough for its owner, on a page that others may see."""
    local, at, domain = address.partition("@")
    return f"{local[:1]}{_HIDDEN}{at}{domain}"


def _is_name(host: str) -> bool:
    labels = host.split(".")
    return len(labels) > 1 and all(
        label.replace("-", "").isalnum() and label.strip("-") == label for label in labels
    )


def _fits(address: Address) -> bool:
    whole = address.addr_spec
    return (
        whole.isascii()
        and whole.isprintable()
        and len(address.username) <= MAX_LOCAL
        and len(whole) <= MAX_ADDRESS
    )
