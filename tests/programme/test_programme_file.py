"""The programme file of Brunssum says what the app and its editors need."""

import pytest

from app.programme.file_shape import ClusterPart, ProgrammeFile, check_file
from app.programme.reading_file import PACKAGED, read_file
from app.programme.rules import ClusterKind, Favourable

FILE: ProgrammeFile = check_file(read_file(PACKAGED))


def test_there_are_five_problems_and_four_opportunities() -> None:
    kinds = [cluster.kind for cluster in FILE.clusters]
    assert kinds == [ClusterKind.PROBLEM] * 5 + [ClusterKind.OPPORTUNITY] * 4


@pytest.mark.parametrize("cluster", FILE.clusters, ids=lambda cluster: cluster.key)
def test_each_cluster_has_figures_beside_it(cluster: ClusterPart) -> None:
    assert 1 <= len(cluster.indicators) <= 4


def test_there_are_28_indicators_of_which_three_are_better_when_higher() -> None:
    higher = {part.key for part in FILE.indicators if part.favourable is Favourable.HIGHER}
    assert len(FILE.indicators) == 28
    assert higher == {"woz-waarde", "vrijwilligerswerk", "werkzaam"}


def test_a_figure_that_is_missing_in_a_district_says_why() -> None:
    districts = {district.key for district in FILE.districts}
    incomplete = [part for part in FILE.indicators if not districts <= set(part.values)]
    assert [part.key for part in incomplete if not part.remark] == []
    assert len(incomplete) == 3


def test_placeholders_are_listed_for_the_municipality() -> None:
    empty = {name for name, value in FILE.programme.model_dump().items() if value == ""}
    assert empty <= set(FILE.programme.to_fill_in)
    assert all(day.example for day in FILE.closed_days)


def test_blanks_in_standard_texts_are_closed() -> None:
    for part in FILE.standard_texts:
        assert part.text.count("‹") == part.text.count("›") >= 1
