"""Measure the claims reader beside other readers of money, in one run: `python benchmarks/money_readers.py PAGES`.

In: JSON lines (.gz or not) with `id` and `html`, or `id` and `text`; pages are reduced to their text first, outside
the clock. Out: a table with seconds, milliseconds an article, money expressions or claims a second, and the share of
the time that our reader needs. The others find money and say nothing of pay: they are asked for less.

Beside ours: price-parser and recognizers-text, each asked sentence by sentence around every figure with a currency,
and spaCy's whole English pipeline. The first two are no dependencies of laborwire (recognizers-text needs `emoji<2`);
what cannot be imported is left out and named. One process and one thread for each, in turn.
"""

import argparse
import gzip
import json
import re
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from typing import Any

_FIGURE = re.compile(r"[^.\n]{0,80}[$£€₹₱¥]\s?\d[^.\n]{0,80}")
_MAX_TEXT = 100_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Timed:
    """What one reader took for all texts, and what it found."""

    name: str
    seconds: float
    found: int
    cold_s: float
    """Seconds for a text without money, mean over 200."""


def texts_of(path: Path) -> Iterator[str]:
    """Yield the text of every line of a file."""
    from pipeline.errors import LaborwireError
    from pipeline.extract.page import extract_page

    raw = path.read_bytes()
    lines = (gzip.decompress(raw) if path.suffix == ".gz" else raw).decode("utf-8").split("\n")
    for line in filter(str.strip, lines):
        record = json.loads(line)
        if record.get("text"):
            yield str(record["text"])[:_MAX_TEXT]
            continue
        try:
            yield extract_page(record["html"], url=str(record.get("url", ""))).text[:_MAX_TEXT]
        except LaborwireError as err:
            sys.stderr.write(f"{record.get('id')}: no text ({err})\n")


def our_reader(*, trained: bool) -> Callable[[str], int]:
    """Return our claims reader, with or without the trained part."""
    from models.claims import read_claims
    from models.gazetteer import Gazetteer
    from models.pay_reader import PayReader
    from pipeline.places import find_places

    gazetteer = Gazetteer.load(find_places().data / "gazetteer.toml")
    judge = PayReader.load() if trained else None

    def read(text: str) -> int:
        reading = read_claims(article_id="a", title="", text=text, published=None, gazetteer=gazetteer, judge_by=judge)
        return len(reading.claims) + len(reading.not_pay)

    return read


def spacy_reader() -> Callable[[str], int]:
    """Return spaCy's whole pipeline."""
    import spacy

    from models.manifest import MANIFEST, verified_model

    _, folder = verified_model("en_core_web_sm", kind="language", manifest=MANIFEST)
    nlp = spacy.load(folder)
    return lambda text: sum(entity.label_ == "MONEY" for entity in nlp(text).ents)


def price_parser_reader() -> Callable[[str], int]:
    """Return price-parser, asked around every figure with a currency."""
    price: Any = import_module("price_parser").Price
    return lambda text: sum(price.fromstring(part).amount is not None for part in _FIGURE.findall(text))


def recognizers_reader() -> Callable[[str], int]:
    """Return recognizers-text's model of currencies, asked around every figure with a currency."""
    model: Any = import_module("recognizers_number_with_unit").NumberWithUnitRecognizer("en-us").get_currency_model()
    return lambda text: sum(len(model.parse(part)) for part in _FIGURE.findall(text))


READERS: dict[str, Callable[[], Callable[[str], int]]] = {
    "laborwire, rules alone": lambda: our_reader(trained=False),
    "laborwire, with the trained reader": lambda: our_reader(trained=True),
    "price-parser": price_parser_reader,
    "recognizers-text": recognizers_reader,
    "spaCy, whole pipeline": spacy_reader,
}

_PLAIN = "The committee met on Tuesday and will meet again in spring. Nothing was decided about the new building. " * 20


def timed(name: str, texts: Sequence[str]) -> Timed:
    """Run one reader over all texts; loading is outside the clock."""
    read = READERS[name]()
    read("A first text costs the loading: $5 an hour.")
    begun = time.process_time()
    found = sum(read(text) for text in texts)
    seconds = time.process_time() - begun
    begun = time.process_time()
    for _ in range(200):
        read(_PLAIN)
    return Timed(name=name, seconds=seconds, found=found, cold_s=(time.process_time() - begun) / 200)


def main(arguments: Sequence[str]) -> int:
    """Print the table."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n\n")[0])
    parser.add_argument("pages", type=Path)
    parser.add_argument("--limit", type=int, default=200, help="texts to read (default: 200)")
    options = parser.parse_args(arguments)
    texts = [text for _, text in zip(range(options.limit), texts_of(options.pages), strict=False)]
    sys.stdout.write(f"{len(texts)} texts, {sum(map(len, texts)) // max(1, len(texts))} characters in the mean\n")
    sys.stdout.write(
        "| reader | CPU s | ms an article | found a second | ms without money |\n|---|---:|---:|---:|---:|\n"
    )
    for name in READERS:
        try:
            row = timed(name, texts)
        except ImportError as err:
            sys.stdout.write(f"| {name} | not to be had: {err} | | | |\n")
            continue
        sys.stdout.write(
            f"| {row.name} | {row.seconds:.1f} | {1000 * row.seconds / len(texts):.1f} "
            f"| {row.found / max(row.seconds, 1e-9):.0f} | {1000 * row.cold_s:.2f} |\n"
        )
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
