"""Pages with a form that carries what it showed, for where two people could change one thing.

Such a form has a hidden field `seen` and a field for each thing that it shows.
"""

from collections.abc import Mapping
from datetime import time
from typing import Any

from flask import render_template
from flask.typing import ResponseReturnValue
from wtforms import Field

from app.core.dates import in_words
from app.core.seen import fingerprint


def show_form(
    template: str,
    form: Any,  # noqa: ANN401 - flask_wtf ships no types
    present: Mapping[str, Any],
    *,
    collided: bool = False,
    **context: Any,  # noqa: ANN401 - whatever the template needs
) -> ResponseReturnValue:
    """Return the page with `form`: 200, 422 when something is wrong, 409 when it `collided`.

    present: what stands there now, by name of field. After a collision the page shows it beside
    what was typed (`now_there`), and the form may be sent once more.
    """
    now_there = None
    if collided or form.seen.data is None:
        form.seen.data = fingerprint(present)
    if collided:
        now_there = [
            (field.label.text, _in_words(field, present[field.name]))
            for field in form
            if field.name in present
        ]
    status = 409 if collided else 422 if form.errors else 200
    return render_template(template, form=form, now_there=now_there, **context), status


def _in_words(field: Field, value: Any) -> str:  # noqa: ANN401 - any value of a column
    if isinstance(value, time):
        return f"{value:%H.%M}"
    if hasattr(value, "isoformat"):
        return in_words(value)
    names = {one.value: str(one.label) for one in getattr(field, "choices", None) or []}
    many = value if isinstance(value, list) else [value]
    return "\n".join(names.get(one, "" if one is None else str(one)) for one in many)
