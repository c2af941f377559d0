"""Who moves through the scenes: people, dogs, gulls."""

from dataclasses import dataclass, replace
from typing import Final

from app.upkeep.demo.canvas import (
    BRICK,
    COAL,
    HEATHER,
    LAMP,
    PAPER,
    PARK,
    PLUM,
    ROSE,
    SLATE,
    Canvas,
    Point,
    Shade,
    curve,
    oval_points,
)

SKINS: Final = ("#f0c6a4", "#d9a074", "#a86b46", "#6f4430")
HAIRS: Final = (COAL, "#5a3a2a", "#8a4b2a")
GREY: Final = "#cfc7c0"
COATS: Final = (HEATHER, BRICK, PARK, LAMP, SLATE, ROSE)


@dataclass(frozen=True)
class Figure:
    """Somebody, seen from afar."""

    coat: str
    skin: str
    hair: str
    #: From -1 (steps to the left) to 1 (steps to the right); 0 stands.
    stride: float = 0


def somebody(canvas: Canvas, stride: float = 0) -> Figure:
    """Return a figure as chance dresses it."""
    return Figure(canvas.deal(COATS), canvas.deal(SKINS), canvas.deal((*HAIRS, GREY)), stride)


def child(canvas: Canvas, stride: float = 0) -> Figure:
    """Return a figure that is too young for grey hair."""
    return replace(somebody(canvas, stride), hair=canvas.deal(HAIRS))


def person(canvas: Canvas, feet: Point, height: float, who: Figure) -> None:
    """Print a figure in a coat, without a face."""
    x, y = feet
    hip, shoulder = y - height * 0.46, y - height * 0.8
    step, limb = height * 0.12 * who.stride, height * 0.075
    canvas.oval((x, y), (height * 0.2, height * 0.03), PLUM)
    for side in (-1, 1):
        foot = x + side * (height * 0.06 + abs(step))
        canvas.line([(x + side * limb * 0.6, hip), (foot, y - limb * 0.3)], limb, COAL)
    wide = height * 0.13
    coat = [
        *curve(
            (x - wide * 0.75, shoulder), (x, shoulder - wide * 0.6), (x + wide * 0.75, shoulder)
        ),
        (x + wide * 1.2, hip + height * 0.06),
        (x - wide * 1.2, hip + height * 0.06),
    ]
    canvas.polygon(coat, who.coat, Shade(COAL, "right", 0.55))
    reach = x + wide * (1.5 if who.stride >= 0 else -1.5)
    arm = [(x + wide * (0.5 if who.stride >= 0 else -0.5), shoulder + limb), (reach, hip - limb)]
    canvas.line(arm, limb * 0.9, who.coat)
    canvas.oval((reach, hip - limb * 0.6), (limb * 0.45, limb * 0.45), who.skin)
    head = (x + step * 0.3, shoulder - height * 0.09)
    canvas.oval(head, (height * 0.07, height * 0.085), who.skin)
    hair = oval_points(
        (head[0], head[1] - height * 0.015), (height * 0.078, height * 0.08), 180, 360
    )
    canvas.polygon(hair, who.hair)


def dog(canvas: Canvas, at: Point, size: float, coat: str) -> None:
    """Print a dog that looks to the right; `at` is between its feet."""
    x, y = at
    canvas.oval((x, y), (size * 0.6, size * 0.07), PLUM)
    for leg in (-0.36, -0.24, 0.24, 0.36):
        canvas.line(
            [(x + size * leg, y - size * 0.4), (x + size * leg, y - size * 0.05)], size * 0.09, coat
        )
    canvas.oval((x, y - size * 0.46), (size * 0.46, size * 0.18), coat, Shade(COAL, "down", 0.5))
    canvas.line(
        [(x + size * 0.34, y - size * 0.5), (x + size * 0.5, y - size * 0.74)], size * 0.18, coat
    )
    canvas.oval((x + size * 0.58, y - size * 0.78), (size * 0.19, size * 0.13), coat)
    canvas.oval((x + size * 0.47, y - size * 0.78), (size * 0.06, size * 0.15), COAL)
    canvas.line(
        curve(
            (x - size * 0.42, y - size * 0.52),
            (x - size * 0.62, y - size * 0.6),
            (x - size * 0.6, y - size * 0.9),
        ),
        size * 0.07,
        coat,
    )


def gull(canvas: Canvas, at: Point, span: float) -> None:
    """Print a flying gull."""
    x, y = at
    left = curve((x - span, y - span * 0.1), (x - span * 0.5, y - span * 0.6), (x, y))
    right = curve((x, y), (x + span * 0.5, y - span * 0.6), (x + span, y - span * 0.15))
    canvas.line([*left, *right], span * 0.13, PAPER)
    canvas.oval((x, y + span * 0.03), (span * 0.26, span * 0.1), PAPER)
    canvas.oval((x + span * 0.27, y + span * 0.03), (span * 0.07, span * 0.04), LAMP)
