"""The process that prints long documents: the same PDF, and what becomes of it when it dies."""

import os
import signal
from collections.abc import Iterator
from pathlib import Path

import pytest

from app.printing import ForbiddenResourceError, Stage, TooManyPagesError
from app.printing.pdf import silent
from app.printing.press import Press, PressDiedError, render_apart
from tests.printing.sample import book_html, book_pdf, photo, quotes
from tests.printing.test_pdf import THREE_PAGES

WITH_PHOTO = '<html lang="nl"><title>x</title><body><img alt="x" src="print:photos/a.jpg">'


@pytest.fixture
def press() -> Iterator[Press]:
    made = Press()
    yield made
    made.close()


def test_it_prints_the_same_bytes_and_tells_the_same_steps(press: Press) -> None:
    told: list[tuple[Stage, int, int | None]] = []

    made = press.render(book_html(quotes(18)), {"photos": photo}, lambda *step: told.append(step))

    assert made == book_pdf(18)
    assert told[0] == (Stage.READ, 0, None)
    assert told[-1][0] is Stage.WRITE
    assert {stage for stage, _, _ in told} == set(Stage)


def test_only_a_long_document_is_printed_by_another_process(
    press: Press, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("app.printing.press.press", press)

    short = render_apart(THREE_PAGES)
    assert press.pid is None

    monkeypatch.setattr("app.printing.press.LONG", len(THREE_PAGES))
    assert render_apart(THREE_PAGES) == short
    assert press.pid is not None


def test_one_process_prints_one_document_after_the_other(press: Press) -> None:
    first = press.render(THREE_PAGES, {}, silent)
    pid = press.pid

    assert press.render(THREE_PAGES, {}, silent) == first
    assert press.pid == pid


def test_a_refusal_is_told_and_the_process_lives_on(press: Press) -> None:
    def gone(name: str) -> bytes:
        raise FileNotFoundError(name)

    with pytest.raises(TooManyPagesError) as caught:
        press.render(THREE_PAGES, {}, silent, max_pages=2)
    pid = press.pid
    with pytest.raises(ForbiddenResourceError):
        press.render(WITH_PHOTO, {"photos": gone}, silent)
    with pytest.raises(ForbiddenResourceError):
        press.render(WITH_PHOTO, {}, silent)

    assert caught.value.limit == 2
    assert press.pid == pid


def test_when_it_dies_the_document_fails_and_the_next_one_is_printed(press: Press) -> None:
    def die(_name: str) -> bytes:
        assert press.pid is not None
        os.kill(press.pid, signal.SIGKILL)
        return b"x"

    with pytest.raises(PressDiedError):
        press.render(WITH_PHOTO, {"photos": die}, silent)
    assert press.pid is None

    assert press.render(THREE_PAGES, {}, silent).startswith(b"%PDF")


def test_a_process_that_ended_meanwhile_is_replaced(press: Press) -> None:
    press.render(THREE_PAGES, {}, silent)
    before = press.pid
    assert before is not None
    os.kill(before, signal.SIGKILL)

    assert press.render(THREE_PAGES, {}, silent).startswith(b"%PDF")
    assert press.pid != before


def test_what_goes_wrong_here_ends_the_document_there(press: Press) -> None:
    def stop(stage: Stage, _done: int, _total: int | None) -> None:
        if stage is Stage.DRAW:
            raise KeyError(stage)

    with pytest.raises(KeyError):
        press.render(THREE_PAGES, {}, stop)
    assert press.pid is None


def test_it_gets_no_keys_of_the_app(press: Press, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BUURTSTEM_SECRET_KEY", "for nobody else")
    press.render(THREE_PAGES, {}, silent)

    environment = Path(f"/proc/{press.pid}/environ").read_bytes()
    assert b"BUURTSTEM" not in environment
