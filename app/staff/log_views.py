"""The audit log, for the administrator."""

from flask import Blueprint, render_template, request, url_for
from flask.typing import ResponseReturnValue

from app.audit.queries import log_entries
from app.staff import queries
from app.staff.log_words import action_in_words, actor_in_words, facts_in_words, kind_in_words
from app.staff.rules import Role
from app.web.access import requires
from app.web.db_session import get_session
from app.web.paging import decode_cursor, make_page

#: Rows of a page.
SIZE = 50

bp = Blueprint("log", __name__, url_prefix="/logboek")


@bp.get("")
@requires(Role.ADMINISTRATOR)
def index() -> ResponseReturnValue:
    """Show who did what to what, newest first."""
    session = get_session()
    key, back = decode_cursor(request.args.get("vanaf"), length=1)
    who = request.args.get("wie", "")
    start = key[0] if key and isinstance(key[0], int) else None
    found = log_entries(session, limit=SIZE + 1, start=start, back=back, actor=who or None)
    page = make_page(found, lambda row: [row.id or 0], size=SIZE, cursor=key, back=back)
    people = {member.ref: member.name for member in queries.all_members(session)}
    return render_template(
        "staff/log.html",
        rows=[
            {
                "at": entry.at,
                "who": actor_in_words(entry.actor, people),
                "what": action_in_words(entry.action),
                "about": kind_in_words(entry.kind),
                "reference": people.get(entry.reference, entry.reference),
                "facts": facts_in_words(entry.facts),
            }
            for entry in page.items
        ],
        people=sorted(people.items(), key=lambda pair: pair[1]),
        who=who,
        newer=page.newer and url_for(".index", vanaf=page.newer, wie=who or None),
        older=page.older and url_for(".index", vanaf=page.older, wie=who or None),
    )
