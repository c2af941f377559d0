"""Learning from words with scikit-learn: clusters of stories, and words that stand out.

Only the worker calls this: the library takes a second to load and some hundred megabytes.
"""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

from app.suggesting.rules import LEAST_TEXTS, SUGGESTED, Example, Learned, Trial, scores, words_of

#: Times that a part of the stories is held back; the same parts every time.
_FOLDS: Final = 10
#: A word that more of the texts use says nothing of any.
_MOST: Final = 0.5
#: The same for words that stand out: above this it is a word of every day.
_COMMON: Final = 0.35
#: A word stands out when chance alone would bring it about less often than this.
_CHANCE: Final = 0.05
#: Words that are learned at most.
_WORDS: Final = 4_000
_DIGITS: Final = 4
_SEED: Final = 20_261


def learn(examples: Sequence[Example], descriptions: Mapping[int, str]) -> Learned:
    """Return what these stories and the descriptions of clusters teach, and how well it does."""
    return _learn(examples, descriptions, _try_out(examples, descriptions))


def standing_words(texts: Sequence[str], chosen: Sequence[bool], least: int) -> Iterator[str]:
    """Yield words that at least `least` of the chosen texts use, more often than the others do.

    The word that stands out most comes first: chi-square of how many texts use it, as far as
    chance hardly explains it. Words that many texts use say nothing.
    """
    from sklearn.feature_extraction.text import CountVectorizer
    from sklearn.feature_selection import chi2

    inside, outside = sum(chosen), len(chosen) - sum(chosen)
    if inside < least or outside < least:
        return
    counter = CountVectorizer(analyzer=words_of, binary=True, min_df=least)
    try:
        used = counter.fit_transform(texts)
    except ValueError:  # no word is used that often
        return
    mine = used[[place for place, is_in in enumerate(chosen) if is_in]].sum(axis=0).A1
    used_by = used.sum(axis=0).A1
    theirs = used_by - mine
    values, chances = chi2(used, chosen)
    names = counter.get_feature_names_out()
    for place in sorted(range(len(names)), key=lambda each: (-values[each], names[each])):
        stands_out = chances[place] < _CHANCE and used_by[place] <= _COMMON * len(texts)
        more = mine[place] / inside > theirs[place] / outside
        if mine[place] >= least and more and stands_out:
            yield str(names[place])


def _learn(examples: Sequence[Example], descriptions: Mapping[int, str], trial: Trial) -> Learned:
    from sklearn.feature_extraction.text import TfidfVectorizer
    from sklearn.naive_bayes import ComplementNB

    texts = [each.text for each in examples] + list(descriptions.values())
    about = [each.cluster_ids for each in examples] + [(key,) for key in descriptions]
    # A story of two clusters is an example of both.
    rows = [place for place, ids in enumerate(about) for _ in ids]
    labels = [cluster_id for ids in about for cluster_id in ids]
    meter = TfidfVectorizer(
        analyzer=words_of,
        min_df=LEAST_TEXTS,
        max_df=_MOST,
        max_features=_WORDS,
        sublinear_tf=True,
    )
    try:
        measured = meter.fit_transform(texts)
    except ValueError:  # no word is used in enough of them
        return Learned(tuple(descriptions), {}, trial)
    model = ComplementNB().fit(measured[rows], labels)
    weights = model.feature_log_prob_ - model.feature_log_prob_.mean(axis=0)
    words: dict[str, Any] = {
        str(word): (round(float(rare), _DIGITS), tuple(round(float(each), _DIGITS) for each in row))
        for word, rare, row in zip(
            meter.get_feature_names_out(), meter.idf_, weights.T, strict=True
        )
    }
    return Learned(tuple(int(each) for each in model.classes_), words, trial)


def _try_out(examples: Sequence[Example], descriptions: Mapping[int, str]) -> Trial:
    """Hold back a part of the stories in turn, and see whether their main cluster is named."""
    from sklearn.model_selection import KFold

    hits = common_hits = 0
    folds = KFold(_FOLDS, shuffle=True, random_state=_SEED)
    for kept, held in folds.split(list(examples)):
        known = [examples[place] for place in kept]
        learned = _learn(known, descriptions, Trial(0, 0, 0))
        mains = Counter(each.cluster_ids[0] for each in known)
        common = [cluster_id for cluster_id, _ in mains.most_common(SUGGESTED)]
        for place in held:
            wanted = examples[place].cluster_ids[0]
            hits += wanted in _first(learned, examples[place].text)
            common_hits += wanted in common
    return Trial(len(examples), hits, common_hits)


def _first(learned: Learned, text: str) -> list[int]:
    found, _ = scores(learned, text)
    best = sorted(range(len(found)), key=lambda place: -found[place])
    return [learned.cluster_ids[place] for place in best[:SUGGESTED] if found[place] > 0]
