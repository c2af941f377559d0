"""Commands about quotes."""

from pathlib import Path

import click
from flask.cli import AppGroup
from sqlmodel import Session

from app.core import clock
from app.core.errors import DomainError, NotFoundError
from app.editions.queries import get_edition
from app.programme import queries as programme_queries
from app.programme.models import Round
from app.quotes.books import new_book
from app.quotes.making import make_edition
from app.web.context import parts
from app.web.db_session import get_session

group = AppGroup("quotes", help="Quotes (citaten) and the quote book.")


@group.command("book")
@click.option("--round", "round_key", help="Key of the round; the newest without it.")
@click.option(
    "--out", type=click.Path(path_type=Path, dir_okay=False), default=Path("citatenboek.pdf"),
    show_default=True,
)  # fmt: skip
def book(round_key: str | None, out: Path) -> None:
    """Make the quote book of a round, with every quote that may be printed."""
    session = get_session()
    try:
        made = new_book(session, _round(session, round_key), now=clock.now())
        session.commit()
        with click.progressbar(length=100, label="Quote book") as bar:
            ref = make_edition(
                parts().database,
                parts().storage,
                made.ref,
                actor="command",
                now=clock.now(),
                report=lambda done, _total: bar.update(max(0, done - bar.pos)),
            )
            bar.update(100 - bar.pos)
    except DomainError as error:
        raise click.ClickException(f"{type(error).__name__}: {error}") from error
    with parts().database.read() as reading:
        edition = get_edition(reading, ref)
    if edition.file_key is None:
        raise click.ClickException("something in it was withdrawn just now; make it again")
    try:
        out.write_bytes(parts().storage.get(edition.file_key))
    except OSError as error:
        raise click.ClickException(f"{out} can't be written: {error.strerror}") from error
    click.echo(f"Edition {edition.number}, {edition.pages} pages: {out.resolve()}")


def _round(session: Session, key: str | None) -> Round:
    found = (
        programme_queries.get_round(session, key)
        if key
        else programme_queries.newest_round(session)
    )
    if found is None:
        raise NotFoundError("no round; load a programme first")
    return found
