"""Structured logs: one JSON object a line on stdout, redacted before it is written."""

import logging
import sys
from typing import Any, cast

import orjson
import structlog
from structlog.typing import EventDict, FilteringBoundLogger

from shared.log_writer import NOWHERE, LineWriter
from shared.redaction import redact, redact_text

_writer: LineWriter | None = None


def configure_logs(service: str, level: str) -> None:
    """Set up once at start. Standard-library loggers (drivers, servers) come out in the same form."""
    global _writer
    writer = _writer = LineWriter(sys.stdout.fileno() if sys.stdout else NOWHERE)
    shared_processors: list[structlog.typing.Processor] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        structlog.processors.format_exc_info,
        _add_service(service),
        _redact_fields,
    ]
    structlog.configure(
        processors=[*shared_processors, structlog.processors.JSONRenderer(serializer=_dump)],
        wrapper_class=structlog.make_filtering_bound_logger(logging.getLevelNamesMapping()[level.upper()]),
        logger_factory=lambda *_: writer,
        cache_logger_on_first_use=False,
    )
    handler = _ToWriter(writer)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=[structlog.stdlib.add_logger_name, *shared_processors],
            processors=[
                structlog.stdlib.ProcessorFormatter.remove_processors_meta,
                structlog.processors.JSONRenderer(serializer=lambda *a, **k: _dump(*a, **k).decode()),
            ],
        )
    )
    handler.addFilter(_Seldom())
    # Libraries speak up only when something is wrong; what matters of their work we log ourselves.
    logging.basicConfig(handlers=[handler], level=logging.WARNING, force=True)


def flush_logs() -> None:
    """The last lines before the process ends; it waits a second at most."""
    if _writer is not None:
        _writer.flush()


def get_logger() -> FilteringBoundLogger:
    """The logger: ``log.info("message_sent", message_id=…)``, a snake_case event and fields, no prose."""
    return cast(FilteringBoundLogger, structlog.get_logger())


class _ToWriter(logging.Handler):
    def __init__(self, writer: LineWriter) -> None:
        super().__init__()
        self._writer = writer

    def emit(self, record: logging.LogRecord) -> None:
        try:
            line = self.format(record)
        except Exception:  # a library's call with arguments that do not fit its text
            line = _dump({"event": "log_line_not_formatted", "logger": record.name}).decode()
        self._writer.write(line.encode("utf-8", "backslashreplace"))


class _Seldom(logging.Filter):
    """A library may say the same thing once in ``EVERY`` seconds: with its broker down, aiokafka writes 65 lines/s."""

    EVERY = 10.0

    def __init__(self) -> None:
        super().__init__()
        self._said: dict[tuple[str, str], float] = {}

    def filter(self, record: logging.LogRecord) -> bool:
        what = record.name, str(record.msg)[:80]
        if record.created - self._said.get(what, 0.0) < self.EVERY:
            return False
        if len(self._said) >= 1_000:
            self._said.clear()
        self._said[what] = record.created
        return True


def _add_service(service: str) -> structlog.typing.Processor:
    def add(_logger: Any, _method: str, event: EventDict) -> EventDict:
        event["service"] = service
        return event

    return add


def _redact_fields(_logger: Any, _method: str, event: EventDict) -> EventDict:
    return {name: redact(name, value) for name, value in event.items()}


def _dump(event: EventDict, **_: Any) -> bytes:
    try:
        return orjson.dumps(event, default=lambda value: redact_text(str(value)))
    except (TypeError, ValueError):
        return orjson.dumps({name: redact_text(ascii(value)) for name, value in event.items()})
