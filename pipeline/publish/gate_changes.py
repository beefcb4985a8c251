"""Hold the direction of changes and comparisons against the source, by words and by the figures themselves."""

from collections.abc import Iterator, Sequence

from pipeline.parsed import Word
from pipeline.publish.gate_figures import Figure, agree
from pipeline.publish.gate_owners import Read
from pipeline.publish.gate_words import CHANGES, is_content, stem, word_set

_WINDOW = 6
_REACH = 40
"""Characters before a figure within which a word of bound or comparison belongs to it."""
_COMPARISONS = word_set("more less fewer least most above over under below up top higher lower longer shorter")


def turned_words(ours: Read, theirs: Sequence[Read]) -> Iterator[str]:
    """Yield the words whose opposite stands in the source at their place, and changes that it does not tell of."""
    for word in ours.words:
        mine = _forms(word)
        if _is_bound(ours, word, theirs):
            continue
        for place, pair in enumerate(CHANGES):
            for is_down, (same, opposite) in enumerate((pair, pair[::-1])):
                if not mine & same or mine & opposite:
                    continue
                told = _by_figures(ours, word) if place < 4 else None
                if told is not None:
                    if told == bool(is_down):
                        yield f"{word.text}: the figures go the other way"
                    continue
                near = [(one, other) for one in theirs for other in one.words if _forms(other) & same]
                far = [(one, other) for one in theirs for other in one.words if _forms(other) & opposite]
                kept = any(_forms(other) & opposite for other in ours.words)
                if far and (not near or (not kept and _best(ours, word, far) > _best(ours, word, near))):
                    if not kept or not near:
                        yield f"{word.text}: the source has {far[0][1].text}"
                elif not near and place < 1 and word.pos in {"VERB", "NOUN"}:
                    yield f"{word.text}: the source tells of no such change"


def moved_figures(ours: Read, theirs: Sequence[Read]) -> Iterator[str]:
    """Yield figures that are the beginning of a change in one text and its end in the other."""
    ends = {"from": "beginning", "than": "beginning", "to": "end"}
    for figure in ours.figures:
        places = [other for one in theirs for other in one.figures if agree(figure, other)]
        known = {ends.get(other.after, "") for other in places}
        mine = ends.get(figure.after, "")
        if mine and known and mine not in known and "" not in known:
            words = ours.text[figure.start : figure.end]
            yield f"{figure.after} {words}: in the source {places[0].after}"


def _is_bound(ours: Read, word: Word, theirs: Sequence[Read]) -> bool:
    """Say whether a word is the bound of a figure, which is held with the figure: "at least 12"."""
    if word.text.lower() not in _COMPARISONS:
        return False
    for figure in ours.figures:
        between = ours.text[word.end : figure.start] if word.end <= figure.start else None
        behind = ours.text[figure.end : word.start] if word.start >= figure.end else None
        if figure.bound and ((between is not None and len(between) <= 7) or (behind is not None and len(behind) <= 12)):
            return any(agree(figure, other) for one in theirs for other in one.figures)
    return False


def _by_figures(ours: Read, word: Word) -> bool | None:
    """Say whether the figures that a change or comparison stands between rise; None where they do not tell."""
    near = [one for one in ours.figures if abs(one.start - word.end) < 4 * _REACH and one.unit not in {"percent"}]
    for first in near:
        for second in near:
            if first.start >= second.start or not _are_alike(first, second):
                continue
            if word.start > second.start or second.start - first.end > 2 * _REACH:
                continue
            if {first.after, second.after} == {"from", "to"}:
                start, end = (first, second) if first.after == "from" else (second, first)
                return end.value > start.value if start.value != end.value else None
            # "$10.40, less than the $11.44": what stands before a comparison is measured by what follows it.
            if (
                first.end <= word.start
                and second.after == "than"
                and ours.text[word.end : second.start].count(",") == 0
            ):
                return first.value > second.value if first.value != second.value else None
            if first.end <= word.start < second.start and second.after == "to":
                return second.value > first.value if first.value != second.value else None
    return None


def _are_alike(first: Figure, second: Figure) -> bool:
    return first.currency == second.currency and not (first.unit and second.unit and first.unit != second.unit)


def _forms(word: Word) -> set[str]:
    return {word.lemma, word.text.lower()}


def _context(one: Read, word: Word) -> dict[str, float]:
    """Return the stems beside a word and how near they are."""
    found: dict[str, float] = {}
    for other in one.words[max(0, word.at - _WINDOW) : word.at + _WINDOW + 1]:
        if other.at != word.at and (is_content(other) or other.pos in {"NUM", "PRON"}):
            key = stem(other.lemma)
            found[key] = max(found.get(key, 0.0), 1 / abs(other.at - word.at))
    return found


def _best(ours: Read, word: Word, places: Sequence[tuple[Read, Word]]) -> float:
    mine = _context(ours, word)
    return max(
        (
            sum(min(near, context.get(key, 0.0)) for key, near in mine.items())
            for context in (_context(one, other) for one, other in places)
        ),
        default=-1,
    )
