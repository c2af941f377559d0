"""Reminders of promises: a digest to whom it concerns, once for each promise and date."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
from sqlmodel import Session, col, select

from app.core.db import Database
from app.core.mail import OutgoingMail, seal_address
from app.core.mail_chores import Post, Sending, send_due
from app.programme.models import Office
from app.programme.queries import get_office
from app.promises.chores import send_reminders
from app.promises.models import Promise
from app.promises.services import Subject, move_promise
from app.promises.steps import Act
from app.staff.models import StaffMember
from app.staff.rules import Role
from app.staff.services import set_own_mail
from tests.conftest import NOW
from tests.factories import make_member, make_programme
from tests.post_office import PostOffice, post_to, serving
from tests.promised import DAY, OFFICE, finished, promised

KEY = "for tests only"


@pytest.fixture
def office() -> PostOffice:
    return PostOffice()


@pytest.fixture
def post(office: PostOffice) -> Iterator[Post]:
    with serving(office) as server:
        yield post_to(server)


@pytest.fixture(autouse=True)
def town(session: Session) -> None:
    make_programme(session)
    for name in ("noord", "oost"):
        reached(session, make_member(session, name))
    session.commit()


def reached(session: Session, member: StaffMember) -> None:
    address = f"{member.username}@gemeente.example.nl"
    set_own_mail(session, member, seal_address(KEY, address, now=NOW), now=NOW)


def mine(session: Session, district: int | None, what: str, days: int) -> Promise:
    return promised(
        session, what=what, days=40 + days, subject=Subject(district_id=district),
        now=NOW - 40 * DAY,
    )  # fmt: skip


def remind(database: Database, now: datetime = NOW) -> int:
    return send_reminders(database, secret_key=KEY, now=now)


def test_everybody_gets_one_mail_with_what_is_due_and_late_in_their_district(
    session: Session, database: Database, office: PostOffice, post: Post
) -> None:
    mine(session, 1, "Een bank in noord.", 3)
    mine(session, 1, "Een lamp in noord.", -2)
    mine(session, 2, "Een boom in oost.", 6)
    mine(session, None, "Een krant voor iedereen.", 0)
    mine(session, 1, "Nog lang niet.", 7)
    finished(session, mine(session, 1, "Al klaar.", 1))
    session.commit()

    assert remind(database) == 2
    assert send_due(database, post, now=NOW) == Sending(sent=2)

    assert office.recipients == ["noord@gemeente.example.nl", "oost@gemeente.example.nl"]
    texts = {mail["To"]: mail.get_content() for mail in office.mails}
    noord, oost = (texts[f"{name}@gemeente.example.nl"] for name in ("noord", "oost"))
    assert [each in noord for each in ("bank", "lamp", "krant")] == [True] * 3
    assert [each in oost for each in ("boom", "krant")] == [True] * 2
    assert not any(each in noord for each in ("boom", "Nog lang niet", "Al klaar"))
    assert noord.index("Te laat:") < noord.index("lamp") < noord.index("Deze week klaar:")
    assert "https://stem.example/team/toezeggingen" in noord
    (mail,) = [mail for mail in office.mails if mail["To"].startswith("noord")]
    assert mail["Subject"] == (
        "1 toezegging is te laat, 2 toezeggingen moeten deze week klaar zijn"
    )
    assert mail["List-Unsubscribe"] is None


def test_a_promise_is_told_once_as_due_and_once_as_overdue(
    session: Session, database: Database
) -> None:
    promise = mine(session, 1, "Een bank.", 3)
    session.commit()

    sent = [remind(database, NOW + hours * timedelta(hours=1)) for hours in (0, 0, 1, 24, 48, 72)]
    assert sent == [1, 0, 0, 0, 0, 0]
    late = NOW + 4 * DAY
    assert [remind(database, late), remind(database, late + 3 * DAY)] == [1, 0]
    assert promise.version == 1


def test_another_day_is_told_anew(session: Session, database: Database) -> None:
    promise = mine(session, 1, "Een bank.", 3)
    session.commit()
    assert remind(database) == 1

    with database.write() as writing:
        row = writing.get_one(Promise, promise.id)
        move_promise(writing, row, row.due_on + DAY, "Regen.", Act("anna", row.version, NOW))
        writing.commit()
    assert [remind(database), remind(database)] == [1, 0]


def test_the_office_that_promised_is_reminded_too(
    session: Session, database: Database, office: PostOffice, post: Post
) -> None:
    for key in ("groen", "weller"):
        row: Office = get_office(session, key)
        row.mail = f"{key}@partner.example.nl"
        session.add(row)
    mine(session, 2, "Een boom in oost.", 1)
    session.commit()

    assert remind(database) == 2
    send_due(database, post, now=NOW)
    assert office.recipients == ["groen@partner.example.nl", "oost@gemeente.example.nl"]
    assert OFFICE in office.mails[0].get_content()


@pytest.mark.parametrize(
    "moment",
    [
        datetime(2026, 11, 21, 10, 0, tzinfo=UTC),  # a Saturday
        datetime(2026, 12, 25, 10, 0, tzinfo=UTC),  # Christmas
        datetime(2026, 11, 23, 6, 59, tzinfo=UTC),  # a minute to eight
        datetime(2026, 11, 23, 16, 0, tzinfo=UTC),  # five o'clock
    ],
)
def test_nobody_is_reminded_outside_working_hours(
    session: Session, database: Database, moment: datetime
) -> None:
    mine(session, 1, "Een bank.", -30)
    session.commit()

    assert remind(database, moment) == 0
    assert session.exec(select(OutgoingMail)).all() == []


def test_who_gave_no_address_left_or_keeps_no_promises_gets_nothing(
    session: Session, database: Database
) -> None:
    noord, oost = session.exec(select(StaffMember).order_by(col(StaffMember.username))).all()
    reached(session, make_member(session, "beraad", roles=(Role.COUNCIL,), districts=("noord",)))
    set_own_mail(session, noord, None, now=NOW)
    oost.active = False
    session.add(oost)
    mine(session, None, "Een bank.", 1)
    session.commit()

    assert remind(database) == 0


def test_while_the_server_is_away_the_reminder_is_kept_and_sent_once(
    session: Session, database: Database, office: PostOffice, post: Post
) -> None:
    mine(session, 1, "Een bank.", 1)
    session.commit()
    with serving(PostOffice()) as gone:
        away = post_to(gone)

    assert remind(database) == 1
    assert send_due(database, away, now=NOW) == Sending(kept=1)
    assert remind(database, NOW + timedelta(hours=1)) == 0
    assert send_due(database, post, now=NOW + timedelta(hours=1)) == Sending(sent=1)
    assert office.recipients == ["noord@gemeente.example.nl"]
