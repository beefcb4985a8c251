"""Make training examples out of reviewed claims: short passages with what people found in them.

In: a snapshot. Out: one passage for each sentence with reviewed claims, with the sentence before and the one after, in
the form of the gold corpus (`models/gold.py`, with the reading under the key `reading`). Claims that were accepted or
corrected are its claims, as they stand; an amount that was rejected is not pay, with the reason `other`. Amounts that
nobody reviewed are not marked, so nothing is learned from them. Passages are copied from publishers' articles: the
file is for training on this machine, not for publication.
"""

from collections.abc import Iterator, Mapping, Sequence
from itertools import groupby
from pathlib import Path
from typing import Any

from pipeline.corrections import FIELDS
from pipeline.publish.review_queue import open_reviewed, plain_amount, rows_of
from pipeline.sentences import sentence_spans

_MADE_ANEW = frozenset(["amount_min", "amount_max", "linked_to", "attribution_type", "attribution_name"])
_AS_THEY_ARE = tuple(name for name in FIELDS if name not in _MADE_ANEW)


def read_reviewed_passages(snapshot: Path) -> Iterator[dict[str, Any]]:
    """Yield the passages with reviewed claims, by article and place.

    Raises:
        WarehouseError: the snapshot cannot be read, or is of before claims could be reviewed.
    """
    with open_reviewed(snapshot) as con:
        rows = rows_of(con, "reviewed_passages", {"statuses": ["accepted", "corrected", "rejected"]})
    for _, of_article in groupby(rows, key=lambda row: str(row["article_id"])):
        claims = list(of_article)
        spans = sentence_spans(claims[0]["text"])
        for _, of_sentence in groupby(claims, key=lambda row: (row["sent_start"], row["sent_end"])):
            yield _passage(list(of_sentence), spans)


def _passage(rows: Sequence[Mapping[str, Any]], spans: Sequence[tuple[int, int]]) -> dict[str, Any]:
    first = rows[0]
    body, shift = _window(first["text"], first["sent_start"], first["sent_end"], spans)
    pay = [row for row in rows if row["review_status"] != "rejected"]
    numbers = {row["claim_id"]: f"c{number}" for number, row in enumerate(pay, start=1)}
    rejected = [row for row in rows if row["review_status"] == "rejected" and not _touches(row, pay)]
    return {
        "id": f"{first['article_id']}-{first['sent_start']}",
        "title": first["headline"] or None,
        "published": first["published_on"],
        "genre": "reviewed",
        "english": "",
        "topic": "",
        "outlet": first["outlet"],
        "body": body,
        "reading": {
            "claims": [_claim(row, numbers, body, shift) for row in pay],
            "not_pay": [_place(row, body, shift) | {"reason": "other"} for row in rejected],
        },
    }


def _window(text: str, start: int, end: int, spans: Sequence[tuple[int, int]]) -> tuple[str, int]:
    """Return the sentence with its neighbours, and what must be added to an offset in `text` to find it there."""
    low = max((span for span in spans if span[1] <= start), default=(start, start))[0]
    high = min((span for span in spans if span[0] >= end), default=(end, end))[1]
    return text[low:high], -low


def _claim(row: Mapping[str, Any], numbers: Mapping[str, str], body: str, shift: int) -> dict[str, Any]:
    return {
        **{name: row[name] for name in _AS_THEY_ARE},
        **_place(row, body, shift),
        "claim_id": numbers[row["claim_id"]],
        "amount_min": plain_amount(row["amount_min"]),
        "amount_max": plain_amount(row["amount_max"]),
        "linked_to": numbers.get(row["linked_to"] or ""),
        "attribution": {"type": row["attribution_type"], "name": row["attribution_name"]},
        "alt": [{**alt, **{end: plain_amount(alt[end]) for end in ("amount_min", "amount_max")}} for alt in row["alt"]],
    }


def _place(row: Mapping[str, Any], body: str, shift: int) -> dict[str, Any]:
    """Return the words of an amount and which of their occurrences it is, as readers of the corpus say it."""
    words = str(row["text"][row["start"] : row["end"]])
    at = int(row["start"]) + shift
    nth, found = 0, -1
    while found < at:
        found = body.find(words, found + 1)
        if found < 0:
            break
        nth += 1
    return {"amount_text": words, "nth": max(nth, 1)}


def _touches(row: Mapping[str, Any], others: Sequence[Mapping[str, Any]]) -> bool:
    return any(row["start"] < other["end"] and other["start"] < row["end"] for other in others)
