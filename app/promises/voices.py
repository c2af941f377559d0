"""Whose answer it is, without saying whose: a keyed hash of the card, the code or the browser."""

import hashlib
import hmac

from app.promises.models import Promise
from app.promises.rules import VoiceKind


def voice_of(secret_key: str, kind: VoiceKind, holder: str, promise: Promise) -> str:
    """Return the value that stands for `holder` at this promise, the same each time it is asked.

    It differs by promise and by the time that it was called done, so that nobody can see who
    answered twice. Nothing leads back from it without the key and `holder`.
    """
    text = f"confirmation\0{kind.value}\0{promise.ref} {promise.turn}\0{holder}"
    return hmac.new(secret_key.encode(), text.encode(), hashlib.sha256).hexdigest()
