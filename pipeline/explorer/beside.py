"""What lies beside the warehouse and is shown, too: the written digests, and the watch rules with what they found."""

import re
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from pipeline.errors import AlertError, ConfigError
from pipeline.places import Places
from pipeline.watch.alert import Alert
from pipeline.watch.log import AlertLog, log_file
from pipeline.watch.rules import load_rules

_WEEK = re.compile(r"\d{4}-W\d{2}")
# What a digest's folder may hold for readers; the records of what it showed stay inside.
DIGEST_FILES = {
    "digest.html": ("Page", "text/html; charset=utf-8"),
    "digest.md": ("Markdown", "text/plain; charset=utf-8"),
    "corrections.md": ("Corrections", "text/plain; charset=utf-8"),
}
DIGEST_POLICY = (
    "default-src 'none'; style-src 'unsafe-inline'; img-src data:; base-uri 'none'; form-action 'none'; "
    "frame-ancestors 'none'; sandbox allow-top-navigation-by-user-activation allow-popups"
)
"""A digest is a page of its own, with its own style; nothing runs in it."""
# Anchors, citations and escapes of our own Markdown.
_MARKS = re.compile(r'<a id="[^"]*"></a>|\s*\[\d+\]\(#[^)]*\)|\\(?=[^\w\s])|\u2060')
_MOST_ALERTS = 50
_ALERT_DAYS = 120


@dataclass(frozen=True, slots=True, kw_only=True)
class WrittenDigest:
    """A week whose digest was written."""

    week: str
    counts: str
    """Its line of counts."""
    lead: str
    """The headline of its lead story."""
    files: tuple[tuple[str, str], ...]
    """(name for a reader, file name)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DigestsPage:
    """The archive, newest first."""

    digests: tuple[WrittenDigest, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class WatchRule:
    """A rule, without the addresses that it tells."""

    name: str
    when: str
    told: tuple[str, ...]
    printable_only: bool
    max_age_days: int
    n_found: int


@dataclass(frozen=True, slots=True, kw_only=True)
class FoundAlert:
    """What a rule found."""

    id: str
    rule: str
    kind: str
    at: datetime
    summary: str
    standing: str
    is_printable: bool
    claim_id: str
    source: str
    url: str


@dataclass(frozen=True, slots=True, kw_only=True)
class WatchPage:
    """The rules, and what they found lately."""

    rules: tuple[WatchRule, ...]
    alerts: tuple[FoundAlert, ...]
    problem: str
    """Why they cannot be shown; else ""."""


def digests_page(places: Places) -> DigestsPage:
    """Return the archive of digests."""
    weeks = (folder for folder in places.digests.glob("*") if _WEEK.fullmatch(folder.name))
    return DigestsPage(digests=tuple(_digest(folder) for folder in sorted(weeks, reverse=True)[:520]))


def digest_file(places: Places, week: str, name: str) -> tuple[bytes, str] | None:
    """Return a file of a week's digest and its media type; None when there is none that readers may have."""
    if not _WEEK.fullmatch(week) or name not in DIGEST_FILES:
        return None
    try:
        return (places.digests / week / name).read_bytes(), DIGEST_FILES[name][1]
    except OSError:
        return None


def watch_page(places: Places, *, now: datetime) -> WatchPage:
    """Return the rules and the alerts of the last months, newest first."""
    try:
        rules = load_rules(places)
        found: tuple[Alert, ...] = ()
        if log_file(places).exists():
            with AlertLog.open(log_file(places)) as log:
                found = log.alerts(since=now - timedelta(days=_ALERT_DAYS))
    except (AlertError, ConfigError) as err:
        return WatchPage(
            rules=(), alerts=(), problem=str(err).replace(f"{places.data}/", "").replace(f"{places.var}/", "")
        )
    numbers: dict[str, int] = {}
    for alert in found:
        numbers[alert.rule] = numbers.get(alert.rule, 0) + 1
    return WatchPage(
        rules=tuple(
            WatchRule(
                name=rule.name,
                when=rule.when,
                told=tuple(dict.fromkeys(one.kind for one in rule.to)),
                printable_only=rule.printable_only,
                max_age_days=rule.max_age_days,
                n_found=numbers.get(rule.name, 0),
            )
            for rule in rules
        ),
        alerts=tuple(
            FoundAlert(
                id=alert.id,
                rule=alert.rule,
                kind=alert.kind,
                at=alert.at,
                summary=alert.summary,
                standing=alert.standing(),
                is_printable=alert.is_printable,
                claim_id=alert.claim_id,
                source=alert.source,
                url=alert.url,
            )
            for alert in sorted(found, key=lambda alert: alert.at, reverse=True)[:_MOST_ALERTS]
        ),
        problem="",
    )


def _digest(folder: Path) -> WrittenDigest:
    try:
        lines = (folder / "digest.md").read_text(encoding="utf-8").splitlines()
    except OSError:
        lines = []
    heads = [line.lstrip("# ") for line in lines if line.startswith("## ")]
    counts = next((line for line in lines if line.startswith("Weekly digest")), "")
    lead = _MARKS.sub("", heads[0]) if heads else ""
    return WrittenDigest(
        week=folder.name,
        counts=counts,
        lead=lead,
        files=tuple((words, name) for name, (words, _) in DIGEST_FILES.items() if (folder / name).exists()),
    )
