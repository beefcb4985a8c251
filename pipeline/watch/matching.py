"""Find what matches watch rules, and say what happened: one match per event, however many articles tell it.

An event has keys. A claim is its id, and its figures together with its article's address and group of copies: a
copy, a later version or a second night tells nothing new. A change of pay is each of its reports, and payer, project,
kind of work, old and new amount. A conflict is what is contradicted, not who contradicts. A new platform is itself.
"""

from collections.abc import Iterable, Sequence
from datetime import date, datetime, timedelta

import duckdb

from pipeline.errors import UsageError
from pipeline.publish.rows import hourly_words
from pipeline.quoting import around_figure
from pipeline.warehouse.store import utc_aware
from pipeline.watch.alert import Alert, AlertKind, Figure, Match
from pipeline.watch.expression import Event
from pipeline.watch.fields import filter_of
from pipeline.watch.rules import Rule
from pipeline.watch.snapshot import News, Row, dicts
from pipeline.watch.wording import amount_words, plain_line

_QUERY: dict[Event, str] = {
    "claim": "watch_claims",
    "below minimum wage": "watch_claims",
    "new platform": "watch_claims",
    "any pay change": "watch_changes",
    "new conflict": "watch_conflicts",
}
_DONE = frozenset({"asserted", "alleged", "planned", "promised"})


def match_rules(news: News, rules: Sequence[Rule], *, now: datetime, ignore_age: bool = False) -> tuple[Match, ...]:
    """Return what matches, rule by rule, the oldest publication first; known events are not left out yet.

    Args:
        ignore_age: also tell what is older than a rule's `max_age_days`.

    Raises:
        UsageError: a rule names a platform alone that the gazetteer does not know.
    """
    filters = [_filter(rule, news) for rule in rules]
    if news.focus == ():
        return ()
    rows: dict[str, duckdb.DuckDBPyRelation] = {}
    found: list[Match] = []
    for rule, chosen in zip(rules, filters, strict=True):
        query = _QUERY[rule.condition.event]
        if query not in rows:
            rows[query] = news.rows(query)
        matching = dicts(rows[query] if chosen is None else rows[query].filter(chosen))
        matching = [row for row in matching if ignore_age or _is_fresh(row, rule, now)]
        matching.sort(key=lambda row: (row["published"] is None, row["published"] or datetime.min, row["id"]))  # noqa: DTZ901  # the warehouse's times have no zone
        found += _matches(rule, matching, now)
    return tuple(found)


def _matches(rule: Rule, rows: Iterable[Row], now: datetime) -> list[Match]:
    event = rule.condition.event
    if event == "any pay change":
        found = [_change(rule, row, now) for row in rows]
    elif event == "new conflict":
        found = [_conflict(rule, row, now) for row in rows]
    elif event == "below minimum wage":
        found = [_claim(rule, row, now, kind="below minimum wage") for row in rows if row["wage_verdict"]]
    elif event == "new platform":
        found = [_claim(rule, row, now, kind="new platform") for row in rows if row["is_new_payer"]]
    else:
        found = [_claim(rule, row, now, kind="claim") for row in rows]
    return [match for match in found if match.alert.is_printable or not rule.printable_only]


def _filter(rule: Rule, news: News) -> duckdb.Expression | None:
    try:
        return filter_of(rule.condition, names=news.names)
    except UsageError as err:
        raise UsageError(f"rule {rule.name!r}: when: {err}") from err


def _is_fresh(row: Row, rule: Rule, now: datetime) -> bool:
    dated = utc_aware(row["published"] or row["fetched_at"])
    return dated is None or dated >= now - timedelta(days=rule.max_age_days)


def _claim(rule: Rule, row: Row, now: datetime, *, kind: AlertKind) -> Match:
    payer_key = row["payer_id"] or (row["payer"] or "").lower()
    figure = f"{payer_key}|{_ends(row, 'amount')}|{row['currency']}|{row['unit']}|{row['role_class']}"
    keys: tuple[str, ...] = (
        f"claim:{row['id']}",
        f"figure:{row['group_id']}|{figure}",
        f"figure:{row['canonical_url']}|{figure}",
    )
    why_not, note = list(row["why_not"]), ""
    words = row["kind"].replace("_", " ")
    if row["change_role"]:
        words = {"from": "old pay", "to": "new pay", "delta": "difference"}[row["change_role"]]
    summary = f"{_whom(row)}: {_amount(row)}, {words}"
    if kind == "below minimum wage":
        note = row["wage_verdict"]
        summary = f"{_whom(row)}: {_amount(row)}, {note}"
        if row["wage_compared"] != "as stated":
            why_not.append(f"compared {row['wage_compared']}, which rests on assumptions")
    elif kind == "new platform":
        keys = (f"payer:{payer_key}",)
        summary = f"first pay claim about {_whom(row)}: {_amount(row)}, {words}"
    figures = [_figure(row, row["id"], "amount", currency=row["currency"], unit=row["unit"], payer=row["payer"])]
    alert = _alert(rule, row, now, kind=kind, summary=summary, why_not=why_not, note=note, figures=figures)
    return Match(alert=alert, keys=keys, dated_key=None, day=None)


def _change(rule: Rule, row: Row, now: datetime) -> Match:
    stance = "done or planned" if row["modality"] in _DONE else row["modality"]
    payer_key = row["payer_id"] or (row["payer"] or "").lower()
    what = [payer_key, stance, (row["project"] or "").lower(), row["role_class"]]
    for side in ("from", "to"):
        what += [_ends(row, side), str(row[f"{side}_currency"]), str(row[f"{side}_unit"])]
    what.append(_ends(row, "delta") if row["from_min"] is None or row["to_min"] is None else "")
    sides = {
        side: amount_words(
            row[f"{side}_min"],
            row[f"{side}_max"],
            bound=row.get(f"{side}_bound"),
            currency=row[f"{side}_currency"],
            unit=row[f"{side}_unit"],
        )
        for side in ("from", "to", "delta")
        if row[f"{side}_currency"]
    }
    told = [f"{side} {sides[side]}" for side in ("from", "to") if side in sides]
    if "delta" in sides and len(told) < 2:
        told.append(f"a difference of {sides['delta']}")
    percent = f", {row['change_percent']:+.1f} %" if row["change_percent"] is not None else ""
    unsure = "" if row["modality"] == "asserted" else f", {row['modality']}"
    direction = "" if row["direction"] == "unclear" else f", {row['direction']}"
    summary = f"{_whom(row)}: pay changes {' '.join(told)}{direction}{percent}{unsure}"
    note = f"reported in {row['n_articles']} articles" if row["n_articles"] > 1 else ""
    figures = [
        _figure(row, row[f"{side}_id"], side, currency=row[f"{side}_currency"], unit=row[f"{side}_unit"], payer=None)
        for side in ("from", "to", "delta")
        if row[f"{side}_id"] is not None
    ]
    why_not = row["why_not"]
    alert = _alert(rule, row, now, kind="pay change", summary=summary, why_not=why_not, note=note, figures=figures)
    reports = tuple(f"report:{claim}" for claim in row["claims"])
    # Without a payer nobody knows whether two reports mean one event.
    return Match(alert=alert, keys=reports, dated_key=f"change:{'|'.join(what)}" if payer_key else None, day=row["day"])


def _conflict(rule: Rule, row: Row, now: datetime) -> Match:
    parts = [row["payer_id"], row["role_class"], row["project"], row["location"], row["month"], row["currency"]]
    parts += [row["unit"], row["conflict"], _ends(row, "low"), _ends(row, "high")]
    low, high = (
        amount_words(row[f"{end}_min"], row[f"{end}_max"], bound=None, currency=row["currency"], unit=row["unit"])
        for end in ("low", "high")
    )
    denied = [end for end in ("low", "high") if row[f"{end}_modality"] == "denied"]
    said = f"{low}{' (denied)' if 'low' in denied else ''} or {high}{' (denied)' if 'high' in denied else ''}"
    summary = f"{_whom(row)}, {row['month']:%B %Y}: reports differ, {said}"
    start, end = row["other_start"], row["other_end"]
    other, rights = row["other_sentence"], row["other_rights"]
    shown = around_figure(other, start, end, rights=rights, excerpt_words=row["other_excerpt_words"])
    words = f": “{shown[0]}{other[start:end]}{shown[1]}”" if shown else ""
    note = f"{row['other_source']} has {row['other_text']}{words} {row['other_url']}"
    figures = [
        _figure(row, row[f"{end}_id"], end, currency=row["currency"], unit=row["unit"], payer=None)
        for end in ("low", "high")
    ]
    alert = _alert(rule, row, now, kind="new conflict", summary=summary, why_not=[], note=note, figures=figures)
    key = "|".join("-" if part is None else str(part).lower() for part in parts)
    return Match(alert=alert, keys=(f"conflict:{key}",), dated_key=None, day=None)


def _alert(
    rule: Rule,
    row: Row,
    now: datetime,
    *,
    kind: AlertKind,
    summary: str,
    why_not: Sequence[str],
    note: str,
    figures: Sequence[Figure],
) -> Alert:
    sentence, start, end = row["sentence"], row["figure_start"], row["figure_end"]
    # Where only headlines may be shown the figure stands without its words.
    shown = around_figure(sentence, start, end, rights=row["rights"], excerpt_words=row["excerpt_words"])
    before, after = shown or ("", "")
    published: date | None = None
    if row["published"] is not None and not row["published_is_fallback"]:
        published = row["published"].date()
    return Alert(
        id="",
        rule=rule.name,
        kind=kind,
        at=now,
        summary=plain_line(summary),
        headline=plain_line(row["headline"]) or "(no title)",
        before=before,
        figure=sentence[start:end],
        after=after,
        payer=row["platform"],
        payer_id=row["payer_id"],
        hourly=hourly_words(
            row["hourly_usd_min"],
            row["hourly_usd_max"],
            assumption=row["assumption"],
            fx=row["fx"],
            fx_day=row["fx_day"],
            why_not=row["why_no_hourly_usd"],
        ),
        hourly_usd_min=row["hourly_usd_min"],
        hourly_usd_max=row["hourly_usd_max"],
        who=_who(row),
        source=plain_line(row["source"]),
        published=published,
        url=row["url"],
        article_id=row["article_id"],
        canonical_url=row["canonical_url"],
        claim_id=row["shown_id"],
        claims=tuple(row["claims"]),
        figures=tuple(figures),
        is_printable=not why_not,
        why_not=tuple(why_not),
        note=plain_line(note),
        # An outlet that allows an excerpt allows one, and a story of the digest may have it.
        may_be_quoted=row["rights"] == "summary",
        is_invented=row["is_invented"],
    )


def _who(row: Row) -> str:
    if row["attribution_type"] == "reporter":
        return "the reporter"
    return plain_line(row["attribution_name"] or f"a {row['attribution_type']}")


def _whom(row: Row) -> str:
    payer = row["platform"] or "payer not named"
    # A summary heads mails: it names kinds of work, never a person who works.
    worker = row["worker"] if row["worker"] and row["worker"][0].islower() else None
    if worker is None and row["role_class"] != "other":
        worker = row["role_class"]
    return f"{payer}, {worker}" if worker else str(payer)


def _amount(row: Row) -> str:
    return amount_words(
        row["amount_min"], row["amount_max"], bound=row["bound"], currency=row["currency"], unit=row["unit"]
    )


def _ends(row: Row, side: str) -> str:
    low, high = row[f"{side}_min"], row[f"{side}_max"]
    return "/".join("-" if end is None else f"{end.normalize():f}" for end in (low, high))


def _figure(row: Row, claim: str, side: str, *, currency: str, unit: str, payer: str | None) -> Figure:
    return Figure(
        claim=claim,
        amount_min=row[f"{side}_min"],
        amount_max=row[f"{side}_max"],
        currency=currency,
        unit=unit,
        payer=payer,
    )
