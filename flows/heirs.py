"""Relate articles anew that became originals because those that they copied were taken down.

Of a copy nothing is filed: its words count as its original's, and it credits whom that credited. What goes takes both
with it. So an heir is compared with the rest of the archive as a new article would be: later copies are found by its
words, and whom it credits is known again.
"""

from datetime import datetime

import numpy as np

from flows.origins import Fresh, find_origins
from pipeline.records import Source
from pipeline.relate.duplicates import DuplicateIndex
from pipeline.relate.relatable import relatable
from pipeline.warehouse.batch import Batch
from pipeline.warehouse.load import load
from pipeline.warehouse.store import Warehouse


def relate_heirs(warehouse: Warehouse, *, sources: tuple[Source, ...], now: datetime) -> int:
    """File what is kept of originals for those that lack it, and return for how many.

    Args:
        sources: outlets that may be credited.

    Raises:
        WarehouseError: the rows cannot be read or written.
    """
    stored = warehouse.heirs()
    if not stored:
        return 0
    index = DuplicateIndex()
    fresh = [
        Fresh(
            article=article,
            duplicate=index.place(relatable(article)),
            vector=None if vector is None else np.array(vector, dtype=np.float32),
        )
        for article, _, vector in stored
    ]
    fingerprints, sketches = index.take_new_rows()
    digest = next((digest for _, digest, _ in stored if digest is not None), None)
    found = find_origins(warehouse, fresh, sources=sources, model_digest=digest, now=now)
    # First, and by itself: whoever is stopped here finds the same heirs again.
    warehouse.relate(found.duplicates)
    load(
        warehouse,
        Batch(
            attributions=found.attributions,
            origin_links=found.links,
            origin_clues=found.clues,
            fingerprints=fingerprints,
            sketches=sketches,
        ),
    )
    return len(fresh)
