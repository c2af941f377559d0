"""QR codes decode, have room around them, and say what they are."""

import shutil
import subprocess
from io import BytesIO

import pytest
import segno
from PIL import Image

from app.printing import render_pdf
from app.printing.qr import QUIET_ZONE, qr_png, qr_svg
from tests.pdf_check import assert_pdf_ua, needs_poppler, page_images

ADDRESS = "https://voorbeeld.nl/k#7KQ4M-2XBTD-9HJRW"

needs_reader = pytest.mark.skipif(
    shutil.which("zbarimg") is None, reason="zbarimg (zbar-tools) is missing"
)


def decoded(image: Image.Image) -> str:
    target = BytesIO()
    image.save(target, "PNG")
    command = ["zbarimg", "--raw", "--quiet", "-Sdisable", "-Sqrcode.enable", "-"]
    return subprocess.run(
        command, input=target.getvalue(), capture_output=True, check=True
    ).stdout.decode()


def test_a_png_shows_the_modules_with_white_around_them() -> None:
    image = Image.open(BytesIO(qr_png(ADDRESS, scale=1))).convert("1")
    modules = segno.make(ADDRESS, micro=False, error="m").matrix
    side = len(modules) + 2 * QUIET_ZONE

    assert image.size == (side, side)
    for y in range(side):
        for x in range(side):
            row, column = y - QUIET_ZONE, x - QUIET_ZONE
            inside = 0 <= row < len(modules) and 0 <= column < len(modules)
            assert (image.getpixel((x, y)) == 0) == (inside and modules[row][column] == 1)


def test_an_svg_says_what_it_is_and_escapes_it() -> None:
    svg = qr_svg(ADDRESS, title="Volgkaart <1> & meer")

    assert "<title>Volgkaart &lt;1&gt; &amp; meer</title>" in svg
    assert 'viewBox="0 0 37 37"' in svg
    assert " width=" not in svg


@needs_reader
@pytest.mark.parametrize("text", [ADDRESS, "https://voorbeeld.nl/verhalen?wijk=é", "7" * 200])
def test_a_png_decodes(text: str) -> None:
    assert decoded(Image.open(BytesIO(qr_png(text)))) == f"{text}\n"


@needs_poppler
@needs_reader
@pytest.mark.parametrize("how", ["svg", "png"])
def test_a_printed_code_decodes(how: str) -> None:
    inline = qr_svg(ADDRESS, title="QR-code").replace("<svg", '<svg width="120" height="120"')
    inside = {"svg": inline, "png": '<img class="qr" alt="QR-code" src="print:qr/1">'}[how]
    pdf = render_pdf(
        f"<!doctype html><html lang=nl><title>x</title><body><p>{inside}</p>",
        resources={"qr": lambda _name: qr_png(ADDRESS, scale=1)},
    )

    assert_pdf_ua(pdf)
    assert decoded(page_images(pdf, dpi=150)[0]) == f"{ADDRESS}\n"
