"""Two people at one form: who saves second is told what the first one changed."""

import hashlib
import json
from typing import Any, Final

from app.core.errors import ConflictError

_LENGTH: Final = 24


class ChangedMeanwhileError(ConflictError):
    """Somebody changed the thing after the form for it was made."""


def fingerprint(values: Any) -> str:  # noqa: ANN401 - whatever JSON can hold, and dates
    """Return a short text that differs when `values` differ, for a form to carry."""
    packed = json.dumps(values, sort_keys=True, default=str)
    return hashlib.sha256(packed.encode()).hexdigest()[:_LENGTH]


def check_seen(seen: str | None, values: Any) -> None:  # noqa: ANN401 - as above
    """Raise `ChangedMeanwhileError` unless the form with fingerprint `seen` showed `values`."""
    if seen != fingerprint(values):
        raise ChangedMeanwhileError
