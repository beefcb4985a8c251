"""Measure extraction on pages with their gold: `python benchmarks/extraction.py PAGES [--systems NAME ...]`.

In: JSON lines (.gz or not) with `id`, `set`, `url`, `html` and `gold` (`text`, or `with_` and `without` segments;
`title`, `authors`, `published`). Out, in tables:

- quality: F1 of 4-word shingles of the body (mean precision and recall over pages, as article-extraction-benchmark
  has it), F1 of segments, share of pages with title, authors and day right;
- money: of the gold's sentences with an amount of money, how many come through, and how many of ours are foreign;
- cost: pages and MB a second of CPU, and the ratio to a bare lxml parse of the same pages;
- workers: seconds and CPU of `ExtractPool` with one and two workers, and whether their answers are the same.

Beside ours: trafilatura as it comes, and resiliparse, readability and newspaper4k, which are no dependencies of
laborwire: what cannot be imported is left out and named. One process and one thread for each, in turn.
"""

import argparse
import gzip
import json
import logging
import re
import resource
import statistics
import sys
import time
import unicodedata
import warnings
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from importlib import import_module
from pathlib import Path
from typing import Any

Answer = dict[str, Any]
System = Callable[[str, str], Answer]

_WORD = re.compile(r"\w+")
# One word would be a whole sentence in scripts that do not part words.
_UNSPACED = re.compile("([\u0e00-\u0e7f\u1000-\u109f\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af\uf900-\ufaff])")
# A money sign or code beside a figure, or a figure before a name of money.
_MONEY = re.compile(
    r"(?:[$£€₹₱¥₽₩₦₪₺]|\b(?:USD|EUR|GBP|CHF|Rs\.?|PHP|KSh|R\$))\s?\d|\d\s?(?:[$£€₹₱¥₽₩₦₪₺]|(?:USD|EUR|GBP|CHF)\b)"
    r"|\d[\d.,]*\s(?:(?:thousand|million|billion|trillion|Millionen|Milliarden|Mio\.|Mrd\.|millones|millions)\s(?:de\s)?)?"
    r"(?:dollars?|euros?|cents?|yen|rupees?|pesos?|francs?|Franken|Euro|dólares|Dollar|kroner|kronor|złotych)\b"
)
_SENTENCE_END = re.compile(r"(?<=[.!?…。！？])[\"”’»')\]]*\s+(?=[\"“‘«'(\[]*[^\W_a-z])|\n+|(?<=[。！？])")
_FOUND_SHARE = 0.8


@dataclass(slots=True, kw_only=True)
class Scores:
    """What one system answered for one set of pages."""

    bodies: list[tuple[int, int, int]] = field(default_factory=list)
    """Shingles a page: shared, only ours, only the gold's."""
    segments: list[tuple[int, int, int]] = field(default_factory=list)
    rights: dict[str, list[bool]] = field(default_factory=lambda: {"title": [], "authors": [], "published": []})
    money_gold: int = 0
    money_kept: int = 0
    money_ours: int = 0
    money_foreign: int = 0


def read_pages(path: Path) -> list[dict[str, Any]]:
    """Return the pages of a file."""
    opened = gzip.open if path.suffix == ".gz" else open
    with opened(path, "rt", encoding="utf-8") as lines:
        return [json.loads(line) for line in lines if line.strip()]


def ours() -> System:
    """Return our own reading of a page, without the child process around it."""
    from pipeline.errors import LaborwireError
    from pipeline.extract.page import extract_page
    from pipeline.extract.stage import extract_answer

    def read(html: str, url: str) -> Answer:
        try:
            return extract_answer(extract_page(html, url=url), url=url)
        except LaborwireError:
            return {}

    return read


def trafilatura() -> System:
    """Return trafilatura with its defaults."""
    from trafilatura import bare_extraction

    def read(html: str, url: str) -> Answer:
        found = bare_extraction(html, url=url, include_comments=False, with_metadata=True)
        if found is None:
            return {}
        authors = [name.strip() for name in (found.author or "").split(";") if name.strip()]
        return {"text": found.text, "title": found.title, "authors": authors, "published": found.date}

    return read


def resiliparse() -> System:
    """Return resiliparse's plain text of the main content; it reads no metadata but the title."""
    extract = import_module("resiliparse.extract.html2text").extract_plain_text
    tree_of = import_module("resiliparse.parse.html").HTMLTree

    def read(html: str, _url: str) -> Answer:
        tree = tree_of.parse(html)
        return {"text": extract(tree, main_content=True, alt_texts=False, list_bullets=False), "title": tree.title}

    return read


def readability() -> System:
    """Return readability-lxml, its HTML reduced to text."""
    document_of = import_module("readability").Document
    parse = import_module("lxml.html").fromstring

    def read(html: str, url: str) -> Answer:
        document = document_of(html, url=url)
        tree = parse(document.summary() or "<p></p>")
        for element in tree.iter("p", "div", "br", "li", "h1", "h2", "h3", "h4", "tr", "blockquote"):
            element.tail = "\n" + (element.tail or "")
        return {"text": tree.text_content(), "title": document.short_title()}

    return read


def newspaper4k() -> System:
    """Return newspaper4k, offline."""
    article_of = import_module("newspaper").Article

    def read(html: str, url: str) -> Answer:
        article = article_of(url or "https://page.example/", fetch_images=False)
        article.download(input_html=html)
        article.parse()
        published = article.publish_date.isoformat() if article.publish_date else None
        return {"text": article.text, "title": article.title, "authors": article.authors, "published": published}

    return read


def parse_alone() -> System:
    """Return the floor: lxml's parse and nothing else."""
    parse = import_module("lxml.html").fromstring

    def read(html: str, _url: str) -> Answer:
        parse(html.encode("utf-8", "replace") or b"<p></p>")
        return {}

    return read


SYSTEMS: dict[str, Callable[[], System]] = {
    "laborwire": ours,
    "trafilatura": trafilatura,
    "resiliparse": resiliparse,
    "readability-lxml": readability,
    "newspaper4k": newspaper4k,
}


def shingles(text: str) -> Counter[tuple[str, ...]]:
    """Return the bag of 4-word shingles of a text; a shorter text is one shingle."""
    words = _WORD.findall(_UNSPACED.sub(r" \1 ", text))
    return Counter(tuple(words[at : at + 4]) for at in range(max(1, len(words) - 3)) if words)


def money_sentences(text: str) -> list[list[str]]:
    """Return the words of every sentence that holds an amount of money."""
    found = (sentence for sentence in _SENTENCE_END.split(text) if _MONEY.search(sentence))
    return [_WORD.findall(_UNSPACED.sub(r" \1 ", sentence).casefold()) for sentence in found]


def is_in(sentence: Sequence[str], pairs: set[tuple[str, ...]]) -> bool:
    """Say whether four fifths of the pairs of neighbouring words of a sentence stand in a text."""
    own = [tuple(sentence[at : at + 2]) for at in range(max(1, len(sentence) - 1))]
    return sum(pair in pairs for pair in own) >= _FOUND_SHARE * len(own)


def score(page: dict[str, Any], answer: Answer, scores: Scores) -> None:
    """Add one answer to the scores."""
    gold, text = page["gold"], str(answer.get("text") or "")
    if "text" in gold:
        true, own = shingles(gold["text"]), shingles(text)
        shared = (true & own).total()
        scores.bodies.append((shared, own.total() - shared, true.total() - shared))
        _score_money(gold["text"], text, scores)
    else:
        flat = " ".join(text.split())
        wanted = sum(" ".join(part.split()) in flat for part in gold["with_"])
        unwanted = sum(" ".join(part.split()) in flat for part in gold["without"])
        scores.segments.append((wanted, unwanted, len(gold["with_"]) - wanted))
    if gold.get("title"):
        scores.rights["title"].append(_plain(gold["title"]) == _plain(str(answer.get("title") or "")))
    if gold.get("authors") is not None:
        true_names = {_plain(name) for name in gold["authors"]}
        if true_names:
            scores.rights["authors"].append(true_names == {_plain(name) for name in answer.get("authors") or ()})
    if gold.get("published"):
        scores.rights["published"].append(str(gold["published"])[:10] == str(answer.get("published") or "")[:10])


def _score_money(gold: str, text: str, scores: Scores) -> None:
    def pairs_of(words: list[str]) -> set[tuple[str, ...]]:
        return {tuple(words[at : at + 2]) for at in range(max(1, len(words) - 1))}

    true = pairs_of(_WORD.findall(_UNSPACED.sub(r" \1 ", gold).casefold()))
    own = pairs_of(_WORD.findall(_UNSPACED.sub(r" \1 ", text).casefold()))
    wanted, given = money_sentences(gold), money_sentences(text)
    scores.money_gold += len(wanted)
    scores.money_kept += sum(is_in(sentence, own) for sentence in wanted)
    scores.money_ours += len(given)
    scores.money_foreign += sum(not is_in(sentence, true) for sentence in given)


def _plain(text: str) -> str:
    return " ".join(_WORD.findall(unicodedata.normalize("NFKC", text).casefold()))


def f1_of(parts: list[tuple[int, int, int]], *, by_page: bool) -> float:
    """Return F1 of (shared, too much, missing): of the means over pages, or of the sums."""
    if by_page:
        precision = statistics.fmean(hit / (hit + more) for hit, more, _ in parts if hit + more)
        recall = statistics.fmean(hit / (hit + less) for hit, _, less in parts if hit + less)
        return 2 * precision * recall / (precision + recall) if precision + recall else 0.0
    hit, more, less = (sum(column) for column in zip(*parts, strict=True))
    return 2 * hit / (2 * hit + more + less) if hit else 0.0


def timed(read: System, pages: list[dict[str, Any]]) -> tuple[list[Answer], float]:
    """Return a system's answers and its CPU seconds; what fails is an empty answer."""
    for page in pages[:3]:
        _answer(read, page)
    begun = time.process_time()
    answers = [_answer(read, page) for page in pages]
    return answers, time.process_time() - begun


def _answer(read: System, page: dict[str, Any]) -> Answer:
    try:
        return read(page["html"], page["url"])
    except Exception as err:  # noqa: BLE001  others' extractors may raise anything
        return {"error": repr(err)[:100]}


def print_scores(pages: list[dict[str, Any]], named: dict[str, list[Answer]]) -> None:
    """Print quality a set, then money over all sets with bodies."""
    for name in dict.fromkeys(page["set"] for page in pages):
        print(f"\nset {name}: F1, title, authors, day; money sentences kept, foreign")
        for system, answers in named.items():
            scores = Scores()
            for page, answer in zip(pages, answers, strict=True):
                if page["set"] == name:
                    score(page, answer, scores)
            f1 = f1_of(scores.bodies or scores.segments, by_page=bool(scores.bodies))
            rights = [f"{statistics.fmean(right):.3f}" if right else "-" for right in scores.rights.values()]
            money = "-"
            if scores.money_gold:
                kept, foreign = scores.money_kept / scores.money_gold, scores.money_foreign / max(1, scores.money_ours)
                money = (
                    f"{scores.money_kept}/{scores.money_gold} = {kept:.4f}, "
                    f"{scores.money_foreign}/{scores.money_ours} = {foreign:.4f}"
                )
            print(f"{system:18} {f1:.3f}  {'  '.join(rights)}  {money}")


def print_workers(pages: list[dict[str, Any]]) -> None:
    """Print wall seconds with one and two workers, and whether the answers are the same."""
    from pipeline.extract.pool import ExtractPool, Page

    answers = []
    seconds = []
    print()
    for workers in (1, 2):
        # Their start and imports are in the CPU time, since a child's time is known when it has ended.
        cpu = _cpu_with_children()
        with ExtractPool(workers=workers) as pool:
            list(pool.map(Page(html=page["html"], url=page["url"]) for page in pages[: 2 * workers]))
            begun = time.perf_counter()
            answers.append(list(pool.map(Page(html=page["html"], url=page["url"]) for page in pages)))
            seconds.append(time.perf_counter() - begun)
        cpu = _cpu_with_children() - cpu
        print(
            f"workers {workers}: {seconds[-1]:.1f} s, {len(pages) / seconds[-1]:.1f} pages/s; "
            f"{cpu:.1f} s CPU with their start, {len(pages) / cpu:.1f} pages/s of CPU"
        )
    print(f"two workers are {seconds[0] / seconds[1]:.2f} times as fast as one")
    print("answers are the same" if answers[0] == answers[1] else "answers DIFFER")


def _cpu_with_children() -> float:
    spent = (resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    return sum(used.ru_utime + used.ru_stime for used in spent)


def main() -> int:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n\n")[0])
    parser.add_argument("pages", type=Path)
    parser.add_argument("--systems", nargs="*", default=list(SYSTEMS), choices=list(SYSTEMS))
    parser.add_argument("--no-workers", action="store_true", help="leave out the runs with one and two workers")
    options = parser.parse_args()
    logging.disable(logging.CRITICAL)
    warnings.simplefilter("ignore")
    pages = read_pages(options.pages)
    megabytes = sum(len(page["html"].encode("utf-8", "replace")) for page in pages) / 1e6
    _, floor = timed(parse_alone(), pages)
    named: dict[str, list[Answer]] = {}
    missing: list[str] = []
    print(f"{len(pages)} pages, {megabytes:.1f} MB, lxml parse alone {floor:.2f} s CPU")
    for name in options.systems:
        try:
            read = SYSTEMS[name]()
        except ImportError as err:
            missing.append(name)
            sys.stderr.write(f"MISSING: {name} is left out, it cannot be imported here: {err}\n")
            continue
        named[name], cpu = timed(read, pages)
        failed = sum("error" in answer for answer in named[name])
        print(
            f"{name:18} {cpu:7.2f} s CPU, {len(pages) / cpu:6.1f} pages/s, {megabytes / cpu:5.1f} MB/s, "
            f"{cpu / floor:5.1f} times the parse, {failed} pages failed"
        )
    print_scores(pages, named)
    if not options.no_workers:
        print_workers(pages)
    if missing:
        print(f"\nMISSING in all tables above: {', '.join(missing)}; install them beside laborwire to compare")
    return 0


if __name__ == "__main__":
    sys.exit(main())
