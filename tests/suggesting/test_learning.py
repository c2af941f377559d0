"""What is learned of stories: enough to suggest a cluster, and nobody's words."""

from collections.abc import Iterator

import pytest

from app.suggesting.learning import learn, standing_words
from app.suggesting.rules import (
    LEAST_TEXTS,
    NAMED,
    SUGGESTED,
    Example,
    Learned,
    Trial,
    pack,
    suggest,
    unpack,
)

TOPICS = {
    1: "afval zwerfvuil stoep",
    2: "buren helpen soep",
    3: "loket brief gemeente",
    4: "werk geld schuld",
}


def examples(each: int = 12) -> Iterator[Example]:
    for number in range(each):
        for key, words in TOPICS.items():
            yield Example(f"Vandaag weer {words} in de straat, woord{key}x{number}.", (key,))


@pytest.fixture(scope="module")
def learned() -> Learned:
    return learn(list(examples()), dict(TOPICS))


def test_the_words_of_a_story_lead_to_its_cluster(learned: Learned) -> None:
    found = suggest(learned, "Er ligt zwerfvuil en afval bij de brief.", [1, 2, 3, 4])

    assert [each.cluster_id for each in found][:2] == [1, 3]
    assert set(found[0].words) == {"zwerfvuil", "afval"}
    assert len(found) <= SUGGESTED
    assert all(len(each.words) <= NAMED for each in found)


def test_what_is_tagged_or_retired_is_not_suggested(learned: Learned) -> None:
    found = suggest(learned, "Zwerfvuil, een brief van het loket, soep helpen.", [1, 2, 3], [1])

    assert {each.cluster_id for each in found} == {2, 3}


def test_a_story_without_known_words_gets_no_suggestion(learned: Learned) -> None:
    assert suggest(learned, "Xyzzy!", [1, 2, 3, 4]) == []


def test_no_word_of_few_texts_is_kept(learned: Learned) -> None:
    texts = [each.text.lower() for each in examples()] + list(TOPICS.values())
    uses = {word: sum(word in text.split() for text in texts) for word in learned.words}

    assert not any("x" in word for word in learned.words)
    assert learned.words
    assert all(count >= LEAST_TEXTS for word, count in uses.items() if count)


def test_stories_that_were_held_back_are_recognised_more_often_than_by_chance(
    learned: Learned,
) -> None:
    trial = learned.trial

    assert trial.stories == 48
    assert trial.hits > trial.common_hits
    assert trial.percent == 100


def test_what_was_learned_is_read_back_as_it_was(learned: Learned) -> None:
    assert unpack(pack(learned)) == learned


def test_stories_without_a_common_word_teach_nothing() -> None:
    found = learn([Example(f"woord{n}", (1,)) for n in range(20)], {1: "iets", 2: "anders"})

    assert found.words == {}
    assert found.trial == Trial(20, 0, 20)


def test_words_stand_out_that_some_use_and_others_do_not() -> None:
    texts = ["bij het bankje de vijver"] * 6 + ["het loket van de gemeente"] * 18

    found = list(standing_words(texts, [True] * 6 + [False] * 18, 5))

    assert set(found) == {"bij", "bankje", "vijver"}


def test_no_word_stands_out_that_too_few_use() -> None:
    texts = ["het bankje"] * 4 + ["het"] * 4 + ["loket"] * 19

    assert list(standing_words(texts, [True] * 8 + [False] * 19, 5)) == ["het"]
    assert list(standing_words(texts, [True] * 4 + [False] * 23, 5)) == []
    assert list(standing_words(["aa", "bb"] * 6, [True, False] * 6, 5)) == []


def test_a_word_that_chance_explains_does_not_stand_out() -> None:
    texts = ["bankje"] * 6 + ["straat"] * 14 + ["bankje"] * 5 + ["straat"] * 15

    assert list(standing_words(texts, [True] * 20 + [False] * 20, 5)) == []
