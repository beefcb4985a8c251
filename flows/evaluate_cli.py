"""Answer `laborwire evaluate pay`: how well today's claims reader reads marked texts, and what changed since a run.

Exit codes: 0 done, 1 a score is below its floor, 2 wrong usage. Scores on invented texts are a smoke test, not
evidence of how the real press is read, and the answer says so. Stored predictions are read before anything is
written, so one file may be compared with and then replaced.
"""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, TextIO, cast

from flows.progress import progress
from flows.terminal import plain
from flows.tools import Tools
from models.evaluate_pay import FIELDS, LEVELS, Scores, score
from models.evaluate_predictions import Changes, Moved, Prediction, compare, read_predictions, write_predictions
from models.evaluate_texts import MarkedText, read_texts
from models.gold import SPLITS, Split
from pipeline.codec import to_json
from pipeline.errors import UsageError
from pipeline.places import Places

NOTE = "Scores on invented texts are a smoke test, not evidence of how the real press is read."
_TEST_NOTE = "The test part is looked at only at the end: nothing may be tuned on it."
_LEVEL_WORDS = {
    "a": "amount and currency",
    "b": "a, with open ends and unit",
    "c": "b, with bound, kind, side of a change and payer",
    "": "not found",
}
_NO_ALARM = "no_false_alarm"
_MEASURES = (*LEVELS, _NO_ALARM, *FIELDS)


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What a person wants to have evaluated."""

    gold: Path | None = None
    """A corpus folder or a file of JSON lines; None for the installation's own corpus."""
    split: str | None = None
    """Of a corpus: train, validation, test or all; None for validation."""
    save: Path | None = None
    against: Path | None = None
    floors: tuple[str, ...] = ()
    """Such as "a=.8", several parted by commas."""
    rules_alone: bool = False
    """Without the trained reader."""


def run_evaluate_pay(places: Places, asked: Asked, *, as_json: bool, out: TextIO) -> int:
    """Evaluate, print, store where asked, and return the exit code.

    Raises:
        UsageError: the split or a floor is unknown.
        ConfigError: gold or stored predictions cannot be read; names file and line.
    """
    floors = _floors(asked.floors)
    gold = asked.gold or places.data / "gold"
    split = _split(gold, asked.split)
    before = read_predictions(asked.against) if asked.against else None
    texts = read_texts(gold, split=cast("Split | None", None if split == "all" else split))
    if asked.save is not None and not asked.save.parent.is_dir():
        raise UsageError(f"--save {asked.save}: there is no folder {asked.save.parent}")
    version, found = _read(texts, places, rules_alone=asked.rules_alone)
    scores = score(text.judged(found[text.id].claims) for text in texts)
    changes = compare(texts, found, before) if before is not None else None
    if asked.save is not None:
        write_predictions(asked.save, [found[text.id] for text in texts])
    below = {name: floor for name, floor in floors.items() if _measure(scores, name) < floor}
    head = {"gold": str(gold), "split": split, "extractor_version": version, "texts": len(texts)}
    if as_json:
        out.write(to_json(head | _as_json(scores, changes, below)).decode() + "\n")
    else:
        _print_scores(head, scores, out)
        if changes is not None:
            _print_changes(changes, asked.against, out)
        if asked.save is not None:
            out.write(f"\nstored the claims of {len(texts)} texts in {asked.save}\n")
        for name, floor in below.items():
            out.write(f"below the floor: {name} is {_measure(scores, name):.3f}, wanted {floor:.3f}\n")
    return 1 if below else 0


def _read(texts: Sequence[MarkedText], places: Places, *, rules_alone: bool) -> tuple[str, dict[str, Prediction]]:
    from models.claims import claim_json, read_claims, version_of

    tools = Tools.shared(places)
    reader = None if rules_alone else tools.pay_reader
    version = version_of(reader)
    found = {}
    with progress("reading", total=len(texts)) as advance:
        for text in texts:
            reading = read_claims(
                article_id=text.id,
                title=text.title,
                text=text.text,
                published=text.published,
                gazetteer=tools.gazetteer,
                judge_by=reader,
            )
            claims = tuple(dict(claim_json(claim)) for claim in reading.claims)
            found[text.id] = Prediction(id=text.id, extractor_version=version, claims=claims)
            advance(1)
    return version, found


def _split(gold: Path, asked: str | None) -> str | None:
    if gold.is_file():
        if asked is not None:
            raise UsageError(f"--split is for a corpus folder; {gold} is a file")
        return None
    known = (*dict.fromkeys(SPLITS.values()), "all")
    if asked is not None and asked not in known:
        raise UsageError(f"--split {asked!r}: use one of {', '.join(known)}")
    return asked or "validation"


def _floors(written: Sequence[str]) -> dict[str, float]:
    floors = {}
    for one in (part for words in written for part in words.split(",")):
        name, _, value = one.partition("=")
        if name.strip() not in _MEASURES:
            raise UsageError(f"--floor {one!r}: no such score; use one of {', '.join(_MEASURES)}, as in a=.8")
        try:
            floor = float(value)
        except ValueError as err:
            raise UsageError(f"--floor {one!r}: {value!r} is no number; write it like a=.8") from err
        if not 0 <= floor <= 1:
            raise UsageError(f"--floor {one!r}: a score lies between 0 and 1")
        floors[name.strip()] = floor
    return floors


def _measure(scores: Scores, name: str) -> float:
    if name in LEVELS:
        return scores.f1(name)
    return 1 - scores.false_alarm_rate() if name == _NO_ALARM else scores.accuracy(name)


def _as_json(scores: Scores, changes: Changes | None, below: Mapping[str, float]) -> dict[str, Any]:
    levels = {
        level: {
            "f1": round(scores.f1(level), 4),
            "precision": round(scores.precision(level), 4),
            "recall": round(scores.recall(level), 4),
        }
        for level in LEVELS
    }
    return {
        "expected": scores.expected,
        "found": scores.found,
        "levels": levels,
        "without_pay": scores.without_pay,
        "false_alarms": scores.false_alarms,
        "fields": {name: round(scores.accuracy(name), 4) for name in FIELDS},
        "changes": asdict(changes) if changes is not None else None,
        "below": dict(below),
        "note": NOTE,
    }


def _print_scores(head: Mapping[str, Any], scores: Scores, out: TextIO) -> None:
    split = f", {head['split']}" if head["split"] else ""
    out.write(f"{head['gold']}{split}: {head['texts']} texts, reader {head['extractor_version']}\n")
    out.write(f"{scores.expected} claims expected, {scores.found} found\n\n")
    out.write("           F1      P      R   right are\n")
    for level in LEVELS:
        ratios = f"{scores.f1(level):6.3f} {scores.precision(level):6.3f} {scores.recall(level):6.3f}"
        out.write(f"  {level}    {ratios}   {_LEVEL_WORDS[level]}\n")
    out.write(f"\nfalse alarms: {scores.false_alarms} of {scores.without_pay} texts without pay gave a claim\n")
    out.write(f"\nright where the amount is ({scores.paired} claims)\n")
    for name in FIELDS:
        out.write(f"  {name:<12} {scores.accuracy(name):.3f}\n")
    out.write(f"\n{NOTE}\n")
    if head["split"] in {"test", "all"}:
        out.write(f"{_TEST_NOTE}\n")


def _print_changes(changes: Changes, against: Path | None, out: TextIO) -> None:
    versions = ", ".join(changes.versions) or "no reader"
    out.write(f"\nagainst {against} ({versions}), {changes.n_texts} texts on both sides\n")
    if changes.not_stored:
        out.write(f"  not stored, so not compared: {_some(changes.not_stored)}\n")
    if changes.not_asked:
        out.write(f"  stored, but not evaluated now: {_some(changes.not_asked)}\n")
    parts = (
        ("better", changes.better),
        ("worse", changes.worse),
        ("new false claims", changes.new_false),
        ("false claims that are gone", changes.gone_false),
    )
    for title, moved in parts:
        out.write(f"{title}: {len(moved)}\n")
        for one in moved:
            out.write(f"  {_line(one)}\n")


def _line(moved: Moved) -> str:
    levels = f" {moved.before or 'none'} -> {moved.now or 'none'}" if moved.before != moved.now else ""
    read_as = f", read as {moved.read_as}" if moved.read_as not in {"", moved.claim} else ""
    return plain(f"{moved.text_id}{levels}: {moved.claim}{read_as} | {moved.sentence}")


def _some(names: Sequence[str]) -> str:
    shown = ", ".join(names[:5])
    return plain(shown if len(names) <= 5 else f"{shown} and {len(names) - 5} more")
