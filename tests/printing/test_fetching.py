"""A document loads what its caller hands over, and nothing else, however it asks."""

from io import BytesIO

import pikepdf
import pytest
from weasyprint.urls import FatalURLFetchingError

from app.printing import ForbiddenResourceError, render_pdf
from app.printing.fetching import PackagedFetcher

ADDRESSES = [
    "file:///etc/passwd",
    "FILE:///etc/passwd",
    "file://localhost/etc/passwd",
    "file:/etc/passwd",
    "http://127.0.0.1:9/secret",
    "HTTP://127.0.0.1:9/secret",
    "https://127.0.0.1:9/secret",
    "http://[::1]:9/secret",
    "http://169.254.169.254/latest/meta-data/",
    "//127.0.0.1:9/secret",
    "ftp://127.0.0.1:9/secret",
    "gopher://127.0.0.1:9/secret",
    "data:image/png;base64,iVBORw0KGgo=",
    "data:text/css,body{color:red}",
    "data:image/svg+xml,<svg xmlns='http://www.w3.org/2000/svg'/>",
    "jar:file:///etc/passwd!/",
    "javascript:alert(1)",
    "etc/passwd",
    "/etc/passwd",
    "../../../../etc/passwd",
    "print:secrets/key",
    "print:photos/../../etc/passwd",
    "print:photos//etc/passwd",
    "print:photos/%2e%2e/passwd",
    "print:photos/",
    "print:/etc/passwd",
    "print://photos/a.jpg",
    "print:photos/a.jpg?x=1",
    "print:photos/a.jpg\nx",
    "PRINT:photos/a.jpg",
]

WAYS = {
    "img": '<img alt="x" src="{}">',
    "object": '<object data="{}"></object>',
    "embed": '<embed src="{}">',
    "link": '<link rel="stylesheet" href="{}">',
    "style_import": "<style>@import url('{}');</style>",
    "style_import_string": "<style>@import '{}';</style>",
    "background": "<style>p {{ background: url('{}') }}</style>",
    "inline_background": "<p style=\"background: url('{}')\">x</p>",
    "list_image": "<style>li {{ list-style-image: url('{}') }}</style><ul><li>x</ul>",
    "content": "<style>p::before {{ content: url('{}') }}</style>",
    "border_image": "<style>p {{ border: 1px solid; border-image: url('{}') 1 }}</style>",
    "font": "<style>@font-face {{ font-family: x; src: url('{}') }} p {{ font-family: x }}</style>",
    "page_background": "<style>@page {{ background: url('{}') }}</style>",
    "margin_box": "<style>@page {{ @top-left {{ content: url('{}') }} }}</style>",
    "svg_image": '<svg><title>x</title><image href="{}" width="9" height="9"/></svg>',
    "attachment": '<link rel="attachment" href="{}">',
    "linked_attachment": '<a rel="attachment" href="{}">x</a>',
    "image_in_svg_file": '<img alt="x" src="print:photos/a.svg" title="{}">',
    "base": '<base href="file:///etc/"><img alt="x" src="passwd" title="{}">',
    "input_image": '<input type="image" alt="x" src="{}"><img alt="x" src="{}">',
}
SECRET = "file:///etc/hostname"


def document(inside: str) -> str:
    return f'<!doctype html><html lang="nl"><title>x</title><body><p>x</p>{inside}'


@pytest.mark.parametrize("address", ADDRESSES)
def test_an_address_that_is_not_ours_is_refused(address: str) -> None:
    fetcher = PackagedFetcher({"photos": lambda _name: b"x"})

    with pytest.raises(FatalURLFetchingError):
        fetcher.fetch(address)


@pytest.mark.parametrize("way", WAYS.values(), ids=WAYS.keys())
def test_no_way_of_asking_reaches_a_file(way: str) -> None:
    svg = f'<svg xmlns="http://www.w3.org/2000/svg" width="9"><image href="{SECRET}"/></svg>'

    with pytest.raises(ForbiddenResourceError):
        render_pdf(
            document(way.format(SECRET, SECRET)), resources={"photos": lambda _name: svg.encode()}
        )


@pytest.mark.parametrize("way", ["attachment", "linked_attachment"])
def test_not_even_our_own_files_are_attached(way: str) -> None:
    with pytest.raises(ForbiddenResourceError):
        render_pdf(
            document(WAYS[way].format("print:photos/a.jpg")), resources={"photos": lambda _n: b"x"}
        )


def test_a_stylesheet_of_ours_may_not_load_anything() -> None:
    with pytest.raises(ForbiddenResourceError):
        render_pdf(document(""), styles=[f"p {{ background: url({SECRET}) }}"])


def test_a_photo_that_is_gone_stops_the_document() -> None:
    def gone(name: str) -> bytes:
        raise FileNotFoundError(name)

    with pytest.raises(ForbiddenResourceError):
        render_pdf(document('<img alt="x" src="print:photos/a.jpg">'), resources={"photos": gone})


def test_a_loader_gets_the_name_and_its_bytes_are_printed() -> None:
    asked: list[str] = []
    drawing = b'<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"><title>x</title></svg>'

    def load(name: str) -> bytes:
        asked.append(name)
        return drawing

    render_pdf(document('<img alt="x" src="print:photos/ab/800.svg">'), resources={"photos": load})

    assert asked == ["ab/800.svg"]


def test_presentational_hints_of_a_document_are_ignored() -> None:
    hinted = document('<p align="right"><font color="red" size="7">x</font></p>')
    plain = document("<p><font>x</font></p>")

    assert render_pdf(hinted) == render_pdf(plain)


def test_a_link_may_point_outside() -> None:
    pdf = render_pdf(document('<a href="https://voorbeeld.nl/">x</a>'))

    with pikepdf.open(BytesIO(pdf)) as made:
        assert made.pages[0].Annots[0].A.URI == "https://voorbeeld.nl/"
