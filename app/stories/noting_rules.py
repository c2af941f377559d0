"""Stories that somebody of the staff writes down: how they came in, and with how many. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, Final

from app.stories.rules import Channel

#: Characters of the place where it was told.
MAX_PLACE: Final = 80
MAX_PEOPLE: Final = 500
#: Voices of one note; each becomes a story with a card of its own.
MAX_VOICES: Final = 20
#: How long ago something can have been told that is typed today.
OLDEST: Final = timedelta(days=366)
#: How long the page with the cards can be opened again, in the browser that sent them.
CARDS_LAST: Final = timedelta(hours=1)
#: Ways of telling where several people talk together.
TOGETHER: Final = frozenset({Channel.CAFE, Channel.GROUP, Channel.PHOTO_TALK})


@dataclass(frozen=True)
class Telling:
    """How, when and where stories were collected."""

    channel: Channel
    collected_on: date
    place: str | None
    #: How many people took part in the talk; 0 where that was not said.
    people: int
    district_key: str | None

    def stored(self) -> dict[str, Any]:
        """Return it as a draft keeps it."""
        return {
            "channel": self.channel.value,
            "collected_on": self.collected_on.isoformat(),
            "place": self.place,
            "people": self.people,
            "district": self.district_key,
        }


def read_telling(kept: Mapping[str, Any]) -> Telling | None:
    """Return what a draft keeps, or None before it was filled in."""
    if "channel" not in kept:
        return None
    return Telling(
        channel=Channel(kept["channel"]),
        collected_on=date.fromisoformat(kept["collected_on"]),
        place=kept["place"],
        people=int(kept["people"]),
        district_key=kept["district"],
    )


def people_behind(stated: int, voices: int) -> int:
    """Return how many people a collection stands for: nobody who got a card is left out."""
    return max(stated, voices)


def is_possible_day(day: date, today: date) -> bool:
    """Whether something that is typed `today` can have been told on `day`."""
    return today - OLDEST <= day <= today
