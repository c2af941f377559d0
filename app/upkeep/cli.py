"""Commands that keep the site running."""

import sys

import click
from flask.cli import with_appcontext

from app.upkeep.migrating import migrate
from app.upkeep.serving import serve
from app.web.context import parts


@click.command("migrate")
@with_appcontext
def migrate_command() -> None:
    """Bring the database up to date."""
    migrate(parts().database)
    click.echo(f"The database at {parts().settings.database} is up to date.")


@click.command("serve")
@click.option("--host", default="127.0.0.1", show_default=True)
@click.option("--port", default=8000, show_default=True, type=click.IntRange(1, 65535))
@click.option("--workers", default=2, show_default=True, help="Web processes.")
@click.option("--threads", default=4, show_default=True, help="Threads in each web process.")
def serve_command(host: str, port: int, workers: int, threads: int) -> None:
    """Serve the site and do its background work until stopped."""
    click.echo(f"Serving on http://localhost:{port} (and http://{host}:{port}). Stop with Ctrl+C.")
    sys.exit(serve(host, port, workers=workers, threads=threads))
