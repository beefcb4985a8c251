"""The alert log: what was found, where it was told, and what is in doubt; a SQLite file that outlives every night.

Found alerts, their keys and the mark up to which the news was looked at are written in one transaction, so that a
killed run neither forgets an event nor finds it twice. Each delivery is a list of states that only grows:

    pending      found, to be sent
    sending      on disk before the first byte goes out
    sent         the other side has confirmed it
    failed       the other side has refused it, or was not reached: tried again by the next run, at most five times
    unconfirmed  nobody knows whether it arrived (a kill, a lost connection): never sent again unless a person says so
    dropped      not sent, and it will not be: the claim no longer stands, or the rule is gone
    withheld     not sent: the demo's invented articles leave this machine by no mail and no webhook

Only words of articles that were taken down are ever erased. Times are ISO 8601 in UTC.
"""

import hashlib
import sqlite3
from collections.abc import Collection, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta, timezone
from pathlib import Path
from types import TracebackType
from typing import Any, Literal, Self

from pipeline.codec import from_json, to_json
from pipeline.errors import AlertError
from pipeline.places import Places
from pipeline.watch.alert import Alert, Match

State = Literal["pending", "sending", "sent", "failed", "unconfirmed", "dropped", "withheld"]
MOST_TRIES = 5
_APART_DAYS = 180

_SCHEMA = """
CREATE TABLE IF NOT EXISTS alerts (
    id TEXT PRIMARY KEY, rule TEXT NOT NULL, found_at TEXT NOT NULL, article_id TEXT NOT NULL,
    canonical_url TEXT NOT NULL, corrects TEXT, content TEXT NOT NULL
) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS alerts_found ON alerts (found_at);
CREATE TABLE IF NOT EXISTS keys (rule TEXT NOT NULL, key TEXT NOT NULL, day TEXT);
CREATE INDEX IF NOT EXISTS keys_key ON keys (rule, key);
CREATE TABLE IF NOT EXISTS deliveries (
    nr INTEGER PRIMARY KEY, alert_id TEXT NOT NULL, destination TEXT NOT NULL,
    state TEXT NOT NULL, at TEXT NOT NULL, detail TEXT NOT NULL
);
CREATE INDEX IF NOT EXISTS deliveries_alert ON deliveries (alert_id, destination);
CREATE TABLE IF NOT EXISTS marks (name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS decisions_seen (id TEXT PRIMARY KEY) WITHOUT ROWID;
"""

# The last state of each delivery, and how often it failed since a person last asked for it.
_LATEST = """
SELECT d.alert_id, d.destination, d.state, d.at, d.detail,
       (SELECT count(*) FROM deliveries AS f
        WHERE f.alert_id = d.alert_id AND f.destination = d.destination AND f.state = 'failed'
          AND f.nr > (SELECT max(p.nr) FROM deliveries AS p
                      WHERE p.alert_id = d.alert_id AND p.destination = d.destination AND p.state = 'pending'))
FROM deliveries AS d
WHERE d.nr = (SELECT max(l.nr) FROM deliveries AS l WHERE l.alert_id = d.alert_id AND l.destination = d.destination)
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Delivery:
    """Where an alert goes, and how far it got."""

    alert_id: str
    destination: str
    state: State
    at: datetime
    detail: str
    n_failed: int

    def is_due(self) -> bool:
        """Say whether the next run sends it."""
        return self.state == "pending" or (self.state == "failed" and self.n_failed < MOST_TRIES)

    def words(self) -> str:
        """Return its state for a person."""
        if self.state == "failed" and not self.is_due():
            return f"given up after {self.n_failed} tries"
        return self.state


def log_file(places: Places) -> Path:
    """Return where the log lies."""
    return places.var / "alerts.sqlite"


class AlertLog:
    """An open alert log; writing wants the lock that `flows.watch` holds. Use `open` in a `with` block."""

    def __init__(self, con: sqlite3.Connection, path: Path) -> None:
        self._con = con
        self._path = path

    @classmethod
    def open(cls, path: Path) -> Self:
        """Open the log, or make it.

        Raises:
            AlertError: it cannot be opened or is no alert log.
        """
        path.parent.mkdir(parents=True, exist_ok=True)
        with _told(path):
            con = sqlite3.connect(path, isolation_level=None)
            try:
                # A destination may hold a secret address; only who runs laborwire reads it.
                path.chmod(0o600)
                # Every commit is on disk before the next byte goes out; erased words leave the file, too.
                con.execute("PRAGMA synchronous = FULL")
                con.execute("PRAGMA secure_delete = ON")
                con.executescript(_SCHEMA)
            except BaseException:
                con.close()
                raise
        return cls(con, path)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._con.close()

    def mark(self) -> datetime | None:
        """Return when the newest article that was looked at had been loaded; None before the first run."""
        rows = self._rows("SELECT value FROM marks WHERE name = 'loaded'")
        return datetime.fromisoformat(rows[0][0]) if rows else None

    def decisions_seen(self) -> frozenset[str]:
        """Return the ids of the decisions that were looked at."""
        return frozenset(row[0] for row in self._rows("SELECT id FROM decisions_seen"))

    def add(
        self,
        found: Iterable[tuple[Match, Sequence[str]]],
        *,
        now: datetime,
        mark: datetime | None = None,
        decisions: Collection[str] = (),
    ) -> tuple[Alert, ...]:
        """Write down what is new among what was found, how far the news was looked at, and return the new alerts.

        Args:
            found: each match with its destinations.
            mark: when the newest article that was looked at had been loaded.
            decisions: those that were looked at.
        """
        new: list[Alert] = []
        with self._transaction():
            for match, destinations in found:
                is_known = self._is_known(match)
                # Also for known events: the next report may share a key with this one only.
                self._remember(match)
                if is_known:
                    continue
                alert = replace(match.alert, id=_alert_id(match))
                self._insert(alert)
                for destination in destinations:
                    # A digest is made from this log: there is nothing to send.
                    self._append(alert.id, destination, "sent" if destination == "digest" else "pending", now, "")
                new.append(alert)
            if mark is not None:
                self._con.execute("REPLACE INTO marks VALUES ('loaded', ?)", [_time(mark)])
            self._con.executemany("INSERT OR IGNORE INTO decisions_seen VALUES (?)", [(one,) for one in decisions])
        return tuple(new)

    def recover(self, now: datetime) -> tuple[Delivery, ...]:
        """Note which deliveries a killed run left in doubt, and return them; the caller holds the lock."""
        doubtful = tuple(one for one in self.deliveries() if one.state == "sending")
        self.append(doubtful, "unconfirmed", now, "the run was stopped while it was being sent")
        return doubtful

    def deliveries(self, alert_id: str | None = None) -> tuple[Delivery, ...]:
        """Return each delivery with its last state, oldest first; of one alert when it is named."""
        only = " AND d.alert_id = :alert" if alert_id else ""
        rows = self._rows(f"{_LATEST}{only} ORDER BY d.alert_id, d.destination", {"alert": alert_id})
        order = {row[0]: row[1] for row in self._rows("SELECT id, found_at FROM alerts")}
        found = [
            Delivery(
                alert_id=row[0],
                destination=row[1],
                state=row[2],
                at=datetime.fromisoformat(row[3]),
                detail=row[4],
                n_failed=row[5] or 0,
            )
            for row in rows
        ]
        return tuple(sorted(found, key=lambda one: (order.get(one.alert_id, ""), one.alert_id, one.destination)))

    def append(self, deliveries: Iterable[Delivery], state: State, now: datetime, detail: str = "") -> None:
        """Write down a new state of deliveries; it is on disk when this returns."""
        with self._transaction():
            for one in deliveries:
                self._append(one.alert_id, one.destination, state, now, detail)

    def alerts(self, *, since: datetime | None = None, before: datetime | None = None) -> tuple[Alert, ...]:
        """Return the alerts that were found in a span of time, oldest first."""
        rows = self._rows(
            "SELECT content FROM alerts WHERE found_at >= :since AND found_at < :before ORDER BY found_at, id",
            {"since": _time(since) if since else "", "before": _time(before) if before else "~"},
        )
        return tuple(from_json(Alert, row[0]) for row in rows)

    def find(self, ids: Iterable[str]) -> dict[str, Alert]:
        """Return those of the named alerts that are here."""
        found = {}
        for one in ids:
            for row in self._rows("SELECT content FROM alerts WHERE id = :id", {"id": one}):
                found[one] = from_json(Alert, row[0])
        return found

    def corrected(self) -> frozenset[str]:
        """Return the alerts that a later one corrects."""
        return frozenset(row[0] for row in self._rows("SELECT corrects FROM alerts WHERE corrects IS NOT NULL"))

    def last_found(self) -> dict[str, datetime]:
        """Return when each rule last found something."""
        rows = self._rows("SELECT rule, max(found_at) FROM alerts WHERE corrects IS NULL GROUP BY rule")
        return {row[0]: datetime.fromisoformat(row[1]) for row in rows}

    def erase(self, ids: Iterable[str]) -> int:
        """Erase the words of alerts whose article was taken down, and return of how many."""
        erased = 0
        for alert in self.find(ids).values():
            bare = alert.without_words()
            if bare != alert:
                with self._transaction():
                    self._con.execute("UPDATE alerts SET content = ? WHERE id = ?", [_content(bare), alert.id])
                erased += 1
        return erased

    def _is_known(self, match: Match) -> bool:
        asked = "SELECT day FROM keys WHERE rule = :rule AND key = :key"
        rule = match.alert.rule
        if any(self._rows(asked, {"rule": rule, "key": _hidden(key)}) for key in match.keys):
            return True
        if match.dated_key is None:
            return False
        days = [row[0] for row in self._rows(asked, {"rule": rule, "key": _hidden(match.dated_key)})]
        return any(
            day is None or match.day is None or abs((date.fromisoformat(day) - match.day).days) <= _APART_DAYS
            for day in days
        )

    def _remember(self, match: Match) -> None:
        day = match.day.isoformat() if match.day else None
        wanted = [*((key, None) for key in match.keys), *([(match.dated_key, day)] if match.dated_key else [])]
        self._con.executemany(
            "INSERT INTO keys SELECT :rule, :key, :day"
            " WHERE NOT EXISTS (SELECT 1 FROM keys WHERE rule = :rule AND key = :key AND day IS :day)",
            [{"rule": match.alert.rule, "key": _hidden(key), "day": when} for key, when in wanted],
        )

    def _insert(self, alert: Alert) -> None:
        self._con.execute(
            "INSERT INTO alerts VALUES (?, ?, ?, ?, ?, ?, ?)",
            [
                alert.id,
                alert.rule,
                _time(alert.at),
                alert.article_id,
                alert.canonical_url,
                alert.corrects,
                _content(alert),
            ],
        )

    def _append(self, alert_id: str, destination: str, state: State, now: datetime, detail: str) -> None:
        self._con.execute(
            "INSERT INTO deliveries (alert_id, destination, state, at, detail) VALUES (?, ?, ?, ?, ?)",
            [alert_id, destination, state, _time(now), detail],
        )

    def _rows(self, sql: str, values: dict[str, object] | None = None) -> list[tuple[Any, ...]]:
        with _told(self._path):
            return self._con.execute(sql, values or {}).fetchall()

    @contextmanager
    def _transaction(self) -> Iterator[None]:
        with _told(self._path):
            self._con.execute("BEGIN IMMEDIATE")
            try:
                yield
            except BaseException:
                self._con.execute("ROLLBACK")
                raise
            self._con.execute("COMMIT")


def digest_alerts(places: Places, *, first: datetime, after: datetime) -> tuple[Alert, ...]:
    """Return the alerts of a week that a rule sends to the digest; one that was corrected since gives way to that.

    Raises:
        AlertError: the log cannot be read.
    """
    path = log_file(places)
    if not path.exists():
        return ()
    with AlertLog.open(path) as log:
        chosen = {one.alert_id for one in log.deliveries() if one.destination == "digest" and one.state == "sent"}
        corrected = log.corrected()
        found = log.alerts(since=first, before=after)
    return tuple(alert for alert in found if alert.id in chosen and alert.id not in corrected)


def claims_corrected(places: Places, alerts: Iterable[Alert]) -> dict[str, frozenset[str]]:
    """Return for those of the alerts that correct another one which claims that one was about.

    Raises:
        AlertError: the log cannot be read.
    """
    corrections = {alert.id: alert.corrects for alert in alerts if alert.corrects is not None}
    if not corrections:
        return {}
    with AlertLog.open(log_file(places)) as log:
        found = log.find(sorted(set(corrections.values())))
    return {
        alert: frozenset(figure.claim for figure in found[corrected].figures)
        for alert, corrected in corrections.items()
        if corrected in found
    }


def alerted_claims(places: Places, *, since: datetime) -> tuple[str, ...]:
    """Return the claims that alerts since then were made of."""
    if not log_file(places).exists():
        return ()
    with AlertLog.open(log_file(places)) as log:
        found = log.alerts(since=since)
    return tuple(dict.fromkeys(figure.claim for alert in found for figure in alert.figures))


@contextmanager
def _told(path: Path) -> Iterator[None]:
    try:
        yield
    except sqlite3.Error as err:
        raise AlertError(str(path), f"{err}; is the disk full, or another program writing?") from err


def _hidden(key: str) -> str:
    """Return a key as it is stored: without the words of an article that may be taken down one day."""
    return hashlib.blake2b(key.encode("utf-8", "surrogatepass"), digest_size=16).hexdigest()


def _alert_id(match: Match) -> str:
    first = match.keys[0] if match.keys else str(match.dated_key)
    words = "\x1f".join([match.alert.rule, first, _time(match.alert.at)])
    return "w" + hashlib.blake2b(words.encode("utf-8", "surrogatepass"), digest_size=8).hexdigest()


def _content(alert: Alert) -> str:
    return to_json(alert).decode()


def _time(when: datetime) -> str:
    # All of one length, so that their order as text is their order in time.
    return when.astimezone(timezone.utc).isoformat(timespec="microseconds")


def is_recent(alert: Alert, now: datetime) -> bool:
    """Say whether it is still looked at whether an alert stands: for 400 days."""
    return alert.at >= now - timedelta(days=400)
