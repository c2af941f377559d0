"""Counting paper, opening a result, and what everybody reads of it."""

from tests.browser.visiting import State, Visitor, Way


def _team(name: str, path: str) -> Way:
    """Return the way to a page of staff about this poll."""
    return lambda visitor: visitor.go(
        f"/team/stemmingen/{visitor.town.refs[f'poll {name}']}/{path}".rstrip("/")
    )


def _public(name: str, path: str = "") -> Way:
    return lambda visitor: visitor.go(f"/stemmen/{visitor.town.refs[f'slug {name}']}/uitslag{path}")


def _type_stub(visitor: Visitor, code: str) -> None:
    _team("stubs", "papier")(visitor)
    visitor.page.get_by_label("Code op het strookje").fill(code)
    visitor.press("Neem aan")


def _wrong_stub(visitor: Visitor) -> None:
    _type_stub(visitor, visitor.town.codes["vote fresh"].grouped)


def _again(visitor: Visitor) -> None:
    refs = visitor.town.refs
    _team("packs", f"tellen/{refs['pack ' + refs['slug packs']]}")(visitor)


def _count_nothing(visitor: Visitor) -> None:
    _team("packs", "tellen/nieuw")(visitor)
    visitor.press("Bewaar de telling")


def _open_without_reason(visitor: Visitor) -> None:
    _team("wrong sums", "uitslag")(visitor)
    visitor.press("Open de uitslag voor iedereen")


def _decide_nothing(visitor: Visitor) -> None:
    _team("tie", "uitslag/open")(visitor)
    visitor.press("Maak dit bekend")


def _seek(text: str) -> Way:
    def way(visitor: Visitor) -> None:
        _public("result", "/mijn-stem")(visitor)
        visitor.page.get_by_label("Uw stembewijs").fill(text)
        visitor.press("Zoek")

    return way


def _seek_mine(visitor: Visitor) -> None:
    _seek(visitor.town.refs["receipt"].lower())(visitor)


def _for_staff(name: str, endpoint: str, way: Way, status: int = 200) -> State:
    return State(name, endpoint, way, who="noord", status=status)


RESULTS = (
    _for_staff("paper, stubs", "poll_paper.stubs", _team("stubs", "papier")),
    _for_staff("paper, wrong stub", "poll_paper.take", _wrong_stub, 422),
    _for_staff("paper, slip", "poll_paper.take", lambda v: _type_stub(v, "K7QM4"), 422),
    _for_staff("paper, last stubs", "poll_paper.finish", _team("stubs", "papier/klaar")),
    _for_staff("paper, all stubs in", "poll_paper.stubs", _team("packs", "papier")),
    _for_staff("paper, envelopes closed", "poll_packs.packs", _team("stubs", "tellen")),
    _for_staff("paper, packs", "poll_packs.packs", _team("packs", "tellen")),
    _for_staff("paper, new pack", "poll_packs.add", _team("packs", "tellen/nieuw")),
    _for_staff("paper, empty pack", "poll_packs.add", _count_nothing, 422),
    _for_staff("paper, pack again", "poll_packs.again", _again),
    _for_staff("paper, counted", "poll_packs.packs", _team("result", "tellen")),
    _for_staff("result, not yet", "poll_unsealing.unseal", _team("packs", "uitslag")),
    _for_staff("result, wrong sums", "poll_unsealing.unseal", _team("wrong sums", "uitslag")),
    _for_staff("result, no reason", "poll_unsealing.unseal", _open_without_reason, 422),
    _for_staff("result, of staff", "poll_unsealing.opened", _team("result", "uitslag/open")),
    _for_staff("result, tie", "poll_unsealing.opened", _team("tie", "uitslag/open")),
    _for_staff("result, nothing decided", "poll_unsealing.decide", _decide_nothing, 422),
    _for_staff("poll, with paper", "polls.show", _team("packs", "")),
    State("result, sealed", "poll_results.show", _public("packs")),
    State("result", "poll_results.show", _public("result")),
    State("result, equal", "poll_results.show", _public("tie")),
    State("result, ballots", "poll_results.ballots", _public("result", "/stembiljetten")),
    State("result, recount", "poll_results.recount", _public("result", "/natellen")),
    State("result, my vote", "poll_results.mine", _public("result", "/mijn-stem")),
    State("result, my vote found", "poll_results.mine", _seek_mine),
    State("result, my vote unknown", "poll_results.mine", _seek("0000-0000-0000-0000"), status=422),
)
