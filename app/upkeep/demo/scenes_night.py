"""A scene at night: a straight road under lamps."""

import itertools

from app.upkeep.demo.buildings import (
    lamp_post,
)
from app.upkeep.demo.canvas import (
    BRICK,
    COAL,
    HEATHER,
    HEIGHT,
    LAMP,
    PAPER,
    PEACH,
    PLUM,
    WIDTH,
    Canvas,
    Point,
    Shade,
    oval_points,
)
from app.upkeep.demo.landscape import (
    ground,
)


def night_street(canvas: Canvas) -> None:
    """Print a straight road at night under lamps."""
    canvas.box((-5, -5, WIDTH + 5, 705), "#2a1f3d", Shade(HEATHER, "down", 0.9))
    stars = [
        oval_points((canvas.chance.uniform(0, WIDTH), canvas.chance.uniform(0, 420)), (2.4, 2.4))
        for _ in range(46)
    ]
    canvas.polygons(stars, PAPER)
    canvas.oval((canvas.around(330, 90), 170), (58, 58), "#fff0c2", Shade(PEACH, "right", 0.6))
    ground(canvas, 690, "#3a2c48", Shade(COAL, "down", 0.6))
    for side in (-1, 1):
        _dark_row(canvas, side)
    road = [(775, 690), (825, 690), (1560, HEIGHT), (40, HEIGHT)]
    canvas.polygon(road, COAL, Shade("#4a3b57", "down", 0.8))
    for step in range(6):
        y, wide = 720 + step * step * 17, 2 + step * 1.6
        dash = [(800 - wide, y), (800 + wide, y), (800 + wide * 1.5, y + 14 + step * 9)]
        canvas.polygon([*dash, (800 - wide * 1.5, y + 14 + step * 9)], PAPER)
    for x, y, high in ((960, 770, 230), (1130, 880, 400), (1480, 1090, 800)):
        canvas.oval((x - high * 0.3, y + 14), (high * 0.36, high * 0.045), "#7a6240")
        lamp_post(canvas, (x, y), high, lit=True)
    _headlights(canvas, (655, 880))


def _headlights(canvas: Canvas, at: Point) -> None:
    """Print a car that comes towards us too fast."""
    x, y = at
    canvas.polygon(
        [(x - 50, y - 62), (x + 50, y - 62), (x + 66, y - 22), (x - 66, y - 22)], "#3c3550"
    )
    canvas.box((x - 78, y - 26, x + 78, y + 32), "#15101b")
    for side in (-1, 1):
        canvas.box((x + side * 56 - 12, y + 26, x + side * 56 + 12, y + 46), "#0d0a12")
        canvas.polygon(
            [(x + side * 54, y), (x + side * 54 - 150, HEIGHT), (x + side * 54 + 60, HEIGHT)],
            "#3a3244",
            Shade("#b59a5a", "up", 0.8),
        )
    for side in (-1, 1):
        canvas.glow((x + side * 54, y), 110, "#fff3c9", 0.9)
        canvas.oval((x + side * 54, y), (16, 13), PAPER)


def _dark_row(canvas: Canvas, side: int) -> None:
    """Print the houses along one side of the road, growing towards us."""
    reach = [40, 75, 130, 215, 345, 540, 830]
    for step, (far, near) in enumerate(itertools.pairwise(reach)):
        inner, edge = 800 + side * (far + 20), 800 + side * (near + 20)
        wall = [
            (inner, 690 - far * 0.72),
            (edge, 690 - near * 0.72),
            (edge, 690 + near * 0.44),
            (inner, 690 + far * 0.44),
        ]
        canvas.polygon(wall, ("#1d1628", "#261b35")[step % 2])
        if canvas.often(0.7):
            _lit_window(canvas, ((inner + edge) / 2, 690 - near * 0.24), near * 0.11)


def _lit_window(canvas: Canvas, at: Point, size: float) -> None:
    x, y = at
    canvas.glow(at, size * 4, LAMP, 0.4)
    canvas.box(
        (x - size * 0.6, y - size, x + size * 0.6, y + size * 0.6), LAMP, Shade(BRICK, "down", 0.6)
    )
    canvas.line([(x, y - size), (x, y + size * 0.6)], max(2, size * 0.1), PLUM)
