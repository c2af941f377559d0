"""The story that a browser is telling: what it filled in so far, and the way through the pages."""

from dataclasses import dataclass, field
from typing import Any, Final

from flask import Response, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_wtf import FlaskForm

from app.photos.models import PhotoOwner
from app.photos.queries import PhotoView, photos_of
from app.stories import services
from app.web.cookies import read_cookie, set_cookie
from app.web.db_session import get_read_session
from app.web.drafts import LASTS, find_draft, token_hash

COOKIE: Final = "verhaal"
#: The questions in order; what comes behind them is no question.
STEPS: Final = ("district", "text", "photos", "teller", "consent")
_ENDPOINTS: Final = {
    "district": "stories.district",
    "text": "stories.text",
    "photos": "story_photos.photos",
    "teller": "stories.teller",
    "consent": "stories.consent",
    "check": "story_sending.check",
    "sent": "story_sending.sent",
    "erased": "story_sending.erased",
}
#: Value of the address's `van` for somebody who came to change one answer.
FROM_CHECK: Final = "controle"


@dataclass(frozen=True)
class Telling:
    """What the browser's token stands for."""

    token: str | None = field(repr=False)
    answers: dict[str, Any] = field(repr=False)
    #: Set once the story was sent.
    sent: services.Submitted | None

    @property
    def has_text(self) -> bool:
        """Whether there is a story to send."""
        return bool(self.answers.get("text"))

    def photos(self) -> list[PhotoView]:
        """Return the photos added so far."""
        if self.token is None:
            return []
        return photos_of(get_read_session(), (PhotoOwner.DRAFT, token_hash(self.token)))


def read_telling() -> Telling:
    """Return what the visitor's browser is telling."""
    token, session = read_cookie(COOKIE), get_read_session()
    draft = find_draft(session, services.DRAFT_KIND, token)
    if token is None or draft is not None:
        return Telling(token, draft.answers if draft else {}, sent=None)
    return Telling(token, {}, sent=services.find_submitted(session, token))


def way_back(telling: Telling) -> Response | None:
    """Return where to send somebody who can't be on a later page yet, or no more; else None."""
    if telling.sent is not None:
        return to_step("sent")
    if not telling.has_text:
        return to_step("text", eerst=1)
    return None


def to_step(name: str, *, eerst: int | None = None, place: str | None = None) -> Response:
    """Return the way to the page called `name`, or to a place on it."""
    there = url_for(_ENDPOINTS[name], eerst=eerst, _anchor=place)
    return make_response(redirect(there, code=303))


def go_on(step: str, token: str) -> Response:
    """Return the way to what follows `step`; the browser keeps `token` for another day."""
    response = to_step("check" if _is_change() else _after(step))
    remember(response, token)
    return response


def remember(response: Response, token: str) -> None:
    """Have the browser keep the token of its story."""
    set_cookie(response, COOKIE, token, lasts=LASTS)


def show(step: str, form: FlaskForm, status: int = 200, **facts: Any) -> ResponseReturnValue:  # noqa: ANN401 - as Jinja
    """Return the page of `step`; it is a 422 when something in the form isn't right."""
    page = render_template(
        f"stories/{step}.html",
        form=form,
        back=url_for(_ENDPOINTS["check"]) if _is_change() else _before(step),
        number=None if _is_change() or step not in STEPS else STEPS.index(step) + 1,
        count=len(STEPS),
        **facts,
    )
    return page, 422 if status == 200 and form.errors else status  # noqa: PLR2004


def _is_change() -> bool:
    return request.args.get("van") == FROM_CHECK


def _after(step: str) -> str:
    following = STEPS.index(step) + 1
    return STEPS[following] if following < len(STEPS) else "check"


def _before(step: str) -> str:
    if step == STEPS[0]:
        return "/"
    here = STEPS.index(step) if step in STEPS else len(STEPS)
    return url_for(_ENDPOINTS[STEPS[here - 1]])
