"""The tables of spreadsheets: columns, rows, and texts cut where a cell would be too small."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Final

from flask_babel import gettext as _

from app.core.text import is_boundary
from app.monitor.export_contents import ExportStory
from app.monitor.export_gathering import Gathering
from app.monitor.export_words import CLUSTER_KINDS, PARTS, Cover, TraitWords, explain, trait_names

Cell = str | int
Row = list[Cell]

#: Code points that fit in a cell of every spreadsheet program, also when each is an emoji.
CELL: Final = 16_000
#: What stands between several things in one cell.
AND: Final = "; "


@dataclass(frozen=True)
class Table:
    """One table of a file."""

    #: Names the file of a CSV.
    key: str
    #: Names the sheet.
    title: str
    columns: list[str]


def tables() -> list[Table]:
    """Return the tables of a file, without the sheet that explains it."""
    story = [_("verhaal"), *trait_names().values(), _("wat"), _("voorbeeld"), _("onderwerpen")]
    return [
        Table("verhalen", _("Verhalen"), [*story, _("foto's"), _("deel"), _("tekst")]),
        Table(
            "citaten",
            _("Citaten"),
            [
                _("citaat"), _("verhaal"), _("stuk"), _("ander geluid"), _("onderwerpen"),
                _("begin"), _("einde"), _("tekst"),
            ],
        ),
        Table("codes", _("Codes"), [_("soort"), _("naam"), _("omschrijving"), _("kleur"), "guid"]),
    ]  # fmt: skip


def fill(gathering: Gathering, write: Callable[[str, Row], None], *, cell: int | None) -> None:
    """Write every row of every table: `write` gets the key of the table and the row.

    cell: longer texts go on in the next row, with a higher number in the column before them.
    """
    names = {code.guid: code.name for code in gathering.codes}
    words = TraitWords(gathering)
    for story in gathering.stories():
        for row in _story_rows(words, story, names, cell):
            write("verhalen", row)
        for row in _quote_rows(story, names, cell):
            write("citaten", row)
    for code in gathering.codes:
        kind = str(CLUSTER_KINDS[code.kind])
        write("codes", [kind, code.name, code.description, code.colour, code.guid])


def cover_rows(cover: Cover, gathering: Gathering) -> Iterable[Row]:
    """Return the rows of the sheet that explains the file."""
    return ([heading, words] for heading, words in explain(cover, gathering))


def _story_rows(
    words: TraitWords, story: ExportStory, names: dict[str, str], cell: int | None
) -> Iterator[Row]:
    about: Row = [
        story.name,
        *words.of(story.traits).values(),
        str(PARTS[story.part]),
        yes_or_no(is_so=story.is_example),
        AND.join(names[guid] for guid in story.codes),
        len(story.photos),
    ]
    for number, part in enumerate(_cut(story.text, cell), start=1):
        yield [*about, number, part]


def _quote_rows(story: ExportStory, names: dict[str, str], cell: int | None) -> Iterator[Row]:
    for quote in story.quotes:
        codes = AND.join(names[guid] for guid in quote.codes)
        minority = yes_or_no(is_so=quote.is_minority)
        for number, stretch in enumerate(quote.stretches, start=1):
            at = stretch.start
            for part in _cut(stretch.text, cell):
                end = at + len(part)
                yield [quote.guid, story.name, number, minority, codes, at, end, part]
                at = end


def yes_or_no(*, is_so: bool) -> str:
    """Return yes or no in Dutch."""
    return str(_("ja") if is_so else _("nee"))


def _cut(text: str, cell: int | None) -> Iterator[str]:
    """Yield a text in parts that fit, cut between characters; one empty part for no text."""
    if cell is None or len(text) <= cell:
        yield text
        return
    start = 0
    while start < len(text):
        end = min(start + cell, len(text))
        # A character of so many marks that it doesn't fit is cut after all.
        whole = (place for place in range(end, start, -1) if is_boundary(text, place))
        end = next(whole, end)
        yield text[start:end]
        start = end
