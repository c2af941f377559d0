"""Reading a programme file (TOML) from disk."""

import tomllib
from pathlib import Path
from typing import Any, Final

from app.programme.rules import ProgrammeFileError

#: The file that comes with the program.
PACKAGED: Final = Path(__file__).with_name("files") / "brunssum.toml"


def read_file(path: Path) -> dict[str, Any]:
    """Return what stands in the file at `path`, unchecked.

    Raises:
        ProgrammeFileError: it isn't TOML in UTF-8; the text says where.
    """
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise ProgrammeFileError([f"{path.name}: {error}"]) from error
