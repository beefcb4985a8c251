"""Choose the sentences of a story: slices of its articles, whole, short, and none of them twice.

A story has one to three: an opening, one with a figure that may be printed, and what another outlet reports
on its own. Preferred are sentences with a full stop, of at most 60 words, that do not begin by pointing back
("She", "That"): torn from their place these point at the wrong person. Longer ones are cut around their
figure and say so. An outlet's rights come first: "headline_only" gives no sentence, "excerpt" at most one,
of so many words as the outlet allows.
"""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import Protocol

from pipeline.publish.model import CitedSentence, FigureMark
from pipeline.publish.ranking import Claims
from pipeline.publish.rows import ArticleRow, ClaimRow
from pipeline.quoting import window, words_allowed

Choose = Callable[[str, str, int], Sequence[tuple[int, int]]]
"""(title, text, how many) to spans of telling sentences, half-open characters into the text."""

MOST_WORDS = 60
_CANDIDATES = 6
_SHARED = 2
# Two sentences that share this part of their words say the same: agencies' copy is edited lightly.
_SAME = 0.6

_ENDS = (".", "!", "?", "…", "。", "।", "؟", "！", "？")
_CLOSERS = "\"'”’»)]› \u00a0"
_POINTS_BACK = re.compile(
    r"[\"'“‘«]?(?:he|she|they|it|his|her|their|its|this|that|these|those|such|but|and|so|then|instead|however|also)\b"
    # "The company also promises": which company, and besides what?
    r"|(?:\S+\s+){1,4}also\b"
    r"|the\s+(?:company|firm|start-?up|platform|union|guild|group|agency|report|survey|study|judge|court|man|woman|two|three"
    r"|former|latter|same|other|new\s+rate|move|change|cut|rise|raise|deal|letter|filing|complaint)\b",
    re.IGNORECASE,
)
_MONEY = re.compile(
    r"(?P<before>[^\W\d_]{0,4}[$£€¥₹₱₦₩₪₫₴₺₽฿₵₡₲₸₭₮₼₾₿]|\b[A-Z][A-Za-z]{1,2}\.?)?\s?"
    r"(?P<number>\d[\d,]*(?:\.\d+)?)\s?"
    r"(?P<scale>[kmb]\b|bn\b|thousand\b|million\b|billion\b|crore\b|lakh\b)?\s?"
    r"(?P<after>[$£€¥₹]|p\b|c\b|cents?\b|pence\b|dollars?\b|euros?\b|pesos?\b|rupees?\b|shillings?\b|pounds?\b|reais\b"
    r"|[A-Z]{3}\b|/\s?h(?:r|our)?\b|(?:an?|per|each) (?:hour|day|week|month|year|task)\b)?"
)
_SIGNS = {"Rs", "Sh", "Shs", "KSh", "Ksh", "TSh", "USh", "Tk", "Rp", "Kč", "zł", "kr", "Fr", "Ft", "lei"}
_SYMBOLS = "$£€¥₹₱₦₩₪₫₴₺₽฿₵₡₲₸₭₮₼₾₿"


@dataclass(frozen=True, slots=True, kw_only=True)
class Pick:
    """A chosen sentence: half-open characters into the text of its article."""

    row: ArticleRow
    start: int
    end: int

    def words(self) -> str:
        """Return the words alone, for comparing."""
        return plain_words(self.row.text[self.start : self.end])


class Teller:
    """Chooses the sentences of one story after the other, and remembers what was said."""

    def __init__(self, choose: Choose, claims: Claims) -> None:
        self._choose = choose
        self._claims = claims
        self._said: set[str] = set()

    def tell(self, shown: ArticleRow, others: Sequence[ArticleRow]) -> tuple[Pick, ...]:
        """Return one to three sentences of a story; none when its outlets allow no more than headlines."""
        picks: list[Pick] = []
        openings = self._openings(shown)
        self._take(picks, openings)
        if picks and shown.rights != "excerpt":
            follow = openings[openings.index(picks[0]) + 1 :]
            self._take(picks, [*self._figures(shown), *(pick for pick in follow if self._is_good(pick))])
            picks.sort(key=lambda pick: pick.start)
        for row in others:
            if row.vouches() and row.is_read_with_ease():
                about = _long_words(" ".join([shown.headline, *(pick.words() for pick in picks)]))
                told = [pick for pick in [*self._figures(row), *self._openings(row)] if self._is_good(pick)]
                # An aside of another outlet's essay tells nothing of the story: two words must be shared with it.
                if self._take(picks, [pick for pick in told if len(_long_words(pick.words()) & about) >= _SHARED]):
                    break
        return tuple(picks)

    def _take(self, picks: list[Pick], candidates: Sequence[Pick]) -> bool:
        """Add the first candidate that was not said yet."""
        for pick in candidates:
            words = pick.words()
            overlaps = any(o.row is pick.row and o.start < pick.end and pick.start < o.end for o in picks)
            if words in self._said or overlaps or any(_says_the_same(words, other.words()) for other in picks):
                continue
            self._said.add(words)
            picks.append(pick)
            return True
        return False

    def _openings(self, row: ArticleRow) -> list[Pick]:
        """Return what may open the story: good sentences in their order, then the others."""
        if row.rights in {"none", "headline_only"}:
            return []
        spans = self._choose(row.headline, row.text, _CANDIDATES)
        picks = [Pick(row=row, start=start, end=end) for start, end in spans]
        return sorted(picks, key=lambda pick: (not self._is_good(pick), not is_whole(_text(pick)), pick.start))

    def _figures(self, row: ArticleRow) -> list[Pick]:
        """Return the sentences with figures that may be printed: those without a doubtful one first."""
        if row.rights in {"none", "headline_only"}:
            return []
        claims = self._claims.get(row.article_id, ())
        spans = dict.fromkeys((claim.sent_start, claim.sent_end) for claim in claims if claim.is_printable)
        picks = [Pick(row=row, start=start, end=end) for start, end in spans]
        return sorted(
            picks,
            key=lambda pick: (
                not self._is_good(pick),
                any(not claim.is_printable for claim in claims_in(claims, pick.start, pick.end)),
                pick.start,
            ),
        )

    @staticmethod
    def _is_good(pick: Pick) -> bool:
        return stands_alone(pick)


def stands_alone(pick: Pick) -> bool:
    """Say whether a sentence can be shown out of its place: whole, short, with no half quotation, not pointing back."""
    text = _text(pick)
    return is_whole(text) and _quotes_close(text) and len(text.split()) <= MOST_WORDS and not _POINTS_BACK.match(text)


def shown_part(
    pick: Pick,
    claims: Sequence[ClaimRow],
    *,
    most_words: int,
    keep: ClaimRow | None = None,
    around: tuple[int, int] | None = None,
) -> tuple[int, int]:
    """Return the characters of a sentence that are shown: all, or `most_words` words around a figure.

    Args:
        claims: of the sentence's article.
        keep: the figure that must stay in; default: the first one.
        around: characters of the text that must stay in instead of a figure.
    """
    most_words = words_allowed(pick.row.rights, pick.row.excerpt_words, limit=most_words)
    inside = claims_in(claims, pick.start, pick.end)
    anchor = keep or (inside[0] if inside else None)
    if around is None and anchor:
        around = (anchor.start, anchor.stop)
    return window(pick.row.text, pick.start, pick.end, most_words=most_words, around=around)


def cited(
    pick: Pick,
    claims: Sequence[ClaimRow],
    *,
    source: int,
    most_words: int,
    keep: ClaimRow | None = None,
    around: tuple[int, int] | None = None,
) -> CitedSentence:
    """Return a sentence as it is shown, with its figures marked; the arguments are those of `shown_part`."""
    start, end = shown_part(pick, claims, most_words=most_words, keep=keep, around=around)
    left = claims_in(claims, start, end)
    text = pick.row.text[start:end]
    marks: list[FigureMark] = []
    standing = [claim for claim in left if claim.review_status != "rejected"]
    for claim in sorted(standing, key=lambda claim: (claim.start, claim.stop)):
        if start <= claim.start and claim.stop <= end and (not marks or marks[-1].end <= claim.start - start):
            marks.append(FigureMark(start=claim.start - start, end=claim.stop - start, is_checked=claim.is_printable))
    return CitedSentence(
        text=text,
        source=source,
        marks=tuple(marks),
        unchecked=any(not claim.is_printable for claim in left),
        is_whole=is_whole(text) or end < pick.end,
        cut_before=start > pick.start,
        cut_after=end < pick.end,
        language=pick.row.language,
    )


def claims_in(claims: Sequence[ClaimRow], start: int, end: int) -> list[ClaimRow]:
    """Return the claims that a stretch of text touches."""
    return [claim for claim in claims if claim.start < end and start < claim.stop]


def is_whole(text: str) -> bool:
    """Say whether a text ends like a sentence.

    >>> [is_whole("Pay rose."), is_whole("“Pay rose.”"), is_whole("Pay rises in May")]
    [True, True, False]
    """
    return text.rstrip(_CLOSERS).endswith(_ENDS)


def plain_words(text: str) -> str:
    """Return the words of a text in small letters, one space between them."""
    return " ".join(re.findall(r"\w+", text.casefold()))


class Figure(Protocol):
    """An amount that a headline may repeat."""

    @property
    def amount_text(self) -> str:
        """The amount as it is written."""

    @property
    def is_printable(self) -> bool:
        """Whether it may be printed as it stands."""

    def amounts(self) -> tuple[Decimal | None, Decimal | None]:
        """Return the amounts as stated."""


def headline_is_unchecked(headline: str, claims: Sequence[Figure]) -> bool:
    """Say whether a headline states money that is not the amount of a printable claim of its article."""
    for money in _MONEY.finditer(headline):
        before, after, scale = (money.group(name) or "" for name in ("before", "after", "scale"))
        unit = bool(after) and (not after.isupper() or _is_currency(after))
        is_money = before.endswith(tuple(_SYMBOLS)) or _is_currency(before) or unit
        if is_money and (scale or not _is_printed(money.group("number"), before, claims)):
            return True
    return False


def _is_currency(word: str) -> bool:
    from babel import Locale

    # Capitals only: "All 5" is not five Albanian lek.
    return word in Locale("en").currencies or word.rstrip(".") in _SIGNS


def _is_printed(number: str, before: str, claims: Sequence[Figure]) -> bool:
    try:
        amount = Decimal(number.replace(",", ""))
    except InvalidOperation:
        return False
    symbol = before[-1:] if before[-1:] in _SYMBOLS else ""
    return any(claim.is_printable and amount in claim.amounts() and symbol in claim.amount_text for claim in claims)


def _quotes_close(text: str) -> bool:
    """Say whether every quotation that ends here began here; half of one is put into a wrong mouth."""
    return text.count('"') % 2 == 0 and text.count("“") == text.count("”")


def _text(pick: Pick) -> str:
    return pick.row.text[pick.start : pick.end]


def _long_words(text: str) -> set[str]:
    return {word for word in plain_words(text).split() if len(word) >= 5}


def _says_the_same(words: str, other: str) -> bool:
    ours, theirs = set(words.split()), set(other.split())
    return len(ours & theirs) >= _SAME * max(1, min(len(ours), len(theirs))) and len(ours & theirs) >= 5
