"""Bound what a server may send before the body of its answer: status line, headers, and answers that precede it.

Neither Scrapy nor Twisted has such a limit, and headers without end fill 100 MiB a second until the page times out.
"""

from typing import Any

from twisted.python.failure import Failure

# Browsers take 256 KiB; servers send a tenth of that at most.
MAX_HEAD_BYTES = 256 * 1024


class HeadTooLongError(Exception):
    """What a server sent before the body of its answer was over the limit."""


def has_endless_head(error: BaseException | None) -> bool:
    """Say whether a download failed because the answer never came to its body."""
    cause = error.__cause__ if error is not None else None
    return any(reason.check(HeadTooLongError) for reason in getattr(cause, "reasons", ()))


def with_bounded_heads(factory: Any) -> Any:
    """Return the factory of connections, whose connections count what comes before a body."""

    class Bounded(factory):  # type: ignore[misc]  # whatever class Scrapy has set
        def buildProtocol(self, addr: object) -> Any:  # noqa: N802  # Twisted's name
            connection = super().buildProtocol(addr)
            connection.dataReceived = _Head(connection)
            return connection

    return Bounded


class _Head:
    """Takes what a connection receives, and breaks it off when an answer has sent too much before its body."""

    def __init__(self, connection: Any) -> None:
        self._connection = connection
        self._pass_on = connection.dataReceived
        self._parser: object = None
        self._bytes = 0

    def __call__(self, data: bytes) -> None:
        parser = self._connection._parser
        if parser is not self._parser:
            # A parser reads one answer, with all that may precede it ("100 Continue").
            self._parser, self._bytes = parser, 0
        if parser is not None and parser.state != "BODY":
            self._bytes += len(data)
            if self._bytes > MAX_HEAD_BYTES:
                self._connection.transport.abortConnection()
                self._connection._disconnectParser(Failure(HeadTooLongError()))  # type: ignore[no-untyped-call]  # Twisted's
                return
        self._pass_on(data)
