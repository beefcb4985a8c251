"""Measure a backfill from a web archive beside reading the archive alone and beside trafilatura on every page.

    python benchmarks/backfill.py [--mib 4] [--share 0.01] [--pages PAGES.jsonl.gz] [--memory-at 64 256] [--out FILE.md]

The archive is made by the script, of the form and the sizes of Common Crawl News (there a file has 1 GiB): pages of the
demo newsroom among a mass of generated ones (`made_pages`), one in ten of which is about AI or about work without
belonging to the beat; with `--pages` the mass are those pages (lines with id, url and html), again and again under new
addresses. Of the generated mass the script knows nothing better: the speeds are those of such a mass, and only their
ratios count. `--memory-at` runs the whole command on the first so many MiB of the archive, too: its memory must not
grow with them. The last table is the recall of the byte prefilter, and of prefilter and cheap text together, on the
articles and leads at hand.
"""

import argparse
import gzip
import json
import random
import re
import sys
import tempfile
import time
import tomllib
from collections.abc import Iterator
from itertools import cycle, islice
from pathlib import Path

from made_pages import page
from measure import Measurement, measure

CHECKOUT = Path(__file__).resolve().parent.parent
# A file of 1 GiB would take trafilatura a quarter of an hour: its seconds are those of so many pages, scaled up.
MOST_PAGES_FOR_TRAFILATURA = 2000


def main() -> None:
    """Measure all, or (with `--read`) be what is measured."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n\n")[0])
    parser.add_argument("--mib", type=float, default=4, help="size of the archive, packed as it lies on disk")
    parser.add_argument("--share", type=float, default=0.01, help="share of pages of the demo newsroom")
    parser.add_argument("--pages", type=Path, help="pages to make the archive of: lines with id, url and html")
    parser.add_argument("--memory-at", type=float, nargs="*", default=[], metavar="MIB", help="sizes below --mib")
    parser.add_argument("--out", type=Path, help="write the tables here, too")
    parser.add_argument("--read", choices=["alone", "sieves", "trafilatura"], help=argparse.SUPPRESS)
    parser.add_argument("--archive", type=Path, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.read:
        measured = {"alone": _alone, "sieves": _sieves, "trafilatura": _trafilatura}[options.read]
        print(json.dumps(measured(options.archive)))
        return
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        path = folder / "made.warc.gz"
        unpacked = _make(path, _mib(options.mib), options.share, options.pages)
        whole = {options.mib: _whole(path, folder / "var")}
        for mib in options.memory_at:
            beginning = _beginning(path, _mib(mib), folder / f"first-{mib:g}.warc.gz")
            whole[mib] = _whole(beginning, folder / f"var-{mib:g}")
        tables = [_speeds(path, unpacked, whole[options.mib])]
    if options.memory_at:
        tables.append(_memory(whole))
    tables.append(_recall())
    print("\n\n".join(tables))
    if options.out:
        options.out.write_text("\n\n".join(tables) + "\n")


def _mib(number: float) -> int:
    return int(number * 1024 * 1024)


# What is measured, each in a process of its own; seconds of CPU, without start and loading: others use the machine.


def _alone(path: Path) -> dict[str, float]:
    from fastwarc.warc import ArchiveIterator

    began, count = time.process_time(), 0
    with path.open("rb") as stream:
        for record in ArchiveIterator(stream, parse_http=False):
            record.reader.read()
            count += 1
    return {"seconds": time.process_time() - began, "pages": count, "kept": 0}


def _sieves(path: Path) -> dict[str, float]:
    from flows.backfill import word_sieves
    from pipeline.archive.news_files import read_news_file
    from pipeline.places import find_places

    sieves = word_sieves(find_places())
    sieves.prefilter.passes(b"first")
    began, count, kept = time.process_time(), 0, 0
    with path.open("rb") as stream:
        for record in read_news_file(
            stream, name=path.name, prefilter=sieves.prefilter, is_promising=sieves.is_promising
        ):
            count += 1
            kept += record.state == "page"
    return {"seconds": time.process_time() - began, "pages": count, "kept": kept}


def _trafilatura(path: Path) -> dict[str, float]:
    import trafilatura
    from fastwarc.warc import ArchiveIterator

    began, count = time.process_time(), 0
    with path.open("rb") as stream:
        for record in islice(ArchiveIterator(stream), MOST_PAGES_FOR_TRAFILATURA):
            trafilatura.extract(record.reader.read().decode("utf-8", "replace"))
            count += 1
    return {"seconds": time.process_time() - began, "pages": count, "kept": count}


def _whole(path: Path, var: Path) -> Measurement:
    start = "from flows.cli import main; main()"
    whole = measure([sys.executable, "-c", start, "backfill", str(path), "--var", str(var)], cwd=CHECKOUT)
    if whole.code:
        raise SystemExit(f"the command ended with code {whole.code}:\n{whole.output[-2000:]}")
    print(f"{path.name}: {whole.wall_s:.0f} s, {whole.peak_mib:.0f} MiB", file=sys.stderr)
    return whole


def _memory(whole: dict[float, Measurement]) -> str:
    lines = [
        "The whole command on the beginning of the archive:",
        "",
        "| MiB packed | wall seconds | CPU seconds | peak MiB, all processes | kept of pages seen |",
        "|---:|---:|---:|---:|---|",
    ]
    for mib, done in sorted(whole.items()):
        found = re.search(r"(\d+) pages seen, (\d+) kept", done.output)
        kept = f"{found[2]} of {found[1]}" if found else ""
        lines.append(f"| {mib:g} | {done.wall_s:.0f} | {done.cpu_s:.0f} | {done.peak_mib:.0f} | {kept} |")
    return "\n".join(lines)


def _speeds(path: Path, unpacked: int, whole: Measurement) -> str:
    runs = {}
    this = [sys.executable, str(Path(__file__).resolve()), "--archive", str(path), "--read"]
    for name in ("alone", "sieves", "trafilatura"):
        done = measure([*this, name], cwd=CHECKOUT)
        if done.code:
            raise SystemExit(f"{name} ended with code {done.code}:\n{done.output[-2000:]}")
        runs[name] = json.loads(done.output.splitlines()[-1]), done.peak_mib
    packed = path.stat().st_size / 1e6
    slow = runs["trafilatura"][0]["seconds"] * runs["alone"][0]["pages"] / runs["trafilatura"][0]["pages"]
    lines = [
        f"{runs['alone'][0]['pages']} pages, {packed:.1f} MB packed, {unpacked / 1e6:.1f} MB unpacked; by seconds "
        "of CPU, one run on a shared machine.",
        "",
        "| | MB unpacked a second | MB packed a second | trafilatura = 1 | peak MiB | let through of pages read |",
        "|---|---:|---:|---:|---:|---:|",
    ]
    names = {
        "alone": "reading the archive alone (FastWARC)",
        "sieves": "reading through the two sieves",
        "trafilatura": "trafilatura on every page",
    }
    for name, label in names.items():
        found, peak = runs[name]
        speed = slow if name == "trafilatura" else found["seconds"]
        lines.append(
            f"| {label} | {unpacked / 1e6 / speed:.1f} | {packed / speed:.1f} | {slow / speed:.1f} | {peak:.0f} | "
            f"{found['kept']:.0f} of {found['pages']:.0f} |"
        )
    lines.append(
        f"| the whole command: models loaded, pages read, snapshot published | {unpacked / 1e6 / whole.cpu_s:.1f} | "
        f"{packed / whole.cpu_s:.1f} | {slow / whole.cpu_s:.1f} | {whole.peak_mib:.0f} | |"
    )
    return "\n".join(lines)


# The archive.


def _make(path: Path, size: int, share: float, pages: Path | None) -> int:
    """Write an archive of about `size` bytes and return how many it unpacks to."""
    chance = random.Random(11)  # noqa: S311  # pages, not secrets
    demo, others = cycle(_demo_pages()), cycle(_given_pages(pages)) if pages else _made_pages(chance)
    unpacked = packed = number = 0
    with path.open("wb") as file:
        while packed < size:
            number += 1
            body = next(demo) if chance.random() < share else next(others)
            block = b"HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8\r\n\r\n" + body
            head = (
                f"WARC/1.0\r\nWARC-Type: response\r\nWARC-Target-URI: https://made{number % 50}.example/{number}\r\n"
                "WARC-Date: 2026-11-20T10:00:00Z\r\n"
                f"WARC-Record-ID: <urn:uuid:00000000-0000-4000-8000-{number:012}>\r\n"
                f"Content-Type: application/http; msgtype=response\r\nContent-Length: {len(block)}\r\n\r\n"
            )
            packed += file.write(gzip.compress(head.encode() + block + b"\r\n\r\n", 6))
            unpacked += len(head) + len(block) + 4
    return unpacked


def _beginning(path: Path, size: int, to: Path) -> Path:
    """Write the first records of an archive, `size` bytes of them at least, into a file of their own."""
    from pipeline.archive.members import read_members

    with path.open("rb") as file:
        end = next((member.end for member in read_members(file) if member.end >= size), path.stat().st_size)
        file.seek(0)
        to.write_bytes(file.read(end))
    return to


def _demo_pages() -> Iterator[bytes]:
    for path in sorted((CHECKOUT / "tests" / "cases").glob("*/*.html")):
        yield path.read_bytes()


def _given_pages(pages: Path) -> Iterator[bytes]:
    opened = gzip.open if pages.suffix == ".gz" else open
    with opened(pages, "rb") as lines:
        for line in lines:
            yield json.loads(line)["html"].encode()


def _made_pages(chance: random.Random) -> Iterator[bytes]:
    # Made once and told apart by a line at their ends: a GiB of them takes minutes to pack as it is.
    stock = [page(chance) for _ in range(300)]
    for number, body in enumerate(cycle(stock)):
        yield body + f"<!-- {number} -->".encode()


# Recall.


def _recall() -> str:
    from flows.backfill import word_sieves
    from pipeline.archive.cheap_text import CheapText
    from pipeline.places import find_places

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
