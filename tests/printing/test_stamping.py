"""Copies of one drawn page: each with its own text and QR code, in the page's own fonts."""

from io import BytesIO

import pikepdf
import pytest

from app.printing import render_pdf
from app.printing.attaching import attach
from app.printing.stamping import Lock, Stamp, TemplateError, slot_picture, stamp
from tests.pdf_check import needs_poppler, page_images, pdf_text
from tests.printing.test_qr import decoded, needs_reader

SLOT = "ABC 0123456789"
NUMBER = "0123456789"
BODY = f"""<p>Beste buur, dit is brief <b>{NUMBER}</b></p><p>مرحبا</p>
<p style="font-size: 20pt"><span>{SLOT}</span></p>
<p><img src="print:stamp/qr" alt="QR-code" style="width: 40mm; height: 40mm"></p>"""


def template(body: str = BODY) -> bytes:
    return render_pdf(
        f"<!doctype html><html lang=nl><title>x</title><body>{body}",
        resources={"stamp": slot_picture},
    )


def stamped(*stamps: Stamp, pdf: bytes = b"", lock: Lock | None = None) -> bytes:
    slots = (SLOT, NUMBER)
    return stamp(pdf or template(), stamps, slots=slots, title="Brieven", lock=lock)


def copies(count: int) -> list[Stamp]:
    return [
        Stamp({SLOT: f"CAB {n}", NUMBER: str(n)}, f"https://voorbeeld.nl/s#{n}")
        for n in range(1, count + 1)
    ]


@needs_poppler
def test_each_copy_says_its_own_and_what_all_share() -> None:
    pdf = stamped(*copies(3))

    pages = pdf_text(pdf).split("\f")[:3]
    for number, text in enumerate(pages, 1):
        assert f"CAB {number}" in text
        assert "Beste buur, dit is brief" in text
        assert "مرحبا" in text
        assert NUMBER not in text


@needs_poppler
@needs_reader
def test_each_copy_has_its_own_qr_code() -> None:
    images = page_images(stamped(*copies(3)), dpi=150)

    assert [decoded(image) for image in images] == [
        f"https://voorbeeld.nl/s#{n}\n" for n in (1, 2, 3)
    ]


def test_what_all_share_is_stored_once() -> None:
    few, many = (len(stamped(*copies(count))) for count in (1, 41))

    assert many - few < 40 * 1500
    with pikepdf.open(BytesIO(stamped(*copies(3)))) as document:
        forms = {page.Resources.XObject["/Template"].objgen for page in document.pages}
        fonts = {page.Resources.Font.objgen for page in document.pages}
    assert len(forms) == 1
    assert len(fonts) == 1


def test_every_font_is_embedded() -> None:
    with pikepdf.open(BytesIO(stamped(*copies(1)))) as document:
        fonts = document.pages[0].Resources.Font
        files = [font.DescendantFonts[0].FontDescriptor.keys() for font in fonts.values()]
    assert files
    assert all("/FontFile2" in keys or "/FontFile3" in keys for keys in files)


def test_a_page_without_slots_is_shared_by_all_copies() -> None:
    two = template(BODY + '<p style="break-before: page">De achterkant.</p>')

    with pikepdf.open(BytesIO(stamped(*copies(2), pdf=two))) as document:
        contents = [page.obj.Contents.objgen for page in document.pages]
    assert len(contents) == 4
    assert contents[1] == contents[3]
    assert contents[0] != contents[2]


def test_a_template_without_the_slot_is_refused() -> None:
    with pytest.raises(TemplateError):
        stamped(*copies(1), pdf=template("<p>Niets.</p>"))


def test_a_character_that_the_font_lacks_is_refused_without_telling_the_text() -> None:
    with pytest.raises(TemplateError) as caught:
        stamped(Stamp({SLOT: "GEHEIM", NUMBER: "1"}))

    assert "GEHEIM" not in str(caught.value) + repr(Stamp({SLOT: "GEHEIM"}, "GEHEIM"))


def test_a_locked_file_opens_with_its_passphrase_alone() -> None:
    pdf = stamped(*copies(2), lock=Lock("een lange zin"))

    with pytest.raises(pikepdf.PasswordError):
        pikepdf.open(BytesIO(pdf))
    with pikepdf.open(BytesIO(pdf), password="een lange zin") as document:
        assert document.encryption.R == 6
        assert document.encryption.bits == 256
        assert len(document.pages) == 2
    assert "een lange zin" not in repr(Lock("een lange zin"))


def test_an_attached_file_comes_out_as_it_went_in_and_is_locked_too() -> None:
    content = b"nummer;code\r\n1;ABC\r\n"
    pdf = attach(template(), "codes.csv", content, mime_type="text/csv", lock=Lock("geheim"))

    assert content not in pdf
    with pikepdf.open(BytesIO(pdf), password="geheim") as document:
        assert document.attachments["codes.csv"].get_file().read_bytes() == content
