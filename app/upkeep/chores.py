"""What the worker does by itself, over and over: cleaning up what nobody needs any more."""

from flask import Flask
from huey import SqliteHuey, crontab

from app.core import clock, mail_chores
from app.core.config import Settings
from app.core.mail_chores import Post
from app.editions import services as editions
from app.monitor import export_chores
from app.polls import letter_chores, result_chores
from app.quotes import chores as quote_chores
from app.stories import chores as story_chores
from app.web.context import parts
from app.web.logs import log


def init_app(app: Flask, queue: SqliteHuey) -> None:
    """Have the worker clean up every hour, and look after votes and mail every minute."""

    def clean() -> None:
        with app.app_context():
            clean_up()

    def empty() -> None:
        with app.app_context():
            empty_log()

    def open_results() -> None:
        with app.app_context():
            open_due_results()

    def send() -> None:
        with app.app_context():
            send_mail()

    queue.periodic_task(crontab(minute="7"), name="clean_up")(clean)
    queue.periodic_task(crontab(minute="*"), name="empty_log")(empty)
    queue.periodic_task(crontab(minute="*"), name="open_results")(open_results)
    if parts().settings.smtp_url is not None:
        queue.periodic_task(crontab(minute="*"), name="send_mail")(send)


def empty_log() -> bool:
    """Empty the database's log where a vote had to leave that, for it holds the order of votes.

    False when somebody is reading for so long that it has to wait for the next minute.
    """
    return parts().database.truncate_log()


def open_due_results() -> None:
    """Open results of polls that closed, where nothing waits for staff."""
    opened = result_chores.open_due(parts().database, now=clock.now())
    if opened:
        log.info("results_opened", polls=opened)


def send_mail() -> None:
    """Send the mail that is due; without a server nothing happens."""
    post = _post(parts().settings)
    if post is None:
        return
    done = mail_chores.send_due(parts().database, post, now=clock.now())
    if done != mail_chores.Sending():
        log.info("mailed", sent=done.sent, kept=done.kept, failed=done.failed)


def clean_up() -> None:
    """Remove what nobody needs or may keep: drafts, tries, files of nobody, old files."""
    now = clock.now()
    drafts = story_chores.drop_old_drafts(parts().database, parts().storage, now=now)
    files = story_chores.drop_orphan_files(parts().database, parts().storage, now=now)
    with parts().database.read() as session:
        files += editions.sweep(session, parts().storage, now)
    mails = mail_chores.tidy(parts().database, now=now)
    books = quote_chores.destroy_unfit(parts().database, parts().storage, now=now)
    letters = letter_chores.destroy_letters(parts().database, parts().storage, now=now)
    exports = export_chores.destroy_exports(parts().database, parts().storage, now=now)
    # After a withdrawal a long reader may have kept the log from being emptied.
    emptied = parts().database.truncate_log()
    parts().tries.forget_old(now=now)
    log.info(
        "cleaned",
        drafts=drafts,
        files=files,
        books=books,
        mails=mails,
        letters=letters,
        exports=exports,
        log_emptied=emptied,
    )


def _post(settings: Settings) -> Post | None:
    if settings.smtp_url is None:
        return None
    return Post(settings.smtp_url, settings.mail_from, settings.public_url, settings.secret_key)
