"""Who may open a page: `requires` asks who is signed in, which the staff room tells."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from typing import Final, ParamSpec, Protocol

from flask import Flask, current_app, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from app.core.errors import ForbiddenError

P = ParamSpec("P")
_NAME: Final = "signed_in_person"
#: Characters from which on somebody would not like to type a text again.
WORTH_KEEPING: Final = 12
#: Pages marked so are open to anybody who is signed in.
ANY_ROLE: Final = "*"


class Person(Protocol):
    """Somebody who is signed in."""

    @property
    def ref(self) -> str:
        """Reference of the account."""

    @property
    def roles(self) -> list[str]:
        """Values of the roles, read anew at each request."""


@dataclass(frozen=True)
class Doorkeeper:
    """How to find out who is signed in, and where to sign in."""

    person: Callable[[], Person | None]
    sign_in_endpoint: str


def init_app(app: Flask, doorkeeper: Doorkeeper) -> None:
    """Ask `doorkeeper` from now on."""
    app.extensions[_NAME] = doorkeeper


def signed_in() -> Person | None:
    """Return who is signed in, if anybody."""
    keeper: Doorkeeper = current_app.extensions[_NAME]
    return keeper.person()


def acting_person() -> Person:
    """Return who is signed in, on a page that `requires` somebody."""
    person = signed_in()
    assert person is not None
    return person


def _ask_to_sign_in() -> ResponseReturnValue:
    """Go to the sign-in page; what a form held is shown first, so that it can be kept."""
    keeper: Doorkeeper = current_app.extensions[_NAME]
    if request.method == "GET":
        there = request.full_path.rstrip("?")
        return redirect(url_for(keeper.sign_in_endpoint, naar=there), code=303)
    typed = [text for text in request.form.values() if len(text) >= WORTH_KEEPING and " " in text]
    if not typed:
        return redirect(url_for(keeper.sign_in_endpoint), code=303)
    sign_in = url_for(keeper.sign_in_endpoint)
    return render_template("errors/signed_out.html", typed=typed, sign_in=sign_in), 401


def requires(
    *roles: str,
) -> Callable[[Callable[P, ResponseReturnValue]], Callable[P, ResponseReturnValue]]:
    """Let only people with one of `roles` in; others sign in first, or get a 403."""

    def decorate(view: Callable[P, ResponseReturnValue]) -> Callable[P, ResponseReturnValue]:
        @wraps(view)
        def guarded(*args: P.args, **kwargs: P.kwargs) -> ResponseReturnValue:
            person = signed_in()
            if person is None:
                return _ask_to_sign_in()
            if ANY_ROLE not in roles and not set(person.roles) & set(roles):
                raise ForbiddenError(request.path)
            return view(*args, **kwargs)

        guarded.required_roles = roles  # type: ignore[attr-defined] # read by the test of all routes
        return guarded

    return decorate
