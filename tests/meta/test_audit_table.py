"""Every form of staff has its row of what it writes in the audit log, and no row is left over.

`tests.audited` holds every POST of every test to these rows.
"""

import re
from pathlib import Path

import pytest
from flask import Flask

from app.staff.log_words import action_in_words
from tests.audit_table import ROWS, SILENT

APP = Path(__file__).parents[2] / "app"
#: Every day or time that staff fill in. All but one say what is to come; when something was done
#: is always the clock's.
DAYS = {
    "contact/forms.py day": "to come: check_promise",
    "council/forms.py clock": "to come, or a meeting that was: what is told of it says so",
    "council/forms.py day": "to come, or a meeting that was: what is told of it says so",
    "council/forms.py due_on": "to come: check_day at promising",
    "journal/forms.py day": "when it was, as told; when it was put there is kept apart",
    "moderation/hand_over_forms.py answer_due": "to come: check_expected",
    "moderation/hand_over_forms.py remind_on": "to come: check_expected",
    "monitor/export_forms.py tot": "a choice of what to see",
    "monitor/export_forms.py van": "a choice of what to see",
    "stories/noting_forms.py collected_on": "when it was told, beside when it was typed",
    "polls/making_forms.py closes_day": "to come: the rules of a poll",
    "polls/making_forms.py closes_time": "to come: the rules of a poll",
    "polls/making_forms.py decision_due": "to come: the rules of a poll",
    "polls/making_forms.py opens_day": "to come: the rules of a poll",
    "polls/making_forms.py opens_time": "to come: the rules of a poll",
    "programme/forms.py day": "a setting: a closed day",
    "programme/forms.py ends_on": "a setting: a round",
    "programme/forms.py keep_until": "a setting: a round",
    "programme/forms.py starts_on": "a setting: a round",
    "promises/forms.py due_on": "to come: check_day",
    "staff/deputy_forms.py ends_on": "to come: check_leave",
    "staff/deputy_forms.py starts_on": "a leave that may have begun: it opens nothing backwards",
}


def staff_forms(app: Flask) -> set[str]:
    return {
        rule.endpoint
        for rule in app.url_map.iter_rules()
        if "POST" in (rule.methods or ()) and rule.rule.startswith("/team")
    }


def test_every_form_of_staff_has_a_row_and_every_row_a_form(app: Flask) -> None:
    assert staff_forms(app) == ROWS.keys()
    assert len(ROWS) > 100


def test_only_forms_with_a_reason_are_silent() -> None:
    assert {endpoint for endpoint, actions in ROWS.items() if not actions} == SILENT.keys()


@pytest.mark.parametrize("action", sorted(set().union(*ROWS.values())))
def test_the_log_says_it_in_dutch(app: Flask, action: str) -> None:
    with app.test_request_context():
        assert action_in_words(action) != action


def test_nothing_in_the_program_takes_lines_out_of_the_records() -> None:
    """The database refuses it as well: `test_lasting` and `test_ledger`."""
    taken = re.compile(r"(delete|update)\(\s*(AuditEntry|LedgerEntry|PromiseEvent|DecisionStep)\b")
    sources = {path: path.read_text(encoding="utf-8") for path in APP.rglob("*.py")}

    assert [str(path) for path, source in sources.items() if taken.search(source)] == []
    writers = [path.name for path, source in sources.items() if "AuditEntry(\n" in source]
    assert writers == ["services.py"]


def test_no_form_asks_when_something_was_done() -> None:
    asked = re.compile(r"^    (\w+) = (?:Date|Time|DateTime|DateTimeLocal)Field\(", re.MULTILINE)
    found = {
        f"{path.relative_to(APP)} {name}"
        for path in APP.rglob("*.py")
        for name in asked.findall(path.read_text(encoding="utf-8"))
    }

    assert found == DAYS.keys()
