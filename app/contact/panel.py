"""What requests to be called add to the queue of stories and to the screen of one."""

from flask_babel import gettext as _
from sqlmodel import Session

from app.contact import queries, words
from app.contact.access import reader
from app.contact.queries import RequestView
from app.contact.rules import ContactState, is_late
from app.core import clock
from app.moderation.panels import Panel
from app.staff import signin
from app.stories.models import Story


def queue_top(session: Session) -> Panel:
    """Return the pleas for help that wait and how many others do.

    Who runs the site sees that a plea waits, not how to reach anybody.
    """
    mine = queries.open_requests(session, reader(session))
    pleas = [view for view in mine if view.request.is_plea]
    known = {view.request.id for view in pleas}
    is_everywhere = signin.scope().everything
    others = [
        view
        for view in (queries.open_pleas(session) if is_everywhere else [])
        if view.request.id not in known
    ]
    now = clock.now()
    rest = [view for view in mine if not view.request.is_plea]
    return Panel(
        template="contact/_queue_top.html",
        context={
            "pleas": [(view, words.staff_due(view.request, now), True) for view in pleas]
            + [(view, words.staff_due(view.request, now), False) for view in others],
            "waiting": len(rest),
            "late": sum(is_late(view.request.due_at, now, is_plea=False) for view in rest),
            "kind": lambda view: words.due_kind(view.request, now),
        },
    )


def story_panel(session: Session, story: Story) -> Panel:
    """Return what the teller of `story` asked, and for who may call the way there."""
    waiting = [
        view
        for view in queries.requests_of(session, story)
        if view.request.state is ContactState.OPEN
    ]
    mine = {view.request.id for view in queries.open_requests(session, reader(session))}
    now = clock.now()
    return Panel(
        template="contact/_panel.html",
        context={
            "lines": [(_line(view), view, view.request.id in mine) for view in waiting],
            "kind": lambda view: words.due_kind(view.request, now),
        },
    )


def _line(view: RequestView) -> str:
    told = {"promise": words.promise(view), "due": words.due(view.request)}
    return str(_("%(promise)s Uiterlijk %(due)s.", **told))
