"""Making polls as staff do, and what everybody reads of them."""

from tests.browser.visiting import State, Visitor, Way, at

_POLLS = "/team/stemmingen"


def _poll(name: str, path: str = "") -> Way:
    """Return the way to a page of staff about this poll."""
    return lambda visitor: visitor.go(f"{_POLLS}/{visitor.town.refs[f'poll {name}']}{path}")


def _public(name: str) -> Way:
    return lambda visitor: visitor.go(f"/stemmen/{visitor.town.refs[f'slug {name}']}")


def _option_path(visitor: Visitor) -> str:
    refs = visitor.town.refs
    option = refs[f"option {refs['slug draft']} 0"]
    return f"{_POLLS}/{refs['poll draft']}/keuzes/{option}"


def _option(path: str = "") -> Way:
    return lambda visitor: visitor.go(_option_path(visitor) + path)


def _save_nothing(visitor: Visitor) -> None:
    visitor.go(f"{_POLLS}/nieuw")
    visitor.page.get_by_label("Hoeveel keuzes heeft iemand?").fill("99")
    visitor.press("Bewaar")


def _save_stale(visitor: Visitor) -> None:
    _poll("draft", "/wijzigen")(visitor)
    with visitor.page.expect_navigation():
        visitor.page.evaluate(
            "document.querySelector('[name=seen]').value = 'oud';"
            "document.querySelector('.poll-form').submit()"
        )


def _name_no_option(visitor: Visitor) -> None:
    _poll("draft", "/keuzes/nieuw")(visitor)
    visitor.press("Bewaar en ga naar de foto")


def _send_no_picture(visitor: Visitor) -> None:
    _option()(visitor)
    visitor.press("Vervang de foto")


def _describe_nothing(visitor: Visitor) -> None:
    _option()(visitor)
    visitor.page.get_by_label("Wat is er te zien?").fill("")
    visitor.press("Bewaar de beschrijving")


def _describe_stale(visitor: Visitor) -> None:
    _option()(visitor)
    visitor.post(f"{_option_path(visitor)}/beschrijving", version="99", alt="Een rode toren.")


def _freeze_unsure(visitor: Visitor) -> None:
    _poll("ready", "/openen")(visitor)
    visitor.press("Zet de regels vast")


def _freeze_stale(visitor: Visitor) -> None:
    _poll("ready", "/openen")(visitor)
    path = f"{_POLLS}/{visitor.town.refs['poll ready']}/openen"
    visitor.post(path, version="99", is_real="y")


def _extend_without_reason(visitor: Visitor) -> None:
    _poll("open", "/verlengen")(visitor)
    visitor.press("Laat het langer open")


def _keep_the_help(visitor: Visitor) -> None:
    _poll("open", "/hulp")(visitor)
    visitor.page.get_by_label("Waarom?").fill("Er is een ander nummer.")
    visitor.press("Verander de hulp")


def _for_staff(name: str, endpoint: str, way: Way, status: int = 200) -> State:
    return State(name, endpoint, way, who="noord", status=status)


MAKING_POLLS = (
    _for_staff("polls", "polls.index", at(_POLLS)),
    State("polls, none", "polls.index", at(_POLLS), who="noord", is_new=True),
    _for_staff("poll, new", "polls.add", at(f"{_POLLS}/nieuw")),
    _for_staff("poll, new with errors", "polls.add", _save_nothing, 422),
    _for_staff("poll, bare", "polls.show", _poll("bare")),
    _for_staff("poll, draft", "polls.show", _poll("draft")),
    _for_staff("poll, ready", "polls.show", _poll("ready")),
    _for_staff("poll, of two districts", "polls.show", _poll("together")),
    _for_staff("poll, announced", "polls.show", _poll("announced")),
    _for_staff("poll, open", "polls.show", _poll("several")),
    _for_staff("poll, counting", "polls.show", _poll("counting")),
    _for_staff("poll, change", "polls.change", _poll("draft", "/wijzigen")),
    _for_staff("poll, stale change", "polls.change", _save_stale, 409),
    _for_staff("poll, delete", "polls.delete", _poll("draft", "/verwijderen")),
    _for_staff("poll, option new", "poll_options.add", _poll("draft", "/keuzes/nieuw")),
    _for_staff("poll, option without name", "poll_options.add", _name_no_option, 422),
    _for_staff("poll, option", "poll_options.change", _option()),
    _for_staff("poll, option gone", "poll_options.remove", _option("/weg")),
    _for_staff("poll, no picture", "poll_options.set_picture", _send_no_picture, 422),
    _for_staff("poll, no alt", "poll_options.set_alt", _describe_nothing, 422),
    _for_staff("poll, stale alt", "poll_options.set_alt", _describe_stale, 409),
    _for_staff("poll, preview", "poll_rules.preview", _poll("draft", "/voorbeeld")),
    _for_staff("poll, preview several", "poll_rules.preview", _poll("several", "/voorbeeld")),
    _for_staff("poll, freeze", "poll_rules.freeze", _poll("ready", "/openen")),
    _for_staff("poll, freeze unsure", "poll_rules.freeze", _freeze_unsure, 422),
    _for_staff("poll, freeze stale", "poll_rules.freeze", _freeze_stale, 409),
    _for_staff("poll, extend", "poll_rules.extend", _poll("open", "/verlengen")),
    _for_staff("poll, extend without reason", "poll_rules.extend", _extend_without_reason, 422),
    _for_staff("poll, help", "poll_rules.change_help", _poll("open", "/hulp")),
    _for_staff("poll, help as it was", "poll_rules.change_help", _keep_the_help, 422),
    _for_staff("poll, close", "poll_rules.close", _poll("open", "/sluiten")),
    State("voting", "public_polls.index", at("/stemmen")),
    State("voting, none", "public_polls.index", at("/stemmen"), is_new=True),
    State("voting, announced", "public_polls.show", _public("announced")),
    State("voting, open", "public_polls.show", _public("open")),
    State("voting, several and extended", "public_polls.show", _public("several")),
    State("voting, counting", "public_polls.show", _public("counting")),
)
