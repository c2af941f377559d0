"""Letters for tests, made by the real services."""

import re
from io import BytesIO

import pikepdf
from flask import Flask

from app.core.codes import Code, parse_code
from app.polls.code_rules import BatchPlan, LetterForm
from app.polls.jobs import workshop
from app.polls.lettering import make_letters
from app.polls.models import Poll
from tests.conftest import NOW
from tests.pdf_check import pdf_text

_CODE = re.compile(r"\b[0-9A-HJKMNP-TV-Z]{5} [0-9A-HJKMNP-TV-Z]{5} [0-9A-HJKMNP-TV-Z]{5}\b")


def plan_of(poll: Poll, **values: object) -> BatchPlan:
    """Fifty letters on A4 for Noord, ten of them in reserve."""
    fixed: dict[str, object] = {
        "ref": "bbbbbbbbbbbb", "poll_ref": poll.ref, "district_key": "noord",
        "form": LetterForm.A4, "issued": 40, "reserve": 10, "actor": "staff",
    }  # fmt: skip
    return BatchPlan(**{**fixed, **values})  # type: ignore[arg-type] # values go as they are


def ignore(done: int, total: int) -> None:
    """Take note of progress and do nothing."""
    del done, total


def make(app: Flask, plan: BatchPlan) -> str:
    """Make the letters as the job does, of what is committed; return the passphrase."""
    with app.test_request_context():
        return make_letters(workshop(), plan, now=NOW, report=ignore)


def unlocked(pdf: bytes, passphrase: str) -> bytes:
    """Return the file without its encryption."""
    target = BytesIO()
    with pikepdf.open(BytesIO(pdf), password=passphrase) as document:
        document.save(target, encryption=False)
    return target.getvalue()


def codes_in(pdf: bytes) -> list[Code]:
    """Return the code on each letter, in order."""
    return [parse_code(found) for found in _CODE.findall(pdf_text(pdf))]
