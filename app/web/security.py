"""Headers, hosts and proxies: what every answer carries and which requests are answered at all."""

from functools import lru_cache
from typing import Final
from urllib.parse import urlsplit

from flask import Flask, Request, Response, abort, request
from flask.sessions import SecureCookieSession, SecureCookieSessionInterface
from flask_wtf.csrf import CSRFProtect
from werkzeug.middleware.proxy_fix import ProxyFix

from app.core.config import Settings

CONTENT_POLICY: Final = (
    "default-src 'none'; "
    "script-src 'self'; "
    "style-src 'self'; "
    "img-src 'self' blob:; "
    "font-src 'self'; "
    "connect-src 'self'; "
    "manifest-src 'self'; "
    "form-action 'self'; "
    "base-uri 'none'; "
    "frame-ancestors 'none'"
)
_HEADERS: Final = {
    "Content-Security-Policy": CONTENT_POLICY,
    "X-Content-Type-Options": "nosniff",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
}
_A_YEAR: Final = 31_536_000
_SAFE: Final = {"GET", "HEAD", "OPTIONS"}
#: How browsers send forms. Anything else is no form, and nothing here asks for it.
_FORM_TYPES: Final = {"", "application/x-www-form-urlencoded", "multipart/form-data"}

csrf = CSRFProtect()


class Sessions(SecureCookieSessionInterface):
    """Flask's own, which does nothing for a visitor who brings no cookie."""

    def open_session(self, app: Flask, request: Request) -> SecureCookieSession | None:
        """Return the visitor's session, an empty one for most."""
        if self.get_cookie_name(app) not in request.cookies:
            return self.session_class()
        return super().open_session(app, request)


def init_app(app: Flask, settings: Settings) -> None:
    """Protect every form, answer only to our own names, and send the headers."""
    _trust_proxies(app, settings.trusted_proxies)
    app.session_interface = Sessions()
    hosts = {urlsplit(settings.public_url).hostname, *settings.allowed_hosts}
    headers = list(_HEADERS.items())
    if settings.secure:
        headers.append(("Strict-Transport-Security", f"max-age={_A_YEAR}"))

    @lru_cache(maxsize=100)
    def is_ours(host: str) -> bool:
        return urlsplit(f"//{host}").hostname in hosts

    @app.before_request
    def check_source() -> None:
        if not is_ours(request.host):
            abort(400)
        if request.method not in _SAFE:
            _check_form()

    csrf.init_app(app)

    @app.after_request
    def add_headers(response: Response) -> Response:
        # Nobody else sets these; the other two a page may set for itself.
        response.headers.extend(headers)
        response.headers.setdefault("Referrer-Policy", "same-origin")
        response.headers.setdefault("Cache-Control", "no-store")
        return response


def _check_form() -> None:
    """Refuse what no page of ours sends; each form checks its token besides."""
    if request.mimetype not in _FORM_TYPES:
        abort(415)
    # A browser that tells where a form came from is believed.
    if request.headers.get("Sec-Fetch-Site") == "cross-site":
        abort(403)


def _trust_proxies(app: Flask, count: int) -> None:
    if count:
        app.wsgi_app = ProxyFix(  # type: ignore[method-assign] # the way Flask documents it
            app.wsgi_app, x_for=count, x_proto=count, x_host=count
        )


def keep_private(response: Response) -> Response:
    """Have nobody cache the answer and no link tell where the reader came from."""
    response.headers["Cache-Control"] = "no-store"
    response.headers["Referrer-Policy"] = "no-referrer"
    return response
