"""What it costs to take 100,000 stories out as files, beside a thousand of the same.

A file is streamed: what it needs in memory must not grow with the number of stories, and each story
costs the same. Memory is what a new process has in use at most, beside one that makes the same file
of a thousand stories.
"""

import subprocess
import sys
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

from sqlmodel import Session

from app.core.db import open_database
from app.moderation.models import StoryCluster, StoryRedaction
from app.monitor.export_rules import FileKind
from app.upkeep.migrating import migrate
from bench.measure import Goal, Row, row
from bench.sites import TEXT
from tests.factories import make_programme, make_public, multiply

FEW: Final = 1_000
MANY: Final = 100_000
#: Tables by a library and by our own writer, as CSV is too; a document; a project of many files.
KINDS: Final = (FileKind.XLSX, FileKind.ODS, FileKind.JSON, FileKind.QDPX)
#: A zip lists its members at its end: what a file of 100,000 members may add to that.
MEMORY: Final = {FileKind.QDPX: Goal("<=", 2.0)}


def rows() -> list[Row]:
    """Return memory and time of each kind of file."""
    with TemporaryDirectory() as folder:
        few, many = _filled(Path(folder) / "few", FEW), _filled(Path(folder) / "many", MANY)
        found = []
        for kind in KINDS:
            small, large = _make(few, kind), _make(many, kind)
            memory = MEMORY.get(kind, Goal("<=", 1.2))
            found += [
                row(f"export-{kind}-memory", large[0] / 1024, small[0] / 1024, memory, "MiB"),
                row(
                    f"export-{kind}-row",
                    large[1] / MANY * 1000,
                    small[1] / FEW * 1000,
                    Goal("<=", 1.2),
                    "CPU ms",
                ),
            ]
    return found


def _filled(folder: Path, stories: int) -> Path:
    folder.mkdir()
    database = open_database(folder / "buurtstem.db")
    migrate(database)
    with database.write() as session:
        _fill(session, stories)
        session.commit()
    database.dispose()
    return folder


def _fill(session: Session, stories: int) -> None:
    make_programme(session)
    multiply(session, make_public(session, TEXT), stories - 1)
    connection = session.connection()
    of_all = "FROM story WHERE id % 2 = 0"
    for table, columns, values in (
        (StoryCluster.__tablename__, "story_id, cluster_id, is_main", "id, 1, 1"),
        (StoryRedaction.__tablename__, 'story_id, start, "end"', "id, 20, 30"),
    ):
        connection.exec_driver_sql(f"INSERT INTO {table} ({columns}) SELECT {values} {of_all}")


def _make(folder: Path, kind: FileKind) -> tuple[int, float]:
    """Return the most KiB in use, and the processor seconds, of a process that makes a file."""
    command = [sys.executable, "-m", "bench.one_export", str(folder), kind.value]
    done = subprocess.run(command, capture_output=True, check=True, text=True)
    memory, seconds = done.stdout.split()[-2:]
    return int(memory), float(seconds)
