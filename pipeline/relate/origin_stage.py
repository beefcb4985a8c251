"""`laborwire dedupe`: copies, and with them whom each article credits and what it was made from.

In: records in time order. Out: the answer of `dedupe_stage`; where that finds an original and an earlier article is
certainly its origin, `relation` is rewrite or translation and `origin_id` names it. `origins` has every link with its
certainty and reasons, `attributions` the outlets that are credited. Nothing is refused.
"""

from collections.abc import Iterator
from typing import Any

from pipeline.contracts import RecordKey, RelatedInput
from pipeline.relate.duplicates import dedupe_stage
from pipeline.relate.origin_index import HELD, Link, OriginIndex, Origins, reported
from pipeline.relate.outlets import Outlets
from pipeline.relate.relatable import related
from pipeline.urls import host_of

_COPIES = frozenset({"exact", "copy", "excerpt", "update"})


def dedupe_with_origins(records: Iterator[RelatedInput], *, outlets: Outlets) -> Iterator[dict[str, Any]]:
    """Answer each record from those before it; ids are echoed as they came."""
    index = OriginIndex(outlets, held=HELD)
    waiting: list[RelatedInput] = []
    ids: list[RecordKey] = []

    def noted() -> Iterator[RelatedInput]:
        for record in records:
            waiting.append(record)
            yield record

    for answer in dedupe_stage(noted()):
        # One object for each record, never a refusal.
        reply: dict[str, Any] = answer  # type: ignore[assignment]  # Reply has other kinds, for other stages
        record = waiting.pop(0)
        number = len(ids)
        ids.append(record.id)
        origins = Origins()
        if reply["relation"] not in _COPIES:
            # A copy credits whom its original credits, and comes from where that comes from.
            article = reported(
                related(record, number=number), names=(record.site_name, record.source, host_of(record.url))
            )
            origins = index.place(article)
            index.file(article)
            reply = _with_origin(reply, origins, ids)
        links = [_link_json(link, ids) for link in origins.links]
        yield {**reply, "origins": links, "attributions": _credits_json(origins)}


def _with_origin(reply: dict[str, Any], origins: Origins, ids: list[RecordKey]) -> dict[str, Any]:
    link = origins.certain
    if reply["origin_id"] is not None or link is None or link.origin_id is None:
        return reply
    return {
        **reply,
        "relation": "translation" if link.relation == "translation" else "rewrite",
        "similarity": link.similarity,
        "origin_id": ids[int(link.origin_id)],
    }


def _link_json(link: Link, ids: list[RecordKey]) -> dict[str, object]:
    return {
        "origin_id": ids[int(link.origin_id)] if link.origin_id is not None else None,
        "outlet": link.outlet.name if link.outlet else None,
        "relation": link.relation,
        "certainty": link.certainty,
        "similarity": link.similarity,
        "reasons": [{"kind": reason.kind, "value": reason.value} for reason in link.reasons],
    }


def _credits_json(origins: Origins) -> list[dict[str, object]]:
    return [
        {
            "start": one.start,
            "end": one.end,
            "name": one.name,
            "outlet": one.outlet.source_id or one.outlet.key,
            "credited_for": one.credited_for,
            "rule": one.rule,
        }
        for one in origins.attributions
    ]
