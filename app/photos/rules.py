"""What a photo may be, what is made of it, and why one is refused."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from app.core.errors import InvalidError

#: Bytes of one file as it was sent in.
MAX_BYTES: Final = 25_000_000
#: Pixels that the header may announce; read before anything is decoded.
MAX_PIXELS: Final = 50_000_000
#: Pixels along one side.
MAX_SIDE: Final = 12_000
#: Pixels of a HEIC, which can only be decoded at full size: some 140 MiB.
MAX_HEIC_PIXELS: Final = 25_000_000
#: Bytes of a JPEG of several passes (progressive) together with what it holds back in memory
#: until its last pass; it can't be decoded at a smaller size from the start: some 90 MiB.
MAX_HELD_BACK: Final = 80_000_000
#: Pixels of the long side of each derivative, largest first.
SIZES: Final = (1600, 800, 400)

#: What one photo may cost in the process that decodes it.
MAX_CPU_SECONDS: Final = 15
MAX_WALL_SECONDS: Final = 30
#: Bytes of address space, libraries included.
MAX_ADDRESS_SPACE: Final = 1_100_000_000
#: Bytes of all derivatives of one photo together.
MAX_RESULT_BYTES: Final = 40_000_000


class Refusal(StrEnum):
    """Why a photo can't be used."""

    EMPTY = "empty"
    TOO_LARGE_FILE = "too_large_file"
    TOO_MANY_PIXELS = "too_many_pixels"
    NOT_A_PHOTO = "not_a_photo"
    BROKEN = "broken"
    ANIMATED = "animated"
    TOOK_TOO_LONG = "took_too_long"
    CRASHED = "crashed"


class PhotoFormat(StrEnum):
    """How a derivative is encoded."""

    JPEG = "jpeg"
    WEBP = "webp"


class PhotoRefusedError(InvalidError):
    """This file gives no photo; `reason` says why."""

    def __init__(self, reason: Refusal) -> None:
        super().__init__(reason.value)
        self.reason = reason


class InvalidBoxError(InvalidError):
    """A box to blur lies outside the photo or is empty."""


@dataclass(frozen=True)
class Box:
    """A part of the upright photo, in fractions of its width and height from the top left.

    Raises:
        InvalidBoxError: the box lies outside the photo or is empty.
    """

    left: float
    top: float
    right: float
    bottom: float

    def __post_init__(self) -> None:
        """Refuse what no photo can contain; comparisons with NaN are false, so it goes too."""
        if not (0 <= self.left < self.right <= 1 and 0 <= self.top < self.bottom <= 1):
            raise InvalidBoxError(str(self))


@dataclass(frozen=True)
class Derivative:
    """One encoded picture made of a photo; it carries pixels and nothing else."""

    #: The size of `SIZES` into which it was fitted; a small photo is not enlarged to it.
    size: int
    format: PhotoFormat
    width: int
    height: int
    content: bytes


#: Every size in every format, largest size first.
Derivatives = tuple[Derivative, ...]
