"""The weekly digest as a step: from the newest snapshot to files, with or without Prefect."""

import logging
import os
import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, cast
from urllib.parse import urlsplit

from pipeline.config import SummarySettings, load_settings
from pipeline.errors import UsageError, WarehouseError
from pipeline.places import Places

if TYPE_CHECKING:
    from pipeline.publish.formats import Format
    from pipeline.publish.written import Writer

log = logging.getLogger(__name__)

FORMATS = ("md", "html", "mail", "atom", "jsonfeed")


@dataclass(frozen=True, slots=True, kw_only=True)
class WeekOrder:
    """Which week's digest is wanted."""

    places: Places
    week: str | None
    """ISO week such as "2026-W47"; None means the last whole one before `now`."""
    now: datetime
    formats: tuple[str, ...] = ("md", "html")
    """Of `pipeline.publish.formats.FILES`."""


def write_week(order: WeekOrder) -> tuple[Path, ...]:
    """Write one week's digest and return its files."""
    from models.summarise import summarise
    from pipeline.publish.digest import write_digest

    settings = load_settings(order.places.data).summaries
    return write_digest(
        order.places,
        week=order.week or last_week(order.now),
        now=order.now,
        formats=cast("tuple[Format, ...]", order.formats),
        choose=lambda title, text, count: summarise(title, text, sentences=count).spans,
        writer=writer_of(settings) if settings.url else None,
    )


def writer_of(settings: SummarySettings) -> "Writer":
    """Return who writes summaries: the endpoint of the configuration, asked by plain POST."""
    from models.gate_parse import parse_sentence
    from pipeline.publish.written import Writer
    from spiders.senders import ask_json

    address = settings.url.rstrip("/") + "/chat/completions"
    key = os.environ.get(settings.key_env, "")
    if not key and urlsplit(address).netloc not in settings.loopback:
        log.warning("the endpoint for summaries is asked without a key", extra={"variable": settings.key_env})
    return Writer(
        model=settings.model,
        ask=lambda question: ask_json(
            address, question, key=key, timeout_s=settings.timeout_s, loopback=settings.loopback
        ),
        parse=parse_sentence,
        stories=settings.stories,
    )


PLAIN_DIGEST: Callable[[WeekOrder], tuple[Path, ...]] = write_week


def run_week(order: WeekOrder, step: Callable[[WeekOrder], tuple[Path, ...]] = PLAIN_DIGEST) -> tuple[Path, ...]:
    """Check the order and run the step.

    Raises:
        UsageError: `week` is no ISO week, or a format is unknown.
        WarehouseError: nothing was published yet.
    """
    unknown = [name for name in order.formats if name not in FORMATS]
    if unknown:
        raise UsageError(f"--format {unknown[0]!r}: use one of: {', '.join(FORMATS)}, all")
    if order.week is not None and not is_week(order.week):
        raise UsageError(f"--week {order.week!r} is not an ISO week; write it like 2026-W47")
    if not order.places.warehouse.exists():
        raise WarehouseError(str(order.places.warehouse), "no snapshot yet; run `laborwire nightly` first")
    return step(order)


def last_week(now: datetime) -> str:
    """Return the ISO week before the one that `now` is in.

    >>> from datetime import timezone
    >>> last_week(datetime(2026, 11, 23, 7, tzinfo=timezone.utc))
    '2026-W47'
    """
    year, week, _ = (now - timedelta(days=7)).isocalendar()
    return f"{year}-W{week:02d}"


def is_week(text: str) -> bool:
    """Say whether `text` is an ISO week such as 2026-W47."""
    match = re.fullmatch(r"(\d{4})-W(\d{2})", text)
    if match is None or not 1970 <= int(match.group(1)) <= 2200:
        return False
    try:
        datetime.fromisocalendar(int(match.group(1)), int(match.group(2)), 1)
    except ValueError:
        return False
    return True
