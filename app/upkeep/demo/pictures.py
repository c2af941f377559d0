"""Drawn pictures that stand where residents' photos would: invented places, no people to know."""

from collections.abc import Callable, Mapping
from typing import Final

from app.upkeep.demo import (
    scenes_doors,
    scenes_green,
    scenes_indoors,
    scenes_night,
    scenes_park,
    scenes_places,
    scenes_play,
    scenes_street,
)
from app.upkeep.demo.canvas import Canvas

#: Every scene that can be drawn, by the name that the example stories use.
SCENES: Final[Mapping[str, Callable[[Canvas], None]]] = {
    "allotment": scenes_green.allotment,
    "bench": scenes_green.bench,
    "bicycle_shed": scenes_doors.bicycle_shed,
    "container": scenes_street.container,
    "dog_walkers": scenes_park.dog_walkers,
    "flats": scenes_street.flats,
    "flower_boxes": scenes_doors.flower_boxes,
    "football_cage": scenes_play.football_cage,
    "meeting_room": scenes_indoors.meeting_room,
    "mine_wheel": scenes_places.mine_wheel,
    "night_street": scenes_night.night_street,
    "parked_cars": scenes_street.parked_cars,
    "playground": scenes_park.playground,
    "school": scenes_places.school,
    "shopping_centre": scenes_places.shopping_centre,
    "swings": scenes_play.swings,
}


def draw(scene: str, seed: int) -> bytes:
    """Return the scene as a JPEG of 1600 by 1200; the same seed gives the same bytes.

    Raises:
        KeyError: no scene has this name.
    """
    canvas = Canvas(seed)
    SCENES[scene](canvas)
    return canvas.jpeg()
