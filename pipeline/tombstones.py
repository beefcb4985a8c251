"""What was taken down and must not come back, remembered by its hash alone.

A mark is "sha256:url:HEX", "sha256:domain:HEX" or "sha256:person:N:HEX", where N is the number of words of the name.
It stands as the subject of a take_down decision, so that the log says that something is kept out, and not what. Nobody
can read the name out of a mark; who guesses it can check the guess.
"""

import hashlib
import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal, Self

from pipeline.urls import host_of, page_key

Kind = Literal["url", "domain", "person"]

_MARK = re.compile(r"sha256:(?:url|domain|person:\d{1,2}):[0-9a-f]{64}")
_WORD = re.compile(r"[^\W_]+")


@dataclass(frozen=True, slots=True, kw_only=True)
class TakenDown:
    """Addresses and marks of what is kept out. `url in taken_down` asks for an address in any of its forms."""

    addresses: frozenset[str]
    marks: frozenset[str]
    name_lengths: tuple[int, ...] = ()
    """In words, of the persons among the marks."""
    kinds: frozenset[str] = frozenset()
    """Of the marks."""

    @classmethod
    def of(cls, subjects: Iterable[str]) -> Self:
        """Return what these addresses and marks keep out."""
        known = frozenset(subjects)
        marks = frozenset(one for one in known if is_mark(one))
        lengths = {int(one.split(":")[2]) for one in marks if one.startswith("sha256:person:")}
        kinds = frozenset(one.split(":")[1] for one in marks)
        return cls(addresses=known - marks, marks=marks, name_lengths=tuple(sorted(lengths)), kinds=kinds)

    def __contains__(self, url: str) -> bool:
        return url in self.addresses or self.mark_for(url) is not None

    def mark_for(self, url: str) -> str | None:
        """Return the mark that keeps an address out; None when none does."""
        if not self.marks:
            return None
        # Sitemaps have 50,000 addresses: a hash that nobody has is not made.
        if "url" in self.kinds and (mark := mark_of("url", url)) in self.marks:
            return mark
        labels = host_of(url).split(".") if "domain" in self.kinds else []
        asked = (_mark("domain", ".".join(labels[n:])) for n in range(len(labels)))
        return next((mark for mark in asked if mark in self.marks), None)

    def told_as(self, url: str) -> str:
        """Return what may be written down of an address: its mark where a hash keeps it out, else the address."""
        return self.mark_for(url) or url

    def mark_in(self, *texts: str) -> str | None:
        """Return the mark of a person who is named in one of these texts; None when none is."""
        for text in texts if self.name_lengths else ():
            words = name_words(text)
            for length in self.name_lengths:
                for first in range(len(words) - length + 1):
                    mark = _mark(f"person:{length}", " ".join(words[first : first + length]))
                    if mark in self.marks:
                        return mark
        return None


def mark_of(kind: Kind, name: str) -> str:
    """Return the mark of an address, a domain or a person's name.

    >>> mark_of("url", "https://www.paper.example/a/amp/?utm_source=x") == mark_of("url", "http://paper.example/a")
    True
    >>> mark_of("person", "José  Álvarez")[:16], mark_of("person", "jose alvarez") == mark_of("person", "José  Álvarez")
    ('sha256:person:2:', True)
    """
    if kind == "url":
        return _mark(kind, page_key(name))
    if kind == "domain":
        return _mark(kind, name.lower().removeprefix("www."))
    words = name_words(name)
    return _mark(f"person:{len(words)}", " ".join(words))


def is_mark(subject: str) -> bool:
    """Say whether a decision's subject is a mark.

    >>> is_mark("https://paper.example/a"), is_mark(mark_of("domain", "paper.example"))
    (False, True)
    """
    return _MARK.fullmatch(subject) is not None


def name_words(text: str) -> list[str]:
    """Return the words of a text in lower case, without accents."""
    plain = "".join(char for char in unicodedata.normalize("NFKD", text) if not unicodedata.combining(char))
    return _WORD.findall(plain.casefold())


def _mark(kind: str, name: str) -> str:
    return f"sha256:{kind}:{hashlib.sha256(name.encode('utf-8', 'replace')).hexdigest()}"
