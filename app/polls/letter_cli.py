"""The command that makes letters."""

from pathlib import Path

import click
from flask.cli import with_appcontext
from sqlmodel import Session

from app.core import clock
from app.core.errors import DomainError, NotFoundError
from app.core.refs import new_ref
from app.polls import code_queries, queries
from app.polls.code_rules import BatchPlan, LetterForm, forms_for, suggest_reserve
from app.polls.code_services import destroy_file
from app.polls.jobs import workshop
from app.polls.lettering import make_letters
from app.polls.models import Poll
from app.polls.rules import Access
from app.programme.models import District
from app.web.context import parts


@click.command("letters")
@click.option("--poll", "poll_ref", help="Reference of the poll; the newest draft without it.")
@click.option("--district", "district_key", help="Key; the first that lacks letters without it.")
@click.option("--form", type=click.Choice([*LetterForm]), help="What to make; A4 where it can be.")
@click.option("--letters", "issued", type=int, help="One for each household without it.")
@click.option("--reserve", type=int, help="Some 2.5 % without it.")
@click.option(
    "--out", type=click.Path(path_type=Path, dir_okay=False), default=Path("brieven.pdf"),
    show_default=True,
)  # fmt: skip
@with_appcontext
def letters(out: Path, poll_ref: str | None, **wanted: str | int | None) -> None:
    """Make the letters of a poll for one district, encrypted, and show the passphrase once."""
    tools = workshop()
    try:
        with tools.database.read() as session:
            plan = _plan(session, _poll(session, poll_ref), wanted)
        with click.progressbar(length=100, label="Letters") as bar:
            passphrase = make_letters(
                tools,
                plan,
                now=clock.now(),
                report=lambda done, _total: bar.update(max(0, done - bar.pos)),
            )
            bar.update(100 - bar.pos)
    except DomainError as error:
        raise click.ClickException(f"{type(error).__name__}: {error}") from error
    _hand_over(plan.ref, out)
    click.echo(f"{plan.total} letters for {plan.district_key}: {out.resolve()}")
    click.echo(f"Passphrase, shown this once: {passphrase}")


def _hand_over(batch_ref: str, out: Path) -> None:
    """Write the file; ours is destroyed only when that went well."""
    opened = parts()
    with opened.database.write() as session:
        batch = code_queries.find_batch(session, batch_ref)
        assert batch is not None
        assert batch.file_key is not None
        try:
            out.write_bytes(opened.storage.get(batch.file_key))
        except OSError as error:
            raise click.ClickException(
                f"{out} can't be written: {error.strerror}. The letters wait on the poll's page."
            ) from error
        destroy_file(session, opened.storage, batch, actor="command", now=clock.now())
        session.commit()
    opened.database.truncate_log()


def _poll(session: Session, ref: str | None) -> Poll:
    if ref is not None:
        return queries.get_poll(session, ref)
    drafts = [
        poll
        for poll in queries.all_polls(session)
        if poll.frozen_at is None and poll.access is Access.LETTERS
    ]
    if not drafts:
        raise NotFoundError("no poll with letters whose rules aren't frozen")
    return max(drafts, key=lambda poll: poll.created_at)


def _plan(session: Session, poll: Poll, wanted: dict[str, str | int | None]) -> BatchPlan:
    district = _district(session, poll, wanted["district_key"])
    issued = wanted["issued"] if wanted["issued"] is not None else district.households or 0
    reserve = wanted["reserve"]
    return BatchPlan(
        ref=new_ref(),
        poll_ref=poll.ref,
        district_key=district.key,
        form=LetterForm(str(wanted["form"] or forms_for(poll.electorate)[0])),
        issued=int(issued),
        reserve=suggest_reserve(int(issued)) if reserve is None else int(reserve),
        actor="command",
    )


def _district(session: Session, poll: Poll, key: str | int | None) -> District:
    made = {batch.district_id for batch in queries.batches_of(session, poll)}
    for district in queries.districts_of(session, poll):
        if district.key == key or (key is None and district.id not in made):
            return district
    raise NotFoundError(f"district {key}" if key else "every district has its letters")
