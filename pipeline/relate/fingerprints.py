"""Reduce an article to what finds its copies: sampled hashes of word runs, its figures and its names.

In: a `Relatable`. Out: a `Fingerprint`. Nothing is refused; an empty text gives no hashes but keeps its keys.

Copyright and agency notices are dropped first. Each run of five words is hashed to 64 bits and kept when
the hash is divisible by four (Schleimer, Wilkerson and Aiken 2003 sample likewise; 0 mod p keeps the choice
independent of the neighbours, so a trimmed copy keeps a subset). Hashes are signed, to fit a BIGINT.

Keys are hashes of whole things (the address, the normalised text, the title), kept in the same table as
the word runs: one look-up finds everything about an article.
"""

import hashlib
import re
import unicodedata
import zlib
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from pipeline.relate.relatable import Relatable
from pipeline.urls import canonical_url

Hashes = NDArray[np.int64]

RUN_WORDS = 5
SAMPLE = 4

# Below this a text says too little to be compared by its words: one word, "read more", a date.
MIN_WORDS = 5

# 200,000 characters are 35,000 words, six times a long magazine piece: more is a dump, and reading all of it
# for its copies would let one page cost a second.
_MAX_CHARS = 200_000

_NOTICE = re.compile(
    r"copyright (?:©\s*|\(c\)\s*)?\d{4}[^.\n]{0,120}\.?|©[^.\n]{0,80}|all rights reserved\.?"
    r"|this (?:material|content|article|story) may not be (?:published|reproduced|copied)[^.\n]{0,160}\.?",
    re.IGNORECASE,
)
# Scripts without spaces between words count each character as a word.
_WORD = re.compile(r"[\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7af\u0e00-\u0e7f]|[^\W_]+")
_INVISIBLE = re.compile("[\u00ad\u200b-\u200d\u2060\ufeff]")
_NUMBER = re.compile(r"\d(?:[\d,.]*\d)?")
_MONEY = re.compile(
    r"(?:[$€£¥₹₦]|\b(?:USD|EUR|GBP|KES|KSh|INR|Rs|PHP)\.?) ?(\d(?:[\d,.]{0,30}\d)?)"
    # Not from the middle of a number: a million digits would be tried from each of them.
    r"|(?<![\d,.])(\d(?:[\d,.]{0,30}\d)?) ?"
    r"(?:dollars?|euros?|pounds?|shillings?|rupees?|pesos?|naira|cents?|USD|EUR|GBP|KES)\b"
)
_CAPITALISED = re.compile(r"\b[^\W\d_a-z][\w'’&-]*\w")
_LOWER = re.compile(r"\b[a-z][\w'’-]*\w")
# Words that open sentences; a text too short to repeat them in lower case would pass them off as names.
_OPENERS_TEXT = (
    "the this that these those there they their then than and but for nor yet not now new one two she her his him its"
    " our your you who what when where why how all any both each some such only own same just also after before"
    " about above below from into over under with without while because since until although though however"
    " according in on at by to of as is are was were has have had can could may might must shall should will would"
    " if so or we he it my me us do did does here more most many much few other another every no yes last next"
    " first"
)
_OPENERS = frozenset(_OPENERS_TEXT.split())


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """What an edited copy keeps and a template changes."""

    numbers: frozenset[str] = frozenset()
    """All figures of title and text, digits without thousands separators."""
    money: frozenset[str] = frozenset()
    """Those that stand beside a currency."""
    names: frozenset[str] = frozenset()
    """Words of the text that are never written small, in lower case."""
    headline_names: frozenset[str] = frozenset()
    """Names that the title has too."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Fingerprint:
    """What is kept of an article to find its copies."""

    hashes: Hashes
    """Sampled hashes of word runs, sorted, unique."""
    words: int
    facts: Facts
    text_key: int | None
    """None when the text has fewer than `MIN_WORDS` words."""
    url_key: int | None
    """None for a missing address and for a home page, which many articles share."""
    edition_key: int | None
    """The address without its language; None when it names none."""
    title_key: int | None
    """None when the title is too short to name one article."""

    @property
    def keys(self) -> tuple[int, ...]:
        """The keys that this article has."""
        keys = (self.text_key, self.url_key, self.edition_key, self.title_key)
        return tuple(key for key in keys if key is not None)

    @property
    def lookups(self) -> tuple[int, ...]:
        """Every hash under which an earlier relative of this article can be filed."""
        return (*self.hashes.tolist(), *self.keys)


def read_fingerprint(article: Relatable) -> Fingerprint:
    """Return the fingerprint of an article."""
    text = plain_text(article.text)
    words = _WORD.findall(text.lower())
    title = _WORD.findall(plain_text(article.title).lower())
    url, edition = _address_keys(article.url)
    return Fingerprint(
        hashes=run_hashes(words),
        words=len(words),
        facts=read_facts(article.title, text),
        text_key=_key("text", " ".join(words)) if len(words) >= MIN_WORDS else None,
        url_key=url,
        edition_key=edition,
        title_key=_key("title", " ".join(title)) if len(title) >= MIN_WORDS else None,
    )


def plain_text(text: str) -> str:
    """Return `text` without notices, invisible characters and typographic variants of the same character."""
    text = text[:_MAX_CHARS]
    if not text.isascii():
        text = _INVISIBLE.sub("", unicodedata.normalize("NFKC", text))
    return _NOTICE.sub(" ", text)


def run_hashes(words: list[str]) -> Hashes:
    """Return the sampled 64-bit hashes of all runs of `RUN_WORDS` words, sorted and unique."""
    count = len(words) - RUN_WORDS + 1
    if count < 1:
        return np.empty(0, dtype=np.int64)
    ids = np.array(
        [zlib.crc32(word.encode("utf-8", "surrogatepass")) | len(word) << 32 for word in words], dtype=np.uint64
    )
    runs = np.zeros(count, dtype=np.uint64)
    # Multiply-xorshift, as in MurmurHash3's finaliser, once for each word of the run.
    for offset in range(RUN_WORDS):
        runs = (runs ^ (ids[offset : offset + count] * np.uint64(0x9E3779B97F4A7C15))) * np.uint64(0xFF51AFD7ED558CCD)
        runs ^= runs >> np.uint64(29)
    kept = runs[runs % np.uint64(SAMPLE) == 0]
    return np.unique(kept.view(np.int64))


def read_facts(title: str, text: str) -> Facts:
    """Return the figures and names of an article."""
    whole = f"{title}\n{text}"
    small = set(_LOWER.findall(text))
    names = {_name(match) for match in _CAPITALISED.findall(text)} - small - _OPENERS
    title_words = {_name(match) for match in _CAPITALISED.findall(title)}
    return Facts(
        numbers=frozenset(_figure(match) for match in _NUMBER.findall(whole)),
        money=frozenset(_figure(before or after) for before, after in _MONEY.findall(whole)),
        names=frozenset(names),
        headline_names=frozenset(names & title_words),
    )


def _figure(digits: str) -> str:
    return digits.replace(",", "").rstrip(".")


def _name(word: str) -> str:
    return word.lower().replace("’", "'").removesuffix("'s")


_LANGUAGE_PART = re.compile(
    r"(?<=/)(?:en|es|fr|de|pt|it|nl|pl|ru|uk|tr|ar|hi|id|sw|zh|ja|ko|vi|tl|fil)(?:[-_][a-z]{2})?(?=/)", re.I
)


def _address_keys(url: str) -> tuple[int | None, int | None]:
    address = canonical_url(url) if url.strip() else ""
    scheme, _, rest = address.partition("://")
    host, _, path = rest.partition("/")
    if not scheme or not host or not path:
        return None, None
    edition, changes = _LANGUAGE_PART.subn("", f"/{path}", count=1)
    host_key = host.removeprefix("www.")
    return _key("url", f"{host_key}/{path}"), _key("edition", host_key + edition) if changes else None


def _key(kind: str, value: str) -> int:
    digest = hashlib.blake2b(f"{kind}\x1f{value}".encode("utf-8", "surrogatepass"), digest_size=8).digest()
    return int.from_bytes(digest, "big", signed=True)
