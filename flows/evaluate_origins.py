"""Score the search for origins on pairs of articles whose authors know which was made from which.

In: `data/gold/pairs/*.jsonl` (its README says what a line holds). Each pair is put through the stage of `laborwire
dedupe`, on its own; for the figures both are read by the claims reader and loaded into a warehouse, whose view
`derived_claims` is asked. Out: precision and recall of links that are certain, of those certain or possible, of
credited outlets, and of figures that differ. `python -m flows.evaluate_origins [FILE...]` prints it.
"""

import argparse
import json
import sys
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, TypeAdapter

from flows.tools import Tools
from pipeline.config import load_settings
from pipeline.contracts import RelatedInput
from pipeline.places import find_places
from pipeline.relate.origin_stage import dedupe_with_origins
from pipeline.relate.outlets import Outlets, names_outlet
from pipeline.sources import load_sources


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class PairedArticle(_Strict):
    """One article of a pair."""

    url: str
    title: str
    text: str
    published: datetime
    source: str
    site_name: str


class PairedFigure(_Strict):
    """A figure as both articles give it."""

    earlier: str | None
    later: str | None
    same: bool


class Pair(_Strict):
    """Two articles, and whether the later was made from the earlier one."""

    id: str
    kind: Literal["rewrite", "translation", "common_origin", "independent", "mentions"]
    earlier: PairedArticle
    later: PairedArticle
    origin: Literal["certain", "possible", "none"]
    external_origin: str | None = None
    figures: tuple[PairedFigure, ...] = ()
    why: str = ""


@dataclass(slots=True)
class Tally:
    """How many were found, how many of these are right, how many there are."""

    found: int = 0
    right: int = 0
    wanted: int = 0
    misses: list[str] = field(default_factory=list)

    def add(self, *, found: bool, wanted: bool, name: str) -> None:
        self.found += found
        self.wanted += wanted
        self.right += found and wanted
        if found != wanted:
            self.misses.append(("wrong " if found else "missed ") + name)

    @property
    def precision(self) -> float:
        return self.right / self.found if self.found else 1.0

    @property
    def recall(self) -> float:
        return self.right / self.wanted if self.wanted else 1.0

    def __str__(self) -> str:
        precision = f"precision {self.precision:.3f} ({self.right}/{self.found})"
        return f"{precision}  recall {self.recall:.3f} ({self.right}/{self.wanted})"


@dataclass(slots=True)
class OriginScores:
    """Scores over all pairs."""

    certain: Tally = field(default_factory=Tally)
    """Links called certain, of pairs that authors call certain."""
    possible: Tally = field(default_factory=Tally)
    """Links called certain or possible, of pairs that authors call certain or possible."""
    credited: Tally = field(default_factory=Tally)
    """Outlets not in the pair to which the later article certainly goes back."""


def load_pairs(files: Iterable[Path]) -> list[Pair]:
    """Return the pairs in these files, in order."""
    adapter = TypeAdapter(Pair)
    return [
        adapter.validate_json(line)
        for file in files
        for line in file.read_text(encoding="utf-8").splitlines()
        if line.strip()
    ]


def gold_pairs(data: Path) -> list[Pair]:
    """Return the pairs of the gold corpus."""
    return load_pairs(sorted((data / "gold" / "pairs").glob("*.jsonl")))


def score_links(pairs: Sequence[Pair], *, outlets: Outlets) -> OriginScores:
    """Score what the stage says of each pair."""
    scores = OriginScores()
    for pair in pairs:
        _, later = answers(pair, outlets=outlets)
        links = [link for link in later["origins"] if link["origin_id"] is not None]
        # A copy is the surest of all rewrites; dedupe names it by canonical_id.
        is_certain = later["relation"] != "original"
        scores.certain.add(found=is_certain, wanted=pair.origin == "certain", name=f"{pair.id} ({pair.kind})")
        scores.possible.add(
            found=is_certain or bool(links), wanted=pair.origin != "none", name=f"{pair.id} ({pair.kind})"
        )
        if pair.kind == "common_origin" and pair.external_origin is not None:
            credits = [link["outlet"] for link in later["origins"] if link["outlet"] and link["certainty"] == "certain"]
            right = any(names_outlet(name, [pair.external_origin]) for name in credits)
            scores.credited.add(found=bool(credits), wanted=right or not credits, name=f"{pair.id} {credits}")
    return scores


def answers(pair: Pair, *, outlets: Outlets) -> tuple[dict[str, Any], dict[str, Any]]:
    """Return the stage's answers for both articles of a pair."""
    records = (
        RelatedInput(id=number, **article.model_dump()) for number, article in enumerate((pair.earlier, pair.later))
    )
    first, second = dedupe_with_origins(records, outlets=outlets)
    return _plain(first), _plain(second)


def score_figures(pairs: Sequence[Pair], tools: Tools) -> Tally:
    """Score the figures that are said to differ, of pairs whose link is certain."""
    from flows.evaluate_figures import differing_figures

    tally = Tally()
    with TemporaryDirectory(prefix="pairs-") as folder:
        found = differing_figures(pairs, tools, Path(folder))
    for pair in pairs:
        if pair.origin != "certain":
            continue
        wanted = [figure.later or "" for figure in pair.figures if not figure.same and figure.later]
        for amount in found.get(pair.id, ()):
            hit = next((one for one in wanted if _one_amount(one, amount)), None)
            if hit is not None:
                wanted.remove(hit)
            tally.add(found=True, wanted=hit is not None, name=f"{pair.id} {amount}")
        for one in wanted:
            tally.add(found=False, wanted=True, name=f"{pair.id} {one}")
    return tally


def _one_amount(one: str, other: str) -> bool:
    return bool(set(_digits(one)) & set(_digits(other)))


def _digits(amount: str) -> list[str]:
    return ["".join(char for char in word if char.isdigit()) for word in amount.split() if any(map(str.isdigit, word))]


def _plain(reply: dict[str, Any]) -> dict[str, Any]:
    return dict(json.loads(json.dumps(reply)))


def main(argv: Sequence[str] | None = None) -> None:
    """Print the scores of the pairs in the given files, or of all in the corpus."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("files", nargs="*", type=Path)
    parser.add_argument("--figures", action="store_true", help="also figures that differ (loads the pay reader)")
    parser.add_argument("--misses", action="store_true", help="name the pairs that are wrong")
    asked = parser.parse_args(argv)
    places = find_places()
    pairs = load_pairs(asked.files) if asked.files else gold_pairs(places.data)
    scores = score_links(pairs, outlets=Outlets(load_sources(places.data / "sources.toml")))
    rows = {"certain": scores.certain, "certain or possible": scores.possible, "credited outlets": scores.credited}
    if asked.figures:
        rows["figures that differ"] = score_figures(pairs, Tools(places, load_settings(places.data)))
    sys.stdout.write(f"{len(pairs)} pairs\n")
    for name, tally in rows.items():
        sys.stdout.write(f"{name:<20} {tally}\n")
        if asked.misses:
            sys.stdout.writelines(f"    {miss}\n" for miss in tally.misses)


if __name__ == "__main__":
    main()
