"""Which letters and glyphs of a line belong together, as Pango shaped them."""

from collections.abc import Iterator, Mapping
from itertools import groupby, pairwise
from operator import itemgetter
from typing import Any, Final, NamedTuple

from weasyprint.text.ffi import FROM_UNITS, ffi, pango

JOINERS: Final = ("\N{ZERO WIDTH NON-JOINER}", "\N{ZERO WIDTH JOINER}")


class Cluster(NamedTuple):
    """Letters that are drawn together, and what they are drawn with."""

    text: str
    #: Numbers of the glyphs that are drawn, from left to right.
    glyphs: tuple[int, ...]
    #: In thousandths of a pixel.
    width: float
    #: How far its first glyph is beside its place, as WeasyPrint counts it.
    offset: float
    right_to_left: bool
    #: Whether any of its glyphs is above or below its place on the line.
    shifted: bool

    def is_told_by(self, texts: Mapping[int, str]) -> bool:
        """Tell whether `texts`, by glyph, says what this reads as."""
        return not self.shifted and [texts.get(glyph) for glyph in self.glyphs] == [self.text]


def clusters_of(layout: Any) -> Iterator[Cluster]:  # noqa: ANN401 # weasyprint's Layout
    """Yield the clusters of `layout`'s first line that are drawn, from left to right."""
    line, _ = layout.get_first_line()
    text = layout.text.encode()
    run = line.runs[0]
    while run != ffi.NULL:
        yield from _with_joiners(_of_run(run.data, text))
        run = run.next


def _of_run(run: Any, text: bytes) -> Iterator[Cluster]:  # noqa: ANN401 # PangoGlyphItem
    glyphs = run.glyphs.glyphs[0 : run.glyphs.num_glyphs]
    starts = list(run.glyphs.log_clusters[0 : run.glyphs.num_glyphs])
    ends = dict(pairwise([*sorted(set(starts)), run.item.length]))
    for start, members in groupby(zip(starts, glyphs, strict=True), key=itemgetter(0)):
        shaped = [glyph for _, glyph in members]
        drawn = [glyph for glyph in shaped if glyph.glyph != pango.PANGO_GLYPH_EMPTY]
        yield Cluster(
            text=text[run.item.offset + start : run.item.offset + ends[start]].decode(),
            glyphs=tuple(glyph.glyph for glyph in drawn),
            width=sum(glyph.geometry.width for glyph in shaped) * 1000 * FROM_UNITS,
            offset=drawn[0].geometry.x_offset if drawn else 0,
            right_to_left=bool(run.item.analysis.level % 2),
            shifted=any(glyph.geometry.y_offset for glyph in drawn),
        )


def _with_joiners(clusters: Iterator[Cluster]) -> Iterator[Cluster]:
    """Give joiners and non-joiners, which nothing is drawn for, to the letter before them."""
    joiners = ""
    for cluster in clusters:
        if not cluster.glyphs:
            joiners = cluster.text if cluster.text in JOINERS else ""
        elif cluster.right_to_left:
            yield cluster._replace(text=cluster.text + joiners)
            joiners = ""
        else:
            yield cluster
