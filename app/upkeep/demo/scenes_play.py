"""Scenes of what could be built on a square: swings with a sandpit, and a football cage."""

from app.upkeep.demo.canvas import (
    BRICK,
    COAL,
    HEATHER,
    HEIGHT,
    LAMP,
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
    oval_points,
)
from app.upkeep.demo.figures import child, person, somebody
from app.upkeep.demo.landscape import bush, grass, ground, sky, tree


def swings(canvas: Canvas) -> None:
    """Print a frame with two swings beside a sandpit."""
    sky(canvas, 690)
    for x in range(-20, WIDTH, 300):
        tree(canvas, (canvas.around(x, 60), 720), canvas.around(440, 60), MOSS, PARK)
    ground(canvas, 690, MOSS, Shade(PARK, "down", 0.85))
    canvas.oval((560, 1010), (520, 110), PEACH, Shade(SAND, "down", 0.9))
    _frame(canvas)
    _swing(canvas, (430, 300), (380, 760), rider=True)
    _swing(canvas, (690, 300), (700, 770), rider=False)
    _sandpit(canvas)
    person(canvas, (960, 1070), 330, somebody(canvas))
    grass(canvas, (0, 1150, WIDTH, HEIGHT), 120, PINE)


def _frame(canvas: Canvas) -> None:
    for top, foot in (((300, 290), (170, 1030)), ((300, 290), (400, 1030))):
        canvas.line([top, foot], 26, HEATHER)
    for top, foot in (((820, 290), (720, 1030)), ((820, 290), (950, 1030))):
        canvas.line([top, foot], 26, HEATHER)
    canvas.line([(280, 290), (840, 290)], 30, PLUM)


def _swing(canvas: Canvas, top: Point, seat: Point, *, rider: bool) -> None:
    (x, y), (left, low) = top, seat
    if rider:
        person(canvas, (left, low + 70), 250, child(canvas, 0.9))
    for side in (-44, 44):
        canvas.line([(x + side, y), (left + side, low)], 6, COAL)
    canvas.box((left - 62, low - 8, left + 62, low + 14), LAMP, Shade(BRICK, "down", 0.7))


def _sandpit(canvas: Canvas) -> None:
    canvas.oval((1250, 1000), (290, 96), BRICK, Shade(RUST, "down", 0.9))
    canvas.oval((1250, 985), (262, 78), SAND, Shade(PEACH, "down", 0.8))
    castle = [(1300, 970), (1330, 890), (1350, 910), (1370, 880), (1400, 968)]
    canvas.polygon(castle, PEACH, Shade(ROSE, "right", 0.8))
    canvas.line([(1366, 886), (1366, 840)], 5, COAL)
    canvas.polygon([(1368, 838), (1402, 850), (1368, 864)], PARK)
    bucket = [(1190, 930), (1250, 930), (1242, 990), (1198, 990)]
    canvas.polygon(bucket, LAMP, Shade(BRICK, "right", 0.7))
    person(canvas, (1110, 990), 190, child(canvas))


def football_cage(canvas: Canvas) -> None:
    """Print a small field with a fence around it and children at the ball."""
    sky(canvas, 660)
    for x in (60, 330, 1300, 1560):
        tree(canvas, (canvas.around(x, 40), 700), canvas.around(470, 60), MOSS, PARK)
    ground(canvas, 660, MOSS, Shade(PARK, "down", 0.85))
    field = [(270, 740), (1330, 740), (1560, 1110), (40, 1110)]
    canvas.polygon(field, ROSE, Shade(BRICK, "down", 0.85))
    canvas.line([(160, 925), (1440, 925)], 9, PAPER)
    canvas.line(oval_points((800, 925), (150, 52)), 9, PAPER)
    _fence(canvas)
    _goal(canvas)
    person(canvas, (520, 1010), 250, child(canvas, 0.9))
    person(canvas, (1090, 1030), 260, child(canvas, -0.9))
    person(canvas, (800, 880), 200, child(canvas, 0.4))
    canvas.oval((660, 1010), (27, 27), PAPER, Shade(SLATE, "down", 0.8))
    canvas.oval((660, 1006), (9, 9), COAL)
    for x in (90, 1500):
        bush(canvas, (x, 1160), 160)
    grass(canvas, (0, 1150, WIDTH, HEIGHT), 100, PINE)


def _fence(canvas: Canvas) -> None:
    canvas.box((268, 430, 1332, 446), SLATE)
    canvas.box((268, 726, 1332, 742), SLATE)
    for step in range(12):
        x = 270 + step * 96.4
        canvas.line([(x, 436), (x, 742)], 12, SLATE)
    for step in range(45):
        x = 270 + step * 24
        canvas.line([(x, 440), (min(x + 24, 1330), 740)], 2, MIST)
    for side, foot in (((270, 436), (40, 700)), ((1330, 436), (1560, 700))):
        canvas.line([side, foot], 12, SLATE)
        canvas.line([(side[0], 742), (foot[0], 1110)], 12, SLATE)
        canvas.line([foot, (foot[0], 1110)], 16, SLATE)


def _goal(canvas: Canvas) -> None:
    for x in range(660, 960, 28):
        canvas.line([(x, 560), (x, 760)], 3, PAPER)
    for y in range(570, 760, 28):
        canvas.line([(650, y), (950, y)], 3, PAPER)
    canvas.line([(646, 770), (646, 548), (954, 548), (954, 770)], 16, LAMP)
