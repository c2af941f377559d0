"""What grows and glows behind the scenes: skies, hills, trees, heath."""

import math
from dataclasses import dataclass
from typing import Final

from app.upkeep.demo.canvas import (
    COAL,
    HEATHER,
    HEIGHT,
    LAMP,
    LILAC,
    MOSS,
    PAPER,
    PARK,
    PINE,
    PLUM,
    WIDTH,
    Box,
    Canvas,
    Point,
    Shade,
    oval_points,
)


@dataclass(frozen=True)
class Mood:
    """The light of a day."""

    sky: str
    low: str
    sun: str
    cloud: str


MOODS: Final = (
    Mood(sky="#cfe0d8", low="#fbe6c4", sun=LAMP, cloud=PAPER),
    Mood(sky="#f3dcc0", low="#f2a98a", sun="#fff0c2", cloud="#fff3e2"),
    Mood(sky="#dccde0", low="#f8cf9f", sun=LAMP, cloud="#f8ecf2"),
)


def sky(canvas: Canvas, horizon: float) -> Mood:
    """Print a sky with sun and clouds down to the horizon; return its light."""
    mood = canvas.chance.choice(MOODS)
    canvas.box((-5, -5, WIDTH + 5, horizon + 5), mood.sky, Shade(mood.low, "down", 1))
    sun = (canvas.around(WIDTH * 0.72, 160), canvas.around(horizon * 0.31, 40))
    canvas.glow(sun, 420, mood.sun, 0.5)
    canvas.oval(sun, (84, 84), mood.sun)
    for _ in range(3):
        cloud(canvas, (canvas.chance.uniform(0, WIDTH), canvas.around(horizon * 0.32, 110)), mood)
    return mood


def cloud(canvas: Canvas, at: Point, mood: Mood) -> None:
    """Print a flat cloud of three puffs."""
    x, y = at
    size = canvas.chance.uniform(0.7, 1.2)
    puffs = [(-92, 0, 84, 34), (-5, 0, 96, 76), (92, 0, 92, 42)]
    shapes = [
        oval_points((x + dx * size, y + dy * size), (rx * size, ry * size), 180, 360)
        for dx, dy, rx, ry in puffs
    ]
    canvas.polygons(shapes, mood.cloud)


def hill(canvas: Canvas, left: float, right: float, colour: str, shade: Shade) -> None:
    """Print rolling ground from one height at the left to another at the right."""
    crest: list[Point] = []
    wave, lift = canvas.chance.uniform(0, 6), canvas.chance.uniform(14, 30)
    for step in range(41):
        part = step / 40
        y = left + (right - left) * part + math.sin(wave + part * 7) * lift
        crest.append((part * WIDTH, y))
    canvas.polygon([*crest, (WIDTH, HEIGHT), (0, HEIGHT)], colour, shade)


def ground(canvas: Canvas, top: float, colour: str, shade: Shade) -> None:
    """Print flat ground down to the lower edge."""
    canvas.box((-5, top, WIDTH + 5, HEIGHT + 5), colour, shade)


def blob(canvas: Canvas, centre: Point, radii: Point, wobble: float = 0.12) -> list[Point]:
    """Return a leafy outline: an ellipse that breathes."""
    turn = canvas.chance.uniform(0, 6)
    points: list[Point] = []
    for i in range(60):
        angle = math.tau * i / 60
        swell = 1 + wobble * (
            math.sin(angle * 5 + turn) * 0.6 + math.sin(angle * 9 + turn * 2) * 0.4
        )
        points.append(
            (
                centre[0] + radii[0] * swell * math.cos(angle),
                centre[1] + radii[1] * swell * math.sin(angle),
            )
        )
    return points


def tree(canvas: Canvas, foot: Point, height: float, leaf: str = PARK, dark: str = PINE) -> None:
    """Print a tree with a round crown."""
    x, y = foot
    trunk = height * 0.045
    fork = y - height * 0.5
    canvas.polygon(
        [(x - trunk, y), (x - trunk * 0.6, fork), (x + trunk * 0.6, fork), (x + trunk, y)], PLUM
    )
    canvas.line([(x, y - height * 0.34), (x + height * 0.13, fork - height * 0.05)], trunk, PLUM)
    middle = y - height * 0.66
    crown = [oval_points((x, middle), (height * 0.26, height * 0.29))]
    light = []
    for part in range(9):
        angle, size = math.tau * part / 9 + canvas.around(0, 0.3), canvas.around(0.125, 0.02)
        puff = (x + math.cos(angle) * height * 0.2, middle + math.sin(angle) * height * 0.24)
        crown.append(oval_points(puff, (height * size, height * size * 0.9)))
    for dx, dy, size in ((-0.14, -0.14, 0.09), (-0.05, -0.19, 0.1), (-0.17, -0.03, 0.06)):
        spot = (x + dx * height, middle + dy * height)
        light.append(oval_points(spot, (height * size, height * size * 0.7)))
    canvas.polygons(crown, leaf, Shade(dark, "down", 0.95))
    canvas.polygons(light, MOSS, Shade(leaf, "down", 1))


def poplar(canvas: Canvas, foot: Point, height: float, leaf: str = PINE) -> None:
    """Print a slim tree for the distance."""
    x, y = foot
    canvas.polygon(
        blob(canvas, (x, y - height * 0.52), (height * 0.13, height * 0.5), 0.06),
        leaf,
        Shade(COAL, "right", 0.5),
    )


def bush(canvas: Canvas, at: Point, size: float, leaf: str = PARK) -> None:
    """Print a low bush."""
    shape = blob(canvas, at, (size, size * 0.55))
    canvas.polygon(shape, leaf, Shade(PINE, "down", 0.9))


def heath(canvas: Canvas, top: float, bottom: float, amount: int) -> None:
    """Scatter tufts of heather, larger towards the front."""
    tufts: dict[str, list[list[Point]]] = {HEATHER: [], LILAC: [], PLUM: []}
    for _ in range(amount):
        depth = canvas.chance.random() ** 1.4
        x, y = canvas.chance.uniform(0, WIDTH), top + (bottom - top) * depth
        size = 6 + depth * 26
        ink = canvas.chance.choice((HEATHER, HEATHER, LILAC, PLUM))
        tufts[ink].append(oval_points((x, y), (size * 1.5, size * 0.6)))
    for ink, shapes in tufts.items():
        canvas.polygons(shapes, ink)


def grass(canvas: Canvas, box: Box, amount: int, colour: str) -> None:
    """Print short strokes of grass inside a box."""
    left, top, right, bottom = box
    blades: list[list[Point]] = []
    for _ in range(amount):
        y = top + (bottom - top) * canvas.chance.random()
        x, tall = canvas.chance.uniform(left, right), 8 + 22 * (y - top) / (bottom - top)
        lean = canvas.around(0, tall * 0.4)
        blades.append([(x - 3, y), (x + lean, y - tall), (x + 3, y)])
    canvas.polygons(blades, colour)
