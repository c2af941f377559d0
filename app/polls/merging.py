"""Codes for the municipality's own mail merge: a table, attached to a page that says what it is."""

import csv
from collections.abc import Sequence
from io import StringIO
from typing import Final

from flask import render_template

from app.polls.letters import Letter, LetterContents, vote_address
from app.printing import render_pdf
from app.printing.attaching import attach
from app.printing.stamping import Lock

FILE_NAME: Final = "stemcodes.csv"
#: Of the columns: number of the letter, the code in groups, and what the QR code says.
COLUMNS: Final = ("nummer", "code", "qr")


def codes_table(public_url: str, letters: Sequence[Letter]) -> bytes:
    """Return the letters as CSV, in order, as a Dutch spreadsheet and a mail merge read it.

    The spaces in a code keep a spreadsheet from taking it for a number.
    """
    text = StringIO()
    writer = csv.writer(text, delimiter=";", lineterminator="\r\n")
    writer.writerow(COLUMNS)
    for letter in letters:
        address = vote_address(public_url, letter.code)
        writer.writerow((letter.number, letter.code.grouped, address))
    return text.getvalue().encode("utf-8-sig")


def codes_file(contents: LetterContents, letters: Sequence[Letter], *, lock: Lock | None) -> bytes:
    """Return the table as the attachment of a PDF, encrypted as the letters are."""
    page = render_pdf(
        render_template(
            "print/codes.html", letter=contents, letters=letters, name=FILE_NAME, columns=COLUMNS
        )
    )
    table = codes_table(contents.public_url, letters)
    return attach(page, FILE_NAME, table, mime_type="text/csv", lock=lock)
