"""The shape of a programme file, checked before anything of it is stored.

Its format is explained in `docs/programme-file.md`.
"""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Annotated, Any, Final, Protocol

from pydantic import (
    AfterValidator,
    BaseModel,
    ConfigDict,
    Field,
    StringConstraints,
    ValidationError,
)

from app.core.mail_address import MailAddressError, read_mail_address
from app.programme.rules import (
    MAX_BODY,
    MAX_DESCRIPTION,
    MAX_SHORT_TITLE,
    MAX_TITLE,
    ClusterKind,
    Favourable,
    Period,
    ProgrammeFileError,
    RoundDaysError,
    RoundsOverlapError,
    check_periods,
)

#: Areas of a figure beside the districts.
AREAS: Final = frozenset({"netherlands", "benchmark", "municipality"})

Key = Annotated[str, StringConstraints(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$", max_length=60)]
Words = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=MAX_TITLE)]
Short = Annotated[
    str, StringConstraints(strip_whitespace=True, min_length=1, max_length=MAX_SHORT_TITLE)
]
Sentences = Annotated[
    str, StringConstraints(strip_whitespace=True, min_length=1, max_length=MAX_DESCRIPTION)
]
Prose = Annotated[str, StringConstraints(strip_whitespace=True, max_length=MAX_BODY)]
Values = dict[str, float]


def _mail_or_nothing(typed: str) -> str:
    try:
        return read_mail_address(typed) if typed else ""
    except MailAddressError as error:
        raise ValueError("is no mail address") from error


class _Part(BaseModel):
    """A table of the file; a key that it doesn't know is an error, not a silence."""

    model_config = ConfigDict(extra="forbid")


class ProgrammePart(_Part):
    """Names and how to reach people."""

    key: Key
    name: Words
    municipality: Words
    site_title: Words
    help_phone: Words
    help_phone_dial: str = ""
    contact: Prose = ""
    meldpunt_text: Prose = ""
    meldpunt_phone: str = ""
    meldpunt_url: str = ""
    privacy_contact: Prose = ""
    accessibility_statement_url: str = ""
    figures_source: str = ""
    figures_note: Prose = ""
    #: Names of what is still a placeholder.
    to_fill_in: list[str] = Field(default_factory=list)


class DistrictPart(_Part):
    """A district."""

    key: Key
    name: Words
    households: int | None = Field(default=None, ge=0)
    neighbourhoods: list[Words] = Field(default_factory=list)


class ClusterPart(_Part):
    """A problem or an opportunity."""

    key: Key
    kind: ClusterKind
    title: Words
    short_title: Short
    description: Sentences
    indicators: list[Key] = Field(default_factory=list)


class RoundPart(_Part):
    """A period of the qualitative monitor."""

    key: Key
    title: Words
    starts: date
    ends: date
    keep_until: date

    @property
    def period(self) -> Period:
        """The round's days."""
        return Period(self.title, self.starts, self.ends, self.keep_until)


class EffortPart(_Part):
    """Something that the programme does (inspanning); promises can belong to it."""

    key: Key
    title: Words


class ClosedDayPart(_Part):
    """A working day on which the municipality is closed."""

    date: date
    name: Words
    #: Only an example, to be replaced.
    example: bool = False


class StandardTextPart(_Part):
    """A standard answer."""

    key: Key
    title: Words
    text: Annotated[Prose, Field(min_length=1)]


class OfficePart(_Part):
    """An office, partner or team that something can wait for."""

    key: Key
    name: Words
    calls: bool = False
    takes_pleas: bool = False
    mail: Annotated[str, AfterValidator(_mail_or_nothing)] = ""


class HelpPart(_Part):
    """A line of the help box."""

    key: Key
    name: Words
    phone: Words
    dial: str = ""
    url: str = ""
    text: Sentences


class IndicatorPart(_Part):
    """A figure of the quantitative monitor."""

    key: Key
    element: Words
    title: Words
    unit: Words
    favourable: Favourable
    values: Values
    remark: Prose = ""


class HouseholdsPart(_Part):
    """A figure about households."""

    key: Key
    title: Words
    unit: Words
    values: Values
    measured_on: date
    remark: Prose = ""


class ProgrammeFile(_Part):
    """A whole programme file."""

    programme: ProgrammePart
    districts: list[DistrictPart] = Field(min_length=1)
    clusters: list[ClusterPart] = Field(min_length=1)
    rounds: list[RoundPart] = Field(default_factory=list)
    efforts: list[EffortPart] = Field(default_factory=list)
    closed_days: list[ClosedDayPart] = Field(default_factory=list)
    standard_texts: list[StandardTextPart] = Field(default_factory=list)
    offices: list[OfficePart] = Field(default_factory=list)
    help: list[HelpPart] = Field(default_factory=list)
    texts: dict[Annotated[str, StringConstraints(pattern=r"^[a-z0-9_]+$")], Prose] = Field(
        default_factory=dict
    )
    indicators: list[IndicatorPart] = Field(default_factory=list)
    households: list[HouseholdsPart] = Field(default_factory=list)


class _Keyed(Protocol):
    @property
    def key(self) -> str: ...


class _Measured(_Keyed, Protocol):
    @property
    def values(self) -> Values: ...


def check_file(data: Mapping[str, Any]) -> ProgrammeFile:
    """Return the parsed file as values.

    Raises:
        ProgrammeFileError: it has another shape, or its parts don't fit each other.
    """
    try:
        parsed = ProgrammeFile.model_validate(data)
    except ValidationError as error:
        raise ProgrammeFileError(_words_of(error, data)) from error
    if problems := [
        *_doubles(parsed),
        *_strangers(parsed),
        *_wrong_rounds(parsed),
        *_wrong_teams(parsed),
    ]:
        raise ProgrammeFileError(problems)
    return parsed


def _words_of(error: ValidationError, data: Mapping[str, Any]) -> Iterator[str]:
    for problem in error.errors():
        table, *inner = problem["loc"]
        place = [str(table)]
        if inner and isinstance(inner[0], int):
            place.append(_entry(data[str(table)][inner[0]], inner.pop(0)))
        if inner:
            place.append("field " + ".".join(map(str, inner)))
        yield f"{', '.join(place)}: {problem['msg']}"


def _entry(entry: object, number: int | str) -> str:
    key = entry.get("key") if isinstance(entry, Mapping) else None
    counted = f"entry {int(number) + 1}"
    return f"{counted} ({key})" if isinstance(key, str) else counted


def _doubles(parsed: ProgrammeFile) -> Iterator[str]:
    tables: dict[str, Sequence[_Keyed]] = {
        "districts": parsed.districts,
        "clusters": parsed.clusters,
        "rounds": parsed.rounds,
        "efforts": parsed.efforts,
        "standard_texts": parsed.standard_texts,
        "offices": parsed.offices,
        "help": parsed.help,
        "indicators": parsed.indicators,
        "households": parsed.households,
    }
    for table, parts in tables.items():
        for key, count in Counter(part.key for part in parts).items():
            if count > 1:
                yield f"{table}, field key: {key} stands there {count} times"
    for day, count in Counter(part.date for part in parsed.closed_days).items():
        if count > 1:
            yield f"closed_days, field date: {day} stands there {count} times"


def _strangers(parsed: ProgrammeFile) -> Iterator[str]:
    known = {part.key for part in parsed.indicators}
    for number, cluster in enumerate(parsed.clusters):
        for key in cluster.indicators:
            if key not in known:
                where = _entry(cluster.model_dump(), number)
                yield f"clusters, {where}, field indicators: there is no indicator {key}"
    areas = AREAS | {part.key for part in parsed.districts}
    measured: dict[str, Sequence[_Measured]] = {
        "indicators": parsed.indicators,
        "households": parsed.households,
    }
    for table, parts in measured.items():
        for number, part in enumerate(parts):
            for area in part.values.keys() - areas:
                where = f"entry {number + 1} ({part.key})"
                yield f"{table}, {where}, field values: there is no area {area}"


def _wrong_teams(parsed: ProgrammeFile) -> Iterator[str]:
    first = [part for part in parsed.offices if part.takes_pleas]
    if len(first) > 1:
        yield f"offices, field takes_pleas: {first[0].key} and {first[1].key} both have it"
    for number, part in enumerate(parsed.offices):
        if part.takes_pleas and not part.calls:
            where = f"entry {number + 1} ({part.key})"
            yield f"offices, {where}, field takes_pleas: only with calls = true"


def _wrong_rounds(parsed: ProgrammeFile) -> Iterator[str]:
    reasons = {
        "ends_before_start": "field ends: lies before starts",
        "kept_too_short": "field keep_until: lies before ends",
    }
    for number, part in enumerate(parsed.rounds):
        try:
            check_periods([part.period])
        except RoundDaysError as error:
            yield f"rounds, entry {number + 1} ({part.key}), {reasons[error.reason]}"
            return
    try:
        check_periods(part.period for part in parsed.rounds)
    except RoundsOverlapError as error:
        yield f"rounds, field starts: {error} overlap"
