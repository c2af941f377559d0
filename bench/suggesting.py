"""How often the main cluster of an example story that was held back is among three suggestions.

The reference is how often it is among the three commonest clusters, which takes no learning.
"""

from typing import Final

from app.programme.reading_file import PACKAGED, read_file
from app.suggesting.learning import learn
from app.suggesting.rules import Example, Trial
from app.upkeep.demo.reading import example_stories
from bench.measure import Goal, Row, row

#: Higher than the reference, by more than chance would bring.
GOAL: Final = Goal(">=", 1.5)


def rows() -> list[Row]:
    """Measure with the tagged example stories and the clusters of the programme file."""
    trial = held_back()
    return [row("suggest-top3", trial.percent, trial.common_percent, GOAL, "percent")]


def held_back() -> Trial:
    """Return what came of holding back each example story in turn."""
    clusters = read_file(PACKAGED)["clusters"]
    numbers = {each["key"]: number for number, each in enumerate(clusters, start=1)}
    described = {
        numbers[each["key"]]: f"{each['title']} {each['description']}" for each in clusters
    }
    examples = [
        Example(story["text"], tuple(numbers[key] for key in story["clusters"]))
        for story in example_stories()
        if story.get("clusters")
    ]
    return learn(examples, described).trial
