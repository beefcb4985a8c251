"""What others do to find copies and stories: MinHash-LSH, SimHash, and single passes over TF-IDF or MiniLM vectors.

Each takes articles in time order and answers with a group for each; the threshold is an argument. datasketch is no
dependency of laborwire: `pip install datasketch` brings MinHash-LSH into the table.
"""

import hashlib
import math
import re
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from importlib import import_module
from typing import Any

import numpy as np
from numpy.typing import NDArray

from pipeline.relate.relatable import Relatable

Vectors = Mapping[str, NDArray[np.float32]]

_TOKEN = re.compile(r"[^\W_]+")
_PERMUTATIONS = 128
# A story is found for so long after its last article: what did best for single passes on general news.
_WINDOW_DAYS = 60.0
_STOP_TEXT = (
    "a about after all also an and are as at be been but by can for from had has have he her his i if in into is it its"
    " last like more most mr new no not now of on one only or other our out over people said say says she so some than"
    " that the their them then there they this time to two up us was we were what when which who will with would year"
    " years you your"
)
_STOP = frozenset(_STOP_TEXT.split())


def minhash(articles: Sequence[Relatable], *, jaccard: float) -> list[str]:
    """Group by datasketch's MinHash-LSH over runs of five words; the nearest earlier article names the group.

    Raises:
        ImportError: datasketch is not installed.
    """
    sketch: Any = import_module("datasketch")
    index = sketch.MinHashLSH(threshold=jaccard, num_perm=_PERMUTATIONS)
    held: dict[str, Any] = {}
    groups: dict[str, str] = {}
    for article in articles:
        one = sketch.MinHash(num_perm=_PERMUTATIONS)
        one.update_batch([run.encode() for run in _runs(article.text, 5)])
        found = [(one.jaccard(held[key]), key) for key in index.query(one)]
        near, key = max(found, default=(0.0, article.id))
        groups[article.id] = groups[key] if near >= jaccard else article.id
        index.insert(article.id, one)
        held[article.id] = one
    return list(groups.values())


def simhash(articles: Sequence[Relatable], *, bits: int) -> list[str]:
    """Group by 64-bit SimHash over runs of three words; all earlier ones are compared, so none is missed."""
    seen = np.zeros(len(articles), dtype=np.uint64)
    groups: list[str] = []
    for number, article in enumerate(articles):
        runs = _runs(article.text, 3)
        digests = b"".join(hashlib.blake2b(run.encode(), digest_size=8).digest() for run in runs)
        votes = np.unpackbits(np.frombuffer(digests, dtype=np.uint8).reshape(-1, 8), axis=1).sum(axis=0)
        seen[number] = np.packbits(votes * 2 > len(runs)).view(np.uint64)[0]
        distances = np.bitwise_count(seen[:number] ^ seen[number])
        nearest = int(distances.argmin()) if number else 0
        groups.append(groups[nearest] if number and distances[nearest] <= bits else article.id)
    return groups


def _runs(text: str, length: int) -> list[str]:
    words = _TOKEN.findall(text.lower())
    return list({" ".join(words[at : at + length]) for at in range(max(1, len(words) - length + 1))})


def vector_pass(articles: Sequence[Relatable], vectors: Vectors, *, cosine: float) -> list[str]:
    """Gather stories in one pass: an article joins the story with the nearest centroid, at least `cosine` close."""
    sums = np.zeros((len(articles), next(iter(vectors.values())).shape[0]), dtype=np.float32)
    lengths, newest = np.ones(len(articles)), np.zeros(len(articles))
    names: list[str] = []
    answers: list[str] = []
    for article in articles:
        day, row, count = _day(article), vectors[article.id], len(names)
        close = np.where(newest[:count] >= day - _WINDOW_DAYS, sums[:count] @ row / lengths[:count], -1.0)
        best = int(close.argmax()) if count else 0
        if not count or close[best] < cosine:
            best = count
            names.append(article.id)
        sums[best] += row
        lengths[best], newest[best] = float(np.linalg.norm(sums[best])) or 1.0, day
        answers.append(names[best])
    return answers


def word_pass(articles: Sequence[Relatable], *, cosine: float) -> list[str]:
    """Gather stories in one pass over TF-IDF centroids (title twice), document frequencies learned on the way."""
    frequency: Counter[str] = Counter()
    centroids: list[dict[str, float]] = []
    lengths: list[float] = []
    newest: list[float] = []
    having: dict[str, set[int]] = defaultdict(set)
    answers: list[str] = []
    names: list[str] = []
    for number, article in enumerate(articles):
        day, vector = _day(article), _weighed(article, frequency, number)
        products: dict[int, float] = defaultdict(float)
        for word, weight in vector.items():
            for story in having[word]:
                products[story] += weight * centroids[story][word]
        close = [(value / lengths[s], s) for s, value in products.items() if newest[s] >= day - _WINDOW_DAYS]
        value, best = max(close, default=(0.0, 0))
        if value < cosine:
            best = len(names)
            names.append(article.id)
            centroids.append({})
            lengths.append(1.0)
            newest.append(day)
        for word, weight in vector.items():
            centroids[best][word] = centroids[best].get(word, 0.0) + weight
            having[word].add(best)
        lengths[best] = math.sqrt(sum(weight * weight for weight in centroids[best].values())) or 1.0
        newest[best] = day
        answers.append(names[best])
    return answers


def _weighed(article: Relatable, frequency: Counter[str], before: int) -> dict[str, float]:
    counts = Counter(_words(article.title))
    counts += counts
    counts.update(_words(article.text[:1500]))
    frequency.update(counts.keys())
    weights = {
        word: (1 + math.log(count)) * math.log((before + 51) / (frequency[word] + 1))
        for word, count in counts.items()
        if frequency[word] < max(20, 0.2 * before)
    }
    heaviest = sorted(weights.items(), key=lambda pair: -pair[1])[:80]
    length = math.sqrt(sum(weight * weight for _, weight in heaviest)) or 1.0
    return {word: weight / length for word, weight in heaviest}


def _words(text: str) -> list[str]:
    return [word for word in _TOKEN.findall(text.lower()) if word not in _STOP and len(word) > 1]


def _day(article: Relatable) -> float:
    return article.published.timestamp() / 86400 if article.published else 0.0
