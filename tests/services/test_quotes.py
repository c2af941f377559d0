"""Picking quotes, what tellers say of them, and quotes when the story changes."""

from collections.abc import Callable

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st
from sqlmodel import Session, select

from app.audit.queries import entries_about
from app.core.errors import InvalidError, NotFoundError
from app.core.versions import read_version
from app.moderation.rules import Redaction
from app.quotes import queries, services
from app.quotes.models import Quote, QuoteCluster
from app.quotes.proving import fingerprint, prove_text
from app.quotes.rules import Approval, Span, SpansError, render_quote
from app.stories.consent_rules import Use
from app.stories.models import Story
from app.stories.queries import events_of
from app.stories.rules import AgeGroup, Consent, EventKind, Outcome
from tests.conftest import NOW
from tests.factories import make_programme, make_story
from tests.quote_books import cluster, hide, pick, say
from tests.strategies import FAMILY, PIECES, Marked, marked

#        0    5         15   20  24       33 36   41      48
TEXT = "Mijn buurvrouw Anja zei tegen ons: het park is mooi."


@pytest.fixture
def story(session: Session) -> Story:
    make_programme(session)
    return make_story(session, original=TEXT)


def stored_quotes(session: Session) -> list[Quote]:
    return list(session.exec(select(Quote)))


def add(session: Session, story: Story, quote: Quote, *spans: tuple[int, int]) -> None:
    stretches = [Span(*span) for span in spans]
    services.extend_quote(session, story, quote, stretches, actor="staff", now=NOW)


def usable(story: Story, quote: Quote) -> tuple[bool, bool]:
    return queries.is_usable(story, quote, Use.PAPER), queries.is_usable(story, quote, Use.ONLINE)


# Picking


def test_a_quote_is_the_tellers_words(session: Session, story: Story) -> None:
    before = read_version(session, "public")

    quote = pick(session, story, (35, 52))

    assert quote.text == "het park is mooi."
    assert quote.spans == [[35, 52]]
    assert (quote.approval, quote.picked_by, quote.picked_at) == (Approval.WAITING, "staff", NOW)
    assert read_version(session, "public") > before
    assert [event.kind for event in events_of(session, story)] == [EventKind.QUOTED]
    assert entries_about(session, "quote", quote.ref)[0].facts == {"story": story.ref}


def test_blanks_at_its_ends_are_left_out(session: Session, story: Story) -> None:
    quote = pick(session, story, (4, 15))

    assert (quote.text, quote.spans) == ("buurvrouw", [[5, 14]])


def test_stretches_in_any_order_stand_in_the_order_of_the_story(
    session: Session, story: Story
) -> None:
    quote = pick(session, story, (35, 52), (0, 14))

    assert quote.text == "Mijn buurvrouw […] het park is mooi."
    assert quote.spans == [[0, 14], [35, 52]]


def test_what_is_hidden_in_the_story_is_hidden_in_the_quote(session: Session, story: Story) -> None:
    hide(session, story, 5, 19, "buurvrouw")

    assert pick(session, story, (0, 23)).text == "Mijn [buurvrouw] zei"


def test_the_same_stretches_are_picked_once(session: Session, story: Story) -> None:
    first = pick(session, story, (0, 14))

    assert pick(session, story, (0, 15)).ref == first.ref
    assert len(stored_quotes(session)) == 1
    assert len(events_of(session, story)) == 1


@pytest.mark.parametrize("span", [(-1, 4), (0, 53), (5, 5), (9, 4), (4, 5), (52, 52)])
def test_stretches_without_words_or_outside_the_story_are_refused(
    session: Session, story: Story, span: tuple[int, int]
) -> None:
    with pytest.raises(SpansError):
        pick(session, story, span)

    assert stored_quotes(session) == []


def test_half_an_emoji_is_refused(session: Session) -> None:
    make_programme(session)
    story = make_story(session, original=f"ja {FAMILY} nee")

    with pytest.raises(SpansError):
        pick(session, story, (0, 5))


def test_what_is_hidden_altogether_is_no_quote(session: Session, story: Story) -> None:
    hide(session, story, 15, 19)

    with pytest.raises(SpansError):
        pick(session, story, (15, 19))


def test_a_teller_who_never_wants_to_be_quoted_is_not(session: Session) -> None:
    make_programme(session)
    story = make_story(session, consent_paper=Consent.NO, consent_online=Consent.NO)

    with pytest.raises(services.NoConsentError):
        pick(session, story)


def test_clusters_and_a_minority_voice_are_set_anew(session: Session, story: Story) -> None:
    quote = pick(session, story, about=("verloedering",))

    place = services.Place([cluster(session, "helpen")], is_minority=True)
    services.change_quote(session, story, quote, place, actor="staff", now=NOW)

    [view] = queries.quotes_of(session, story)
    assert [found.key for found in view.clusters] == ["helpen"]
    assert view.quote.is_minority


def test_a_dropped_quote_is_gone_and_can_be_picked_again(session: Session, story: Story) -> None:
    quote = pick(session, story)

    services.drop_quote(session, story, quote, actor="staff", now=NOW)

    assert stored_quotes(session) == []
    assert session.exec(select(QuoteCluster)).all() == []
    assert pick(session, story).ref != quote.ref


def test_the_quotes_of_another_story_are_not_found(session: Session, story: Story) -> None:
    other = make_story(session)
    quote = pick(session, other)

    assert queries.get_quote(session, other, quote.ref) is quote
    with pytest.raises(NotFoundError):
        queries.get_quote(session, story, quote.ref)


# Consent and approval

YES, NO, ASK = Consent.YES, Consent.NO, Consent.ASK
WAITING, APPROVED, REFUSED = Approval.WAITING, Approval.APPROVED, Approval.REFUSED


@pytest.mark.parametrize(
    ("consent", "approval", "allowed"),
    [
        *((YES, said, said is not REFUSED) for said in Approval),
        *((ASK, said, said is APPROVED) for said in Approval),
        *((NO, said, False) for said in Approval),
    ],
)
def test_each_use_has_its_own_consent(
    session: Session, story: Story, consent: Consent, approval: Approval, *, allowed: bool
) -> None:
    quote = pick(session, story)
    quote.approval = approval

    story.consent_paper, story.consent_online = consent, NO
    assert usable(story, quote) == (allowed, False)
    story.consent_paper, story.consent_online = NO, consent
    assert usable(story, quote) == (False, allowed)


def test_under_sixteen_a_parent_must_agree_too(session: Session, story: Story) -> None:
    story.age_group = AgeGroup.FROM_12_TO_15
    quote = pick(session, story)
    say(session, story, quote, APPROVED)

    assert usable(story, quote) == (False, False)
    story.guardian_consent_at = NOW
    assert usable(story, quote) == (True, True)


def test_nothing_of_a_refused_story_is_used(session: Session, story: Story) -> None:
    quote = pick(session, story)

    story.outcome = Outcome.REFUSED
    assert usable(story, quote) == (False, False)
    story.outcome = Outcome.COUNCIL_ONLY
    assert usable(story, quote) == (True, True)


def test_a_teller_answers_for_exactly_the_words_seen(session: Session, story: Story) -> None:
    quote = pick(session, story, (35, 52))

    with pytest.raises(services.QuoteChangedError):
        services.answer_quote(session, story, quote, APPROVED, seen="het park is mooi", now=NOW)
    assert quote.approval is WAITING

    services.answer_quote(session, story, quote, APPROVED, seen="het park is mooi.", now=NOW)
    assert (quote.approval, quote.approval_at) == (APPROVED, NOW)
    assert events_of(session, story)[-1].kind is EventKind.QUOTE_APPROVED


def test_a_longer_quote_is_asked_again(session: Session, story: Story) -> None:
    quote = pick(session, story, (0, 14))
    say(session, story, quote, APPROVED)

    add(session, story, quote, (5, 9))
    assert quote.approval is APPROVED
    add(session, story, quote, (35, 52))

    assert quote.text == "Mijn buurvrouw […] het park is mooi."
    assert quote.approval is WAITING


def test_a_no_can_not_be_worked_around(session: Session, story: Story) -> None:
    quote = pick(session, story, (0, 23))
    say(session, story, quote, REFUSED)
    other = pick(session, story, (35, 52))

    tries: list[Callable[[], object]] = [
        lambda: services.drop_quote(session, story, quote, actor="staff", now=NOW),
        lambda: add(session, story, quote, (35, 40)),
        lambda: pick(session, story, (0, 23)),
        lambda: pick(session, story, (0, 40)),
        lambda: pick(session, story, (20, 23)),
        lambda: add(session, story, other, (5, 14)),
    ]
    for work_around in tries:
        with pytest.raises(services.RefusedWordsError):
            work_around()
        session.expire_all()
    assert [each.approval for each in stored_quotes(session)] == [REFUSED, WAITING]
    assert usable(story, quote) == (False, False)


def test_who_said_no_can_still_say_yes(session: Session, story: Story) -> None:
    quote = pick(session, story)
    say(session, story, quote, REFUSED)
    say(session, story, quote, APPROVED)

    assert usable(story, quote) == (True, True)


# When the story changes


def test_words_that_are_hidden_later_disappear_and_are_asked_again(
    session: Session, story: Story
) -> None:
    quote, other = pick(session, story, (0, 23)), pick(session, story, (35, 52))
    for each in (quote, other):
        say(session, story, each, APPROVED)
    hide(session, story, 15, 19)

    services.rerender(session, story, NOW)

    assert quote.text == "Mijn buurvrouw […] zei"
    assert (quote.approval, other.approval) == (WAITING, APPROVED)


def test_a_refused_quote_stays_refused_when_it_is_made_anew(session: Session, story: Story) -> None:
    quote = pick(session, story, (0, 23))
    say(session, story, quote, REFUSED)
    hide(session, story, 15, 19)

    services.rerender(session, story, NOW)

    assert quote.approval is REFUSED
    assert "Anja" not in quote.text


def test_a_quote_of_which_no_word_is_left_goes(session: Session, story: Story) -> None:
    pick(session, story, (15, 19))
    hide(session, story, 5, 23)

    services.rerender(session, story, NOW)

    assert stored_quotes(session) == []


def test_forgetting_a_story_forgets_its_quotes_alone(session: Session, story: Story) -> None:
    other = pick(session, make_story(session))
    pick(session, story)

    services.forget(session, story)

    assert [quote.ref for quote in stored_quotes(session)] == [other.ref]
    assert len(session.exec(select(QuoteCluster)).all()) == 1


def test_a_fingerprint_changes_with_the_places_and_marks_of_the_quote_alone(
    session: Session, story: Story
) -> None:
    quote = pick(session, story, (0, 23))
    marks = [Redaction(5, 9), Redaction(30, 34)]
    seen = fingerprint(quote, marks)

    assert seen == fingerprint(quote, [Redaction(5, 9), Redaction(40, 44)])
    others = {
        fingerprint(quote, []),
        fingerprint(quote, [Redaction(5, 9, "buur")]),
        fingerprint(quote, [Redaction(5, 14)]),
        fingerprint(pick(session, story, (0, 19)), marks),
    }
    assert seen not in others
    assert len(others) == 4


# What is saved is always the original plus marked changes

FEW = settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])


def saved(session: Session, case: Marked) -> tuple[Story, Quote] | None:
    """A story with these redactions and its stored quote; None when it could not be saved."""
    story = make_story(session, original=case.original)
    for each in case.redactions:
        hide(session, story, each.start, each.end, each.replacement)
    try:
        quote = pick(session, story, *((span.start, span.end) for span in case.spans), about=())
    except SpansError:
        return None
    return story, quote


@FEW
@given(case=marked())
def test_what_is_saved_is_proven_and_what_can_not_be_proven_is_not_saved(
    session: Session, story: Story, case: Marked
) -> None:
    del story  # only the programme is needed
    before = len(stored_quotes(session))
    found = saved(session, case)
    if found is None:
        session.expire_all()
        assert len(stored_quotes(session)) == before
        return
    told, quote = found
    spans = [Span(start, end) for start, end in quote.spans]
    assert told.original == case.original
    assert quote.text == render_quote(case.original, spans, case.redactions)
    prove_text(case.original, quote, case.redactions)


@FEW
@given(case=marked(), data=st.data())
def test_no_other_text_spans_or_redactions_prove_a_saved_quote(
    session: Session, story: Story, case: Marked, data: st.DataObject
) -> None:
    del story
    found = saved(session, case)
    assume(found is not None)
    assert found is not None
    _, quote = found
    at = data.draw(st.integers(0, len(quote.text)))
    new = data.draw(st.sampled_from(PIECES))
    tampered = Quote(**{**quote.model_dump(), "text": quote.text[:at] + new + quote.text[at:]})

    with pytest.raises(InvalidError):
        prove_text(case.original, tampered, case.redactions)


@pytest.mark.parametrize(
    "spans", [[], None, "0-3", [[0]], [[0, 3, 5]], [["0", "3"]], [[0, 99]], [[3, 0]], {"0": 3}]
)
def test_stretches_that_were_tampered_with_prove_nothing(
    session: Session, story: Story, spans: object
) -> None:
    quote = pick(session, story, (0, 4))
    quote.spans = spans  # type: ignore[assignment] # what a damaged row could hold

    with pytest.raises(InvalidError):
        prove_text(TEXT, quote, [])
