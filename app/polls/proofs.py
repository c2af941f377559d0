"""Proof letters: their code is in no table, casts no vote, and opens only the preview.

All of them have one look-up that no real code ever gets. The secret is a keyed hash of the poll's
reference, so the application knows its own proof codes without keeping them.
"""

import hashlib
import hmac
from typing import Final

from sqlmodel import Session, col, select

from app.core.codes import Code, derive_code
from app.polls.models import Poll

#: Reads as "PROF" with the zero that every code has in the place of an O.
PROOF_LOOKUP: Final = "PR0F"


def proof_code(secret_key: str, poll_ref: str) -> Code:
    """Return the code of the proof letters of a poll."""
    label = f"buurtstem proof letter 1:{poll_ref}".encode()
    token = hmac.new(secret_key.encode(), label, hashlib.sha256).digest()
    return Code(lookup=PROOF_LOOKUP, secret=derive_code(token, 0).secret)


def is_proof(code: Code) -> bool:
    """Whether this can only be the code of a proof letter, right or wrong."""
    return code.lookup == PROOF_LOOKUP


def find_proof(session: Session, secret_key: str, code: Code) -> Poll | None:
    """Return the poll that this proof code shows a preview of, until its result is open."""
    if not is_proof(code):
        return None
    found = None
    for poll in session.exec(select(Poll).where(col(Poll.result_at).is_(None))):
        if hmac.compare_digest(proof_code(secret_key, poll.ref).secret, code.secret):
            found = poll
    return found
