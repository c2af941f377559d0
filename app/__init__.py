"""Buurtstem: the app factory, the only module that knows every room."""

from flask import Flask
from flask_babel import lazy_gettext as _l
from flask_compress import Compress
from jinja2 import StrictUndefined

from app.card.access import card_photo
from app.card.chain import chain_section
from app.card.choosing_views import bp as card_choosing_pages
from app.card.confirming_views import bp as card_confirming_pages
from app.card.contact_views import bp as card_contact_pages
from app.card.keeping_views import bp as card_keeping_pages
from app.card.mail_views import bp as card_mail_pages
from app.card.views import bp as card_pages
from app.card.writing_views import bp as card_writing_pages
from app.contact.access import CALLERS
from app.contact.panel import queue_top as contact_queue_top
from app.contact.panel import story_panel as contact_panel
from app.contact.staff_views import bp as contact_staff_pages
from app.contact.views import bp as contact_pages
from app.core.attempts import Tries
from app.core.config import Settings, load_settings
from app.core.db import open_database
from app.core.hashing import HashCost
from app.core.jobs import open_queue
from app.core.storage import Storage
from app.council.access import READERS as COUNCIL_READERS
from app.council.advice_source import advice_subjects
from app.council.advice_views import bp as council_advice_pages
from app.council.asking_views import bp as council_words_pages
from app.council.chain import advice_steps, meeting_origin, meeting_steps
from app.council.cli import group as council_commands
from app.council.figures_source import figure_subjects
from app.council.jobs import JOB as PACK_JOB
from app.council.jobs import make_pack
from app.council.ledger_words import DESCRIBERS as ADVICE_DESCRIBERS
from app.council.meeting_views import bp as council_pages
from app.council.pack_views import bp as council_pack_pages
from app.council.polls_source import poll_subjects
from app.council.promises_source import promise_subjects
from app.council.public_views import bp as public_council_pages
from app.council.quotes_source import quote_subjects
from app.council.subjects import SOURCES as PACK_SOURCES
from app.enquiry.blanks import enquiry_blanks
from app.enquiry.team_views import READERS as ENQUIRY_READERS
from app.enquiry.team_views import bp as enquiry_team_pages
from app.enquiry.typing_views import bp as enquiry_typing_pages
from app.enquiry.views import bp as enquiry_pages
from app.journal.access import public_picture, staff_picture
from app.journal.chain import journal_steps
from app.journal.jobs import JOB as REPORT_JOB
from app.journal.jobs import make_report
from app.journal.links import POLLS, PROMISES, STORIES
from app.journal.news import decision_news, poll_news, promise_news
from app.journal.picture_views import bp as journal_picture_pages
from app.journal.rules import LinkKind
from app.journal.team_views import bp as team_journal_pages
from app.journal.views import bp as journal_pages
from app.journal.views import entry_news
from app.ledger.cli import group as ledger_commands
from app.ledger.views import bp as ledger_pages
from app.moderation.access import MODERATORS, staff_photo
from app.moderation.asking_views import bp as moderation_asking_pages
from app.moderation.bulk_jobs import JOB as BULK_JOB
from app.moderation.bulk_jobs import answer_many
from app.moderation.bulk_views import bp as moderation_bulk_pages
from app.moderation.chain import cluster_steps
from app.moderation.hand_over_views import bp as moderation_hand_over_pages
from app.moderation.photo_views import bp as moderation_photo_pages
from app.moderation.story_views import bp as moderation_story_pages
from app.moderation.suggesting_panel import suggestion_panel
from app.moderation.views import bp as moderation_pages
from app.monitor.export_access import EXPORTERS
from app.monitor.export_cli import export_command
from app.monitor.export_jobs import JOB as EXPORT_JOB
from app.monitor.export_jobs import make_export
from app.monitor.export_views import bp as export_pages
from app.monitor.figures_views import READERS
from app.monitor.figures_views import bp as figure_pages
from app.pages.language_views import bp as language_pages
from app.pages.views import bp as explaining_pages
from app.photos.views import bp as photo_files
from app.polls import phases
from app.polls.access import public_option_photo, staff_option_photo
from app.polls.cli import group as poll_commands
from app.polls.freezing_changes import DESCRIBERS as FREEZING_CHANGES
from app.polls.freezing_views import bp as poll_rules_pages
from app.polls.jobs import KIND as LETTERS_JOB
from app.polls.jobs import make_batch
from app.polls.letter_changes import DESCRIBERS as LETTER_CHANGES
from app.polls.letter_number_views import bp as letter_number_pages
from app.polls.letter_views import bp as letter_pages
from app.polls.making_views import bp as poll_pages
from app.polls.option_views import bp as poll_option_pages
from app.polls.pack_views import bp as poll_pack_pages
from app.polls.paper_views import bp as poll_paper_pages
from app.polls.public_views import bp as public_poll_pages
from app.polls.result_changes import DESCRIBERS as RESULT_CHANGES
from app.polls.result_views import bp as poll_result_pages
from app.polls.unsealing_views import bp as poll_unsealing_pages
from app.polls.voting_views import bp as voting_pages
from app.programme.cli import group as programme_commands
from app.programme.queries import find_programme
from app.programme.views import bp as programme_pages
from app.promises.access import public_promise_photo
from app.promises.chain import choice_steps, decision_steps, promise_steps
from app.promises.confirming_views import bp as promise_voice_pages
from app.promises.decision_views import bp as poll_decision_pages
from app.promises.ledger_words import DESCRIBERS as PROMISE_DESCRIBERS
from app.promises.origins import ORIGINS as PROMISE_ORIGINS
from app.promises.panels import card_section, poll_section
from app.promises.panels import story_panel as story_promises
from app.promises.picture_views import bp as promise_picture_pages
from app.promises.rules import SourceKind
from app.promises.step_views import bp as promise_step_pages
from app.promises.team_views import bp as team_promise_pages
from app.promises.views import bp as promise_pages
from app.quotes import words as quote_words
from app.quotes.book_views import JOB
from app.quotes.book_views import bp as quote_book_pages
from app.quotes.chain import quote_steps
from app.quotes.cli import group as quote_commands
from app.quotes.edition_views import bp as quote_edition_pages
from app.quotes.jobs import make_book
from app.quotes.panel import story_panel
from app.quotes.services import rerender
from app.quotes.story_views import bp as story_quote_pages
from app.quotes.views import bp as quote_pages
from app.reading.access import public_photo
from app.reading.answer_views import bp as answer_pages
from app.reading.views import bp as reading_pages
from app.staff import signin
from app.staff.account_views import bp as account_pages
from app.staff.admin_views import bp as member_pages
from app.staff.cli import group as staff_commands
from app.staff.rules import Role
from app.staff.views import bp as staff_pages
from app.stories.access import draft_photo
from app.stories.blank_views import bp as blank_pages
from app.stories.mail_views import bp as story_mail_pages
from app.stories.noting import WRITERS, noted_photo
from app.stories.noting_photo_views import bp as noting_photo_pages
from app.stories.noting_views import bp as noting_pages
from app.stories.photo_views import bp as story_photo_pages
from app.stories.sending_views import bp as story_sending_pages
from app.stories.views import bp as story_pages
from app.upkeep import chores
from app.upkeep.cli import demo_command, migrate_command, serve_command
from app.upkeep.views import bp as upkeep_pages
from app.web import assets, db_session, error_pages, i18n, kept, logs, progress, security, shell
from app.web.access import Doorkeeper
from app.web.access import init_app as init_access
from app.web.context import Parts, parts, set_parts
from app.web.shell import set_frame, set_staff_nav

ONE_MB = 1_000_000
_ADMINISTRATOR = frozenset({Role.ADMINISTRATOR.value})

#: Pages of every room, for residents and for staff.
PAGES = (
    reading_pages,
    answer_pages,
    explaining_pages,
    language_pages,
    ledger_pages,
    photo_files,
    story_pages,
    story_photo_pages,
    story_sending_pages,
    story_mail_pages,
    noting_pages,
    noting_photo_pages,
    blank_pages,
    enquiry_pages,
    enquiry_team_pages,
    enquiry_typing_pages,
    staff_pages,
    account_pages,
    moderation_pages,
    moderation_story_pages,
    moderation_photo_pages,
    moderation_hand_over_pages,
    moderation_bulk_pages,
    moderation_asking_pages,
    contact_pages,
    contact_staff_pages,
    quote_pages,
    quote_book_pages,
    quote_edition_pages,
    story_quote_pages,
    poll_pages,
    poll_option_pages,
    letter_pages,
    letter_number_pages,
    poll_rules_pages,
    public_poll_pages,
    poll_result_pages,
    poll_paper_pages,
    poll_pack_pages,
    poll_unsealing_pages,
    promise_pages,
    promise_voice_pages,
    team_promise_pages,
    promise_step_pages,
    promise_picture_pages,
    poll_decision_pages,
    council_pages,
    council_words_pages,
    council_pack_pages,
    council_advice_pages,
    public_council_pages,
    export_pages,
    figure_pages,
    journal_pages,
    team_journal_pages,
    journal_picture_pages,
    member_pages,
    programme_pages,
    card_pages,
    card_writing_pages,
    card_choosing_pages,
    card_confirming_pages,
    voting_pages,
    card_contact_pages,
    card_mail_pages,
    card_keeping_pages,
    upkeep_pages,
)
COMMANDS = (
    programme_commands,
    staff_commands,
    quote_commands,
    poll_commands,
    council_commands,
    ledger_commands,
    export_command,
    migrate_command,
    demo_command,
    serve_command,
)
#: (label, endpoint, roles that see it), in the order of the bar.
NAVIGATION = [
    (_l("Verhalen"), "moderation.stories", MODERATORS),
    (_l("Opschrijven"), "noting.start", WRITERS),
    (_l("Drukwerk"), "blanks.index", WRITERS),
    (_l("Bellen"), "contact_staff.index", CALLERS),
    (_l("Citaten"), "quotes.index", MODERATORS),
    (_l("Citatenboek"), "quotes.shelf", MODERATORS),
    (_l("Stemmingen"), "polls.index", MODERATORS),
    (_l("Toezeggingen"), "team_promises.index", MODERATORS),
    (_l("Beraad"), "council.index", COUNCIL_READERS),
    (_l("Rondes"), "enquiry_team.index", ENQUIRY_READERS),
    (_l("Reisverslag"), "team_journal.index", MODERATORS),
    (_l("Monitor"), "figures.index", READERS),
    (_l("Bestanden"), "exports.index", EXPORTERS),
    (_l("Instellingen"), "programme.index", _ADMINISTRATOR),
    (_l("Medewerkers"), "members.index", _ADMINISTRATOR),
]


def create_app(settings: Settings | None = None) -> Flask:
    """Return the app, ready to serve, with `settings` or those of the environment."""
    settings = settings or load_settings()
    app = Flask(__name__)
    app.config.update(
        SECRET_KEY=settings.secret_key,
        SESSION_COOKIE_NAME="__Host-sessie" if settings.secure else "sessie",
        SESSION_COOKIE_SECURE=settings.secure,
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
        # Somebody may write for hours: the token lives as long as the browser's session.
        WTF_CSRF_TIME_LIMIT=None,
        # Card pages send no referrer; `security` looks at Sec-Fetch-Site instead.
        WTF_CSRF_SSL_STRICT=False,
        # Forms are read into memory; the page that takes photos allows more for itself.
        MAX_CONTENT_LENGTH=2 * ONE_MB,
        MAX_FORM_MEMORY_SIZE=2 * ONE_MB,
        COMPRESS_REGISTER=settings.compress,
        COMPRESS_ALGORITHM=["br", "gzip"],
        COMPRESS_BR_LEVEL=4,
        COMPRESS_MIN_SIZE=300,
    )
    app.jinja_env.undefined = StrictUndefined
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    _open_parts(app, settings)
    for part in (logs, db_session, assets, i18n, error_pages, shell):
        part.init_app(app)
    security.init_app(app, settings)
    kept.init_app(app)
    Compress(app)
    init_access(app, Doorkeeper(signin.current_member, "staff.sign_in"))
    _add_rooms(app)
    return app


def _add_rooms(app: Flask) -> None:
    """Register the pages, commands and seams of every room."""
    with app.app_context():
        kinds: dict[str, progress.Work] = {
            JOB: make_book,
            BULK_JOB: answer_many,
            LETTERS_JOB: make_batch,
            REPORT_JOB: make_report,
            PACK_JOB: make_pack,
            EXPORT_JOB: make_export,
        }
        progress.init_app(app, kinds, parts().queue)
        chores.init_app(app, parts().queue)
    set_frame(app, find_programme)
    set_staff_nav(app, NAVIGATION)
    kept.set_clocks(app, [phases.moments_passed])
    quote_words.init_app(app)
    for pages in PAGES:
        app.register_blueprint(pages)
    for commands in COMMANDS:
        app.cli.add_command(commands)
    # Who may see a photo: each function knows one kind of reader. Everybody may see what the
    # public ones allow, so that phones may keep it for a while.
    app.extensions["public_photo_viewers"] = [
        public_photo,
        public_option_photo,
        public_promise_photo,
        public_picture,
    ]
    app.extensions["photo_viewers"] = [
        draft_photo,
        noted_photo,
        staff_photo,
        staff_option_photo,
        card_photo,
        staff_picture,
    ]
    # What other rooms add to the screen of one story.
    app.extensions["story_panels"] = [
        suggestion_panel,
        contact_panel,
        story_panel,
        story_promises,
    ]
    # What other rooms put on top of the queue, on the page of one poll, and on the follow card.
    app.extensions["queue_tops"] = [contact_queue_top]
    app.extensions["poll_sections"] = [poll_section]
    app.extensions["card_sections"] = [card_section, chain_section]
    # What became of stories, step by step.
    app.extensions["chain_steps"] = [
        cluster_steps,
        quote_steps,
        meeting_steps,
        advice_steps,
        choice_steps,
        decision_steps,
        promise_steps,
        journal_steps,
    ]
    # What can stand in the pack of a meeting of the council, in this order.
    app.extensions[PACK_SOURCES] = [
        figure_subjects,
        quote_subjects,
        poll_subjects,
        promise_subjects,
        advice_subjects,
    ]
    # Where promises were made, by the kind of place.
    app.extensions[PROMISE_ORIGINS] = {SourceKind.MEETING: meeting_origin}
    # What entries of the travel story can be about, and what the feed of public news tells.
    app.extensions["journal_links"] = {
        LinkKind.STORY: STORIES,
        LinkKind.POLL: POLLS,
        LinkKind.PROMISE: PROMISES,
    }
    app.extensions["news_sources"] = [entry_news, promise_news, decision_news, poll_news]
    # What entries of the ledger say in Dutch, by kind; without words their facts are shown.
    app.extensions["ledger_describers"] = {
        **FREEZING_CHANGES,
        **LETTER_CHANGES,
        **RESULT_CHANGES,
        **PROMISE_DESCRIBERS,
        **ADVICE_DESCRIBERS,
    }
    # What else there is to print and fill in.
    app.extensions["blank_sources"] = [enquiry_blanks]
    # Who must know in the same transaction that redactions changed.
    app.extensions["redaction_hooks"] = [rerender]


def _open_parts(app: Flask, settings: Settings) -> None:
    settings.files_dir.mkdir(parents=True, exist_ok=True)
    opened = Parts(
        settings=settings,
        hash_cost=HashCost(
            settings.hash_time_cost, settings.hash_memory_kib, settings.hash_parallelism
        ),
        database=open_database(settings.database),
        storage=Storage(settings.files_dir),
        queue=open_queue(settings.jobs_database, immediate=settings.jobs_at_once),
        tries=Tries(settings.tries_database),
    )
    set_parts(app, opened)
