"""Who copied whom, which articles are one story, and what that costs as the archive grows; beside what others do.

    python benchmarks/relate.py [--dedup DIR] [--stories DIR ...] [--sizes 5000 50000] [--fingerprints 1000000]
                                [--out FILE.md] [--plot FILE.png]

DIR has articles.jsonl (id, url, title, text, published, source) and labels.jsonl (id, and dup_id or story_id); pairs in
ignore_pairs.json are not scored. Without --dedup the copies are made from the gold articles, with a fixed seed; the
stories of `data/gold/events` are always scored. `--sizes` with nothing behind it leaves the cost out. CPU time, since
machines are shared. MinHash-LSH needs `pip install datasketch`, which is no dependency of laborwire.
"""

import argparse
import itertools
import json
import sys
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Sequence
from datetime import datetime
from functools import partial
from pathlib import Path

from made_articles import Labelled, edited_copies
from relate_cost import cost_section
from relate_rivals import Vectors, minhash, simhash, vector_pass, word_pass

from flows.evaluate_stories import gold_files
from flows.tools import Tools
from pipeline.config import load_settings
from pipeline.places import find_places
from pipeline.relate.duplicates import DuplicateIndex
from pipeline.relate.relatable import Relatable
from pipeline.relate.stories import StoryIndex, story_text

Pair = tuple[str, str]
Scores = tuple[float, float]
"""Precision and recall."""
Grouping = Callable[[Sequence[Relatable]], list[str]]

SEED = 7
# The rivals' thresholds: each gets the best of these on what is scored, which speaks for it.
JACCARD, BITS = (0.3, 0.4, 0.5, 0.7), (3, 6, 10)
CLOSE_VECTORS, CLOSE_WORDS = (0.35, 0.40, 0.45, 0.50, 0.55, 0.60, 0.65, 0.70), (0.10, 0.15, 0.20, 0.25, 0.30, 0.35)


def our_copies(articles: Sequence[Relatable]) -> list[str]:
    """Return the canonical id of each."""
    index = DuplicateIndex()
    return [index.place(article).canonical_id for article in articles]


def our_stories(articles: Sequence[Relatable], vectors: Vectors) -> list[str]:
    """Return the story in which each ends, as `laborwire cluster` gathers them."""
    index = StoryIndex(is_stream=True)
    into: dict[str, str] = {}
    stories = []
    for article in articles:
        membership, merges = index.place(article, vectors[article.id])
        stories.append(membership.story_id)
        into.update((merge.old, merge.into) for merge in merges)
    return [_end(story, into) for story in stories]


def _end(story: str, into: dict[str, str]) -> str:
    while story in into:
        story = into[story]
    return story


def labelled(folder: Path, *, label: str) -> list[Labelled]:
    """Return the articles of a folder in the order of the file, each with its label."""
    groups, kinds = {}, {}
    for line in _lines(folder / "labels.jsonl"):
        groups[line["id"]], kinds[line["id"]] = line[label], line.get("kind", "")
    return [
        Labelled(_read(row), str(groups[row["id"]]), str(kinds[row["id"]])) for row in _lines(folder / "articles.jsonl")
    ]


def _lines(path: Path) -> list[dict[str, str]]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines() if line.strip()]


def _read(row: dict[str, str]) -> Relatable:
    when = datetime.fromisoformat(row["published"]) if row.get("published") else None
    return Relatable(
        id=row["id"], url=row["url"], title=row["title"] or "", text=row["text"] or "", published=when,
        source=row["source"] or "",
    )  # fmt: skip


def pair_scores(articles: Sequence[Labelled], found: Sequence[str], ignored: set[Pair]) -> tuple[float, float, int]:
    """Return pairwise precision and recall, and the number of wrong pairs that are forms filled in twice.

    Copies inherit the doubt: a pair between the groups of two ignored articles is not scored either.
    """
    group = {one.article.id: one.group for one in articles}
    kind = {one.article.id: one.kind for one in articles}
    doubtful = {frozenset((group[a], group[b])) for a, b in ignored if a in group and b in group}
    doubtful = {pair for pair in doubtful if len(pair) == 2}
    told = _pairs(group)
    true = told - ignored
    said = {
        pair
        for pair in _pairs({one.article.id: name for one, name in zip(articles, found, strict=True)}) - ignored
        if pair in told or frozenset(group[one] for one in pair) not in doubtful
    }
    right = len(true & said)
    forms = sum(all(kind[one] in {"offer", "neg-template"} for one in pair) for pair in said - true)
    return right / max(1, len(said)), right / max(1, len(true)), forms


def _pairs(groups: dict[str, str]) -> set[Pair]:
    members: dict[str, list[str]] = defaultdict(list)
    for one, group in groups.items():
        members[group].append(one)
    return {(min(pair), max(pair)) for ids in members.values() for pair in itertools.combinations(ids, 2)}


def bcubed(found: Sequence[str], events: Sequence[str]) -> Scores:
    """Return BCubed precision and recall (Bagga and Baldwin 1998)."""
    both, stories, told = Counter(zip(found, events, strict=True)), Counter(found), Counter(events)
    precision = sum(n * n / stories[story] for (story, _), n in both.items()) / len(found)
    recall = sum(n * n / told[event] for (_, event), n in both.items()) / len(found)
    return precision, recall


def f1(precision: float, recall: float) -> float:
    """Return the harmonic mean."""
    return 2 * precision * recall / (precision + recall) if precision + recall else 0.0


def copies_section(articles: Sequence[Labelled], ignored: set[Pair], *, name: str) -> list[str]:
    """Return the table of duplicates."""
    plain = [one.article for one in articles]
    ways: list[tuple[str, list[Grouping]]] = [
        ("ours", [our_copies]),
        ("MinHash-LSH (datasketch), Jaccard >= {}", [partial(minhash, jaccard=least) for least in JACCARD]),
        ("SimHash, at most {} bits", [partial(simhash, bits=most) for most in BITS]),
    ]
    rows = []
    for title, tried in ways:
        try:
            scored = [_scored(articles, plain, way, ignored) for way in tried]
        except ImportError as err:
            rows.append(f"| {title.partition(',')[0]} | not to be had: {err} | | | | |")
            continue
        (precision, recall, forms), ms, way = max(scored, key=lambda one: f1(*one[0][:2]))
        arguments = getattr(way, "keywords", {}).values()
        rows.append(
            f"| {title.format(*arguments)} | {_score(precision)} | {_score(recall)} | {_score(f1(precision, recall))} "
            f"| {forms} | {ms:.2f} |"
        )
    return [
        f"Duplicates, {name}: {len(articles)} articles, {len(_pairs({a.article.id: a.group for a in articles}))} true"
        f" pairs. The others' thresholds are the best of {_listed(JACCARD)} and {_listed(BITS)} on these articles.",
        "",
        "| | precision | recall | F1 | forms filled in twice called copies | CPU ms an article |",
        "|---|---:|---:|---:|---:|---:|",
        *rows,
    ]


def _scored(
    articles: Sequence[Labelled], plain: Sequence[Relatable], way: Grouping, ignored: set[Pair]
) -> tuple[tuple[float, float, int], float, Grouping]:
    begun = time.process_time()
    found = way(plain)
    ms = 1000 * (time.process_time() - begun) / len(plain)
    return pair_scores(articles, found, ignored), ms, way


def stories_section(sets: dict[str, list[Labelled]]) -> list[str]:
    """Return the table of stories."""
    places = find_places()
    embedder = Tools(places, load_settings(places.data)).embedder
    vectors = {
        name: {a.article.id: embedder.encode([story_text(a.article.title, a.article.text)])[0] for a in articles}
        for name, articles in sets.items()
    }
    ours = {name: _cut(our_stories(_plain(articles), vectors[name]), articles) for name, articles in sets.items()}
    near = {
        cosine: {n: _cut(vector_pass(_plain(a), vectors[n], cosine=cosine), a) for n, a in sets.items()}
        for cosine in CLOSE_VECTORS
    }
    words = {
        cosine: {n: _cut(word_pass(_plain(a), cosine=cosine), a) for n, a in sets.items()} for cosine in CLOSE_WORDS
    }
    lines = [
        "Stories, BCubed precision / recall / F1. Ours has one setting; each of the others has on each set the best "
        f"(by F1) of {_listed(CLOSE_VECTORS)} or {_listed(CLOSE_WORDS)}, shown behind it. "
        "Ours and MiniLM read the same vectors.",
        "",
        "| set | articles | ours | MiniLM single pass | TF-IDF single pass |",
        "|---|---:|---|---|---|",
    ]
    for name, articles in sets.items():
        cells = [_cell(ours[name]), *(_cell(got, threshold) for got, threshold in _best_of(name, near, words))]
        lines.append(f"| {name} | {len(articles)} | {' | '.join(cells)} |")
    best = [sum(max(f1(*got[n]) for got in tried.values()) for n in sets) / len(sets) for tried in (near, words)]
    one = [max((_mean(got), threshold) for threshold, got in tried.items()) for tried in (near, words)]
    return [
        *lines,
        f"| mean F1 | | {_score(_mean(ours))} | {_score(best[0])} | {_score(best[1])} |",
        f"| mean F1, one threshold for all | | {_score(_mean(ours))} | {_score(one[0][0])} ({one[0][1]}) "
        f"| {_score(one[1][0])} ({one[1][1]}) |",
    ]


def _plain(articles: Sequence[Labelled]) -> list[Relatable]:
    return [one.article for one in articles]


def _cut(found: Sequence[str], articles: Sequence[Labelled]) -> Scores:
    return bcubed(found, [one.group for one in articles])


def _best_of(name: str, *tried: dict[float, dict[str, Scores]]) -> list[tuple[Scores, float]]:
    return [
        max(((got[name], threshold) for threshold, got in one.items()), key=lambda pair: f1(*pair[0])) for one in tried
    ]


def _cell(scores: Scores, threshold: float | None = None) -> str:
    shown = " / ".join(_score(value) for value in (*scores, f1(*scores)))
    return shown if threshold is None else f"{shown} ({threshold})"


def _mean(got: dict[str, Scores]) -> float:
    return sum(f1(*one) for one in got.values()) / len(got)


def _score(value: float) -> str:
    return f"{value:.3f}".replace("0.", ".", 1) if value < 1 else "1.000"


def _listed(values: Sequence[float]) -> str:
    return ", ".join(map(str, values))


def own_events(data: Path) -> dict[str, list[Labelled]]:
    """Return the look-alike events of the gold corpus, in time order."""
    sets = {}
    for file in gold_files(data):
        rows = sorted(_lines(file), key=lambda row: datetime.fromisoformat(row["published"]))
        sets[file.stem] = [Labelled(_read(row), row["event"], "") for row in rows]
    return sets


def main(arguments: Sequence[str] | None = None) -> int:
    """Print the tables; write them, and the plot, where asked."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n\n")[0])
    parser.add_argument("--dedup", type=Path, help="folder of labelled articles, for copies")
    parser.add_argument("--stories", type=Path, nargs="*", default=[], help="folders of labelled articles, for stories")
    parser.add_argument("--sizes", type=int, nargs="*", default=[5_000, 50_000], help="articles archived")
    parser.add_argument("--fingerprints", type=int, nargs="*", default=[1_000_000], help="fingerprints archived")
    parser.add_argument("--per-day", type=float, default=33.0, help="articles a day of the made archive (default: 33)")
    parser.add_argument("--out", type=Path, help="write the tables here, too")
    parser.add_argument("--plot", type=Path, help="draw cost against size here (PNG)")
    asked = parser.parse_args(arguments)
    data = find_places().data
    parts = []
    if asked.dedup:
        ignored = {(min(a, b), max(a, b)) for a, b in json.loads((asked.dedup / "ignore_pairs.json").read_text())}
        given = labelled(asked.dedup, label="dup_id")
        parts.append(copies_section(given, ignored, name=asked.dedup.name))
        _say(parts[-1])
    made = edited_copies(data / "gold" / "articles", seed=SEED)
    parts.append(copies_section(made, set(), name="made from the gold articles"))
    _say(parts[-1])
    sets = {folder.name: labelled(folder, label="story_id") for folder in asked.stories} | own_events(data)
    parts.append(stories_section(sets))
    _say(parts[-1])
    if asked.sizes:
        parts.append(cost_section(asked.sizes, asked.fingerprints, per_day=asked.per_day, plot=asked.plot))
        _say(parts[-1])
    if asked.out:
        asked.out.write_text("\n\n".join("\n".join(part) for part in parts) + "\n", encoding="utf-8")
    return 0


def _say(lines: list[str]) -> None:
    sys.stdout.write("\n".join(lines) + "\n\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main())
