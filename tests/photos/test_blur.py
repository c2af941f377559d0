"""What was blurred can't be worked out from what remains."""

from io import BytesIO

import pytest
from PIL import Image, ImageChops, ImageDraw, ImageStat

from app.photos.decoder import blur_photo, decode_photo
from app.photos.rules import Box, Derivative, InvalidBoxError, PhotoRefusedError, Refusal
from tests.photo_set import quarters, saved
from tests.photos.seeing import assert_sound, seen, shows_quarters

BOX = Box(0.40, 0.40, 0.60, 0.60)


def _with_a_sign(text: str) -> bytes:
    """Return a photo with a text in its middle, as a number plate might be there."""
    picture = quarters(1600, 1200)
    draw = ImageDraw.Draw(picture)
    draw.rectangle((680, 540, 920, 660), "white")
    draw.text((700, 550), text, "black", font_size=90)
    return decode_photo(saved(picture, "JPEG", quality=95))[0].content


def _colours(derivative: Derivative, box: Box) -> int:
    """Return how many colours a box shows, when seen as coarsely as JPEG and WebP allow."""
    image = seen(derivative)
    sides = (box.left, box.top, box.right, box.bottom)
    edges = [int(at * side) for at, side in zip(sides, image.size * 2, strict=True)]
    inside = image.crop((edges[0] + 4, edges[1] + 4, edges[2] - 4, edges[3] - 4))
    colours = inside.point(lambda value: (value + 16) // 32 * 32).getcolors(1 << 24)
    assert colours is not None
    return sum(1 for count, _ in colours if count > inside.width * inside.height // 200)


def test_every_derivative_loses_what_was_in_the_box_and_keeps_the_rest() -> None:
    derivatives = blur_photo(_with_a_sign("AB-12"), [BOX])
    assert_sound(derivatives)
    assert [each.width for each in derivatives[::2]] == [1600, 800, 400]
    assert all(shows_quarters(each) for each in derivatives)
    for each in derivatives[:2]:
        lines = seen(each).crop((690, 545, 910, 655)).convert("L")
        assert ImageStat.Stat(lines).stddev[0] < 70
        assert _colours(each, BOX) <= 16 + 4


def test_two_texts_of_the_same_ink_look_the_same_afterwards() -> None:
    one, other = (blur_photo(_with_a_sign(text), [BOX]) for text in ("VOOR", "ROOV"))
    before = ImageChops.difference(
        Image.open(BytesIO(_with_a_sign("VOOR"))), Image.open(BytesIO(_with_a_sign("ROOV")))
    ).crop((640, 480, 960, 720))
    assert ImageStat.Stat(before.convert("L")).stddev[0] > 40
    after = ImageChops.difference(seen(one[0]), seen(other[0])).crop((640, 480, 960, 720))
    assert ImageStat.Stat(after.convert("L")).stddev[0] < 16


def test_the_box_grows_to_whole_blocks_because_jpeg_mixes_the_pixels_of_one() -> None:
    noise = Image.effect_noise((640, 480), 90)
    content = saved(noise, "JPEG", quality=95)
    box = Box(203 / 640, 203 / 480, 301 / 640, 301 / 480)
    image = seen(blur_photo(content, [box])[0]).convert("L")
    beside_the_box, far_away = image.crop((194, 230, 202, 238)), image.crop((20, 20, 28, 28))
    assert ImageStat.Stat(beside_the_box).stddev[0] < 8
    assert ImageStat.Stat(far_away).stddev[0] > 30


@pytest.mark.parametrize(
    "box",
    [
        Box(0, 0, 1, 1),
        Box(0, 0, 0.001, 0.001),
        Box(0.999, 0.999, 1, 1),
        Box(0, 0.5, 1, 0.501),
        Box(1e-9, 0, 2e-9, 1),
    ],
)
def test_boxes_of_any_size_are_blurred(box: Box) -> None:
    assert_sound(blur_photo(saved(quarters(900, 500), "JPEG"), [box, box]))


def test_without_boxes_the_photo_stays() -> None:
    derivatives = blur_photo(saved(quarters(900, 500), "JPEG"), [])
    assert all(shows_quarters(each) for each in derivatives)


@pytest.mark.parametrize(
    "edges",
    [
        (-0.1, 0, 1, 1),
        (0, 0, 1.1, 1),
        (0.5, 0, 0.5, 1),
        (0.6, 0, 0.5, 1),
        (0, 0.9, 1, 0.1),
        (float("nan"), 0, 1, 1),
        (0, 0, float("inf"), 1),
    ],
)
def test_a_box_outside_the_photo_is_refused(edges: tuple[float, float, float, float]) -> None:
    with pytest.raises(InvalidBoxError):
        Box(*edges)


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"", Refusal.EMPTY),
        (b"no photo", Refusal.NOT_A_PHOTO),
        (saved(quarters(64, 48), "PNG"), Refusal.NOT_A_PHOTO),
    ],
)
def test_only_a_jpeg_can_be_blurred(content: bytes, reason: Refusal) -> None:
    with pytest.raises(PhotoRefusedError) as refused:
        blur_photo(content, [BOX])
    assert refused.value.reason in (reason, Refusal.BROKEN)
