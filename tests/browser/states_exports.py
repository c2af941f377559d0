"""Stories as a file: choosing, what comes along, and files that wait."""

from sqlmodel import select

from app.core import clock
from app.core.refs import new_ref
from app.monitor.export_making import Order, pack_choice, state_now
from app.monitor.export_queries import newest_id
from app.monitor.export_rules import Choice, FileKind
from app.monitor.models import ExportFile
from app.staff.models import StaffMember
from app.staff.rules import Scope
from tests.browser.visiting import State, Visitor, at

_PAGE = "/team/export"
_CHOICE = f"{_PAGE}?soort=xlsx&ronde=&wijk=&van=&tot="


def _waiting(visitor: Visitor) -> None:
    """Have a file that can be fetched, and one in which something changed."""
    with visitor.town.writing() as session:
        wanted = select(StaffMember.ref).where(StaffMember.username == "beheerder")
        order = Order(FileKind.XLSX, Choice(), Scope(everything=True), session.exec(wanted).one())
        newest = newest_id(session)
        for state in (state_now(session, order, newest), "other"):
            session.add(
                ExportFile(
                    kind=order.kind,
                    choice=pack_choice(order.choice),
                    made_at=clock.now(),
                    made_by=order.actor,
                    newest_story=newest,
                    state=state,
                    counts={"whole": 12, "quotes": 6, "undecided": 2},
                    bytes=1_200_000,
                    file_key=new_ref(),
                )
            )
    visitor.go(_PAGE)


EXPORTS = (
    State("export, choose", "exports.index", at(_PAGE), who="beheerder"),
    State("export, nothing there", "exports.index", at(_CHOICE), who="beheerder", is_new=True),
    State("export, what comes along", "exports.index", at(_CHOICE), who="beheerder"),
    State(
        "export, wrong days",
        "exports.index",
        at(f"{_PAGE}?soort=xlsx&ronde=&wijk=&van=2026-11-02&tot=2026-11-01"),
        who="beheerder",
        status=422,
    ),
    State("export, a file that waits", "exports.index", _waiting, who="beheerder"),
)
