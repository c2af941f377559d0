"""Scenes among green: the heath and the allotments."""

import math

from app.upkeep.demo.canvas import (
    BRICK,
    COAL,
    HEATHER,
    HEIGHT,
    LAMP,
    LILAC,
    MIST,
    MOSS,
    PAPER,
    PARK,
    PEACH,
    PINE,
    PLUM,
    ROSE,
    RUST,
    SAND,
    WIDTH,
    Canvas,
    Point,
    Shade,
    curve,
    oval_points,
)
from app.upkeep.demo.landscape import (
    grass,
    ground,
    heath,
    hill,
    poplar,
    sky,
    tree,
)


def bench(canvas: Canvas) -> None:
    """Print a bench under a tree, with the heath behind it."""
    sky(canvas, 620)
    hill(canvas, 560, 500, LILAC, Shade(HEATHER, "down", 0.8))
    for x in (110, 190, 1380, 1490):
        poplar(canvas, (x, 610), canvas.around(190, 40))
    hill(canvas, 610, 640, HEATHER, Shade(PLUM, "down", 0.9))
    heath(canvas, 640, 900, 420)
    hill(canvas, 900, 860, MOSS, Shade(PARK, "down", 0.9))
    path = [
        *curve((980, 880), (700, 1010), (1120, HEIGHT)),
        *curve((640, HEIGHT), (480, 1020), (930, 876)),
    ]
    canvas.polygon(path, SAND, Shade(PEACH, "down", 0.8))
    tree(canvas, (330, 1000), 900)
    canvas.oval((600, 1055), (330, 26), PINE)
    _bench(canvas, (380, 1050), 460)
    grass(canvas, (0, 1000, 420, HEIGHT), 70, PINE)
    grass(canvas, (1120, 960, WIDTH, HEIGHT), 90, PINE)


def _bench(canvas: Canvas, at: Point, width: float) -> None:
    """Print an empty bench; `at` is the foot of its left leg."""
    x, y = at
    for leg in (0.1, 0.9):
        canvas.line([(x + width * leg, y), (x + width * leg, y - 190)], 18, COAL)
        canvas.line([(x + width * leg - 26, y), (x + width * leg - 26, y - 84)], 16, COAL)
    for plank in range(3):
        top = y - 212 + plank * 40
        canvas.box((x, top, x + width, top + 28), BRICK, Shade(RUST, "down", 0.9))
    canvas.box((x - 26, y - 96, x + width + 4, y - 68), ROSE, Shade(BRICK, "right", 0.9))


def allotment(canvas: Canvas) -> None:
    """Print an allotment: a shed, rows of cabbage, sunflowers, a wheelbarrow."""
    sky(canvas, 520)
    hill(canvas, 500, 470, MOSS, Shade(PARK, "down", 0.7))
    for x in range(60, WIDTH, 210):
        poplar(canvas, (canvas.around(x, 50), 540), canvas.around(220, 60), PARK)
    ground(canvas, 540, "#8f6a4a", Shade(PLUM, "down", 0.75))
    _shed(canvas)
    for row in range(5):
        _cabbages(canvas, 640 + row * row * 26 + row * 34, 34 + row * 20)
    for step in range(4):
        _sunflower(canvas, (canvas.around(80 + step * 112, 20), canvas.around(830, 40)))
    _barrow(canvas, (1180, 1080))


def _shed(canvas: Canvas) -> None:
    canvas.box((1060, 330, 1430, 640), PARK, Shade(PINE, "right", 0.9))
    for x in range(1100, 1430, 40):
        canvas.line([(x, 340), (x, 632)], 4, PINE)
    canvas.polygon(
        [(1020, 345), (1090, 220), (1410, 220), (1470, 345)], BRICK, Shade(RUST, "down", 0.9)
    )
    canvas.box((1290, 420, 1385, 640), PLUM)
    canvas.box((1110, 410, 1230, 510), PAPER)
    canvas.box((1120, 420, 1220, 500), LAMP, Shade(PEACH, "up", 0.8))
    canvas.line([(1170, 420), (1170, 500)], 6, PAPER)


def _cabbages(canvas: Canvas, y: float, size: float) -> None:
    """Print one row of cabbages across the sheet."""
    canvas.box((0, y + size * 0.5, WIDTH, y + size * 0.8), PLUM)
    x = canvas.around(40, 30)
    while x < WIDTH + size:
        ink = canvas.chance.choice((MOSS, PARK, MOSS))
        canvas.oval((x, y), (size, size * 0.72), ink, Shade(PINE, "down", 0.9))
        canvas.oval(
            (x - size * 0.1, y - size * 0.12),
            (size * 0.48, size * 0.36),
            MIST,
            Shade(MOSS, "right", 1),
        )
        x += size * 2.5


def _sunflower(canvas: Canvas, foot: Point) -> None:
    x, y = foot
    top = y - canvas.around(400, 60)
    canvas.line(curve(foot, (x + 30, (y + top) / 2), (x, top)), 14, PINE)
    for side in (-1, 1):
        leaf = [
            *curve((x, y - 130), (x + side * 60, y - 230), (x + side * 110, y - 150)),
            (x, y - 110),
        ]
        canvas.polygon(leaf, PARK, Shade(PINE, "down", 0.8))
    petals = [oval_points((x, top), (82, 20), 0, 360)]
    canvas.polygons([_turned(petals[0], (x, top), math.pi * part / 7) for part in range(7)], LAMP)
    canvas.oval((x, top), (40, 38), RUST, Shade(COAL, "down", 0.8))


def _turned(shape: list[Point], centre: Point, angle: float) -> list[Point]:
    """Return the shape turned around a point."""
    cos, sin = math.cos(angle), math.sin(angle)
    moved = [(x - centre[0], y - centre[1]) for x, y in shape]
    return [(centre[0] + x * cos - y * sin, centre[1] + x * sin + y * cos) for x, y in moved]


def _barrow(canvas: Canvas, at: Point) -> None:
    """Print a wheelbarrow full of what is left over."""
    x, y = at
    canvas.oval((x + 70, y + 66), (290, 22), PLUM)
    for veg in range(9):
        ink = canvas.chance.choice((MOSS, PARK, LAMP, BRICK, ROSE))
        canvas.oval(
            (x - 120 + veg * 42, canvas.around(y - 116, 20)),
            (44, 36),
            ink,
            Shade(PLUM, "down", 0.5),
        )
    canvas.line([(x - 150, y - 70), (x + 330, y - 20)], 16, COAL)
    canvas.line([(x + 150, y - 20), (x + 180, y + 60)], 16, COAL)
    canvas.polygon(
        [(x - 190, y - 105), (x + 250, y - 105), (x + 170, y + 10), (x - 90, y + 10)],
        HEATHER,
        Shade(PLUM, "down", 0.9),
    )
    canvas.oval((x - 110, y + 20), (52, 52), COAL)
    canvas.oval((x - 110, y + 20), (22, 22), SAND)
