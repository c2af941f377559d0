"""Many copies of one rendered document, each with its own texts and QR code in the same places.

WeasyPrint draws the document once, as a template: a text that stands for others (a slot) shows
every character that may come there, so that the embedded font has them all, and a picture of one
pixel stands for the QR code. Each copy then draws the template as one shared form, and in the
slots' places its own text, in the template's own font, and its own QR code as rectangles.
"""

import re
import zlib
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from io import BytesIO
from typing import Any, Final

import pikepdf

from app.printing.qr import QUIET_ZONE, qr_runs

#: A PNG of one white pixel.
_ONE_PIXEL: Final = bytes.fromhex(
    "89504e470d0a1a0a0000000d49484452000000010000000108000000003a7e9b55"
    "0000000a4944415478da63f80f00010101001cb08c990000000049454e44ae426082"
)
#: Entries of a table of characters in an embedded font: glyph, and text in UTF-16.
_TEXT_OF_GLYPH: Final = re.compile(rb"<([0-9a-f]{4})> <((?:[0-9a-f]{4})+)>")
_BLACK: Final = "0 g"
_MARKS: Final = frozenset({"BDC", "BMC", "EMC"})
_DRAWS: Final = frozenset({"TJ", "Tj", "Do"})


class TemplateError(Exception):
    """The template lacks a slot, or a character that a copy needs."""


@dataclass(frozen=True)
class Stamp:
    """What is different in one copy."""

    #: By the text of their slot.
    texts: Mapping[str, str] = field(repr=False)
    #: Empty where the template has no place for one.
    qr: str = field(default="", repr=False)


@dataclass(frozen=True)
class Lock:
    """How a finished file is encrypted, with AES-256."""

    passphrase: str = field(repr=False)


def slot_picture(_name: str) -> bytes:
    """Return the picture that stands for a QR code; a loader for `render_pdf`."""
    return _ONE_PIXEL


def stamp(
    template: bytes,
    stamps: Iterable[Stamp],
    *,
    slots: Sequence[str],
    title: str,
    lock: Lock | None = None,
    progress: Callable[[int], None] | None = None,
) -> bytes:
    """Return one copy of `template`, all its pages, for each of `stamps`, in their order.

    The copies are for paper: they carry no tags. `progress` hears how many are done.

    Raises:
        TemplateError: a slot is nowhere in the template, or its font lacks a character.
    """
    made = pikepdf.new()
    with pikepdf.open(BytesIO(template)) as source:
        pages = [_Page(made, page, slots) for page in source.pages]
    for slot in slots:
        if not any(slot == place.slot for page in pages for place in page.places):
            raise TemplateError(f"no text {slot!r} in the template")
    for number, each in enumerate(stamps, 1):
        for page in pages:
            made.pages.append(page.copy(each))
        if progress is not None:
            progress(number)
    made.docinfo["/Title"] = title
    return save_locked(made, lock)


def save_locked(document: pikepdf.Pdf, lock: Lock | None) -> bytes:
    """Return the file; with `lock` nothing in it can be read without the passphrase."""
    target = BytesIO()
    encryption: pikepdf.Encryption | bool = False
    if lock is not None:
        encryption = pikepdf.Encryption(user=lock.passphrase, owner=lock.passphrase, R=6)
    document.save(
        target,
        encryption=encryption,
        object_stream_mode=pikepdf.ObjectStreamMode.generate,
        # The same input gives the same bytes; an encrypted file needs an id of its own.
        deterministic_id=lock is None,
    )
    return target.getvalue()


@dataclass(frozen=True)
class _Place:
    """Where a slot's text begins, and how it is drawn."""

    slot: str
    font: str
    size: float
    matrix: pikepdf.Matrix
    #: Of each character, as four hexadecimal digits.
    glyphs: Mapping[str, str]

    @cached_property
    def _start(self) -> str:
        return f"BT {self.font} {self.size:.4f} Tf {_numbers(self.matrix)} Tm <"

    def draw(self, text: str) -> str:
        try:
            shown = "".join([self.glyphs[character] for character in text])
        except KeyError as error:
            raise TemplateError("a character that the template's font lacks") from error
        return f"{self._start}{shown}> Tj ET"


class _Page:
    """A page of the template: a form that all copies share, and the places that differ."""

    def __init__(self, target: pikepdf.Pdf, page: pikepdf.Page, slots: Sequence[str]) -> None:
        self._target = target
        reader = _Reader(page, slots)
        form = page.as_form_xobject()
        form.write(pikepdf.unparse_content_stream(list(reader.kept())))
        self.places, self._qr = reader.places, reader.qr
        self._form = target.copy_foreign(form)
        self._size = pikepdf.Array([float(edge) for edge in page.mediabox])
        fonts = self._form.Resources.get("/Font", pikepdf.Dictionary())
        self._resources = target.make_indirect(
            pikepdf.Dictionary(XObject=pikepdf.Dictionary({"/Template": self._form}), Font=fonts)
        )
        self._shared = target.make_stream(b"q /Template Do Q")

    def copy(self, stamp: Stamp) -> pikepdf.Page:
        """Return the page with what is different in this copy."""
        lines = [place.draw(stamp.texts[place.slot]) for place in self.places]
        if self._qr is not None and stamp.qr:
            lines.append(_draw_qr(stamp.qr, self._qr))
        contents = self._shared
        if lines:
            whole = "\n".join(("q /Template Do Q", _BLACK, *lines))
            # Compressed here: thousands of pages lie in memory until the file is written.
            packed = zlib.compress(whole.encode())
            contents = self._target.make_stream(packed, Filter=pikepdf.Name.FlateDecode)
        return pikepdf.Page(
            pikepdf.Dictionary(
                Type=pikepdf.Name.Page,
                MediaBox=self._size,
                Resources=self._resources,
                Contents=contents,
            )
        )


class _Reader:
    """Goes through a page's content once, and finds and leaves out what stands for others."""

    def __init__(self, page: pikepdf.Page, slots: Sequence[str]) -> None:
        self._page, self._slots = page, frozenset(slots)
        self._fonts = {name: _texts_of_glyphs(font) for name, font in _fonts(page).items()}
        self._matrix, self._line = pikepdf.Matrix(), pikepdf.Matrix()
        self._kept_matrices: list[pikepdf.Matrix] = []
        self._font, self._size = "", 0.0
        #: Of the marks around here, whether each is kept.
        self._marks: list[bool] = []
        self.places: list[_Place] = []
        #: Takes the unit square to where the QR code comes.
        self.qr: pikepdf.Matrix | None = None

    def kept(self) -> Iterator[tuple[Any, pikepdf.Operator]]:
        """Yield the instructions that every copy shares, without the tags of the template."""
        for operands, name in pikepdf.parse_content_stream(self._page):  # type: ignore[misc] # both kinds of instruction can be taken apart
            operator = str(name)
            if operator in _MARKS:
                is_kept = self._keeps_mark(operator, operands)
            elif operator in _DRAWS:
                is_kept = not self._stands_for_others(operator, operands)
            else:
                self._follow(operator, operands)
                is_kept = True
            if is_kept:
                yield operands, name

    def _keeps_mark(self, operator: str, operands: Any) -> bool:  # noqa: ANN401 - pikepdf's operands
        """Tell whether this begins or ends a mark that says how its content reads."""
        if operator != "EMC":
            self._marks.append(operator == "BDC" and "/ActualText" in operands[1])
            return self._marks[-1]
        return self._marks.pop()

    def _follow(self, operator: str, operands: Any) -> None:  # noqa: ANN401 - pikepdf's operands
        match operator:
            case "q":
                self._kept_matrices.append(self._matrix)
            case "Q":
                self._matrix = self._kept_matrices.pop()
            case "cm":
                self._matrix = _matrix(operands) @ self._matrix
            case "Tm":
                self._line = _matrix(operands)
            case "Tf":
                self._font, self._size = str(operands[0]), float(operands[1])

    def _stands_for_others(self, operator: str, operands: Any) -> bool:  # noqa: ANN401 - as above
        if operator == "Do":
            picture = self._page.Resources.XObject[operands[0]]
            if [int(picture.get(side, 0)) for side in ("/Width", "/Height")] != [1, 1]:
                return False
            self.qr = self._matrix
            return True
        texts = self._fonts[self._font]
        text = "".join(texts.get(glyph, "\ufffd") for glyph in _glyphs(operator, operands))
        if text not in self._slots:
            return False
        glyphs = {shown: glyph for glyph, shown in texts.items()}
        matrix = self._line @ self._matrix
        self.places.append(_Place(text, self._font, self._size, matrix, glyphs))
        return True


def _fonts(page: pikepdf.Page) -> dict[str, pikepdf.Object]:
    return dict(page.Resources.get("/Font", pikepdf.Dictionary()).items())


def _texts_of_glyphs(font: pikepdf.Object) -> dict[str, str]:
    table = font.ToUnicode.read_bytes()
    return {
        glyph.decode(): bytes.fromhex(text.decode()).decode("utf-16-be")
        for glyph, text in _TEXT_OF_GLYPH.findall(table)
    }


def _glyphs(operator: str, operands: Any) -> Iterator[str]:  # noqa: ANN401 - pikepdf's operands
    """Yield the glyphs of a line, each as four hexadecimal digits."""
    for part in operands[0] if operator == "TJ" else operands:
        if isinstance(part, pikepdf.String):
            digits = bytes(part).hex()
            yield from (digits[at : at + 4] for at in range(0, len(digits), 4))


def _draw_qr(text: str, square: pikepdf.Matrix) -> str:
    """Return the dark modules of a QR code of `text`, with its quiet zone, in the unit square."""
    side, runs = qr_runs(text)
    whole = side + 2 * QUIET_ZONE
    # Rows go down and the square's own axis up.
    modules = pikepdf.Matrix(
        1 / whole, 0, 0, -1 / whole, QUIET_ZONE / whole, 1 - QUIET_ZONE / whole
    )
    drawn = " ".join([f"{column} {row} {length} 1 re" for row, column, length in runs])
    return f"q {_numbers(modules @ square)} cm {drawn} f Q"


def _matrix(operands: Any) -> pikepdf.Matrix:  # noqa: ANN401 - pikepdf's operands
    return pikepdf.Matrix(*(float(number) for number in operands))


def _numbers(matrix: pikepdf.Matrix) -> str:
    return " ".join(f"{number:.5f}" for number in matrix.shorthand)
