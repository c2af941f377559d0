"""Stories as a file: choosing, what comes along, and files that wait."""

from tests.browser.visiting import State, Visitor, at

_PAGE = "/team/export"
_CHOICE = f"{_PAGE}?soort=xlsx&ronde=&wijk=&van=&tot="


def _made(visitor: Visitor) -> None:
    visitor.go(f"{_PAGE}?soort=qdc&ronde=&wijk=&van=&tot=")
    visitor.press("Maak het bestand")
    visitor.page.wait_for_url("**/team/export*")


EXPORTS = (
    State("export, choose", "exports.index", at(_PAGE), who="beheerder"),
    State("export, nothing there", "exports.index", at(_CHOICE), who="beheerder", is_new=True),
    State("export, what comes along", "exports.index", at(_CHOICE), who="beheerder"),
    State(
        "export, wrong days",
        "exports.index",
        at(f"{_PAGE}?soort=xlsx&ronde=&wijk=&van=2026-11-02&tot=2026-11-01"),
        who="beheerder",
        status=422,
    ),
    State("export, a file that waits", "exports.index", _made, who="beheerder"),
)
