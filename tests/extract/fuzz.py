"""Read thousands of damaged pages: none may crash the reader, hang it or get lost. `make fuzz`.

    python tests/extract/fuzz.py --mutations 10000 [PAGES.jsonl[.gz]] [--seed 1] [--state FILE]

Damages the saved pages in `tests/cases` (and those in PAGES, lines with id, url and html). Goes on where it
was stopped: what was done is in the state file (default: data/var/fuzz.json).
"""

import argparse
import gzip
import json
import random
import sys
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from pipeline.errors import RejectionReason
from pipeline.extract.pool import ExtractPool, Page
from pipeline.filters import Refused
from pipeline.places import CHECKOUT

_FRAGMENTS = (
    "<div>" * 3000,
    "<p>",
    "</article>",
    "<!--",
    "<script type='application/ld+json'>{\"@graph\": [",
    "<table><tr><td>" * 200,
    "\x00\ufffd\u202e",
    "&#x0;&nbsp;&bogus;",
    "<meta charset='utf-16'>",
    "<br>" * 5000,
    "<a href='x'>y</a>" * 2000,
    "]]>",
    '"' * 500,
)
_LIMIT_S = 10.0


def mutate(page: str, chance: random.Random) -> str:
    """Return a page with one to four kinds of damage."""
    for _ in range(chance.randint(1, 4)):
        start = chance.randrange(len(page) + 1)
        end = min(len(page), start + chance.choice((1, 10, 200, 5000)))
        kind = chance.randrange(5)
        if kind == 0:
            page = page[:start] + page[end:]
        elif kind == 1:
            page = page[:end] + page[start:end] * chance.randint(1, 20) + page[end:]
        elif kind == 2:
            page = page[:start]
        elif kind == 3:
            page = page[:start] + chance.choice(_FRAGMENTS) + page[start:]
        else:
            page = page[:start] + "".join(chance.sample(page[start:end], end - start)) + page[end:]
    return page


def read_seeds(extra: Path | None) -> list[str]:
    """Return the pages to damage."""
    pages = [path.read_text() for path in sorted((CHECKOUT / "tests" / "cases").glob("*/*.html"))]
    if extra is not None:
        opened = gzip.open if extra.suffix == ".gz" else open
        with opened(extra, "rt", encoding="utf-8") as lines:
            pages += [json.loads(line)["html"] for line in lines]
    return pages


def fuzz(seeds: list[str], numbers: range, *, seed: int) -> tuple[Counter[str], list[str]]:
    """Read the damaged pages with these numbers; return what became of them, and what went wrong."""
    found: Counter[str] = Counter()
    problems: list[str] = []

    def pages() -> Iterator[Page]:
        for number in numbers:
            # Each number has its own chance: a stopped run goes on with the same pages.
            chance = random.Random(f"{seed}/{number}")
            yield Page(html=mutate(chance.choice(seeds), chance), url=f"https://fuzz.example/{number}")

    with ExtractPool() as pool:
        begun = time.monotonic()
        for number, result in zip(numbers, pool.map(pages()), strict=True):
            took, begun = time.monotonic() - begun, time.monotonic()
            outcome = str(result.reason) if isinstance(result, Refused) else "article"
            found[outcome] += 1
            if isinstance(result, Refused) and result.reason in {
                RejectionReason.CRASHED,
                RejectionReason.OUT_OF_MEMORY,
            }:
                problems.append(f"{number}: {result.reason}: {result.detail}")
            if took > _LIMIT_S:
                problems.append(f"{number}: answered after {took:.1f} s")
    return found, problems


def main() -> int:
    """Do what is still missing, a thousand pages at a time."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n\n")[0])
    parser.add_argument("pages", nargs="?", type=Path)
    parser.add_argument("--mutations", type=int, default=10_000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--state", type=Path, default=CHECKOUT / "data" / "var" / "fuzz.json")
    options = parser.parse_args()
    options.state.parent.mkdir(parents=True, exist_ok=True)
    state = (
        json.loads(options.state.read_text()) if options.state.exists() else {"done": 0, "found": {}, "problems": []}
    )
    seeds = read_seeds(options.pages)
    while state["done"] < options.mutations:
        upto = min(state["done"] + 1000, options.mutations)
        found, problems = fuzz(seeds, range(state["done"], upto), seed=options.seed)
        state = {
            "done": upto,
            "found": dict(Counter(state["found"]) + found),
            "problems": state["problems"] + problems,
        }
        options.state.write_text(json.dumps(state))
        sys.stdout.write(f"{upto}/{options.mutations} {state['found']} {len(state['problems'])} problems\n")
        sys.stdout.flush()
    for problem in state["problems"]:
        sys.stdout.write(problem + "\n")
    return 1 if state["problems"] else 0


if __name__ == "__main__":
    sys.exit(main())
