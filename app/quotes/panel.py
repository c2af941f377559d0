"""What quotes add to the screen of one story: the list, and a button at marked text."""

from sqlmodel import Session

from app.moderation.panels import Panel
from app.moderation.queries import clusters_of
from app.programme import queries as programme_queries
from app.quotes.forms import PickForm, QuoteForm
from app.quotes.queries import quotes_of
from app.quotes.services import may_quote
from app.stories.consent_rules import lacks_guardian
from app.stories.models import Story
from app.web.fields import choices


def story_panel(session: Session, story: Story) -> Panel:
    """Return the quotes of `story`, and the forms to pick and sort them."""
    clusters = programme_queries.clusters(session, retired=True)
    views = quotes_of(session, story)
    forms = {}
    for view in views:
        form = QuoteForm(formdata=None, prefix=f"{view.quote.ref}-")
        # A subject that is not used any more stays where it was chosen before.
        offered = [each for each in clusters if not each.retired or each in view.clusters]
        form.clusters.choices = choices((each.key, each.short_title) for each in offered)
        form.clusters.data = [cluster.key for cluster in view.clusters]
        form.is_minority.data = view.quote.is_minority
        forms[view.quote.ref] = form
    return Panel(
        template="quotes/_panel.html",
        context={
            "views": views,
            "forms": forms,
            "pick": PickForm(formdata=None, prefix="citaat-"),
            "may_quote": may_quote(story),
            "lacks_guardian": lacks_guardian(story),
            "has_clusters": bool(clusters_of(session, story.id or 0)),
        },
        bar="quotes/_bar.html",
        stylesheet="css/quotes.css",
    )
