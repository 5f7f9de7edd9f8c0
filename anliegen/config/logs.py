"""Structured logs: one JSON line per entry, ids and never contents, control characters escaped."""

import logging
import logging.config
from typing import Any

import structlog


def configure(settings: dict[str, Any]) -> None:
    """Set up the standard library's logging to print through structlog as JSON on stderr."""
    processors: list[Any] = [
        structlog.stdlib.add_log_level,
        structlog.stdlib.add_logger_name,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        structlog.processors.format_exc_info,
    ]
    logging.config.dictConfig(
        {
            "version": 1,
            "disable_existing_loggers": False,
            "formatters": {
                "json": {
                    "()": structlog.stdlib.ProcessorFormatter,
                    "processors": [
                        structlog.stdlib.ProcessorFormatter.remove_processors_meta,
                        structlog.processors.JSONRenderer(ensure_ascii=False),
                    ],
                    "foreign_pre_chain": processors,
                }
            },
            "filters": {"faults": {"()": lambda: _is_fault}},
            "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "json"}},
            "root": {"handlers": ["stderr"], "level": settings.get("level", "INFO")},
            "loggers": {
                "django.server": {"level": "WARNING"},
                "procrastinate": {"level": "WARNING"},
                # A refused host or a wrong CSRF token is an outsider's doing, not a fault of ours.
                "django.security": {"level": "ERROR"},
                "django.request": {"level": "ERROR", "filters": ["faults"]},
            },
        }
    )
    structlog.configure(
        processors=[*processors, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=True,
    )


def _is_fault(record: logging.LogRecord) -> bool:
    """Leave out 503: the portal of a suspended company answers so, to every visitor and as it should."""
    return getattr(record, "status_code", 0) != 503
