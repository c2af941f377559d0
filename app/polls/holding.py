"""What a browser holds while somebody votes: an opened code, or its ticket in a peiling."""

import re
import secrets
import struct
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Final

from flask import Response

from app.core.sealing import seal, unseal
from app.polls.keys import ballot_of_browser, receipt_of_browser
from app.polls.models import Poll
from app.polls.opening import Opening
from app.polls.receipts import new_receipt
from app.polls.rules import Choice
from app.web.context import parts
from app.web.cookies import clear_cookie, read_cookie, set_cookie

COOKIE: Final = "stem"
#: From opening the code to tapping a choice.
LASTS: Final = timedelta(minutes=15)
_PURPOSE: Final = "opened voting code"
#: Poll, look-up, ballot, receipt.
_SHAPE: Final = struct.Struct(">q4s16s10s")
_TICKET_BYTES: Final = 32
_TICKET: Final = re.compile(f"[0-9a-f]{{{2 * _TICKET_BYTES}}}")


@dataclass(frozen=True)
class Held(Opening):
    """The ballot of a letter that this browser may fill in, and the receipt that it will get."""

    receipt: bytes = field(repr=False)

    def receipt_for(self, choice: Choice) -> bytes:
        """Return the receipt of `choice`: one opening of the code has one."""
        del choice
        return self.receipt


@dataclass(frozen=True)
class Ticket:
    """With what a browser takes part in one peiling."""

    token: bytes = field(repr=False)
    poll_ref: str

    @property
    def ballot_id(self) -> bytes:
        """The browser's ballot."""
        return ballot_of_browser(self.token, self.poll_ref)

    def receipt_for(self, choice: Choice) -> bytes:
        """Return the receipt of `choice`: sent again it is the same."""
        return receipt_of_browser(self.token, self.poll_ref, choice)


def hold(response: Response, opened: Opening, *, now: datetime) -> None:
    """Let this browser fill in the opened ballot, once, within a quarter of an hour."""
    packed = _SHAPE.pack(opened.poll_id, opened.lookup.encode(), opened.ballot_id, new_receipt())
    sealed = seal(parts().settings.secret_key, _PURPOSE, packed, now=now)
    set_cookie(response, COOKIE, sealed, lasts=LASTS)


def find_held(poll: Poll, *, now: datetime) -> Held | None:
    """Return the ballot of `poll` that is open in this browser, if one is."""
    seconds = int(LASTS.total_seconds())
    key, sealed = parts().settings.secret_key, read_cookie(COOKIE) or ""
    packed = unseal(key, _PURPOSE, sealed, now=now, max_seconds=seconds)
    if packed is None:
        return None
    poll_id, lookup, ballot_id, receipt = _SHAPE.unpack(packed)
    return Held(poll_id, lookup.decode(), ballot_id, receipt) if poll_id == poll.id else None


def let_go(response: Response) -> None:
    """Close the ballot in this browser."""
    clear_cookie(response, COOKIE)


def find_ticket(poll: Poll) -> Ticket | None:
    """Return this browser's ticket for a peiling, if it has one."""
    kept = read_cookie(_ticket_name(poll)) or ""
    return Ticket(bytes.fromhex(kept), poll.ref) if _TICKET.fullmatch(kept) else None


def give_ticket(response: Response, poll: Poll, *, now: datetime) -> None:
    """Give this browser a random ticket for this peiling alone, gone when it closes."""
    token = secrets.token_hex(_TICKET_BYTES)
    set_cookie(response, _ticket_name(poll), token, lasts=poll.closes_at - now)


def _ticket_name(poll: Poll) -> str:
    return f"peiling-{poll.ref}"
