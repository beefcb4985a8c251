"""Find the articles that are most like a vector, over a whole snapshot: exactly up to 50,000, by an index beyond.

In: a snapshot. Out: the nearest of the articles that count (no copies, no older versions, nothing withdrawn). Its
vectors lie in a folder of their own, stamped with the snapshot and read through the page cache; a folder of another
snapshot is never read, and one that is missing is made anew.

Beyond 50,000 articles the vectors are filed in lists by the nearest of some hundred centres (k-means), and only the
lists nearest to the question are read. Source: Jégou, Douze and Schmid, "Product quantization for nearest neighbor
search", IEEE TPAMI 33(1), 2011, section 4 (the inverted file; the vectors themselves are kept whole here).
"""

import json
import logging
import shutil
import tempfile
from collections.abc import Collection
from pathlib import Path
from typing import Self

import duckdb
import numpy as np
from numpy.typing import NDArray

from pipeline.errors import WarehouseError
from pipeline.publish.related import Related
from pipeline.warehouse.schema import QUERY_FILES
from pipeline.warehouse.stamp import stamp_of

log = logging.getLogger(__name__)

EXACT_UP_TO = 50_000
"""Articles: one product with all of their vectors takes under 20 ms."""

_READ_LISTS = 0.06
"""Share of the lists that are read: see benchmarks/search.py for what is missed."""

_ROUNDS = 8
_SAMPLE_A_LIST = 40
_AT_ONCE = 8192

Vectors = NDArray[np.float32]


class VectorFile:
    """The vectors of a snapshot's articles, mapped into memory."""

    def __init__(
        self,
        *,
        article_ids: NDArray[np.bytes_],
        vectors: Vectors,
        model_digest: str,
        centres: Vectors | None = None,
        starts: NDArray[np.int64] | None = None,
    ) -> None:
        self._ids = article_ids
        self._vectors = vectors
        self.model_digest = model_digest
        self._centres = centres
        self._starts = starts
        self._rows: dict[bytes, int] | None = None

    @classmethod
    def of_snapshot(cls, snapshot: Path, cache: Path) -> Self:
        """Return the vectors of a snapshot, from its folder in `cache` or read anew into one.

        Raises:
            WarehouseError: the snapshot cannot be read.
        """
        folder = cache / stamp_of(snapshot)
        try:
            return cls._open(folder)
        except (OSError, ValueError, KeyError):
            pass
        ids, vectors, digest = _read(snapshot)
        made = cls.made_of(ids, vectors, digest)
        try:
            made._keep(folder)
            return cls._open(folder)
        except OSError as err:
            # A reader without the right to write here has them in its memory.
            log.info("vectors are not kept", extra={"folder": str(folder), "why": str(err)})
            return made

    @classmethod
    def made_of(cls, article_ids: NDArray[np.bytes_], vectors: Vectors, model_digest: str, *, seed: int = 0) -> Self:
        """Return unit vectors as they are, up to `EXACT_UP_TO`, or filed in lists."""
        if len(vectors) <= EXACT_UP_TO:
            return cls(article_ids=article_ids, vectors=vectors, model_digest=model_digest)
        centres = _centres(vectors, int(np.sqrt(len(vectors))), seed=seed)
        nearest = _nearest_centre(vectors, centres)
        order = np.argsort(nearest, kind="stable")
        starts = np.searchsorted(nearest[order], np.arange(len(centres) + 1)).astype(np.int64)
        return cls(
            article_ids=article_ids[order],
            vectors=vectors[order],
            model_digest=model_digest,
            centres=centres,
            starts=starts,
        )

    def __len__(self) -> int:
        """Return how many articles it knows."""
        return len(self._ids)

    @property
    def is_exact(self) -> bool:
        """Say whether every vector is compared."""
        return self._centres is None

    def vector_of(self, article_id: str) -> Vectors | None:
        """Return an article's vector; None when it is not counted or has none."""
        if self._rows is None:
            self._rows = {name: row for row, name in enumerate(self._ids.tolist())}
        row = self._rows.get(article_id.encode("utf-8", "replace"))
        return None if row is None else np.asarray(self._vectors[row])

    def nearest(
        self, vector: Vectors, *, floor: float, limit: int, without: Collection[str] = ()
    ) -> tuple[Related, ...]:
        """Return the articles at least `floor` close to a unit vector, nearest first, ties in the order of ids."""
        if not len(self._ids):
            return ()
        rows, closeness = self._candidates(vector)
        near = np.flatnonzero(closeness >= floor)
        # What is left out must not take the place of what is not.
        most = limit + len(without)
        if len(near) > most:
            # With the ties of the last place, so that ids decide between them.
            last = np.partition(closeness[near], -most)[-most]
            near = near[closeness[near] >= last]
        left_out = {name.encode("utf-8", "replace") for name in without}
        named = [(-float(closeness[at]), bytes(self._ids[rows[at]])) for at in near]
        kept = sorted(item for item in named if item[1] not in left_out)[:limit]
        return tuple(Related(article_id=name.decode(), closeness=round(-closest, 4)) for closest, name in kept)

    def _candidates(self, vector: Vectors) -> tuple[NDArray[np.int64], NDArray[np.float32]]:
        if self._centres is None or self._starts is None:
            return np.arange(len(self._ids)), self._vectors @ vector
        n_lists = max(1, int(np.ceil(_READ_LISTS * len(self._centres))))
        lists = np.argpartition(-(self._centres @ vector), n_lists - 1)[:n_lists]
        spans = [(int(self._starts[one]), int(self._starts[one + 1])) for one in sorted(lists.tolist())]
        rows = np.concatenate([np.arange(start, end) for start, end in spans])
        return rows, np.concatenate([self._vectors[start:end] @ vector for start, end in spans])

    @classmethod
    def _open(cls, folder: Path) -> Self:
        about = json.loads((folder / "about.json").read_text(encoding="utf-8"))
        is_filed = bool(about["is_filed"])
        return cls(
            article_ids=np.load(folder / "ids.npy"),
            vectors=_mapped(folder / "vectors.npy"),
            model_digest=str(about["model_digest"]),
            centres=np.load(folder / "centres.npy") if is_filed else None,
            starts=np.load(folder / "starts.npy") if is_filed else None,
        )

    def _keep(self, folder: Path) -> None:
        """Write everything into a folder in one step; folders of other snapshots go."""
        folder.parent.mkdir(parents=True, exist_ok=True)
        part = Path(tempfile.mkdtemp(dir=folder.parent, prefix="part-"))
        try:
            np.save(part / "ids.npy", self._ids)
            np.save(part / "vectors.npy", self._vectors)
            if self._centres is not None and self._starts is not None:
                np.save(part / "centres.npy", self._centres)
                np.save(part / "starts.npy", self._starts)
            about = {"model_digest": self.model_digest, "is_filed": self._centres is not None}
            (part / "about.json").write_text(json.dumps(about), encoding="utf-8")
            shutil.rmtree(folder, ignore_errors=True)
            part.rename(folder)
        except BaseException:
            shutil.rmtree(part, ignore_errors=True)
            raise
        for other in folder.parent.iterdir():
            if other.name != folder.name and not other.name.startswith("part-"):
                shutil.rmtree(other, ignore_errors=True)


def _mapped(path: Path) -> Vectors:
    # An empty file cannot be mapped.
    loaded: Vectors = np.load(path, mmap_mode="r" if path.stat().st_size > 256 else None)
    return loaded


def _read(snapshot: Path) -> tuple[NDArray[np.bytes_], Vectors, str]:
    try:
        with duckdb.connect(str(snapshot), read_only=True) as con:
            con.execute((QUERY_FILES / "live_vectors.sql").read_text(encoding="utf-8"))
            table = con.to_arrow_table()
            digests = con.execute(_DIGEST).fetchall()
    except duckdb.Error as err:
        problem = f"{str(err).splitlines()[0]}; if another version made it, run `laborwire nightly`"
        raise WarehouseError(str(snapshot), problem) from err
    values = np.asarray(table.column("vector").combine_chunks().flatten(), dtype=np.float32)
    ids = np.array([name.encode() for name in table.column("article_id").to_pylist()], dtype=np.bytes_)
    return ids, values.reshape(len(ids), -1 if len(ids) else 0), str(digests[0][0]) if digests else ""


_DIGEST = "SELECT model_digest FROM article_vectors GROUP BY model_digest ORDER BY count(*) DESC, model_digest LIMIT 1"


def _centres(vectors: Vectors, n_lists: int, *, seed: int) -> Vectors:
    """Return the centres of `n_lists` lists: spherical k-means over a sample."""
    random = np.random.default_rng(seed)
    sample = vectors[np.sort(random.choice(len(vectors), min(len(vectors), _SAMPLE_A_LIST * n_lists), replace=False))]
    centres = sample[random.choice(len(sample), n_lists, replace=False)].copy()
    for _ in range(_ROUNDS):
        nearest = _nearest_centre(sample, centres)
        order = np.argsort(nearest, kind="stable")
        filled, first = np.unique(nearest[order], return_index=True)
        sums = np.add.reduceat(sample[order], first, axis=0)
        lengths = np.linalg.norm(sums, axis=1, keepdims=True)
        # A list that nothing is nearest to keeps its centre.
        centres[filled] = sums / np.maximum(lengths, 1e-9)
    return centres


def _nearest_centre(vectors: Vectors, centres: Vectors) -> NDArray[np.int64]:
    parts = [
        np.argmax(vectors[start : start + _AT_ONCE] @ centres.T, axis=1) for start in range(0, len(vectors), _AT_ONCE)
    ]
    return np.concatenate(parts)
