"""How gunicorn runs: no line of its log holds a visitor's address."""

import logging
import sys

from gunicorn.glogging import Logger

from app.web.logs import log_crash

accesslog = None
loglevel = "warning"
# A visitor may keep the connection for the next page; a slow one doesn't hold a thread for long.
keepalive = 5
max_requests = 20_000
max_requests_jitter = 2_000


class QuietLogger(Logger):  # type: ignore[misc] # gunicorn ships no types
    """gunicorn's log without "Invalid request from ip=…"."""

    def warning(self, msg: object, *args: object, **kwargs: object) -> None:
        """Log warnings, those about a visitor's request without the visitor."""
        if str(msg).startswith("Invalid request"):
            msg, args = "Invalid request", ()
        super().warning(msg, *args, **kwargs)

    def exception(self, msg: object, *args: object, **kwargs: object) -> None:
        """Log errors, those in a visitor's request by place and kind only."""
        error = sys.exc_info()[1]
        if error is None or not str(msg).startswith("Error handling request"):
            super().exception(msg, *args, **kwargs)
            return
        log_crash(error)
        super().error("Error handling request")


logger_class = QuietLogger
logging.captureWarnings(capture=True)
