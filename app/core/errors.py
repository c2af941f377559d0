"""What can go wrong in the domain. Errors carry facts, never text for the screen."""


class DomainError(Exception):
    """Base of everything that the domain refuses."""


class InvalidError(DomainError):
    """The input can't be accepted as it is; answered with 422."""


class NotFoundError(DomainError):
    """There is no such thing, or it is not for this reader; answered with 404."""


class ForbiddenError(DomainError):
    """The reader is known and may not do this; answered with 403."""


class ConflictError(DomainError):
    """Somebody else was first; answered with 409."""


class BusyError(DomainError):
    """The server can't do this right now; answered with 503 and when to try again."""

    def __init__(self, retry_after: int) -> None:
        super().__init__(f"busy, try again in {retry_after} s")
        #: Whole seconds after which a new try makes sense.
        self.retry_after = retry_after


class TooManyTriesError(DomainError):
    """Too many wrong tries in a short time; answered with 429 and when to try again."""

    def __init__(self, retry_after: int) -> None:
        super().__init__(f"too many tries, next in {retry_after} s")
        #: Whole seconds until the next try is looked at.
        self.retry_after = retry_after
