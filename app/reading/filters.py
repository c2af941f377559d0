"""What a reader wants to see of the stories, as it stands in an address. Pure."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Final, NamedTuple, Protocol, TypeVar
from urllib.parse import urlencode

from app.programme.rules import ClusterKind

LIST: Final = "/verhalen"
DISTRICT: Final = "wijk"
CLUSTER: Final = "onderwerp"
FROM: Final = "vanaf"


class District(NamedTuple):
    """A district as readers see it."""

    id: int
    key: str
    name: str


class Cluster(NamedTuple):
    """A cluster as readers see it."""

    id: int
    key: str
    kind: ClusterKind
    title: str
    short_title: str
    retired: bool


#: A row that is known by its key.
K = TypeVar("K", District, Cluster)


class Place(NamedTuple):
    """Where a story stands in the list."""

    published_at: datetime
    ref: str


class Args(Protocol):
    """The query of an address."""

    def get(self, key: str, /) -> str | None:
        """Return the first value of `key`."""


@dataclass(frozen=True, eq=False)
class Names:
    """Districts and clusters, by id."""

    districts: Mapping[int, District]
    clusters: Mapping[int, Cluster]

    def district(self, key: str | None) -> District | None:
        """Return the district with this key."""
        return _with_key(self.districts.values(), key)

    def cluster(self, key: str | None) -> Cluster | None:
        """Return the cluster with this key, retired or not."""
        return _with_key(self.clusters.values(), key)


@dataclass(frozen=True)
class Wanted:
    """Which stories, and from where on; None means all."""

    district: District | None = None
    cluster: Cluster | None = None
    cursor: str | None = None

    @property
    def is_everything(self) -> bool:
        """Whether nothing was chosen."""
        return self.district is None and self.cluster is None

    def address(self, path: str = LIST) -> str:
        """Return `path` with what was chosen behind it."""
        chosen = {
            DISTRICT: self.district.key if self.district else None,
            CLUSTER: self.cluster.key if self.cluster else None,
            FROM: self.cursor,
        }
        query = urlencode({name: value for name, value in chosen.items() if value})
        return f"{path}?{query}" if query else path

    def at(self, cursor: str | None) -> "Wanted":
        """Return the same choice from another place on."""
        return replace(self, cursor=cursor)


def read_wanted(args: Args, names: Names) -> Wanted:
    """Return what an address asks for; what isn't known counts as not chosen."""
    return Wanted(
        names.district(args.get(DISTRICT)), names.cluster(args.get(CLUSTER)), args.get(FROM) or None
    )


def place_of(key: Sequence[int | str] | None) -> Place | None:
    """Return the place in the list that a cursor's key stands for, or None when it holds none."""
    if key is None:
        return None
    written, ref = key
    try:
        moment = datetime.fromisoformat(str(written)).astimezone(UTC)
    except (ValueError, OverflowError):
        return None
    return Place(moment, str(ref))


def _with_key(rows: Iterable[K], key: str | None) -> K | None:
    return next((row for row in rows if row.key == key), None)
