"""Commands that keep the site running."""

import secrets
import sys
from collections.abc import Sequence
from datetime import datetime
from typing import Final

import click
from flask.cli import with_appcontext

from app.core import clock
from app.core.codes import Code
from app.printing import PrintingUnavailableError
from app.quotes.making import make_edition
from app.staff.rules import PasswordRefusedError
from app.staff.services import hash_password
from app.upkeep.demo import loading
from app.upkeep.demo.asking import ask_questions
from app.upkeep.demo.meeting import hold_meetings
from app.upkeep.demo.polling import hold_polls
from app.upkeep.demo.printing import plan_book
from app.upkeep.demo.promising import keep_promises
from app.upkeep.demo.reading import Told
from app.upkeep.demo.telling import Stage
from app.upkeep.demo.turning import take_turns
from app.upkeep.migrating import migrate
from app.upkeep.serving import serve
from app.web.context import parts
from app.web.db_session import get_session

#: Codes that the example command shows, so that somebody can try a vote.
SHOWN_CODES: Final = 3


@click.command("migrate")
@with_appcontext
def migrate_command() -> None:
    """Bring the database up to date."""
    migrate(parts().database)
    click.echo(f"The database at {parts().settings.database} is up to date.")


@click.command("demo")
@click.option("--password", help="Of every example account; made up and shown when not given.")
@click.option("--when-empty", is_flag=True, help="Do nothing where there are stories already.")
@with_appcontext
def demo_command(password: str | None, *, when_empty: bool) -> None:
    """Fill an empty site with example stories and accounts, all marked as example."""
    session = get_session()
    if when_empty and not loading.untold(session):
        click.echo("There are stories already. `flask demo --password …` sets the passwords anew.")
        return
    chosen = password or secrets.token_urlsafe(9)
    try:
        hashed = hash_password(chosen, parts().hash_cost)
        loading.prepare(session, password_hash=hashed, now=clock.now())
    except PasswordRefusedError as error:
        raise click.ClickException(f"The password is too {error.reason}.") from error
    except loading.RealStoriesError as error:
        raise click.ClickException("There are real stories here; no example is added.") from error
    stories = loading.untold(session)
    stage = loading.stage_of(parts(), session, now=clock.now())
    if stories:
        _tell(stage, stories)
    codes = _hold(stage)
    planned = plan_book(stage) if stories else None
    session.commit()
    if planned is not None:
        _print(*planned)
    _say_ways_in(chosen, codes)


def _say_ways_in(password: str, codes: Sequence[Code]) -> None:
    address = parts().settings.public_url
    click.echo(f"Sign in at {address}/team/inloggen as any of:")
    for username in loading.ACCOUNTS:
        click.echo(f"  {username:<12} {loading.ROLES_IN_WORDS[username]}")
    click.echo(f"  password of each: {password}")
    if codes:
        click.echo(f"Vote at {address}/s with one of:")
        click.echo(f"  {'   '.join(code.grouped for code in codes[:SHOWN_CODES])}")


def _print(book: str, when: datetime) -> None:
    """Make the edition of the example quote book, where PDFs can be made."""
    try:
        with click.progressbar(length=100, label="Example quote book") as bar:
            make_edition(
                parts().database,
                parts().storage,
                book,
                actor="command",
                now=when,
                report=lambda done, _total: bar.update(done - bar.pos),
            )
    except PrintingUnavailableError:
        click.echo("No example quote book: Pango is missing.")


def _hold(stage: Stage) -> list[Code]:
    """Keep the example promises, hold the polls and the meetings; return codes of one poll."""
    keep_promises(stage)
    take_turns(stage)
    codes = hold_polls(stage)
    hold_meetings(stage)
    ask_questions(stage)
    return codes


def _tell(stage: Stage, stories: Sequence[Told]) -> None:
    with click.progressbar(length=len(stories), label="Example stories") as bar:
        loading.tell_all(stage, stories, report=lambda done, _total: bar.update(done - bar.pos))


@click.command("serve")
@click.option("--host", default="127.0.0.1", show_default=True)
@click.option("--port", default=8000, show_default=True, type=click.IntRange(1, 65535))
@click.option("--workers", default=2, show_default=True, help="Web processes.")
@click.option("--threads", default=4, show_default=True, help="Threads in each web process.")
def serve_command(host: str, port: int, workers: int, threads: int) -> None:
    """Serve the site and do its background work until stopped."""
    click.echo(f"Serving on http://localhost:{port} (and http://{host}:{port}). Stop with Ctrl+C.")
    sys.exit(serve(host, port, workers=workers, threads=threads))
