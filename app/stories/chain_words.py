"""What became of a story in Dutch: each step with its day, and what is to be expected."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from flask_babel import gettext as _

from app.core.dates import in_words
from app.stories.chain import ChainStep
from app.stories.queries import Prospect
from app.stories.rules import Outcome


@dataclass(frozen=True)
class Item:
    """One step, as `components/chain.html` wants it."""

    #: `done`, `now` or `next`.
    state: str
    when: str
    title: str
    text: str = ""
    url: str | None = None


def chain_items(
    steps: Sequence[ChainStep], prospect: Prospect, today: date, *, is_card: bool
) -> list[Item]:
    """Return what came of a story, and what is to come where that isn't known more closely."""
    items = [_item(step, today) for step in steps]
    if not any(step.settles or step.is_coming for step in steps):
        items.append(_waiting(prospect, today, is_first=not steps, is_card=is_card))
    return items


def _item(step: ChainStep, today: date) -> Item:
    day = in_words(step.on)
    if not step.is_coming:
        return Item("done", day, step.words, url=step.url)
    if step.on < today:
        return Item("now", str(_("Dat had op %(day)s gemoeten", day=day)), step.words, url=step.url)
    return Item("now", str(_("Uiterlijk %(day)s", day=day)), step.words, url=step.url)


def _waiting(prospect: Prospect, today: date, *, is_first: bool, is_card: bool) -> Item:
    """Return what happens next, and when, as long as nothing was decided or promised."""
    if prospect.outcome is Outcome.REFUSED:
        text = _("Wij laten dit verhaal niet zien. Bent u het er niet mee eens? Schrijf ons dat.")
        return Item("next", "", str(_("Nog geen vervolg")), str(text))
    title = _("Nog geen vervolg") if is_first else _("Nog geen besluit of toezegging")
    when, text = _expected(prospect, today, is_card=is_card)
    return Item("next", when, str(title), text)


def _expected(prospect: Prospect, today: date, *, is_card: bool) -> tuple[str, str]:
    if not prospect.is_answered:
        day = in_words(prospect.due_on)
        late = prospect.due_on < today
        when = _("Dat had voor %(day)s gemoeten", day=day) if late else _("Voor %(day)s", day=day)
        answer = _("U krijgt antwoord.") if is_card else _("De verteller krijgt antwoord.")
        reads = _("Eerst leest de wijkmanager dit verhaal.")
        then = _("Daarna staat hier elke stap, met de datum.")
        return str(when), f"{reads} {answer} {then}"
    if prospect.round_ends is not None and prospect.round_ends >= today:
        when = _("Na %(day)s", day=in_words(prospect.round_ends))
        ends = _("Dan is deze ronde van verhalen klaar.")
        council = _("Het bewonersberaad leest ze en geeft de gemeente raad.")
        then = _("Komt er eerder iets van? Dan staat dat hier, met de datum.")
        return str(when), f"{ends} {council} {then}"
    council = _("Het bewonersberaad gebruikt de verhalen om de gemeente raad te geven.")
    then = _("Komt er iets van? Dan staat dat hier, met de datum.")
    return "", f"{council} {then}"
