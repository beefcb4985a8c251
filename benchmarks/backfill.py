"""Measure a backfill from a web archive beside reading the archive alone and beside trafilatura on every page.

    python benchmarks/backfill.py [--mib 20] [--share 0.01] [--out FILE.md]

The archive is made by the script: pages of the demo newsroom among a mass of generated pages of the size and the menus
of real ones, one in ten of which is about AI or about work without belonging to the beat. Of the irrelevant mass the
script knows nothing better: the speeds are those of such a mass, and only their ratios count. The second table is the
recall of the byte prefilter, and of prefilter and cheap text together, on the articles and leads at hand.
"""

import argparse
import gzip
import json
import random
import sys
import tempfile
import time
import tomllib
from collections.abc import Iterator
from html import escape
from pathlib import Path

from measure import measure

CHECKOUT = Path(__file__).resolve().parent.parent
NEAR = (
    "The start-up showed a chatbot that plans a week of meals and answers questions about every dish. ",
    "Bus drivers walked out on Monday and want higher pay, a shorter shift and a new contract. ",
    "The museum hired forty people for the summer, most of them students. ",
    "A new model of the camera has a sensor that sees in the dark and software that names stars. ",
)


def main() -> None:
    """Measure all, or (with `--read`) be what is measured."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n\n")[0])
    parser.add_argument("--mib", type=float, default=20, help="size of the archive, unpacked")
    parser.add_argument("--share", type=float, default=0.01, help="share of pages of the demo newsroom")
    parser.add_argument("--out", type=Path, help="write the tables here, too")
    parser.add_argument("--read", choices=["alone", "sieves", "trafilatura"], help=argparse.SUPPRESS)
    parser.add_argument("--archive", type=Path, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.read:
        measured = {"alone": _alone, "sieves": _sieves, "trafilatura": _trafilatura}[options.read]
        print(json.dumps(measured(options.archive)))
        return
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "made.warc.gz"
        unpacked = _make(path, int(options.mib * 1024 * 1024), options.share)
        speeds = _speeds(path, unpacked, Path(folder))
    tables = f"{speeds}\n\n{_recall()}"
    print(tables)
    if options.out:
        options.out.write_text(tables + "\n")


# What is measured, each in a process of its own; seconds without start and loading.


def _alone(path: Path) -> dict[str, float]:
    from fastwarc.warc import ArchiveIterator

    began, count = time.perf_counter(), 0
    with path.open("rb") as stream:
        for record in ArchiveIterator(stream, parse_http=False):
            record.reader.read()
            count += 1
    return {"seconds": time.perf_counter() - began, "pages": count, "kept": 0}


def _sieves(path: Path) -> dict[str, float]:
    from flows.backfill import word_sieves
    from pipeline.archive.news_files import read_news_file
    from pipeline.config import find_places

    sieves = word_sieves(find_places())
    sieves.prefilter.passes(b"first")
    began, count, kept = time.perf_counter(), 0, 0
    with path.open("rb") as stream:
        for record in read_news_file(
            stream, name=path.name, prefilter=sieves.prefilter, is_promising=sieves.is_promising
        ):
            count += 1
            kept += record.state == "page"
    return {"seconds": time.perf_counter() - began, "pages": count, "kept": kept}


def _trafilatura(path: Path) -> dict[str, float]:
    import trafilatura
    from fastwarc.warc import ArchiveIterator

    began, count = time.perf_counter(), 0
    with path.open("rb") as stream:
        for record in ArchiveIterator(stream):
            trafilatura.extract(record.reader.read().decode("utf-8", "replace"))
            count += 1
    return {"seconds": time.perf_counter() - began, "pages": count, "kept": count}


def _speeds(path: Path, unpacked: int, work: Path) -> str:
    runs = {}
    this = [sys.executable, str(Path(__file__).resolve()), "--archive", str(path), "--read"]
    for name in ("alone", "sieves", "trafilatura"):
        done = measure([*this, name], cwd=CHECKOUT)
        if done.code:
            raise SystemExit(f"{name} ended with code {done.code}:\n{done.output[-2000:]}")
        runs[name] = json.loads(done.output.splitlines()[-1]), done.peak_mib
    start = "from flows.cli import main; main()"
    whole = measure([sys.executable, "-c", start, "backfill", str(path), "--var", str(work / "var")], cwd=CHECKOUT)
    if whole.code:
        raise SystemExit(f"the command ended with code {whole.code}:\n{whole.output[-2000:]}")
    packed = path.stat().st_size / 1e6
    slow = runs["trafilatura"][0]["seconds"]
    lines = [
        f"{runs['alone'][0]['pages']} pages, {packed:.1f} MB packed, {unpacked / 1e6:.1f} MB unpacked; one run on a "
        "shared machine, so compare within the table.",
        "",
        "| | MB/s unpacked | MB/s packed | trafilatura = 1 | peak MiB | pages let through |",
        "|---|---:|---:|---:|---:|---:|",
    ]
    names = {
        "alone": "reading the archive alone (FastWARC)",
        "sieves": "reading through the two sieves",
        "trafilatura": "trafilatura on every page",
    }
    for name, label in names.items():
        found, peak = runs[name]
        speed = found["seconds"]
        lines.append(
            f"| {label} | {unpacked / 1e6 / speed:.1f} | {packed / speed:.1f} | {slow / speed:.1f} | {peak:.0f} | "
            f"{found['kept']:.0f} |"
        )
    lines.append(
        f"| the whole command: models loaded, pages read, snapshot published | {unpacked / 1e6 / whole.wall_s:.1f} | "
        f"{packed / whole.wall_s:.1f} | {slow / whole.wall_s:.1f} | {whole.peak_mib:.0f} | |"
    )
    return "\n".join(lines)


# The archive.


def _make(path: Path, size: int, share: float) -> int:
    chance = random.Random(11)  # noqa: S311  # pages, not secrets
    demo = list(_demo_pages())
    written = number = 0
    with path.open("wb") as file:
        while written < size:
            number += 1
            page = demo[number % len(demo)] if chance.random() < share else _dull_page(chance)
            url = f"https://made{number % 50}.example/{number}"
            block = b"HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8\r\n\r\n" + page
            head = (
                f"WARC/1.0\r\nWARC-Type: response\r\nWARC-Target-URI: {url}\r\nWARC-Date: 2026-11-20T10:00:00Z\r\n"
                f"WARC-Record-ID: <urn:uuid:00000000-0000-4000-8000-{number:012}>\r\n"
                f"Content-Type: application/http; msgtype=response\r\nContent-Length: {len(block)}\r\n\r\n"
            )
            file.write(gzip.compress(head.encode() + block + b"\r\n\r\n"))
            written += len(head) + len(block) + 4
    return written


def _demo_pages() -> Iterator[bytes]:
    for path in sorted((CHECKOUT / "tests" / "cases").glob("*/*.html")):
        yield path.read_bytes()


def _dull_page(chance: random.Random) -> bytes:
    from relevance import DOES, WHAT, WHERE, WHO

    def sentence() -> str:
        return " ".join(chance.choice(words) for words in (WHO, DOES, WHAT, WHERE)) + ". "

    near = chance.choice(NEAR) if chance.random() < 0.1 else ""
    paragraphs = "".join(
        f'<p class="body-{n}">{"".join(sentence() for _ in range(4))}{near if n == 2 else ""}</p>\n' for n in range(12)
    )
    sections = ("World", "Sport", "Business", "Jobs", "Tech", "AI", "Weather")
    menu = "".join(f'<li><a href="/{word.lower()}" class="menu-link">{word}</a></li>' for word in sections)
    links = "".join(f'<li class="teaser"><a href="/{n}">{sentence()}</a></li>' for n in range(40))
    script = "".join(f"window.v{n}={chance.random()};" for n in range(700))
    title = sentence()
    return (
        f"<!doctype html><html lang='en'><head><title>{escape(title)}</title><script>{script}</script></head><body>"
        f"<nav><ul>{menu}</ul></nav><article><h1>{title}</h1>{paragraphs}</article><aside><ul>{links}</ul></aside>"
        f"<footer><ul>{menu}</ul></footer><script>{script}</script></body></html>"
    ).encode()


# Recall.


def _recall() -> str:
    from flows.backfill import word_sieves
    from pipeline.archive.cheap_text import CheapText
    from pipeline.config import find_places

    with tempfile.TemporaryDirectory() as folder:
        # As in the demo's own installation, which knows the invented firms.
        (Path(folder) / "demo.json").write_text("{}")
        sieves = word_sieves(find_places(var=Path(folder)))
    lines = ["| texts | number | byte prefilter | prefilter and cheap text |", "|---|---:|---:|---:|"]
    for label, texts in _texts():
        first = [(title, text) for title, text in texts if sieves.prefilter.passes(f"{title}\n{text}".encode())]
        both = sum(sieves.is_promising(CheapText(title, text)) for title, text in first)
        lines.append(f"| {label} | {len(texts)} | {len(first) / len(texts):.3f} | {both / len(texts):.3f} |")
    return "\n".join(lines)


def _texts() -> Iterator[tuple[str, list[tuple[str, str]]]]:
    gold = []
    for path in sorted((CHECKOUT / "data" / "gold" / "articles").glob("*/*.toml")):
        article = tomllib.loads(path.read_text(encoding="utf-8"))
        gold.append((article["title"], article["body"]))
    yield "whole articles of the pay corpus (data/gold)", gold
    for name, key in (("leads", "lead"), ("articles", "text")):
        lines = (CHECKOUT / "data" / "relevance" / f"{name}.jsonl").read_text(encoding="utf-8").splitlines()
        rows = [json.loads(line) for line in lines]
        what = "leads of two or three sentences" if key == "lead" else "articles"
        for label, is_on in (("on the beat", True), ("off it, most of them near it", False)):
            yield f"{what} (data/relevance), {label}", [(r["title"], r[key]) for r in rows if r["label"] is is_on]
    demo: dict[bool, list[tuple[str, str]]] = {True: [], False: []}
    for path in sorted((CHECKOUT / "data" / "demo" / "articles").glob("*/*.toml")):
        article = tomllib.loads(path.read_text(encoding="utf-8"))
        if (is_relevant := _is_relevant(path)) is not None:
            demo[is_relevant].append((article["headline"], article["body"]))
    for label, is_on in (("on the beat", True), ("off it", False)):
        if demo[is_on]:
            yield f"articles of the demo newsroom, {label}", demo[is_on]


def _is_relevant(article: Path) -> bool | None:
    path = CHECKOUT / "data" / "demo" / "expected" / article.parent.name / f"{article.stem}.json"
    if not path.exists():
        return None
    relevant = json.loads(path.read_text(encoding="utf-8")).get("relevant")
    return relevant if isinstance(relevant, bool) else None


if __name__ == "__main__":
    main()
