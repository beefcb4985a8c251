"""Find what each article was copied from: `laborwire dedupe`.

In: lines in time order. Out: for each its canonical article, relation, similarity and origin. Nothing is refused.
"""

from collections.abc import Iterator

from pipeline.contracts import RecordKey, RelatedInput
from pipeline.filters import Reply
from pipeline.relate.duplicates import DuplicateIndex
from pipeline.relate.relatable import Relatable


def dedupe_stage(records: Iterator[RelatedInput]) -> Iterator[Reply]:
    """Answer each record from those before it; ids are echoed as they came."""
    index = DuplicateIndex()
    ids: list[RecordKey] = []
    for record in records:
        # Lines are counted inside: ids of the input may repeat, and 1 and "1" are two.
        place = index.place(related(record, number=len(ids)))
        ids.append(record.id)
        yield {
            "canonical_id": ids[int(place.canonical_id)],
            "relation": place.relation,
            "similarity": place.similarity,
            "origin_id": ids[int(place.origin_id)] if place.origin_id is not None else None,
        }
        index.forget_new_rows()


def related(record: RelatedInput, *, number: int) -> Relatable:
    """Return a filter's record as the relate stages see it, under its line's number."""
    return Relatable(
        id=str(number),
        url=record.url,
        title=record.title,
        text=record.text,
        published=record.published,
        source=record.source,
    )
