"""Cookies of this site: signed or random, never readable by a script, gone when they should be."""

from datetime import timedelta
from typing import Any

from flask import Response, request
from itsdangerous import BadSignature, URLSafeTimedSerializer

from app.web.context import parts


def cookie_name(name: str) -> str:
    """Return the name as browsers see it; over HTTPS it is bound to this host."""
    return f"__Host-{name}" if parts().settings.secure else name


def read_cookie(name: str) -> str | None:
    """Return what the visitor's browser keeps under `name`."""
    return request.cookies.get(cookie_name(name))


def set_cookie(response: Response, name: str, value: str, *, lasts: timedelta | None) -> None:
    """Have the browser keep `value`; with `lasts=None` until it closes."""
    response.set_cookie(
        cookie_name(name),
        value,
        max_age=lasts,
        secure=parts().settings.secure,
        httponly=True,
        samesite="Lax",
        path="/",
    )


def clear_cookie(response: Response, name: str) -> None:
    """Have the browser forget what it keeps under `name`."""
    response.delete_cookie(
        cookie_name(name), secure=parts().settings.secure, httponly=True, samesite="Lax", path="/"
    )


def sign(purpose: str, value: Any) -> str:  # noqa: ANN401 - whatever JSON can hold
    """Return `value` as a signed text that only `unsign` with this purpose accepts."""
    return str(_serializer(purpose).dumps(value))


def unsign(purpose: str, text: str | None, *, lasts: timedelta) -> Any:  # noqa: ANN401 - as above
    """Return what was signed for `purpose`, or None when it is forged, old or absent."""
    if text is None:
        return None
    try:
        return _serializer(purpose).loads(text, max_age=int(lasts.total_seconds()))
    except BadSignature:
        return None


def _serializer(purpose: str) -> URLSafeTimedSerializer:
    return URLSafeTimedSerializer(parts().settings.secret_key, salt=purpose)
