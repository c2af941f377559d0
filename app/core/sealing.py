"""Encrypting what only this application may read, such as the cookie of an opened code."""

from base64 import urlsafe_b64encode
from datetime import datetime

from cryptography.fernet import Fernet, InvalidToken
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

_KEY_BYTES = 32


def seal(secret_key: str, purpose: str, content: bytes, *, now: datetime) -> str:
    """Return `content` encrypted for `purpose`; letters, digits, `-`, `_` and `=` only."""
    return _box(secret_key, purpose).encrypt_at_time(content, int(now.timestamp())).decode()


def unseal(
    secret_key: str, purpose: str, sealed: str, *, now: datetime, max_seconds: int | None = None
) -> bytes | None:
    """Return what was sealed; None when it was changed, meant for something else, or too old."""
    box = _box(secret_key, purpose)
    try:
        if max_seconds is None:
            return box.decrypt(sealed.encode())
        return box.decrypt_at_time(sealed.encode(), max_seconds, int(now.timestamp()))
    except InvalidToken:
        return None


def _box(secret_key: str, purpose: str) -> Fernet:
    label = f"buurtstem sealing 1:{purpose}".encode()
    key = HKDF(algorithm=SHA256(), length=_KEY_BYTES, salt=None, info=label)
    return Fernet(urlsafe_b64encode(key.derive(secret_key.encode())))
