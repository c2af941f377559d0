"""Everything that a page of figures shows, put together from the counts."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from app.monitor import figures_words as words
from app.monitor.answer_rules import Speed, tellable
from app.monitor.counting_rules import Trait
from app.monitor.figures_rules import (
    ROUGH,
    Counts,
    Grid,
    Kinds,
    Line,
    Period,
    Table,
    over_time,
    parts,
    people,
    share_lines,
    singles,
    speed,
    stories,
    totals,
    within,
)
from app.monitor.hiding_rules import Sums, is_small
from app.programme.models import Cluster, District, Round
from app.programme.rules import ClusterKind


@dataclass(frozen=True)
class Names:
    """What stories are counted by, as the programme has it."""

    clusters: Sequence[Cluster]
    districts: Sequence[District]
    rounds: Sequence[Round]


@dataclass(frozen=True)
class RoundShare:
    """What the stories of a round are about, in rough percentages."""

    title: str
    #: Rounded down.
    people: int
    lines: list[Line]


@dataclass(frozen=True)
class Figures:
    """What a page shows; None and empty where there are too few stories to tell."""

    #: At least so many people told the stories; None when too few to tell anything.
    people: int | None
    over_time: list[Line]
    problems: list[Line]
    opportunities: list[Line]
    cluster_periods: Table | None
    cluster_districts: Table | None
    districts: list[Line]
    district_periods: Table | None
    channels: list[Line]
    languages: list[Line]
    ages: list[Line]
    rounds: list[RoundShare]


def show(all_: Counts, told: Sequence[Period], names: Names) -> Figures | None:
    """Return the figures of these periods; None when too few people told stories.

    Periods before the first story are left out.
    """
    begun = [each for each in told if each.first >= _first(all_, told)]
    told = begun or told
    counts = within(all_, told)
    last = told[-1].months[-1]
    known = {place: count for place, count in all_.items() if place.month <= last}
    if people(counts) is None or not stories(counts):
        return None
    districts = words.district_kinds(names.districts)
    return Figures(
        people=people(counts),
        over_time=over_time(counts, told, [words.period_name(each) for each in told]),
        problems=_clusters(counts, names, ClusterKind.PROBLEM),
        opportunities=_clusters(counts, names, ClusterKind.OPPORTUNITY),
        cluster_periods=_cluster_periods(counts, told, names),
        cluster_districts=_cluster_districts(counts, names),
        districts=_parts(counts, Trait.ALL, districts) if len(names.districts) > 1 else [],
        district_periods=_district_periods(counts, told, names),
        channels=_parts(counts, Trait.CHANNEL, words.channel_kinds()),
        languages=_parts(counts, Trait.LANGUAGE, words.language_kinds()),
        ages=_parts(counts, Trait.AGE, words.age_kinds()),
        rounds=_rounds(known, names),
    )


def _first(counts: Counts, told: Sequence[Period]) -> date:
    """Return the first day of the period of the first story."""
    return min(
        (each.first for each in told if stories(within(counts, [each]))), default=told[0].first
    )


def show_speed(counts: Counts, told: Sequence[Period], term: int, overdue: int) -> Speed:
    """Return how fast the stories of these periods were answered."""
    found = totals(within(counts, told), Trait.ANSWER, lambda place: place.value)
    return speed(found, term, overdue=overdue)


def _clusters(counts: Counts, names: Names, kind: ClusterKind) -> list[Line]:
    mine = words.cluster_kinds([each for each in names.clusters if each.kind is kind])
    return singles(totals(counts, Trait.CLUSTER, lambda place: place.value), mine)


def _parts(counts: Counts, trait: Trait, kinds: Kinds) -> list[Line]:
    by_district = trait is Trait.ALL
    found = totals(
        counts, trait, lambda place: str(place.district_id) if by_district else place.value
    )
    return parts(found, kinds)


def _cluster_periods(counts: Counts, told: Sequence[Period], names: Names) -> Table | None:
    """Return clusters by period; the sum of each cluster stands in its own chart."""
    cells = tuple(
        tuple(_tagged(within(counts, [period]), str(cluster.id)) for period in told)
        for cluster in names.clusters
    )
    columns = tuple(words.period_name(each) for each in told)
    return _by_cluster(cells, columns, names) if len(told) > 1 else None


def _cluster_districts(counts: Counts, names: Names) -> Table | None:
    """Return clusters by district; the sum of each cluster stands in its own chart."""
    ids = [each.id or 0 for each in names.districts]
    columns = [each.name for each in names.districts]
    if len(ids) == 1:
        return None
    found = totals(counts, Trait.CLUSTER, lambda place: f"{place.value} {place.district_id}")
    if any(key.endswith(" 0") for key in found):
        ids, columns = [*ids, 0], [*columns, words.district_kinds([]).other]
    cells = tuple(
        tuple(found[f"{cluster.id} {each}"] for each in ids) for cluster in names.clusters
    )
    return _by_cluster(cells, tuple(columns), names)


def _by_cluster(
    cells: tuple[tuple[int, ...], ...], columns: tuple[str, ...], names: Names
) -> Table | None:
    rows = [not is_small(sum(row)) for row in cells]
    titles = tuple(each.short_title for each in names.clusters)
    return Grid(titles, columns, cells, Sums(rows, [False] * len(columns))).told()


def _district_periods(counts: Counts, told: Sequence[Period], names: Names) -> Table | None:
    """Return districts by period; both sums stand in charts of their own."""
    kinds = words.district_kinds(names.districts)
    if len(names.districts) == 1 or len(told) == 1:
        return None
    rows = [
        totals(within(counts, [period]), Trait.ALL, lambda place: str(place.district_id))
        for period in told
    ]
    ids = [*kinds.names, *(["0"] if any(row["0"] for row in rows) else [])]
    cells = tuple(tuple(row[each] for each in ids) for row in rows)
    _, periods_told = tellable([sum(row) for row in cells])
    _, districts_told = tellable([sum(column) for column in zip(*cells, strict=True)])
    return Grid(
        tuple(words.period_name(each) for each in told),
        tuple(kinds.of(each) for each in ids),
        cells,
        Sums(periods_told, districts_told),
    ).told()


def _rounds(counts: Counts, names: Names) -> list[RoundShare]:
    """Return the rounds with enough stories, in percentages that can't be set against counts."""
    found = []
    for round_ in names.rounds:
        mine = {place: count for place, count in counts.items() if place.round_id == round_.id}
        whole = stories(mine)
        tagged = totals(mine, Trait.CLUSTER, lambda place: place.value)
        lines = share_lines(tagged, whole, words.cluster_kinds(names.clusters))
        if any(line.count is not None for line in lines):
            found.append(RoundShare(round_.title, whole // ROUGH * ROUGH, lines))
    return found


def _tagged(counts: Counts, cluster: str) -> int:
    return totals(counts, Trait.CLUSTER, lambda place: place.value)[cluster]
