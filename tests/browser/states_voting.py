"""Voting: the code, the ballot, the receipt, and each reason why one can't vote."""

from app.polls.proofs import proof_code
from tests.browser.town_voting import guess_too_often
from tests.browser.visiting import State, Visitor, Way, at

#: The first option of every poll in the town.
TOWER = "Klimtoren met glijbaan"


def _type(letter: str) -> Way:
    return lambda visitor: _type_code(visitor, visitor.town.codes[f"vote {letter}"].grouped)


def _type_code(visitor: Visitor, code: str) -> None:
    visitor.go("/s")
    visitor.page.get_by_label("Typ uw code").fill(code)
    visitor.press("Verder")


def _tap(visitor: Visitor, title: str = TOWER) -> None:
    with visitor.page.expect_navigation():
        visitor.page.get_by_role("button").filter(has_text=title).click()


def _wrong(visitor: Visitor) -> None:
    right, other = (visitor.town.codes[f"vote {name}"] for name in ("fresh", "again"))
    _type_code(visitor, type(right)(right.lookup, other.secret).grouped)


def _too_often(visitor: Visitor) -> None:
    guess_too_often(visitor.town, visitor.town.codes["vote guessed"])
    _type("guessed")(visitor)


def _vote(visitor: Visitor) -> None:
    _type("again")(visitor)
    _tap(visitor)


def _again(visitor: Visitor) -> None:
    _vote(visitor)
    _type("again")(visitor)


def _twice(visitor: Visitor) -> None:
    _type("twice")(visitor)
    [held] = [each for each in visitor.page.context.cookies() if each["name"] == "stem"]
    address = visitor.page.url
    _tap(visitor)
    visitor.keep("stem", held["value"])
    visitor.page.goto(address)
    _tap(visitor, "Voetbalkooi")


def _choose(*titles: str) -> Way:
    def way(visitor: Visitor) -> None:
        _type("several")(visitor)
        for title in titles:
            visitor.page.get_by_role("checkbox", name=title).check()
        visitor.press("Stem op mijn keuzes")

    return way


def _proof(visitor: Visitor) -> None:
    key, ref = visitor.town.parts.settings.secret_key, visitor.town.refs["poll letters"]
    _type_code(visitor, proof_code(key, ref).grouped)


def _without_code(visitor: Visitor) -> None:
    visitor.go(f"/stemmen/{visitor.town.refs['slug letters']}/kiezen")


def _peiling(visitor: Visitor) -> None:
    visitor.go(f"/stemmen/{visitor.town.refs['slug open']}/kiezen")


def _peiling_vote(visitor: Visitor) -> None:
    _peiling(visitor)
    _tap(visitor)


def _peiling_blank(visitor: Visitor) -> None:
    _peiling(visitor)
    visitor.press("Ik stem blanco")


VOTING = (
    State("vote, code", "voting.scanned", at("/s")),
    State("vote, no code", "voting.enter", lambda v: _type_code(v, ""), status=422),
    State("vote, wrong code", "voting.enter", _wrong, status=422),
    State("vote, wrong too often", "voting.enter", _too_often, status=429),
    State("vote, code closed again", "voting.ballot", _without_code),
    State("vote, ballot", "voting.ballot", _type("fresh")),
    State("vote, ballot of who voted", "voting.ballot", _again),
    State("vote, counted", "voting.vote", _vote),
    State("vote, ballot for several", "voting.ballot", _type("several")),
    State("vote, nothing chosen", "voting.vote", _choose(), status=422),
    State("vote, too many chosen", "voting.vote", _choose(TOWER, "Schommels", "Voetbalkooi"),
          status=422),
    State("vote, several counted", "voting.vote", _choose(TOWER, "Voetbalkooi")),
    State("vote, tapped twice", "voting.vote", _twice, status=409),
    State("vote, too early", "voting.enter", _type("early")),
    State("vote, not yet frozen", "voting.enter", _type("unfrozen")),
    State("vote, too late", "voting.enter", _type("late")),
    State("vote, letter called in", "voting.enter", _type("void")),
    State("vote, reserve letter", "voting.enter", _type("reserve")),
    State("vote, voted on paper", "voting.enter", _type("paper")),
    State("vote, proof letter", "voting.enter", _proof),
    State("vote, peiling", "voting.ballot", _peiling),
    State("vote, peiling counted", "voting.vote", _peiling_vote),
    State("vote, peiling blank", "voting.vote", _peiling_blank),
)  # fmt: skip
