from collections.abc import Callable
from datetime import date

import pytest
from sqlmodel import Session, select

from app.audit.models import AuditEntry
from app.core.versions import read_version
from app.programme import queries
from app.programme.models import Programme, Round, StandardText
from app.programme.rules import ClusterKind
from app.staff.rules import Role
from tests.factories import PASSWORD, make_cluster, make_member, make_programme
from tests.page import Browser

Stored = Callable[[], Session]
HERE = "/team/instellingen"
PAGES = [
    HERE,
    f"{HERE}/namen",
    f"{HERE}/wijken",
    f"{HERE}/wijken/noord",
    f"{HERE}/clusters",
    f"{HERE}/clusters/nieuw",
    f"{HERE}/clusters/verloedering",
    f"{HERE}/rondes",
    f"{HERE}/rondes/nieuw",
    f"{HERE}/rondes/2026-najaar",
    f"{HERE}/standaardteksten",
    f"{HERE}/standaardteksten/nieuw",
    f"{HERE}/standaardteksten/bedankt",
    f"{HERE}/standaardteksten/bedankt/verwijderen",
    f"{HERE}/gesloten-dagen",
]
ACTIONS = [
    f"{HERE}/clusters/verloedering/volgorde",
    f"{HERE}/clusters/verloedering/stoppen",
    f"{HERE}/clusters/verloedering/terug",
    f"{HERE}/standaardteksten/bedankt/volgorde",
    f"{HERE}/gesloten-dagen/weg",
]
CLUSTER = {
    "kind": "problem",
    "title": "Te weinig bomen",
    "short_title": "Bomen",
    "description": "In de zomer is het heet.",
}
ROUND = {
    "title": "Voorjaar 2027",
    "starts_on": "2027-03-01",
    "ends_on": "2027-08-31",
    "keep_until": "2029-03-01",
}


@pytest.fixture(autouse=True)
def cast(session: Session) -> None:
    make_programme(session)
    make_member(session, "admin", roles=(Role.ADMINISTRATOR,), districts=())
    make_member(session, "noord")
    make_member(session, "oost")
    session.add(StandardText(key="bedankt", title="Bedankt", body="Dank u wel.", position=0))
    session.add(StandardText(key="later", title="Later", body="Dat duurt even.", position=1))
    session.commit()


@pytest.fixture
def admin(browser: Browser) -> Browser:
    browser.sign_in("admin", PASSWORD)
    return browser


def test_an_administrator_can_open_every_page(admin: Browser) -> None:
    for path in PAGES:
        admin.get(path)


@pytest.mark.parametrize("username", ["noord", "oost"])
def test_others_of_the_staff_may_open_and_change_nothing(
    browser: Browser, stored: Stored, username: str
) -> None:
    browser.sign_in(username, PASSWORD)
    for path in PAGES:
        browser.get(path, 403)
    for path in ACTIONS:
        browser.get("/team/account")
        browser.post(path, {"naar": "omlaag", "day": "2027-02-08"}, status=403)

    assert not queries.get_cluster(stored(), "verloedering").retired


def test_who_is_not_signed_in_signs_in_first(browser: Browser) -> None:
    for path in PAGES:
        answer = browser.get(path, 303)
        assert answer.headers["Location"] == f"/team/inloggen?naar={path}"


def test_nothing_is_saved_without_the_forms_token(admin: Browser) -> None:
    for path in [*(path for path in PAGES if path.endswith("nieuw")), *ACTIONS]:
        assert admin.client.post(path, data={"title": "x"}).status_code == 400


def test_a_new_cluster_comes_last_of_its_kind_and_raises_the_version(
    admin: Browser, stored: Stored
) -> None:
    before = read_version(stored(), "public")
    admin.get(f"{HERE}/clusters/nieuw")

    admin.post(f"{HERE}/clusters/nieuw", CLUSTER)

    titles = [row.title for row in queries.clusters(stored()) if row.kind is ClusterKind.PROBLEM]
    assert titles[-1] == "Te weinig bomen"
    assert read_version(stored(), "public") == before + 1
    assert "Te weinig bomen" in admin.get(f"{HERE}/clusters").text


def test_what_was_typed_stays_when_a_cluster_is_not_right(admin: Browser, stored: Stored) -> None:
    admin.get(f"{HERE}/clusters/nieuw")

    answer = admin.post(
        f"{HERE}/clusters/nieuw", CLUSTER | {"short_title": "x" * 29, "kind": ""}, status=422
    )

    assert "Te weinig bomen" in answer.text
    assert 'href="#short_title"' in answer.text
    assert 'href="#kind-0"' in answer.text
    assert len(queries.clusters(stored())) == 2


@pytest.mark.parametrize("title", ["   ", "a\x00b", "\u200b", "x" * 201])
def test_a_title_that_shows_nothing_or_too_much_is_refused(admin: Browser, title: str) -> None:
    admin.get(f"{HERE}/clusters/nieuw")

    admin.post(f"{HERE}/clusters/nieuw", CLUSTER | {"title": title}, status=422)


def test_a_cluster_can_be_renamed_and_keeps_its_key(admin: Browser, stored: Stored) -> None:
    admin.get(f"{HERE}/clusters/verloedering")

    admin.post(f"{HERE}/clusters/verloedering", _seen(admin) | CLUSTER)

    assert queries.get_cluster(stored(), "verloedering").title == "Te weinig bomen"


def test_the_second_of_two_administrators_is_told_and_may_decide(
    admin: Browser, stored: Stored
) -> None:
    page = f"{HERE}/clusters/verloedering"
    admin.get(page)
    mine = _seen(admin)
    admin.post(page, mine | CLUSTER)

    late = admin.post(page, mine | CLUSTER | {"title": "Lawaai"}, status=409)

    assert "Iemand anders was u voor" in late.text
    assert 'value="Lawaai"' in late.text
    assert queries.get_cluster(stored(), "verloedering").title == "Te weinig bomen"
    admin.post(page, _seen(admin) | CLUSTER | {"title": "Lawaai"})
    assert queries.get_cluster(stored(), "verloedering").title == "Lawaai"


def test_a_form_that_does_not_say_what_it_showed_overwrites_nothing(admin: Browser) -> None:
    admin.get(f"{HERE}/clusters/verloedering")

    admin.post(f"{HERE}/clusters/verloedering", CLUSTER, status=409)


def test_a_retired_cluster_is_offered_no_longer_and_can_come_back(
    admin: Browser, stored: Stored
) -> None:
    admin.get(f"{HERE}/clusters")
    admin.post(f"{HERE}/clusters/verloedering/stoppen")
    assert [row.key for row in queries.clusters(stored())] == ["helpen"]
    assert len(queries.clusters(stored(), retired=True)) == 2

    admin.post(f"{HERE}/clusters/verloedering/terug")

    assert [row.key for row in queries.clusters(stored())] == ["verloedering", "helpen"]


def test_buttons_put_clusters_in_order(admin: Browser, session: Session, stored: Stored) -> None:
    make_cluster(session, key="lawaai", title="Lawaai")
    make_cluster(session, key="afval", title="Afval")
    session.commit()
    admin.get(f"{HERE}/clusters")

    admin.post(f"{HERE}/clusters/afval/volgorde", {"naar": "omhoog"})
    admin.post(f"{HERE}/clusters/verloedering/volgorde", {"naar": "omlaag"})
    admin.post(f"{HERE}/clusters/lawaai/volgorde", {"naar": "omlaag"})

    assert [row.key for row in queries.clusters(stored())] == [
        "afval",
        "verloedering",
        "lawaai",
        "helpen",
    ]


def test_a_round_is_added_and_changed(admin: Browser, stored: Stored) -> None:
    admin.get(f"{HERE}/rondes/nieuw")
    admin.post(f"{HERE}/rondes/nieuw", ROUND)
    row = stored().exec(select(Round).where(Round.title == "Voorjaar 2027")).one()
    admin.get(f"{HERE}/rondes/{row.key}")

    admin.post(f"{HERE}/rondes/{row.key}", _seen(admin) | ROUND | {"keep_until": "2030-01-01"})

    assert queries.get_round(stored(), row.key).keep_until == date(2030, 1, 1)


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"starts_on": "2027-02-28"}, "horen ook bij een andere ronde"),
        ({"starts_on": "2026-01-01"}, "horen ook bij een andere ronde"),
        ({"ends_on": "2027-02-01", "starts_on": "2027-03-01"}, "vóór de eerste dag"),
        ({"keep_until": "2027-08-30"}, "in elk geval tot de laatste dag"),
        ({"starts_on": ""}, "Vul in wanneer de ronde begint."),
        ({"starts_on": "morgen"}, "starts_on"),
        ({"title": " "}, "Vul een naam in."),
    ],
)
def test_a_round_whose_days_cannot_be_is_refused_with_the_reason(
    admin: Browser, stored: Stored, changes: dict[str, str], words: str
) -> None:
    admin.get(f"{HERE}/rondes/nieuw")

    answer = admin.post(f"{HERE}/rondes/nieuw", ROUND | changes, status=422)

    assert words in answer.text
    assert len(queries.rounds(stored())) == 1


def test_a_round_may_not_grow_over_another(admin: Browser, stored: Stored) -> None:
    admin.get(f"{HERE}/rondes/nieuw")
    admin.post(f"{HERE}/rondes/nieuw", ROUND)
    admin.get(f"{HERE}/rondes/2026-najaar")
    longer = {"title": "Najaar", "starts_on": "2026-09-01", "ends_on": "2027-03-01"}

    admin.post(
        f"{HERE}/rondes/2026-najaar",
        _seen(admin) | longer | {"keep_until": "2029-01-01"},
        status=422,
    )

    assert queries.get_round(stored(), "2026-najaar").ends_on == date(2027, 2, 28)


def test_standard_texts_are_added_changed_ordered_and_deleted(
    admin: Browser, stored: Stored
) -> None:
    there = f"{HERE}/standaardteksten"
    admin.get(f"{there}/nieuw")
    admin.post(f"{there}/nieuw", {"title": "Nieuw", "body": "Een\r\nTwee"})
    admin.get(f"{there}/bedankt")
    admin.post(f"{there}/bedankt", _seen(admin) | {"title": "Dank", "body": "Dank u."})
    admin.get(there)
    admin.post(f"{there}/later/volgorde", {"naar": "omhoog"})
    admin.get(f"{there}/bedankt/verwijderen")

    texts = [(row.title, row.body) for row in queries.standard_texts(stored())]
    assert texts == [("Later", "Dat duurt even."), ("Dank", "Dank u."), ("Nieuw", "Een\nTwee")]

    admin.post(f"{there}/bedankt/verwijderen")
    assert [row.title for row in queries.standard_texts(stored())] == ["Later", "Nieuw"]


def test_names_are_changed_and_no_longer_to_be_filled_in(
    admin: Browser, session: Session, stored: Stored
) -> None:
    programme = queries.get_programme(session)
    programme.texts = {"to_fill_in": ["about", "meldpunt_url"], "about": "Komt nog."}
    session.add(programme)
    session.commit()
    admin.get(f"{HERE}/namen")
    names = {"site_title": "Dorpsstem", "name": "P", "municipality": "Dorp", "help_phone": "1"}

    admin.post(f"{HERE}/namen", _seen(admin) | names | {"about": "Over ons."})

    saved = stored().exec(select(Programme)).one()
    assert (saved.site_title, saved.texts["about"]) == ("Dorpsstem", "Over ons.")
    assert saved.texts["to_fill_in"] == ["meldpunt_url"]
    assert "Adres van het meldpunt" in admin.get(HERE).text


@pytest.mark.parametrize("address", ["javascript:alert(1)", "meldpunt", "ftp:x"])
def test_an_address_must_be_one_of_the_web(admin: Browser, address: str) -> None:
    admin.get(f"{HERE}/namen")
    names = {"site_title": "S", "name": "P", "municipality": "D", "help_phone": "1"}

    admin.post(f"{HERE}/namen", _seen(admin) | names | {"meldpunt_url": address}, status=422)


def test_a_district_gets_neighbourhoods(admin: Browser, stored: Stored) -> None:
    admin.get(f"{HERE}/wijken/noord")
    filled = {"name": "Noord", "households": "12", "neighbourhoods": " De Hoek \r\n\r\nDe Kamp"}

    admin.post(f"{HERE}/wijken/noord", _seen(admin) | filled)

    assert queries.get_district(stored(), "noord").neighbourhoods == ["De Hoek", "De Kamp"]


def test_closed_days_are_added_and_taken_away(admin: Browser, stored: Stored) -> None:
    there = f"{HERE}/gesloten-dagen"
    admin.get(there)
    admin.post(there, {"day": "2027-02-08", "name": "Carnaval"})
    assert queries.closed_days(stored()) == {date(2027, 2, 8)}

    admin.get(there)
    admin.post(f"{there}/weg", {"day": "2027-02-08"})

    assert queries.closed_days(stored()) == set()


@pytest.mark.parametrize("day", ["2027-02-08", "gisteren", ""])
def test_only_a_closed_day_can_be_taken_away(admin: Browser, day: str) -> None:
    admin.get(f"{HERE}/gesloten-dagen")

    admin.post(f"{HERE}/gesloten-dagen/weg", {"day": day}, status=404)


def test_a_closed_day_needs_a_day_and_a_name(admin: Browser) -> None:
    admin.get(f"{HERE}/gesloten-dagen")

    answer = admin.post(f"{HERE}/gesloten-dagen", {"day": "", "name": ""}, status=422)

    assert "Kies een dag." in answer.text


def test_what_does_not_exist_is_not_found(admin: Browser) -> None:
    for path in ("clusters/x", "rondes/x", "standaardteksten/x", "wijken/x"):
        admin.get(f"{HERE}/{path}", 404)


def test_each_change_is_in_the_log_by_who_and_what(admin: Browser, stored: Stored) -> None:
    admin.get(f"{HERE}/clusters")

    admin.post(f"{HERE}/clusters/verloedering/stoppen")

    entry = stored().exec(select(AuditEntry).where(AuditEntry.action == "cluster.retired")).one()
    assert (entry.kind, entry.reference) == ("cluster", "verloedering")


def _seen(browser: Browser) -> dict[str, str]:
    """What the form on the page last fetched says that it showed."""
    assert browser.last is not None
    _, _, rest = browser.last.text.partition('name="seen" type="hidden" value="')
    return {"seen": rest.partition('"')[0]}
