"""The residents' council: meetings, packs and advice in their states."""

from tests.browser.visiting import State, Visitor, Way, at

_TEAM = "/team/beraad"


def _to(name: str, path: str = "", under: str = _TEAM) -> Way:
    return lambda visitor: visitor.go(f"{under}/{visitor.town.refs[f'meeting {name}']}{path}")


def _item(name: str) -> Way:
    return lambda visitor: visitor.go(_intro_of(visitor, name))


def _intro_of(visitor: Visitor, name: str) -> str:
    refs = visitor.town.refs
    return f"{_TEAM}/{refs['meeting coming']}/pakket/{refs[f'{name} coming']}/inleiding"


def _advice(name: str, path: str = "") -> Way:
    def way(visitor: Visitor) -> None:
        refs = visitor.town.refs
        visitor.go(f"{_TEAM}/{refs['meeting held']}/advies/{refs[name]}{path}")

    return way


def _send(way: Way, button: str) -> Way:
    def sent(visitor: Visitor) -> None:
        way(visitor)
        visitor.press(button)

    return sent


def _stale(name: str, **fields: str) -> Way:
    def way(visitor: Visitor) -> None:
        _item(name)(visitor)
        visitor.post(_intro_of(visitor, name), version="0", **fields)

    return way


def _stale_meeting(visitor: Visitor) -> None:
    _to("draft", "/wijzigen")(visitor)
    path = f"{_TEAM}/{visitor.town.refs['meeting draft']}/wijzigen"
    visitor.post(path, seen="0", day="2027-01-05", clock="19:30", place="Thuis")


def _stale_advice(visitor: Visitor) -> None:
    _advice("advice", "/wijzigen")(visitor)
    refs = visitor.town.refs
    path = f"{_TEAM}/{refs['meeting held']}/advies/{refs['advice']}/wijzigen"
    visitor.post(path, seen="0", subject="Bank", text="Zet een bank.", district="alle")


def _admin(name: str, endpoint: str, way: Way, status: int = 200) -> State:
    return State(name, endpoint, way, who="beheerder", status=status)


COUNCIL = (
    State("council", "council_pages.index", at("/beraad")),
    State("council, none", "council_pages.index", at("/beraad"), is_new=True),
    State("council meeting, to come", "council_pages.show", _to("coming", under="/beraad")),
    State("council meeting, held", "council_pages.show", _to("held", under="/beraad")),
    State("team council", "council.index", at(_TEAM), who="beraad"),
    State("team council, none", "council.index", at(_TEAM), who="beraad", is_new=True),
    State("team meeting, council", "council.show", _to("held"), who="beraad"),
    State("team meeting, one district", "council.show", _to("coming"), who="noord"),
    _admin("team council, prepares", "council.index", at(_TEAM)),
    _admin("team meeting, new", "council.add", at(f"{_TEAM}/nieuw")),
    _admin(
        "team meeting, new with errors", "council.add", _send(at(f"{_TEAM}/nieuw"), "Bewaar"), 422
    ),
    _admin("team meeting, draft", "council.show", _to("draft")),
    _admin("team meeting, to come", "council.show", _to("coming")),
    _admin("team meeting, held", "council.show", _to("held")),
    _admin("team meeting, change", "council.change", _to("draft", "/wijzigen")),
    _admin("team meeting, stale", "council.change", _stale_meeting, 409),
    _admin("pack", "council_pack.compose", _to("coming", "/pakket")),
    _admin("pack, held", "council_pack.compose", _to("held", "/pakket")),
    State("pack, one district", "council_pack.compose", _to("coming", "/pakket"), who="noord"),
    _admin("pack as a page", "council_pack.preview", _to("coming", "/voorbeeld")),
    _admin("pack, introduction", "council_words.introduce", _item("part")),
    _admin(
        "pack, introduction stale", "council_words.introduce", _stale("part", intro="Lees."), 409
    ),
    _admin("pack, question", "council_words.introduce", _item("question")),
    _admin(
        "pack, question stale", "council_words.introduce", _stale("question", question="Wat?"), 409
    ),
    _admin("pack, new question", "council_words.ask", _to("coming", "/vragen/nieuw")),
    _admin(
        "pack, no question",
        "council_words.ask",
        _send(_to("coming", "/vragen/nieuw"), "Bewaar"),
        422,
    ),
    _admin("advice, new", "council_advice.add", _to("held", "/advies/nieuw")),
    _admin(
        "advice, new with errors",
        "council_advice.add",
        _send(_to("held", "/advies/nieuw"), "Bewaar"),
        422,
    ),
    _admin("advice", "council_advice.show", _advice("advice")),
    _admin("advice, promised", "council_advice.show", _advice("advice promised")),
    State("advice, council", "council_advice.show", _advice("advice"), who="beraad"),
    _admin("advice, change", "council_advice.change", _advice("advice", "/wijzigen")),
    _admin("advice, stale", "council_advice.change", _stale_advice, 409),
    _admin("advice, promise", "council_advice.promise", _advice("advice", "/belofte")),
    _admin(
        "advice, promise with errors",
        "council_advice.promise",
        _send(_advice("advice", "/belofte"), "Beloof dit"),
        422,
    ),
)
