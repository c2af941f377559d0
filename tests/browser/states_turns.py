"""Whose turn it is: hand-overs, leave, requests to be called, and one answer to many."""

from collections.abc import Callable

from tests.browser.visiting import State, Visitor, Way, at


def _card(story: str, path: str = "/volg") -> Way:
    def way(visitor: Visitor) -> None:
        visitor.hold_card(story)
        visitor.go(path)

    return way


def _story(name: str) -> Way:
    def way(visitor: Visitor) -> None:
        visitor.go(visitor.story(name))
        visitor.open_all()

    return way


def _to(path: Callable[[dict[str, str]], str]) -> Way:
    return lambda visitor: visitor.go(path(visitor.town.refs))


def _request(name: str) -> Way:
    return _to(lambda refs: f"/team/bellen/{refs[f'request {name}']}")


def _press_on(name: str, button: str) -> Way:
    def way(visitor: Visitor) -> None:
        _request(name)(visitor)
        visitor.press(button)

    return way


def _promise_later(visitor: Visitor) -> None:
    _request("asked to call")(visitor)
    visitor.page.get_by_label("Uiterlijk op welke dag?").fill("2999-12-04")
    visitor.press("Ik doe het")


def _stale_request(visitor: Visitor) -> None:
    _request("asked to call")(visitor)
    visitor.post(
        f"/team/bellen/{visitor.town.refs['request asked to call']}/klaar",
        version="9",
        state="spoken",
    )


def _ask_nothing(visitor: Visitor) -> None:
    visitor.go("/belmij")
    visitor.press("Vraag het aan")


def _just_asked(visitor: Visitor) -> None:
    visitor.keep("belverzoek-verstuurd", visitor.town.refs["token alone"])
    visitor.go("/belmij/verstuurd")


def _held_request(visitor: Visitor) -> None:
    visitor.keep("belverzoek", visitor.town.request_cookie("alone"))
    visitor.go("/belmij/verzoek")


def _sent_story(visitor: Visitor) -> None:
    visitor.tell("bench")
    visitor.go("/verhaal/controle")
    visitor.press("Stuur mijn verhaal")
    visitor.go("/belmij/verhaal")


def _asked_with_story(visitor: Visitor) -> None:
    _sent_story(visitor)
    visitor.page.get_by_label("Bel mij").check()
    visitor.page.get_by_label("Uw telefoonnummer").fill("045 123 45 67")
    visitor.press("Vraag het aan")


def _hand_over_nothing(visitor: Visitor) -> None:
    _story("new")(visitor)
    visitor.press("Leg het daar neer")


def _choose(visitor: Visitor) -> None:
    visitor.go("/team/verhalen/samen?zoek=bank")
    for box in visitor.page.locator("input[name=stories]").all()[:4]:
        box.check()


def _look_once_more(visitor: Visitor) -> None:
    _choose(visitor)
    visitor.page.get_by_label("Uw antwoord aan iedereen").fill("Dank u.\n\nDe bank gaat weg.")
    visitor.press("Kijk het na")


def _choose_nothing(visitor: Visitor) -> None:
    visitor.go("/team/verhalen/samen?zoek=bank")
    visitor.press("Kijk het na")


def _send_nothing(visitor: Visitor) -> None:
    visitor.go("/team/verhalen/samen?zoek=bank")
    visitor.post("/team/verhalen/samen/versturen")


def _plan_no_leave(visitor: Visitor) -> None:
    visitor.go(f"/team/medewerkers/{visitor.town.refs['member noord']}/vervanging")
    visitor.press("Bewaar")


HAND_OVER = (
    State(
        "queue, waits for an office",
        "moderation.stories",
        at("/team/verhalen?ligt-bij=weller"),
        who="noord",
    ),
    State("queue, of a deputy", "moderation.stories", at("/team/verhalen?wijk=oost"), who="oost"),
    State("story, waits", "moderation.story", _story("waits"), who="noord"),
    State("story, waits too long", "moderation.story", _story("waits long"), who="noord"),
    State(
        "story, handed to nobody",
        "moderation_hand_over.hand_over",
        _hand_over_nothing,
        who="noord",
        status=422,
    ),
    State("card, waits", "card.show", _card("waits")),
    State("card, waits too long", "card.show", _card("waits long")),
)
LEAVE = (
    State(
        "leave, none",
        "members.deputies.index",
        _to(lambda refs: f"/team/medewerkers/{refs['member beraad']}/vervanging"),
        who="beheerder",
    ),
    State(
        "leave, now",
        "members.deputies.index",
        _to(lambda refs: f"/team/medewerkers/{refs['member oost']}/vervanging"),
        who="beheerder",
    ),
    State("leave, error", "members.deputies.index", _plan_no_leave, who="beheerder", status=422),
    State("account, of a deputy", "account.show", at("/team/account"), who="noord"),
)
CONTACT = (
    State("call me", "contact.ask", at("/belmij")),
    State("call me, error", "contact.ask", _ask_nothing, status=422),
    State("call me, sent", "contact.sent", _just_asked),
    State("call me, by code", "contact.show", _held_request),
    State("call me, with a story", "contact.ask_with_story", _sent_story),
    State("call me, asked with a story", "contact.ask_with_story", _asked_with_story),
    State("call me, from the card", "card_contact.ask", _card("new", "/volg/belmij")),
    State("card, asked to call", "card.show", _card("asked to call")),
    State("card, promised to call", "card.show", _card("promised to call")),
    State("card, late to call", "card.show", _card("late to call")),
    State("card, called", "card.show", _card("called")),
    State("calls", "contact_staff.index", at("/team/bellen"), who="noord"),
    State("calls of a team", "contact_staff.index", at("/team/bellen"), who="teamlid"),
    State("calls, none", "contact_staff.index", at("/team/bellen"), who="noord", is_new=True),
    State("call", "contact_staff.show", _request("asked to call"), who="noord"),
    State("call, plea", "contact_staff.show", _request("plea"), who="teamlid"),
    State(
        "call, details shown",
        "contact_staff.see",
        _press_on("plea", "Toon de gegevens"),
        who="noord",
    ),
    State(
        "call, later without reason",
        "contact_staff.promise",
        _promise_later,
        who="noord",
        status=422,
    ),
    State(
        "call, not said how it ended",
        "contact_staff.close",
        _press_on("asked to call", "Rond af en wis de gegevens"),
        who="noord",
        status=422,
    ),
    State(
        "call, no team chosen",
        "contact_staff.hand_over",
        _press_on("asked to call", "Draag over"),
        who="noord",
        status=422,
    ),
    State("call, stale", "contact_staff.close", _stale_request, who="noord", status=409),
    State("story, asked to call", "moderation.story", _story("late to call"), who="noord"),
)
MANY = (
    State("many, choose", "moderation_bulk.choose", _choose, who="noord"),
    State(
        "many, none", "moderation_bulk.choose", at("/team/verhalen/samen?zoek=olifant"), who="noord"
    ),
    State("many, look once more", "moderation_bulk.check", _look_once_more, who="noord"),
    State(
        "many, nothing chosen", "moderation_bulk.check", _choose_nothing, who="noord", status=422
    ),
    State("many, nothing sent", "moderation_bulk.send", _send_nothing, who="noord", status=422),
    State(
        "many, done",
        "moderation_bulk.show",
        _to(lambda refs: f"/team/verhalen/samen/{refs['bulk']}"),
        who="noord",
    ),
)
TURNS = (*HAND_OVER, *LEAVE, *CONTACT, *MANY)
