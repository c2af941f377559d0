"""Scenes at places where people come: the shops, the mine, the school."""

import math

from app.upkeep.demo.buildings import (
    windows,
)
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
    PLUM,
    ROSE,
    RUST,
    SAND,
    SLATE,
    WIDTH,
    Canvas,
    Point,
    Shade,
    oval_points,
)
from app.upkeep.demo.figures import (
    child,
    person,
    somebody,
)
from app.upkeep.demo.landscape import (
    ground,
    heath,
    hill,
    poplar,
    sky,
    tree,
)


def shopping_centre(canvas: Canvas) -> None:
    """Print a row of shops with striped awnings."""
    sky(canvas, 420)
    canvas.box((-5, 250, WIDTH + 5, 840), SAND, Shade(PEACH, "right", 0.8))
    canvas.box((-5, 226, WIDTH + 5, 262), PLUM)
    windows(canvas, (0, 262, WIDTH, 440), (11, 1), 0.3)
    for step, ink in enumerate((HEATHER, PARK, BRICK, SLATE)):
        _shop(canvas, 30 + step * 395, ink)
    ground(canvas, 830, "#d8c6ae", Shade(ROSE, "down", 0.55))
    for row in range(5):
        y = 850 + row * row * 20
        canvas.line([(0, y), (WIDTH, y)], 3 + row, SAND)
    for x in range(60, 350, 92):
        _crate(canvas, (x, 900))
    for x, y, stride in ((560, 1040, 0.8), (700, 1060, 0), (1020, 1010, -0.8), (1330, 1090, 0.6)):
        person(canvas, (canvas.around(x, 50), y), 350, somebody(canvas, stride))


def _shop(canvas: Canvas, left: float, ink: str) -> None:
    right = left + 360
    canvas.box((left, 500, right, 840), ink, Shade(COAL, "right", 0.5))
    canvas.box((left + 22, 590, left + 232, 800), "#fff0c2", Shade(LAMP, "down", 0.9))
    for thing in range(4):
        x = left + 50 + thing * 46
        tall = canvas.around(70, 34)
        goods = canvas.chance.choice((BRICK, PARK, ROSE, PLUM, MOSS))
        canvas.box((x, 800 - tall, x + 30, 800), goods, Shade(COAL, "down", 0.4))
    canvas.box((left + 256, 590, right - 20, 838), "#9fb3b8", Shade(SLATE, "down", 0.9))
    canvas.line([(left + 268, 700), (left + 268, 750)], 8, PAPER)
    canvas.box((left + 12, 448, right - 12, 500), COAL)
    stripes = 8
    wide = (right - left + 30) / stripes
    for stripe in range(stripes):
        x = left - 15 + stripe * wide
        paint = PAPER if stripe % 2 else ink
        cloth = [
            (x + 8, 500),
            (x + wide + 8, 500),
            (x + wide, 580),
            *oval_points((x + wide / 2, 580), (wide / 2, 20), 0, 180),
        ]
        canvas.polygon(cloth, paint, Shade(PLUM, "down", 0.35))


def _crate(canvas: Canvas, at: Point) -> None:
    """Print a crate with fruit."""
    x, y = at
    fruit = canvas.chance.choice((BRICK, LAMP, MOSS, "#c8322f"))
    for dx, dy in ((14, -68), (38, -74), (62, -68), (26, -84), (50, -86)):
        canvas.oval((x + dx, y + dy), (17, 16), fruit, Shade(PLUM, "down", 0.5))
    for plank in range(2):
        canvas.box(
            (x, y - 64 + plank * 34, x + 78, y - 36 + plank * 34),
            "#a8794f",
            Shade(RUST, "down", 0.8),
        )


def mine_wheel(canvas: Canvas) -> None:
    """Print the headframe of a mine, dark against the sky."""
    sky(canvas, 880)
    hill(canvas, 800, 720, LILAC, Shade(HEATHER, "down", 0.8))
    canvas.polygon([(880, 900), (1250, 610), (WIDTH + 200, 900)], HEATHER, Shade(PLUM, "down", 0.8))
    for x in (60, 150, 1420, 1530):
        poplar(canvas, (x, 880), canvas.around(230, 40))
    for box in ((120, 640, 430, 900), (880, 700, 1180, 900)):
        canvas.box(box, BRICK, Shade(RUST, "right", 0.9))
        windows(canvas, (box[0] + 10, box[1] + 30, box[2] - 10, box[3] - 40), (5, 2), 0.5)
        canvas.polygon(
            [(box[0] - 14, box[1]), ((box[0] + box[2]) / 2, box[1] - 80), (box[2] + 14, box[1])],
            PLUM,
        )
    _headframe(canvas)
    hill(canvas, 900, 880, PLUM, Shade(COAL, "down", 0.7))
    heath(canvas, 920, HEIGHT, 330)
    person(canvas, (1290, 1080), 250, somebody(canvas))
    person(canvas, (1390, 1090), 160, child(canvas))


def _headframe(canvas: Canvas) -> None:
    for start, end in (
        ((560, 930), (640, 300)),
        ((800, 930), (740, 300)),
        ((1010, 930), (730, 310)),
        ((650, 930), (690, 300)),
    ):
        canvas.line([start, end], 30, COAL)
    for step in range(6):
        y = 400 + step * 90
        left, right = 640 - (y - 300) * 0.127, 740 + (y - 300) * 0.095
        canvas.line([(left, y), (right, y)], 16, COAL)
        canvas.line([(left, y), (right + 8, y + 86)], 9, COAL)
    canvas.box((590, 286, 800, 316), COAL)
    hub = (690, 210)
    canvas.line(oval_points(hub, (140, 140)), 26, COAL)
    canvas.line(oval_points(hub, (118, 118)), 6, LAMP)
    for spoke in range(8):
        angle = math.tau * spoke / 8 + canvas.chance.uniform(0, 0.1)
        canvas.line(
            [hub, (hub[0] + 130 * math.cos(angle), hub[1] + 130 * math.sin(angle))], 10, COAL
        )
    canvas.oval(hub, (26, 26), BRICK)
    canvas.line([(830, 200), (1010, 740)], 6, COAL)


def school(canvas: Canvas) -> None:
    """Print a primary school early in the morning; one window is lit."""
    sky(canvas, 835)
    for x in (60, 1520):
        tree(canvas, (x, 830), 600, PARK)
    canvas.box((210, 420, 1390, 830), BRICK, Shade(RUST, "right", 0.8))
    canvas.polygon(
        [(160, 430), (260, 300), (1340, 300), (1440, 430)], PLUM, Shade(COAL, "down", 0.6)
    )
    canvas.polygon([(650, 430), (800, 220), (950, 430)], SAND, Shade(ROSE, "down", 0.8))
    canvas.oval((800, 360), (44, 44), PAPER)
    canvas.line([(800, 360), (800, 328)], 6, COAL)
    canvas.line([(800, 360), (776, 374)], 6, COAL)
    for step, x in enumerate((260, 445, 990, 1175)):
        _classroom(canvas, x, lit=step == 1)
    canvas.box((700, 560, 900, 830), PAPER)
    for x in (714, 806):
        canvas.box((x, 574, x + 80, 830), PARK, Shade(COAL, "right", 0.5))
    ground(canvas, 825, "#cdbfae", Shade(SLATE, "down", 0.7))
    _hopscotch(canvas)
    for x, high in ((360, 200), (450, 180), (1000, 210), (1120, 190)):
        person(
            canvas,
            (canvas.around(x, 40), canvas.around(1010, 40)),
            high,
            child(canvas, canvas.around(0, 0.8)),
        )


def _classroom(canvas: Canvas, x: float, *, lit: bool) -> None:
    canvas.box((x - 10, 510, x + 160, 720), PAPER)
    canvas.box(
        (x, 520, x + 150, 710), LAMP if lit else SLATE, Shade(PEACH if lit else COAL, "up", 0.6)
    )
    canvas.box((x + 70, 516, x + 80, 714), PAPER)
    for leaf in range(3):
        canvas.oval((x + 30 + leaf * 44, 680), (16, 20), canvas.chance.choice((ROSE, MOSS, MIST)))


def _hopscotch(canvas: Canvas) -> None:
    """Print hopscotch squares in chalk."""
    for step, pair in enumerate((1, 1, 2, 1, 2)):
        near, far = 1150 - step * 46, 1150 - (step + 1) * 46 + 6
        wide = 64 - step * 5
        for half in range(pair):
            left = 760 - wide * pair / 2 + half * wide
            canvas.line(
                [
                    (left, near),
                    (left + wide, near),
                    (left + wide - 4, far),
                    (left + 4, far),
                    (left, near),
                ],
                5,
                PAPER,
            )
