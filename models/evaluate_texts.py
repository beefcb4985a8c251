"""Read the texts on which the reading of pay is evaluated, each with the claims that careful readers found in it.

In: the corpus `data/gold` and one of its splits, or a file of JSON lines with `id`, `text`, `title`, `published`,
`claims` and `ignore` (amounts that are neither right nor wrong); `title` and `published` may be null. A claim there
has the keys that `laborwire claims` answers; offsets, amounts, currency, unit and kind must be given, further keys
are left aside. Refused, with file and line: what is no such text, a claim beyond the text's end, an id twice.
"""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation
from pathlib import Path

from pydantic import BaseModel, ConfigDict, ValidationError

from models.evaluate_pay import Claim, Judged
from models.gold import GoldClaim, Split, load_gold
from pipeline.errors import ConfigError


@dataclass(frozen=True, slots=True, kw_only=True)
class MarkedText:
    """A text and what readers found in it."""

    id: str
    title: str
    text: str
    published: date | None
    claims: tuple[Claim, ...]
    ignored: frozenset[tuple[Decimal | None, str]] = frozenset()

    def judged(self, found: tuple[Claim, ...]) -> Judged:
        """Return the text with what was found in it, for the scorer."""
        return Judged(id=self.id, text=self.text, expected=self.claims, found=found, ignored=self.ignored)


class _Claim(GoldClaim):
    model_config = ConfigDict(extra="ignore", frozen=True)

    amount_text: str = ""
    start: int
    end: int
    sent_start: int | None = None
    sent_end: int | None = None


class _Ignored(BaseModel):
    model_config = ConfigDict(extra="ignore", frozen=True)

    amount: str
    currency: str


class _Line(BaseModel):
    model_config = ConfigDict(extra="ignore", frozen=True)

    id: str | int
    text: str
    title: str | None = None
    published: str | None = None
    claims: tuple[_Claim, ...]
    ignore: tuple[_Ignored, ...] = ()


def read_texts(gold: Path, *, split: Split | None = None) -> list[MarkedText]:
    """Return the marked texts of a corpus folder or of a JSON lines file.

    Args:
        split: of a corpus; None for all of it. A file has none.

    Raises:
        ConfigError: there is no such file, there are no texts, or one breaks the format; names file and line.
    """
    if not gold.exists():
        raise ConfigError(str(gold), "no such file or folder; give JSON lines, or a corpus like data/gold")
    texts = _of_corpus(gold, split) if gold.is_dir() else list(_of_lines(gold))
    if not texts:
        raise ConfigError(str(gold), "holds no marked texts" + (f" of the split {split}" if split else ""))
    return texts


def _of_corpus(folder: Path, split: Split | None) -> list[MarkedText]:
    return [
        MarkedText(
            id=item.id,
            title=item.title or "",
            text=item.text,
            published=date.fromisoformat(item.published[:10]),
            claims=tuple(dict(claim) for claim in item.claims),
            ignored=frozenset((Decimal(one.amount), one.currency) for one in item.reading.ignore),
        )
        for item in load_gold(folder, splits=(split,) if split else None)
    ]


def _of_lines(path: Path) -> Iterator[MarkedText]:
    first_line: dict[str, int] = {}
    for number, where, line in numbered_lines(path):
        try:
            text = _text(_Line.model_validate_json(line))
        except ValidationError as err:
            raise ConfigError(where, first_problem(err)) from err
        except ValueError as err:
            raise ConfigError(where, str(err)) from err
        if text.id in first_line:
            raise ConfigError(where, f"the id {text.id!r} stands in line {first_line[text.id]}, too")
        first_line[text.id] = number
        yield text


def numbered_lines(path: Path) -> Iterator[tuple[int, str, bytes]]:
    """Yield number, place for an error, and bytes of every line that is not blank."""
    with path.open("rb") as lines:
        for number, line in enumerate(lines, start=1):
            if line.strip():
                yield number, f"{path} line {number}", line


def _text(line: _Line) -> MarkedText:
    for number, claim in enumerate(line.claims):
        if not 0 <= claim.start < claim.end <= len(line.text):
            raise ValueError(f"claims.{number}: {claim.start} to {claim.end} is no part of the text")
        for name in ("amount_min", "amount_max"):
            _amount(getattr(claim, name), f"claims.{number}.{name}")
    return MarkedText(
        id=str(line.id),
        title=line.title or "",
        text=line.text,
        published=_day(line.published),
        claims=tuple(json.loads(claim.model_dump_json(exclude={"nth"})) for claim in line.claims),
        ignored=frozenset(
            (_amount(one.amount, f"ignore.{number}.amount"), one.currency) for number, one in enumerate(line.ignore)
        ),
    )


def _amount(written: str | None, where: str) -> Decimal | None:
    try:
        amount = None if written is None else Decimal(written)
    except InvalidOperation as err:
        raise ValueError(f"{where}: {written!r} is no number; write it like 16.50") from err
    if amount is not None and not amount.is_finite():
        raise ValueError(f"{where}: {written!r} is no amount")
    return amount


def _day(written: str | None) -> date | None:
    if written is None:
        return None
    try:
        return date.fromisoformat(written[:10])
    except ValueError as err:
        raise ValueError(f"published: {written!r} is no date; write it like 2026-03-10") from err


def first_problem(err: ValidationError) -> str:
    """Return what is wrong with a line first, with the key that it is about."""
    first = err.errors(include_url=False)[0]
    where = ".".join(str(part) for part in first["loc"])
    return f"{where}: {first['msg']}" if where else str(first["msg"])
