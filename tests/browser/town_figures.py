"""Enough tagged stories in the town for figures, words that stand out, and suggestions."""

from datetime import timedelta

from sqlmodel import select

from app.core import clock
from app.moderation.learning_chores import learn_clusters
from app.moderation.models import StoryCluster
from app.monitor.figure_chores import look_for_words
from app.programme.models import Cluster
from app.stories.rules import AgeGroup, Channel
from tests.browser.town import Town
from tests.factories import make_public

MANY = 160
#: What stories are about, each beside the cluster of the same place.
SAID = (
    "De gemeente belooft veel, maar er gebeurt niets.",
    "De rekening is te hoog en het geld is op.",
    "Mijn zoon vindt geen werk in de buurt.",
    "Er ligt zwerfvuil op de stoep en het bankje is kapot.",
    "Bij het loket moet ik elke keer opnieuw mijn verhaal doen.",
    "Mijn buurvrouw kookt soep voor de hele straat.",
    "Wij praten graag mee over het plein.",
    "De moestuin is een fijne plek voor iedereen.",
    "De bakker helpt mee met het buurtfeest.",
)
CHANNELS = (Channel.SELF, Channel.SELF, Channel.DOOR, Channel.CAFE, Channel.PAPER)
LANGUAGES = ("nl", "nl", "nl", "nl", "pl")


def figure_things(town: Town) -> None:
    """Tell stories for fourteen months, in both districts; learn from them."""
    now = clock.now()
    with town.writing() as session:
        clusters = session.exec(select(Cluster).order_by(Cluster.id)).all()  # type: ignore[arg-type] # a column
        for number in range(MANY):
            place = number * (number % 3 + 1) % len(SAID)
            told_at = now - timedelta(days=30 + number * 37 % 390)
            story = make_public(
                session,
                f"{SAID[place]} Dat was mijn verhaal van dag {number}.",
                received_at=told_at,
                published_at=told_at + timedelta(days=number % 14),
                district_id=1 + number % 3 // 2,
                channel=CHANNELS[number % 5],
                language=LANGUAGES[number % 5],
                age_group=AgeGroup.FROM_16 if number % 2 else None,
            )
            assert story.id is not None
            tags = [clusters[place]] if number % 3 else [clusters[place], clusters[0]]
            for cluster in dict.fromkeys(each.id or 0 for each in tags):
                is_main = cluster == clusters[place].id
                session.add(StoryCluster(story_id=story.id, cluster_id=cluster, is_main=is_main))
    look_for_words(town.parts.database, now=now)
    learn_clusters(town.parts.database, now=now)
