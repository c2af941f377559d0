"""Clusters as codes: named apart, with a colour each."""

from collections import Counter
from itertools import cycle
from typing import Final

from sqlmodel import Session

from app.monitor.export_contents import ExportCode
from app.monitor.export_guids import Guids, short
from app.monitor.export_texts import normal
from app.programme import queries as programme_queries

#: Apart from each other also for most who see few colours, and dark enough on white.
_COLOURS: Final = (
    "#1B6CA8", "#B3261E", "#2F6B4F", "#8A5A00", "#6B2C6E", "#00707A",
    "#A8327B", "#4F5B1A", "#3949AB", "#7A3B12", "#455A64", "#C0470A",
)  # fmt: skip


def codes_by_cluster(session: Session, guids: Guids) -> dict[int, ExportCode]:
    """Return the code of each cluster, retired ones too, by its id; problems first."""
    clusters = programme_queries.clusters(session, retired=True)
    titles = Counter(normal(cluster.title) for cluster in clusters)
    found: dict[int, ExportCode] = {}
    for cluster, colour in zip(clusters, cycle(_COLOURS), strict=False):
        guid, title = guids.of("cluster", cluster.key), normal(cluster.title)
        name = title if titles[title] == 1 else f"{title} ({short(guid)})"
        assert cluster.id is not None
        found[cluster.id] = ExportCode(
            guid, cluster.kind, name, normal(cluster.description), colour
        )
    return found
