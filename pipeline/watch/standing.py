"""Notice when an alert that went out no longer stands, and say so to those who got it; once.

It no longer stands when a person rejected or corrected its figure, when its article was withdrawn or taken down, or
when the article was changed and has the figure no more; unless another report still carries the same event. An alert
that has not been sent yet is dropped instead. Of an article that a person had taken down no word is kept or repeated.
"""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any

import duckdb

from pipeline.watch.alert import Alert, Figure, Match
from pipeline.watch.log import AlertLog, is_recent
from pipeline.watch.snapshot import rows_of
from pipeline.watch.wording import amount_words

_TAKEN_DOWN = "its article was taken down"


def find_corrections(snapshot: duckdb.DuckDBPyConnection, book: AlertLog, *, now: datetime) -> tuple[Alert, ...]:
    """Write down the corrections that are owed, and return them."""
    every = book.alerts()
    asked = {"articles": [one.article_id for one in every], "urls": [one.canonical_url for one in every]}
    taken_down = {str(row["article_id"]) for row in rows_of(snapshot, "watch_taken_down", asked)} if every else set()
    corrected = book.corrected()
    open_ones = [one for one in every if one.corrects is None and one.id not in corrected and is_recent(one, now)]
    claims = sorted({claim for one in open_ones for claim in (*one.claims, *(figure.claim for figure in one.figures))})
    rows = {str(row["id"]): row for row in rows_of(snapshot, "watch_standing", {"ids": claims})} if claims else {}
    found: list[tuple[Match, tuple[str, ...]]] = []
    for alert in open_ones:
        why = _TAKEN_DOWN if alert.article_id in taken_down else _why_not(alert, rows)
        if why is None:
            continue
        deliveries = book.deliveries(alert.id)
        book.append([one for one in deliveries if one.state in {"pending", "failed"}], "dropped", now, why)
        told = tuple(one.destination for one in deliveries if one.state in {"sent", "unconfirmed"})
        if told:
            match = Match(alert=_correction(alert, why, now), keys=(f"corrects:{alert.id}",), dated_key=None, day=None)
            found.append((match, told))
    new = book.add(found, now=now)
    book.erase(one.id for one in every if one.article_id in taken_down)
    return new


def _why_not(alert: Alert, rows: Mapping[str, dict[str, Any]]) -> str | None:
    shown = {figure.claim for figure in alert.figures}
    others = [rows[claim] for claim in alert.claims if claim not in shown and claim in rows]
    if any(_problem(row, None) is None for row in others):
        return None
    for figure in alert.figures:
        row = rows.get(figure.claim)
        why = "its article has the figure no more" if row is None else _problem(row, figure)
        if why is not None:
            return why
    return None


def _problem(row: dict[str, Any], figure: Figure | None) -> str | None:
    if row["review_status"] == "rejected":
        return "a person rejected its figure"
    if row["is_gone"]:
        return "its article was withdrawn"
    if row["is_replaced"]:
        return "its article was changed and has the figure no more"
    if figure is None or row["review_status"] != "corrected":
        return None
    now_is = (row["amount_min"], row["amount_max"], row["currency"], row["unit"])
    if now_is != (figure.amount_min, figure.amount_max, figure.currency, figure.unit):
        words = amount_words(*now_is[:2], bound=None, currency=row["currency"], unit=row["unit"])
        return f"a person corrected its figure: {words}"
    if figure.payer is not None and row["payer"] != figure.payer:
        return f"a person corrected its payer: {row['payer'] or 'not named'}"
    return None


def _correction(alert: Alert, why: str, now: datetime) -> Alert:
    correction = replace(
        alert,
        id="",
        kind="correction",
        at=now,
        summary=f"Correction: “{alert.summary}” of {alert.at:%Y-%m-%d} no longer stands, {why}",
        figures=(),
        claims=(),
        is_printable=False,
        why_not=(why,),
        note=why,
        corrects=alert.id,
    )
    return correction.without_words() if why == _TAKEN_DOWN else correction
