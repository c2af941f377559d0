"""Photos as phones, cameras and editors make them come out upright, small and bare."""

from collections.abc import Callable

import pytest
from PIL import Image

from app.photos.decoder import decode_photo
from app.photos.rules import SIZES
from tests import photo_set
from tests.photo_set import GOOD, display_p3, heic, quarters, saved, see_through
from tests.photos.seeing import assert_sound, colour_at, is_near, seen, shows_quarters


@pytest.mark.parametrize("make", GOOD.values(), ids=GOOD.keys())
def test_every_kind_of_photo_comes_out_upright_and_bare(make: Callable[[], bytes]) -> None:
    derivatives = decode_photo(make())
    assert_sound(derivatives)
    assert all(shows_quarters(each) for each in derivatives)


@pytest.mark.parametrize(
    "name",
    [
        "jpeg with everything",
        "jpeg with others behind it",
        "jpeg with a film behind it",
        "png with everything",
        "webp with everything",
        "avif with everything",
        "heic with everything",
    ],
)
def test_the_set_itself_carries_what_must_go(name: str) -> None:
    assert photo_set.SECRET in GOOD[name]()


@pytest.mark.parametrize(
    ("size", "widths"),
    [
        ((3264, 2448), [(1600, 1200), (800, 600), (400, 300)]),
        ((2448, 3264), [(1200, 1600), (600, 800), (300, 400)]),
        ((1000, 700), [(1000, 700), (800, 560), (400, 280)]),
        ((401, 300), [(401, 300), (401, 300), (400, 299)]),
        ((30, 20), [(30, 20)] * 3),
        ((1, 1), [(1, 1)] * 3),
        ((9000, 3), [(1600, 1), (800, 1), (400, 1)]),
    ],
)
def test_the_long_side_fits_and_nothing_is_enlarged(
    size: tuple[int, int], widths: list[tuple[int, int]]
) -> None:
    derivatives = decode_photo(saved(quarters(*size), "JPEG"))
    assert [(each.width, each.height) for each in derivatives[::2]] == widths
    assert_sound(derivatives)
    assert min(size) < 4 or all(shows_quarters(each) for each in derivatives)


def test_a_wide_colour_profile_is_turned_into_srgb() -> None:
    picture = Image.new("RGB", (200, 200), (200, 100, 50))
    for kind in ("JPEG", "PNG", "WEBP", "AVIF"):
        first = decode_photo(saved(picture, kind, icc_profile=display_p3()))[0]
        # The same colour worked out from the primaries: linear light, P3 to sRGB, gamma.
        assert is_near(colour_at(first, 0.5, 0.5), (215, 96, 32), 5), kind


def test_grey_stays_grey() -> None:
    ramp = Image.linear_gradient("L")
    for content in (
        saved(ramp, "JPEG"),
        saved(ramp, "PNG"),
        saved(ramp.convert("I;16").point(lambda value: value * 257), "PNG"),
        saved(ramp.convert("LA"), "PNG"),
    ):
        first = decode_photo(content)[0]
        for down in (0.1, 0.5, 0.9):
            level = round(255 * down)
            assert is_near(colour_at(first, 0.5, down), (level, level, level), 6)


def test_black_and_white_is_read() -> None:
    first = decode_photo(saved(quarters(64, 48).convert("1"), "PNG"))[0]
    assert seen(first).size == (64, 48)


@pytest.mark.parametrize("kind", ["PNG", "WEBP", "AVIF", "HEIF"])
def test_what_was_transparent_lies_on_white_paper(kind: str) -> None:
    picture = see_through()
    content = heic(picture) if kind == "HEIF" else saved(picture, kind)
    derivatives = decode_photo(content)
    assert_sound(derivatives)
    assert all(is_near(colour_at(each, 0.5, 0.5), (255, 255, 255)) for each in derivatives)
    assert all(shows_quarters(each) for each in derivatives)


def test_a_palette_may_have_a_transparent_colour() -> None:
    content = saved(see_through().quantize(8), "PNG")
    first = decode_photo(content)[0]
    assert is_near(colour_at(first, 0.5, 0.5), (255, 255, 255))


@pytest.mark.parametrize("size", [(1600, 1600), (900, 1200)])
def test_the_smallest_stays_light_however_full_of_detail_the_photo_is(
    size: tuple[int, int],
) -> None:
    derivatives = decode_photo(saved(Image.effect_noise(size, 100).convert("RGB"), "JPEG"))
    small = [each for each in derivatives if each.size == min(SIZES)]

    assert len(small) == 2
    assert all(len(each.content) <= 40_000 for each in small)
    assert_sound(derivatives)
