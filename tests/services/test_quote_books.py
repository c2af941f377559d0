"""What stands in a quote book, in which order, and what never does."""

import json

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st
from sqlalchemy import event, text, update
from sqlmodel import Session, col, select

from app.core.errors import InvalidError
from app.core.storage import Storage
from app.programme.models import District, Indicator
from app.programme.rules import Favourable
from app.quotes import books
from app.quotes.contents import BookContents
from app.quotes.gathering import UntrueQuotesError, book_contents, gather
from app.quotes.models import Quote, QuoteBook
from app.quotes.rules import Approval
from app.stories.models import Story
from app.stories.noting_models import CollectedStory, Collection
from app.stories.rules import AgeGroup, Audience, Channel, Consent, Outcome, StoryStatus
from tests.conftest import NOW
from tests.factories import make_programme, make_story
from tests.quote_books import (
    cluster,
    hide,
    make_book,
    pick,
    picture,
    quoted_story,
    say,
    tag,
)
from tests.strategies import PIECES


@pytest.fixture
def book(session: Session) -> QuoteBook:
    make_programme(session)
    return make_book(session)


def words(contents: BookContents) -> list[str]:
    return [quote.text for quote in contents.quotes]


def printed(session: Session, book: QuoteBook) -> list[str]:
    return words(book_contents(session, book))


# Which quotes


@pytest.mark.parametrize(
    ("values", "stands_in_it"),
    [
        ({}, True),
        ({"consent_paper": Consent.NO}, False),
        ({"consent_paper": Consent.ASK}, False),
        ({"consent_online": Consent.NO}, True),
        ({"outcome": Outcome.PUBLISHED}, True),
        ({"outcome": Outcome.COUNCIL_ONLY, "audience": Audience.COUNCIL}, True),
        ({"outcome": Outcome.REFUSED}, False),
        ({"status": StoryStatus.WITHDRAWN}, False),
        ({"age_group": AgeGroup.UNDER_12}, False),
        ({"age_group": AgeGroup.UNDER_12, "guardian_consent_at": NOW}, True),
        ({"round_id": None}, False),
    ],
)
def test_only_what_may_be_printed_stands_in_it(
    session: Session, book: QuoteBook, values: dict[str, object], *, stands_in_it: bool
) -> None:
    story, _ = quoted_story(session, "Het park is mooi.")
    for name, value in values.items():
        setattr(story, name, value)
    session.flush()

    assert printed(session, book) == (["Het park is mooi."] if stands_in_it else [])


def test_who_reads_first_must_have_said_yes(session: Session, book: QuoteBook) -> None:
    story, quote = quoted_story(session, "Het park is mooi.", consent_paper=Consent.ASK)
    assert printed(session, book) == []

    say(session, story, quote, Approval.APPROVED)
    assert printed(session, book) == ["Het park is mooi."]
    say(session, story, quote, Approval.REFUSED)
    assert printed(session, book) == []


def test_a_book_of_one_district_has_nothing_of_another(session: Session, book: QuoteBook) -> None:
    for district_id, said in ((1, "Noord hier."), (2, "Oost hier."), (None, "Nergens hier.")):
        quoted_story(session, said, district_id=district_id)

    north = book_contents(session, make_book(session, districts=["noord"]))
    everywhere = book_contents(session, book)

    assert (words(north), north.districts, north.stories) == (["Noord hier."], ("Noord",), 1)
    assert "Oost" not in json.dumps(north.chapters, default=str)
    assert words(everywhere) == ["Noord hier.", "Oost hier.", "Nergens hier."]
    assert everywhere.chapters[0].by_district == (("Noord", 1), ("Oost", 1), ("", 1))
    assert north.digest != book_contents(session, make_book(session, districts=["oost"])).digest


def test_a_book_of_some_clusters_has_only_these_chapters(session: Session, book: QuoteBook) -> None:
    first = make_story(session, original="Troep overal.")
    tag(session, first, "verloedering")
    pick(session, first)
    second = make_story(session, original="Wij helpen.")
    tag(session, second, "helpen")
    pick(session, second, about=["helpen"])

    some = make_book(session, clusters=["helpen"])

    assert words(book_contents(session, some)) == ["Wij helpen."]
    assert [chapter.key for chapter in book_contents(session, some).chapters] == ["helpen"]
    assert [chapter.key for chapter in book_contents(session, book).chapters] == [
        "verloedering",
        "helpen",
    ]
    assert book_contents(session, some).homeless == 1


# Chapters


def test_a_quote_stands_once_under_its_storys_main_subject(
    session: Session, book: QuoteBook
) -> None:
    story = make_story(session, original="Troep, maar wij helpen.")
    tag(session, story, "helpen", "verloedering")
    quote = pick(session, story, about=["verloedering", "helpen"])
    contents = book_contents(session, book)
    assert [(each.key, len(each.quotes)) for each in contents.chapters] == [
        ("verloedering", 0),
        ("helpen", 1),
    ]

    only = make_book(session, clusters=["verloedering"])
    assert words(book_contents(session, only)) == [quote.text]


def test_a_quote_without_a_subject_is_counted_and_left_out(
    session: Session, book: QuoteBook
) -> None:
    pick(session, make_story(session), about=())

    contents = book_contents(session, book)

    assert (words(contents), contents.homeless) == ([], 1)


def test_of_a_talk_in_a_group_everybody_counts_who_took_part(
    session: Session, book: QuoteBook
) -> None:
    story, _ = quoted_story(session, "Een. Twee.")
    pick(session, story, (0, 4))
    talk = Collection(
        channel=Channel.GROUP,
        collected_on=NOW.date(),
        people=7,
        written_by="x",
        typed_at=NOW,
        submission_hash="x",
    )
    session.add(talk)
    session.flush()
    session.add(CollectedStory(story_id=story.id or 0, collection_id=talk.id or 0, number=1))
    tag(session, make_story(session), "verloedering")

    contents = book_contents(session, book)

    assert (contents.stories, contents.people) == (2, 8)
    assert contents.chapters[0].people == 8


def test_a_chapter_counts_its_stories_and_says_what_could_stand_there(
    session: Session, book: QuoteBook
) -> None:
    story, _ = quoted_story(session, "Een. Twee.")
    pick(session, story, (0, 4))
    tag(session, make_story(session, district_id=2), "verloedering")
    tag(session, make_story(session, outcome=Outcome.REFUSED), "verloedering")
    tag(session, make_story(session, status=StoryStatus.WITHDRAWN), "verloedering")
    book.left_out = [pick(session, story, (5, 10)).ref]

    [chapter] = book_contents(session, book).chapters

    assert (chapter.stories, chapter.people) == (2, 2)
    assert chapter.by_district == (("Noord", 1), ("Oost", 1))
    assert (chapter.usable, len(chapter.quotes)) == (3, 2)
    assert (chapter.voices, chapter.most_from_one) == (1, 2)


def test_a_retired_cluster_has_a_chapter_only_when_chosen(
    session: Session, book: QuoteBook
) -> None:
    quoted_story(session, "Troep.")
    cluster(session).retired = True
    session.flush()

    assert printed(session, book) == []
    assert printed(session, make_book(session, clusters=["verloedering"])) == ["Troep."]


def test_figures_stand_beside_their_cluster_as_the_dutch_write_them(
    session: Session, book: QuoteBook
) -> None:
    values = {"netherlands": 12.5, "municipality": 10595.0, "oost": 3.0, "elsewhere": 9.0}
    for key, known in (("veilig", values), ("onbekend", {})):
        session.add(
            Indicator(
                key=key, element="x", title=key, unit="%", favourable=Favourable.LOWER, values=known
            )
        )
    cluster(session).indicators = ["onbekend", "veilig", "bestaat-niet"]
    quoted_story(session, "Troep.")

    [chapter] = book_contents(session, book).chapters
    [north] = book_contents(session, make_book(session, districts=["noord"])).chapters

    [figure] = chapter.figures
    assert figure.values == (("Nederland", "12,5"), ("Brunssum", "10.595"), ("Oost", "3"))
    assert north.figures[0].values == figure.values[:2]


# Order


def test_quotes_stand_by_age_until_they_are_ordered_by_hand(
    session: Session, book: QuoteBook
) -> None:
    refs = {said: quoted_story(session, said)[1].ref for said in ("een", "twee", "drie")}
    assert printed(session, book) == ["een", "twee", "drie"]

    chapter = list(refs.values())
    books.move_quote(session, book, chapter, (refs["drie"], -1), seen_version=book.version)
    assert printed(session, book) == ["een", "drie", "twee"]

    quoted_story(session, "nieuw")
    assert printed(session, book) == ["een", "drie", "twee", "nieuw"]


def test_a_quote_moves_no_further_than_the_ends(session: Session, book: QuoteBook) -> None:
    refs = [quoted_story(session, said)[1].ref for said in ("een", "twee")]

    books.move_quote(session, book, refs, (refs[0], -1), seen_version=1)
    books.move_quote(session, book, refs, (refs[1], 5), seen_version=2)

    assert printed(session, book) == ["een", "twee"]


def test_ordering_one_chapter_leaves_the_others_as_they_are(
    session: Session, book: QuoteBook
) -> None:
    refs = {said: quoted_story(session, said)[1].ref for said in ("een", "twee")}
    for said in ("drie", "vier"):
        story = make_story(session, original=said)
        refs[said] = pick(session, story, about=["helpen"]).ref
    books.move_quote(session, book, [refs["een"], refs["twee"]], (refs["een"], 1), seen_version=1)
    books.move_quote(session, book, [refs["drie"], refs["vier"]], (refs["drie"], 1), seen_version=2)

    assert printed(session, book) == ["twee", "een", "vier", "drie"]


def test_a_quote_that_stands_elsewhere_is_not_moved(session: Session, book: QuoteBook) -> None:
    with pytest.raises(InvalidError):
        books.move_quote(session, book, ["a", "b"], ("c", 1), seen_version=1)
    with pytest.raises(InvalidError):
        books.set_order(session, book, ["a", "a"], seen_version=1)


def test_minority_voices_stand_behind_the_others(session: Session, book: QuoteBook) -> None:
    story, _ = quoted_story(session, "Eerst anders. Dan gewoon.")
    session.exec(update(Quote).values(is_minority=True))
    quoted_story(session, "Zoals de meesten.")
    session.expire_all()

    contents = book_contents(session, book)

    assert words(contents) == ["Zoals de meesten.", "Eerst anders. Dan gewoon."]
    assert [(minority, len(quotes)) for minority, quotes in contents.chapters[0].groups] == [
        (False, 1),
        (True, 1),
    ]
    assert [item.story_ref for item in contents.items()][-1] == story.ref


def test_what_is_left_out_can_be_taken_in_again(session: Session, book: QuoteBook) -> None:
    _, quote = quoted_story(session, "Troep.")

    books.leave_out(session, book, quote.ref, out=True, seen_version=1)
    assert printed(session, book) == []
    books.leave_out(session, book, quote.ref, out=False, seen_version=2)
    assert printed(session, book) == ["Troep."]


def test_who_saw_an_older_book_changes_nothing(session: Session, book: QuoteBook) -> None:
    books.set_words(session, book, title="Eén", foreword="", seen_version=1)

    with pytest.raises(books.BookChangedError):
        books.set_words(session, book, title="Twee", foreword="", seen_version=1)
    with pytest.raises(books.BookChangedError):
        books.set_order(session, book, ["a"], seen_version=1)
    with pytest.raises(books.BookChangedError):
        books.leave_out(session, book, "a", out=True, seen_version=1)

    assert (book.title, book.quote_order, book.left_out, book.version) == ("Eén", [], [], 2)


def test_the_same_choices_take_up_the_same_book(session: Session, book: QuoteBook) -> None:
    north = make_book(session, districts=["noord"], clusters=["helpen", "verloedering"])

    assert make_book(session).ref == book.ref
    assert make_book(session, ["noord"], ["verloedering", "helpen"]).ref == north.ref
    assert make_book(session, ["oost"]).ref not in {book.ref, north.ref}


# Photos


def test_photos_stand_once_beside_the_first_quote_of_their_story(
    session: Session, storage: Storage, book: QuoteBook
) -> None:
    story, quote = quoted_story(session, "Een. Twee.")
    pick(session, story, (5, 10))
    shown = picture(session, storage, story)
    picture(session, storage, story, shown=False)

    contents = book_contents(session, book)
    assert [[photo.ref for photo in each.photos] for each in contents.quotes] == [[shown.ref], []]
    assert [item.reference for item in contents.items()][:2] == [quote.ref, shown.ref]

    books.leave_out(session, book, quote.ref, out=True, seen_version=1)
    assert [photo.ref for photo in book_contents(session, book).quotes[0].photos] == [shown.ref]
    books.leave_out(session, book, shown.ref, out=True, seen_version=2)
    assert book_contents(session, book).quotes[0].photos == ()


def test_photos_need_their_own_consent(session: Session, storage: Storage, book: QuoteBook) -> None:
    story, _ = quoted_story(session, "Troep.", consent_photos=Consent.NO)
    picture(session, storage, story)

    assert book_contents(session, book).quotes[0].photos == ()


# Only true quotes


def test_a_quote_that_was_tampered_with_stops_the_book_and_is_named(
    session: Session, book: QuoteBook
) -> None:
    story, quote = quoted_story(session, "Ik ben tegen.")
    quoted_story(session, "Ik ook.")
    session.exec(update(Quote).where(col(Quote.ref) == quote.ref).values(text="Ik ben voor."))
    session.expire_all()

    with pytest.raises(UntrueQuotesError, match=quote.ref):
        book_contents(session, book)
    gathered = gather(session, book)

    assert words(gathered.contents) == ["Ik ook."]
    assert [(each.ref, each.story_ref) for each in gathered.untrue] == [(quote.ref, story.ref)]


@pytest.mark.parametrize(
    "sql",
    [
        "UPDATE quote SET spans = '[[0, 99]]'",
        "UPDATE quote SET spans = '[]'",
        "UPDATE quote SET spans = '\"0-3\"'",
        "UPDATE quote SET spans = '[[0]]'",
        "UPDATE quote SET spans = 'null'",
        "UPDATE story SET original = 'Heel iets anders dan er stond.'",
        "DELETE FROM story_redaction",
        "UPDATE story_redaction SET replacement = '] niet ['",
        'UPDATE story_redaction SET start = 900, "end" = 905',
    ],
)
def test_whatever_was_tampered_with_nothing_is_printed(
    session: Session, book: QuoteBook, sql: str
) -> None:
    story = make_story(session, original="Anja zei dat het zo goed is.")
    hide(session, story, 0, 4, "buurvrouw")
    pick(session, story)
    assert printed(session, book) == ["[buurvrouw] zei dat het zo goed is."]
    session.connection().execute(text(sql))
    session.expire_all()

    with pytest.raises(UntrueQuotesError):
        book_contents(session, book)


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_no_change_of_a_stored_quote_is_ever_printed(session: Session, data: st.DataObject) -> None:
    """The row is changed behind the services' back; text, line breaks and scripts of any kind."""
    if session.exec(select(District)).first() is None:
        make_programme(session)
    original = "Woord " + "".join(data.draw(st.lists(st.sampled_from(PIECES), max_size=12)))
    with session.begin_nested() as nested:
        book = make_book(session)
        quote = quoted_story(session, original)[1]
        true = quote.text
        assert printed(session, book) == [true]
        start = data.draw(st.integers(0, len(true)))
        end = data.draw(st.integers(start, min(len(true), start + 3)))
        other = true[:start] + data.draw(st.sampled_from(["", *PIECES])) + true[end:]
        quote.text = other
        session.flush()
        try:
            result = printed(session, book)
        except UntrueQuotesError:
            result = []
        nested.rollback()
    assume(other != true)
    assert result == []


# What it costs


def test_reading_a_book_takes_as_many_reads_for_many_quotes_as_for_few(
    session: Session, storage: Storage, book: QuoteBook
) -> None:
    def reads() -> int:
        session.flush()
        session.expire_all()
        counted: list[str] = []
        connection = session.connection()

        def count(*arguments: object) -> None:
            counted.append(str(arguments[2]))

        event.listen(connection, "before_cursor_execute", count)
        book_contents(session, loaded)
        event.remove(connection, "before_cursor_execute", count)
        return len(counted)

    loaded = make_book(session)
    picture(session, storage, quoted_story(session, "Een")[0])
    few = reads()
    for number in range(20):
        story, _ = quoted_story(session, f"Verhaal {number} van Anja")
        hide(session, story, 0, 3)
        picture(session, storage, story)
    session.exec(update(Story).values(outcome=None))
    # The texts no longer match their redactions: made anew as after a real change.
    for quote in session.exec(select(Quote)).all():
        if quote.text.startswith("Verhaal"):
            quote.text = "[…]" + quote.text[3:]
    assert book.ref == loaded.ref

    assert reads() == few
