"""What became of stories: all the way, and nothing yet; and the stories below a promise."""

from tests.browser.visiting import State, Visitor, Way


def _story(name: str) -> Way:
    return lambda visitor: visitor.go(f"/verhalen/{visitor.town.stories[name]}")


def _card(name: str) -> Way:
    def way(visitor: Visitor) -> None:
        visitor.hold_card(name)
        visitor.go("/volg")

    return way


def _below(visitor: Visitor) -> None:
    visitor.go(f"/beloofd/{visitor.town.refs['promise of many']}")


def _further_below(visitor: Visitor) -> None:
    _below(visitor)
    visitor.page.get_by_role("link", name="Volgende").click()


CHAIN = (
    State("public story, whole chain", "reading.story", _story("chained")),
    State("public story, nothing came of it yet", "reading.story", _story("quiet")),
    State("card, whole chain", "card.show", _card("chained")),
    State("card, nothing came of it yet", "card.show", _card("quiet")),
    State("promise, many stories", "promises.show", _below),
    State("promise, many stories further on", "promises.show", _further_below),
)
