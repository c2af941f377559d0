"""The public record as people see it, download it and check it."""

import json
import re
import sqlite3
import subprocess
import sys
from collections.abc import Callable
from datetime import timedelta
from html import unescape
from pathlib import Path

import pytest
from flask import Flask
from sqlmodel import Session

from app.core.config import Settings
from app.core.db import Database
from app.ledger import queries, views
from app.ledger.download import NotALedgerError, read_download
from app.ledger.rules import Entry, examine, grouped
from app.ledger.services import append
from app.ledger.words import Told, head_line
from tests.conftest import NOW
from tests.factories import make_programme
from tests.page import Browser

Fresh = Callable[[], Session]
EMPTY = "Het logboek is nog leeg"
WHOLE = "het logboek is heel"
BROKEN = "Het logboek klopt niet meer vanaf nr"


@pytest.fixture(autouse=True)
def _programme(session: Session) -> None:
    make_programme(session)
    session.commit()


@pytest.fixture(autouse=True)
def _without_words(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    """Entries here say other things than the rooms do, so these have no words for them."""
    monkeypatch.setitem(app.extensions, "ledger_describers", {})


@pytest.fixture
def told(session: Session) -> list[str]:
    """Three entries; their hashes."""
    entries = [
        append(session, "poll.opened", {"subject": "p1", "question": "Café of <b>?"}, now=NOW),
        append(session, "promise.made", {"subject": "b7", "cents": [1, 2]}, now=NOW),
        append(session, "poll.result", {"subject": "p1", "valid": True}, now=NOW),
    ]
    session.commit()
    return [entry.hash for entry in entries]


@pytest.fixture
def break_in(settings: Settings) -> Callable[[str], None]:
    """Changes the database file behind the application's back."""

    def change(statement: str) -> None:
        with sqlite3.connect(settings.database) as file:
            names = file.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall()
            for (name,) in names:
                file.execute(f"DROP TRIGGER {name}")
            file.execute(statement)
        file.close()

    return change


def say(app: Flask) -> None:
    """Give the app words for opened polls."""
    app.extensions["ledger_describers"]["poll.opened"] = lambda facts: Told(
        f"De stemming “{facts['question']}” is open.", f"/stemmen/{facts['subject']}"
    )


# The page


def test_an_empty_ledger_says_so(browser: Browser) -> None:
    page = browser.get("/logboek").text

    assert EMPTY in page
    assert WHOLE not in page
    assert "Stand van het logboek: nog leeg" in page


def test_entries_stand_newest_first_with_their_date(browser: Browser, told: list[str]) -> None:
    page = browser.get("/logboek").text

    assert re.findall(r'id="nr-(\d)"', page) == ["3", "2", "1"]
    assert page.count("maandag 23 november 2026 om 14.05 uur") == 3
    for digest in told:
        assert f"{grouped(digest[:8])}…" in page
        assert grouped(digest) in page


@pytest.mark.usefixtures("told")
def test_a_kind_with_words_is_told_in_words(app: Flask, browser: Browser) -> None:
    say(app)
    page = browser.get("/logboek").text

    assert "De stemming “Café of &lt;b&gt;?” is open." in page
    assert 'href="/stemmen/p1"' in page


@pytest.mark.usefixtures("told")
def test_a_kind_without_words_shows_its_name_and_facts(browser: Browser) -> None:
    page = browser.get("/logboek").text

    assert "<bdi>promise.made</bdi>" in page
    assert re.search(r"<dt><bdi>cents</bdi></dt>\s*<dd dir=\"auto\">\[1,2\]</dd>", page)
    assert re.search(r"<dt><bdi>valid</bdi></dt>\s*<dd dir=\"auto\">ja</dd>", page)


@pytest.mark.usefixtures("told")
def test_one_subject_can_be_looked_at(browser: Browser) -> None:
    page = browser.get("/logboek?over=p1").text
    nothing = browser.get("/logboek?over=%00niets'").text

    assert 'href="/logboek?over=b7"' in browser.get("/logboek").text
    assert re.findall(r'id="nr-(\d)"', page) == ["3", "1"]
    assert 'href="/logboek">Toon alle regels' in page
    assert "Over dit onderwerp staat er niets." in nothing


def test_long_lists_come_in_pages(session: Session, browser: Browser) -> None:
    for number in range(2 * views.SIZE + 5):
        append(session, "poll.opened", {"subject": f"p{number % 2}"}, now=NOW)
    session.commit()
    seen: list[int] = []
    page, path = "", "/logboek?over=p1"
    while path:
        page = browser.get(path).text
        seen += [int(number) for number in re.findall(r'id="nr-(\d+)"', page)]
        older = re.search(r'rel="next"\s+href="([^"]+)"', page)
        path = unescape(older[1]) if older else ""

    assert seen == [number for number in range(45, 0, -1) if number % 2 == 0]
    assert 'rel="prev"' in page
    assert "vanaf" in re.findall(r'rel="prev"\s+href="([^"]+)"', page)[0]


@pytest.mark.parametrize(
    "cursor", ["x", "WzAsImEiXQ", "WzEsMV0", "WzAsOTIyMzM3MjAzNjg1NDc3NTgwN10"]
)
@pytest.mark.usefixtures("told")
def test_odd_cursors_break_nothing(browser: Browser, cursor: str) -> None:
    browser.get(f"/logboek?vanaf={cursor}")


@pytest.mark.usefixtures("told")
def test_a_page_that_did_not_change_is_not_sent_again(browser: Browser, session: Session) -> None:
    known = {
        path: {"If-None-Match": browser.get(path).headers["ETag"]}
        for path in ("/logboek", "/logboek.json")
    }
    for path, headers in known.items():
        assert browser.client.get(path, headers=headers).status_code == 304
    append(session, "poll.opened", {"subject": "p9"}, now=NOW)
    session.commit()
    for path, headers in known.items():
        assert "p9" in browser.client.get(path, headers=headers).text


@pytest.mark.usefixtures("told")
def test_the_page_about_the_site_leads_to_it(browser: Browser) -> None:
    assert 'href="/logboek"' in browser.get("/over").text


# Whether it is whole


@pytest.mark.usefixtures("told")
def test_a_whole_ledger_is_called_whole(browser: Browser) -> None:
    page = browser.get("/logboek").text

    assert "Alle 3 regels nagerekend: het logboek is heel" in page
    assert BROKEN not in page


@pytest.mark.parametrize(
    ("change", "number", "words"),
    [
        ("UPDATE ledger_entry SET payload = '{\"subject\":\"p1\"}' WHERE seq = 1", 1,
         "De tekst van deze regel is veranderd."),
        ("UPDATE ledger_entry SET kind = CAST(x'FF' AS TEXT) WHERE seq = 1", 1, "beschadigd"),
        ("UPDATE ledger_entry SET at = 'gisteren' WHERE seq = 3", 3, "beschadigd"),
        ("DELETE FROM ledger_entry WHERE seq = 2", 2, "Hier ontbreekt een regel"),
        ("UPDATE ledger_entry SET hash = upper(hash) WHERE seq = 2", 2, "veranderd"),
    ],
)  # fmt: skip
@pytest.mark.usefixtures("told")
def test_a_broken_ledger_says_from_where(
    app: Flask,
    browser: Browser,
    break_in: Callable[[str], None],
    change: str,
    number: int,
    words: str,
) -> None:
    say(app)
    break_in(change)
    page = browser.get("/logboek").text

    assert f"{BROKEN} {number}" in page
    assert words in page
    assert WHOLE not in page


@pytest.mark.usefixtures("told")
def test_damage_in_sight_is_told_though_the_last_check_found_none(
    browser: Browser, break_in: Callable[[str], None]
) -> None:
    assert WHOLE in browser.get("/logboek").text
    break_in("UPDATE ledger_entry SET kind = 'poll.closed' WHERE seq = 2")

    assert f"{BROKEN} 2" in browser.get("/logboek?over=b7").text


@pytest.mark.usefixtures("told")
def test_the_whole_ledger_is_read_once_a_day_and_once_an_entry(
    browser: Browser, session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    read = []

    def count(asked: Session) -> list[Entry]:
        read.append(1)
        return list(queries.entries_after(asked, 0))

    monkeypatch.setattr(queries, "all_entries", count)
    for path in ("/logboek", "/logboek?over=p1", "/logboek?over=b7"):
        browser.get(path)
    assert len(read) == 1
    append(session, "poll.opened", {}, now=NOW)
    session.commit()
    for path in ("/logboek", "/logboek?over=p1"):
        browser.get(path)
    assert len(read) == 2
    for module in ("app.web.kept", "app.ledger.views"):
        monkeypatch.setattr(f"{module}.now", lambda: NOW + timedelta(days=900))
    browser.get("/logboek")
    assert len(read) == 3


# The file


@pytest.mark.usefixtures("told")
def test_the_file_holds_every_entry_and_the_head(
    browser: Browser, stored: Fresh, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(queries, "BATCH", 2)
    answer = browser.get("/logboek.json")
    read = read_download(answer.data)

    assert answer.mimetype == "application/json"
    assert json.loads(answer.data)["format"] == 1
    assert read.entries == list(queries.all_entries(stored()))
    assert read.head == queries.head(stored()) == examine(read.entries).head


def test_the_file_of_an_empty_ledger_is_one_too(browser: Browser) -> None:
    assert read_download(browser.get("/logboek.json").data).entries == []


@pytest.mark.usefixtures("told")
def test_a_slow_download_holds_no_connection(app: Flask, database: Database) -> None:
    answer = app.test_client().get("/logboek.json", buffered=False)
    pieces = iter(answer.response)
    next(pieces)
    next(pieces)

    assert database.reading.pool.status().endswith("Current Checked out connections: 0")
    answer.close()


def run_recipe(page: str, folder: Path) -> subprocess.CompletedProcess[str]:
    """Run the lines of Python that the page shows, where the file is."""
    recipe = re.search(r"<pre[^>]*><code>(.*?)</code></pre>", page, re.DOTALL)
    assert recipe
    command = [sys.executable, "-I", "-W", "ignore", "-c", unescape(recipe[1])]
    return subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)


def test_the_recipe_on_the_page_works(browser: Browser, told: list[str], tmp_path: Path) -> None:
    page, file = browser.get("/logboek").text, tmp_path / "logboek.json"
    content = browser.get("/logboek.json").data
    file.write_bytes(content)
    whole = run_recipe(page, tmp_path)
    file.write_bytes(content.replace(b"Caf\xc3\xa9", b"Caf\xc3\xa8"))
    broken = run_recipe(page, tmp_path)

    assert whole.stdout == f"3 {told[-1]}\n"
    assert "AssertionError: 1" in broken.stderr


@pytest.mark.parametrize(
    "content",
    [b"", b"[]", b"{}", b'{"format":2,"entries":[],"head":{"seq":0,"hash":"0"}}', b"[" * 100_000,
     b'{"format":1,"format":1,"entries":[],"head":{"seq":0,"hash":"0"}}', b"\xff"],
)  # fmt: skip
def test_another_file_is_no_ledger(content: bytes) -> None:
    with pytest.raises(NotALedgerError):
        read_download(content)


# The command


def run(app: Flask, *arguments: str) -> tuple[int, str]:
    result = app.test_cli_runner().invoke(args=["ledger", "verify", *arguments])
    return result.exit_code, result.output


def test_the_command_tells_the_number_and_the_head(app: Flask, told: list[str]) -> None:
    code, output = run(app)

    assert code == 0
    assert output == f"3 entries, all whole. Head: nr 3, {grouped(told[-1])}\n"


def test_the_command_takes_a_head_from_paper(
    app: Flask, session: Session, told: list[str], break_in: Callable[[str], None]
) -> None:
    with app.test_request_context():
        paper = head_line(session)
    session.rollback()
    assert paper == f"Stand van het logboek: nr 3, {grouped(told[-1])}"
    other = paper.replace(grouped(told[-1]), grouped("ab" * 32))

    assert run(app, "--head", paper)[0] == 0
    assert run(app, "--head", f"1 {told[0]}")[0] == 0
    assert "entry 3 is broken" in run(app, "--head", other)[1]
    assert run(app, "--head", "nr 3")[0] == 2
    break_in("DELETE FROM ledger_entry WHERE seq = 3")
    assert run(app)[0] == 0
    assert "entry 3 is broken: it is missing" in run(app, "--head", paper)[1]


@pytest.mark.usefixtures("told")
def test_the_command_names_the_first_broken_entry(
    app: Flask, break_in: Callable[[str], None]
) -> None:
    break_in("UPDATE ledger_entry SET kind = 'poll.closed' WHERE seq >= 2")
    code, output = run(app)

    assert code == 1
    assert "entry 2 is broken ('poll.closed', number 2, '2026-11-23T13:05:00Z')" in output


@pytest.mark.usefixtures("told")
def test_the_command_checks_a_downloaded_file(
    app: Flask, browser: Browser, tmp_path: Path, break_in: Callable[[str], None]
) -> None:
    file, content = tmp_path / "logboek.json", browser.get("/logboek.json").data
    lines = content.splitlines(keepends=True)
    # Without the application's own entries: the file is all that it needs.
    break_in("DELETE FROM ledger_entry")
    cases = {
        content: (0, "3 entries, all whole"),
        content.replace(b"promise.made", b"promise.kept"): (1, "entry 2 is broken"),
        b"".join([lines[0], *lines[2:]]): (1, "entry 1 is broken"),
        b"".join([*lines[:2], lines[2].rstrip(b",\n"), *lines[4:]]): (1, "entry 3 is broken"),
        content.replace(b'"cents":[1,2]', b'"cents":[1,2.0]'): (1, "entry 2 is broken"),
        content.replace(b'"seq":2', b'"seq":true'): (1, "entry 2 is broken"),
        content.replace(b'"seq":2', b'"seq":2,"x":1'): (1, "entry 2 is broken"),
        b"PDF": (1, "is no downloaded ledger"),
    }
    for written, (code, words) in cases.items():
        file.write_bytes(written)
        found = run(app, str(file))
        assert found[0] == code, (found, words)
        assert words in found[1]


@pytest.mark.usefixtures("told")
def test_damage_can_be_downloaded_and_is_found_in_the_file(
    app: Flask, browser: Browser, tmp_path: Path, break_in: Callable[[str], None]
) -> None:
    break_in("UPDATE ledger_entry SET payload = CAST(x'FF22' AS TEXT) WHERE seq = 2")
    file = tmp_path / "logboek.json"
    file.write_bytes(browser.get("/logboek.json").data)

    assert "entry 2 is broken" in run(app, str(file))[1]
    browser.get("/logboek")
