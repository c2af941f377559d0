"""Scenes in the street by day: flats, a waste container, parked cars."""

from app.upkeep.demo.buildings import (
    car,
    house,
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
    PINE,
    PLUM,
    ROSE,
    RUST,
    SAND,
    SLATE,
    WIDTH,
    Box,
    Canvas,
    Point,
    Shade,
    curve,
)
from app.upkeep.demo.figures import (
    gull,
    person,
    somebody,
)
from app.upkeep.demo.landscape import (
    grass,
    ground,
    sky,
    tree,
)

_PAINTS = (HEATHER, BRICK, PARK, SLATE, SAND, LAMP, ROSE)


def flats(canvas: Canvas) -> None:
    """Print a block of flats in low light."""
    sky(canvas, 960)
    canvas.box((30, 520, 430, 960), LILAC, Shade(HEATHER, "down", 0.7))
    windows(canvas, (50, 560, 410, 940), (6, 5))
    _block(canvas, (480, 190, 1320, 980))
    ground(canvas, 950, MOSS, Shade(PARK, "down", 0.9))
    canvas.polygon(
        [(780, 980), (1010, 980), (1180, HEIGHT), (640, HEIGHT)], SAND, Shade(PEACH, "down", 0.8)
    )
    tree(canvas, (250, 1080), 620)
    tree(canvas, (1450, 1050), 560, MOSS, PARK)
    person(canvas, (870, 1110), 190, somebody(canvas, 0.7))
    grass(canvas, (0, 1060, 600, HEIGHT), 90, PINE)


def _block(canvas: Canvas, box: Box) -> None:
    """Print the near block: galleries with doors, windows and washing."""
    left, top, right, bottom = box
    canvas.box((left - 12, top - 40, right + 12, top + 10), PLUM)
    canvas.box(box, BRICK, Shade(RUST, "right", 0.9))
    high = (bottom - top) / 7
    for floor in range(7):
        y = top + high * floor
        windows(canvas, (left + 30, y + 8, right - 150, y + high * 0.95), (7, 1), 0.35)
        canvas.box(
            (left - 8, y + high * 0.72, right - 130, y + high * 0.97),
            PEACH,
            Shade(ROSE, "down", 0.9),
        )
        if canvas.often(0.6):
            _washing(canvas, (canvas.around(left + 330, 240), y + high * 0.7))
    canvas.box((right - 118, top + 30, right - 40, bottom - 20), MIST, Shade(SLATE, "down", 0.9))
    canvas.box((right - 118, bottom - 120, right - 40, bottom), COAL)


def _washing(canvas: Canvas, at: Point) -> None:
    x, y = at
    for piece in range(3):
        ink = canvas.chance.choice((PAPER, LAMP, HEATHER, PARK))
        canvas.box((x + piece * 34, y, x + piece * 34 + 26, y + canvas.around(34, 10)), ink)


def container(canvas: Canvas) -> None:
    """Print a waste container that is too full, with gulls."""
    sky(canvas, 730)
    for x in range(-60, WIDTH, 330):
        house(canvas, (x, 380, x + 320, 720), canvas.chance.choice((BRICK, ROSE, RUST)))
    ground(canvas, 715, "#c9bca8", Shade(SLATE, "down", 0.8))
    for x in range(-200, WIDTH + 200, 150):
        canvas.line([(x + 90, 730), (x - 160, HEIGHT)], 4, SAND)
    canvas.oval((800, 1040), (560, 60), PLUM)
    _bin(canvas, (520, 480, 1010, 1030))
    for x, y, size in (
        (410, 1040, 120),
        (300, 1080, 96),
        (1110, 1050, 130),
        (1250, 1090, 100),
        (980, 1120, 84),
    ):
        _bag(canvas, (canvas.around(x, 20), y), size)
    canvas.polygon(
        [(560, 1120), (690, 1090), (720, 1150), (600, 1170)], SAND, Shade(BRICK, "down", 0.6)
    )
    for x, y, span in ((330, 260, 90), (660, 170, 70), (1180, 250, 110), (1400, 420, 60)):
        gull(canvas, (canvas.around(x, 50), canvas.around(y, 40)), span)


def _bin(canvas: Canvas, box: Box) -> None:
    left, top, right, bottom = box
    for x in range(round(left) + 40, round(right), 90):
        _bag(canvas, (x, canvas.around(top + 90, 18)), 92)
    canvas.polygon(
        [(left - 10, top + 60), (right + 10, top + 60), (right - 30, bottom), (left + 30, bottom)],
        PARK,
        Shade(PINE, "right", 1),
    )
    lid = [
        (right + 4, top + 60),
        (right + 120, top - 250),
        (right + 165, top - 236),
        (right + 44, top + 66),
    ]
    canvas.polygon(lid, PINE, Shade(COAL, "up", 0.7))
    canvas.box((left - 26, top + 44, right + 26, top + 92), MOSS, Shade(PARK, "down", 0.9))
    for rib in range(round(left) + 90, round(right) - 40, 110):
        canvas.line([(rib, top + 130), (rib + (620 - rib) * 0.03, bottom - 40)], 12, PINE)
    for wheel in (left + 80, right - 80):
        canvas.oval((wheel, bottom), (36, 36), COAL)
        canvas.oval((wheel, bottom), (14, 14), SAND)


def _bag(canvas: Canvas, at: Point, size: float) -> None:
    """Print a tied rubbish bag; `at` is the middle of its foot."""
    x, y = at
    ink = canvas.chance.choice((COAL, PLUM, COAL, SLATE))
    sack = [
        *curve((x - size * 0.1, y - size), (x - size, y - size * 0.5), (x - size * 0.62, y)),
        *curve((x + size * 0.62, y), (x + size, y - size * 0.5), (x + size * 0.1, y - size)),
    ]
    canvas.polygon(sack, ink, Shade(LILAC, "left", 0.45))
    ears = [
        (x, y - size * 0.92),
        (x - size * 0.24, y - size * 1.24),
        (x + size * 0.02, y - size * 1.08),
        (x + size * 0.24, y - size * 1.26),
    ]
    canvas.polygon(ears, ink)


def parked_cars(canvas: Canvas) -> None:
    """Print a narrow street full of cars, half on the pavement."""
    sky(canvas, 770)
    for step, x in enumerate(range(-40, WIDTH, 290)):
        house(canvas, (x, 330, x + 280, 760), (BRICK, ROSE, RUST)[step % 3])
    ground(canvas, 755, SAND, Shade(PEACH, "down", 0.9))
    ground(canvas, 850, "#8b8794", Shade(COAL, "down", 0.55))
    for x in range(-160, WIDTH, 410):
        car(canvas, (canvas.around(x, 16), 872), 390, canvas.deal(_PAINTS))
    for x in range(0, WIDTH, 240):
        canvas.box((x, 966, x + 120, 978), PAPER)
    for x in range(-330, WIDTH, 610):
        car(canvas, (canvas.around(x, 20), 1150), 570, canvas.deal(_PAINTS))
    canvas.box((-5, 1156, WIDTH + 5, HEIGHT), SAND, Shade(ROSE, "down", 0.6))
