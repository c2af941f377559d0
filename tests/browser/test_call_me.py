"""From asking to be called to having spoken each other, and a story that waits for a partner."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.people import Moderator, Person
from tests.browser.serving import make_app, serving
from tests.browser.town import Town, found_town

pytestmark = pytest.mark.browser

NUMBER = "045 765 43 21"


@pytest.fixture
def small_town(tmp_path: Path, empty_database: Path) -> Iterator[Town]:
    town = found_town(make_app(tmp_path, empty_database))
    with serving(town.app) as town.address:
        yield town
    town.parts.database.dispose()


@pytest.fixture(params=[True, False], ids=["with a script", "without a script"])
def phones(
    request: pytest.FixtureRequest, chromium: Browser, small_town: Town
) -> Iterator[list[Page]]:
    """Three phones that know nothing of each other."""
    contexts = [
        chromium.new_context(
            base_url=small_town.address,
            viewport={"width": 360, "height": 740},
            has_touch=True,
            locale="nl-NL",
            java_script_enabled=request.param,
        )
        for _ in range(3)
    ]
    yield [context.new_page() for context in contexts]
    for context in contexts:
        context.close()


def asks_for_help(resident: Person) -> str:
    """Forget something, then fill in all; return the code."""
    resident.page.goto("/hulp")
    resident.follow("Ik wil u spreken")
    resident.press("Vraag het aan")
    resident.sees("Kies: bellen of langskomen.")
    resident.page.get_by_label("Bel mij").check()
    resident.page.get_by_label("Ik heb nu hulp nodig").check()
    resident.page.get_by_label("Uw telefoonnummer").fill(NUMBER)
    resident.page.get_by_label("Noord", exact=True).check()
    resident.press("Vraag het aan")
    resident.sees("Team Tussen wal en schip belt u.")
    return " ".join(resident.page.locator(".code__group").all_inner_texts())


def files_with(words: str, town: Town) -> list[Path]:
    """Return the files of the town that hold these words."""
    folder = town.parts.settings.data_dir
    files = [path for path in folder.rglob("*") if path.is_file()]
    return [path for path in files if words.encode() in path.read_bytes()]


def test_a_plea_for_help_is_seen_handed_back_promised_and_done(
    phones: list[Page], small_town: Town
) -> None:
    resident, team, noord = Person(phones[0]), Moderator(phones[1]), Moderator(phones[2])

    code = asks_for_help(resident)

    team.signs_in("teamlid")
    team.page.goto("/team")
    team.follow("Nu hulp nodig: Bellen")
    team.press("Terug naar de wijkmanager")
    team.sees("Niemand wacht.")

    noord.signs_in("noord")
    noord.page.goto("/team/verhalen")
    noord.follow("Iemand heeft nu hulp nodig")
    expect(noord.page.get_by_text(NUMBER)).to_have_count(0)
    noord.press("Ik doe het")
    noord.press("Toon de gegevens")
    noord.sees(NUMBER)

    resident.page.goto("/volg")
    resident.page.get_by_label("Typ uw code").fill(code)
    resident.press("Open mijn kaart")
    resident.sees("Medewerker Noord belt u.")
    resident.sees("Uw vraag ligt weer bij de wijkmanager")

    noord.page.get_by_label("Wij spraken elkaar").check()
    noord.press("Rond af en wis de gegevens")
    noord.sees("Niemand wacht.")
    resident.page.reload()
    resident.sees("Uw telefoonnummer is gewist.")
    assert files_with(NUMBER, small_town) == []
