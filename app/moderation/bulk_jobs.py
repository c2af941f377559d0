"""Background work: sending one answer to many stories."""

from typing import Any, Final

from app.core import clock
from app.core.dates import local_day
from app.core.jobs import Report
from app.moderation import bulk_services
from app.moderation.bulk_queries import get_bulk, items_of
from app.staff.models import StaffMember
from app.staff.queries import member_scope
from app.web.context import parts

#: The kind of job.
JOB: Final = "moderation.answer_many"


def answer_many(arguments: dict[str, Any], report: Report) -> str:
    """Send what was planned, each story in a transaction of its own; return the path of the list.

    Whoever takes it up again after a crash goes on with the stories that have no result yet.
    """
    ref = str(arguments["bulk"])
    with parts().database.read() as session:
        items = items_of(session, get_bulk(session, ref))
    for number, item in enumerate(items, 1):
        with parts().database.write() as session:
            bulk, now = get_bulk(session, ref), clock.now()
            member = session.get(StaffMember, bulk.member_id)
            assert member is not None
            scope = member_scope(session, member, today=local_day(now))
            mine = session.merge(item)
            session.refresh(mine)
            bulk_services.answer_one(session, bulk, mine, scope=scope, now=now)
            session.commit()
        report(number, len(items))
    with parts().database.write() as session:
        bulk_services.finish(session, get_bulk(session, ref), now=clock.now())
        session.commit()
    return f"/team/verhalen/samen/{ref}"
