"""Find the words of `data/relevance/rules.toml` in a text, each with its group.

In: any text. Out: hits (group, half-open character span), in order, and the language of the text. One pass of an
Aho-Corasick automaton each for cased and uncased terms: 0.2 ms for an article of 600 words. Refused: a rules file
with an unknown key, or a term with an inner asterisk.
"""

import re
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Self

from pydantic import BaseModel, ConfigDict, field_validator

from models.languages import language_of
from pipeline.config import read_toml

if TYPE_CHECKING:
    from ahocorasick_rs import AhoCorasick

GROUPS = (
    "ai", "ai_hint", "data_work", "data_task", "data_work_hint", "labour", "profession", "pay", "organising",
    "job_loss", "work_law", "product", "funding", "research", "policy",
)  # fmt: skip
"""Groups of English terms."""

_PLAIN = str.maketrans("’‘‛“”‐‑–—\u00a0\u2009\u202f\n\r\t", "'''\"\"----      ")
_MONEY = re.compile(r"[$€£¥₹₱₦]\s?\d|\b(?:KSh|KES|PHP|INR|Rs\.?|USD|AUD|EUR|GBP)\s?\d")


class _TermGroup(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)
    about: str = ""
    terms: tuple[str, ...] = ()
    cased: tuple[str, ...] = ()


class _English(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)
    stopwords: frozenset[str]
    ai: _TermGroup
    ai_hint: _TermGroup
    data_work: _TermGroup
    data_task: _TermGroup
    data_work_hint: _TermGroup
    labour: _TermGroup
    profession: _TermGroup
    pay: _TermGroup
    organising: _TermGroup
    job_loss: _TermGroup
    work_law: _TermGroup
    product: _TermGroup
    funding: _TermGroup
    research: _TermGroup
    policy: _TermGroup


class _ForeignLanguage(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)
    stopwords: frozenset[str]
    ai_cased: tuple[str, ...] = ()
    ai: tuple[str, ...]
    data_work: tuple[str, ...]
    labour: tuple[str, ...]


class _Sections(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)
    off: frozenset[str]


class Rules(BaseModel):
    """The content of `rules.toml`."""

    model_config = ConfigDict(extra="forbid", frozen=True)
    sections: _Sections
    english: _English
    german: _ForeignLanguage
    spanish: _ForeignLanguage
    portuguese: _ForeignLanguage
    french: _ForeignLanguage

    @field_validator("*")
    @classmethod
    def _asterisks_at_the_end(cls, section: BaseModel) -> BaseModel:
        for term in _strings(section.model_dump()):
            if not term.strip() or "*" in term[:-1]:
                raise ValueError(f"term {term!r}: an asterisk may only stand at the end")
        return section


@dataclass(frozen=True, slots=True, kw_only=True)
class Hit:
    """A term or name found in a text: characters `start` to `end`, half-open."""

    group: str
    start: int
    end: int
    text: str


class TermFinder:
    """The automata over one language's terms."""

    def __init__(self, groups: dict[str, tuple[tuple[str, ...], tuple[str, ...]]]) -> None:
        """Take for each group its uncased and its cased terms."""
        self._uncased = _automaton([(name, term.lower()) for name, (terms, _) in groups.items() for term in terms])
        self._cased = _automaton([(name, term) for name, (_, terms) in groups.items() for term in terms])

    def find(self, text: str) -> list[Hit]:
        """Return the hits in `text` by start; of overlapping hits of one group only the longest."""
        plain = plain_text(text)
        hits = _matches(self._cased, plain, text) + _matches(self._uncased, _lower(plain), text)
        return _longest_of_each_group(hits)


@dataclass(frozen=True, slots=True, kw_only=True)
class Terms:
    """Everything of `rules.toml`, ready to search."""

    english: TermFinder
    foreign: dict[str, TermFinder]
    stopwords: dict[str, frozenset[str]]
    off_sections: frozenset[str]
    """Parts of an address that stand for sport, weather, recipes and the like."""

    @classmethod
    def load(cls, path: Path) -> Self:
        """Read and check the rules.

        Raises:
            ConfigError: no such file, an unknown key, or a term that cannot be used.
        """
        rules = read_toml(path, Rules)
        english = {name: (group.terms, group.cased) for name in GROUPS if (group := getattr(rules.english, name))}
        languages = {"de": rules.german, "es": rules.spanish, "pt": rules.portuguese, "fr": rules.french}
        return cls(
            english=TermFinder(english),
            foreign={
                code: TermFinder(
                    {"ai": (words.ai, words.ai_cased), "data_work": (words.data_work, ()), "labour": (words.labour, ())}
                )
                for code, words in languages.items()
            },
            off_sections=rules.sections.off,
            stopwords={"en": rules.english.stopwords} | {code: words.stopwords for code, words in languages.items()},
        )

    def language(self, text: str) -> str:
        """Return the code of the language that the beginning of `text` is written in."""
        return language_of(text, stopwords=self.stopwords)


def money_count(text: str) -> int:
    """Return how many sums with a currency sign or code stand in `text`."""
    return len(_MONEY.findall(text))


def plain_text(text: str) -> str:
    """Return `text` with plain quotes, hyphens and spaces, character for character, without lone surrogates."""
    return text.translate(_PLAIN).encode("utf-8", "replace").decode("utf-8")


def _lower(text: str) -> str:
    lowered = text.lower()
    # "İ" becomes two characters: spans would shift.
    return lowered if len(lowered) == len(text) else "".join(c.lower() if len(c.lower()) == 1 else c for c in text)


@dataclass(frozen=True, slots=True)
class _Automaton:
    search: "AhoCorasick"
    groups: tuple[tuple[str, ...], ...]
    is_stem: tuple[bool, ...]


def _automaton(pairs: list[tuple[str, str]]) -> _Automaton:
    from ahocorasick_rs import AhoCorasick

    groups: dict[str, list[str]] = {}
    for group, term in pairs:
        groups.setdefault(term, []).append(group)
    return _Automaton(
        AhoCorasick([term.removesuffix("*") for term in groups] or ["\x00"]),
        tuple(tuple(dict.fromkeys(names)) for names in groups.values()) or ((),),
        tuple(term.endswith("*") for term in groups) or (False,),
    )


def _matches(automaton: _Automaton, plain: str, text: str) -> list[Hit]:
    hits: list[Hit] = []
    for index, start, end in automaton.search.find_matches_as_indexes(plain, overlapping=True):
        if start and _in_word(plain[start - 1]) and _in_word(plain[start]):
            continue
        if automaton.is_stem[index]:
            while end < len(plain) and _in_word(plain[end]):
                end += 1
        elif end < len(plain) and _in_word(plain[end]) and _in_word(plain[end - 1]):
            continue
        hits += [Hit(group=group, start=start, end=end, text=text[start:end]) for group in automaton.groups[index]]
    return hits


def _in_word(char: str) -> bool:
    return char.isalnum() or char == "_"


def _longest_of_each_group(hits: list[Hit]) -> list[Hit]:
    kept: list[Hit] = []
    last_end: dict[str, int] = {}
    for hit in sorted(hits, key=lambda hit: (hit.start, -hit.end)):
        if hit.start >= last_end.get(hit.group, 0):
            kept.append(hit)
            last_end[hit.group] = hit.end
    return kept


def _strings(value: object) -> list[str]:
    if isinstance(value, str):
        return [value]
    if isinstance(value, dict):
        return [text for item in value.values() for text in _strings(item)]
    if isinstance(value, (tuple, list, set, frozenset)):
        return [text for item in value for text in _strings(item)]
    return []
