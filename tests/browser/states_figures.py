"""Pages of figures: full, folded out, of one district, and with too little to tell."""

from tests.browser.visiting import State, Visitor, Way, at


def _opened(path: str) -> Way:
    def way(visitor: Visitor) -> None:
        visitor.go(path)
        visitor.open_all()

    return way


FIGURES = (
    State("figures", "figures.public", at("/cijfers")),
    State("figures, tables", "figures.public", _opened("/cijfers")),
    State("figures, too few", "figures.public", at("/cijfers"), is_new=True),
    State("monitor", "figures.index", at("/team/monitor"), who="beheerder"),
    State("monitor, tables", "figures.index", _opened("/team/monitor"), who="beheerder"),
    State("monitor, months", "figures.index", at("/team/monitor?per=maand"), who="onderzoeker"),
    State("monitor, own district", "figures.index", at("/team/monitor"), who="noord"),
    State("monitor, too few", "figures.index", at("/team/monitor"), who="noord", is_new=True),
)
