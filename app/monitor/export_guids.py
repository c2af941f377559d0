"""Names for things in files: the same in every file of this site, and telling nothing of them."""

from typing import Final
from uuid import UUID, uuid5

from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

_BYTES: Final = 16
_LABEL: Final = b"buurtstem export names 1"
#: Hexadecimal figures of a short name: 48 bits, so that 100,000 stories all have their own.
_SHORT: Final = 12


class Guids:
    """Makes names out of references; nobody without the secret key can go back, or check one."""

    def __init__(self, secret_key: str) -> None:
        key = HKDF(algorithm=SHA256(), length=_BYTES, salt=None, info=_LABEL)
        self._namespace = UUID(bytes=key.derive(secret_key.encode()))

    def of(self, kind: str, reference: str) -> str:
        """Return the name of a thing: always the same one, so that files can be merged."""
        return str(uuid5(self._namespace, f"{kind}:{reference}"))


def short(guid: str) -> str:
    """Return the beginning of a name, for people to read."""
    return guid.replace("-", "")[:_SHORT]
