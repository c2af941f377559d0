"""Whatever is sent in: a bare photo or a reason, nothing else, and the next photo works."""

from collections.abc import Callable
from functools import cache
from typing import get_args

import pytest

from app.photos import imaging, opening
from app.photos.decoder import decode_photo
from app.photos.rules import PhotoRefusedError, Refusal
from tests.photo_damage import DAMAGED, Answer
from tests.photo_set import quarters, saved
from tests.photos.seeing import assert_sound, shows_quarters


def answer_to(content: bytes) -> Answer:
    """Return the reason of the refusal, or None for a photo that was found sound."""
    try:
        assert_sound(decode_photo(content))
    except PhotoRefusedError as refused:
        return refused.reason
    return None


@cache
def photo_that_follows() -> bytes:
    """Return a small photo, to see whether the decoder still works."""
    return saved(quarters(64, 48), "JPEG")


@pytest.mark.parametrize(("make", "right"), DAMAGED.values(), ids=DAMAGED.keys())
def test_every_kind_of_damage_is_answered(
    make: Callable[[], bytes], right: frozenset[Answer]
) -> None:
    assert answer_to(make()) in right
    assert shows_quarters(decode_photo(photo_that_follows())[0])


def test_there_are_at_least_forty_kinds_of_damage() -> None:
    assert len({name.split(" with flipped bytes")[0] for name in DAMAGED}) >= 40


def test_what_imaging_says_is_a_reason_that_people_can_be_told() -> None:
    causes = get_args(opening.Cause)
    assert causes
    assert {Refusal(cause) for cause in causes} < set(Refusal)


def test_what_is_not_damage_is_a_crash_and_not_a_refusal() -> None:
    for mistake in (KeyError, AttributeError, AssertionError, imaging.MetadataLeftError):
        assert not issubclass(mistake, opening.DAMAGE)
