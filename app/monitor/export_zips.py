"""Zip files whose members are written piece by piece, and say nothing of this machine."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Final
from zipfile import ZIP_DEFLATED, ZIP_STORED, ZipFile, ZipInfo

#: Bytes that are copied at once.
_CHUNK: Final = 1 << 20
#: Read and write for the owner only, where the file is unpacked.
_PRIVATE: Final = 0o600 << 16


@contextmanager
def open_zip(path: Path) -> Iterator[ZipFile]:
    """Give a new zip file at `path`."""
    with ZipFile(path, "w", ZIP_DEFLATED) as packed:
        yield packed


def add(packed: ZipFile, name: str, content: bytes, *, squeeze: bool = True) -> None:
    """Add a member; pictures are not squeezed again."""
    packed.writestr(_about(name, squeeze=squeeze), content)


def add_file(packed: ZipFile, name: str, source: IO[bytes]) -> None:
    """Add all that was written into `source`, some at a time."""
    source.seek(0)
    # The length isn't known to whoever asks for a member that may be large.
    with packed.open(_about(name, squeeze=True), "w", force_zip64=True) as member:
        while piece := source.read(_CHUNK):
            member.write(piece)


def _about(name: str, *, squeeze: bool) -> ZipInfo:
    # The day is the first that zip knows: when exactly the file was made is nobody's business.
    about = ZipInfo(name)
    about.compress_type = ZIP_DEFLATED if squeeze else ZIP_STORED
    about.external_attr = _PRIVATE
    return about
