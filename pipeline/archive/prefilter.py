"""Say from the raw bytes of a page whether it can be worth reading at all.

In: a page as it was sent (or its text, encoded), and strict terms. Out: yes or no. Yes, when a term stands in it that
is enough alone; or within reach of a word on work, one that says who works, or two different hints. Nothing is parsed
and nothing decoded: a few passes of an Aho-Corasick automaton leave most pages of a news archive out. Entries of lists
and boxes are told apart by their tags, so that menus let nothing pass.

It errs on the side of yes: scripts and teasers count like text, and a page in UTF-16 is always read, as is one with
thousands of terms. What it can miss: words that markup cuts in two, letters beyond ASCII that are written as character
references, and what stands behind the first 2 MiB of a page.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import IntEnum
from typing import TYPE_CHECKING, Self

from pipeline.strict_terms import StrictTerms

if TYPE_CHECKING:
    from ahocorasick_rs import BytesAhoCorasick

REACH_BYTES = 300
"""Two terms this near stand in one paragraph, its markup included."""

# Menus and lists of headlines: "Jobs" beside "AI" says nothing there.
_BLOCKS = (b"<li", b"</li", b"<div", b"</div", b"<td", b"<option")
_LONGEST_TERM = 60
_PIECE = 1 << 16
_MAX_PAGE = 2 * 1024 * 1024
_MAX_HITS = 3000
_MAX_HINTS = 20
_WIDE = (b"\xff\xfe", b"\xfe\xff")
_WORD = frozenset(b"abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_") | frozenset(range(0x80, 0x100))


class _Role(IntEnum):
    HINT = 1
    WHO = 2
    ENOUGH = 3


class Prefilter:
    """The automata over strict terms."""

    def __init__(self, terms: StrictTerms) -> None:
        self._cased = _Finder.of({_Role.ENOUGH: terms.alone_cased, _Role.WHO: terms.who_cased})
        self._uncased = _Finder.of({_Role.ENOUGH: terms.alone, _Role.WHO: terms.who, _Role.HINT: terms.hint})
        self._work = _Finder.of({_Role.WHO: terms.work})
        self._work_cased = _Finder.of({_Role.WHO: terms.work_cased})

    def passes(self, page: bytes) -> bool:
        """Say whether the page may be on the beat."""
        if page.startswith(_WIDE) or page[:40].count(0) > 10:
            return True
        page = page[:_MAX_PAGE]
        lowered = page.lower()
        return self._speaks(self._cased.find(page), page, lowered) or self._speaks(
            self._uncased.find(lowered), page, lowered
        )

    def _speaks(self, hits: "Iterator[_Hit]", page: bytes, lowered: bytes) -> bool:
        read_to = 0
        hints: list[_Hit] = []
        for number, hit in enumerate(hits):
            if hit.role is _Role.ENOUGH or number >= _MAX_HITS:
                return True
            if hit.role is _Role.HINT:
                hints = [one for one in hints if one.end > hit.start - REACH_BYTES][-_MAX_HINTS:]
                is_lone = all(one.term == hit.term for one in hints)
                hints.append(hit)
                if is_lone:
                    continue
            # What lies between terms that stand close together is searched once.
            begin = max(_block_begin(lowered, hit.start), read_to - _LONGEST_TERM)
            read_to = max(read_to, _block_end(lowered, hit.end))
            if self._work.finds_any(lowered[begin:read_to]) or self._work_cased.finds_any(page[begin:read_to]):
                return True
        return False


def _block_begin(page: bytes, at: int) -> int:
    """Return where what is within reach before `at` begins: behind the tag that opens its block."""
    low = max(at - REACH_BYTES, 0)
    return max(low, *(page.rfind(tag, low, at) for tag in _BLOCKS))


def _block_end(page: bytes, at: int) -> int:
    high = at + REACH_BYTES
    return min(high, *(found for tag in _BLOCKS if (found := page.find(tag, at, high)) >= 0), high)


@dataclass(frozen=True, slots=True)
class _Hit:
    start: int
    end: int
    term: int
    role: _Role


@dataclass(frozen=True, slots=True)
class _Finder:
    search: "BytesAhoCorasick"
    roles: tuple[_Role, ...]
    is_stem: tuple[bool, ...]

    @classmethod
    def of(cls, terms: dict[_Role, tuple[str, ...]]) -> Self:
        from ahocorasick_rs import BytesAhoCorasick

        patterns: dict[bytes, tuple[_Role, bool]] = {}
        for role, words in terms.items():
            for word in words:
                for spelling in _spellings(word.removesuffix("*")):
                    known = patterns.get(spelling, (role, False))
                    patterns[spelling] = (max(known[0], role), known[1] or word.endswith("*"))
        return cls(
            BytesAhoCorasick(list(patterns) or [b"\x00"]),
            tuple(role for role, _ in patterns.values()) or (_Role.HINT,),
            tuple(stem for _, stem in patterns.values()) or (False,),
        )

    def find(self, text: bytes) -> Iterator[_Hit]:
        """Yield each whole word or stem, by its end."""
        size = len(text)
        for at in range(0, size, _PIECE):
            # The library lists all matches at once: piece by piece, a page that is nothing but terms stays small.
            piece = text[at : at + _PIECE + _LONGEST_TERM] if size > _PIECE else text
            for index, low, high in self.search.find_matches_as_indexes(piece, overlapping=True):
                start, end = at + low, at + high
                if low >= _PIECE or (start and text[start - 1] in _WORD and text[start] in _WORD):
                    continue
                if not self.is_stem[index] and end < size and text[end] in _WORD and text[end - 1] in _WORD:
                    continue
                yield _Hit(start, end, index, self.roles[index])

    def finds_any(self, text: bytes) -> bool:
        """Say whether a term stands in `text`."""
        return next(self.find(text), None) is not None


def _spellings(term: str) -> Iterable[bytes]:
    """Return a term as pages have it: in UTF-8, in Western one-byte letters, with a curly apostrophe."""
    texts = {term, term.replace("'", "’")}
    return sorted({text.encode("utf-8") for text in texts} | {term.encode("cp1252", "ignore")})
