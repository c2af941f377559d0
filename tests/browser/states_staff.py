"""What staff see: signing in, the queue, one story, quotes, books, and work under way."""

from collections.abc import Callable

from tests.browser.visiting import State, Visitor, Way, at


def _sign_in(username: str, password: str) -> Way:
    def way(visitor: Visitor) -> None:
        visitor.go("/team/inloggen")
        visitor.page.get_by_label("Gebruikersnaam").fill(username)
        visitor.page.get_by_label("Wachtwoord").fill(password)
        visitor.press("Inloggen")

    return way


def _locked_out(visitor: Visitor) -> None:
    visitor.town.try_too_often("sign-in", "niemand", "127.0.0.1")
    _sign_in("niemand", "een verkeerd woord")(visitor)


def _story(name: str) -> Way:
    """Return the way to the screen of this story, with everything unfolded."""

    def way(visitor: Visitor) -> None:
        visitor.go(visitor.story(name))
        visitor.open_all()

    return way


def _to(path: Callable[[dict[str, str]], str]) -> Way:
    """Return the way to an address with a reference of the town in it."""
    return lambda visitor: visitor.go(path(visitor.town.refs))


def _stale(visitor: Visitor) -> None:
    visitor.go(visitor.story("answered"))
    visitor.post(
        f"{visitor.story('answered')}/antwoord", version="1", answer="Dank voor uw verhaal."
    )


def _stale_tags(visitor: Visitor) -> None:
    visitor.go(visitor.story("answered"))
    visitor.post(f"{visitor.story('answered')}/themas", version="1", clusters="helpen")


def _answer_nothing(visitor: Visitor) -> None:
    visitor.go(visitor.story("new"))
    visitor.press("Verstuur alleen het antwoord")


def _hide_what_is_not_there(visitor: Visitor) -> None:
    visitor.go(visitor.story("new"))
    visitor.open_all()
    visitor.page.get_by_label("Welke woorden").first.fill("deze woorden")
    visitor.press("Verberg deze woorden")


def _refuse_without_reason(visitor: Visitor) -> None:
    visitor.go(visitor.story("overdue"))
    visitor.page.get_by_label("Weigeren").check()
    visitor.press("Bewaar het besluit")


def _start_no_book(visitor: Visitor) -> None:
    visitor.go("/team/citatenboek/nieuw")
    visitor.page.get_by_label("Titel").fill("")
    visitor.press("Stel het boek samen")


def _stale_book(visitor: Visitor) -> None:
    path = f"/team/citatenboek/{visitor.town.refs['book']}"
    visitor.go(path)
    visitor.post(f"{path}/woorden", version="0", title="Een andere titel")


def _wrong_address(visitor: Visitor) -> None:
    visitor.go("/team/account")
    visitor.page.get_by_label("Uw e-mailadres").fill("noord")
    visitor.press("Bewaar het adres")


SIGNING_IN = (
    State("sign in", "staff.sign_in", at("/team/inloggen")),
    State("sign in, wrong", "staff.sign_in", _sign_in("noord", "een verkeerd woord"), status=422),
    State("sign in, nothing typed", "staff.sign_in", _sign_in("", ""), status=422),
    State("error 429", "staff.sign_in", _locked_out, status=429),
    State("account", "account.show", at("/team/account"), who="noord"),
    State("account, wrong address", "account.set_mail", _wrong_address, who="noord", status=422),
    State("start of the council", "council.index", at("/team"), who="beraad"),
)
QUEUE = (
    State("queue, full", "moderation.stories", at("/team/verhalen"), who="noord"),
    State("queue, empty", "moderation.stories", at("/team/verhalen"), who="noord", is_new=True),
    State("queue, overdue", "moderation.stories", at("/team/verhalen?te-laat=ja"), who="noord"),
    State(
        "queue, filtered",
        "moderation.stories",
        at("/team/verhalen?stand=beantwoord&zoek=bank"),
        who="noord",
    ),
    State(
        "queue, nothing found", "moderation.stories", at("/team/verhalen?zoek=olifant"), who="noord"
    ),
    State(
        "queue, everything", "moderation.stories", at("/team/verhalen?stand=alles"), who="beheerder"
    ),
)
STORY = (
    State("story, new", "moderation.story", _story("new"), who="noord"),
    State("story, answered", "moderation.story", _story("answered"), who="noord"),
    State("story, overdue", "moderation.story", _story("overdue"), who="noord"),
    State("story, withdrawn", "moderation.story", _story("withdrawn"), who="noord"),
    State("story, child", "moderation.story", _story("child"), who="noord"),
    State("story, arabic", "moderation.story", _story("arabic"), who="noord"),
    State("story, replied", "moderation.story", _story("replied"), who="noord"),
    State("story, objected", "moderation.story", _story("objected"), who="noord"),
    State("story, asked", "moderation.story", _story("asked"), who="noord"),
    State("story, stale answer", "moderation_story.answer", _stale, who="noord", status=409),
    State("story, stale tags", "moderation_story.tag", _stale_tags, who="noord", status=409),
    State("story, no answer", "moderation_story.answer", _answer_nothing, who="noord", status=422),
    State(
        "story, words not found",
        "moderation_story.hide_words",
        _hide_what_is_not_there,
        who="noord",
        status=422,
    ),
    State(
        "story, refused without reason",
        "moderation_story.decide",
        _refuse_without_reason,
        who="noord",
        status=422,
    ),
)
BOOKS = (
    State("quotes", "quotes.index", at("/team/citaten"), who="noord"),
    State("quotes, none", "quotes.index", at("/team/citaten"), who="noord", is_new=True),
    State("shelf", "quotes.shelf", at("/team/citatenboek"), who="noord"),
    State("shelf, empty", "quotes.shelf", at("/team/citatenboek"), who="noord", is_new=True),
    State("book, new", "quotes.new_book", at("/team/citatenboek/nieuw"), who="noord"),
    State("book, new with error", "quotes.new_book", _start_no_book, who="noord", status=422),
    State(
        "book",
        "quote_books.compose",
        _to(lambda refs: f"/team/citatenboek/{refs['book']}"),
        who="noord",
    ),
    State(
        "book, empty",
        "quote_books.compose",
        _to(lambda refs: f"/team/citatenboek/{refs['book empty']}"),
        who="noord",
    ),
    State("error 409", "quote_books.set_words", _stale_book, who="noord", status=409),
    State(
        "book, preview",
        "quote_books.preview",
        _to(lambda refs: f"/team/citatenboek/{refs['book']}/voorbeeld"),
        who="noord",
    ),
    State(
        "edition",
        "quote_editions.edition",
        _to(lambda refs: f"/team/citatenboek/uitgaven/{refs['edition']}"),
        who="noord",
    ),
    State(
        "edition, destroyed",
        "quote_editions.edition",
        _to(lambda refs: f"/team/citatenboek/uitgaven/{refs['edition destroyed']}"),
        who="noord",
    ),
    State(
        "job, waiting",
        "progress.show",
        _to(lambda refs: f"/team/taken/{refs['job waiting']}"),
        who="noord",
    ),
    State(
        "job, running",
        "progress.show",
        _to(lambda refs: f"/team/taken/{refs['job running']}"),
        who="noord",
    ),
    State(
        "job, failed",
        "progress.show",
        _to(lambda refs: f"/team/taken/{refs['job failed']}"),
        who="noord",
    ),
)
