"""A scene indoors: the room where people meet."""

from app.upkeep.demo.canvas import (
    BRICK,
    COAL,
    HEATHER,
    HEIGHT,
    LAMP,
    LILAC,
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
    curve,
    oval_points,
)
from app.upkeep.demo.landscape import (
    blob,
    ground,
)


def meeting_room(canvas: Canvas) -> None:
    """Print a room with a long table, coffee, and one chair pushed back."""
    canvas.box((-5, -5, WIDTH + 5, 805), PEACH, Shade(ROSE, "down", 0.6))
    _view(canvas)
    _notes(canvas)
    ground(canvas, 800, "#a97b57", Shade(PLUM, "down", 0.6))
    for x in range(-200, WIDTH + 200, 190):
        canvas.line([(x + (800 - x) * 0.35, 806), (x, HEIGHT)], 5, RUST)
    for x, ink in ((330, HEATHER), (600, PARK), (870, HEATHER), (1140, SLATE)):
        _chair(canvas, (x, 900), ink)
    canvas.oval((790, 1090), (700, 46), PLUM)
    for x in (260, 1320):
        canvas.line([(x, 900), (x, 1100)], 26, COAL)
    canvas.polygon(
        [(230, 850), (1340, 850), (1460, 960), (110, 960)], SAND, Shade(PEACH, "down", 0.9)
    )
    canvas.polygon(
        [(110, 960), (1460, 960), (1460, 992), (110, 992)], BRICK, Shade(RUST, "right", 0.8)
    )
    _coffee(canvas)
    _chair(canvas, (1450, 1140), LAMP)
    for x in (340, 1000):
        _pendant(canvas, x)


def _view(canvas: Canvas) -> None:
    """Print a wide window with trees behind it."""
    canvas.box((560, 180, 1220, 640), PAPER)
    canvas.box((580, 200, 1200, 620), "#cfe0d8", Shade("#fbe6c4", "down", 1))
    hills = [*curve((580, 520), (850, 440), (1200, 540)), (1200, 620), (580, 620)]
    canvas.polygon(hills, LILAC, Shade(HEATHER, "down", 0.8))
    for x in (660, 800, 1090):
        canvas.polygon(
            blob(canvas, (x, canvas.around(480, 20)), (64, 84)), PARK, Shade(COAL, "down", 0.5)
        )
    for x in (786, 992):
        canvas.box((x, 196, x + 14, 624), PAPER)
    canvas.box((540, 632, 1240, 664), SAND)


def _notes(canvas: Canvas) -> None:
    """Print yellow notes on the wall."""
    for column in range(4):
        for row in range(3):
            x, y = canvas.around(150 + column * 88, 10), canvas.around(260 + row * 100, 10)
            canvas.box((x, y, x + 66, y + 66), LAMP, Shade(PEACH, "down", 0.8))
            for stroke in range(3):
                canvas.line(
                    [
                        (x + 12, y + 18 + stroke * 15),
                        (x + canvas.around(46, 8), y + 18 + stroke * 15),
                    ],
                    4,
                    COAL,
                )


def _chair(canvas: Canvas, at: Point, ink: str) -> None:
    """Print a chair from behind; `at` is the middle of its foot."""
    x, y = at
    for side in (-1, 1):
        canvas.line([(x + side * 78, y), (x + side * 66, y - 260)], 14, COAL)
    back = [
        *curve((x - 86, y - 160), (x - 96, y - 320), (x, y - 320)),
        *curve((x, y - 320), (x + 96, y - 320), (x + 86, y - 160)),
    ]
    canvas.polygon(back, ink, Shade(COAL, "down", 0.55))
    canvas.polygon([(x - 92, y - 110), (x + 92, y - 110), (x + 84, y - 76), (x - 84, y - 76)], ink)


def _coffee(canvas: Canvas) -> None:
    canvas.oval((700, 938), (60, 14), RUST)
    canvas.polygon(
        [(650, 800), (742, 800), (760, 936), (640, 936)], SLATE, Shade(COAL, "right", 0.7)
    )
    canvas.line(curve((758, 830), (820, 850), (752, 900)), 12, COAL)
    canvas.box((664, 776, 730, 804), COAL)
    for x in (360, 500, 900, 1090, 1230):
        cup = canvas.around(x, 16)
        canvas.oval((cup, 934), (42, 12), PAPER, Shade(RUST, "right", 0.5))
        canvas.polygon(
            [(cup - 28, 884), (cup + 28, 884), (cup + 20, 930), (cup - 20, 930)],
            PAPER,
            Shade(ROSE, "right", 0.7),
        )
        canvas.oval((cup, 884), (28, 8), RUST)


def _pendant(canvas: Canvas, x: float) -> None:
    canvas.line([(x, 0), (x, 90)], 6, COAL)
    canvas.glow((x, 150), 260, "#fff0c2", 0.6)
    canvas.polygon([*oval_points((x, 150), (92, 70), 180, 360)], HEATHER, Shade(PLUM, "right", 0.8))
    canvas.oval((x, 152), (88, 12), LAMP)
