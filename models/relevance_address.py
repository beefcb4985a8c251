"""Look at an address and a title before anything is fetched: what cannot be on the beat is ruled out.

The first step of `models.relevance`, and the same step for backfills, which know no more than what a sitemap says.
Section, title and the words of the address decide, in any language that is read; what is left is wide on purpose:
a page that is let through by mistake costs one request, one that is ruled out by mistake is never seen.
"""

import re
from collections.abc import Sequence
from pathlib import Path
from typing import Self
from urllib.parse import urlsplit

from models.gazetteer import Gazetteer
from models.relevance_features import READ_CHARS, Evidence, Sight, look, named_hits, passages, weigh
from models.relevance_terms import Terms

_CHARS_OF_ADDRESS = 2000
_ADDRESS_WORDS = re.compile(r"[^\W_]+")
_LETTERS = re.compile(r"[^\W\d_]{2,}")
_LEAST_WORDS = 2
_WHO = ("ai", "data_work", "data_task", "platform", "ai_hint", "data_work_hint")

NO_WORDS = "no title, and no words in the address"
"""Why a page is not asked for that nobody can tell anything about."""


def ruled_out(
    terms: Terms, gazetteer: Gazetteer, *, title: str, text: str, url: str, excerpt: str = ""
) -> tuple[str, Sight] | None:
    """Return why address, title and excerpt are enough to leave an article out, and what was seen; else None."""
    folders, words = _parts_of_address(url)
    section = next((part for part in folders if part in terms.off_sections), None)
    if text and section is None:
        return None
    sight = look(terms, gazetteer, title, f"{excerpt} {words}")
    if section is not None and not any(sight.count(group) for group in _WHO):
        return f"section {section}, no AI word, no platform", sight
    if not text and weigh(sight) is Evidence.NONE:
        return "no AI word, no platform", sight
    return None


class Sieve:
    """The words of an installation, to look at what has not been fetched or read yet; loads no language model."""

    def __init__(self, terms: Terms, gazetteer: Gazetteer) -> None:
        self._terms = terms
        self._gazetteer = gazetteer

    @classmethod
    def load(cls, data: Path, gazetteer: Gazetteer) -> Self:
        """Read the rules in the folder `data`.

        Raises:
            ConfigError: the rules cannot be used.
        """
        return cls(Terms.load(data / "relevance" / "rules.toml"), gazetteer)

    def why_not(self, *, title: str, url: str, languages: Sequence[str]) -> str | None:
        """Return why a page is not worth asking for, None when it may be.

        Args:
            title: "" where nobody states one; then the words of the address stand for it.
            languages: those that the source writes in.
        """
        # Many addresses end with a slash behind their words.
        url = url.partition("?")[0].rstrip("/")
        _, words = _parts_of_address(url)
        if not title and len(_LETTERS.findall(words)) < _LEAST_WORDS:
            return NO_WORDS
        # Addresses are in lower case, names and "AI" are not: capitals all over leave both readings open.
        shown = f"{words}. {words.upper()}"
        found = ruled_out(self._terms, self._gazetteer, title=title, text="", url=url, excerpt=shown)
        if found is None:
            return None
        reason, _ = found
        if reason.startswith("section"):
            return reason
        joined = f"{title} {shown}"
        for language in languages:
            finder = self._terms.foreign.get(language.partition("-")[0])
            if finder is not None and finder.find(joined):
                return None
        return reason

    def is_promising(self, *, title: str, text: str) -> bool:
        """Say whether title and text name who works, beside a word on work, in one passage of the text."""
        pieces = passages(text[:READ_CHARS])
        language = self._terms.language(f"{title} {text}")
        if language in self._terms.foreign:
            hits = self._terms.foreign[language].find(f"{title} {text[:READ_CHARS]}")
            groups = {hit.group for hit in hits}
            return "data_work" in groups or {"ai", "labour"} <= groups
        if language != "en":
            return any(hit.group == "platform" for hit in named_hits(self._gazetteer, title, text[:READ_CHARS]))
        first = pieces[0] if pieces else ""
        if weigh(look(self._terms, self._gazetteer, title, first)) >= Evidence.HINTS:
            return True
        return any(weigh(look(self._terms, self._gazetteer, "", piece)) >= Evidence.HINTS for piece in pieces[1:])


def _parts_of_address(url: str) -> tuple[list[str], str]:
    """Return the folders of an address in lower case, and the words of its last part."""
    path = urlsplit(url[:_CHARS_OF_ADDRESS]).path if "//" in url[:_CHARS_OF_ADDRESS] else ""
    folders = [part.lower() for part in path.split("/")[:-1]]
    return folders, " ".join(_ADDRESS_WORDS.findall(path.rsplit("/", 1)[-1]))
