"""Polls of the town whose letters staff make, take, and hand out at the counter."""

from sqlmodel import Session

from app.core import clock
from app.core.refs import new_ref
from app.polls import code_services, freezing_services, number_services
from app.polls.code_making import draw_codes, lock_codes, new_passphrase
from app.polls.code_queries import taken_lookups
from app.polls.code_rules import Act, BatchPlan, LetterForm, LetterReason
from app.polls.models import CodeBatch, Poll
from tests.browser.town import Town
from tests.browser.town_polls import BY, PollMaker
from tests.factories import CHEAP

ISSUED, RESERVE = 50, 3


def make_letters_of_town(town: Town) -> None:
    """Make polls without letters, with a file that waits, and with letters that are handed out."""
    with town.writing() as session:
        maker = PollMaker(town, session, clock.now())
        without = maker.make("Waar komt de jeu-de-boulesbaan?")
        maker.keep("unlettered", without)
        both = maker.make("Wat komt er langs de weg?", district_keys=("noord", "oost"))
        maker.keep("half lettered", both)
        make_batch(town, session, both)
        for name in ("file", "file to show", "file shown"):
            poll = maker.make(f"Welke bank komt er bij het water ({name})?")
            maker.keep(name, poll)
            make_batch(town, session, poll)
        _hand_out(maker)


def make_batch(town: Town, session: Session, poll: Poll) -> CodeBatch:
    """Make letters for Noord as the job does, but for the PDF."""
    plan = BatchPlan(
        ref=new_ref(),
        poll_ref=poll.ref,
        district_key="noord",
        form=LetterForm.A4,
        issued=ISSUED,
        reserve=RESERVE,
        actor=BY,
    )
    codes = draw_codes(plan.total, taken_lookups(session))
    made = lock_codes(codes, CHEAP, lambda *_: None)
    batch = code_services.make_codes(session, poll, plan, made, CHEAP, now=clock.now())
    key = town.parts.storage.put(b"a PDF as far as pages know", owner=f"letters{plan.ref}")
    secret_key = town.parts.settings.secret_key
    code_services.shelve(session, batch, key, new_passphrase(), secret_key=secret_key)
    town.refs[f"batch {poll.slug}"] = batch.ref
    return batch


def _hand_out(maker: PollMaker) -> None:
    """Replace a letter of an open poll, void some, and destroy their file."""
    session, now = maker.session, maker.now
    poll = maker.make("Welke brug wordt eerst gemaakt?", days=-2)
    maker.keep("counter", poll)
    batch = make_batch(maker.town, session, poll)
    code_services.destroy_file(session, maker.town.parts.storage, batch, actor=BY, now=now)
    freezing_services.freeze(session, poll, actor=BY, now=poll.opens_at)
    number_services.replace_letter(session, poll, 7, act=Act(LetterReason.LOST, BY, now))
    number_services.void_numbers(session, poll, 11, 14, act=Act(LetterReason.RETURNED, BY, now))
