"""Addresses as people type them: those that mail can be sent to, and nothing else."""

from email.message import EmailMessage
from email.policy import SMTP

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.core.mail_address import MailAddressError, masked, read_mail_address, read_sender

GOOD = [
    ("jan@voorbeeld.nl", "jan@voorbeeld.nl"),
    (" Jan.de.Wit+buurt@Voorbeeld.NL ", "Jan.de.Wit+buurt@voorbeeld.nl"),
    ("an@café.nl", "an@xn--caf-dma.nl"),
    ("an@post.gemeente-x.nl", "an@post.gemeente-x.nl"),
]
BAD = [
    *("", "@", "jan", "jan@", "@voorbeeld.nl", "jan@voorbeeld", "jan@@voorbeeld.nl"),
    *("jan wit@voorbeeld.nl", "<jan@voorbeeld.nl>", "jan@voorbeeld.nl, an@voorbeeld.nl"),
    *("jan@voorbeeld.nl\nBcc: an@voorbeeld.nl", "jan@-x.nl", "jan@x..nl"),
    *(
        '"jan de wit"@voorbeeld.nl',
        "jan(hallo)@voorbeeld.nl",
        "jan@[127.0.0.1]",
        "jan@[",
        "ján@voorbeeld.nl",
    ),
    *("a" * 65 + "@voorbeeld.nl", "a@" + "b" * 63 + ("." + "c" * 63) * 3 + ".nl", "jan\0@x.nl"),
]


@pytest.mark.parametrize(("typed", "address"), GOOD)
def test_an_address_is_read(typed: str, address: str) -> None:
    assert read_mail_address(typed) == address


@pytest.mark.parametrize("typed", BAD)
def test_what_mail_cannot_go_to_is_refused(typed: str) -> None:
    with pytest.raises(MailAddressError):
        read_mail_address(typed)


TYPED = st.text(max_size=40) | st.from_regex(r"[ a-zé.\"<>,\r\n]{0,9}@[ a-zé.\-\[\]\n]{0,9}\.nl")


@given(TYPED)
def test_whatever_is_read_is_one_recipient_and_nothing_more(typed: str) -> None:
    try:
        address = read_mail_address(typed)
    except MailAddressError:
        return
    message = EmailMessage(policy=SMTP)
    message["To"] = address
    assert [each.addr_spec for each in message["To"].addresses] == [address]
    assert message.as_bytes().count(b"\n") == 2
    assert read_mail_address(address) == address


@pytest.mark.parametrize(
    ("address", "shown"),
    [("jan@voorbeeld.nl", "j…@voorbeeld.nl"), ("j@x.nl", "j…@x.nl")],
)
def test_an_address_is_shown_to_its_owner_only_in_part(address: str, shown: str) -> None:
    assert masked(address) == shown


@pytest.mark.parametrize(
    ("typed", "sender"),
    [
        ("noreply@voorbeeld.nl", "noreply@voorbeeld.nl"),
        ("Buurtstem <noreply@voorbeeld.nl>", "Buurtstem <noreply@voorbeeld.nl>"),
        ("Eén stem <a@b.nl>", "=?utf-8?b?RcOpbiBzdGVt?= <a@b.nl>"),
    ],
)
def test_a_sender_may_have_a_name(typed: str, sender: str) -> None:
    assert read_sender(typed) == sender


@pytest.mark.parametrize("typed", ["", "Buurtstem", "Buurtstem <noreply>"])
def test_a_sender_without_an_address_is_refused(typed: str) -> None:
    with pytest.raises(MailAddressError):
        read_sender(typed)
