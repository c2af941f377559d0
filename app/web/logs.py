"""Log lines as JSON: what happened to which thing, without words, codes or addresses."""

import logging
import sys
from time import perf_counter
from typing import Final

import structlog
from flask import Flask, Response, g, request

#: Files of pages: when the pictures of a ballot are fetched would tell when people vote.
_QUIET: Final = {"static", "photos.show"}

log = structlog.get_logger("buurtstem")


def init_app(app: Flask) -> None:
    """Write one line for each request, and the trace of what was not foreseen."""
    structlog.configure(
        processors=[
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.processors.JSONRenderer(),
        ],
        logger_factory=structlog.WriteLoggerFactory(file=sys.stderr),
        cache_logger_on_first_use=True,
    )
    # Flask would log the path and the exception's text; both can hold what a resident typed.
    app.logger.handlers = [logging.NullHandler()]
    app.logger.propagate = False
    keep_words_out("huey")

    @app.before_request
    def start() -> None:
        g.started = perf_counter()

    @app.after_request
    def write(response: Response) -> Response:
        if request.endpoint not in _QUIET and "is_quiet" not in g:
            took = perf_counter() - g.get("started", perf_counter())
            log.info(
                "request",
                method=request.method,
                endpoint=request.endpoint,
                status=response.status_code,
                ms=round(took * 1000),
            )
        return response


def say_nothing(response: Response) -> Response:
    """Have the request leave no line: as `after_request` of pages on which people vote.

    Its time alone would tell when somebody did. What broke is still logged.
    """
    g.is_quiet = True
    return response


class _WithoutWords(logging.Filter):
    """Logs a library's errors as ours: their text could hold what a resident typed."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Log the error of `record` by place and kind, and take it out."""
        if record.exc_info and record.exc_info[1] is not None:
            log_crash(record.exc_info[1])
            record.exc_info = record.exc_text = None
        return True


def keep_words_out(name: str) -> None:
    """Have the logger called `name` tell where errors happened, without their text."""
    logger = logging.getLogger(name)
    if not any(isinstance(each, _WithoutWords) for each in logger.filters):
        logger.addFilter(_WithoutWords())


def log_crash(error: BaseException) -> None:
    """Log where an unforeseen error happened: file, line and kind, not its text."""
    frames, trace = [], error.__traceback__
    while trace is not None:
        code = trace.tb_frame.f_code
        frames.append(f"{code.co_filename.rpartition('/app/')[2]}:{trace.tb_lineno}:{code.co_name}")
        trace = trace.tb_next
    log.error("crash", error=type(error).__name__, trace=frames[-12:])
