"""The questions of a round as a form to print and fill in."""

from collections.abc import Sequence

from flask import render_template

from app.enquiry.models import EnquiryQuestion
from app.enquiry.rules import FACES
from app.printing import render_pdf
from app.printing.qr import qr_png


def form_pdf(
    title: str, questions: Sequence[EnquiryQuestion], districts: Sequence[str], address: str
) -> bytes:
    """Return the questions on A4, to tick and to write on, as PDF/UA-1.

    title: of the round. address: where they can be answered on a phone.
    """
    html = render_template(
        "print/enquiry_form.html",
        title=title,
        questions=questions,
        districts=list(districts),
        address=address,
        faces=FACES,
    )
    return render_pdf(html, resources={"qr": lambda _name: qr_png(address, scale=1)})
