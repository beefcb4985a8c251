"""Say how much of a sentence may be shown to others: no more than the rights of its outlet leave of it.

The rights are those of the view `article_rights`, the words those of `sources.excerpt_words`. Whoever shows words of an
article, in a digest, a mail, a file or a webhook, asks here.
"""

import re

from pipeline.records import Rights

QUOTE_WORDS = 40
"""Of a sentence that is quoted for its figure; also of an excerpt whose outlet does not say how long it may be."""


def words_allowed(rights: Rights, excerpt_words: int | None, *, limit: int) -> int:
    """Return how many words of a sentence may be shown, at most `limit`; 0 where only headlines may be.

    >>> words_allowed("excerpt", 25, limit=60), words_allowed("headline_only", None, limit=60)
    (25, 0)
    """
    if rights in {"none", "headline_only"}:
        return 0
    return limit if excerpt_words is None else min(limit, excerpt_words)


def around_figure(
    sentence: str, start: int, end: int, *, rights: Rights, excerpt_words: int | None
) -> tuple[str, str] | None:
    """Return what may be shown of a sentence before and after its figure; None when only headlines may be shown.

    Args:
        start: with `end`: the figure, half-open characters into the sentence.
    """
    most_words = words_allowed(rights, excerpt_words, limit=QUOTE_WORDS)
    if not most_words:
        return None
    low, high = window(sentence, 0, len(sentence), most_words=most_words, around=(start, end))
    before, after = sentence[low:start], sentence[end:high]
    return f"{'… ' if low > 0 else ''}{before}", f"{after}{' …' if high < len(sentence) else ''}"


def window(text: str, start: int, end: int, *, most_words: int, around: tuple[int, int] | None) -> tuple[int, int]:
    """Return the part of a sentence of at most `most_words` words that has `around` in it.

    >>> window("one two three four five six", 0, 27, most_words=3, around=(14, 18))
    (8, 23)
    """
    words = [(start + word.start(), start + word.end()) for word in re.finditer(r"\S+", text[start:end])]
    if len(words) <= most_words:
        return start, end
    touched = [place for place, (low, high) in enumerate(words) if around and low < around[1] and around[0] < high]
    first = max(0, touched[0] - (most_words - len(touched)) // 2) if touched else 0
    last = min(len(words), first + most_words)
    first = max(0, last - most_words)
    return words[first][0], words[last - 1][1]
