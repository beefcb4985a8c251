"""Write the SQL that gives a reader the rows of a page of claims, out of the public tables and views alone."""

from pipeline.explorer.address import ClaimFilter

_SELECT = """\
SELECT a.published::DATE AS published, coalesce(e.name, u.payer) AS platform, u.worker, u.role_class,
       u.amount_text, u.hourly_usd_min, u.hourly_usd_max, u.kind, u.voice, len(k.why_not) = 0 AS may_be_printed,
       c.sentence, a.headline, a.canonical_url AS url, u.id
FROM pay_claims_usd AS u
JOIN pay_claims AS c ON c.id = u.id
JOIN claim_checks AS k ON k.id = u.id
JOIN articles AS a ON a.id = u.article_id
LEFT JOIN entities AS e ON e.id = u.payer_id
WHERE a.is_current AND NOT a.is_withdrawn"""
_CONDITIONS = {
    "kind": "u.kind = {}",
    "voice": "u.voice = {}",
    "role": "u.role_class = {}",
    "review": "u.review_status = {}",
    "source": "a.source_id = {}",
    "story": "a.id IN (SELECT article_id FROM story_articles WHERE story_id = {})",
    "year": "strftime(a.published, '%Y') = {}",
    "country": "(SELECT min(l.country) FROM claim_entities AS l WHERE l.claim_id = u.id AND l.field = 'location') = {}",
}
_MISSING = {
    "platform": "u.payer IS NULL",
    "year": "a.published IS NULL",
    "country": "u.id NOT IN (SELECT claim_id FROM claim_entities WHERE field = 'location' AND country IS NOT NULL)",
}
_ORDERS = {
    "-published": "a.published DESC NULLS LAST, u.id",
    "published": "a.published NULLS LAST, u.id DESC",
    "-pay": "coalesce(u.hourly_usd_max, u.hourly_usd_min) DESC NULLS LAST, a.published DESC NULLS LAST, u.id",
    "pay": "coalesce(u.hourly_usd_max, u.hourly_usd_min) NULLS LAST, a.published DESC NULLS LAST, u.id",
}


def reader_sql(wanted: ClaimFilter) -> str:
    """Return one statement whose rows are the claims that match a filter, in its order."""
    parts = [_SELECT]
    standing = wanted.chosen.get("standing")
    parts.append("  AND NOT k.is_counted" if standing == "copy" else "  AND k.is_counted")
    if standing in {"printable", "not checked"}:
        parts.append(f"  AND len(k.why_not) {'=' if standing == 'printable' else '>'} 0")
    if wanted.hourly:
        parts.append("  AND coalesce(u.hourly_usd_max, u.hourly_usd_min) IS NOT NULL")
    for name, value in wanted.chosen.items():
        if value == "-" and name in _MISSING:
            parts.append(f"  AND {_MISSING[name]}")
        elif name == "platform" and value.startswith("name:"):
            parts.append(f"  AND e.id IS NULL AND lower(u.payer) = {_quoted(value.removeprefix('name:'))}")
        elif name == "platform":
            parts.append(f"  AND u.payer_id = {_quoted(value)}")
        elif name in _CONDITIONS:
            parts.append(f"  AND {_CONDITIONS[name].format(_quoted(value))}")
    return "\n".join([*parts, f"ORDER BY {_ORDERS[wanted.sort]}"])


def _quoted(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"
