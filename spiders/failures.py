"""Why asking did not work, in three classes: what will stay so, what the server may mend, and what was only the way.

Each class is asked again at its own pace (`spiders.timing`).
"""

import sqlite3
from enum import StrEnum

from pipeline.errors import RejectionReason


class FailureClass(StrEnum):
    """How likely it is that asking again soon will help."""

    HARD = "hard"
    """Gone, forbidden, or not what we can read: a person would have to change it."""
    SOFT = "soft"
    """The server answered that it could not, or not in time."""
    TEMPORARY = "temporary"
    """No answer: the name, the network or a robots.txt could not be reached."""


# 408 and 425 ask for another try; 429 for a slower one.
_SOFT_STATUS = {408, 425, 429}

_CLASS_OF_REASON = {
    RejectionReason.NETWORK: FailureClass.TEMPORARY,
    RejectionReason.TIMED_OUT: FailureClass.SOFT,
    RejectionReason.EMPTY_BODY: FailureClass.SOFT,
    RejectionReason.CRASHED: FailureClass.SOFT,
}

POISON = frozenset(
    {RejectionReason.TOO_LARGE, RejectionReason.CRASHED, RejectionReason.TIMED_OUT, RejectionReason.OUT_OF_MEMORY}
)
"""Reasons for which reading a page harms the reader; of the fetch itself only the first two count."""
OWN_FILES_FAIL = (sqlite3.Error, OSError)
"""With these the crawl's own files cannot be read or written: no page or feed is to blame."""


def class_of_status(status: int) -> FailureClass:
    """Return the class of an answer that is neither a page nor "not modified".

    >>> [str(class_of_status(status)) for status in (404, 403, 451, 429, 503)]
    ['hard', 'hard', 'hard', 'soft', 'soft']
    """
    return FailureClass.SOFT if status >= 500 or status in _SOFT_STATUS else FailureClass.HARD


def is_settled(status: int) -> bool:
    """Say whether a site's answer settles what it has at an address: a file (2xx), or none (4xx).

    >>> [is_settled(status) for status in (200, 206, 404, 403, 429, 302, 304, 503, 0)]
    [True, True, True, True, False, False, False, False, False]
    """
    return is_success(status) or (400 <= status < 500 and status not in _SOFT_STATUS)


def is_success(status: int) -> bool:
    """Say whether an answer is what was asked for, if perhaps a part of it."""
    return 200 <= status < 300


def class_of(reason: RejectionReason, *, status: int | None = None, is_passing: bool = False) -> FailureClass:
    """Return the class of a failure.

    Args:
        status: of the answer, when there was one.
        is_passing: a rule of ours refused it for a cause that may be gone next time (robots.txt out of reach).
    """
    if is_passing:
        return FailureClass.TEMPORARY
    if reason == RejectionReason.HTTP_STATUS and status is not None:
        return class_of_status(status)
    return _CLASS_OF_REASON.get(reason, FailureClass.HARD)
