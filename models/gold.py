"""Read the gold corpus `data/gold`: invented articles and passages with what careful readers found in them.

In: the folder, one author's files at a time. `articles/<author>/<slug>.toml` holds a text;
`<reading>/<author>/<slug>.json` what one reader found in it, where the reading is `first` (the author),
`second` (a reader who saw neither the author's notes nor the program) or `agreed` (after they compared).
Short passages stand in `passages/<author>.jsonl`, read in `<reading>/<author>/passages.jsonl`.
Out: texts with readings whose quotations have become offsets; fields that a reader left out have the
guideline's defaults. Refused, with file and item: a quotation that is not in the text, an unknown key or
value, a link to a claim that is not there. People write and check these files by hand, so a reading never
states an offset: it says which words, and which of their occurrences when there are several.
"""

import argparse
import json
import sys
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, get_args

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from pipeline.errors import ConfigError
from pipeline.records import Bound, ChangeRole, EventType, Kind, Label, Modality, NotPayReason, Relation, Unit
from pipeline.sentences import sentence_around, sentence_spans

Reading = Literal["first", "second", "agreed"]
Split = Literal["train", "validation", "test"]

# Split by author: nobody writes for two sides, so neither a topic nor a habit of writing is on both.
SPLITS: dict[str, Split] = {
    "a": "train",
    "b": "train",
    "c": "train",
    "d": "train",
    "e": "validation",
    "f": "validation",
    "g": "test",
    "h": "test",
    # Passages only.
    "i": "train",
    "j": "train",
    "k": "train",
    "l": "train",
    "m": "train",
    "n": "train",
    "o": "train",
    "p": "train",
    "q": "train",
    "r": "train",
    "s": "validation",
    "t": "test",
    "u": "train",
    "v": "train",
    "w": "train",
    "x": "train",
    "y": "train",
    "z": "train",
    "aa": "train",
    "ab": "train",
    "ac": "train",
    "ad": "validation",
    "ae": "train",
    "af": "train",
    "ag": "train",
    "ah": "train",
    "ai": "train",
    "aj": "train",
    "ak": "train",
    "al": "train",
    "am": "train",
    "an": "train",
    "ao": "train",
    "ap": "train",
    "aq": "train",
    "ar": "train",
    "as": "train",
    "at": "train",
    "au": "train",
    "av": "train",
    "aw": "train",
    "ax": "train",
}

_REVIEWED = "reviewed"
"""Stands for the author of passages out of the archive, which people reviewed there."""


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class GoldAttribution(_Strict):
    type: Literal["speaker", "document", "reporter"] = "reporter"
    name: str | None = None


class GoldAlt(_Strict):
    amount_min: str | None
    amount_max: str | None
    currency: str


class GoldClaim(_Strict):
    """One pay claim as a reader writes it: the fields of `docs/pay-claims.md`, defaults left out."""

    claim_id: str | None = None
    amount_text: str
    nth: int = 1
    """Which occurrence of `amount_text`, as a string in the text, counted from 1."""
    amount_min: str | None
    amount_max: str | None
    bound: Bound = "exact"
    approx: bool = False
    currency: str = Field(pattern="^[A-Z]{3}$")
    unit: Unit
    unit_implied: bool = False
    kind: Kind
    change_role: ChangeRole | None = None
    linked_to: str | None = None
    payer: str | None = None
    payer_alt: tuple[str, ...] = ()
    payer_optional: bool = False
    worker: str | None = None
    project: str | None = None
    location: str | None = None
    time: str | None = None
    attribution: GoldAttribution = GoldAttribution()
    quote: bool = False
    modality: Modality = "asserted"
    alt: tuple[GoldAlt, ...] = ()


class GoldNotPay(_Strict):
    amount_text: str
    nth: int = 1
    reason: NotPayReason


class GoldIgnore(_Strict):
    amount_text: str
    nth: int = 1
    amount: str
    currency: str


class GoldMention(_Strict):
    """A name with its label; every occurrence of the words counts unless `only` lists some (from 1)."""

    text: str
    label: Label
    only: tuple[int, ...] = ()
    entity: str | None = None


class GoldEvent(_Strict):
    type: EventType
    quote: str
    """The words that state it, as they stand in one sentence."""
    date: str | None = None
    actors: tuple[str, ...] = ()


class GoldReading(_Strict):
    """What one reader found in one text."""

    relevant: bool | None = None
    story: str | None = None
    relation: Relation = "original"
    origin: str | None = None
    """Slug of the article that was copied or rewritten, or the name of the outlet when it is not in the corpus."""
    claims: tuple[GoldClaim, ...] = ()
    not_pay: tuple[GoldNotPay, ...] = ()
    ignore: tuple[GoldIgnore, ...] = ()
    mentions: tuple[GoldMention, ...] = ()
    events: tuple[GoldEvent, ...] = ()


class _Text(_Strict):
    title: str | None
    published: str
    genre: str
    english: str
    topic: str
    body: str
    outlet: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class GoldItem:
    """A text and one reading of it; offsets are half-open characters into `text`."""

    id: str
    author: str
    split: Split
    is_article: bool
    title: str | None
    text: str
    published: str
    genre: str
    english: str
    topic: str
    reading: GoldReading
    claims: tuple[dict[str, object], ...]
    """The claims with `claim_id`, `start`, `end`, `sent_start` and `sent_end`, as `laborwire claims` answers."""


def load_gold(folder: Path, *, reading: Reading = "agreed", splits: tuple[Split, ...] | None = None) -> list[GoldItem]:
    """Return all texts that have this reading, by author and slug.

    Raises:
        ConfigError: a file breaks the format; names the file, the item and what is wrong.
    """
    found: list[GoldItem] = []
    for author, split in SPLITS.items():
        if splits is None or split in splits:
            # Authors whom nobody has read a second time stand with their own reading.
            own: Reading = reading if (folder / reading / author).is_dir() else "first"
            read = read_author(folder, author=author, reading=own)
            found += [item for item in read if isinstance(item, GoldItem)]
    return found


def load_reviewed(path: Path) -> list[GoldItem]:
    """Return the passages that `laborwire review --export` wrote, as texts to learn from.

    Raises:
        ConfigError: a line breaks the format; names the file, the item and what is wrong.
    """
    found: list[GoldItem] = []
    for name, line in _lines(path):
        content = json.loads(line)
        notes = json.dumps({"id": name, **content.pop("reading", {})})
        item = _guarded(path, name, json.dumps(content), notes, _REVIEWED, is_article=False)
        if isinstance(item, ConfigError):
            raise item
        found.append(item)
    return found


def read_author(folder: Path, *, author: str, reading: Reading) -> Iterator[GoldItem | ConfigError]:
    """Yield one author's texts with the reading, and in place of a broken one its error."""
    for path in sorted((folder / "articles" / author).glob("*.toml")):
        found = folder / reading / author / f"{path.stem}.json"
        if found.exists():
            yield _guarded(found, path.stem, path.read_text("utf-8"), found.read_text("utf-8"), author, is_article=True)
    notes = folder / reading / author / "passages.jsonl"
    passages = folder / "passages" / f"{author}.jsonl"
    if notes.exists() and passages.exists():
        texts = dict(_lines(passages))
        for name, line in _lines(notes):
            if name not in texts:
                yield ConfigError(str(notes), f"{name!r} is not a passage of {passages.name}")
            else:
                yield _guarded(notes, name, texts[name], line, author, is_article=False)


def _lines(path: Path) -> Iterator[tuple[str, str]]:
    # Not at every line break of Unicode: JSON may hold some of them.
    for number, line in enumerate(path.read_text("utf-8").split("\n"), start=1):
        if line.strip():
            try:
                yield str(json.loads(line)["id"]), line
            except (ValueError, KeyError, TypeError) as err:
                raise ConfigError(f"{path}:{number}", f"is not a JSON object with an id ({err})") from err


def _guarded(path: Path, name: str, text: str, notes: str, author: str, *, is_article: bool) -> GoldItem | ConfigError:
    try:
        if is_article:
            body = _Text.model_validate(tomllib.loads(text))
            reading = GoldReading.model_validate_json(notes)
        else:
            body = _Text.model_validate(_without_id(text))
            reading = GoldReading.model_validate(_without_id(notes))
        return _item(name, body, reading, author, is_article=is_article)
    except ValidationError as err:
        problems = "; ".join(f"{'.'.join(map(str, one['loc']))}: {one['msg']}" for one in err.errors())
        return ConfigError(f"{path} ({name})", problems)
    except (ValueError, KeyError) as err:
        return ConfigError(f"{path} ({name})", str(err))


def _without_id(line: str) -> dict[str, object]:
    return {key: value for key, value in json.loads(line).items() if key != "id"}


def _item(name: str, body: _Text, reading: GoldReading, author: str, *, is_article: bool) -> GoldItem:
    lines = [line.strip() for line in body.body.strip().splitlines()]
    text = "\n".join(line for line in lines if line)
    spans = sentence_spans(text)
    claims = []
    for number, claim in enumerate(reading.claims, start=1):
        start, end = locate(text, claim.amount_text, nth=claim.nth)
        sent_start, sent_end = sentence_around(spans, start, end)
        row = claim.model_dump(mode="json", exclude={"nth"})
        row |= {"claim_id": claim.claim_id or f"c{number}", "start": start, "end": end}
        row |= {"sent_start": sent_start, "sent_end": sent_end}
        claims.append(row)
    _check_links(claims)
    for other in reading.not_pay:
        locate(text, other.amount_text, nth=other.nth)
    for unclear in reading.ignore:
        locate(text, unclear.amount_text, nth=unclear.nth)
    for mention in reading.mentions:
        for nth in mention.only or (1,):
            locate(text, mention.text, nth=nth)
    for event in reading.events:
        locate(text, event.quote, nth=1)
    return GoldItem(
        id=f"{author}/{name}",
        author=author,
        split="train" if author == _REVIEWED else SPLITS[author],
        is_article=is_article,
        title=body.title,
        text=text,
        published=body.published,
        genre=body.genre,
        english=body.english,
        topic=body.topic,
        reading=reading,
        claims=tuple(claims),
    )


def locate(text: str, words: str, *, nth: int) -> tuple[int, int]:
    """Return where `words` stand for the `nth` time (from 1), half-open.

    Raises:
        ValueError: they stand there less often; says how often.

    >>> locate("$5 or $5", "$5", nth=2)
    (6, 8)
    """
    start = -1
    for found in range(nth):
        start = text.find(words, start + 1)
        if start < 0 or not words:
            raise ValueError(f"{words!r} stands {found} times in the text, not {nth}")
    return start, start + len(words)


def _check_links(claims: list[dict[str, object]]) -> None:
    ids = [claim["claim_id"] for claim in claims]
    if len(set(ids)) < len(ids):
        raise ValueError(f"claim ids are not unique: {ids}")
    for claim in claims:
        if claim["linked_to"] is not None and claim["linked_to"] not in ids:
            raise ValueError(f"{claim['claim_id']} is linked to {claim['linked_to']}, which is not there")
        if (claim["kind"] == "change") != (claim["change_role"] is not None):
            raise ValueError(f"{claim['claim_id']}: kind change and change_role go together")


def main(arguments: list[str]) -> int:
    """Check one author's files; 1 if something is wrong with them, or if there are none."""
    parser = argparse.ArgumentParser(prog="python -m models.gold", description=(__doc__ or "").split("\n\n")[0])
    parser.add_argument("folder", type=Path, help="the corpus: data/gold")
    parser.add_argument("author", choices=sorted(SPLITS))
    parser.add_argument("reading", choices=get_args(Reading))
    options = parser.parse_args(arguments)
    counts = {"articles": 0, "passages": 0, "claims": 0, "not_pay": 0, "mentions": 0, "events": 0, "errors": 0}
    for item in read_author(options.folder, author=options.author, reading=options.reading):
        if isinstance(item, ConfigError):
            counts["errors"] += 1
            sys.stderr.write(f"{item}\n")
            continue
        counts["articles" if item.is_article else "passages"] += 1
        counts["claims"] += len(item.claims)
        counts["not_pay"] += len(item.reading.not_pay)
        counts["mentions"] += len(item.reading.mentions)
        counts["events"] += len(item.reading.events)
    sys.stdout.write(json.dumps(counts) + "\n")
    if not any(counts.values()):
        sys.stderr.write(f"{options.folder}: author {options.author} has no {options.reading} reading there\n")
    return 0 if any(counts.values()) and not counts["errors"] else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
