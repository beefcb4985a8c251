"""Choose what is quoted of an article that was found: one sentence, no more of it than its outlet's rights leave.

In: the article's text with the found words marked, or a claim's sentence, and the rights. Out: the words to show, or
None where only the headline may be. Never more than `QUOTE_WORDS` words, whatever the rights.
"""

from pipeline.quoting import QUOTE_WORDS, window, words_allowed
from pipeline.records import Rights
from pipeline.search.file import MARK, UNMARK
from pipeline.sentences import sentence_around, sentence_spans

_UNMARKED = {ord(MARK): None, ord(UNMARK): None}


def text_quote(marked: str, *, rights: Rights, excerpt_words: int | None) -> str | None:
    """Return the sentence in which most of the found words stand, or the first one where none is marked.

    >>> text_quote("It rained. The \\x02raters\\x03 were \\x02paid\\x03.", rights="excerpt", excerpt_words=2)
    '… raters were …'
    """
    most_words = words_allowed(rights, excerpt_words, limit=QUOTE_WORDS)
    # One paragraph a line: sentences need be told apart in one of them alone.
    line = max(marked.split("\n"), key=_distinct_marks, default="") if MARK in marked else _first_line(marked)
    text = line.translate(_UNMARKED)
    if not most_words or not text.strip():
        return None
    marks = _marks(line)
    spans = sentence_spans(text)
    if not spans:
        return None
    start, end = max(spans, key=lambda span: len(_within(text, marks, span)))
    inside = [mark for mark in marks if start <= mark[0] < end]
    return _cut(text, start, end, most_words=most_words, around=inside[0] if inside else None)


def claim_quote(sentence: str, figure: tuple[int, int], *, rights: Rights, excerpt_words: int | None) -> str | None:
    """Return what may be shown of a claim's sentence, its figure included."""
    most_words = words_allowed(rights, excerpt_words, limit=QUOTE_WORDS)
    if not most_words or not sentence.strip():
        return None
    start, end = sentence_around([(0, len(sentence))], *figure)
    return _cut(sentence, start, end, most_words=most_words, around=figure)


def _cut(text: str, start: int, end: int, *, most_words: int, around: tuple[int, int] | None) -> str:
    low, high = window(text, start, end, most_words=most_words, around=around)
    words = " ".join(text[low:high].split())
    return f"{'… ' if low > start else ''}{words}{' …' if high < end else ''}"


def _marks(marked: str) -> list[tuple[int, int]]:
    """Return where the marked words stand in the text without marks."""
    spans: list[tuple[int, int]] = []
    place = start = 0
    for character in marked:
        if character == MARK:
            start = place
        elif character == UNMARK:
            spans.append((start, place))
        else:
            place += 1
    return spans


def _within(text: str, marks: list[tuple[int, int]], span: tuple[int, int]) -> set[str]:
    return {text[start:end].lower() for start, end in marks if span[0] <= start < span[1]}


def _distinct_marks(line: str) -> int:
    return len({line[start:end].lower() for start, end in _marks_in_place(line)})


def _marks_in_place(line: str) -> list[tuple[int, int]]:
    spans: list[tuple[int, int]] = []
    at = line.find(MARK)
    while at >= 0:
        end = line.find(UNMARK, at)
        if end < 0:
            break
        spans.append((at + 1, end))
        at = line.find(MARK, end)
    return spans


def _first_line(text: str) -> str:
    return next((line for line in text.split("\n") if line.strip()), "")
