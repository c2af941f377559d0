"""Quote books of any length in a database: what residents write, in many scripts, with photos."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from io import BytesIO
from itertools import cycle, islice
from pathlib import Path
from typing import Final

from flask import Flask
from PIL import Image
from sqlmodel import Session, select

from app import create_app
from app.core.config import Settings
from app.core.db import Database
from app.core.storage import Storage
from app.moderation.models import StoryCluster, StoryRedaction
from app.moderation.rules import Redaction
from app.photos.models import PhotoOwner
from app.photos.rules import Derivative, Derivatives, PhotoFormat
from app.photos.services import add_photo
from app.programme.models import Cluster, Indicator, Programme
from app.programme.rules import ClusterKind, Favourable
from app.quotes.contents import BookContents
from app.quotes.gathering import book_contents
from app.quotes.making import book_pdf
from app.quotes.models import Quote, QuoteCluster
from app.quotes.rules import Span, render_quote
from app.stories.models import Story
from app.upkeep.migrating import migrate
from app.web.context import parts
from tests.conftest import NOW
from tests.factories import make_programme, make_story
from tests.printing.sample import TEXTS
from tests.quote_books import make_book

_LANGUAGES: Final = {
    "polish": "pl",
    "turkish": "tr",
    "ukrainian": "uk",
    "persian": "fa",
    "tigrinya": "ti",
    "arabic": "ar",
    "arabic_marks": "ar",
    "arabic_redacted": "ar",
    "unknown_script": "zh",
}
#: As a follow-up of different length, so that pages end everywhere.
_MORE: Final = (
    "",
    " Ik zie het elke dag.",
    " Wij hebben het gevraagd, en nog eens gevraagd, en toen kwam er iemand kijken.",
    " Mijn kleindochter durft er niet langs als het donker is. Dat zegt mij genoeg.",
)
_CHAPTERS: Final = 9


@dataclass(frozen=True)
class Filling:
    """How a book is filled."""

    quotes: int
    #: A photo with every so many stories.
    photo_every: int = 5
    #: With quotes that are longer than a page.
    long: bool = True
    #: Makes a photo's JPEG of this long side, differently for each number.
    draw: Callable[[int, int], bytes] | None = None


def fill(session: Session, storage: Storage, filling: Filling) -> None:
    """Store a programme and as many quoted stories, over nine clusters and two districts."""
    make_programme(session)
    clusters = _clusters(session)
    kinds = [kind for kind in TEXTS if filling.long or kind != "long"]
    for number, kind in enumerate(islice(cycle(kinds), filling.quotes)):
        # The chapters get stretches of different length, the last one few.
        place = min(_CHAPTERS - 1, (number * 11 // filling.quotes) ** 2 // 11)
        text = TEXTS[kind] + (_MORE[number % len(_MORE)] if kind not in _LANGUAGES else "")
        story = _story(session, number, text, _LANGUAGES.get(kind, "nl"))
        _quote(session, story, clusters[place], number)
        if number % filling.photo_every == 0:
            _photo(session, storage, story, number, filling.draw or plain_photo)
    session.flush()


def _clusters(session: Session) -> list[Cluster]:
    session.get_one(Programme, 1).is_example = True
    values = {"netherlands": 11.8, "municipality": 16.0, "noord": 18.5, "oost": 23.0}
    for key in ("overlast", "eenzaam", "vertrouwen"):
        title = f"Mensen die vaak last hebben van {key}"
        session.add(
            Indicator(
                key=key, element=key, title=title, unit="%", favourable=Favourable.LOWER,
                values=values,
            )
        )  # fmt: skip
    for number in range(2, _CHAPTERS):
        title = f"Wat er speelt in de buurt, en wat de kansen zijn: onderwerp {number + 1}"
        session.add(
            Cluster(
                key=f"onderwerp-{number}", kind=ClusterKind.PROBLEM, title=title, position=number,
                short_title=f"Onderwerp {number + 1}",
                description="Meer over dit onderwerp. Het gaat over wonen, leven en elkaar kennen.",
            )
        )  # fmt: skip
    session.flush()
    found = list(session.exec(select(Cluster).order_by("kind", "position", "id")))
    for number, cluster in enumerate(found):
        cluster.indicators = ["overlast", "eenzaam", "vertrouwen"][: number % 4]
        session.add(cluster)
    return found


def _story(session: Session, number: int, text: str, language: str) -> Story:
    return make_story(
        session,
        original=text,
        district_id=1 + number % 2,
        received_at=NOW - timedelta(days=60) + timedelta(minutes=number),
        language=language,
        signed_as=None if number % 3 else f"Bewoner {number}, {30 + number % 50} jaar",
        is_example=True,
    )


def _quote(session: Session, story: Story, cluster: Cluster, number: int) -> None:
    original = story.original or ""
    assert story.id is not None
    assert cluster.id is not None
    hidden: list[Redaction] = []
    if number % 7 == 3 and original.startswith("De container"):
        hidden = [Redaction(3, 12, "bak")]
        session.add(StoryRedaction(story_id=story.id, start=3, end=12, replacement="bak"))
    session.add(StoryCluster(story_id=story.id, cluster_id=cluster.id, is_main=True))
    quote = Quote(
        story_id=story.id,
        spans=[[0, len(original)]],
        text=render_quote(original, [Span(0, len(original))], hidden),
        is_minority=number % 9 == 8,
        picked_at=NOW,
        picked_by="staff",
    )
    session.add(quote)
    session.flush()
    assert quote.id is not None
    session.add(QuoteCluster(quote_id=quote.id, cluster_id=cluster.id))


def plain_photo(number: int, size: int) -> bytes:
    """Return a JPEG of one colour, lying or upright."""
    shape = (size, size * 3 // 4) if number % 2 else (size * 3 // 4, size)
    target = BytesIO()
    Image.new("RGB", shape, (number * 37 % 256, number * 91 % 256, 140)).save(target, "JPEG")
    return target.getvalue()


def _photo(
    session: Session, storage: Storage, story: Story, number: int, draw: Callable[[int, int], bytes]
) -> None:
    files = []
    for size in (1600, 800):
        content = draw(number, size)
        with Image.open(BytesIO(content)) as image:
            width, height = image.size
        files.append(Derivative(size, PhotoFormat.JPEG, width, height, content))
    derivatives: Derivatives = tuple(files)
    photo = add_photo(session, storage, derivatives, owner=(PhotoOwner.STORY, story.ref), now=NOW)
    photo.shown, photo.alt = True, f"Een plek in de buurt, foto {number}."
    session.add(photo)


@contextmanager
def filled_app(folder: Path, filling: Filling) -> Iterator[Flask]:
    """Give an app on a new database in `folder` with such a book, within its context."""
    app = create_app(
        Settings(
            data_dir=folder, secret_key="for tests", hash_time_cost=1, hash_memory_kib=8,
            jobs_at_once=True,
        )
    )  # fmt: skip
    with app.test_request_context():
        database = parts().database
        migrate(database)
        with database.write() as session:
            fill(session, parts().storage, filling)
            make_book(session)
            session.commit()
        yield app
        database.dispose()


def contents_of(database: Database) -> BookContents:
    """Return what stands in the only book."""
    with database.freeze() as session:
        return book_contents(session, make_book(session))


def pdf_of(contents: BookContents, storage: Storage) -> bytes:
    """Return the book as the app prints it."""
    return book_pdf(contents, 7, storage, now=NOW)
