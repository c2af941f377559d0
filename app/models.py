"""Every stored model, for migrations and for the test that compares them with the database."""

from app.audit import models as audit
from app.contact import models as contact
from app.core import jobs, mail, versions
from app.council import models as council
from app.editions import models as editions
from app.enquiry import models as enquiry
from app.journal import models as journal
from app.ledger import models as ledger
from app.moderation import models as moderation
from app.monitor import figure_models as figures
from app.monitor import models as monitor
from app.photos import models as photos
from app.polls import models as polls
from app.programme import models as programme
from app.promises import models as promises
from app.quotes import models as quotes
from app.staff import models as staff
from app.stories import models as stories
from app.stories import noting_models as noting
from app.suggesting import models as suggesting
from app.web import drafts

ALL = (
    jobs,
    mail,
    versions,
    audit,
    drafts,
    ledger,
    programme,
    staff,
    photos,
    stories,
    noting,
    enquiry,
    suggesting,
    moderation,
    contact,
    editions,
    quotes,
    polls,
    promises,
    council,
    monitor,
    figures,
    journal,
)
