"""What the beheerder sees: settings, accounts, the log."""

from tests.browser.visiting import State, Visitor, Way, at

_SETTINGS = "/team/instellingen"
_PEOPLE = "/team/medewerkers"


def _save_empty(path: str, label: str, button: str = "Bewaar") -> Way:
    """Return the way to a form that was sent without this field."""

    def way(visitor: Visitor) -> None:
        visitor.go(path)
        visitor.page.get_by_label(label, exact=True).first.fill("")
        visitor.press(button)

    return way


def _save_stale(visitor: Visitor) -> None:
    visitor.go(f"{_SETTINGS}/clusters/helpen")
    visitor.post(
        f"{_SETTINGS}/clusters/helpen",
        seen="oud",
        kind="opportunity",
        title="Samen helpen",
        short_title="Samen helpen",
        description="Wij helpen elkaar.",
    )


def _member(name: str, path: str = "") -> Way:
    return lambda visitor: visitor.go(f"{_PEOPLE}/{visitor.town.refs[f'member {name}']}{path}")


def _short_password(visitor: Visitor) -> None:
    _member("oost", "/wachtwoord")(visitor)
    visitor.page.locator("[type=password]").first.fill("kort")
    visitor.press("Bewaar het wachtwoord")


def _as_admin(name: str, endpoint: str, way: Way, status: int = 200) -> State:
    return State(name, endpoint, way, who="beheerder", status=status)


SETTINGS = (
    _as_admin("settings", "programme.index", at(_SETTINGS)),
    _as_admin("settings names", "programme.names", at(f"{_SETTINGS}/namen")),
    _as_admin(
        "settings names, error",
        "programme.names",
        _save_empty(f"{_SETTINGS}/namen", "Gemeente"),
        422,
    ),
    _as_admin("settings districts", "programme.districts", at(f"{_SETTINGS}/wijken")),
    _as_admin("settings district", "programme.district", at(f"{_SETTINGS}/wijken/oost")),
    _as_admin("settings clusters", "programme.clusters.index", at(f"{_SETTINGS}/clusters")),
    _as_admin("settings cluster, new", "programme.clusters.add", at(f"{_SETTINGS}/clusters/nieuw")),
    _as_admin("settings cluster", "programme.clusters.change", at(f"{_SETTINGS}/clusters/helpen")),
    _as_admin("settings cluster, stale", "programme.clusters.change", _save_stale, 409),
    _as_admin("settings rounds", "programme.rounds.index", at(f"{_SETTINGS}/rondes")),
    _as_admin("settings round, new", "programme.rounds.add", at(f"{_SETTINGS}/rondes/nieuw")),
    _as_admin("settings round", "programme.rounds.change", at(f"{_SETTINGS}/rondes/2026-najaar")),
    _as_admin("settings texts", "programme.texts.index", at(f"{_SETTINGS}/standaardteksten")),
    _as_admin(
        "settings text, new", "programme.texts.add", at(f"{_SETTINGS}/standaardteksten/nieuw")
    ),
    _as_admin(
        "settings text", "programme.texts.change", at(f"{_SETTINGS}/standaardteksten/bedankt")
    ),
    _as_admin(
        "settings text, delete",
        "programme.texts.delete",
        at(f"{_SETTINGS}/standaardteksten/bedankt/verwijderen"),
    ),
    _as_admin(
        "settings closed days", "programme.days.closed_days", at(f"{_SETTINGS}/gesloten-dagen")
    ),
)
MEMBERS = (
    _as_admin("members", "members.index", at(_PEOPLE)),
    _as_admin("member, new", "members.add", at(f"{_PEOPLE}/nieuw")),
    _as_admin(
        "member, new with error",
        "members.add",
        _save_empty(f"{_PEOPLE}/nieuw", "Gebruikersnaam", "Maak het account"),
        422,
    ),
    _as_admin("member", "members.change", _member("noord")),
    _as_admin("member, password", "members.password", _member("oost", "/wachtwoord")),
    _as_admin("member, password too short", "members.password", _short_password, 422),
    _as_admin("log", "members.log.index", at(f"{_PEOPLE}/logboek")),
)
