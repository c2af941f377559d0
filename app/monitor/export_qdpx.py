"""Everything as a REFI-QDA project, for programs of qualitative research.

Stories are plain texts, clusters are codes. A story's clusters are codings of its whole text; each
stretch of a quote is a selection with the codes of the quote. The explaining text is the memo of
the project, because the standard has no place for other files.

Source: REFI-QDA 1.5, parts 6.3, 8 and 9.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryFile
from typing import Final
from zipfile import ZipFile

from flask_babel import gettext as _

from app.monitor.export_contents import ExportPhoto, ExportQuote, ExportStory
from app.monitor.export_gathering import Gathering
from app.monitor.export_guids import Guids, short
from app.monitor.export_qdc import ORIGIN, as_memo, write_codes
from app.monitor.export_tables import yes_or_no
from app.monitor.export_texts import Stretch
from app.monitor.export_words import PARTS, Cover, TraitWords, explain, trait_names
from app.monitor.export_xml import XmlWriter
from app.monitor.export_zips import add, add_file, open_zip

_NAMESPACE: Final = "urn:QDA-XML:project:1.0"
_DOCUMENT: Final = "project.qde"

#: Gives the content of a photo by its key in the storage.
Pictures = Callable[[str], bytes]


def write_qdpx(
    path: Path, gathering: Gathering, cover: Cover, guids: Guids, pictures: Pictures
) -> None:
    """Write a project with its sources."""
    with open_zip(path) as packed, TemporaryFile(dir=path.parent) as document:
        project = _Project(
            XmlWriter(document), packed, gathering, cover, guids, pictures, TraitWords(gathering)
        )
        project.write()
        add_file(packed, _DOCUMENT, document)


@dataclass(frozen=True)
class _Project:
    """A project that is being written: its document, and the zip with its sources."""

    xml: XmlWriter
    packed: ZipFile
    gathering: Gathering
    cover: Cover
    guids: Guids
    pictures: Pictures
    words: TraitWords

    def write(self) -> None:
        """Write everything but the document into the zip, and the document."""
        user = self.guids.of("user", ORIGIN)
        about = {
            "xmlns": _NAMESPACE,
            "name": self.cover.title,
            "origin": ORIGIN,
            "creatingUserGUID": user,
            "creationDateTime": self._made["creationDateTime"],
        }
        with self.xml.element("Project", **about):
            with self.xml.element("Users"):
                self.xml.empty("User", guid=user, name=ORIGIN)
            with self.xml.element("CodeBook"):
                write_codes(self.xml, self.gathering.codes, self.guids)
            self._write_variables()
            if self.gathering.overview.stories:  # the standard wants at least one source
                with self.xml.element("Sources"):
                    for story in self.gathering.stories():
                        self._write_story(story)
            memo = as_memo(explain(self.cover, self.gathering))
            self.xml.text("Description", memo)

    @property
    def _made(self) -> dict[str, str]:
        """Who made something and when: this site, with the file."""
        return {
            "creatingUser": self.guids.of("user", ORIGIN),
            "creationDateTime": f"{self.cover.made_at:%Y-%m-%dT%H:%M:%SZ}",
        }

    def _write_variables(self) -> None:
        with self.xml.element("Variables"):
            for name, words in _variables().items():
                self.xml.empty(
                    "Variable",
                    guid=self.guids.of("variable", name),
                    name=words,
                    typeOfVariable="Text",
                )

    def _write_story(self, story: ExportStory) -> None:
        file = f"{story.guid}.txt"
        add(self.packed, f"sources/{file}", story.text.encode())
        about = {"guid": story.guid, "name": story.name, "plainTextPath": f"internal://{file}"}
        with self.xml.element("TextSource", **about, **self._made):
            placed = set()
            for quote in story.quotes:
                for number, stretch in enumerate(quote.stretches, start=1):
                    codes = [code for code in quote.codes if (stretch, code) not in placed]
                    placed |= {(stretch, code) for code in codes}
                    self._write_stretch(quote, number, codes)
            whole = Stretch(0, len(story.text), story.text)
            rest = [code for code in story.codes if (whole, code) not in placed]
            if rest and story.text:
                guid = self.guids.of("whole", story.guid)
                with self._selection(guid, _("hele tekst"), whole):
                    self._write_codings(guid, rest)
            self._write_values(story)
        for photo in story.photos:
            self._write_photo(story, photo)

    def _write_stretch(self, quote: ExportQuote, number: int, codes: list[str]) -> None:
        guid, stretch = (
            self.guids.of("stretch", f"{quote.guid}/{number}"),
            quote.stretches[number - 1],
        )
        name = f"citaat-{short(quote.guid)}"
        with self._selection(guid, name, stretch):
            self.xml.text("Description", _memo(quote, number, name))
            self._write_codings(guid, codes)

    @contextmanager
    def _selection(self, guid: str, name: str, stretch: Stretch) -> Iterator[None]:
        place = {"startPosition": str(stretch.start), "endPosition": str(stretch.end)}
        about = {"guid": guid, "name": name, **place, **self._made}
        with self.xml.element("PlainTextSelection", **about):
            yield

    def _write_codings(self, owner: str, codes: list[str]) -> None:
        for code in codes:
            guid = self.guids.of("coding", f"{owner}/{code}")
            with self.xml.element("Coding", guid=guid, **self._made):
                self.xml.empty("CodeRef", targetGUID=code)

    def _write_photo(self, story: ExportStory, photo: ExportPhoto) -> None:
        file = f"{photo.guid}.jpg"
        add(self.packed, f"sources/{file}", self.pictures(photo.key), squeeze=False)
        about = {"guid": photo.guid, "name": photo.name, "path": f"internal://{file}"}
        with self.xml.element("PictureSource", **about, **self._made):
            self.xml.text("Description", photo.alt)
            self._write_values(story)

    def _write_values(self, story: ExportStory) -> None:
        values = self.words.of(story.traits) | {
            "part": str(PARTS[story.part]),
            "example": yes_or_no(is_so=story.is_example),
            "story": story.name,
        }
        for name, value in values.items():
            with self.xml.element("VariableValue"):
                self.xml.empty("VariableRef", targetGUID=self.guids.of("variable", name))
                self.xml.text("TextValue", value)


def _variables() -> dict[str, str]:
    """Return what is told of each source beside its content: names and words."""
    return trait_names() | {"part": _("wat"), "example": _("voorbeeld"), "story": _("verhaal")}


def _memo(quote: ExportQuote, number: int, name: str) -> str:
    words = [_("Citaat")]
    if len(quote.stretches) > 1:
        words.append(_("stuk %(number)d van %(count)d", number=number, count=len(quote.stretches)))
    if quote.is_minority:
        words.append(_("een ander geluid dan de meeste"))
    return f"{name}: {', '.join(words)}"
