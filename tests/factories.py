"""Things that tests need, made with sensible defaults; each takes only what matters."""

import secrets
from datetime import date, datetime, timedelta

from sqlalchemy import String, cast, func, insert, literal, select
from sqlmodel import Session

from app.core.hashing import HashCost, hash_secret
from app.core.search import index_story
from app.photos.models import Photo, PhotoFile, PhotoOwner
from app.photos.queries import Owner
from app.photos.rules import SIZES, PhotoFormat
from app.polls.models import Poll, PollDistrict, PollOption
from app.polls.rules import Access, Electorate, TieRule
from app.programme.models import Cluster, District, Office, Programme, Round
from app.programme.rules import ClusterKind
from app.staff.models import StaffMember
from app.staff.rules import Role
from app.stories.models import Story
from app.stories.rules import Audience, Consent, Outcome, StoryStatus, TellerKind
from tests.conftest import NOW

CHEAP = HashCost(time_cost=1, memory_kib=8, parallelism=1)
PASSWORD = "twaalf appels en een peer"
ORIGINAL = "Sinds de bieb dicht is, zie ik mijn buren niet meer. Jan van hiernaast ook niet."


def make_programme(session: Session) -> None:
    """The least that pages need: a programme, two districts, two clusters and a round."""
    session.add(
        Programme(
            key="test",
            name="Programma Test",
            municipality="Brunssum",
            site_title="Buurtstem",
            help_phone="14 045",
        )
    )
    for position, name in enumerate(("Noord", "Oost")):
        session.add(District(key=name.lower(), name=name, households=1000, position=position))
    make_cluster(session, key="verloedering", title="Verloedering van de publieke ruimte")
    make_cluster(session, key="helpen", title="Bereid om te helpen", kind=ClusterKind.OPPORTUNITY)
    session.add(Office(key="weller", name="Weller"))
    session.add(Office(key="team-nood", name="Team Nood", calls=True, takes_pleas=True))
    session.add(Office(key="team-rust", name="Team Rust", calls=True))
    session.add(Office(key="groen", name="Groen en wegen"))
    session.add(
        Round(
            key="2026-najaar",
            title="Najaar 2026",
            starts_on=date(2026, 9, 1),
            ends_on=date(2027, 2, 28),
            keep_until=date(2028, 3, 1),
        )
    )
    session.flush()


def make_cluster(
    session: Session, *, key: str, title: str, kind: ClusterKind = ClusterKind.PROBLEM
) -> Cluster:
    cluster = Cluster(
        key=key, kind=kind, title=title, short_title=title[:28], description=f"Over {title}."
    )
    session.add(cluster)
    session.flush()
    return cluster


def make_member(
    session: Session,
    username: str = "noord",
    *,
    roles: tuple[Role, ...] = (Role.DISTRICT_MANAGER,),
    districts: tuple[str, ...] | None = None,
    teams: tuple[str, ...] = (),
) -> StaffMember:
    """An account; by default a wijkmanager of the district that it is called after."""
    member = StaffMember(
        username=username,
        name=f"Medewerker {username.capitalize()}",
        password_hash=hash_secret(PASSWORD, CHEAP),
        roles=[role.value for role in roles],
        districts=list(districts if districts is not None else (username,)),
        teams=list(teams),
        created_at=NOW,
    )
    session.add(member)
    session.flush()
    return member


def make_story(
    session: Session,
    *,
    original: str = ORIGINAL,
    district_id: int | None = 1,
    received_at: datetime = NOW,
    **values: object,
) -> Story:
    """A story as a resident sends it: for everyone to read, may be quoted everywhere."""
    story = Story(
        original=original,
        district_id=district_id,
        round_id=1,
        teller=TellerKind.RESIDENT,
        audience=Audience.EVERYONE,
        consent_paper=Consent.YES,
        consent_online=Consent.YES,
        consent_photos=Consent.YES,
        status=StoryStatus.RECEIVED,
        received_at=received_at,
        due_on=(received_at + timedelta(days=14)).date(),
        submission_hash=secrets.token_hex(32),
    )
    for name, value in values.items():
        setattr(story, name, value)
    session.add(story)
    session.flush()
    assert story.id is not None
    index_story(session, story.id, original)
    return story


def make_public(session: Session, original: str = ORIGINAL, **values: object) -> Story:
    """A story that everyone can read: answered and published."""
    when = values.pop("published_at", NOW)
    fixed: dict[str, object] = {
        "status": StoryStatus.ANSWERED,
        "outcome": Outcome.PUBLISHED,
        "answered_at": when,
        "published_at": when,
    }
    return make_story(session, original=original, **{**fixed, **values})  # type: ignore[arg-type] # values go as they are


def make_photo(session: Session, story: Story, *, alt: str = "", shown: bool = False) -> Photo:
    """A photo of a story: its rows in every size and format, without files."""
    return make_photo_rows(session, (PhotoOwner.STORY, story.ref), alt=alt, shown=shown)


def make_photo_rows(session: Session, owner: Owner, *, alt: str = "", shown: bool = False) -> Photo:
    """A photo of whatever: its rows in every size and format, without files."""
    kind, ref = owner
    photo = Photo(owner_kind=kind, owner_ref=ref, alt=alt, shown=shown, created_at=NOW)
    session.add(photo)
    session.flush()
    assert photo.id is not None
    for size in SIZES:
        for encoding in PhotoFormat:
            session.add(
                PhotoFile(
                    photo_id=photo.id,
                    size=size,
                    format=encoding.value,
                    width=size,
                    height=size * 3 // 4,
                    bytes=1000,
                    key=f"{photo.ref}-{size}-{encoding.value}",
                )
            )
    session.flush()
    return photo


def multiply(session: Session, story: Story, count: int) -> None:
    """Add `count` stories like `story`, a minute apart, in turn of the first two districts."""
    columns = Story.__table__.c  # type: ignore[attr-defined] # every model has one
    first = select(literal(1).label("n")).cte("counted", recursive=True)
    counted = first.union_all(select(first.c.n + 1).where(first.c.n < count))
    different = {
        "ref": literal("r") + cast(counted.c.n, String),
        "submission_hash": literal("h") + cast(counted.c.n, String),
        "published_at": func.strftime(
            "%Y-%m-%d %H:%M:%f000", "2026-01-01", cast(counted.c.n, String) + " minutes"
        ),
        "district_id": counted.c.n % 2 + 1,
    }
    names = [name for name in Story.model_fields if name not in {"id", "is_public"}]
    copies = select(*(different.get(name, columns[name]) for name in names)).select_from(Story)
    copies = copies.join(counted, columns.id == story.id)
    session.connection().execute(insert(Story).from_select(names, copies))


def make_poll(
    session: Session,
    *,
    frozen: bool | datetime = False,
    options: int = 2,
    districts: tuple[int, ...] = (1,),
    opens_at: datetime = NOW - timedelta(days=7),
    closes_at: datetime = NOW + timedelta(days=7),
    **values: object,
) -> Poll:
    """A poll that lacks nothing but letters; frozen ones are open at `NOW`, a week of two.

    frozen: whether its rules are frozen (before it opens), or when; without a ledger entry.
    """
    poll = Poll(
        slug=f"speeltuin-{secrets.token_hex(4)}",
        question="Welke speeltuin komt er op het plein?",
        why="Het plein wordt nieuw. Wij bouwen wat u kiest.",
        access=Access.LETTERS,
        electorate=Electorate.HOUSEHOLD,
        opens_at=opens_at,
        closes_at=closes_at,
        tie_rule=TieRule.LOT,
        help_text="Kom langs bij de balie van het gemeentehuis, of bel 14 045.",
        decided_by="Het college besluit. Dit is geen verkiezing.",
        decision_due=(closes_at + timedelta(days=14)).date(),
        frozen_at=opens_at - timedelta(days=1) if frozen is True else frozen or None,
        created_at=opens_at - timedelta(days=2),
        created_by="system",
    )
    for name, value in values.items():
        setattr(poll, name, value)
    session.add(poll)
    session.flush()
    assert poll.id is not None
    session.add_all(PollDistrict(poll_id=poll.id, district_id=each) for each in districts)
    for number in range(1, options + 1):
        make_option(session, poll, number)
    session.flush()
    return poll


def make_option(session: Session, poll: Poll, number: int, **values: object) -> PollOption:
    """An option with a picture, whose files aren't there."""
    assert poll.id is not None
    option = PollOption(
        poll_id=poll.id,
        number=number,
        title=f"Plan {number}",
        line="Voor kinderen van 4 tot 12 jaar.",
        cost=10_000 * number,
        place="Op het plein",
    )
    for name, value in values.items():
        setattr(option, name, value)
    session.add(option)
    session.flush()
    owner = (PhotoOwner.POLL_OPTION, option.ref)
    make_photo_rows(session, owner, alt=f"Tekening van plan {number}.", shown=True)
    return option
