"""Keep what a claims reader found in marked texts, and say later what became better and worse.

In and out: JSON lines, one a text, with its `id`, the reader's `extractor_version` and the `claims` as
`laborwire claims` answers them. Compared are the texts that stand on both sides; the others are named. A claim is
better when it is right at a higher level than before (none, a, b, c), and worse when at a lower one.
Refused, with file and line: what is no such line, an id twice.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ConfigDict, ValidationError

from models.evaluate_pay import Claim, level_of, numbers_of, outcome, sentence_of, short
from models.evaluate_texts import MarkedText, first_problem, numbered_lines
from pipeline.codec import write_jsonl
from pipeline.errors import ConfigError


@dataclass(frozen=True, slots=True, kw_only=True)
class Prediction:
    """What a reader found in one text."""

    id: str
    extractor_version: str
    claims: tuple[Claim, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Moved:
    """An expected claim that is right at another level than before, or a false one that came or went."""

    text_id: str
    claim: str
    """Amount, currency, unit, kind and payer."""
    sentence: str
    before: str = ""
    """The level at which it was right: a, b, c or "" for not found."""
    now: str = ""
    read_as: str = ""
    """What is found for it now; "" when nothing is."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Changes:
    """What became better and worse."""

    versions: tuple[str, ...]
    """Of the stored predictions."""
    n_texts: int
    """Texts that were compared."""
    not_stored: tuple[str, ...]
    """Ids of texts that have no stored prediction."""
    not_asked: tuple[str, ...]
    """Ids of stored predictions whose texts were not evaluated now."""
    better: tuple[Moved, ...]
    worse: tuple[Moved, ...]
    new_false: tuple[Moved, ...]
    gone_false: tuple[Moved, ...]


class _FoundClaim(BaseModel):
    """What the scorer cannot do without."""

    model_config = ConfigDict(extra="allow", frozen=True)

    amount_min: str | None
    amount_max: str | None
    currency: str
    unit: str
    kind: str


class _Line(BaseModel):
    model_config = ConfigDict(extra="ignore", frozen=True)

    id: str
    extractor_version: str
    claims: tuple[_FoundClaim, ...]


def write_predictions(path: Path, predictions: Iterable[Prediction]) -> int:
    """Write predictions, whole or not at all, and return of how many texts."""
    return write_jsonl(path, predictions)


def read_predictions(path: Path) -> dict[str, Prediction]:
    """Return stored predictions by the id of their text.

    Raises:
        ConfigError: there is no such file, or a line is no prediction; names file and line.
    """
    if not path.is_file():
        raise ConfigError(str(path), "no such file; store a run's predictions with --save first")
    found: dict[str, Prediction] = {}
    for _, where, line in numbered_lines(path):
        try:
            row = _Line.model_validate_json(line)
        except ValidationError as err:
            raise ConfigError(where, f"is no stored prediction ({first_problem(err)})") from err
        if row.id in found:
            raise ConfigError(where, f"the id {row.id!r} stands there twice")
        claims = tuple(claim.model_dump() for claim in row.claims)
        found[row.id] = Prediction(id=row.id, extractor_version=row.extractor_version, claims=claims)
    return found


def compare(texts: Sequence[MarkedText], now: Mapping[str, Prediction], before: Mapping[str, Prediction]) -> Changes:
    """Return what `now` reads better and worse than `before`, in the order of the texts."""
    both = [text for text in texts if text.id in before]
    better: list[Moved] = []
    worse: list[Moved] = []
    new_false: list[Moved] = []
    gone_false: list[Moved] = []
    for text in both:
        new = outcome(text.judged(now[text.id].claims))
        old = outcome(text.judged(before[text.id].claims))
        for want, was, got in zip(text.claims, old.got, new.got, strict=True):
            levels = level_of(want, was), level_of(want, got)
            if levels[0] != levels[1]:
                moved = replace(_moved(text, want), before=levels[0], now=levels[1], read_as=short(got) if got else "")
                (better if levels[0] < levels[1] else worse).append(moved)
        known = {_place(claim) for claim in old.false}
        found = {_place(claim) for claim in new.false}
        new_false += [_moved(text, claim) for claim in new.false if _place(claim) not in known]
        gone_false += [_moved(text, claim) for claim in old.false if _place(claim) not in found]
    asked = {text.id for text in texts}
    return Changes(
        versions=tuple(sorted({before[text.id].extractor_version for text in both})),
        n_texts=len(both),
        not_stored=tuple(text.id for text in texts if text.id not in before),
        not_asked=tuple(name for name in before if name not in asked),
        better=tuple(better),
        worse=tuple(worse),
        new_false=tuple(new_false),
        gone_false=tuple(gone_false),
    )


def _moved(text: MarkedText, claim: Claim) -> Moved:
    return Moved(text_id=text.id, claim=short(claim), sentence=sentence_of(text.text, claim))


def _place(claim: Claim) -> tuple[frozenset[Decimal], Any, Any, Any]:
    """Return what tells two false claims of one text apart: an amount that is no pay stays one whatever its unit."""
    return numbers_of(claim), claim["currency"], claim.get("start"), claim.get("end")
