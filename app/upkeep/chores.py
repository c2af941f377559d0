"""What the worker does by itself, over and over: cleaning up what nobody needs any more."""

from collections.abc import Callable

from flask import Flask
from huey import SqliteHuey, crontab

from app.core import clock, mail_chores
from app.core.config import Settings
from app.core.mail_chores import Post
from app.council import chores as council_chores
from app.editions import services as editions
from app.moderation.learning_chores import learn_clusters
from app.monitor import export_chores, figure_chores
from app.polls import letter_chores, result_chores
from app.promises import chores as promise_chores
from app.quotes import chores as quote_chores
from app.stories import chores as story_chores
from app.web.context import parts
from app.web.logs import log


def init_app(app: Flask, queue: SqliteHuey) -> None:
    """Have the worker clean up every hour, and look after votes and mail every minute."""
    every_minute = crontab(minute="*")
    times = {
        clean_up: crontab(minute="7"),
        learn_anew: crontab(minute="37"),
        check_counts: crontab(minute="17", hour="3"),
        empty_log: every_minute,
        open_due_results: every_minute,
    }
    if parts().settings.smtp_url is not None:
        times[send_mail] = every_minute
        times[remind_of_promises] = crontab(minute="11")
    for work, when in times.items():
        queue.periodic_task(when, name=work.__name__)(_within(app, work))


def empty_log() -> bool:
    """Empty the database's log where a vote had to leave that, for it holds the order of votes.

    False when somebody is reading for so long that it has to wait for the next minute.
    """
    return parts().database.truncate_log()


def learn_anew() -> None:
    """Learn what suggests a cluster, and look for words that stand out, where stories changed."""
    now = clock.now()
    learned = learn_clusters(parts().database, now=now)
    words = figure_chores.look_for_words(parts().database, now=now)
    if learned or words:
        log.info("learned", clusters=learned, words=words)


def check_counts() -> None:
    """Count every story anew where the counts of the monitor are wrong; they never should be."""
    if figure_chores.mend_counts(parts().database):
        log.warning("counts_mended")


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


def remind_of_promises() -> None:
    """Queue reminders of what is due this week or overdue; without a mail server nothing happens.

    On screen it is all to be seen anyway.
    """
    settings = parts().settings
    if settings.smtp_url is None:
        return
    mails = promise_chores.send_reminders(
        parts().database, secret_key=settings.secret_key, now=clock.now()
    )
    if mails:
        log.info("reminded", mails=mails)


def clean_up() -> None:
    """Remove what nobody needs or may keep: drafts, tries, files of nobody, old files."""
    now = clock.now()
    drafts = story_chores.drop_old_drafts(parts().database, parts().storage, now=now)
    files = story_chores.drop_orphan_files(parts().database, parts().storage, now=now)
    with parts().database.read() as session:
        files += editions.sweep(session, parts().storage, now)
    mails = mail_chores.tidy(parts().database, now=now)
    books = quote_chores.destroy_unfit(parts().database, parts().storage, now=now)
    books += council_chores.destroy_unfit(parts().database, parts().storage, now=now)
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


def _within(app: Flask, work: Callable[[], object]) -> Callable[[], None]:
    """Return `work` as the worker calls it: with the app at hand, and without an answer."""

    def done() -> None:
        with app.app_context():
            work()

    return done


def _post(settings: Settings) -> Post | None:
    if settings.smtp_url is None:
        return None
    return Post(settings.smtp_url, settings.mail_from, settings.public_url, settings.secret_key)
