"""Read the watch rules in `watch.toml`, beside `laborwire.toml`, with errors that name file, rule and key.

[[rule]]
name = "Low pay at Mercor"               # names the rule's events; renamed, it is a new rule
when = "mercor and hourly < 20"          # pipeline.watch.expression
to = ["digest", "file:alerts.md", "mail:desk@paper.example", "webhook:https://hooks.paper.example/pay"]
printable_only = true                    # false: also what may not be printed, marked "not checked"
max_age_days = 60                        # older articles that are put in today alarm nobody
"""

import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal, get_args

from pipeline.config import parse_toml
from pipeline.errors import ConfigError, UsageError
from pipeline.places import Places
from pipeline.watch.expression import Condition, parse_condition
from pipeline.watch.fields import filter_of

DestinationKind = Literal["digest", "file", "mail", "webhook"]

_KEYS = ("name", "when", "to", "printable_only", "max_age_days")
_MAILBOX = re.compile(r"[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@[A-Za-z0-9](?:[A-Za-z0-9.-]{0,251}[A-Za-z0-9])?")
_WEBHOOK = re.compile(r"https?://[^\s/?#@]+(?:[/?][^\s#]*)?")
_LONGEST_NAME = 80
_MOST_RULES = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class Destination:
    """Where alerts go."""

    kind: DestinationKind
    target: str = ""

    def __str__(self) -> str:
        return self.kind if self.kind == "digest" else f"{self.kind}:{self.target}"

    def shown(self) -> str:
        """Return it for a terminal or a log: a webhook's path may be its password."""
        if self.kind != "webhook":
            return str(self)
        scheme, _, rest = self.target.partition("://")
        return f"webhook:{scheme}://{re.split('[/?]', rest)[0]}/…"


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """What a person wants to be told."""

    name: str
    when: str
    condition: Condition
    to: tuple[Destination, ...]
    printable_only: bool = True
    max_age_days: int = 60


def rules_file(places: Places) -> Path:
    """Return where the rules are written."""
    return places.data / "watch.toml"


def load_rules(places: Places) -> tuple[Rule, ...]:
    """Return the rules; none when there is no file.

    Raises:
        ConfigError: the file is not TOML, or a rule cannot be used; names file, rule and key.
    """
    path = rules_file(places)
    if not path.exists():
        return ()
    content = parse_toml(path.read_bytes(), where=str(path))
    unknown = sorted(content.keys() - {"rule"})
    if unknown:
        raise ConfigError(str(path), f"unknown key {unknown[0]!r}; a rule begins with a line [[rule]]")
    listed = content.get("rule", [])
    if not isinstance(listed, list) or not all(isinstance(one, dict) for one in listed):
        raise ConfigError(str(path), "rule: is no list of tables; write [[rule]] with two brackets")
    if len(listed) > _MOST_RULES:
        raise ConfigError(str(path), f"has {len(listed)} rules; at most {_MOST_RULES} are looked at each night")
    rules: list[Rule] = []
    for number, one in enumerate(listed, start=1):
        name = one.get("name")
        label = f"rule {name!r}" if isinstance(name, str) and name.strip() else f"rule {number}"
        try:
            rule = _rule(one)
            if any(rule.name.lower() == other.name.lower() for other in rules):
                raise UsageError("name: another rule has it; events are remembered by it")
        except UsageError as err:
            raise ConfigError(str(path), f"{label}: {err}") from err
        rules.append(rule)
    return tuple(rules)


def _rule(content: dict[str, Any]) -> Rule:
    unknown = sorted(content.keys() - set(_KEYS))
    if unknown:
        raise UsageError(f"unknown key {unknown[0]!r}; the keys are {', '.join(_KEYS)}")
    name = _text(content, "name")
    if len(name) > _LONGEST_NAME or not name.isprintable():
        raise UsageError(f"name: is not 1 to {_LONGEST_NAME} printable characters")
    when = _text(content, "when")
    try:
        condition = parse_condition(when)
        filter_of(condition)
    except UsageError as err:
        raise UsageError(f"when: {err}") from err
    printable_only = content.get("printable_only", True)
    if not isinstance(printable_only, bool):
        raise UsageError(f"printable_only: {printable_only!r} is neither true nor false")
    age = content.get("max_age_days", 60)
    if not isinstance(age, int) or isinstance(age, bool) or not 1 <= age <= 36_500:
        raise UsageError(f"max_age_days: {age!r} is no whole number of days, as 60")
    return Rule(
        name=name,
        when=when,
        condition=condition,
        to=_destinations(content.get("to")),
        printable_only=printable_only,
        max_age_days=age,
    )


def _text(content: dict[str, Any], key: str) -> str:
    value = content.get(key)
    if not isinstance(value, str) or not value.strip():
        raise UsageError(f"{key}: is missing" if value is None else f"{key}: {value!r} is no text")
    return value.strip()


def _destinations(value: object) -> tuple[Destination, ...]:
    listed = [value] if isinstance(value, str) else value
    if not isinstance(listed, list) or not listed:
        raise UsageError('to: is missing; write it like to = ["digest", "mail:desk@paper.example"]')
    found = []
    for place, one in enumerate(listed, start=1):
        try:
            found.append(parse_destination(one))
        except UsageError as err:
            raise UsageError(f"to, entry {place}: {err}") from err
    return tuple(dict.fromkeys(found))


def parse_destination(text: object) -> Destination:
    """Return the destination that a rule names.

    Raises:
        UsageError: it is none.
    """
    if not isinstance(text, str):
        raise UsageError(f"{text!r} is no text")
    kind, _, target = text.strip().partition(":")
    kind, target = kind.strip().lower(), target.strip()
    if kind not in get_args(DestinationKind):
        raise UsageError(f"{text!r} is none of digest, file:PATH, mail:ADDRESS, webhook:URL")
    if kind == "digest":
        if target:
            raise UsageError(f"{text!r}: digest stands alone")
        return Destination(kind="digest")
    if not target or not target.isprintable():
        raise UsageError(f"{text!r} names nothing after {kind}:")
    if kind == "mail":
        if not _MAILBOX.fullmatch(target) or ".." in target:
            raise UsageError(f"{target!r} is no mail address, as desk@paper.example")
        return Destination(kind="mail", target=target)
    if kind == "webhook":
        if not _WEBHOOK.fullmatch(target):
            raise UsageError(f"{target!r} is no web address, as https://hooks.paper.example/pay")
        return Destination(kind="webhook", target=target)
    return Destination(kind="file", target=target)
