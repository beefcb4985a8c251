"""Put an alert into words: plain text for mails, JSON for webhooks, and the summary in a line.

Text from the web is put on one line and loses control and invisible steering characters: a headline must not end a
mail's header or paint a terminal.
"""

import unicodedata
from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from pipeline.publish.rows import BOUND_WORDS
from pipeline.watch.alert import Alert


def plain_line(text: str) -> str:
    """Return `text` on one line, with control and formatting characters shown as U+FFFD.

    >>> plain_line("Pay" + chr(10) + "Bcc: all@paper.example")
    'Pay Bcc: all@paper.example'
    """
    line = " ".join(text.split())
    return "".join("\ufffd" if unicodedata.category(one) in {"Cc", "Cf", "Cs"} else one for one in line)


def amount_words(low: Decimal | None, high: Decimal | None, *, bound: str | None, currency: str, unit: str) -> str:
    """Return an amount as it is stored: "16 to 20 USD per hour"."""
    ends = [f"{end.normalize():,f}" for end in (low, high) if end is not None]
    per = "" if unit == "unknown" else " in all" if unit == "project" else f" per {unit.replace('_', ' ')}"
    if not ends:
        return f"figures of {currency}{per}"
    return f"{BOUND_WORDS.get(bound or '', '')}{' to '.join(dict.fromkeys(ends))} {currency}{per}"


def unchecked(alert: Alert) -> str:
    """Return what follows a summary that stands alone: " (not checked)", or nothing."""
    return "" if alert.is_printable or alert.kind == "correction" else " (not checked)"


def subject_line(alerts: Sequence[Alert]) -> str:
    """Return the subject of a mail that tells these alerts."""
    first = alerts[0]
    if len(alerts) == 1:
        return plain_line(f"laborwire: {first.rule}: {first.summary}{unchecked(first)}")[:180]
    rules = list(dict.fromkeys(alert.rule for alert in alerts))
    return plain_line(f"laborwire: {len(alerts)} alerts ({', '.join(rules)})")[:180]


def alert_text(alert: Alert) -> str:
    """Return an alert as lines of plain text."""
    lines = [f"[{alert.rule}] {alert.summary}", ""]
    if alert.is_invented:
        lines.insert(0, "DEMO: everything about this alert is invented.")
    if alert.headline:
        lines.append(f"  {alert.headline}")
    if alert.figure:
        lines.append(f"  “{plain_line(f'{alert.before}»{alert.figure}«{alert.after}')}”")
    facts = [
        ("note", alert.note),
        ("payer", alert.payer or ("" if alert.kind == "correction" else "not named")),
        ("USD an hour", alert.hourly),
        ("according to", alert.who),
        ("source", alert.source),
        ("published", (f"{alert.published}" if alert.published else "no date stated") if alert.source else ""),
        ("address", alert.url),
        ("print", alert.standing() if alert.kind != "correction" else ""),
        ("claim", f"{alert.claim_id} (laborwire review {alert.claim_id})" if alert.figure else ""),
        ("alert", alert.id + (f", corrects {alert.corrects}" if alert.corrects else "")),
    ]
    lines += [f"  {name + ':':<14}{value}" for name, value in facts if value]
    return "\n".join(plain_line(line) if not line.startswith("  ") else "  " + _kept(line) for line in lines) + "\n"


def mail_text(alerts: Sequence[Alert]) -> str:
    """Return the body of a mail that tells these alerts."""
    parts = [alert_text(alert) for alert in alerts]
    foot = "Read the sentence beside a figure before you print it. Marked »so« is what the article says."
    return "\n".join(parts) + f"\n-- \n{foot}\n"


def alert_json(alert: Alert) -> dict[str, Any]:
    """Return what a webhook gets (docs/alerts.md)."""
    return {
        "id": alert.id,
        "kind": alert.kind,
        "rule": alert.rule,
        "found_at": alert.at,
        "summary": alert.summary,
        "headline": alert.headline,
        "sentence": {"before": alert.before, "figure": alert.figure, "after": alert.after},
        "payer": alert.payer,
        "payer_id": alert.payer_id,
        "hourly_usd": {"min": alert.hourly_usd_min, "max": alert.hourly_usd_max, "words": alert.hourly},
        "according_to": alert.who,
        "source": alert.source,
        "published": alert.published,
        "url": alert.url,
        "claim_id": alert.claim_id,
        "article_id": alert.article_id,
        "printable": alert.is_printable,
        "why_not": alert.why_not,
        "note": alert.note,
        "is_invented": alert.is_invented,
        "corrects": alert.corrects,
    }


def _kept(line: str) -> str:
    """Return an indented line without control characters; its spaces line up facts."""
    return "".join("\ufffd" if unicodedata.category(one) in {"Cc", "Cf", "Cs"} else one for one in line[2:])
