"""What one more article costs to compare with an archive of so many: time for its copies and for its story.

A made archive (`made_articles.py`) is put through the copy rule article by article; at each size the next night is
measured. "In memory" is the filter, which holds all originals. "From the warehouse" is a night: rows that share a
hash are fetched, the index is made of them, the articles are placed. Stories are those of a night, too: the members of
the window are fetched and read, then the articles are placed. Vectors are made, since what a model takes does not
depend on the archive. CPU milliseconds over the night's articles.
"""

import copy
import gc
import shutil
import statistics
import tempfile
import time
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path

import duckdb
import numpy as np
import pyarrow as pa
from made_articles import Made, archive

from pipeline.places import CHECKOUT
from pipeline.relate.duplicates import DuplicateIndex, FingerprintRow, SketchRow
from pipeline.relate.fingerprints import SAMPLE, read_fingerprint
from pipeline.relate.relatable import Relatable
from pipeline.relate.stories import StoryIndex, StoryMember, preload_range
from pipeline.warehouse.store import Warehouse

SEED = 11
NIGHT = 500
ROUNDS = 3
_MODEL = "bench"
# Rows filed per article in the made archive, for rows that stand for articles which were not made.
_ROWS_OF_ARTICLE = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class Cost:
    """CPU milliseconds an article at one size; None where it was not measured."""

    articles: int
    fingerprints: int
    copies_in_memory: float | None
    copies_from_warehouse: float
    stories_fetching: float | None
    stories_placing: float | None
    window: int | None
    """Members that were fetched."""

    @property
    def stories(self) -> float | None:
        if self.stories_fetching is None or self.stories_placing is None:
            return None
        return self.stories_fetching + self.stories_placing


@dataclass(slots=True, kw_only=True)
class _Archive:
    """An archive of one size and the night that comes next, with what each round took (CPU ms an article)."""

    warehouse: Warehouse
    articles: int
    fingerprints: int
    night: list[Made]
    index: DuplicateIndex | None = None
    """Holds the same in memory; None where only the look-up of fingerprints is measured."""
    in_memory: list[float] = field(default_factory=list)
    from_warehouse: list[float] = field(default_factory=list)
    fetching: list[float] = field(default_factory=list)
    placing: list[float] = field(default_factory=list)
    window: int | None = None

    def measure(self, number: int) -> None:
        """Measure one round."""
        related = [one.article for one in self.night]
        begun = time.process_time()
        _night_of_copies(self.warehouse, related)
        self.from_warehouse.append(1000 * (time.process_time() - begun) / len(related))
        if self.index is not None:
            part = related[number::ROUNDS]
            begun = time.process_time()
            for article in part:
                self.index.place(article)
            self.in_memory.append(1000 * (time.process_time() - begun) / len(part))
            self.index.forget_new_rows()
            fetching, placing, self.window = _night_of_stories(self.warehouse, self.night)
            self.fetching.append(fetching)
            self.placing.append(placing)

    def cost(self) -> Cost:
        """Return what the rounds took: the median; in memory, where rounds have other articles, the mean."""
        return Cost(
            articles=self.articles,
            fingerprints=self.fingerprints,
            copies_in_memory=statistics.mean(self.in_memory) if self.in_memory else None,
            copies_from_warehouse=statistics.median(self.from_warehouse),
            stories_fetching=statistics.median(self.fetching) if self.fetching else None,
            stories_placing=statistics.median(self.placing) if self.placing else None,
            window=self.window,
        )


def cost_section(sizes: Sequence[int], fingerprints: Sequence[int], *, per_day: float, plot: Path | None) -> list[str]:
    """Measure, draw, and return the table."""
    with tempfile.TemporaryDirectory() as folder:
        archives = list(archives_of(Path(folder), sorted(sizes), sorted(fingerprints), per_day=per_day))
        # A night's process does not hold the archives that were made: the collector would look through them all.
        gc.collect()
        gc.freeze()
        # Round by round, so that what else the machine does falls on all sizes alike.
        for number in range(ROUNDS):
            for one in archives:
                one.measure(number)
        for one in archives:
            one.warehouse.close()
    costs = sorted((one.cost() for one in archives), key=lambda cost: cost.fingerprints)
    if plot:
        _draw(costs, plot)
    return _table(costs, per_day)


def archives_of(folder: Path, sizes: list[int], fingerprints: list[int], *, per_day: float) -> Iterator[_Archive]:
    """Yield an archive for each size, and one for each number of fingerprints (to the next night)."""
    made = archive(seed=SEED, per_day=per_day)
    index = DuplicateIndex()
    filed = articles = 0
    waiting = list(fingerprints)
    with Warehouse.open(folder / "growing.duckdb", data=CHECKOUT / "data") as warehouse:
        for size in sizes:
            while articles < size:
                night = list(islice(made, min(NIGHT, size - articles)))
                for one in night:
                    index.place(one.article)
                rows = index.take_new_rows()
                if waiting and filed + len(rows[0]) > waiting[0]:
                    # Before these are stored: the night after so many.
                    kept = _copied(warehouse, folder / f"f{waiting.pop(0)}.duckdb")
                    yield _Archive(warehouse=kept, articles=articles, fingerprints=filed, night=night)
                _store(warehouse.con, night, *rows)
                articles, filed = articles + len(night), filed + len(rows[0])
            # The nights of the smaller sizes are in the larger ones, too.
            held = copy.deepcopy(index)
            kept = _copied(warehouse, folder / f"a{size}.duckdb")
            night = list(islice(made, NIGHT))
            yield _Archive(warehouse=kept, articles=articles, fingerprints=filed, night=night, index=held)
            for one in night:
                index.place(one.article)
            rows = index.take_new_rows()
            _store(warehouse.con, night, *rows)
            articles, filed = articles + len(night), filed + len(rows[0])
        night = list(islice(made, NIGHT))
        for target in waiting:
            _store_random(warehouse.con, target - filed, seed=target)
            filed = target
            kept = _copied(warehouse, folder / f"f{target}.duckdb")
            yield _Archive(warehouse=kept, articles=articles, fingerprints=filed, night=night)


def _copied(warehouse: Warehouse, path: Path) -> Warehouse:
    warehouse.con.execute("CHECKPOINT")
    shutil.copyfile(warehouse.path, path)
    return Warehouse.open(path, data=CHECKOUT / "data")


def _night_of_copies(warehouse: Warehouse, articles: list[Relatable]) -> None:
    prints = [read_fingerprint(article) for article in articles]
    filed = warehouse.known_fingerprints({number for one in prints for number in one.lookups})
    sketches = warehouse.sketches_of(sorted({row.article_id for row in filed}))
    index = DuplicateIndex(sketches=sketches, fingerprints=filed)
    for article, one in zip(articles, prints, strict=True):
        index.place(article, fingerprint=one)


def _night_of_stories(warehouse: Warehouse, batch: list[Made]) -> tuple[float, float, int]:
    dates = [one.article.published for one in batch if one.article.published]
    begun = time.process_time()
    rows = warehouse.story_members_since(preload_range(min(dates), max(dates))[0], model_digest=_MODEL)
    index = StoryIndex(
        members=[
            StoryMember(
                article=Relatable(
                    id=row.article_id, url=row.url, title=row.headline, text=row.text, published=row.published,
                    source=row.source_id or "",
                ),
                vector=row.vector, story_id=row.story_id, story_started=row.story_started,
            )
            for row in rows
            if row.vector is not None
        ]
    )  # fmt: skip
    fetched = time.process_time()
    for one in batch:
        index.place(one.article, one.vector, canonical_id=one.copy_of)
    return 1000 * (fetched - begun) / len(batch), 1000 * (time.process_time() - fetched) / len(batch), len(rows)


def _store(
    con: duckdb.DuckDBPyConnection, batch: list[Made], prints: Iterable[FingerprintRow], sketches: Iterable[SketchRow]
) -> None:
    made = pa.table(
        {
            "id": [one.article.id for one in batch],
            "url": [one.article.url for one in batch],
            "headline": [one.article.title for one in batch],
            "text": [one.article.text for one in batch],
            "published": [one.article.published.replace(tzinfo=None) if one.article.published else None
                          for one in batch],
            "source_id": [one.article.source for one in batch],
            "canonical_id": [one.copy_of or one.article.id for one in batch],
            "story_id": [f"s{one.event}" for one in batch],
            "vector": [one.vector.tolist() for one in batch],
        }
    )  # fmt: skip
    hashes, articles = zip(*((row.hash, row.article_id) for row in prints), strict=True)
    filed = pa.table({"hash": pa.array(hashes, pa.int64()), "article_id": list(articles)})
    kept = pa.table({name: [getattr(row, name) for row in sketches] for name in _SKETCH}, schema=_sketch_schema())
    for name, rows in (("made", made), ("filed", filed), ("kept", kept)):
        con.register(name, rows)
    con.execute(_FILL)
    for name in ("made", "filed", "kept"):
        con.unregister(name)


def _store_random(con: duckdb.DuckDBPyConnection, count: int, *, seed: int) -> None:
    """File hashes of articles that nobody has made: rows that a look-up passes over."""
    random_ = np.random.default_rng(seed)
    for first in range(0, count, 1_000_000):
        hashes = random_.integers(-(2**61), 2**61, min(1_000_000, count - first)) * SAMPLE
        numbers = pa.array((np.arange(len(hashes)) + first) // _ROWS_OF_ARTICLE)
        con.register("filed", pa.table({"hash": pa.array(hashes), "number": numbers}))
        con.execute("INSERT INTO fingerprints SELECT hash, printf('b%016x', number) FROM filed")
        con.unregister("filed")


_SKETCH = ("article_id", "size", "words", "numbers", "money", "names", "headline_names", "outlet", "published")


def _sketch_schema() -> pa.Schema:
    lists = dict.fromkeys(("numbers", "money", "names", "headline_names"), pa.list_(pa.string()))
    kinds = {"article_id": pa.string(), "size": pa.int32(), "words": pa.int32(), "outlet": pa.string()}
    kinds |= lists | {"published": pa.timestamp("us", tz="UTC")}
    return pa.schema([(name, kinds[name]) for name in _SKETCH])


_FILL = """
INSERT INTO articles BY NAME
SELECT id, 'c' || id AS capture_id, source_id, url, url AS canonical_url, headline, [] AS authors, published,
       FALSE AS published_is_fallback, 'en' AS language, text, 't' || id AS text_digest, 'bench' AS extractor,
       [] AS relevance_reasons, TRUE AS is_current, FALSE AS is_withdrawn FROM made;
INSERT INTO duplicates BY NAME
SELECT id AS article_id, canonical_id, CASE WHEN id = canonical_id THEN 'original' ELSE 'copy' END AS relation,
       1.0 AS similarity FROM made;
INSERT INTO story_articles BY NAME
SELECT id AS article_id, story_id, 0.8 AS similarity, story_id AS first_story_id FROM made;
INSERT INTO article_vectors BY NAME
SELECT id AS article_id, 'bench' AS model_digest, vector::FLOAT[384] AS vector FROM made;
INSERT INTO fingerprints BY NAME SELECT hash, article_id FROM filed;
INSERT INTO sketches BY NAME SELECT * REPLACE (published::TIMESTAMP AS published) FROM kept;
"""


def _table(costs: list[Cost], per_day: float) -> list[str]:
    base = next(cost for cost in costs if cost.stories is not None)
    lines = [
        f"CPU ms an article of a night of {NIGHT}, by what is archived; in brackets as a multiple of that at "
        f"{base.articles:,} articles. {per_day:g} articles a day; a story is found for 150 days.",
        "",
        "| articles | fingerprints | copies, in memory | copies, from the warehouse | stories | of it, fetching the"
        " window | of it, placing | members fetched |",
        "|---:|---:|---:|---:|---:|---:|---:|---:|",
    ]
    for cost in costs:
        cells = [
            _multiple(cost.copies_in_memory, base.copies_in_memory),
            _multiple(cost.copies_from_warehouse, base.copies_from_warehouse),
            _multiple(cost.stories, base.stories),
            _multiple(cost.stories_fetching, base.stories_fetching),
            _multiple(cost.stories_placing, base.stories_placing),
            "" if cost.window is None else f"{cost.window:,}",
        ]
        lines.append(f"| {cost.articles:,} | {cost.fingerprints:,} | {' | '.join(cells)} |")
    return lines


def _multiple(ms: float | None, base: float | None) -> str:
    return "" if ms is None or not base else f"{ms:.2f} ({ms / base:.2f})"


def _draw(costs: list[Cost], path: Path) -> None:
    import altair as alt

    base = next(cost for cost in costs if cost.stories is not None)
    ways = {
        "copies, in memory": lambda cost: cost.copies_in_memory,
        "copies, from the warehouse": lambda cost: cost.copies_from_warehouse,
        "stories": lambda cost: cost.stories,
    }
    rows = [
        {"fingerprints": cost.fingerprints, "times": value / of(base), "way": f"{name}, {of(base):.1f} ms"}
        for name, of in ways.items()
        for cost in costs
        if (value := of(cost)) is not None
    ]
    data = pa.Table.from_pylist(rows)
    scale = alt.Scale(domain=[0, max(2.0, *(row["times"] for row in rows))])
    title = f"times the CPU at {base.articles:,} articles"
    lines = (
        alt.Chart(data)
        .mark_line(point=True)
        .encode(
            x=alt.X("fingerprints:Q", title="fingerprints archived (100 an article)", scale=alt.Scale(type="log"),
                    axis=alt.Axis(format="~s", labelOverlap=True, grid=False)),
            y=alt.Y("times:Q", title=title, scale=scale),
            color=alt.Color("way:N", title=None, legend=alt.Legend(orient="bottom", columns=1, labelLimit=400)),
        )
    )  # fmt: skip
    promise = alt.Chart(pa.table({"times": [1.2]})).mark_rule(color="#999", strokeDash=[4, 4]).encode(y="times:Q")
    path.parent.mkdir(parents=True, exist_ok=True)
    (promise + lines).properties(width=360, height=180).save(str(path))
