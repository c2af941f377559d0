"""What stands in the street: walls, houses, cars, lamps."""

from app.upkeep.demo.canvas import (
    BRICK,
    COAL,
    HEATHER,
    LAMP,
    MIST,
    PAPER,
    PARK,
    PEACH,
    PLUM,
    RUST,
    SAND,
    SLATE,
    Box,
    Canvas,
    Point,
    Shade,
    curve,
)


def windows(canvas: Canvas, box: Box, grid: tuple[int, int], lit: float = 0.25) -> None:
    """Print rows of windows in a wall; some are lit."""
    left, top, right, bottom = box
    columns, rows = grid
    wide, high = (right - left) / columns, (bottom - top) / rows
    panes: dict[str, list[list[Point]]] = {SLATE: [], LAMP: [], MIST: []}
    for row in range(rows):
        for column in range(columns):
            x, y = left + wide * (column + 0.22), top + high * (row + 0.2)
            ink = LAMP if canvas.often(lit) else canvas.chance.choice((SLATE, MIST))
            pane = [
                (x, y),
                (x + wide * 0.56, y),
                (x + wide * 0.56, y + high * 0.56),
                (x, y + high * 0.56),
            ]
            panes[ink].append(pane)
    for ink, shapes in panes.items():
        canvas.polygons(shapes, ink, Shade(PLUM, "down", 0.45))


def house(canvas: Canvas, box: Box, wall: str = BRICK) -> None:
    """Print a terraced house: wall, roof, door, two windows."""
    left, top, right, bottom = box
    wide, high = right - left, bottom - top
    canvas.box(box, wall, Shade(RUST, "right", 0.8))
    eave = top + high * 0.02
    roof = [
        (left - wide * 0.04, eave),
        (left + wide * 0.1, top - high * 0.34),
        (right - wide * 0.1, top - high * 0.34),
        (right + wide * 0.04, eave),
    ]
    canvas.polygon(roof, PLUM, Shade(COAL, "down", 0.6))
    chimney = left + wide * 0.7
    canvas.box((chimney, top - high * 0.5, chimney + wide * 0.1, top - high * 0.3), RUST)
    door = canvas.chance.choice((PARK, HEATHER, LAMP, SLATE))
    canvas.box((left + wide * 0.62, bottom - high * 0.5, left + wide * 0.86, bottom), door)
    for x, y in ((0.14, 0.16), (0.6, 0.12), (0.14, 0.56)):
        pane = (left + wide * x, top + high * y, left + wide * (x + 0.32), top + high * (y + 0.27))
        canvas.box((pane[0] - 5, pane[1] - 5, pane[2] + 5, pane[3] + 5), PAPER)
        glass = LAMP if canvas.often(0.3) else "#9fb3b8"
        canvas.box(pane, glass, Shade(PEACH, "up", 0.7))


def car(canvas: Canvas, at: Point, length: float, paint: str) -> None:
    """Print a car from the side; `at` is the left point where it meets the road."""
    x, y = at
    high = length * 0.34
    canvas.oval((x + length / 2, y), (length * 0.53, high * 0.1), COAL)
    cabin = [
        (x + length * 0.2, y - high * 0.58),
        (x + length * 0.32, y - high),
        (x + length * 0.68, y - high),
        (x + length * 0.82, y - high * 0.58),
    ]
    canvas.polygon(cabin, paint)
    body = [
        *curve((x, y - high * 0.2), (x, y - high * 0.62), (x + length * 0.2, y - high * 0.62)),
        *curve(
            (x + length * 0.84, y - high * 0.62),
            (x + length, y - high * 0.56),
            (x + length, y - high * 0.2),
        ),
    ]
    canvas.polygon(body, paint, Shade(COAL, "down", 0.6))
    for side in (0.34, 0.53):
        glass = [
            (x + length * (side + dx), y - high * dy)
            for dx, dy in ((0, 0.9), (0.15, 0.9), (0.19, 0.6), (-0.06, 0.6))
        ]
        canvas.polygon(glass, "#c9d6d2", Shade(SLATE, "down", 0.8))
    for wheel in (0.22, 0.78):
        canvas.oval((x + length * wheel, y - high * 0.16), (high * 0.24, high * 0.24), COAL)
        canvas.oval((x + length * wheel, y - high * 0.16), (high * 0.11, high * 0.11), SAND)
    canvas.oval((x + length * 0.975, y - high * 0.42), (length * 0.018, high * 0.07), LAMP)


def lamp_post(canvas: Canvas, foot: Point, height: float, *, lit: bool) -> None:
    """Print a street lamp that leans over to the left."""
    x, y = foot
    top = y - height
    arm = curve((x, top + height * 0.12), (x, top), (x - height * 0.16, top))
    canvas.line([(x, y), *arm], height * 0.018, COAL)
    bulb = (x - height * 0.17, top + height * 0.012)
    if lit:
        canvas.glow(bulb, height * 0.42, LAMP, 0.75)
    canvas.oval(bulb, (height * 0.045, height * 0.02), LAMP if lit else SAND)
