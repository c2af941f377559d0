"""Questions, objections and rulings on the follow card and on the screens of staff."""

from tests.browser.visiting import State, Visitor, Way, at


def _card(story: str, path: str = "/volg") -> Way:
    def way(visitor: Visitor) -> None:
        visitor.hold_card(story)
        visitor.go(path)

    return way


def _question(visitor: Visitor) -> None:
    _card("questioned", f"/volg/antwoord/{visitor.town.refs['question']}")(visitor)


def _wrong_sheet(visitor: Visitor) -> None:
    _card("answered", "/volg/kaart")(visitor)
    visitor.page.get_by_label("Uw code").fill(visitor.town.codes["new"].text)
    visitor.press("Maak het blad")


def _screen(story: str) -> Way:
    return lambda visitor: visitor.go(visitor.story(story))


def _empty_ruling(visitor: Visitor) -> None:
    visitor.go(visitor.story("objected"))
    visitor.press("Beslis over het bezwaar")


def _empty_question(visitor: Visitor) -> None:
    visitor.go(visitor.story("new"))
    visitor.press("Verstuur als vraag")


FULL_CARD = (
    State("card, a question", "card.show", _card("questioned")),
    State("card, a question answered", "card.show", _card("question answered")),
    State("card, objection granted", "card.show", _card("granted")),
    State("card, objection rejected", "card.show", _card("rejected")),
    State("card, words hidden objected to", "card.show", _card("hidden objected")),
    State("card reply to a question", "card_writing.reply", _question),
    State(
        "card objection to hidden words",
        "card_writing.objection",
        _card("answered", "/volg/bezwaar/afscherming"),
    ),
    State("card everything kept", "card_keeping.everything", _card("answered", "/volg/alles")),
    State(
        "card everything kept, withdrawn",
        "card_keeping.everything",
        _card("withdrawn", "/volg/alles"),
    ),
    State("card to print", "card_keeping.sheet", _card("answered", "/volg/kaart")),
    State("card to print, wrong code", "card_keeping.sheet", _wrong_sheet, status=422),
    State("queue with objections", "moderation.stories", at("/team/verhalen"), who="beheerder"),
    State("story, objection, who refused", "moderation.story", _screen("objected"), who="noord"),
    State(
        "story, objection, second person", "moderation.story", _screen("objected"), who="beheerder"
    ),
    State(
        "story, objection to hidden words",
        "moderation.story",
        _screen("hidden objected"),
        who="beheerder",
    ),
    State(
        "story, ruling without a choice",
        "moderation_asking.rule",
        _empty_ruling,
        who="beheerder",
        status=422,
    ),
    State("story, ruled", "moderation.story", _screen("granted"), who="noord"),
    State("story, question asked", "moderation.story", _screen("questioned"), who="noord"),
    State(
        "story, empty question",
        "moderation_asking.ask",
        _empty_question,
        who="noord",
        status=422,
    ),
)
