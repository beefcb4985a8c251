"""Look for what is new, write it down, send it: the last step of a night, or `laborwire watch run`.

The order is what keeps an event from being told twice. What was found is in the alert log before anything is sent;
each message is "sending" on disk before its first byte goes out; what a killed run left so is in doubt, reported,
and never repeated by itself. One run at a time, by a lock of its own: a night that sends mail keeps nobody waiting
for the warehouse.
"""

import logging
import os
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timezone
from pathlib import Path
from typing import TYPE_CHECKING, TextIO

from flows.terminal import plain
from pipeline.config import Settings, load_settings
from pipeline.errors import ConfigError, LaborwireError, UsageError
from pipeline.places import Places
from pipeline.warehouse.lock import held
from pipeline.watch.alert import Alert
from pipeline.watch.log import AlertLog, Delivery, State, log_file
from pipeline.watch.rules import Destination, Rule, load_rules, parse_destination, rules_file
from pipeline.watch.wording import unchecked

if TYPE_CHECKING:
    from spiders.senders import Answer

log = logging.getLogger(__name__)

# Few enough to be read, and for a mail server to take.
_MOST_IN_A_MAIL = 20


@dataclass(frozen=True, slots=True, kw_only=True)
class WatchRun:
    """What a run found and sent."""

    n_rules: int
    n_claims: int
    """New claims that were looked at."""
    found: tuple[Alert, ...]
    """Corrections included."""
    n_sent: int
    waiting: tuple[Delivery, ...]
    """Not sent yet, or given up."""
    doubtful: tuple[Delivery, ...]
    """Those that nobody knows of whether they arrived, from this run or an earlier one."""


def watch_night(places: Places, *, now: datetime) -> None:
    """Do the night's last step; what goes wrong with alerts is said, and does not undo the night."""
    if not rules_file(places).exists() and not log_file(places).exists():
        return
    try:
        done = run_watch(places, now=now)
    except (LaborwireError, OSError) as err:
        log.warning("alerts were not looked for; see laborwire doctor", extra={"problem": str(err)})
        return
    log.info("alerts", extra={"found": len(done.found), "sent": done.n_sent})
    if done.waiting or done.doubtful:
        log.warning(
            "alerts were not all sent; see laborwire watch log --open",
            extra={"waiting": len(done.waiting), "unconfirmed": len(done.doubtful)},
        )


def run_watch(places: Places, *, now: datetime, since: datetime | None = None) -> WatchRun:
    """Match all rules against what is new since the last run, and send what was found and what still waits.

    Args:
        since: look back to articles loaded at or after this time; default: where the last run ended, or in the first
            run what the newest load brought.

    Raises:
        ConfigError: the rules or the settings they need cannot be used; names file, rule and key.
        LockedError: another run is sending.
        WarehouseError: there is no snapshot.
        AlertError: the alert log cannot be written.
    """
    settings = load_settings(places.data)
    rules = load_rules(places)
    check_destinations(places, rules, settings)
    with held(places.var / "alerts.lock", "watch", datetime.now(timezone.utc)), AlertLog.open(log_file(places)) as book:
        for one in book.recover(now):
            log.warning("an alert may have been sent when a run was stopped", extra={"alert": one.alert_id})
        found, n_claims = _look(places, book, rules, now=now, since=since)
        n_sent = _send_all(places, book, rules, settings, now)
        left = book.deliveries()
    return WatchRun(
        n_rules=len(rules),
        n_claims=n_claims,
        found=found,
        n_sent=n_sent,
        waiting=tuple(one for one in left if one.state in {"pending", "failed"}),
        doubtful=tuple(one for one in left if one.state == "unconfirmed"),
    )


def check_destinations(places: Places, rules: Sequence[Rule], settings: Settings) -> None:
    """Refuse rules whose destinations this installation cannot reach.

    Raises:
        ConfigError: names the file, the rule and what is missing.
    """
    from spiders.senders import webhook_problem

    for rule in rules:
        for destination in rule.to:
            problem = None
            if destination.kind == "mail" and not (settings.mail.host and settings.mail.sender):
                problem = "mail wants host and sender under [mail] in laborwire.toml"
            if destination.kind == "webhook":
                problem = webhook_problem(destination.target, loopback=settings.webhook.loopback)
            if destination.kind == "file":
                problem = _file_problem(places, destination.target)
            if problem is not None:
                raise ConfigError(str(rules_file(places)), f"rule {rule.name!r}: to: {destination.shown()}: {problem}")


def _file_problem(places: Places, target: str) -> str | None:
    """Return why alerts cannot be appended to a file: a line of Markdown in the decision log would stop every run."""
    try:
        path = _file(places, target)
    except RuntimeError:
        return "there is no such user; write the whole path"
    if path.is_relative_to(os.path.realpath(places.var)):
        folders = (places.archive, places.snapshots, places.work, places.runs, places.digests, places.reprocess)
        files = (places.decisions, places.warehouse, places.live_warehouse, places.lock, log_file(places))
        others = (places.var / "alerts.lock", places.demo_marker)
        is_ours = any(path.is_relative_to(os.path.realpath(one)) for one in (*folders, *files, *others))
    else:
        is_ours = path.is_relative_to(os.path.realpath(places.data))
    if is_ours:
        return "belongs to laborwire itself; name a file of your own, as file:alerts.md"
    return "is a folder; name a file in it" if os.path.isdir(path) else None  # noqa: PTH112  # says no to any path


def _file(places: Places, target: str) -> Path:
    """Return the file that a rule names; a path that is not absolute begins in the folder `var`.

    Raises:
        RuntimeError: it names the home of a user that there is not.
    """
    return Path(os.path.realpath(places.var / Path(target).expanduser()))


def settle(
    places: Places, ids: Sequence[str], state: State, *, destination: str | None, now: datetime, out: TextIO
) -> None:
    """Let a person decide about alerts: "sent" confirms those in doubt, "pending" has them sent again.

    Raises:
        UsageError: an id is no alert's, or none of its deliveries can be settled so.
        LockedError: a run is sending; its alerts are in nobody's doubt yet.
    """
    wanted = {"unconfirmed"} if state == "sent" else {"unconfirmed", "failed", "dropped", "withheld"}
    with held(places.var / "alerts.lock", "watch", datetime.now(timezone.utc)), AlertLog.open(log_file(places)) as book:
        book.recover(now)
        chosen: list[Delivery] = []
        for one in dict.fromkeys(ids):
            if not book.find([one]):
                raise UsageError(f"{one!r} is no alert; `laborwire watch log` shows their ids")
            of_alert = [item for item in book.deliveries(one) if destination in {None, item.destination}]
            fitting = [item for item in of_alert if item.state in wanted]
            if not fitting:
                states = ", ".join(f"{parse_destination(item.destination).shown()} {item.state}" for item in of_alert)
                raise UsageError(f"alert {one}: nothing to settle ({states or 'not sent there'})")
            chosen += fitting
        book.append(chosen, state, now, "by a person")
    for item in chosen:
        what = "confirmed" if state == "sent" else "sent again by the next run"
        out.write(f"{item.alert_id}  {parse_destination(item.destination).shown()}: {what}\n")


def print_run(done: WatchRun, out: TextIO) -> int:
    """Print what a run did and return the exit code: 1 when something was not sent or is in doubt."""
    if not done.n_rules:
        out.write("no rules; write them in watch.toml beside laborwire.toml (docs/alerts.md)\n")
    for alert in done.found:
        out.write(f"{alert.id}  {plain(alert.rule)}: {plain(alert.summary)}{unchecked(alert)}\n")
    out.write(
        f"{done.n_rules} rules, {done.n_claims} new claims, {len(done.found)} new alerts, {done.n_sent} messages sent\n"
    )
    for one in (*done.waiting, *done.doubtful):
        out.write(
            f"  {one.words()}: {one.alert_id} to {parse_destination(one.destination).shown()}: {plain(one.detail)}\n"
        )
    if done.doubtful:
        out.write("  see whether they arrived, then: laborwire watch confirm ALERT, or laborwire watch retry ALERT\n")
    return 1 if done.waiting or done.doubtful else 0


def _look(
    places: Places, book: AlertLog, rules: Sequence[Rule], *, now: datetime, since: datetime | None
) -> tuple[tuple[Alert, ...], int]:
    """Write down what is new, and what no longer stands; return the new alerts and how many claims were looked at."""
    from pipeline.watch.matching import match_rules
    from pipeline.watch.snapshot import newest_load, news_since, open_snapshot, reviews_in
    from pipeline.watch.standing import find_corrections

    with open_snapshot(places.warehouse) as snapshot:
        newest, reviews, mark = newest_load(snapshot), reviews_in(snapshot), book.mark()
        if newest is None:
            return (), 0
        # Before the first run nobody had asked: what people decided until then is not news.
        unseen = {} if mark is None else {one: reviews[one] for one in reviews.keys() - book.decisions_seen()}
        begin = since or mark or newest
        events = {rule.condition.event for rule in rules}
        with news_since(snapshot, since=begin, decided=frozenset(unseen.values()), events=events) as news:
            try:
                matches = match_rules(news, rules, now=now)
            except UsageError as err:
                raise ConfigError(str(rules_file(places)), str(err)) from err
            to = {rule.name: [str(one) for one in rule.to] for rule in rules}
            found = book.add(
                ((match, to[match.alert.rule]) for match in matches),
                now=now,
                mark=max(newest, mark or newest),
                decisions=tuple(reviews),
            )
            n_claims = len(news.focus or ())
        return found + find_corrections(snapshot, book, now=now), n_claims


def _send_all(places: Places, book: AlertLog, rules: Sequence[Rule], settings: Settings, now: datetime) -> int:
    """Send what is due; return how many messages were confirmed."""
    alerts = book.find({one.alert_id for one in book.deliveries() if one.is_due()})
    wanted = {(rule.name, str(one)) for rule in rules for one in rule.to}
    waiting: dict[str, list[Delivery]] = defaultdict(list)
    for one in book.deliveries():
        if not one.is_due():
            continue
        alert = alerts[one.alert_id]
        # Whoever got a wrong figure is told so, also when the rule is gone.
        if alert.corrects is None and (alert.rule, one.destination) not in wanted:
            book.append([one], "dropped", now, "no rule sends it there any more")
        else:
            waiting[one.destination].append(one)
    n_sent = 0
    for words, due in waiting.items():
        destination = parse_destination(words)
        if destination.kind in {"mail", "webhook"} and places.demo_marker.exists():
            book.append(due, "withheld", now, "the demo's articles are invented")
            continue
        size = 1 if destination.kind == "webhook" else _MOST_IN_A_MAIL
        for start in range(0, len(due), size):
            batch = due[start : start + size]
            book.append(batch, "sending", now)
            answer = _send(places, destination, [alerts[one.alert_id] for one in batch], settings)
            book.append(batch, answer.state, now, answer.detail)
            n_sent += answer.state == "sent"
            if not answer.is_reached:
                # The others would wait for the same dead line; they stay to be sent by the next run.
                break
    return n_sent


def _send(places: Places, destination: Destination, alerts: Sequence[Alert], settings: Settings) -> "Answer":
    from pipeline.watch.wording import alert_json
    from spiders.senders import Answer, post_json, send_mail

    if destination.kind == "file":
        return _append_lines(_file(places, destination.target), alerts)
    if destination.kind == "webhook":
        from pipeline.codec import to_json

        return post_json(
            destination.target,
            to_json(alert_json(alerts[0])),
            key=alerts[0].id,
            timeout_s=settings.webhook.timeout_s,
            loopback=settings.webhook.loopback,
        )
    password = os.environ.get(settings.mail.password_env, "")
    if settings.mail.user and not password:
        problem = f"environment variable {settings.mail.password_env} has no password for {settings.mail.user}"
        return Answer(state="failed", detail=problem, is_reached=False)
    from pipeline.watch.mail import make_mail

    return send_mail(
        make_mail(alerts, sender=settings.mail.sender, to=destination.target), settings=settings.mail, password=password
    )


def _append_lines(path: Path, alerts: Iterable[Alert]) -> "Answer":
    """Append Markdown lines to a file, all or none."""
    from pipeline.publish.markdown import alert_line
    from spiders.senders import Answer

    lines = "".join(alert_line(alert) + "\n" for alert in alerts).encode("utf-8", "replace")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("ab") as out:
            before = out.tell()
            try:
                out.write(lines)
                out.flush()
                os.fsync(out.fileno())
            except OSError:
                os.ftruncate(out.fileno(), before)
                raise
    except OSError as err:
        return Answer(state="failed", detail=f"{path}: {err.strerror}", is_reached=False)
    return Answer(state="sent", detail=str(path))
