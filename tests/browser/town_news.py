"""What the town tells of itself: a travel story, its report, and a teller who wants mail."""

from datetime import date, datetime

from sqlmodel import Session, select

from app.core import clock
from app.editions.services import NewEdition, record_edition
from app.journal.contents import Report
from app.journal.links import POLLS, STORIES
from app.journal.printed import KIND, report_of
from app.journal.rules import LinkKind, Period
from app.journal.services import Act, Facts, publish, set_picture, write
from app.photos.services import keep_files
from app.staff.models import StaffMember
from app.stories.notice_services import set_address
from app.stories.queries import get_story
from tests.browser.town import Town, picture

SOURCES = {LinkKind.STORY: STORIES, LinkKind.POLL: POLLS}
ADDRESS = "teller@voorbeeld.nl"
TEXT = (
    "Bewoners vroegen om een bankje bij het veld. Wij keken samen waar het kan staan.\n\n"
    "Vandaag zette de gemeente het neer. De eerste zaten er al voor het beton droog was."
)


def tell_all_news(town: Town) -> None:
    """Write the travel story of a year, print half of it, and have a teller want mail."""
    now = clock.now()
    with town.writing() as session:
        member = session.exec(select(StaffMember).where(StaffMember.username == "noord")).one()
        _write(town, session, Act(member.ref, now))
        town.refs["journal report"] = _print(town, session, member, now)
        ref = town.stories["mailed"] = town.stories["replied"]
        mailed = set_address(
            session, get_story(session, ref), ADDRESS, secret_key="for tests only", now=now
        )
        town.refs["mail"] = mailed.ref


def _write(town: Town, session: Session, act: Act) -> None:
    told = ((LinkKind.STORY, town.stories["answered"]),)
    for month, title in ((2, "Wij begonnen te vragen"), (9, "Wij telden de stemmen")):
        entry = write(session, Facts(date(2026, month, 3), title, TEXT, None, told), act)
        publish(session, entry, act)
    entry = write(session, Facts(date(2026, 11, 20), "Het bankje staat er", TEXT, 1, told), act)
    kept = keep_files(town.parts.storage, picture("bench"))
    set_picture(session, town.parts.storage, entry, (kept, "Een bankje onder een boom."), act)
    publish(session, entry, act)
    draft = write(session, Facts(date(2026, 11, 22), "Nog niet af", TEXT, 1), act)
    town.refs |= {"journal": entry.ref, "journal draft": draft.ref}


def _print(town: Town, session: Session, member: StaffMember, now: datetime) -> str:
    period = Period(2026, 2)
    report: Report = report_of(session, SOURCES, period)
    new = NewEdition(
        kind=KIND,
        number=1,
        title="Reisverslag Tweede helft van 2026",
        round_key=None,
        made_by=member.ref,
        pages=4,
        content_hash=report.digest,
        file_key=town.parts.storage.put(b"a PDF as far as pages know", owner="edition9"),
        items=(),
        composition={
            "period": period.key,
            "entries": [entry.ref for entry in report.entries],
        },
    )
    return record_edition(session, new, now=now).ref
