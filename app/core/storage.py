"""Files under their content hash. A file is durable before any row speaks of it."""

import hashlib
import os
import secrets
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

from sqlalchemy import event
from sqlmodel import Session

from app.core.errors import BusyError

#: Bytes of free disk below which nothing new is taken in: what is there must go on working.
LEAST_FREE: Final = 200_000_000
#: Seconds after which a new try makes sense, when somebody has made room.
RETRY_AFTER: Final = 600

#: A file without a row is left alone for so long: its row may be on the way.
ORPHAN_SECONDS: Final = 3600

_PENDING: Final = "files to remove"
#: Begins the name of a folder in which a large file is being made.
_SPOOL: Final = ".spool-"
#: Such a folder is left by a crash when nothing was added to it for so long.
_SPOOL_SECONDS: Final = 6 * 3600


class Storage:
    """A folder of files; a key is `<sha256>-<owner>`, so that no two owners share a file."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def put(self, content: bytes, *, owner: str) -> str:
        """Store `content` durably for `owner` (letters and digits) and return its key."""
        key = f"{hashlib.sha256(content).hexdigest()}-{owner}"
        path = self._path(key)
        path.parent.mkdir(parents=True, exist_ok=True)
        made = path.with_name(f".{secrets.token_hex(8)}")
        try:
            with made.open("wb") as file:
                file.write(content)
                file.flush()
                os.fsync(file.fileno())
            made.replace(path)
        finally:
            made.unlink(missing_ok=True)
        _sync_folder(path.parent)
        return key

    @contextmanager
    def spool(self) -> Iterator[Path]:
        """Give a folder of its own for making a file too large for memory; it goes afterwards."""
        self._folder.mkdir(parents=True, exist_ok=True)
        with TemporaryDirectory(prefix=_SPOOL, dir=self._folder) as folder:
            yield Path(folder)

    def keep(self, made: Path, *, owner: str) -> str:
        """Move a file out of a `spool` into the storage, durably, and return its key."""
        with made.open("rb") as file:
            digest = hashlib.file_digest(file, hashlib.sha256).hexdigest()
            os.fsync(file.fileno())
        key = f"{digest}-{owner}"
        path = self._path(key)
        path.parent.mkdir(parents=True, exist_ok=True)
        made.replace(path)
        _sync_folder(path.parent)
        return key

    def sweep_spools(self, *, now: float) -> int:
        """Remove the folders of files that never got done, and return how many; `now` is Unix."""
        count = 0
        for folder in self._folder.glob(f"{_SPOOL}*"):
            if now - folder.stat().st_mtime > _SPOOL_SECONDS:
                shutil.rmtree(folder)
                count += 1
        return count

    def check_room(self) -> None:
        """Raise `BusyError` when the disk is nearly full, before anything is stored."""
        if shutil.disk_usage(self._folder).free < LEAST_FREE:
            raise BusyError(RETRY_AFTER)

    def get(self, key: str) -> bytes:
        """Return the content under `key`; raise `FileNotFoundError` without one."""
        return self._path(key).read_bytes()

    def path(self, key: str) -> Path:
        """Return where the file under `key` lies, for sending it."""
        return self._path(key)

    def remove(self, key: str) -> None:
        """Remove the file under `key`; nothing happens when it is gone already."""
        self._path(key).unlink(missing_ok=True)

    def keys(self) -> Iterator[str]:
        """Yield the key of every stored file, in no order."""
        for path in self._folder.glob("??/*"):
            if not path.name.startswith("."):
                yield path.name

    def is_older(self, key: str, seconds: int, *, now: float) -> bool:
        """Whether the file was stored longer ago than that, seen from the Unix time `now`."""
        try:
            return now - self._path(key).stat().st_mtime > seconds
        except FileNotFoundError:  # removed since the files were listed
            return False

    def _path(self, key: str) -> Path:
        if not key.replace("-", "").isalnum():
            raise ValueError(f"not a storage key: {key!r}")
        return self._folder / key[:2] / key


def remove_after_commit(session: Session, storage: Storage, keys: list[str]) -> None:
    """Remove the files when `session` commits; a rollback keeps them, as it keeps their rows."""
    pending = session.info.setdefault(_PENDING, [])
    if not pending:
        event.listen(session, "after_commit", _remove, once=True)
        event.listen(session, "after_rollback", _keep, once=True)
    pending.extend((storage, key) for key in keys)


def _remove(session: Session) -> None:
    for storage, key in session.info.pop(_PENDING, []):
        storage.remove(key)


def _keep(session: Session) -> None:
    session.info.pop(_PENDING, None)


def _sync_folder(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
