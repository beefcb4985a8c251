"""Ambiguous names in invented sentences: where they are the platform, and where they are a word or somebody else.

`cases/traps.jsonl` holds one text a line; "[Scale|scale_ai]" marks a name and the entity that it means, everything
without brackets must not be found. Roles are left aside. The other files of that form were written afterwards, to
measure before anything was changed for them.
"""

import json
import re
import tomllib
from pathlib import Path

import pytest

from models.gazetteer import Gazetteer
from pipeline.records import Label

CASES = Path(__file__).parent / "cases"
FLOORS = tomllib.loads((Path(__file__).parents[1] / "quality_floors.toml").read_text())["mentions_traps"]
DATA = Path(__file__).resolve().parents[2] / "data"
FILES = ("traps", "traps_held_out", "traps_mixed", "traps_news", "traps_third", "traps_fourth")
MARK = re.compile(r"\[([^\]|]+)\|([a-z0-9_]+)\]")


def read_marked(marked: str) -> tuple[str, set[tuple[int, int, str]]]:
    """Return the text without its marks, and the spans that they mark."""
    text, spans, done = "", set(), 0
    for match in MARK.finditer(marked):
        text += marked[done : match.start()]
        spans.add((len(text), len(text) + len(match[1]), match[2]))
        text += match[1]
        done = match.end()
    return text + marked[done:], spans


def score(path: Path) -> tuple[float, float, list[str]]:
    gazetteer = Gazetteer.load(DATA / "gazetteer.toml")
    right = wrong = missed = 0
    errors = []
    for line in path.read_text(encoding="utf-8").splitlines():
        text, expected = read_marked(json.loads(line)["marked"])
        found = {(s.start, s.end, s.entity_id) for s in gazetteer.find(text) if s.label is not Label.ROLE}
        right += len(found & expected)
        wrong += len(found - expected)
        missed += len(expected - found)
        errors += [f"found   {text[a:b]} = {i}: {text}" for a, b, i in sorted(found - expected)]
        errors += [f"missed  {text[a:b]} = {i}: {text}" for a, b, i in sorted(expected - found)]
    return right / max(1, right + wrong), right / max(1, right + missed), errors


@pytest.mark.parametrize("name", FILES)
def test_tells_platforms_from_ordinary_words(name: str) -> None:
    precision, recall, errors = score(CASES / f"{name}.jsonl")
    assert precision >= FLOORS["precision"], "\n".join(errors)
    assert recall >= FLOORS["recall"], "\n".join(errors)


def test_there_are_enough_traps_of_both_kinds() -> None:
    lines = [json.loads(line)["marked"] for line in (CASES / "traps.jsonl").read_text(encoding="utf-8").splitlines()]
    assert sum("|" not in line for line in lines) >= 75
    assert sum("|" in line for line in lines) >= 75
