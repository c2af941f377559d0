"""What machines ask: does it run, and can it work."""

from flask import Blueprint
from flask.typing import ResponseReturnValue
from sqlalchemy import text

from app.web.context import parts
from app.web.db_session import get_read_session

bp = Blueprint("upkeep", __name__)


@bp.get("/healthz")
def health() -> ResponseReturnValue:
    """Answer that the process runs."""
    return {"status": "ok"}


@bp.get("/readyz")
def ready() -> ResponseReturnValue:
    """Answer whether the database and the folder of files can be used."""
    get_read_session().connection().execute(text("SELECT number FROM content_version LIMIT 1"))
    if not parts().settings.files_dir.is_dir():
        return {"status": "no files folder"}, 503
    return {"status": "ok"}
