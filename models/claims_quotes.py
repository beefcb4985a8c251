"""Find what is quoted in a text: words between marks, and the turns of a conversation written down.

In: a text. Out: spans of quotations, and turns with the speaker's name. A turn is what follows "Isabella:",
"DELACROIX:" or "mossy_oak:" up to the next such name or the end of the paragraph. A label is no name ("Pay:",
"Update:"), and names need words of speech behind one of them, for lists are written the same way.
"""

import re
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass

from models.claims_words import load_words

_MARKS = {"“": "”", '"': '"', "„": "“", "«": "»"}
# A quotation that is not closed within this many characters is a stray mark.
MAX_QUOTE = 3000
_MAX_SINGLE = 400
_ANY_MARK = re.compile(r"[“”\"„«»]|\n")
_SINGLE_OPENS = re.compile(r"(?:^|(?<=[\s(\[—–]))['‘](?=[\w$£€₹¥])(?!\d0s\b)", re.MULTILINE)
# An apostrophe ends a word like a closing mark does; behind a stop it is a mark.
_STOPPED = re.compile(r"(?<=[.,!?…])['’](?![\w])")
_AFTER_WORD = re.compile(r"(?<=[\w%)])['’](?![\w'’])")

_TURN = re.compile(
    r"(?:^|(?<=[.!?…”\"')])[ \t]|\n)[ \t]*"
    r"(?P<who>[A-Z][\w.'’-]{0,30}(?:[ ][A-Z][\w.'’-]{0,30}){0,3}|"
    r"[a-z][a-z0-9]*[_\d][\w-]{0,30}|u/[\w-]{2,30}|@\w{2,30})"
    r"[ ]?:[ ](?=\S)"
)
_SPEECH = re.compile(
    r"\b(?:I|I'm|I’m|I've|I’ve|I'd|I’d|we|We|we're|we’re|you|You|they|They|he|He|she|She|my|My|our|me|us|yeah|Yeah|"
    r"yes|Yes|no|No|well|Well)\b|\?"
)


@dataclass(frozen=True, slots=True)
class Turn:
    """What one person says in a conversation written down: half-open characters."""

    start: int
    end: int
    who: str


@dataclass(frozen=True, slots=True)
class Quotes:
    """The quotations of a text and the turns of a conversation, each in order."""

    spans: tuple[tuple[int, int], ...]
    turns: tuple[Turn, ...] = ()

    def hold(self, start: int, end: int) -> bool:
        """Return whether a span lies inside one quotation or turn."""
        place = bisect_right(self.spans, (start, end)) - 1
        if place >= 0 and self.spans[place][0] <= start and end <= self.spans[place][1]:
            return True
        return self.speaker_at(start) is not None

    def speaker_at(self, start: int) -> str | None:
        """Return who has the turn at a place, None outside of turns.

        >>> find_quotes("Isabella: I got $9.").speaker_at(16)
        'Isabella'
        """
        place = bisect_right(self.turns, start, key=lambda turn: turn.start) - 1
        return self.turns[place].who if place >= 0 and start < self.turns[place].end else None


def find_quotes(text: str) -> Quotes:
    """Return the quotations of `text`; a mark without a partner opens nothing.

    >>> find_quotes('"No," she said.').spans
    ((0, 5),)
    >>> find_quotes("They call it 'good money' at the drivers' club.").spans
    ((13, 25),)
    """
    double = list(_between_marks(text))
    single = [span for span in _between_single(text) if not any(a <= span[0] < b for a, b in _near(double, span))]
    return Quotes(tuple(sorted(double + single)), tuple(_turns(text)))


def _near(spans: list[tuple[int, int]], span: tuple[int, int]) -> list[tuple[int, int]]:
    place = bisect_right(spans, span)
    return spans[max(0, place - 1) : place + 1]


def _between_marks(text: str) -> Iterator[tuple[int, int]]:
    opened: tuple[int, str] | None = None
    for match in _ANY_MARK.finditer(text):
        mark = match.group()
        if mark == "\n":
            # A mark does not reach over a paragraph: what follows would be quoted inside out.
            opened = None
        elif opened is not None and mark == opened[1]:
            if match.start() - opened[0] <= MAX_QUOTE:
                yield opened[0], match.end()
            opened = None
        elif mark in _MARKS:
            opened = (match.start(), _MARKS[mark])


def _between_single(text: str) -> Iterator[tuple[int, int]]:
    """Yield what stands between single marks: up to a mark behind a stop, else behind the first word without an s."""
    behind = 0
    for opening in _SINGLE_OPENS.finditer(text):
        if opening.start() < behind:
            continue
        line = text.find("\n", opening.end())
        last = min(len(text) if line < 0 else line, opening.end() + _MAX_SINGLE)
        closing = _STOPPED.search(text, opening.end(), last)
        ends = closing.start() if closing else last
        words = list(_AFTER_WORD.finditer(text, opening.end(), ends))
        # "the workers' pay": an apostrophe behind an s ends a quotation only if nothing better does.
        plain = next((match for match in words if text[match.start() - 1] != "s"), None)
        chosen = plain or closing or (words[0] if words else None)
        if chosen is not None:
            behind = chosen.end()
            yield opening.start(), behind


def _turns(text: str) -> Iterator[Turn]:
    found = [match for match in _TURN.finditer(text) if not _is_label(match["who"])]
    # "London: £14 an hour" and "Leeds: £13 an hour" are a list: somebody has to speak before several names converse.
    is_talk = len({match["who"] for match in found}) > 1 and any(
        _SPEECH.search(text, match.end(), match.end() + _MAX_SINGLE) for match in found
    )
    for number, match in enumerate(found):
        line = text.find("\n", match.end())
        following = found[number + 1].start() if number + 1 < len(found) else len(text)
        end = min(following, len(text) if line < 0 else line)
        is_handle = not match["who"][0].isupper() or "_" in match["who"]
        if is_talk or is_handle or _SPEECH.search(text, match.end(), end):
            yield Turn(match.end(), end, match["who"])


def _is_label(who: str) -> bool:
    labels = load_words().people["labels"]
    return any(word in labels for word in re.findall(r"[a-z]+", who.lower()))
