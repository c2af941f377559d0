"""Having letters made, taking them, and the counter where somebody lacks one."""

from tests.browser.visiting import State, Visitor, Way


def _letters(name: str, path: str = "") -> Way:
    """Return the way to a page of staff about the letters of this poll."""
    return lambda visitor: visitor.go(
        f"/team/stemmingen/{visitor.town.refs[f'poll {name}']}/brieven{path}"
    )


def _make_nothing(visitor: Visitor) -> None:
    _letters("unlettered", "/maken")(visitor)
    visitor.page.get_by_label("Hoeveel brieven?").fill("")
    visitor.page.get_by_label("Hoeveel reservebrieven?").fill("99999")
    visitor.press("Maak de brieven")


def _make_too_few(visitor: Visitor) -> None:
    _letters("unlettered", "/maken")(visitor)
    visitor.page.get_by_label("Brief op A5").check()
    visitor.page.get_by_label("Hoeveel brieven?").fill("5")
    visitor.page.get_by_label("Hoeveel reservebrieven?").fill("5")
    visitor.press("Maak de brieven")


def _ask_passphrase(visitor: Visitor) -> None:
    """Look at the passphrase; it is shown once, so no other state asks for that of this poll."""
    _letters("file to show")(visitor)
    visitor.press("Toon het wachtwoord")


def _come_back(visitor: Visitor) -> None:
    """Look at the letters once more after the passphrase was shown."""
    _letters("file shown")(visitor)
    visitor.press("Toon het wachtwoord")
    with visitor.page.expect_navigation():
        visitor.page.get_by_role("link", name="Ik heb het opgeschreven").click()


def _drop(visitor: Visitor) -> None:
    refs = visitor.town.refs
    _letters("file", f"/{refs['batch ' + refs['slug file']]}/weg")(visitor)


def _replace_nothing(visitor: Visitor) -> None:
    _letters("counter", "/vervangen")(visitor)
    visitor.press("Laat de oude vervallen")


def _replace_unknown(visitor: Visitor) -> None:
    _letters("counter", "/vervangen")(visitor)
    visitor.page.get_by_label("Nummer van de oude brief").fill("900")
    visitor.page.get_by_label("Brief is kwijt").check()
    visitor.press("Laat de oude vervallen")


def _give_none(visitor: Visitor) -> None:
    """Ask for a reserve letter where there are no letters at all."""
    _letters("unlettered", "/extra")(visitor)
    visitor.press("Geef een reservebrief")


def _void_unknown(visitor: Visitor) -> None:
    _letters("counter", "/vervallen")(visitor)
    visitor.page.get_by_label("Vanaf nummer").fill("900")
    visitor.page.get_by_label("Brief is teruggegeven").check()
    visitor.press("Laat vervallen")


def _for_staff(name: str, endpoint: str, way: Way, status: int = 200) -> State:
    return State(name, endpoint, way, who="noord", status=status)


LETTERS = (
    _for_staff("letters, none", "letters.index", _letters("unlettered")),
    _for_staff("letters, file waits", "letters.index", _letters("file")),
    _for_staff("letters, of one district", "letters.index", _letters("half lettered")),
    State("letters, looked at", "letters.index", _letters("half lettered"), who="oost"),
    _for_staff("letters, counter", "letters.index", _letters("counter")),
    _for_staff("letters, new", "letters.make", _letters("unlettered", "/maken")),
    _for_staff("letters, new with errors", "letters.make", _make_nothing, 422),
    _for_staff("letters, too few", "letters.make", _make_too_few, 422),
    _for_staff("letters, passphrase", "letters.passphrase", _ask_passphrase),
    _for_staff("letters, passphrase shown", "letters.index", _come_back),
    _for_staff("letters, throw away", "letters.drop", _drop),
    _for_staff("letter, lost", "letter_numbers.replace", _letters("counter", "/vervangen")),
    _for_staff("letter, lost unsaid", "letter_numbers.replace",
               _replace_nothing, 422),
    _for_staff("letter, lost unknown", "letter_numbers.replace", _replace_unknown, 422),
    _for_staff("letter, address without", "letter_numbers.extra", _letters("counter", "/extra")),
    _for_staff("letter, no reserve", "letter_numbers.extra", _give_none, 422),
    _for_staff("letters, void", "letter_numbers.void", _letters("counter", "/vervallen")),
    _for_staff("letters, void unknown", "letter_numbers.void", _void_unknown, 422),
)  # fmt: skip
