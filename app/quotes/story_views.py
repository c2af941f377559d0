"""Picking quotes on the screen of a story."""

from collections.abc import Sequence

from flask import Blueprint, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from sqlmodel import Session

from app.core import clock
from app.core.errors import NotFoundError
from app.moderation.access import MODERATORS
from app.moderation.finding import occurrences
from app.moderation.queries import clusters_of, get_story
from app.programme import queries as programme_queries
from app.programme.models import Cluster
from app.quotes import queries, services
from app.quotes.forms import PickForm, QuoteForm
from app.quotes.rules import Span, SpansError
from app.staff import signin
from app.stories.models import Story
from app.stories.rules import StoryStatus
from app.web.access import requires
from app.web.db_session import get_session
from app.web.fields import choices

bp = Blueprint("story_quotes", __name__, url_prefix="/team/verhalen/<ref>/citaten")


@bp.post("")
@requires(*MODERATORS)
def pick(ref: str) -> ResponseReturnValue:
    """Make a quote of the marked or copied words, or add them to the quote called `to`."""
    session = get_session()
    story = _story(session, ref)
    form = PickForm(prefix="citaat-")
    if not form.validate():
        return _back(story, _("Dit stuk tekst past niet. Markeer het nog een keer."))
    spans = _spans(story, form)
    if not spans:
        return _back(story, _("Deze woorden staan niet zo in het verhaal. Kopieer ze precies."))
    try:
        _store(session, story, spans, request.form.get("to", ""))
    except SpansError:
        return _back(story, _("In dit stuk staat geen leesbaar woord. Kies een ander stuk."))
    except services.NoConsentError:
        return _back(story, _("De verteller wil niet geciteerd worden."))
    except services.RefusedWordsError:
        return _back(story, _("De verteller zei nee tegen deze woorden. Kies een ander stuk."))
    session.commit()
    flash(_("Het citaat is bewaard."), "done")
    return _to(story)


@bp.post("/<quote_ref>")
@requires(*MODERATORS)
def change(ref: str, quote_ref: str) -> ResponseReturnValue:
    """Set the clusters of a quote and whether it is a different voice."""
    session = get_session()
    story = _story(session, ref)
    quote = queries.get_quote(session, story, quote_ref)
    every = programme_queries.clusters(session, retired=True)
    form = QuoteForm(prefix=f"{quote_ref}-")
    form.clusters.choices = choices((cluster.key, cluster.short_title) for cluster in every)
    if not form.validate():
        return _back(story, _("Dit onderwerp bestaat niet. Kies een ander."))
    place = services.Place(
        clusters=[cluster for cluster in every if cluster.key in (form.clusters.data or [])],
        is_minority=bool(form.is_minority.data),
    )
    services.change_quote(session, story, quote, place, actor=signin.member().ref, now=clock.now())
    session.commit()
    flash(_("Het citaat is bewaard."), "done")
    return _to(story)


@bp.post("/<quote_ref>/weg")
@requires(*MODERATORS)
def drop(ref: str, quote_ref: str) -> ResponseReturnValue:
    """Take a quote away; the same words can be picked again."""
    session = get_session()
    story = _story(session, ref)
    quote = queries.get_quote(session, story, quote_ref)
    try:
        services.drop_quote(session, story, quote, actor=signin.member().ref, now=clock.now())
    except services.RefusedWordsError:
        return _back(story, _("De verteller zei nee. Dat blijft hier staan."))
    session.commit()
    flash(_("Het citaat is weg. U kunt dezelfde woorden opnieuw kiezen."), "done")
    return _to(story)


def _story(session: Session, ref: str) -> Story:
    story = get_story(session, signin.scope(), ref)
    if story.status is StoryStatus.WITHDRAWN:
        raise NotFoundError(ref)
    return story


def _spans(story: Story, form: PickForm) -> list[Span]:
    original = story.original or ""
    start, end = form.start.data, form.end.data
    if start is not None and end is not None:
        return [Span(start, end)] if 0 <= start < end <= len(original) else []
    copied = (form.words.data or "").strip()
    whole = occurrences(original, copied)[:1] if copied else []
    if whole:
        return [Span(*whole[0])]
    lines = [line for line in copied.split("\n") if line.strip()]
    places = [occurrences(original, line)[:1] for line in lines]
    return [Span(*place[0]) for place in places if place] if all(places) else []


def _store(session: Session, story: Story, spans: Sequence[Span], to: str) -> None:
    actor, now = signin.member().ref, clock.now()
    if to:
        quote = queries.get_quote(session, story, to)
        services.extend_quote(session, story, quote, spans, actor=actor, now=now)
        return
    services.pick_quote(session, story, spans, _subjects(session, story), actor=actor, now=now)


def _subjects(session: Session, story: Story) -> list[Cluster]:
    """Return what the story is about: where its quotes stand until somebody says otherwise."""
    return [tagged.cluster for tagged in clusters_of(session, story.id or 0)]


def _back(story: Story, words: str) -> ResponseReturnValue:
    flash(words, "late")
    return _to(story)


def _to(story: Story) -> ResponseReturnValue:
    return redirect(url_for("moderation.story", ref=story.ref, _anchor="citaten"), code=303)
