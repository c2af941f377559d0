"""Commands about polls."""

import hashlib
from io import StringIO
from pathlib import Path

import click
from flask.cli import AppGroup

from app.polls.counting import ListError, Tally, recount
from app.polls.letter_cli import letters

group = AppGroup("polls", help="Polls (stemmingen): letters and recount.")
group.add_command(letters)


@group.command("recount", with_appcontext=False)
@click.argument("file", type=click.Path(path_type=Path, exists=True, dir_okay=False))
def recount_command(file: Path) -> None:
    """Count the ballots in FILE, a public list of a result; nothing else is looked at."""
    content = file.read_bytes()
    try:
        tally = recount(StringIO(content.decode("utf-8-sig"), newline=""))
    except UnicodeDecodeError as error:
        raise click.ClickException(f"{file} is no UTF-8 text.") from error
    except ListError as error:
        raise click.ClickException(f"{file}, line {error.line}: {error.reason}") from error
    for name, number in _lines(tally):
        click.echo(f"{name:<10} {number:>9}")
    click.echo(f"SHA-256    {hashlib.sha256(content).hexdigest()}")


def _lines(tally: Tally) -> list[tuple[str, int]]:
    options = [(f"option {number}", votes) for number, votes in sorted(tally.votes.items())]
    rest = [("blank", tally.blank), ("invalid", tally.invalid), ("ballots", tally.ballots)]
    return options + rest
