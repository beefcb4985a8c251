"""When to ask again: how long to wait for a feed, a page, and what failed. Times are whole seconds since 1970.

Feeds are asked more often the more they bring; pages again and again while corrections are likely, then no
more; what failed, less and less often. Whatever is dead or harmful is still asked once a month: pages and
feeds come back, and nothing is dropped in silence.
"""

from datetime import datetime, timezone

from spiders.failures import FailureClass

HOUR_S = 3600
DAY_S = 24 * HOUR_S
WEEK_S = 7 * DAY_S
MONTH_S = 30 * DAY_S
# What was published longer ago is no news, and asked again by no schedule.
MAX_AGE_S = 90 * DAY_S

LEAST_INTERVAL_S = 15 * 60
MOST_INTERVAL_S = DAY_S
FIRST_INTERVAL_S = HOUR_S
"""Of a feed that was read once: nothing is known about it yet."""

RECHECK_AFTER_S = (HOUR_S, 6 * HOUR_S, DAY_S, 3 * DAY_S, 14 * DAY_S)
"""After a page was first fetched; corrections come early, withdrawals late."""

SLACK_S = 5 * 60
"""A crawl takes what falls due within so many seconds: schedules never start on the second."""

MAX_FAULTS = 3
"""A page that did harm so many times is left alone, and asked once a month."""

# Doubled with every further failure, up to a day.
_FIRST_WAIT_S = {
    FailureClass.TEMPORARY: LEAST_INTERVAL_S,
    FailureClass.SOFT: HOUR_S,
    FailureClass.HARD: 6 * HOUR_S,
}
# Some days of trying: a page that is not there then is asked once a month.
_MOST_FAILURES = {FailureClass.TEMPORARY: 11, FailureClass.SOFT: 9, FailureClass.HARD: 5}
# A server that is down for a weekend is no dead feed; three answers "gone" over three days are one.
_DEAD_AFTER_S = {FailureClass.TEMPORARY: WEEK_S, FailureClass.SOFT: WEEK_S, FailureClass.HARD: 3 * DAY_S}
_DEAD_AFTER_FAILURES = 3
_MONTHLY_AFTER_S = 5 * WEEK_S
# 64 h: an announced date that moves with every answer of a server would have us fetch each page every hour.
_MOST_DOUBLINGS = 6


def next_interval_s(interval_s: int | None, *, n_new: int, is_early: bool = False) -> int:
    """Return the poll interval of a feed that was just read.

    Args:
        interval_s: so far; None when it was never read.
        n_new: pages that it announced for the first time.
        is_early: it was asked before it was due: that it had nothing new says nothing.

    >>> next_interval_s(3600, n_new=2), next_interval_s(3600, n_new=0)
    (1800, 7200)
    >>> next_interval_s(3600, n_new=0, is_early=True)
    3600
    """
    if interval_s is None:
        return FIRST_INTERVAL_S
    if is_early and not n_new:
        return interval_s
    learned = interval_s // 2 if n_new else interval_s * 2
    return min(max(learned, LEAST_INTERVAL_S), MOST_INTERVAL_S)


def wait_after_failure_s(kind: FailureClass, failures: int) -> int:
    """Return how long to wait after so many failures in a row, 1 or more.

    >>> [wait_after_failure_s(FailureClass.SOFT, failures) // HOUR_S for failures in (1, 2, 5, 6, 99)]
    [1, 2, 16, 24, 24]
    """
    return min(_FIRST_WAIT_S[kind] << min(failures - 1, 10), DAY_S)


def is_dead(kind: FailureClass, failures: int, *, failing_s: int) -> bool:
    """Say whether a feed that has failed for so many seconds is to be held for dead."""
    return failures >= _DEAD_AFTER_FAILURES and failing_s >= _DEAD_AFTER_S[kind]


def feed_wait_s(kind: FailureClass, failures: int, *, failing_s: int) -> int:
    """Return how long to leave a failing feed alone: a day at the most, a dead one a week, later a month."""
    if not is_dead(kind, failures, failing_s=failing_s):
        return wait_after_failure_s(kind, failures)
    return WEEK_S if failing_s < _MONTHLY_AFTER_S else MONTH_S


def next_recheck(first_fetched: int, *, now: int) -> int | None:
    """Return when a page is to be asked again, None when it has been asked often enough.

    What was missed is made up for by one request, not by several.

    >>> [next_recheck(0, now=now) for now in (0, 3700, 2 * 86400, 20 * 86400)]
    [3600, 21600, 259200, None]
    """
    return next((first_fetched + step for step in RECHECK_AFTER_S if first_fetched + step > now + SLACK_S), None)


def page_wait_s(kind: FailureClass, failures: int) -> int:
    """Return how long to leave a page alone that failed so many times in a row, 1 or more."""
    return MONTH_S if failures >= _MOST_FAILURES[kind] else wait_after_failure_s(kind, failures)


def modified_again_after_s(false_alarms: int) -> int:
    """Return the least time between two fetches of a page because its announced date moved.

    Args:
        false_alarms: times in a row that the date had moved and the page had not changed.
    """
    return HOUR_S << min(false_alarms - 1, _MOST_DOUBLINGS) if false_alarms else 0


def seconds_of(time: datetime) -> int:
    """Return a time as it stands in the files of crawls."""
    return int(time.timestamp())


def seconds_or_none(time: datetime | None) -> int | None:
    """Return a time that may be unknown as it stands in the files of crawls."""
    return None if time is None else seconds_of(time)


def time_of(seconds: int) -> datetime:
    """Return the time that stands in a file of a crawl."""
    return datetime.fromtimestamp(seconds, tz=timezone.utc)


def time_or_none(seconds: int | None) -> datetime | None:
    """Return the time that stands in a file of a crawl, None when none does."""
    return None if seconds is None else time_of(seconds)
