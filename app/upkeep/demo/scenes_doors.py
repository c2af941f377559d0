"""Scenes at the door: the bicycle shed and the flower boxes."""

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
    SLATE,
    WIDTH,
    Canvas,
    Point,
    Shade,
    curve,
    oval_points,
)
from app.upkeep.demo.landscape import (
    bush,
    ground,
)


def bicycle_shed(canvas: Canvas) -> None:
    """Print a bicycle shed that doesn't close any more."""
    canvas.box((-5, -5, WIDTH + 5, 940), BRICK, Shade(RUST, "down", 0.8))
    _courses(canvas, 940, RUST)
    canvas.box((190, 190, 1410, 960), PLUM, Shade(COAL, "up", 0.9))
    canvas.box((150, 150, 1450, 215), PARK, Shade(PINE, "down", 0.9))
    canvas.glow((800, 260), 460, LAMP, 0.5)
    canvas.box((700, 214, 900, 236), "#fff0c2")
    ground(canvas, 930, "#bdb1a4", Shade(SLATE, "down", 0.9))
    for x, ink in ((310, HEATHER), (690, LAMP), (1060, MIST)):
        _bicycle(canvas, (canvas.around(x, 20), 1010), ink, rear=ink != LAMP)
    _gate(canvas)


def _courses(canvas: Canvas, bottom: int, mortar: str) -> None:
    """Print the joints of a brick wall from the top of the sheet downwards."""
    for row, y in enumerate(range(20, bottom, 40)):
        joints = range(-60 + (row % 2) * 50, WIDTH, 100)
        canvas.polygons(
            [[(x, y), (x + 92, y), (x + 92, y + 3), (x, y + 3)] for x in joints], mortar
        )


def _bicycle(canvas: Canvas, at: Point, ink: str, *, rear: bool) -> None:
    """Print a bicycle from the side, with or without its rear wheel."""
    x, y = at
    hubs = [(x, y - 105), (x + 270, y - 105)]
    for hub in hubs if rear else hubs[1:]:
        canvas.line(oval_points(hub, (100, 100)), 11, COAL)
        canvas.polygons(
            [
                [hub, (hub[0] + dx, hub[1] + dy), (hub[0] + dx + 3, hub[1] + dy)]
                for dx, dy in ((70, 70), (-70, 70), (70, -70), (-70, -70), (98, 0), (-98, 0))
            ],
            SAND,
        )
    crank, seat, head = (x + 110, y - 100), (x + 80, y - 265), (x + 225, y - 260)
    for path in (
        [hubs[0], crank, seat, hubs[0]],
        [seat, head, crank],
        [head, hubs[1]],
        [head, (x + 215, y - 305)],
    ):
        canvas.line(path, 13, ink)
    canvas.line([seat, (x + 72, y - 290)], 11, COAL)
    canvas.line([(x + 40, y - 296), (x + 108, y - 292)], 20, COAL)
    canvas.line(curve((x + 215, y - 305), (x + 250, y - 325), (x + 190, y - 330)), 12, COAL)
    canvas.oval(crank, (24, 24), COAL)


def _gate(canvas: Canvas) -> None:
    """Print the bars of a gate that stands open."""
    for x in range(1150, 1400, 46):
        canvas.line([(x, 240), (x + 20, 985)], 13, SLATE)
    canvas.line([(1130, 250), (1410, 236)], 20, SLATE)
    canvas.line([(1150, 980), (1430, 960)], 20, SLATE)
    canvas.line([(1136, 640), (1210, 630)], 26, COAL)
    canvas.line(curve((1120, 650), (1060, 720), (1130, 760)), 12, LAMP)


def flower_boxes(canvas: Canvas) -> None:
    """Print wooden boxes full of geraniums along the front doors."""
    canvas.box((-5, -5, WIDTH + 5, 905), ROSE, Shade(BRICK, "down", 0.9))
    _courses(canvas, 900, BRICK)
    for x in (150, 400, 670, 920, 1190, 1440):
        _upstairs(canvas, x)
    for step, x in enumerate((120, 640, 1160)):
        _front(canvas, x, (PARK, HEATHER, SLATE)[step])
    ground(canvas, 890, SAND, Shade(PEACH, "down", 0.9))
    for x in range(-100, WIDTH + 300, 200):
        canvas.line([(x, 900), (x - 140, HEIGHT)], 4, ROSE)
    for x in (-60, 420, 900, 1380):
        _flower_box(canvas, (x, 1050), 380)
    bush(canvas, (1560, 890), 70)


def _upstairs(canvas: Canvas, x: float) -> None:
    """Print the lower half of a window upstairs, with a pot in it."""
    canvas.box((x - 12, -5, x + 152, 132), PAPER)
    canvas.box((x, -5, x + 140, 120), "#9fb3b8", Shade(SLATE, "up", 0.8))
    canvas.oval((x + 70, 70), (34, 30), canvas.chance.choice((PARK, MOSS, PINE)))
    canvas.polygon([(x + 46, 86), (x + 94, 86), (x + 86, 120), (x + 54, 120)], BRICK)
    canvas.box((x - 22, 128, x + 162, 148), SAND)


def _front(canvas: Canvas, x: float, door: str) -> None:
    canvas.box((x - 14, 300, x + 224, 900), PAPER)
    canvas.box((x, 314, x + 210, 895), door, Shade(COAL, "right", 0.5))
    canvas.box((x + 50, 360, x + 160, 520), LAMP, Shade(PEACH, "up", 0.8))
    canvas.oval((x + 180, 640), (12, 12), LAMP)
    canvas.box((x + 252, 330, x + 432, 640), PAPER)
    canvas.box((x + 264, 342, x + 420, 628), "#9fb3b8", Shade(SLATE, "down", 0.8))
    canvas.polygon(
        [(x + 264, 342), (x + 340, 342), (x + 264, 560)], PAPER, Shade(LILAC, "down", 0.6)
    )
    canvas.box((x - 30, 250, x + 240, 296), PLUM)


def _flower_box(canvas: Canvas, at: Point, width: float) -> None:
    """Print a box of planks, and what grows in it; `at` is its lower left."""
    x, y = at
    canvas.oval((x + width / 2, y + 8), (width * 0.56, 26), PLUM)
    for _ in range(20):
        leaf = (canvas.chance.uniform(x, x + width), canvas.around(y - 210, 60))
        canvas.oval(
            leaf, (44, 32), canvas.chance.choice((PARK, PINE, MOSS)), Shade(PINE, "down", 0.6)
        )
    for _ in range(21):
        flower = (canvas.chance.uniform(x + 10, x + width - 10), canvas.around(y - 255, 62))
        ink = canvas.chance.choice(("#c8322f", "#c8322f", ROSE, LAMP, HEATHER))
        canvas.oval(flower, (27, 24), ink, Shade(RUST, "down", 0.6))
        canvas.oval((flower[0] - 5, flower[1] - 5), (9, 8), PEACH)
    for plank in range(3):
        top = y - 170 + plank * 58
        canvas.box((x, top, x + width, top + 52), "#a8794f", Shade(RUST, "right", 0.7))
    for foot in (x + 26, x + width - 26):
        canvas.box((foot - 14, y - 180, foot + 14, y + 14), "#7b543a")
