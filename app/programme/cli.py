"""Commands about the programme."""

from pathlib import Path

import click
from flask.cli import AppGroup

from app.core import clock
from app.core.errors import DomainError
from app.programme.reading_file import PACKAGED, read_file
from app.programme.services import LoadReport, load_programme
from app.web.db_session import get_session

group = AppGroup("programme", help="The programme: districts, clusters, rounds and texts.")


@group.command("load")
@click.argument(
    "file",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    default=PACKAGED,
    required=False,
)
def load(file: Path) -> None:
    """Load the programme FILE (by default the one that comes with the program).

    It can be loaded again: what differs is changed, nothing is doubled and nothing deleted.
    """
    session = get_session()
    try:
        report = load_programme(session, read_file(file), actor="command", now=clock.now())
    except DomainError as error:
        raise click.ClickException(f"{file.name} was not loaded.\n{error}") from error
    session.commit()
    _tell(file, report)


def _tell(file: Path, report: LoadReport) -> None:
    click.echo(
        f"{file.name}: {len(report.added)} added, {len(report.changed)} changed, "
        f"{len(report.unchanged)} unchanged."
    )
    for words, things in (
        ("Added", report.added),
        ("Changed", report.changed),
        ("In the database but not in the file, left as it is", report.left),
    ):
        for thing in things:
            click.echo(f"  {words}: {thing}")
