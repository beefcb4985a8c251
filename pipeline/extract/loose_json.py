"""Rewrite what templates write instead of JSON into JSON: JavaScript's object literals and word processors' quotes.

In: a JSON-LD block that no JSON reader takes. Out: the same with double quotes around texts and keys, without comments
and trailing commas, null for values that are missing or undefined. What it says stays as it is; whether the result is
JSON is for the reader to find out. One pass, linear in the length of the block.
"""

import re

MAX_CHARS = 500_000

_TOKEN = re.compile(
    # What is never closed goes to the end: tried anew from every quote, it would take the square of the length.
    r'(?P<text>"(?:[^"\\]|\\.)*+"?)'
    # An apostrophe ends a text only in front of what can follow one: 'Raters' pay' is one text. The group is not
    # possessive, since Python before 3.11.5 matches a look-ahead in one wrongly; it is never sent back either.
    r"|(?P<single>'(?:[^'\\]++|\\.|'(?!\s{0,20}[,:}\]]))*'?)"
    r"|(?P<curly>[“„”](?:[^”“\\]++|\\.|[”“](?!\s{0,20}[,:}\]]))*[”“]?)"
    r"|(?P<comment>/\*.*?(?:\*/|\Z)|//[^\n]*)"
    r"|(?P<word>[A-Za-z_$@][\w$@-]*)"
    r"|(?P<gap>[:,]\s{0,100}+(?=[,}\]]))"
    r"|(?P<other>.)",
    re.DOTALL,
)
_WORDS = {"true": "true", "false": "false", "null": "null", "True": "true", "False": "false"}
_ESCAPE = re.compile(r"\\(.)", re.DOTALL)
_BARE = re.compile(r'((?<!\\)(?:\\\\)*)"')
_COLON = re.compile(r"\s{0,20}:")
_KEPT_ESCAPES = frozenset('"\\/bfnrtu')


def as_json(text: str) -> str:
    """Return the block as JSON, as far as it can be made into it; what is longer than `MAX_CHARS` stays as it is.

    >>> as_json("{'@type': 'Article', headline: 'Raters\\\\' pay', image: undefined,}")
    '{"@type": "Article", "headline": "Raters\\' pay", "image": null}'
    """
    if len(text) > MAX_CHARS:
        return text
    return "".join(_rewritten(text, found) for found in _TOKEN.finditer(text))


def _rewritten(text: str, found: re.Match[str]) -> str:
    token = found.group()
    match found.lastgroup:
        case "single" | "curly":
            # A lone double quote needs an escape now; JavaScript's other escapes are none in JSON.
            inner = _BARE.sub(r"\1\"", _ESCAPE.sub(_escape, token[1:-1]))
            return f'"{inner}"'
        case "comment":
            return " "
        case "word":
            if _COLON.match(text, found.end()):
                return f'"{token}"'
            return _WORDS.get(token, "null")
        case "gap":
            # A comma in front of an end is one too many; a colon there lacks its value.
            return ": null" if token[0] == ":" else ""
        case _:
            return token


def _escape(found: re.Match[str]) -> str:
    return found.group() if found.group(1) in _KEPT_ESCAPES else found.group(1)
