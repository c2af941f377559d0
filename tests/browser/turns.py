"""Whose turn it is in the town: hand-overs, leave, and people who want to be called."""

import secrets
from datetime import timedelta
from typing import TYPE_CHECKING

from app.contact import asking_services
from app.contact import services as contact
from app.contact.asking_services import Wish
from app.contact.keeping import Terms
from app.contact.models import ContactRequest
from app.contact.rules import ContactState, Details, Way, end_of_day
from app.core.dates import local_day
from app.moderation import bulk_services, hand_over_services
from app.moderation.bulk_queries import items_of
from app.moderation.bulk_services import Chosen, Letter
from app.moderation.changes import Change
from app.moderation.hand_over_queries import open_hand_over
from app.moderation.hand_over_rules import Expected
from app.programme.queries import get_office
from app.staff import deputy_services
from app.staff.deputy_rules import Leave
from app.staff.rules import Scope
from app.stories.models import Story
from tests.factories import CHEAP

if TYPE_CHECKING:
    from tests.browser.town import People

_CALL = Wish(Way.PHONE, Details("045 123 45 67", "Mevrouw Bloem", "na zes uur"))
_PLEA = Wish(
    Way.PHONE,
    Details("045 123 45 67", about="De stroom gaat er morgen af."),
    is_plea=True,
    district_key="noord",
)


class Turns:
    """Has people of the town wait for each other."""

    def __init__(self, people: "People") -> None:
        self.people, self.session, self.now = people, people.session, people.now
        self.today = local_day(self.now)

    def arrange(self) -> None:
        """Do everything."""
        self.waiting()
        self.leave()
        self.requests()
        self.many()

    def waiting(self) -> None:
        """A story that waits, and one about which staff have to ask."""
        office = get_office(self.session, "weller")
        soon = Expected(self.today + timedelta(days=9), self.today + timedelta(days=12))
        waits = self.people.tell("waits", days_ago=4)
        hand_over_services.hand_over(self.session, waits, office, soon, self.people.change(waits))
        late = self.people.tell("waits long", days_ago=20)
        hand_over_services.hand_over(self.session, late, office, soon, self.people.change(late))
        row = open_hand_over(self.session, late)
        assert row is not None
        row.since -= timedelta(days=19)
        row.remind_on, row.answer_due = self.today, self.today - timedelta(days=2)
        self.session.add(row)

    def leave(self) -> None:
        """Somebody who is away from today, and who stands in."""
        staff = self.people.staff
        days = Leave(self.today, self.today + timedelta(days=9))
        deputy_services.appoint(
            self.session,
            staff["oost"],
            staff["noord"],
            days,
            actor=staff["beheerder"].ref,
            now=self.now,
        )

    def requests(self) -> None:
        """Requests in each state: asked, promised, late, done, called off, and a plea for help."""
        self._with_story("asked to call")
        self._promise(self._with_story("promised to call"), days=1)
        late = self._with_story("late to call")
        late.due_at = end_of_day(self.today - timedelta(days=3))
        self.session.add(late)
        done = self._with_story("called")
        contact.close(self.session, done, ContactState.SPOKEN, self._change(done))
        for name, wish in (("plea", _PLEA), ("alone", _CALL)):
            token = secrets.token_urlsafe(32)
            prepared = asking_services.prepare_code(self.session, token, CHEAP)
            request = asking_services.ask_alone(
                self.session, wish, prepared, terms=self._terms(), now=self.now
            )
            self.people.town.refs[f"request {name}"] = request.ref
            self.people.town.refs[f"token {name}"] = token

    def many(self) -> None:
        """One answer to stories of which one changed meanwhile."""
        stories = [
            self.people.tell(
                f"alike {number}", original=f"De glasbak is weg, zegt nummer {number}."
            )
            for number in range(3)
        ]
        chosen = [Chosen(story.ref, story.version) for story in stories]
        chosen[1] = Chosen(stories[1].ref, 7)
        scope, member = Scope(everything=True), self.people.staff["noord"]
        letter = Letter("Dank u wel. De glasbak komt in maart terug.")
        bulk = bulk_services.plan(self.session, member, chosen, letter, scope=scope, now=self.now)
        for item in items_of(self.session, bulk):
            bulk_services.answer_one(self.session, bulk, item, scope=scope, now=self.now)
        bulk_services.finish(self.session, bulk, now=self.now)
        self.people.town.refs["bulk"] = bulk.ref

    def _with_story(self, name: str) -> ContactRequest:
        story: Story = self.people.tell(name, days_ago=1)
        token = secrets.token_urlsafe(32)
        request = asking_services.ask_with_story(
            self.session, story, _CALL, token, terms=self._terms(), now=self.now
        )
        self.people.town.refs[f"request {name}"] = request.ref
        return request

    def _promise(self, request: ContactRequest, *, days: int) -> None:
        day = self.today + timedelta(days=days)
        contact.promise(self.session, request, day, "", self._change(request))

    def _change(self, request: ContactRequest) -> Change:
        return Change(self.people.staff["noord"], request.version, self.now)

    def _terms(self) -> Terms:
        settings = self.people.town.parts.settings
        return Terms(settings.secret_key, settings.contact_days)
