"""Print flat inks over each other, as a screenprinter does: shapes, grain and soft light."""

import io
import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from random import Random
from typing import Final, Literal

from PIL import Image, ImageChops, ImageDraw

#: Pixels.
WIDTH: Final = 1600
HEIGHT: Final = 1200

#: Shapes are drawn this many times larger and scaled down, for smooth edges.
OVERSAMPLE: Final = 2

#: Corners of the polygon that stands for an ellipse.
ROUNDNESS: Final = 56

COAL: Final = "#1f1b24"
PAPER: Final = "#fffbf4"
HEATHER: Final = "#6b2c6e"
PLUM: Final = "#41204a"
LILAC: Final = "#b98abb"
LAMP: Final = "#ffc83d"
PEACH: Final = "#f6c79b"
SAND: Final = "#ead6b0"
BRICK: Final = "#b4533a"
RUST: Final = "#7f3a30"
ROSE: Final = "#dd8f83"
PARK: Final = "#2f6b4f"
PINE: Final = "#1f4a3b"
MOSS: Final = "#86a86b"
MIST: Final = "#d9e4d6"
SLATE: Final = "#5d6a80"

Point = tuple[float, float]
Box = tuple[float, float, float, float]
Side = Literal["up", "down", "left", "right"]

#: How the sum of ramp and noise becomes a speck with a soft edge.
_SPECKS: Final = [min(255, value * 9) for value in range(256)]

_TURN: Final[dict[Side, Image.Transpose | None]] = {
    "down": None,
    "up": Image.Transpose.ROTATE_180,
    "right": Image.Transpose.ROTATE_90,
    "left": Image.Transpose.ROTATE_270,
}


@dataclass(frozen=True)
class Shade:
    """A second ink that gathers as grain towards one side of a shape."""

    colour: str
    side: Side = "down"
    #: From 0 (nothing) to 1 (solid at that side).
    amount: float = 0.7


class Canvas:
    """A sheet on which the same seed always prints the same picture."""

    def __init__(self, seed: int, ground: str = PAPER) -> None:
        self.chance = Random(seed)  # noqa: S311 - drawings, no secrets
        self.image = Image.new("RGB", (WIDTH, HEIGHT), ground)
        size = (WIDTH * 3 // 4, HEIGHT * 3 // 4)
        noise = Image.frombytes("L", size, self.chance.randbytes(size[0] * size[1]))
        self._hands: dict[tuple[str, ...], list[str]] = {}
        self._noise = noise.resize((WIDTH, HEIGHT), Image.Resampling.BILINEAR)

    def around(self, value: float, spread: float) -> float:
        """Return `value`, or at most `spread` beside it."""
        return value + self.chance.uniform(-spread, spread)

    def often(self, part: float) -> bool:
        """Return True in about this part of the calls, from 0 to 1."""
        return self.chance.random() < part

    def deal(self, options: tuple[str, ...]) -> str:
        """Return one of the options; none comes twice before all have been."""
        hand = self._hands.setdefault(options, [])
        if not hand:
            hand.extend(self.chance.sample(options, len(options)))
        return hand.pop()

    def polygons(
        self, shapes: Iterable[Sequence[Point]], colour: str, shade: Shade | None = None
    ) -> None:
        """Print several polygons in one ink; overlaps don't show."""
        kept = [shape for shape in shapes if shape]
        box = _inside([point for shape in kept for point in shape], 1)
        if box is None:
            return
        mask, draw = _mask(box)
        for shape in kept:
            draw.polygon(_within(shape, box), fill=255)
        self._print(mask, box, colour, shade)

    def polygon(self, points: Sequence[Point], colour: str, shade: Shade | None = None) -> None:
        """Print one polygon."""
        self.polygons([points], colour, shade)

    def box(self, box: Box, colour: str, shade: Shade | None = None) -> None:
        """Print a rectangle whose corners are a little off, as if cut by hand."""
        left, top, right, bottom = box
        corners = [(left, top), (right, top), (right, bottom), (left, bottom)]
        self.polygon(
            [(self.around(x, 1.6), self.around(y, 1.6)) for x, y in corners], colour, shade
        )

    def oval(self, centre: Point, radii: Point, colour: str, shade: Shade | None = None) -> None:
        """Print an ellipse."""
        self.polygon(oval_points(centre, radii), colour, shade)

    def line(self, points: Sequence[Point], width: float, colour: str) -> None:
        """Print a line with round joints and ends."""
        box = _inside(points, width)
        if box is None:
            return
        mask, draw = _mask(box)
        path = _within(points, box)
        draw.line(path, fill=255, width=round(width * OVERSAMPLE), joint="curve")
        radius = width * OVERSAMPLE / 2
        for x, y in (path[0], path[-1]):
            draw.ellipse((x - radius, y - radius, x + radius, y + radius), fill=255)
        self._print(mask, box, colour, None)

    def glow(self, centre: Point, radius: float, colour: str, strength: float = 0.6) -> None:
        """Spray light around a point, thinning outwards."""
        box = _inside(oval_points(centre, (radius, radius)), 0)
        if box is None:
            return
        side = round(radius * 2)
        light = ImageChops.invert(Image.radial_gradient("L")).resize((side, side))
        x, y = round(centre[0] - radius), round(centre[1] - radius)
        light = light.crop((box[0] - x, box[1] - y, box[2] - x, box[3] - y))
        light = light.point([max(0, round((v - 75) * strength * 1.4)) for v in range(256)])
        self.image.paste(colour, box, light)

    def jpeg(self) -> bytes:
        """Return the finished print: a breath of paper grain over everything, as a JPEG."""
        tooth = self._noise.point([121 + v * 14 // 255 for v in range(256)])
        paper = Image.merge("RGB", (tooth, tooth, tooth))
        out = io.BytesIO()
        ImageChops.soft_light(self.image, paper).save(out, "JPEG", quality=86)
        return out.getvalue()

    def _print(
        self, mask: Image.Image, box: tuple[int, int, int, int], colour: str, shade: Shade | None
    ) -> None:
        mask = mask.reduce(OVERSAMPLE)
        self.image.paste(colour, box, mask)
        if shade is not None:
            self.image.paste(shade.colour, box, ImageChops.multiply(mask, self._grain(box, shade)))

    def _grain(self, box: tuple[int, int, int, int], shade: Shade) -> Image.Image:
        """Return specks that grow dense towards the side of the shade."""
        ramp = Image.linear_gradient("L").crop((0, 0, 1, 256))
        turn = _TURN[shade.side]
        if turn is not None:
            ramp = ramp.transpose(turn)
        ramp = ramp.point([round(v * shade.amount) for v in range(256)])
        ramp = ramp.resize((box[2] - box[0], box[3] - box[1]), Image.Resampling.BILINEAR)
        specks = ImageChops.add(ramp, self._noise.crop(box), 1, -200)
        return specks.point(_SPECKS)


def oval_points(centre: Point, radii: Point, start: float = 0, end: float = 360) -> list[Point]:
    """Return points on an ellipse from one angle to another (degrees, clockwise from east)."""
    steps = [math.radians(start + (end - start) * i / ROUNDNESS) for i in range(ROUNDNESS + 1)]
    return [(centre[0] + radii[0] * math.cos(a), centre[1] + radii[1] * math.sin(a)) for a in steps]


def curve(start: Point, bend: Point, end: Point, steps: int = 24) -> list[Point]:
    """Return points on a quadratic Bézier curve."""
    points = []
    for i in range(steps + 1):
        t = i / steps
        a, b, c = (1 - t) ** 2, 2 * t * (1 - t), t * t
        points.append(
            (a * start[0] + b * bend[0] + c * end[0], a * start[1] + b * bend[1] + c * end[1])
        )
    return points


def _inside(points: Sequence[Point], margin: float) -> tuple[int, int, int, int] | None:
    """Return the whole pixels around the points that lie on the sheet, or None."""
    if not points:
        return None
    xs, ys = [x for x, _ in points], [y for _, y in points]
    left, top = max(0, math.floor(min(xs) - margin)), max(0, math.floor(min(ys) - margin))
    right = min(WIDTH, math.ceil(max(xs) + margin))
    bottom = min(HEIGHT, math.ceil(max(ys) + margin))
    return (left, top, right, bottom) if left < right and top < bottom else None


def _mask(box: tuple[int, int, int, int]) -> tuple[Image.Image, ImageDraw.ImageDraw]:
    size = ((box[2] - box[0]) * OVERSAMPLE, (box[3] - box[1]) * OVERSAMPLE)
    mask = Image.new("L", size)
    return mask, ImageDraw.Draw(mask)


def _within(points: Sequence[Point], box: tuple[int, int, int, int]) -> list[Point]:
    return [((x - box[0]) * OVERSAMPLE, (y - box[1]) * OVERSAMPLE) for x, y in points]
