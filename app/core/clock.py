"""The one place that reads the clock, so that services and rules get the time passed in."""

from datetime import UTC, datetime


def now() -> datetime:
    """Return the present moment, aware and in UTC."""
    return datetime.now(UTC)
