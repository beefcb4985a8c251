"""Write a log record as one line: its constant message, then its facts as `name=value`.

Facts are handed over as fields (`extra=`), so that messages stay the same and can be searched for. Fields of
other people's loggers are left out: they may be whole objects. A value that has spaces or characters that would steer
a terminal is written as Python writes it, and cut when it is long: servers put megabytes into what they say.
"""

import logging

_OURS = ("pipeline", "models", "spiders", "flows")
_LONGEST_VALUE = 300
_KNOWN = frozenset(logging.makeLogRecord({}).__dict__) | {"message", "asctime", "taskName"}


class FieldsFormatter(logging.Formatter):
    """A formatter that appends the fields of our own records."""

    def formatMessage(self, record: logging.LogRecord) -> str:  # noqa: N802  # logging's name
        """Return the line without traceback."""
        line = super().formatMessage(record)
        if record.name.partition(".")[0] not in _OURS:
            return line
        fields = {name: value for name, value in record.__dict__.items() if name not in _KNOWN}
        return " ".join([line, *(f"{name}={_written(value)}" for name, value in fields.items())])


def _written(value: object) -> str:
    text = f"{value:.2f}" if isinstance(value, float) else str(value)
    if len(text) > _LONGEST_VALUE:
        text = text[: _LONGEST_VALUE - 1] + "…"
    return text if text.isprintable() and " " not in text and text else repr(text)
