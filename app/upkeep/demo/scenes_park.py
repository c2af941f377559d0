"""Scenes in the park: the playground and the dogs of the morning."""

from app.upkeep.demo.canvas import (
    BRICK,
    COAL,
    HEATHER,
    HEIGHT,
    LAMP,
    LILAC,
    MOSS,
    PAPER,
    PARK,
    PEACH,
    PINE,
    PLUM,
    ROSE,
    RUST,
    SAND,
    SLATE,
    WIDTH,
    Canvas,
    Point,
    Shade,
    curve,
)
from app.upkeep.demo.figures import (
    child,
    dog,
    person,
    somebody,
)
from app.upkeep.demo.landscape import (
    bush,
    grass,
    ground,
    hill,
    sky,
    tree,
)

#: Dogs come in these coats.
_FURS = ("#c98b4b", PAPER, "#6b4632", COAL, SLATE)


def playground(canvas: Canvas) -> None:
    """Print a playground with a climbing tower and a slide."""
    sky(canvas, 700)
    for x in range(-20, WIDTH, 260):
        tree(canvas, (canvas.around(x, 60), 730), canvas.around(420, 60), MOSS, PARK)
    ground(canvas, 700, MOSS, Shade(PARK, "down", 0.85))
    canvas.oval((800, 1010), (700, 150), SAND, Shade(PEACH, "down", 0.9))
    _tower(canvas)
    slide = [
        *curve((900, 520), (1130, 640), (1230, 970)),
        (1340, 984),
        (1336, 940),
        *curve((1290, 930), (1180, 520), (900, 440)),
    ]
    canvas.polygon(slide, LAMP, Shade(BRICK, "down", 0.7))
    person(canvas, (420, 1060), 210, child(canvas, 0.8))
    person(canvas, (1170, 1100), 290, somebody(canvas))
    grass(canvas, (0, 1150, WIDTH, HEIGHT), 120, PINE)


def _tower(canvas: Canvas) -> None:
    for x in (600, 900):
        canvas.line([(x, 1010), (x, 330)], 26, PLUM)
    canvas.polygon([(550, 340), (750, 150), (950, 340)], BRICK, Shade(RUST, "right", 0.9))
    canvas.box((590, 440, 910, 560), HEATHER, Shade(PLUM, "down", 0.8))
    for x in range(630, 900, 54):
        canvas.oval((x, 500), (14, 22), LILAC)
    canvas.box((580, 556, 920, 588), ROSE, Shade(BRICK, "right", 0.8))
    canvas.line([(750, 150), (750, 90)], 8, COAL)
    canvas.polygon([(752, 88), (850, 112), (752, 142)], PARK)
    for rung in range(6):
        y = 640 + rung * 62
        canvas.line([(610, y), (890, y + 6)], 11, PAPER)
    for rope in range(1, 5):
        canvas.line([(600 + rope * 60, 590), (600 + rope * 60, 1000)], 7, PAPER)


def dog_walkers(canvas: Canvas) -> None:
    """Print people with their dogs on a path in the park, early in the day."""
    sky(canvas, 560)
    hill(canvas, 520, 480, LILAC, Shade(HEATHER, "down", 0.6))
    hill(canvas, 600, 560, MOSS, Shade(PARK, "down", 0.9))
    for x in (90, 420, 1250, 1540):
        tree(canvas, (canvas.around(x, 40), 700), canvas.around(560, 80))
    ground(canvas, 690, MOSS, Shade(PARK, "down", 0.9))
    canvas.polygon(
        [
            *curve((0, 930), (800, 780), (WIDTH, 900)),
            (WIDTH, 1110),
            *curve((WIDTH, 1110), (800, 1010), (0, 1160)),
        ],
        SAND,
        Shade(PEACH, "down", 0.9),
    )
    for x, y in ((330, 1000), (760, 960), (1170, 1000)):
        _walker(canvas, (canvas.around(x, 40), y))
    for x in (60, 1480):
        bush(canvas, (x, 1150), 170)
    grass(canvas, (0, 1120, WIDTH, HEIGHT), 90, PINE)


def _walker(canvas: Canvas, feet: Point) -> None:
    """Print somebody with a dog on a lead in front."""
    x, y = feet
    size = canvas.around(160, 30)
    nose = (x + 190, y + 34)
    person(canvas, feet, 400, somebody(canvas, 0.9))
    canvas.line(
        curve((x + 78, y - 205), (x + 120, y - 30), (nose[0] + size * 0.4, nose[1] - size * 0.6)),
        5,
        COAL,
    )
    dog(canvas, nose, size, canvas.deal(_FURS))
