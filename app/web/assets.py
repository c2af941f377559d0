"""Addresses of static files that change with their content, so that phones keep them a year."""

import hashlib
from functools import cache
from pathlib import Path
from typing import Final

from flask import Flask, Response, request, url_for

_A_YEAR: Final = 31_536_000


def init_app(app: Flask) -> None:
    """Give templates `asset(path)` and let fingerprinted files be cached."""
    folder = Path(app.static_folder or "static")

    @cache
    def address(path: str, _root: str) -> str:
        fingerprint = hashlib.sha256((folder / path).read_bytes()).hexdigest()[:10]
        return url_for("static", filename=path, v=fingerprint)

    def asset(path: str) -> str:
        return address(path, request.script_root)

    app.jinja_env.globals["asset"] = asset

    @app.after_request
    def cache_static(response: Response) -> Response:
        if request.endpoint == "static" and request.args.get("v"):
            response.headers["Cache-Control"] = f"public, max-age={_A_YEAR}, immutable"
        return response
