"""What other rooms add to the screen of one story.

`create_app` keeps a list of functions `(session, story) -> Panel` under `story_panels`; the screen
shows each panel between the subjects and the answer, in the order of the list.

To mark a stretch of text, a panel needs no script: the screen fills every `<input data-mark-start>`
and `<input data-mark-end>` with the code points of the original that are selected, and shows what
has `data-mark-needs` only while something is selected.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from sqlmodel import Session

from app.stories.models import Story


@dataclass(frozen=True)
class Panel:
    """One section of the screen, with its own heading and its own small forms."""

    #: Included with `panel` (this), `story` and `csrf_token()`.
    template: str
    context: dict[str, Any] = field(default_factory=dict)
    #: Template of buttons in the bar that appears when text is selected, if it has any.
    bar: str | None = None
    #: Its stylesheet below `static`, if it needs one.
    stylesheet: str | None = None


#: Makes what one room puts on top of the queue; `create_app` keeps them under `queue_tops`.
TopMaker = Callable[[Session], Panel]
#: Makes the panel of one room for one story.
PanelMaker = Callable[[Session, Story], Panel]
