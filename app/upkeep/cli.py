"""Commands that keep the site running."""

import click
from flask.cli import with_appcontext

from app.upkeep.migrating import migrate
from app.web.context import parts


@click.command("migrate")
@with_appcontext
def migrate_command() -> None:
    """Bring the database up to date."""
    migrate(parts().database)
    click.echo(f"The database at {parts().settings.database} is up to date.")
