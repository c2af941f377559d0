"""Commands about the ledger."""

import re
from pathlib import Path
from typing import Final

import click
from flask.cli import AppGroup

from app.ledger import queries
from app.ledger.download import NotALedgerError, read_download
from app.ledger.rules import Examined, Head, Wrong, examine, grouped
from app.web.context import parts

group = AppGroup("ledger", help="The public record (logboek).")

_HEAD: Final = re.compile(r"\D*?([0-9]+)\W+([0-9a-f](?:\s*[0-9a-f]){63})\s*")
_WRONG: Final = {
    Wrong.GAP: "it doesn't have the number that comes next",
    Wrong.FORM: "it isn't written as entries are",
    Wrong.PREVIOUS: "it doesn't hold the hash of the entry before it",
    Wrong.HASH: "its hash doesn't fit what it says",
    Wrong.HEAD: "it has another hash than the head that you gave",
    Wrong.CUT: "it is missing, and the head that you gave says that it was there",
}


def _read_head(_context: click.Context, _option: click.Parameter, typed: str | None) -> Head | None:
    if typed is None:
        return None
    found = _HEAD.fullmatch(typed)
    if not found:
        raise click.BadParameter("type it as it is printed: the number, a comma, 64 digits")
    return Head(int(found[1]), "".join(found[2].split()))


@group.command("verify")
@click.argument(
    "file", required=False, type=click.Path(path_type=Path, exists=True, dir_okay=False)
)
@click.option(
    "--head", callback=_read_head, help="A head from paper that has to be in it: 'nr 12, a1b2 …'."
)
def verify(file: Path | None, head: Head | None) -> None:
    """Check the chain of the database, or of a FILE that was downloaded from /logboek.json."""
    found = _examine_stored(head) if file is None else _examine_file(file, head)
    if found.fault:
        entry = found.broken
        told = f" ({entry.kind!a}, number {entry.seq}, {entry.time!a})" if entry else ""
        problem = _WRONG[found.fault.wrong]
        raise click.ClickException(f"entry {found.fault.seq} is broken{told}: {problem}")
    click.echo(f"{found.head.seq} entries, all whole. Head: {_told(found.head)}")


def _examine_stored(head: Head | None) -> Examined:
    with parts().database.freeze() as session:
        return examine(queries.all_entries(session), head=head)


def _examine_file(file: Path, head: Head | None) -> Examined:
    try:
        read = read_download(file.read_bytes())
    except OSError as error:
        raise click.ClickException(f"{file} can't be read: {error.strerror}") from error
    except NotALedgerError as error:
        raise click.ClickException(f"{file} is no downloaded ledger: {error}") from error
    found = examine(read.entries, head=head)
    if found.fault is None and found.head != read.head:
        told = f"says it ends with {_told(read.head)}, and ends with {_told(found.head)}"
        raise click.ClickException(f"entry {found.head.seq + 1} is broken: the file {told}")
    return found


def _told(head: Head) -> str:
    return f"nr {head.seq}, {grouped(head.hash)}"
