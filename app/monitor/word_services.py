"""Finding words that stand out, and keeping them with a few of the stories that use them."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Final

from sqlmodel import Session, delete, select

from app.monitor.figure_models import StandingWord, WordsLookedFor, WordUse
from app.monitor.word_rules import KEPT, LEAST_TELLERS, USES, About, Text
from app.suggesting.rules import words_of

_EVERYWHERE: Final = None


@dataclass(frozen=True)
class Found:
    """The words that stand out for one subject, the first most."""

    district_id: int | None
    about: About
    subject: str
    words: tuple[str, ...]


def find_words(texts: Sequence[Text], quarter: str) -> list[Found]:
    """Return the words that stand out: of each cluster, and of this quarter beside before.

    For all districts together and for each by itself. Loads the learning library.
    """
    from app.suggesting.learning import standing_words

    found = []
    for district_id, mine in _by_district(texts):
        for about, subject, chosen in _subjects(mine, quarter):
            words = standing_words([each.words for each in mine], chosen, LEAST_TELLERS)
            told = tuple(islice(words, KEPT))
            if told:
                found.append(Found(district_id, about, subject, told))
    return found


def keep_words(session: Session, found: Iterable[Found], texts: Sequence[Text], state: str) -> int:
    """Put these words in the place of those kept before; return how many there are."""
    session.exec(delete(WordUse))
    session.exec(delete(StandingWord))
    used = {each.story_id: set(words_of(each.words)) for each in texts}
    count = 0
    for each in found:
        mine = [text.story_id for text in texts if _is_of(text, each)]
        for place, word in enumerate(each.words, start=1):
            row = StandingWord(
                district_id=each.district_id,
                about=each.about,
                subject=each.subject,
                word=word,
                place=place,
            )
            session.add(row)
            session.flush()
            assert row.id is not None
            users = islice((story_id for story_id in mine if word in used[story_id]), USES)
            session.add_all(WordUse(word_id=row.id, story_id=story_id) for story_id in users)
            count += 1
    session.merge(WordsLookedFor(state=state))
    session.flush()
    return count


def known_state(session: Session) -> str:
    """Return the state of the stories when words were looked for last; empty before that."""
    return session.exec(select(WordsLookedFor.state)).one_or_none() or ""


def _by_district(texts: Sequence[Text]) -> Iterator[tuple[int | None, list[Text]]]:
    yield _EVERYWHERE, list(texts)
    for district_id in sorted({each.district_id for each in texts if each.district_id}):
        yield district_id, [each for each in texts if each.district_id == district_id]


def _subjects(texts: Sequence[Text], quarter: str) -> Iterator[tuple[About, str, list[bool]]]:
    for cluster_id in sorted({each for text in texts for each in text.cluster_ids}):
        yield About.CLUSTER, str(cluster_id), [cluster_id in each.cluster_ids for each in texts]
    yield About.PERIOD, quarter, [each.period == quarter for each in texts]


def _is_of(text: Text, found: Found) -> bool:
    if found.district_id is not None and text.district_id != found.district_id:
        return False
    if found.about is About.PERIOD:
        return text.period == found.subject
    return int(found.subject) in text.cluster_ids
