"""The command that takes stories out as a file."""

from datetime import datetime
from pathlib import Path

import click
from flask.cli import with_appcontext

from app.core.errors import DomainError, NotFoundError
from app.monitor.export_jobs import write_export
from app.monitor.export_making import Order
from app.monitor.export_rules import Choice, FileKind, LeftOut
from app.monitor.export_writing import FORMS
from app.programme import queries as programme_queries
from app.staff.rules import Scope
from app.web.db_session import get_read_session

_DAY = click.DateTime(["%Y-%m-%d"])


@click.command("export")
@click.argument("kind", type=click.Choice([kind.value for kind in FileKind]))
@click.option("--out", type=click.Path(path_type=Path, dir_okay=False), help="Where it goes.")
@click.option("--round", "round_key", help="Key of a round; all of them without it.")
@click.option("--district", "district_key", help="Key of a district; all of them without it.")
@click.option("--from", "first", type=_DAY, help="First day on which stories came in.")
@click.option("--until", "last", type=_DAY, help="Last day on which stories came in.")
@with_appcontext
def export_command(
    kind: str, out: Path | None, round_key: str | None, district_key: str | None,
    first: datetime | None, last: datetime | None,
) -> None:  # fmt: skip
    """Take the stories that may leave out as a file; csv comes as a zip of tables."""
    wanted = FileKind(kind)
    target = out or Path(f"verhalen.{FORMS[wanted][0]}")
    choice = Choice(
        round_key, district_key, first.date() if first else None, last.date() if last else None
    )
    try:
        _check_names(choice)
        order = Order(wanted, choice, Scope(everything=True), "command")
        with click.progressbar(length=100, label="Export") as bar:
            made = write_export(
                order, target, lambda done, total: bar.update(100 * done // max(total, 1) - bar.pos)
            )
    except DomainError as error:
        raise click.ClickException(f"{type(error).__name__}: {error}") from error
    except OSError as error:
        raise click.ClickException(f"{target}: {error.strerror}") from error
    click.echo(f"{made.overview.stories} stories: {target.resolve()}")
    for reason in LeftOut:
        if made.overview.left_out[reason]:
            click.echo(f"  left out, {reason.value}: {made.overview.left_out[reason]}")


def _check_names(choice: Choice) -> None:
    """Raise `NotFoundError` before anything is opened when there is no such round or district."""
    session = get_read_session()
    if programme_queries.find_programme(session) is None:
        raise NotFoundError("no programme; load one first")
    if choice.round_key:
        programme_queries.get_round(session, choice.round_key)
    if choice.district_key:
        programme_queries.get_district(session, choice.district_key)
