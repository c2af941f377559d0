"""Names for things in files: the same in every file of this site, and telling nothing of them."""

from functools import lru_cache
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
        namespace = UUID(bytes=key.derive(secret_key.encode()))

        @lru_cache(maxsize=1_000)
        def name(kind: str, reference: str) -> str:
            return str(uuid5(namespace, f"{kind}:{reference}"))

        self._name = name

    def of(self, kind: str, reference: str) -> str:
        """Return the name of a thing: always the same one, so that files can be merged."""
        return self._name(kind, reference)


def short(guid: str) -> str:
    """Return the beginning of a name, for people to read."""
    return guid.replace("-", "")[:_SHORT]
