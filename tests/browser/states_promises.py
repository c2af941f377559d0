"""What was promised, what became of polls, and what residents are asked about it."""

from tests.browser.visiting import State, Visitor, Way, at

_TEAM = "/team/toezeggingen"


def _promise(name: str, path: str = "", under: str = "/beloofd") -> Way:
    return lambda visitor: visitor.go(f"{under}/{_ref(visitor, name)}{path}")


def _ref(visitor: Visitor, name: str) -> str:
    refs = visitor.town.refs
    found = refs.get(f"promise {name}")
    return found or refs[f"promise {refs[f'slug {name}']}"]


def _team(name: str, path: str = "") -> Way:
    return _promise(name, path, _TEAM)


def _on_card(name: str) -> Way:
    def way(visitor: Visitor) -> None:
        visitor.hold_card("answered")
        visitor.go(f"/volg/beloofd/{_ref(visitor, name)}")

    return way


def _send(way: Way, button: str) -> Way:
    """Return the way that sends the form of a page as it stands."""

    def sent(visitor: Visitor) -> None:
        way(visitor)
        visitor.press(button)

    return sent


def _no_code(visitor: Visitor) -> None:
    _promise("built", "/met-code")(visitor)
    visitor.page.get_by_label("Ja", exact=True).check()
    visitor.page.get_by_label("Typ uw code").fill("K7QM4")
    visitor.press("Verstuur")


def _stale(visitor: Visitor) -> None:
    _team("open", "/vervalt")(visitor)
    path = f"{_TEAM}/{_ref(visitor, 'open')}/vervalt"
    visitor.post(path, version="99", reason="Er is geen geld.")


def _decision(name: str) -> Way:
    return lambda visitor: visitor.go(
        f"/team/stemmingen/{visitor.town.refs[f'poll {name}']}/besluit"
    )


def _decide_otherwise(visitor: Visitor) -> None:
    _decision("waiting")(visitor)
    page = visitor.page
    page.get_by_label("Plan 1").check()
    page.get_by_label("Vertel het aan bewoners").fill("Wij bouwen iets anders.")
    page.get_by_label("Wie is hiervoor verantwoordelijk?").select_option(
        "Gemeente, openbare ruimte"
    )
    page.get_by_label("Wanneer is het klaar?").fill("2999-01-01")
    visitor.press("Vertel dit")


def _name_no_office(visitor: Visitor) -> None:
    visitor.go(f"{_TEAM}/nieuw")
    visitor.page.get_by_label("Wie doet het?").select_option("Anders")
    visitor.press("Beloof dit")


def _decide_stale(visitor: Visitor) -> None:
    _decision("otherwise")(visitor)
    path = f"/team/stemmingen/{visitor.town.refs['poll otherwise']}/besluit"
    visitor.post(
        path,
        seen_steps="0",
        stage="under_way",
        option="2",
        text="Wij graven.",
        office="Gemeente, openbare ruimte",
    )


def _poll_page(name: str) -> Way:
    return lambda visitor: visitor.go(f"/stemmen/{visitor.town.refs[f'slug {name}']}")


def _staff(name: str, endpoint: str, way: Way, status: int = 200) -> State:
    return State(name, endpoint, way, who="noord", status=status)


PROMISES = (
    State("promises", "promises.index", at("/beloofd")),
    State("promises, overdue", "promises.index", at("/beloofd?stand=te-laat")),
    State("promises, nothing found", "promises.index", at("/beloofd?stand=later")),
    State("promises, none", "promises.index", at("/beloofd"), is_new=True),
    State("promises, to print", "promises.print_list", at("/beloofd/afdrukken")),
    State("promises, none to print", "promises.print_list", at("/beloofd/afdrukken"), is_new=True),
    State("promise, open", "promises.show", _promise("open")),
    State("promise, overdue", "promises.show", _promise("overdue")),
    State("promise, moved", "promises.show", _promise("moved")),
    State("promise, dropped", "promises.show", _promise("dropped")),
    State("promise, done", "promises.show", _promise("done")),
    State("promise, reopened", "promises.show", _promise("reopened")),
    State("promise asked", "promise_voices.ask", _promise("done", "/klopt-het")),
    State(
        "promise asked, nothing chosen",
        "promise_voices.ask",
        _send(_promise("done", "/klopt-het"), "Verstuur"),
        status=422,
    ),
    State("promise asked, not done", "promise_voices.ask", _promise("open", "/klopt-het")),
    State("promise by code", "promise_voices.ask_with_code", _promise("built", "/met-code")),
    State("promise by code, wrong", "promise_voices.ask_with_code", _no_code, status=422),
    State("promise on card", "card_confirming.ask", _on_card("done")),
    State(
        "promise on card, nothing chosen",
        "card_confirming.ask",
        _send(_on_card("done"), "Verstuur"),
        status=422,
    ),
    State("promise on card, not done", "card_confirming.ask", _on_card("open")),
    State("outcome, late", "public_polls.show", _poll_page("waiting")),
    State("outcome, otherwise", "public_polls.show", _poll_page("otherwise")),
    State("outcome, built", "public_polls.show", _poll_page("built")),
)
KEEPING = (
    _staff("team promises", "team_promises.index", at(_TEAM)),
    _staff("team promises, nothing", "team_promises.index", at(f"{_TEAM}?stand=later")),
    State("team promises, none", "team_promises.index", at(_TEAM), who="noord", is_new=True),
    _staff("team promise, new", "team_promises.add", at(f"{_TEAM}/nieuw")),
    _staff(
        "team promise, new with errors",
        "team_promises.add",
        _send(at(f"{_TEAM}/nieuw"), "Beloof dit"),
        422,
    ),
    _staff("team promise, office without a name", "team_promises.add", _name_no_office, 422),
    _staff("team promise, open", "team_promises.show", _team("open")),
    _staff("team promise, done", "team_promises.show", _team("done")),
    _staff(
        "team promise, no picture",
        "promise_pictures.add",
        _send(_team("done"), "Voeg de foto toe"),
        422,
    ),
    _staff("team promise, move", "promise_steps.move", _team("open", "/verzetten")),
    _staff(
        "team promise, move without reason",
        "promise_steps.move",
        _send(_team("open", "/verzetten"), "Verzet de dag"),
        422,
    ),
    _staff("team promise, finish", "promise_steps.finish", _team("open", "/klaar")),
    _staff("team promise, drop", "promise_steps.drop", _team("open", "/vervalt")),
    _staff("team promise, stale", "promise_steps.drop", _stale, 409),
    _staff("team promise, reopen", "promise_steps.reopen", _team("done", "/heropenen")),
    _staff("team promise, words", "promise_steps.change_words", _team("open", "/tekst")),
    _staff("team promise, subject", "promise_steps.sort", _team("open", "/onderwerp")),
    _staff("decision", "poll_decisions.tell", _decision("waiting")),
    _staff("decision, otherwise without reason", "poll_decisions.tell", _decide_otherwise, 422),
    _staff("decision, stale", "poll_decisions.tell", _decide_stale, 409),
    _staff("decision, all told", "poll_decisions.tell", _decision("built")),
    _staff("decision, no result", "poll_decisions.tell", _decision("counting"), 409),
)
