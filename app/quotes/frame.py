"""What all chapters of a quote book share: round, districts, subjects and figures."""

from collections.abc import Sequence
from dataclasses import dataclass

from babel.numbers import format_decimal
from sqlmodel import Session

from app.programme import queries as programme_queries
from app.programme.models import Cluster, District, Indicator, Programme, Round
from app.quotes.contents import Figure
from app.quotes.models import QuoteBook


@dataclass(frozen=True)
class Frame:
    """What all chapters of a book share."""

    book: QuoteBook
    round: Round
    municipality: str
    #: Of the districts that the book is about, by id; None stands for stories without one.
    districts: dict[int | None, str]
    #: Its chapters, in order.
    clusters: Sequence[Cluster]
    indicators: dict[str, Indicator]
    #: (key, name) of the areas whose figures are shown, the widest first.
    areas: tuple[tuple[str, str], ...]


def open_frame(session: Session, book: QuoteBook) -> Frame:
    """Return what the chapters of `book` share."""
    round_ = session.get(Round, book.round_id)
    assert round_ is not None
    every: Sequence[District] = programme_queries.districts(session)
    names: dict[int | None, str] = {
        district.id: district.name
        for district in every
        if not book.districts or district.key in book.districts
    }
    if not book.districts:
        names[None] = ""
    municipality = place_name(programme_queries.get_programme(session).municipality)
    areas = [("netherlands", "Nederland"), ("municipality", municipality)]
    areas += [(district.key, district.name) for district in every if district.id in names]
    return Frame(
        book=book,
        round=round_,
        municipality=municipality,
        districts=names,
        clusters=_clusters(session, set(book.clusters)),
        indicators={found.key: found for found in programme_queries.indicators(session)},
        areas=tuple(areas),
    )


def figures_of(frame: Frame, cluster: Cluster) -> tuple[Figure, ...]:
    """Return the indicators that the programme sets beside `cluster`, as far as they are known."""
    keys = (key for key in cluster.indicators if key in frame.indicators)
    figures = (_figure(frame, frame.indicators[key]) for key in keys)
    return tuple(figure for figure in figures if figure.values)


def figures_note(programme: Programme) -> str:
    """Return where the figures come from and what they can't say; empty when not told."""
    source = programme.texts.get("figures_source", "")
    note = programme.texts.get("figures_note", "")
    return f"{note} ({source})" if note and source else note


def place_name(municipality: str) -> str:
    """Return `Brunssum` for `Gemeente Brunssum`."""
    return municipality.removeprefix("Gemeente ")


def _clusters(session: Session, chosen: set[str]) -> list[Cluster]:
    """Return the chosen ones, else all that are in use."""
    return [
        cluster
        for cluster in programme_queries.clusters(session, retired=True)
        if (cluster.key in chosen if chosen else not cluster.retired)
    ]


def _figure(frame: Frame, indicator: Indicator) -> Figure:
    return Figure(
        title=indicator.title,
        unit=indicator.unit,
        values=tuple(
            (name, format_decimal(indicator.values[area], locale="nl"))
            for area, name in frame.areas
            if area in indicator.values
        ),
        remark=indicator.remark,
    )
