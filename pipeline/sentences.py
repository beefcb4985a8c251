"""Cut a text into sentences: half-open character spans, without the white space around them.

A line break always ends a sentence: extracted news text has one paragraph a line, and a heading
without a full stop must not swallow the sentence below it. Within a line nupunkt decides
(Punkt, Kiss and Strunk 2006, trained on edited English; 0.4 ms an article). The abbreviations that it
learned hold words that end sentences every day ("a month.", "researchers found."); only those listed
here, initials and words with full stops inside ("p.m.") count.
"""

import re
from functools import cache
from typing import Any

_LINE = re.compile(r"[^\r\n\u2028\u2029]+")
_DOTTED = re.compile(r"(?:[a-z]{1,3}\.)+[a-z]{1,3}")
# Short words that end a sentence, unless a number follows: "said no." and "No. 5".
_NUMBERED = re.compile(r"\b(?:no|nos|p|pp|fig|figs|art|arts|sec|para)\.$", re.IGNORECASE)
# fmt: off
_ABBREVIATIONS = frozenset([
    "mr", "mrs", "ms", "mx", "messrs", "dr", "prof", "rev", "fr", "sr", "jr", "hon", "sen", "rep", "gov", "gen",
    "col", "maj", "capt", "lt", "sgt", "cpl", "pvt", "cmdr", "adm", "supt", "insp", "atty", "jan", "feb", "apr",
    "jun", "jul", "aug", "sep", "sept", "oct", "nov", "dec", "tue", "tues", "thu", "thurs", "inc", "ltd", "co",
    "corp", "bros", "llc", "assn", "assoc", "dept", "univ", "inst", "intl", "natl", "govt", "mfg", "plc", "pty",
    "vs", "etc", "cf", "approx", "appx", "incl", "excl", "esp", "viz", "vol", "pg", "ch", "sec", "st", "blvd", "rd",
    "hwy", "bldg", "apt", "mt", "rs", "sh", "ksh", "kshs", "ush", "tsh", "php", "rp", "ala", "ariz", "ark", "calif",
    "colo", "conn", "fla", "ga", "kan", "ky", "md", "mich", "minn", "mont", "neb", "nev", "okla", "ore", "tenn",
    "tex", "vt", "wis", "wyo", "ont", "que", "alta",
])
# fmt: on


def sentence_spans(text: str) -> list[tuple[int, int]]:
    """Return the sentences of `text` as half-open character spans, in order.

    >>> [text[a:b] for text in ["Dr. Lee earns $9.50. She left."] for a, b in sentence_spans(text)]
    ['Dr. Lee earns $9.50.', 'She left.']
    """
    tokenizer = _tokenizer()
    spans: list[tuple[int, int]] = []
    for line in _LINE.finditer(text):
        ended = True
        for _, (start, end) in tokenizer.tokenize_with_spans(line.group()):
            piece = line.group()[start:end]
            left = line.start() + start + len(piece) - len(piece.lstrip())
            right = line.start() + start + len(piece.rstrip())
            if left >= right:
                continue
            if not ended and text[left].isdigit():
                left = spans.pop()[0]
            spans.append((left, right))
            ended = _NUMBERED.search(text, max(left, right - 6), right) is None
    return spans


def sentence_around(spans: list[tuple[int, int]], start: int, end: int) -> tuple[int, int]:
    """Return the span that covers characters `start` to `end`: one sentence, or several joined when they cross."""
    touched = [span for span in spans if span[0] < end and start < span[1]]
    if not touched:
        return start, end
    return touched[0][0], touched[-1][1]


@cache
def _tokenizer() -> Any:
    # Loading the trained parameters costs 30 ms: not at import time.
    from nupunkt.models import load_default_model

    tokenizer = load_default_model()
    for word in tokenizer.abbreviations:
        if len(word) > 1 and word not in _ABBREVIATIONS and not _DOTTED.fullmatch(word):
            tokenizer.remove_abbreviation(word)
    for word in _ABBREVIATIONS:
        tokenizer.add_abbreviation(word)
    return tokenizer
