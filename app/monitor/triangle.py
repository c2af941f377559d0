"""The indicators of the programme file beside the clusters, element by element."""

from collections.abc import Sequence
from dataclasses import dataclass

from babel.numbers import format_decimal

from app.programme.models import Cluster, District, Indicator


@dataclass(frozen=True)
class IndicatorRow:
    """An indicator with its value in each area, in words; None where it is unknown."""

    title: str
    unit: str
    values: tuple[str | None, ...]
    #: Short titles of the clusters that the programme sets it beside.
    clusters: tuple[str, ...]
    remark: str


@dataclass(frozen=True)
class Element:
    """One side of the stability triangle."""

    title: str
    rows: tuple[IndicatorRow, ...]


def areas(municipality: str, districts: Sequence[District]) -> list[tuple[str, str]]:
    """Return (key in the file, name) of the areas that are set side by side."""
    return [
        ("netherlands", "Nederland"),
        ("municipality", municipality.removeprefix("Gemeente ")),
        *((each.key, each.name) for each in districts),
    ]


def elements(
    indicators: Sequence[Indicator], clusters: Sequence[Cluster], told: Sequence[tuple[str, str]]
) -> list[Element]:
    """Return the elements in the order of their first indicator."""
    rows: dict[str, list[IndicatorRow]] = {}
    for each in indicators:
        beside = tuple(
            cluster.short_title for cluster in clusters if each.key in cluster.indicators
        )
        values = tuple(_value(each, key) for key, _ in told)
        row = IndicatorRow(each.title, each.unit, values, beside, each.remark)
        rows.setdefault(each.element, []).append(row)
    return [Element(title, tuple(mine)) for title, mine in rows.items()]


def _value(indicator: Indicator, key: str) -> str | None:
    if key not in indicator.values:
        return None
    return format_decimal(indicator.values[key], locale="nl")
