"""What taking in a photo costs, beside the least that it could cost.

The least is one decode at the smallest scale that will do, and the six encodes alone: without
resizing, turning, checking, and without a process that may die; in memory that is warm, where ours
begins with fresh memory each time. Both are counted in processor time, in turns; of each the least
is taken.
"""

import time
from collections.abc import Callable
from io import BytesIO
from typing import Final

from PIL import ExifTags, Image

from app.photos.decoder import Decoder
from app.photos.rules import SIZES
from bench.__main__ import line
from bench.measure import Goal, Row, row, side_by_side

ROUNDS: Final = 15
MIB: Final = 1 << 20
GOAL_12MP: Final = Goal("<=", 1.35)
GOAL_48MP: Final = Goal("<=", 1.25)
MOST_MIB: Final = 90.0
WITHIN: Final = Goal("<=", 1.0)


def photo(width: int, height: int) -> bytes:
    """Return a JPEG with shapes, soft and fine detail and noise, laid on its side."""
    soft = Image.effect_noise((width // 24, height // 24), 90).resize((width, height))
    detail = Image.effect_noise((width // 3, height // 3), 40).resize((width, height))
    light = Image.radial_gradient("L").resize((width, height))
    sky = Image.linear_gradient("L").resize((width, height))
    grain = Image.effect_noise((width, height), 8)
    channels = [
        Image.blend(Image.blend(one, detail, 0.25), grain, 0.2) for one in (soft, light, sky)
    ]
    tags = Image.Exif()
    tags[ExifTags.Base.Orientation] = 6
    buffer = BytesIO()
    Image.merge("RGB", channels).save(buffer, "JPEG", quality=90, exif=tags)
    return buffer.getvalue()


def _scaled(content: bytes) -> Image.Image:
    with Image.open(BytesIO(content)) as image:
        scale = SIZES[0] / max(image.size)
        image.draft(None, (round(image.width * scale), round(image.height * scale)))
        image.load()
        return image


def _least(content: bytes) -> Callable[[], None]:
    """Return the work of the reference; its resized pictures are made beforehand."""
    picture = _scaled(content)
    pictures = [picture.copy() for _ in SIZES]
    for each, size in zip(pictures, SIZES, strict=True):
        each.thumbnail((size, size))

    def work() -> None:
        _scaled(content)
        for each in pictures:
            each.save(BytesIO(), "JPEG", quality=80)
            each.save(BytesIO(), "WEBP", quality=80, method=2)

    return work


class _Intake:
    """Taking in one photo, with what its three processes spend on it."""

    def __init__(self, content: bytes) -> None:
        self._content = content
        self._decoder = Decoder()
        self._spent = 0.0
        self.peak_bytes = 0  # above what the waiting sandbox has in use

    def __call__(self) -> None:
        outcome = self._decoder.run(self._content)
        self._spent += outcome.cpu_seconds
        self.peak_bytes = max(self.peak_bytes, outcome.peak_bytes - outcome.idle_bytes)

    def measure(self, work: Callable[[], object]) -> float:
        """Return the processor seconds of this process, the sandbox and its copies."""
        start = self._clocks()
        work()
        return self._clocks() - start

    def _clocks(self) -> float:
        pid = self._decoder.pid
        # The clock of another process's processor time, as Linux numbers it.
        waiting = 0.0 if pid is None else time.clock_gettime(~pid << 3 | 2)
        return time.process_time() + waiting + self._spent

    def close(self) -> None:
        self._decoder.close()


def _measured(content: bytes) -> tuple[float, float, float]:
    """Return the seconds of ours and of the least, and the peak of ours in MiB."""
    intake = _Intake(content)
    ours, least = side_by_side(
        intake, _least(content), rounds=ROUNDS, measure=intake.measure, of_all=min
    )
    intake.close()
    return ours, least, intake.peak_bytes / MIB


def photo_12mp() -> list[Row]:
    """Measure a photo of 12 megapixels, from its bytes to its derivatives."""
    ours, least, _ = _measured(photo(4032, 3024))
    return [row("photo-12mp", ours, least, GOAL_12MP, "CPU s")]


def photo_48mp() -> list[Row]:
    """Measure a photo of 48 megapixels, its memory too: there the reference is the limit."""
    ours, least, peak = _measured(photo(8064, 6048))
    return [
        row("photo-48mp", ours, least, GOAL_48MP, "CPU s"),
        row("photo-48mp-memory", peak, MOST_MIB, WITHIN, "MiB"),
    ]


def rows() -> list[Row]:
    """Return every figure about photos."""
    return [*photo_12mp(), *photo_48mp()]


def main() -> None:
    """Print every figure."""
    for each in rows():
        print(line(each))


if __name__ == "__main__":
    main()
