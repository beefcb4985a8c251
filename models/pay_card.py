"""Print the figures of the pay reader's card, `models/weights/pay_reader.md`: `python -m models.pay_card`.

In: the marked texts of `data/gold` that nothing was learned from. Out: F1 of the rules alone and with the reader on
each part, and how far `confidence` keeps its word, as Markdown; with --plot as a picture, too. The test part is read
only when it is asked for: nothing may be tuned on it.
"""

import argparse
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path

from models.claims import Judge, claim_json
from models.evaluate_pay import LEVELS, Claim, Judged, match, score
from models.gazetteer import Gazetteer
from models.gold import GoldItem, Split, load_gold
from models.pay_examples import known_names, read_item
from models.pay_reader import WEIGHTS, PayReader
from models.pay_train import GOLD
from models.pay_tune import is_printable_as
from models.reliability import draw_reliability, markdown_of, reliability

_MEAN, _SHARE, _N = "confidence (mean of a tenth)", "right in amount, unit, payer and direction", "claims"


@dataclass(frozen=True, slots=True, kw_only=True)
class _Set:
    name: str
    items: Sequence[GoldItem]


def main(arguments: Sequence[str]) -> int:
    """Print the figures."""
    parser = argparse.ArgumentParser(prog="python -m models.pay_card", description=(__doc__ or "").split("\n\n")[0])
    parser.add_argument("--gold", type=Path, default=GOLD, help="the corpus (default: data/gold)")
    parser.add_argument("--weights", type=Path, default=WEIGHTS, help="the weights (default: those that are shipped)")
    parser.add_argument("--test", action="store_true", help="the test part, too")
    parser.add_argument("--plot", type=Path, help="draw how far the confidence keeps its word as a PNG file")
    options = parser.parse_args(arguments)
    splits: tuple[Split, ...] = ("validation", "test") if options.test else ("validation",)
    reader, gazetteer = PayReader.load(options.weights), known_names()
    _tell("| set | reader | a | b | c | alarms |\n|---|---|---:|---:|---:|---:|")
    chances: list[float] = []
    right: list[bool] = []
    for split in splits:
        for one in _sets(load_gold(options.gold, reading="agreed", splits=(split,)), split):
            _print_scores(f"{one.name} | rules alone", _judged(one.items, None, gazetteer))
            judged = list(_judged(one.items, reader, gazetteer))
            _print_scores(f"{one.name} | with the reader", judged)
            if split == splits[-1]:
                found = [claim for text in judged for claim in _with_verdict(text)]
                chances += [confidence for confidence, _ in found]
                right += [is_right for _, is_right in found]
    tenths = reliability(chances, right)
    _tell(f"\n{splits[-1]} part\n")
    _tell(markdown_of(tenths, mean=_MEAN, share=_SHARE, n=_N))
    if options.plot:
        draw_reliability(tenths, options.plot, mean=_MEAN, share=_SHARE, n=_N)
    return 0


def _sets(items: Sequence[GoldItem], split: Split) -> Iterator[_Set]:
    authors = {item.author for item in items if item.is_article}
    unusual = [item for item in items if not item.is_article and item.author in authors]
    yield _Set(name=f"{split}, passages in unusual wording", items=unusual)
    plain = [item for item in items if not item.is_article and item.author not in authors]
    yield _Set(name=f"{split}, passages in the wording of every day", items=plain)
    yield _Set(name=f"{split}, whole articles", items=[item for item in items if item.is_article])


def _judged(items: Sequence[GoldItem], reader: Judge | None, gazetteer: Gazetteer) -> Iterator[Judged]:
    for item in items:
        reading = read_item(item, judge_by=reader, gazetteer=gazetteer)
        yield Judged(
            id=item.id,
            text=item.text,
            expected=item.claims,
            found=tuple(claim_json(claim) for claim in reading.claims),
            ignored=frozenset((Decimal(one.amount), one.currency) for one in item.reading.ignore),
        )


def _print_scores(name: str, judged: Iterator[Judged] | list[Judged]) -> None:
    scores = score(judged)
    f1 = " | ".join(f"{scores.f1(level):.3f}".removeprefix("0") for level in LEVELS)
    _tell(f"| {name} | {f1} | {scores.false_alarms} of {scores.without_pay} |")


def _tell(line: str) -> None:
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


def _with_verdict(judged: Judged) -> Iterator[tuple[float, bool]]:
    expected: list[Claim] = [dict(claim) for claim in judged.expected]
    found: list[Claim] = [dict(claim) for claim in judged.found]
    matched = {place: expected[number] for number, place in match(expected, found)}
    for place, claim in enumerate(found):
        yield float(str(claim["confidence"])), place in matched and is_printable_as(matched[place], claim)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
