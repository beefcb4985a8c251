"""Read what a person types into a search box, and say it in the query language of SQLite's FTS5.

In: words (all must be there), "phrases in quotation marks", prefixes (pay*), AND, OR, NOT and parentheses. Out: an FTS5
expression in which every word is a quoted string, so that nobody can name columns or reach other syntax of FTS5.
Refused, in words: what is not closed, an operator without its words, a text without words, one that is too long.
"""

import re
import unicodedata
from dataclasses import dataclass

from pipeline.errors import UsageError

MOST_CHARACTERS = 1000
MOST_TERMS = 40
DEEPEST = 20

_TOKEN = re.compile(r'\s*(?:(?P<bracket>[()])|"(?P<phrase>[^"]*)"(?P<rest>\*?)|(?P<open>")|(?P<word>[^\s()"]+))')
_MARKS = str.maketrans({"“": '"', "”": '"', "„": '"', "«": '"', "»": '"', "\0": " "})
_OPERATORS = frozenset({"AND", "OR", "NOT"})
# Endings that the stemmer takes off: "annotat*" has to meet "annotator", which lies in the index as "annot".
_LONGEST_ENDING = 4
_SHORTEST_STEM = 4
# The index holds the first three letters of all words; of two letters, half of the archive would match.
_SHORTEST_PREFIX = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class TextQuery:
    """A query that FTS5 can read."""

    match: str
    """The expression for MATCH."""
    words: str
    """What was typed, without the syntax: for a model that reads meaning."""
    is_plain: bool
    """True when it is words alone, without phrase, prefix or operator: meaning may add to it."""


@dataclass(frozen=True, slots=True)
class _Token:
    kind: str
    """bracket, term, prefix or operator."""
    text: str


def parse_query(text: str) -> TextQuery:
    """Return a query as FTS5 reads it.

    Raises:
        UsageError: the text cannot be read as a query; says where and what to do.

    >>> parse_query('"golden batch" AND (pay* OR wage) NOT lottery').match
    '(("golden batch" AND (("pay" * OR "paye" *) OR "wage")) NOT "lottery")'
    >>> parse_query("title: x").match
    '("title:" AND "x")'
    """
    if len(text) > MOST_CHARACTERS:
        raise UsageError(f"the query has {len(text)} characters; at most {MOST_CHARACTERS} are read, so shorten it")
    # Lone surrogates, from bytes that are no UTF-8, are in no text.
    text = unicodedata.normalize("NFC", text.encode("utf-8", "replace").decode("utf-8")).translate(_MARKS)
    tokens = _tokens(text)
    terms = [token for token in tokens if token.kind in {"term", "prefix"}]
    if not terms:
        raise UsageError('the query has no word to look for; write for example: pay* AND "golden batch"')
    if len(terms) > MOST_TERMS:
        raise UsageError(f"the query has {len(terms)} words; at most {MOST_TERMS} are looked for, so shorten it")
    reader = _Reader(tokens)
    match = reader.either(depth=0)
    if reader.peek() is not None:
        raise UsageError('the query closes a parenthesis that it does not open; remove ")" or put it in quotes')
    is_plain = len(terms) == len(tokens) and all(token.kind == "term" and '"' not in text for token in tokens)
    return TextQuery(match=match, words=" ".join(term.text for term in terms), is_plain=is_plain)


def _tokens(text: str) -> list[_Token]:
    tokens: list[_Token] = []
    for found in _TOKEN.finditer(text):
        if found["open"]:
            raise UsageError("the query opens a quotation mark that it does not close; close it or remove it")
        word = found["word"] or ""
        if found["bracket"]:
            tokens.append(_Token("bracket", found["bracket"]))
        elif word in _OPERATORS:
            tokens.append(_Token("operator", word))
        else:
            is_prefix = bool(found["rest"]) or word.endswith("*")
            phrase = found["phrase"] if found["phrase"] is not None else word.rstrip("*")
            # What has no letter and no digit is in no index; it is left out as a full stop would be.
            if any(_is_indexed(character) for character in phrase):
                tokens.append(_Token("prefix" if is_prefix else "term", " ".join(phrase.split())))
    return tokens


def _is_indexed(character: str) -> bool:
    category = unicodedata.category(character)
    return category[0] in "LN" or category == "Co"


class _Reader:
    """Recursive descent: OR binds least, then AND (also where nothing stands), then NOT."""

    def __init__(self, tokens: list[_Token]) -> None:
        self._tokens = tokens
        self._next = 0

    def peek(self) -> _Token | None:
        return self._tokens[self._next] if self._next < len(self._tokens) else None

    def either(self, *, depth: int) -> str:
        parts = [self._all(depth=depth)]
        while self.peek() == _Token("operator", "OR"):
            self._next += 1
            parts.append(self._all(depth=depth))
        return parts[0] if len(parts) == 1 else f"({' OR '.join(parts)})"

    def _all(self, *, depth: int) -> str:
        wanted: list[str] = []
        unwanted: list[str] = []
        while (token := self.peek()) is not None and token != _Token("bracket", ")") and token.text != "OR":
            if token == _Token("operator", "AND"):
                self._needs_left(wanted, "AND")
                self._next += 1
                self._needs_right("AND")
            if self.peek() == _Token("operator", "NOT"):
                self._needs_left(wanted, "NOT")
                self._next += 1
                self._needs_right("NOT")
                unwanted.append(self._one(depth=depth))
            else:
                wanted.append(self._one(depth=depth))
        if not wanted:
            where = f"before {token.text}" if token is not None and token.kind == "operator" else "in a parenthesis"
            raise UsageError(f"the query has nothing to look for {where}; write it like: (pay OR wage) NOT tax")
        both = wanted[0] if len(wanted) == 1 else f"({' AND '.join(wanted)})"
        for part in unwanted:
            both = f"({both} NOT {part})"
        return both

    def _one(self, *, depth: int) -> str:
        token = self.peek()
        if token is None or token.kind == "operator" or token == _Token("bracket", ")"):
            raise UsageError("the query has an operator with nothing to look for beside it; write it like: pay NOT tax")
        self._next += 1
        if token.kind == "bracket":
            if depth >= DEEPEST:
                raise UsageError(f"the query has more than {DEEPEST} parentheses within each other; write it flatter")
            inner = self.either(depth=depth + 1)
            if self.peek() != _Token("bracket", ")"):
                raise UsageError('the query opens a parenthesis that it does not close; add ")" or remove "("')
            self._next += 1
            return inner
        return _prefix(token.text) if token.kind == "prefix" else _quoted(token.text)

    def _needs_left(self, wanted: list[str], before: str) -> None:
        if not wanted:
            raise UsageError(f"the query has nothing to look for before {before}; write it like: pay {before} tax")

    def _needs_right(self, operator: str) -> None:
        token = self.peek()
        if token is None or token == _Token("bracket", ")"):
            raise UsageError(f"the query has nothing to look for after {operator}; write it like: pay {operator} tax")


def _quoted(text: str) -> str:
    return '"' + text.replace('"', '""') + '"'


def _prefix(text: str) -> str:
    """Return what finds words that begin like `text`, and those whose ending the index has cut off within it."""
    letters = sum(_is_indexed(character) for character in text)
    if letters < _SHORTEST_PREFIX:
        raise UsageError(f"{text}* would find almost everything; give at least {_SHORTEST_PREFIX} letters before *")
    parts = [f"{_quoted(text)} *"]
    if text.isalpha():
        shortest = max(_SHORTEST_STEM, len(text) - _LONGEST_ENDING)
        parts += [_quoted(text[:length]) for length in range(len(text) - 1, shortest - 1, -1)]
        if text[-1] in "yY":
            # The stemmer makes "pai" of "pay" and "pay" of "paye": "payment" begins with the second alone.
            parts.append(f"{_quoted(text + 'e')} *")
    return parts[0] if len(parts) == 1 else f"({' OR '.join(parts)})"
