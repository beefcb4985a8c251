"""Show what the watch rules are, what they would match, and what became of their alerts; sends nothing."""

import sys
from collections.abc import Sequence
from datetime import datetime
from typing import TextIO

from flows.terminal import plain
from flows.watch import check_destinations
from pipeline.codec import to_json
from pipeline.config import load_settings
from pipeline.errors import ConfigError, UsageError
from pipeline.places import Places
from pipeline.watch.alert import Alert, Match
from pipeline.watch.expression import parse_condition
from pipeline.watch.fields import filter_of, unknown_names
from pipeline.watch.log import AlertLog, Delivery, log_file
from pipeline.watch.rules import Destination, Rule, load_rules, parse_destination, rules_file
from pipeline.watch.wording import alert_json, alert_text, unchecked


def list_rules(places: Places, *, as_json: bool, out: TextIO) -> None:
    """Print the rules, one after the other.

    Raises:
        ConfigError: they cannot be used; names file, rule and key.
    """
    rules = load_rules(places)
    last = _last_found(places)
    notes = _checked(places, rules)
    for rule in rules:
        found = last.get(rule.name)
        if as_json:
            row: dict[str, object] = {"name": rule.name, "when": rule.when, "to": [one.shown() for one in rule.to]}
            row |= {"printable_only": rule.printable_only, "max_age_days": rule.max_age_days, "last_match": found}
            out.write(to_json(row).decode() + "\n")
            continue
        out.write(f"{rule.name}\n  when   {rule.when}\n  to     {', '.join(one.shown() for one in rule.to)}\n")
        what = "what may be printed" if rule.printable_only else "also what is not checked"
        out.write(f"  tells  {what}, published at most {rule.max_age_days} days ago\n")
        out.write(f"  last   {f'{found:%Y-%m-%d %H:%M} UTC' if found else 'nothing found yet'}\n")
        for name in notes[rule.name]:
            out.write(f"  note   {plain(name)!r} is not in the gazetteer: only the words of the text are compared\n")
    if not rules and not as_json:
        out.write(f"no rules; write them in {rules_file(places)} (docs/alerts.md)\n")


def try_expression(
    places: Places, expression: str, *, unchecked: bool, limit: int, now: datetime, as_json: bool, out: TextIO
) -> None:
    """Print what a rule would match in the newest snapshot, the newest publications last.

    Raises:
        UsageError: the expression cannot be read, or names something unknown.
        WarehouseError: there is no snapshot.
    """
    from pipeline.watch.matching import match_rules
    from pipeline.watch.snapshot import all_of, open_snapshot

    condition = parse_condition(expression)
    filter_of(condition)
    rule = Rule(
        name="test", when=expression, condition=condition, to=(Destination(kind="digest"),), printable_only=False
    )
    with open_snapshot(places.warehouse) as snapshot:
        news = all_of(snapshot)
        filter_of(condition, names=news.names)
        matches = _events(match_rules(news, [rule], now=now, ignore_age=True))
        unknown = unknown_names(condition, news.names)
    shown = [one for one in matches if unchecked or one.is_printable]
    for alert in shown[-limit:]:
        if as_json:
            out.write(to_json(alert_json(alert)).decode() + "\n")
        else:
            out.write(alert_text(alert) + "\n")
    left_out = len(matches) - len(shown)
    sys.stderr.write(f"{len(shown)} events match" + (f", the last {limit} are shown" if len(shown) > limit else ""))
    sys.stderr.write(f"; {left_out} more may not be printed as they stand (--all)\n" if left_out else "\n")
    for name in unknown:
        sys.stderr.write(f"{plain(name)!r} is not in the gazetteer: only the words of the text are compared with it\n")


def show_log(places: Places, *, limit: int, open_only: bool, as_json: bool, out: TextIO) -> None:
    """Print alerts, the newest first, with what became of each.

    Raises:
        AlertError: the log cannot be read.
    """
    alerts: Sequence[Alert] = ()
    of_alert: dict[str, list[Delivery]] = {}
    if log_file(places).exists():
        with AlertLog.open(log_file(places)) as book:
            alerts = book.alerts()
            for one in book.deliveries():
                of_alert.setdefault(one.alert_id, []).append(one)
    if open_only:
        waiting = {"pending", "sending", "failed", "unconfirmed"}
        alerts = [one for one in alerts if any(item.state in waiting for item in of_alert.get(one.id, []))]
    for alert in list(reversed(alerts))[:limit]:
        deliveries = of_alert.get(alert.id, [])
        if as_json:
            row = alert_json(alert) | {
                "deliveries": [
                    {
                        "to": one.destination,
                        "state": one.state,
                        "at": one.at,
                        "detail": one.detail,
                        "failed": one.n_failed,
                    }
                    for one in deliveries
                ]
            }
            out.write(to_json(row).decode() + "\n")
            continue
        mark = unchecked(alert)
        out.write(f"{alert.id}  {alert.at:%Y-%m-%d %H:%M}  {plain(alert.rule)}: {plain(alert.summary)}{mark}\n")
        for one in deliveries:
            detail = f": {plain(one.detail)}" if one.detail else ""
            out.write(f"  {one.words():<12} {parse_destination(one.destination).shown()}{detail}\n")
    if not alerts and not as_json:
        out.write("no alerts\n" if not open_only else "nothing in doubt, refused or waiting\n")


def check_alerts(places: Places) -> tuple[str, str]:
    """Return what is wrong with alerts, "" when nothing is, and how they are.

    Raises:
        ConfigError: the rules cannot be used.
        AlertError: the log cannot be read.
    """
    rules = load_rules(places)
    _checked(places, rules)
    if not log_file(places).exists():
        return "", f"{len(rules)} rules, nothing found yet" if rules else "no rules (docs/alerts.md)"
    with AlertLog.open(log_file(places)) as book:
        left = book.deliveries()
    # Seen from outside a run, what is being sent may be in doubt as well; the next run tells them apart.
    doubtful = sum(one.state in {"sending", "unconfirmed"} for one in left)
    given_up = sum(one.state == "failed" for one in left)
    if doubtful or given_up:
        return f"{doubtful} unconfirmed, {given_up} refused or not reached; see laborwire watch log --open", ""
    return "", f"{len(rules)} rules, {len({one.alert_id for one in left})} alerts told"


def _checked(places: Places, rules: Sequence[Rule]) -> dict[str, tuple[str, ...]]:
    """Check what rules name, and return the payers of each that the gazetteer does not know."""
    check_destinations(places, rules, load_settings(places.data))
    if not rules or not places.warehouse.exists():
        return {rule.name: () for rule in rules}
    from pipeline.watch.snapshot import open_snapshot, payer_names

    with open_snapshot(places.warehouse) as snapshot:
        names = payer_names(snapshot)
    for rule in rules:
        try:
            filter_of(rule.condition, names=names)
        except UsageError as err:
            raise ConfigError(str(rules_file(places)), f"rule {rule.name!r}: when: {err}") from err
    return {rule.name: unknown_names(rule.condition, names) for rule in rules}


def _events(matches: Sequence[Match]) -> list[Alert]:
    """Return one alert per event: what shares a key is one."""
    seen: set[str] = set()
    found = []
    for match in matches:
        keys = {*match.keys, *([match.dated_key] if match.dated_key else [])}
        if not keys & seen:
            found.append(match.alert)
        seen |= keys
    return found


def _last_found(places: Places) -> dict[str, datetime]:
    if not log_file(places).exists():
        return {}
    with AlertLog.open(log_file(places)) as book:
        return book.last_found()
