"""Buurtstem: the app factory, the only module that knows every room."""

from flask import Flask
from flask_compress import Compress
from jinja2 import StrictUndefined

from app.core.config import Settings, load_settings
from app.core.db import open_database
from app.core.hashing import HashCost
from app.core.jobs import open_queue
from app.core.storage import Storage
from app.pages.views import bp as explaining_pages
from app.photos.views import bp as photo_files
from app.programme.cli import group as programme_commands
from app.programme.queries import find_programme
from app.reading.access import public_photo
from app.reading.views import bp as reading_pages
from app.staff import signin
from app.staff.cli import group as staff_commands
from app.staff.views import bp as staff_pages
from app.stories.access import draft_photo
from app.stories.photo_views import bp as story_photo_pages
from app.stories.sending_views import bp as story_sending_pages
from app.stories.views import bp as story_pages
from app.upkeep.cli import migrate_command, serve_command
from app.upkeep.views import bp as upkeep_pages
from app.web import assets, db_session, error_pages, i18n, kept, logs, progress, security, shell
from app.web.access import Doorkeeper
from app.web.access import init_app as init_access
from app.web.context import Parts, parts, set_parts
from app.web.shell import set_frame, set_staff_nav

ONE_MB = 1_000_000


def create_app(settings: Settings | None = None) -> Flask:
    """Return the app, ready to serve, with `settings` or those of the environment."""
    settings = settings or load_settings()
    app = Flask(__name__)
    app.config.update(
        SECRET_KEY=settings.secret_key,
        SESSION_COOKIE_NAME="__Host-sessie" if settings.secure else "sessie",
        SESSION_COOKIE_SECURE=settings.secure,
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
        # Somebody may write for hours: the token lives as long as the browser's session.
        WTF_CSRF_TIME_LIMIT=None,
        # Card pages send no referrer; `security` looks at Sec-Fetch-Site instead.
        WTF_CSRF_SSL_STRICT=False,
        MAX_CONTENT_LENGTH=settings.max_body_mb * ONE_MB,
        MAX_FORM_MEMORY_SIZE=2 * ONE_MB,
        COMPRESS_REGISTER=settings.compress,
        COMPRESS_ALGORITHM=["br", "gzip"],
        COMPRESS_BR_LEVEL=4,
        COMPRESS_MIN_SIZE=300,
    )
    app.jinja_env.undefined = StrictUndefined
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    _open_parts(app, settings)
    for part in (logs, db_session, assets, i18n, error_pages, shell):
        part.init_app(app)
    security.init_app(app, settings)
    kept.init_app(app)
    Compress(app)
    init_access(app, Doorkeeper(signin.current_member, "staff.sign_in"))
    _add_rooms(app)
    return app


def _add_rooms(app: Flask) -> None:
    """Register the pages, commands and seams of every room."""
    with app.app_context():
        progress.init_app(app, {}, parts().queue)
    set_frame(app, find_programme)
    # (label, endpoint, roles that see it)
    set_staff_nav(app, [])
    for pages in (
        staff_pages,
        upkeep_pages,
        photo_files,
        story_pages,
        story_photo_pages,
        story_sending_pages,
        reading_pages,
        explaining_pages,
    ):
        app.register_blueprint(pages)
    for commands in (programme_commands, staff_commands, migrate_command, serve_command):
        app.cli.add_command(commands)
    # Who may see a photo: each function knows one kind of reader. Everybody may see what the
    # public ones allow, so that phones may keep it for a while.
    app.extensions["public_photo_viewers"] = [public_photo]
    app.extensions["photo_viewers"] = [draft_photo]
    # What other rooms add to the screen of one story.
    app.extensions["story_panels"] = []
    # Who must know in the same transaction that redactions changed.
    app.extensions["redaction_hooks"] = []


def _open_parts(app: Flask, settings: Settings) -> None:
    settings.files_dir.mkdir(parents=True, exist_ok=True)
    opened = Parts(
        settings=settings,
        hash_cost=HashCost(
            settings.hash_time_cost, settings.hash_memory_kib, settings.hash_parallelism
        ),
        database=open_database(settings.database),
        storage=Storage(settings.files_dir),
        queue=open_queue(settings.jobs_database, immediate=settings.jobs_at_once),
    )
    set_parts(app, opened)
