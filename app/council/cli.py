"""Commands about the council."""

from pathlib import Path

import click
from flask.cli import AppGroup
from sqlmodel import Session

from app.core import clock
from app.core.errors import DomainError
from app.council import queries
from app.council.gathering import subjects_of
from app.council.jobs import make_edition
from app.council.meeting_services import Act
from app.council.models import Meeting
from app.council.pack_services import take_in
from app.council.rules import MeetingState, PaperForm
from app.editions.models import Edition
from app.editions.queries import files_of
from app.web.context import parts
from app.web.db_session import get_session

_ACTOR = "command"
group = AppGroup("council", help="The residents' council (bewonersberaad) and its packs.")


@group.command("pack")
@click.option("--meeting", help="Reference of the meeting; the next one without it.")
@click.option(
    "--out", type=click.Path(path_type=Path, dir_okay=False), default=Path("beraad.pdf"),
    show_default=True,
)  # fmt: skip
def pack(meeting: str | None, out: Path) -> None:
    """Make the pack of a meeting, with all that is new: A4, large print and booklet."""
    session = get_session()
    try:
        found = _meeting(session, meeting)
        session.commit()
        with click.progressbar(length=100, label="Pack") as bar:
            edition = make_edition(
                found.ref,
                actor=_ACTOR,
                tell=lambda done, _total: bar.update(max(0, done - bar.pos)),
            )
            bar.update(100 - bar.pos)
    except DomainError as error:
        raise click.ClickException(f"{type(error).__name__}: {error}") from error
    try:
        _write(edition, out)
    except OSError as error:
        raise click.ClickException(f"{out} can't be written: {error.strerror}") from error


def _meeting(session: Session, ref: str | None) -> Meeting:
    """Return the meeting with everything that is new taken in, as long as it wasn't held."""
    now = clock.now()
    found = queries.get_meeting(session, ref) if ref else queries.next_meeting(session, now)
    if found.state is not MeetingState.HELD:
        take_in(session, found, subjects_of(session, found, now), Act(_ACTOR, now))
    return found


def _write(edition: Edition, out: Path) -> None:
    """Write each form beside the first, and say where it went."""
    if edition.file_key is None:
        raise click.ClickException("something in it was withdrawn just now; make it again")
    with parts().database.read() as session:
        forms = files_of(session, edition)
    keys = {PaperForm.A4.value: (edition.file_key, edition.pages)}
    keys |= {form: (file.file_key, file.pages) for form, file in forms.items()}
    for form, (key, pages) in keys.items():
        name = out if form == PaperForm.A4 else out.with_stem(f"{out.stem}-{form}")
        name.write_bytes(parts().storage.get(key))
        click.echo(f"Edition {edition.number}, {form}, {pages} pages: {name.resolve()}")
