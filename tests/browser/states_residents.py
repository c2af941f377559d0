"""The public pages, the follow card in each of its states, and the error pages."""

from tests.browser.visiting import State, Visitor, Way, at


def _card(story: str, path: str = "/volg") -> Way:
    """Return the way to a page of the card of this story."""

    def way(visitor: Visitor) -> None:
        visitor.hold_card(story)
        visitor.go(path)

    return way


def _type_code(visitor: Visitor, code: str) -> None:
    visitor.go("/volg")
    visitor.page.get_by_label("Typ uw code").fill(code)
    visitor.press("Open mijn kaart")


def _wrong_code(visitor: Visitor) -> None:
    right, other = visitor.town.codes["new"].text, visitor.town.codes["overdue"].text
    _type_code(visitor, right[:-1] + other[-1] if right[-1] != other[-1] else right[::-1])


def _too_many_codes(visitor: Visitor) -> None:
    code = visitor.town.codes["many 0"]
    visitor.town.try_too_often("card", code.lookup)
    _type_code(visitor, code.text)


def _card_closed(visitor: Visitor) -> None:
    visitor.keep("kaart", "verlopen")
    visitor.go("/volg")


def _stale_quote(visitor: Visitor) -> None:
    _card("asked")(visitor)
    quote = visitor.town.refs["quote asked"]
    visitor.post(f"/volg/citaat/{quote}", answer="ja", seen="oud")


def _reply(visitor: Visitor, body: str | None) -> None:
    answer = visitor.town.refs["answer answered"]
    _card("answered", f"/volg/antwoord/{answer}")(visitor)
    if body is not None:
        visitor.page.get_by_label("Uw bericht").fill(body)
        visitor.press("Verstuur")


def _reply_twice(visitor: Visitor) -> None:
    answer = visitor.town.refs["answer replied"]
    _card("replied", "/volg")(visitor)
    visitor.post(f"/volg/antwoord/{answer}", body="En nu iets anders.")


def _public_story(name: str) -> Way:
    return lambda visitor: visitor.go(f"/verhalen/{visitor.town.stories[name]}")


def _in(language: str, path: str) -> Way:
    """Return the way to a page in this language."""

    def way(visitor: Visitor) -> None:
        visitor.keep("taal", language)
        visitor.go(path)

    return way


def _public_in(language: str, name: str) -> Way:
    return lambda visitor: _in(language, f"/verhalen/{visitor.town.stories[name]}")(visitor)


def _unfolded_ledger(visitor: Visitor) -> None:
    visitor.go("/logboek")
    visitor.open_all()


def _too_large(visitor: Visitor) -> None:
    visitor.go("/verhaal/tekst")
    visitor.post("/verhaal/tekst", text="x" * 2_100_000)


def _no_verdict(visitor: Visitor) -> None:
    _card("asked")(visitor)
    visitor.post(f"/volg/citaat/{visitor.town.refs['quote asked']}")


def _old_form(visitor: Visitor) -> None:
    visitor.go("/team/inloggen")
    visitor.post("/team/uitloggen", csrf_token="oud")


def _unknown_language(visitor: Visitor) -> None:
    visitor.go("/taal")
    visitor.post("/taal", taal="xx")


READING = (
    State("home", "reading.home", at("/")),
    State("home, no stories", "reading.home", at("/"), is_new=True),
    State("public list", "reading.stories", at("/verhalen")),
    State("public list, filtered", "reading.stories", at("/verhalen?wijk=noord")),
    State("public list, nothing found", "reading.stories", at("/verhalen?wijk=oost")),
    State("public list, empty", "reading.stories", at("/verhalen"), is_new=True),
    State("public story", "reading.story", _public_story("answered")),
    State("public story, long ago", "reading.story", _public_story("many 1")),
    State("ledger", "ledger.index", at("/logboek")),
    State("ledger, unfolded", "ledger.index", _unfolded_ledger),
    State("ledger, one subject", "ledger.index", at("/logboek?over=bcdfghjkmnpq")),
    State("ledger, nothing about it", "ledger.index", at("/logboek?over=niets")),
    State("ledger, empty", "ledger.index", at("/logboek"), is_new=True),
    State("home, arabic", "reading.home", _in("ar", "/")),
    State("home, ukrainian", "reading.home", _in("uk", "/")),
    State("public story, turkish", "reading.story", _public_in("tr", "answered")),
    State("choose a language", "language.choose", at("/taal")),
    State("choose a language, arabic", "language.choose", _in("ar", "/taal")),
    State("choose a language, unknown", "language.chosen", _unknown_language, status=422),
    State("privacy", "pages.privacy", at("/privacy")),
    State("accessibility", "pages.accessibility", at("/toegankelijkheid")),
    State("about", "pages.about", at("/over")),
    State("help", "pages.help_and_explanation", at("/hulp")),
)
CARD = (
    State("card, asked for the code", "card.show", at("/volg")),
    State("card, from the picture", "card.scanned", at("/k")),
    State("card, no code", "card.enter", lambda visitor: _type_code(visitor, ""), status=422),
    State("card, wrong code", "card.enter", _wrong_code, status=422),
    State("card, too many tries", "card.enter", _too_many_codes, status=429),
    State("card, closed again", "card.show", _card_closed),
    State("card, received", "card.show", _card("new")),
    State("card, overdue", "card.show", _card("overdue")),
    State("card, answered", "card.show", _card("answered")),
    State("card, council only", "card.show", _card("council")),
    State("card, refused", "card.show", _card("refused")),
    State("card, objected", "card.show", _card("objected")),
    State("card, replied", "card.show", _card("replied")),
    State("card, quotes to approve", "card.show", _card("asked")),
    State("card, quote changed", "card_choosing.quote", _stale_quote, status=409),
    State("card, child", "card.show", _card("child")),
    State("card, arabic", "card.show", _card("arabic")),
    State("card, withdrawn", "card.show", _card("withdrawn")),
    State(
        "card permission reading",
        "card_choosing.permission",
        _card("answered", "/volg/toestemming/lezen"),
    ),
    State(
        "card permission paper",
        "card_choosing.permission",
        _card("answered", "/volg/toestemming/papier"),
    ),
    State("card withdraw", "card_choosing.withdraw", _card("answered", "/volg/intrekken")),
    State("card reply", "card_writing.reply", lambda visitor: _reply(visitor, None)),
    State(
        "card reply, error", "card_writing.reply", lambda visitor: _reply(visitor, ""), status=422
    ),
    State("card reply, sent before", "card_writing.reply", _reply_twice, status=409),
    State("card objection", "card_writing.objection", _card("refused", "/volg/bezwaar")),
)
ERRORS = (
    State("error 400", "staff.sign_out", _old_form, status=400),
    State("error 403", "moderation.stories", at("/team/verhalen"), who="beraad", status=403),
    State("error 404", "", at("/bestaat-niet"), status=404),
    State(
        "error 404 of staff",
        "moderation.story",
        at("/team/verhalen/bestaatniet"),
        who="noord",
        status=404,
    ),
    State("error 405", "", at("/volg/sluiten"), status=405),
    State("error 413", "stories.text", _too_large, status=413),
    State("error 422", "card_choosing.quote", _no_verdict, status=422),
    State("error 500", "_crash", at("/proef/kapot"), status=500),
    State("error 503", "_be_busy", at("/proef/druk"), status=503),
)
