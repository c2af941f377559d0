"""A round's enquiry: asked by phone and on paper, and compared with the round before."""

import re
from collections.abc import Callable
from datetime import date, timedelta

import pytest
from flask import Flask
from sqlmodel import Session, col, select

from app.audit.models import AuditEntry
from app.core import clock
from app.enquiry import queries, services
from app.enquiry.models import Enquiry, EnquiryAnswer, EnquiryReply
from app.enquiry.rules import Given, Question, QuestionKind, ReplyChannel
from app.enquiry.services import Reply
from app.programme.models import Round
from app.staff.rules import Role
from tests.conftest import NOW
from tests.factories import PASSWORD, make_member, make_programme, make_story
from tests.page import Browser
from tests.pdf_check import assert_pdf_ua, needs_poppler, pdf_text, readable

Fresh = Callable[[], Session]
WORDS = ("Heel slecht", "Slecht", "Gaat wel", "Goed", "Heel goed")
LIVING = Question(QuestionKind.SCALE, "Hoe is het om hier te wonen?", WORDS)
FIRST = Question(QuestionKind.CHOICE, "Wat moet eerst?", ("Het park", "De straat"))
OPEN = Question(QuestionKind.OPEN, "Wat mist u?")
ASKED = [LIVING, FIRST, OPEN]
NOW_ROUND = "2026-najaar"


@pytest.fixture(autouse=True)
def _today(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clock, "now", lambda: NOW)


@pytest.fixture
def rounds(session: Session) -> tuple[Round, Round]:
    """The round of today, and one of two years ago with the same questions and 40 answers."""
    make_programme(session)
    for name, roles in (
        ("anna", (Role.AMBASSADOR,)),
        ("baas", (Role.ADMINISTRATOR,)),
        ("zoeker", (Role.RESEARCHER,)),
    ):
        make_member(session, name, roles=roles, districts=())
    make_member(session, "noord")
    earlier = Round(
        key="2024-najaar",
        title="Najaar 2024",
        starts_on=date(2024, 9, 1),
        ends_on=date(2025, 2, 28),
        keep_until=date(2027, 3, 1),
    )
    session.add(earlier)
    session.flush()
    old = services.set_questions(session, earlier, ASKED, actor="test", now=NOW)
    answer(session, earlier, old, 30, {LIVING.key: Given(1), FIRST.key: Given(0)})
    answer(session, earlier, old, 10, {LIVING.key: Given(3), FIRST.key: Given(1)}, begin=30)
    now = session.exec(select(Round).where(Round.key == NOW_ROUND)).one()
    session.commit()
    return now, earlier


def answer(  # noqa: PLR0913 - each test says another thing
    session: Session,
    round_: Round,
    enquiry: Enquiry,
    count: int,
    given: dict[str, Given],
    *,
    begin: int = 0,
    district: int | None = 1,
) -> None:
    for number in range(begin, begin + count):
        source = services.source_of(round_, f"token {number} {district}")
        reply = Reply(given, district, ReplyChannel.PHONE, source)
        services.take_reply(session, enquiry, reply, now=NOW)


def signed_in(app: Flask, username: str) -> Browser:
    browser = Browser(app)
    browser.sign_in(username, PASSWORD)
    return browser


def ask_again(app: Flask) -> Browser:
    """The administrator takes the questions of the round before over, in one tap."""
    boss = signed_in(app, "baas")
    boss.get(f"/team/rondes/{NOW_ROUND}/vragen")
    boss.post(f"/team/rondes/{NOW_ROUND}/vragen/overnemen")
    return boss


def fields(question: Question, value: str) -> dict[str, str]:
    return {f"q_{question.key}": value}


def by_phone(app: Flask, **more: str) -> Browser:
    phone = Browser(app)
    phone.get("/vragen")
    phone.post("/vragen", {"version": "1", **more})
    return phone


def plan(seen: str, **rows: str) -> dict[str, str]:
    """The form with questions as a browser sends it: with every row."""
    empty = {f"{name}_{at}": "" for name in ("text", "answers") for at in range(10)}
    kinds = {f"kind_{at}": "open" for at in range(10)}
    return {"seen": seen, **empty, **kinds, **rows}


def type_paper(anna: Browser, **more: str) -> None:
    page = anna.get("/team/opschrijven/vragen")
    once = re.search(r'name="once"[^>]*value="([^"]+)"', page.text)
    assert once
    anna.post("/team/opschrijven/vragen", {"version": "1", "once": once[1], **more})


def rows_of(page: str, caption: str) -> list[str]:
    table = page.partition(caption)[2].partition("</table>")[0]
    rows = re.findall(r"<tr><th scope=\"row\">.*?</tr>", table)
    return [" ".join(re.sub("<[^>]+>", " ", row).split()) for row in rows]


@pytest.mark.usefixtures("rounds")
def test_a_round_is_answered_by_phone_and_paper_and_compared(app: Flask, stored: Fresh) -> None:
    boss = ask_again(app)
    for _ in range(6):
        by_phone(app, **fields(LIVING, "3"), **fields(FIRST, "0"), district="noord")
    anna = signed_in(app, "anna")
    for _ in range(5):
        type_paper(anna, **fields(FIRST, "1"), **fields(OPEN, "Een bankje."), district="oost")

    page = boss.get(f"/team/rondes/{NOW_ROUND}/vragen").text

    assert "11 mensen gaven antwoord." in page
    assert "Op internet 6, op papier 5." in page
    assert "In Najaar 2024 waren het er 40." in page
    assert rows_of(page, "Vraag 2 in cijfers") == [
        "Het park 6 (55%) 30 (75%)",
        "De straat 5 (45%) 10 (25%)",
    ]
    assert rows_of(page, "Vraag 1 in cijfers")[0] == "Heel slecht niet getoond niet getoond"
    assert rows_of(page, "Vraag 2 per wijk") == []
    channels = {each.channel for each in stored().exec(select(EnquiryReply))}
    assert channels >= {ReplyChannel.PHONE, ReplyChannel.PAPER}


def test_enough_answers_are_shown_beside_those_before(
    app: Flask, session: Session, rounds: tuple[Round, Round]
) -> None:
    now, _ = rounds
    enquiry = services.copy_questions(session, now, actor="test", now=NOW)
    for number in range(5):
        answer(session, now, enquiry, 5 + number, {LIVING.key: Given(number)}, begin=100 * number)
        answer(
            session, now, enquiry, 5, {LIVING.key: Given(number)}, begin=100 * number, district=2
        )
    session.commit()

    page = signed_in(app, "zoeker").get(f"/team/rondes/{NOW_ROUND}/vragen").text

    assert rows_of(page, "Vraag 1 in cijfers")[1] == "Slecht 11 (18%) 30 (75%)"
    assert rows_of(page, "Vraag 1 per wijk")[1] == "Slecht 6 5"


@pytest.mark.usefixtures("rounds")
def test_one_browser_counts_once_and_may_change_its_mind(app: Flask, stored: Fresh) -> None:
    ask_again(app)
    phone = by_phone(app, **fields(FIRST, "0"))
    assert "U hebt al geantwoord" in phone.get("/vragen").text
    phone.post("/vragen", {"version": "1", **fields(FIRST, "1")})

    mine = select(EnquiryAnswer.number).join(
        EnquiryReply, col(EnquiryReply.id) == EnquiryAnswer.reply_id
    )
    newest = mine.where(EnquiryReply.given_on == NOW.date(), EnquiryReply.enquiry_id == 2)
    assert list(stored().exec(newest)) == [1]


@pytest.mark.usefixtures("rounds")
def test_a_paper_that_is_sent_twice_counts_once(app: Flask, stored: Fresh) -> None:
    ask_again(app)
    anna = signed_in(app, "anna")
    for _ in range(2):
        anna.get("/team/opschrijven/vragen")
        typed = {"version": "1", "once": "same", **fields(FIRST, "0")}
        anna.post("/team/opschrijven/vragen", typed)

    paper = stored().exec(select(EnquiryReply).where(EnquiryReply.channel == ReplyChannel.PAPER))
    lines = stored().exec(select(AuditEntry).where(AuditEntry.action == "enquiry.typed"))
    assert (len(paper.all()), len(lines.all())) == (1, 1)


@pytest.mark.usefixtures("rounds")
def test_nothing_that_is_stored_says_whose_phone_it_was(app: Flask, stored: Fresh) -> None:
    ask_again(app)
    phone = by_phone(app, **fields(FIRST, "0"))
    kept = phone.client.get_cookie("vragen-1")
    assert kept is not None

    sources = [each.source_hash for each in stored().exec(select(EnquiryReply))]
    assert all(kept.value not in source for source in sources)


@pytest.mark.usefixtures("rounds")
@pytest.mark.parametrize("typed", [{}, fields(LIVING, "9"), fields(OPEN, "x" * 2001)])
def test_nothing_and_nonsense_are_refused(app: Flask, stored: Fresh, typed: dict[str, str]) -> None:
    ask_again(app)
    phone = Browser(app)
    phone.get("/vragen")
    phone.post("/vragen", {"version": "1", **typed}, 422)

    assert len(stored().exec(select(EnquiryReply)).all()) == 40


@pytest.mark.usefixtures("rounds")
def test_after_the_first_answer_a_change_is_another_version(app: Flask, stored: Fresh) -> None:
    boss = ask_again(app)
    path = f"/team/rondes/{NOW_ROUND}/vragen/wijzig"
    phone = Browser(app)
    phone.get("/vragen")
    page = boss.get(path).text
    seen = re.search(r'name="seen"[^>]*value="([^"]+)"', page)
    assert seen
    typed = plan(seen[1], text_0="Wat mist u nu?")
    by_phone(app, **fields(OPEN, "Een bus."))
    boss.post(path, typed)

    versions = stored().exec(select(Enquiry.version).where(Enquiry.round_id == 1)).all()
    assert sorted(versions) == [1, 2]
    refused = phone.post("/vragen", {"version": "1", **fields(OPEN, "Een bankje.")}, 409)
    assert "Een bankje." in refused.text
    shown = boss.get(f"/team/rondes/{NOW_ROUND}/vragen").text
    assert "Een bus." in shown
    assert "Deze vraag is in deze ronde veranderd." in shown


@pytest.mark.usefixtures("rounds")
def test_before_the_first_answer_questions_are_simply_changed(app: Flask, stored: Fresh) -> None:
    boss = ask_again(app)
    path = f"/team/rondes/{NOW_ROUND}/vragen/wijzig"
    seen = re.search(r'name="seen"[^>]*value="([^"]+)"', boss.get(path).text)
    assert seen
    boss.post(path, plan(seen[1], text_0="Hoe gaat het?", kind_0="scale"))

    enquiry = stored().exec(select(Enquiry).where(Enquiry.round_id == 1)).one()
    (row,) = queries.questions_of(stored(), enquiry)
    assert (enquiry.version, len(row.answers)) == (1, 5)


@pytest.mark.usefixtures("rounds")
def test_somebody_elses_change_is_not_overwritten(app: Flask) -> None:
    boss = ask_again(app)
    path = f"/team/rondes/{NOW_ROUND}/vragen/wijzig"
    boss.get(path)
    boss.post(path, plan("old", text_0="Hoe gaat het?"), 409)


@pytest.mark.usefixtures("rounds")
@pytest.mark.parametrize(
    "wrong",
    [
        {"text_0": "Kies", "kind_0": "choice", "answers_0": "Eén"},
        {"text_0": "", "kind_0": "choice", "answers_0": "Eén\nTwee"},
        {"text_0": "Hoe?", "kind_0": "scale", "answers_0": "a\nb"},
        {"text_0": "x" * 161, "kind_0": "open"},
        {"text_0": "Hoe?", "kind_0": "open", "text_1": "hoe? ", "kind_1": "open"},
    ],
)
def test_questions_that_cannot_be_asked_are_refused(app: Flask, wrong: dict[str, str]) -> None:
    boss = signed_in(app, "baas")
    path = f"/team/rondes/{NOW_ROUND}/vragen/wijzig"
    seen = re.search(r'name="seen"[^>]*value="([^"]+)"', boss.get(path).text)
    assert seen
    boss.post(path, plan(seen[1], **wrong), 422)


def test_words_are_read_by_who_reads_that_district(
    app: Flask, session: Session, rounds: tuple[Round, Round]
) -> None:
    now, _ = rounds
    enquiry = services.copy_questions(session, now, actor="test", now=NOW)
    answer(session, now, enquiry, 1, {OPEN.key: Given(words="Woorden uit noord.")})
    answer(session, now, enquiry, 1, {OPEN.key: Given(words="Woorden uit oost.")}, district=2)
    make_story(session, original="Een verhaal uit noord.")
    make_story(session, original="Een verhaal uit oost.", district_id=2)
    session.commit()

    pages = {
        who: signed_in(app, who).get(f"/team/rondes/{NOW_ROUND}/vragen").text
        for who in ("noord", "baas", "zoeker")
    }

    assert "uit noord" in pages["noord"]
    assert "uit oost" not in pages["noord"]
    assert pages["baas"].count("uit oost") == 2
    assert "uit noord" not in pages["zoeker"]
    signed_in(app, "anna").get(f"/team/rondes/{NOW_ROUND}/vragen", 403)


def test_answers_go_with_their_round(session: Session, rounds: tuple[Round, Round]) -> None:
    _, earlier = rounds

    assert services.forget_replies(session, earlier) == 40
    assert session.exec(select(EnquiryAnswer)).all() == []
    assert len(queries.asked_in(session, earlier)) == 3


@pytest.mark.usefixtures("rounds")
def test_outside_a_round_nothing_is_asked(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    ask_again(app)
    monkeypatch.setattr(clock, "now", lambda: NOW + timedelta(days=365))

    assert "Er zijn nu geen vragen" in Browser(app).get("/vragen").text


@pytest.mark.usefixtures("rounds")
def test_the_page_with_help_leads_to_questions_as_soon_as_there_are(app: Flask) -> None:
    reader = Browser(app)
    assert "/vragen" not in reader.get("/hulp").text

    ask_again(app)

    assert 'href="/vragen"' in reader.get("/hulp").text


@needs_poppler
@pytest.mark.usefixtures("rounds")
def test_the_questions_are_printed_with_every_answer(app: Flask) -> None:
    ask_again(app)
    pdf = signed_in(app, "anna").get(f"/team/rondes/{NOW_ROUND}/vragen/formulier.pdf").data

    assert_pdf_ua(pdf)
    text = readable(pdf_text(pdf))
    for words in (LIVING.text, *WORDS, *FIRST.answers, OPEN.text, "Oost"):
        assert readable(words) in text
