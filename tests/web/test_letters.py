"""Staff have letters made, take the file, and replace single letters at the counter."""

import re
from collections.abc import Callable
from datetime import timedelta
from io import BytesIO
from pathlib import Path

import pikepdf
import pytest
from flask import Flask
from sqlmodel import Session, col, select
from werkzeug.test import TestResponse

from app.audit.models import AuditEntry
from app.core.clock import now as real_now
from app.core.codes import parse_code
from app.core.config import Settings
from app.core.jobs import Job, JobState
from app.core.storage import Storage
from app.polls.models import Ballot, CodeBatch, Poll, VotingCode
from app.polls.proofs import find_proof, proof_code
from app.polls.rules import Access, CodeState, Electorate
from app.staff.rules import Role
from tests.factories import PASSWORD, make_member, make_poll, make_programme
from tests.letters import codes_in, unlocked
from tests.page import Browser
from tests.pdf_check import needs_poppler, pdf_text

Fresh = Callable[[], Session]
WANTED = {"district": "noord", "form": "a4", "issued": "50", "reserve": "5"}


@pytest.fixture
def poll(session: Session) -> Poll:
    """A draft for Noord that will open tomorrow."""
    make_programme(session)
    for name in ("noord", "oost"):
        make_member(session, name)
    make_member(session, "beraad", roles=(Role.COUNCIL,), districts=("noord",))
    opens = real_now() + timedelta(days=1)
    made = make_poll(session, opens_at=opens, closes_at=opens + timedelta(days=14))
    session.commit()
    return made


@pytest.fixture
def noord(browser: Browser, poll: Poll) -> Browser:
    del poll
    browser.sign_in("noord", PASSWORD)
    return browser


def at(poll: Poll, rest: str = "") -> str:
    return f"/team/stemmingen/{poll.ref}/brieven{rest}"


def make(browser: Browser, poll: Poll, **values: str) -> None:
    page = browser.get(at(poll, "/maken")).text
    found = re.search(r'name="batch"[^>]*value="(\w+)"', page)
    assert found
    browser.post(at(poll, "/maken"), {"batch": found[1], **WANTED, **values})


def batch_of(stored: Fresh) -> CodeBatch:
    return stored().exec(select(CodeBatch)).one()


def act(browser: Browser, poll: Poll, batch: CodeBatch, what: str, status: int) -> TestResponse:
    browser.get(at(poll))
    return browser.post(at(poll, f"/{batch.ref}/{what}"), {}, status)


def actions(stored: Fresh) -> list[str]:
    found = stored().exec(select(AuditEntry).order_by(col(AuditEntry.id)))
    return [each.action for each in found if each.action.startswith("poll.")]


@needs_poppler
def test_letters_are_made_taken_and_destroyed(
    noord: Browser, poll: Poll, stored: Fresh, storage: Storage
) -> None:
    assert "Er zijn nog geen brieven." in noord.get(at(poll)).text
    make(noord, poll)
    batch = batch_of(stored)
    assert "Noord: nummer 1 tot en met 55" in noord.get(at(poll)).text

    file = act(noord, poll, batch, "bestand", 200)
    page = act(noord, poll, batch, "wachtwoord", 200)
    assert "no-store" in file.headers["Cache-Control"]
    assert "no-store" in page.headers["Cache-Control"]
    shown = re.search(r'class="passphrase"><bdi>([^<]+)<', page.text)
    assert shown
    assert len(codes_in(unlocked(file.data, shown[1]))) == 55
    act(noord, poll, batch, "klaar", 303)

    assert list(storage.keys()) == []
    assert "Het bestand is vernietigd" in noord.get(at(poll)).text
    act(noord, poll, batch, "bestand", 404)
    assert actions(stored)[-4:] == [
        "poll.letters_made",
        "poll.letters_downloaded",
        "poll.letters_passphrase",
        "poll.letters_destroyed",
    ]


def test_the_passphrase_is_shown_once(noord: Browser, poll: Poll, stored: Fresh) -> None:
    make(noord, poll)
    act(noord, poll, batch_of(stored), "wachtwoord", 200)

    act(noord, poll, batch_of(stored), "wachtwoord", 303)

    assert "al getoond" in noord.get(at(poll)).text


def test_the_same_form_sent_twice_makes_one_batch(
    noord: Browser, poll: Poll, stored: Fresh
) -> None:
    for _ in range(2):
        noord.get(at(poll, "/maken"))
        noord.post(at(poll, "/maken"), {"batch": "bbbbbbbbbbbb", **WANTED})

    assert batch_of(stored).ref == "bbbbbbbbbbbb"
    jobs = stored().exec(select(Job)).all()
    assert [job.state for job in jobs] == [JobState.DONE, JobState.DONE]


def test_a_job_holds_no_code_and_no_passphrase(noord: Browser, poll: Poll, stored: Fresh) -> None:
    make(noord, poll)

    job = stored().exec(select(Job)).one()
    assert set(job.arguments) == {
        "ref", "poll_ref", "district_key", "form", "issued", "reserve", "actor",
    }  # fmt: skip


@pytest.mark.parametrize(
    "wrong",
    [
        {"issued": ""},
        {"issued": "-1"},
        {"issued": "44"},
        {"issued": "20001"},
        {"reserve": "x"},
        {"form": ""},
        {"form": "pdf"},
        {"district": "oost"},
    ],
)
def test_what_can_not_be_made_is_explained(
    noord: Browser, poll: Poll, stored: Fresh, wrong: dict[str, str]
) -> None:
    noord.get(at(poll, "/maken"))

    page = noord.post(at(poll, "/maken"), {**WANTED, **wrong}, 422).text

    assert "Er is iets niet goed gegaan" in page
    assert stored().exec(select(CodeBatch)).all() == []


def test_persons_get_a_list_of_codes_only(noord: Browser, poll: Poll, session: Session) -> None:
    poll.electorate = Electorate.PERSON
    session.add(poll)
    session.commit()

    page = noord.get(at(poll, "/maken")).text

    assert "Lijst met codes" in page
    assert "Brief op A4" not in page
    noord.get(at(poll, "/proef.pdf"), 404)


def test_a_failed_job_says_why(noord: Browser, poll: Poll, session: Session, stored: Fresh) -> None:
    poll.help_text = "Elke woensdag in de bibliotheek. " * 30
    session.add(poll)
    session.commit()
    make(noord, poll, form="a5")

    job = stored().exec(select(Job)).one()

    assert job.failure == "letter_too_long"
    assert "past niet op één blad" in noord.get(f"/team/taken/{job.ref}").text


def test_letters_can_be_dropped_before_the_freezing_only(
    noord: Browser, poll: Poll, session: Session, stored: Fresh
) -> None:
    make(noord, poll)
    batch = batch_of(stored)
    noord.get(at(poll, f"/{batch.ref}/weg"))
    noord.post(at(poll, f"/{batch.ref}/weg"))
    assert stored().exec(select(VotingCode)).all() == []
    assert stored().exec(select(Ballot)).all() == []
    make(noord, poll)
    batch = batch_of(stored)
    poll.frozen_at = real_now()
    session.add(poll)
    session.commit()

    noord.get(at(poll, f"/{batch.ref}/weg"), 303)
    noord.get(at(poll, "/maken"), 303)

    assert len(stored().exec(select(VotingCode)).all()) == 55


def test_a_lost_letter_is_replaced_at_the_counter(
    noord: Browser, poll: Poll, stored: Fresh
) -> None:
    make(noord, poll)
    noord.get(at(poll, "/vervangen"))
    noord.post(at(poll, "/vervangen"), {"number": "7", "reason": "lost"})

    assert "Geef nu reservebrief 51." in noord.get(at(poll)).text
    states = {each.number: each.state for each in stored().exec(select(VotingCode))}
    assert (states[7], states[51]) == (CodeState.VOID, CodeState.ISSUED)
    noord.get(at(poll, "/vervangen"))
    page = noord.post(at(poll, "/vervangen"), {"number": "7", "reason": "lost"}, 422)
    assert "Er is geen brief met dit nummer in gebruik." in page.text


def test_an_address_without_a_letter_gets_a_reserve_letter_until_there_is_none(
    noord: Browser, poll: Poll
) -> None:
    make(noord, poll)
    for number in range(51, 56):
        noord.get(at(poll, "/extra"))
        noord.post(at(poll, "/extra"), {"district": "noord"})
        assert f"Geef nu reservebrief {number}." in noord.get(at(poll)).text

    noord.get(at(poll, "/extra"))
    page = noord.post(at(poll, "/extra"), {"district": "noord"}, 422)

    assert "Er is geen reservebrief meer voor deze wijk." in page.text


def test_the_ledger_tells_of_letters_in_words(noord: Browser, poll: Poll, session: Session) -> None:
    make(noord, poll)
    poll.frozen_at = real_now()
    session.add(poll)
    session.commit()
    for path, data in (
        ("/vervangen", {"number": "7", "reason": "lost"}),
        ("/extra", {"district": "noord"}),
        ("/vervallen", {"first": "3", "last": "12", "reason": "returned"}),
    ):
        noord.get(at(poll, path))
        noord.post(at(poll, path), data)

    page = noord.get("/logboek").text

    assert "Brief 7 werkt niet meer. Brief is kwijt." in page
    assert "Reservebrief 51 vervangt brief 7. Brief is kwijt." in page
    assert "Reservebrief 52 is uitgegeven. Dit adres kreeg nog geen brief." in page
    assert "9 brieven werken niet meer, van 3 tot en met 12. Brief is teruggegeven." in page


def test_a_pile_is_voided(noord: Browser, poll: Poll, stored: Fresh) -> None:
    make(noord, poll)
    noord.get(at(poll, "/vervallen"))
    noord.post(at(poll, "/vervallen"), {"first": "3", "last": "12", "reason": "wrong_address"})

    void = stored().exec(select(VotingCode).where(VotingCode.state == CodeState.VOID)).all()
    assert [each.number for each in void] == list(range(3, 13))
    assert "10 brieven werken niet meer." in noord.get(at(poll)).text


@needs_poppler
@pytest.mark.parametrize("form", ["a4", "a5"])
def test_a_proof_letter_shows_a_code_that_opens_only_the_preview(
    noord: Browser, poll: Poll, stored: Fresh, settings: Settings, form: str
) -> None:
    pdf = noord.get(at(poll, f"/proef.pdf?vorm={form}")).data

    [code] = codes_in(pdf)
    assert "Proefbrief" in pdf_text(pdf)
    assert find_proof(stored(), settings.secret_key, parse_code(code.text)) is not None
    assert stored().exec(select(VotingCode)).all() == []


def test_who_scans_a_proof_letter_sees_the_ballot_and_can_not_vote(
    browser: Browser, poll: Poll, settings: Settings, stored: Fresh
) -> None:
    code = proof_code(settings.secret_key, poll.ref).grouped
    browser.get("/s")

    page = browser.post("/s", {"code": code.lower()}, 200)

    assert "Dit is een proefbrief" in page.text
    assert "Plan 1" in page.text
    assert 'method="post"' not in page.text.partition("<main")[2]
    assert "Set-Cookie" not in page.headers or "stem" not in page.headers["Set-Cookie"]
    assert stored().exec(select(Ballot)).all() == []


def test_a_wrong_code_that_looks_like_a_proof_is_answered_as_any_wrong_code(
    browser: Browser, poll: Poll
) -> None:
    del poll
    code = proof_code("of another installation", "nothere").grouped
    browser.get("/s")

    assert "Deze code klopt niet." in browser.post("/s", {"code": code}, 422).text


def test_no_page_shows_a_look_up(noord: Browser, poll: Poll, stored: Fresh) -> None:
    make(noord, poll)
    lookups = [each.lookup for each in stored().exec(select(VotingCode))]

    for path in (at(poll), at(poll, "/vervangen"), at(poll, "/vervallen"), at(poll, "/extra")):
        words = set(re.findall(r"\w+", re.sub(r"<[^>]+>", " ", noord.get(path).text)))
        assert words.isdisjoint(lookups)


@pytest.mark.parametrize(("who", "status"), [("oost", 404), ("beraad", 403)])
def test_who_has_nothing_to_do_with_it_sees_nothing(
    browser: Browser, poll: Poll, who: str, status: int
) -> None:
    browser.sign_in(who, PASSWORD)

    for path in ("", "/maken", "/proef.pdf", "/vervangen", "/vervallen", "/extra"):
        browser.get(at(poll, path), status)


def test_a_poll_of_two_districts_is_changed_by_nobody_of_one(
    browser: Browser, session: Session, poll: Poll
) -> None:
    both = make_poll(session, districts=(1, 2), opens_at=poll.opens_at, closes_at=poll.closes_at)
    session.commit()
    browser.sign_in("noord", PASSWORD)

    assert "Maak brieven" not in browser.get(at(both)).text
    browser.get(at(both, "/maken"), 403)
    browser.get(at(both, "/vervangen"), 403)


def test_a_peiling_has_no_letters(noord: Browser, session: Session, poll: Poll) -> None:
    poll.access = Access.OPEN
    session.add(poll)
    session.commit()

    noord.get(at(poll), 404)
    noord.get(at(poll, "/vervangen"), 404)


def test_the_command_writes_the_letters_and_shows_the_passphrase(
    app: Flask, poll: Poll, stored: Fresh, storage: Storage, tmp_path: Path
) -> None:
    out = tmp_path / "noord.pdf"

    done = app.test_cli_runner().invoke(
        args=["polls", "letters", "--letters", "60", "--out", str(out)]
    )

    assert done.exit_code == 0, done.output
    passphrase = done.output.split()[-1]
    with pikepdf.open(BytesIO(out.read_bytes()), password=passphrase) as document:
        assert len(document.pages) == 70 * 2
    assert batch_of(stored).poll_id == poll.id
    assert list(storage.keys()) == []


@pytest.mark.usefixtures("poll")
@pytest.mark.parametrize(
    "wrong", [["--poll", "nothere"], ["--district", "oost"], ["--letters", "3", "--reserve", "0"]]
)
def test_the_command_says_what_is_wrong(
    app: Flask, stored: Fresh, tmp_path: Path, wrong: list[str]
) -> None:
    out = ["--out", str(tmp_path / "x.pdf")]

    done = app.test_cli_runner().invoke(args=["polls", "letters", *wrong, *out])

    assert done.exit_code == 1
    assert "Error: " in done.output
    assert stored().exec(select(CodeBatch)).all() == []
