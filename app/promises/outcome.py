"""What became of a poll, cell by cell: chosen, decided, under way, done."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from flask_babel import gettext as _
from sqlmodel import Session

from app.core.dates import local_day
from app.photos.models import PhotoOwner
from app.photos.queries import PhotoView, photos_by_owner
from app.polls import result_queries
from app.polls.models import Poll
from app.polls.showing import OptionView, options_of
from app.promises.decision_queries import Decision, find_winner
from app.promises.models import DecisionStep
from app.promises.rules import Stage
from app.promises.words import STAGES


@dataclass(frozen=True, eq=False)
class Cell:
    """One of the four things that stand side by side."""

    heading: str
    #: None: not yet.
    on: date | None = None
    title: str = ""
    text: str = ""
    office: str = ""
    reason: str = ""
    differs: bool = False
    pictures: tuple[PhotoView, ...] = ()


def cells_of(session: Session, poll: Poll, decision: Decision) -> list[Cell]:
    """Return what was chosen beside every step so far, and the stages that are still to come.

    Nothing before the result is open.
    """
    result = result_queries.find_result(session, poll)
    if result is None:
        return []
    options = {view.option.number: view for view in options_of(session, poll)}
    chosen = options.get(find_winner(result) or 0)
    told = _told(session, options, decision)
    missing = [stage for stage in Stage if stage not in {step.stage for step in decision.steps}]
    if decision.steps and decision.promise is not None and decision.promise.closed_on is not None:
        missing = []
    return [
        _chosen(chosen, local_day(result.opened_at)),
        *told,
        *(Cell(str(STAGES[stage])) for stage in missing),
    ]


def _chosen(option: OptionView | None, on: date) -> Cell:
    if option is None:
        return Cell(_("Gekozen"), on, _("Geen van de keuzes"))
    return Cell(_("Gekozen"), on, option.option.title, option.option.line, pictures=_of(option))


def _told(session: Session, options: dict[int, OptionView], decision: Decision) -> Sequence[Cell]:
    refs = [step.ref for step in decision.steps]
    pictures = photos_by_owner(session, PhotoOwner.DECISION, refs)
    return [_cell(step, options, pictures[step.ref], decision) for step in decision.steps]


def _cell(
    step: DecisionStep,
    options: dict[int, OptionView],
    pictures: list[PhotoView],
    decision: Decision,
) -> Cell:
    option = options.get(step.option or 0)
    plan = _of(option) if option and step.stage is Stage.DECIDED else ()
    other = decision.promise.what if decision.promise else ""
    heading = str(STAGES[step.stage])
    return Cell(
        heading=_("%(stage)s, opnieuw", stage=heading) if step.turn > 1 else heading,
        on=step.on,
        title=option.option.title if option else other,
        text=step.text,
        office=step.office,
        reason=step.reason,
        differs=step.differs,
        pictures=tuple(pictures) or plan,
    )


def _of(option: OptionView) -> tuple[PhotoView, ...]:
    return (option.picture,) if option.picture else ()
