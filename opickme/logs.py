"""Log lines: one event, one line, whatever text it carries."""

import logging


class OneLine(logging.Formatter):
    """Escape control characters in the message, so that no input can forge a second line or colour a terminal."""

    def formatMessage(self, record: logging.LogRecord) -> str:  # noqa: N802 (logging's own name)
        record.message = "".join(c if c.isprintable() else repr(c)[1:-1] for c in record.message)
        return super().formatMessage(record)
