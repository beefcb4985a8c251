"""Judge sentences of summaries with the gate and count, kind by kind, what passes: python benchmarks/gate.py FILE...

Each line of a file is a JSON object: id, kind ("true" or what was corrupted), sentence, cited (url, title, outlet,
text, sentences), claims (amount_min, amount_max, currency, unit, platform), is_true. With -v each wrong answer is
printed.
"""

import json
import sys
from collections import Counter
from decimal import Decimal
from pathlib import Path
from typing import Any

from models.gate_parse import parse_sentence
from pipeline.publish.gate import Cited, Stored, check_sentence


def judge(case: dict[str, Any]) -> tuple[str, ...]:
    """Return why a case is refused; () when it passes."""
    cited = [
        Cited(
            url=one["url"],
            title=one.get("title") or "",
            outlet=one.get("outlet") or "",
            text=one["text"],
            sentences=tuple(one["sentences"]),
        )
        for one in case["cited"]
    ]
    claims = [
        Stored(
            amount_min=_decimal(one.get("amount_min")),
            amount_max=_decimal(one.get("amount_max")),
            currency=one.get("currency") or "",
            unit=one.get("unit") or "unknown",
            platform=one.get("platform"),
        )
        for one in case.get("claims") or []
    ]
    problems = check_sentence(case["sentence"], cited, claims, parse=parse_sentence)
    return tuple(f"{one.kind}: {one.detail}" for one in problems)


def _decimal(text: str | None) -> Decimal | None:
    return Decimal(text) if text else None


def main(words: list[str]) -> None:
    """Read the files and print the counts."""
    seen: Counter[str] = Counter()
    passed: Counter[str] = Counter()
    for name in words:
        if name == "-v":
            continue
        for line in Path(name).read_text(encoding="utf-8").splitlines():
            case = json.loads(line)
            why = judge(case)
            kind = "true" if case["is_true"] else case["kind"]
            seen[kind] += 1
            passed[kind] += not why
            if "-v" in words and bool(why) == case["is_true"]:
                print(f"{case['id']} {kind}: {case['sentence']}\n    {'; '.join(why) or 'passes'}")
    for kind in sorted(seen):
        print(f"{kind:<10} {passed[kind]:>4} of {seen[kind]:>4} pass")


if __name__ == "__main__":
    main(sys.argv[1:])
