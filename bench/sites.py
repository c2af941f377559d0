"""Apps to measure: ours, filled with public stories, and a bare one that sends the same HTML."""

import os
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager, redirect_stderr
from itertools import count
from pathlib import Path
from typing import Any, Final

from flask import Flask, render_template
from jinja2 import DictLoader
from sqlmodel import Session

from app import create_app
from app.core.config import Settings
from app.core.dates import date_in_words
from app.core.versions import PUBLIC, raise_version
from app.moderation.models import StoryCluster, StoryRedaction
from app.reading.cards import Frame, make_cards
from app.reading.queries import names, newest_stories
from app.upkeep.migrating import migrate
from app.web.context import parts
from app.web.db_session import get_reader
from tests.factories import make_photo, make_programme, make_public, multiply

#: Stories of the page that is measured.
PAGE: Final = 20
TEXT: Final = (
    "Sinds de bieb dicht is, zie ik mijn buren niet meer. "
    + "Vroeger liep ik er elke dinsdag heen, en dan dronken wij koffie. " * 12
)
#: One card of the list as a bare template writes it: no macros, no translation.
CARD: Final = """<li><article class="story">
{% if card.photo %}<picture class="photo">
<source type="image/webp" sizes="(min-width: 42em) 36rem, 92vw"
 srcset="{% for url, width in card.photo.sources.webp %}{{ url }} {{ width }}w, {% endfor %}">
<img class="photo__image" src="{{ card.photo.sources.jpeg[0][0] }}"
 srcset="{% for url, width in card.photo.sources.jpeg %}{{ url }} {{ width }}w, {% endfor %}"
 sizes="(min-width: 42em) 36rem, 92vw" width="{{ card.photo.sources.width }}"
 height="{{ card.photo.sources.height }}" alt="{{ card.photo.alt }}" loading="lazy"
 decoding="async"></picture>{% endif %}
<h2 class="story__opening" dir="auto"><a href="{{ card.url }}">
<span{% if card.lang %} lang="{{ card.lang }}"{% endif %}>{{ card.opening }}</span></a></h2>
{% if card.rest %}<p class="story__rest" dir="auto"{% if card.lang %} lang="{{ card.lang }}"
{% endif %}>{{ card.rest }}</p>{% endif %}
<p class="story__about"><bdi>{{ card.signed }}</bdi>
{% if card.district %} · {{ card.district }}{% endif %} · {{ card.day }}</p>
{% if card.tags %}<ul class="tags">
{% for text in card.tags %}<li><span class="tag">{{ text }}</span></li>{% endfor %}</ul>{% endif %}
</article></li>"""


@contextmanager
def filled(stories: int) -> Iterator[Flask]:
    """Give our app with so many public stories; the first page has photos, tags, hidden words."""
    with (
        tempfile.TemporaryDirectory() as folder,
        Path(os.devnull).open("w", encoding="utf-8") as nowhere,
        redirect_stderr(nowhere),  # a log line is written for each request, as in real life
    ):
        app = create_app(Settings(data_dir=Path(folder), secret_key="bench"))
        with app.app_context():
            database = parts().database
        migrate(database)
        with database.write() as session:
            _fill(session, stories)
            raise_version(session, PUBLIC)
            session.commit()
        yield app
        database.dispose()


def bare(app: Flask, address: str) -> Flask:
    """Return an app whose one page is that of `app`: a template, rows in memory, nothing else."""
    page = app.test_client().get(address).text
    with app.test_request_context(address):
        reader = get_reader()
        frame = Frame("", names(reader), "Brunssum")
        shown = make_cards(reader, newest_stories(reader, PAGE), frame)
    before, _, rest = page.partition('<ul class="cards">')
    after = rest[rest.rindex("</article>") :].split("</ul>", 1)[1]
    source = (
        f"{{% raw %}}{before}{{% endraw %}}<ul>{{% for card in cards %}}{CARD}{{% endfor %}}</ul>"
        f"{{% raw %}}{after}{{% endraw %}}"
    )
    rows = [
        {
            "day": date_in_words(card.when),
            **{name: getattr(card, name) for name in card.__dataclass_fields__},
        }
        for card in shown
    ]
    plain = Flask("bare")
    plain.jinja_loader = DictLoader({"page.html": source})
    plain.add_url_rule(address, view_func=lambda: render_template("page.html", cards=rows))
    sent = plain.test_client().get(address).text
    if len(rows) != PAGE or abs(len(sent) - len(page)) > len(page) // 20:
        raise RuntimeError(f"{len(rows)} rows, {len(sent)} characters instead of {len(page)}")
    return plain


def visit(
    app: Flask, address: str, headers: dict[str, str] | None = None, *, expected: str = "200"
) -> Callable[[], object]:
    """Return one request as a server makes it, without the work of a test client.

    An address that ends in `=` gets a number behind it, another one at each visit, so that no
    answer of before can be used.
    """
    environ = app.test_request_context(address, headers=headers).request.environ
    query = environ["QUERY_STRING"]
    numbers = count(1)
    statuses: list[str] = []

    def start(status: str, *_: object) -> Callable[[bytes], object]:
        statuses.append(status)
        return len

    def once() -> None:
        statuses.clear()
        asked = f"{query}{next(numbers)}" if query.endswith("=") else query
        answer: Any = app.wsgi_app({**environ, "QUERY_STRING": asked}, start)
        for _ in answer:
            pass
        answer.close()
        if not statuses[0].startswith(expected):
            raise RuntimeError(statuses[0])

    return once


def _fill(session: Session, stories: int) -> None:
    make_programme(session)
    multiply(session, make_public(session, TEXT), stories - PAGE)
    for number in range(PAGE):
        story = make_public(session, f"Verhaal {number}. {TEXT}")
        assert story.id is not None
        session.add(StoryCluster(story_id=story.id, cluster_id=1, is_main=True))
        session.add(StoryCluster(story_id=story.id, cluster_id=2))
        if number % 4 == 0:
            make_photo(session, story, alt="Een bankje onder een boom", shown=True)
        if number % 5 == 0:
            session.add(StoryRedaction(story_id=story.id, start=20, end=30))
