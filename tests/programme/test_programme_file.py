"""The programme file of Brunssum hangs together."""

import tomllib
from pathlib import Path
from typing import Any

import pytest

FILE = Path(__file__).parents[2] / "app/programme/files/brunssum.toml"
PROGRAMME: dict[str, Any] = tomllib.loads(FILE.read_text(encoding="utf-8"))
LISTS = [name for name, part in PROGRAMME.items() if isinstance(part, list)]


def keys(section: str) -> list[str]:
    """Return the keys of a section, in order."""
    return [entry["key"] for entry in PROGRAMME[section]]


@pytest.mark.parametrize("section", [name for name in LISTS if name != "closed_days"])
def test_keys_are_unique_within_a_section(section: str) -> None:
    assert len(keys(section)) == len(set(keys(section)))


def test_there_are_five_problems_and_four_opportunities() -> None:
    kinds = [cluster["kind"] for cluster in PROGRAMME["clusters"]]
    assert (kinds.count("problem"), kinds.count("opportunity")) == (5, 4)


@pytest.mark.parametrize("cluster", PROGRAMME["clusters"], ids=lambda cluster: cluster["key"])
def test_a_cluster_fits_a_phone_and_names_known_figures(cluster: dict[str, Any]) -> None:
    assert len(cluster["short_title"]) <= 28
    assert cluster["indicators"]
    assert set(cluster["indicators"]) <= set(keys("indicators"))


@pytest.mark.parametrize("section", ["indicators", "households"])
def test_figures_belong_to_known_places(section: str) -> None:
    places = {"netherlands", "benchmark", "municipality", *keys("districts")}
    for entry in PROGRAMME[section]:
        assert entry["values"]
        assert set(entry["values"]) <= places


def test_all_28_indicators_say_which_direction_is_favourable() -> None:
    directions = {entry["favourable"] for entry in PROGRAMME["indicators"]}
    assert (len(PROGRAMME["indicators"]), directions) == (28, {"lower", "higher"})


def test_a_figure_that_is_missing_in_a_district_says_why() -> None:
    districts = set(keys("districts"))
    silent = [
        entry["key"]
        for entry in PROGRAMME["indicators"]
        if not districts <= set(entry["values"]) and "remark" not in entry
    ]
    assert silent == []


def test_a_round_ends_after_it_starts_and_is_kept_longer() -> None:
    for entry in PROGRAMME["rounds"]:
        assert entry["starts"] < entry["ends"] < entry["keep_until"]


def test_blanks_in_standard_texts_are_closed() -> None:
    for entry in PROGRAMME["standard_texts"]:
        assert entry["text"].count("‹") == entry["text"].count("›") >= 1
