"""Clusters: adding, changing, ordering and retiring them. None is ever deleted: stories stay."""

from datetime import datetime

from sqlmodel import Session

from app.audit.services import record
from app.core.seen import check_seen
from app.core.versions import raise_version
from app.programme.models import Cluster
from app.programme.ordering import place
from app.programme.queries import clusters
from app.programme.rules import ClusterFacts, ClusterKind


def seen_of(cluster: Cluster) -> dict[str, object]:
    """Return what a form about the cluster shows, to notice that somebody changed it."""
    return cluster.model_dump(include={"kind", "title", "short_title", "description", "indicators"})


def add_cluster(session: Session, facts: ClusterFacts, *, actor: str, now: datetime) -> Cluster:
    """Add a cluster as the last of its kind; flushed."""
    cluster = Cluster(kind=facts.kind, title="", short_title="", description="")
    _set(cluster, facts)
    cluster.position = len(_siblings(session, facts.kind))
    session.add(cluster)
    session.flush()
    _note(session, cluster, "cluster.added", actor, now)
    return cluster


def change_cluster(
    session: Session,
    cluster: Cluster,
    facts: ClusterFacts,
    *,
    seen: str | None,
    actor: str,
    now: datetime,
) -> None:
    """Give the cluster other words.

    Raises:
        ChangedMeanwhileError: it isn't what the form with fingerprint `seen` showed.
    """
    check_seen(seen, seen_of(cluster))
    _set(cluster, facts)
    session.add(cluster)
    _note(session, cluster, "cluster.changed", actor, now)


def move_cluster(
    session: Session, cluster: Cluster, steps: int, *, actor: str, now: datetime
) -> None:
    """Move the cluster `steps` places down among its kind, or up when negative."""
    session.add_all(place(_siblings(session, cluster.kind), cluster, steps))
    _note(session, cluster, "cluster.moved", actor, now)


def retire_cluster(session: Session, cluster: Cluster, *, actor: str, now: datetime) -> None:
    """Have the cluster get no new stories; those that it has stay."""
    cluster.retired = True
    session.add(cluster)
    _note(session, cluster, "cluster.retired", actor, now)


def bring_back_cluster(session: Session, cluster: Cluster, *, actor: str, now: datetime) -> None:
    """Have a retired cluster get stories again, as the last of its kind."""
    cluster.position = len(_siblings(session, cluster.kind))
    cluster.retired = False
    session.add(cluster)
    _note(session, cluster, "cluster.brought_back", actor, now)


def _siblings(session: Session, kind: ClusterKind) -> list[Cluster]:
    return [cluster for cluster in clusters(session) if cluster.kind is kind]


def _set(cluster: Cluster, facts: ClusterFacts) -> None:
    cluster.kind = facts.kind
    cluster.title = facts.title
    cluster.short_title = facts.short_title
    cluster.description = facts.description
    cluster.indicators = list(facts.indicators)


def _note(session: Session, cluster: Cluster, action: str, actor: str, now: datetime) -> None:
    record(session, actor, action, ("cluster", cluster.key), now=now)
    raise_version(session, "public")
