"""Fit how likely a claim is right, on authors from whom its reader has not learned: `python -m models.pay_confidence`.

In: the training part of `data/gold`. Its authors are dealt out to three parts. For each part a reader learns from the
other two, as `models.pay_train` does it, and then reads it: so every claim is judged as one in a text by somebody
unknown (cross-fitting, after Platt 1999). Out: the weights of `models.claims_confidence` in the shipped reader's file;
on stdout how the claims above each confidence fared, where each is judged by weights fitted without its author.
Takes as long as three trainings. Readers are kept in a folder, and a run that was stopped goes on with them.
"""

import argparse
import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path

from models.claims_confidence import chance_of_right
from models.gold import GoldItem, load_gold
from models.parallel import in_parts
from models.pay_examples import Example, examples_of
from models.pay_reader import WEIGHTS
from models.pay_train import GOLD, trained_on
from models.pay_tune import JudgedClaim, fit_confidence, judged_claims
from models.pay_weights import PayWeights

PARTS = 3
# Of the 32,000 looks of the whole corpus: two thirds of the authors, and some for what is learned from fewer.
LOOKS = 24_000
_EDGES = (0.5, 0.6, 0.7, 0.75, 0.8, 0.85, 0.9, 0.95)


def parts_of(items: Sequence[GoldItem], *, parts: int = PARTS) -> dict[str, int]:
    """Deal authors out to parts of like size: author to number of the part, the same for the same texts."""
    sizes = Counter(item.author for item in items)
    filled = [0] * parts
    part_of = {}
    for author, size in sorted(sizes.items(), key=lambda one: (-one[1], one[0])):
        part_of[author] = filled.index(min(filled))
        filled[part_of[author]] += size
    return part_of


def main(arguments: Sequence[str]) -> int:
    """Train the readers that are missing, read with each what it has not learned from, fit and tell."""
    parser = argparse.ArgumentParser(prog="python -m models.pay_confidence", description=(__doc__ or "").split("\n")[0])
    parser.add_argument("--gold", type=Path, default=GOLD, help="the corpus (default: data/gold)")
    parser.add_argument(
        "--readers", type=Path, required=True, help="folder of the three readers; missing ones are made"
    )
    parser.add_argument("--weights", type=Path, default=WEIGHTS, help="the weights file that gets the confidence")
    parser.add_argument("--looks", type=int, default=LOOKS, help=f"amounts each reader looks at (default: {LOOKS:,})")
    parser.add_argument("--threads", type=int, default=2, help="processor cores (default: 2)")
    options = parser.parse_args(arguments)
    shipped = PayWeights.load(options.weights)
    items = load_gold(options.gold, reading="agreed", splits=("train",))
    part_of = parts_of(items)
    options.readers.mkdir(parents=True, exist_ok=True)
    _train_missing(options, items, part_of, shipped)
    judged: list[JudgedClaim] = []
    for part in range(PARTS):
        own = [item for item in items if part_of[item.author] == part]
        judged += in_parts(partial(judged_claims, _reader(options.readers, part)), own, processes=options.threads)
    replace(shipped, confidence=fit_confidence(judged)).save(options.weights)
    sys.stdout.write("\n".join(_table(judged, part_of)) + "\n")
    return 0


def _reader(folder: Path, part: int) -> Path:
    return folder / f"without-{part}.npz"


def _train_missing(
    options: argparse.Namespace, items: Sequence[GoldItem], part_of: dict[str, int], shipped: PayWeights
) -> None:
    missing = [part for part in range(PARTS) if not _reader(options.readers, part).exists()]
    if not missing:
        return
    author = {item.id: item.author for item in items}
    examples = list(examples_of(items, processes=options.threads))
    for part in missing:
        others: list[Example] = [one for one in examples if part_of[author[one.item]] != part]
        sys.stderr.write(f"reader without part {part}: {len(others)} amounts\n")
        learned = trained_on(others, looks=options.looks, threads=options.threads)
        replace(learned, threshold=shipped.threshold, score_weight=shipped.score_weight).save(
            _reader(options.readers, part)
        )


def _table(judged: Sequence[JudgedClaim], part_of: dict[str, int]) -> Iterator[str]:
    chances: list[tuple[float, bool]] = []
    for part in range(PARTS):
        weights = fit_confidence([one for one in judged if part_of[one.author] != part])
        own = (one for one in judged if part_of[one.author] == part)
        chances += [(min(chance_of_right(one.found, weights), one.limit), one.is_right) for one in own]
    yield "| confidence from | claims | of them right in amount, unit, payer and direction |"
    yield "|---:|---:|---:|"
    for edge in _EDGES:
        above = [is_right for chance, is_right in chances if chance >= edge]
        yield f"| {edge} | {len(above)} | {sum(above) / max(1, len(above)):.3f} |"


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
