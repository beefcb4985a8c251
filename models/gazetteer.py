"""Find the names that this beat is about, and tell which entity a name means.

In go a text and its title; out come spans with an entity id, longest first, none overlapping. What names mean is data:
`data/gazetteer.toml`. A name matches with the capitals it is written with, in a line of capitals, and in lower case
only where the file says that the spelling means nothing else. An ambiguous spelling ("Scale", "Outlier", "Turing") is
never believed by itself: `models.mentions_ambiguity` weighs its place and its company. Names inside web addresses are
not mentions. The search is one pass of an Aho-Corasick automaton, so the time grows with the text alone.
"""

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from models.gazetteer_file import LABELS, Content, Entity, Role, read_gazetteer
from models.mentions_ambiguity import Candidate, Page
from models.mentions_folding import all_capitals, ends_word, fold, starts_word
from pipeline.records import Label

if TYPE_CHECKING:
    from ahocorasick_rs import AhoCorasick

_ADDRESS = re.compile(r"(?:https?://|www\.)[^\s<>\"')\]]+|(?<![\w.+-])[\w.+-]{1,64}@[\w-]{1,63}\.[\w.-]{1,100}")
_LEGAL_FORM = re.compile(
    r"[\s,]+(?:inc|incorporated|corp|corporation|llc|ltd|limited|plc|gmbh|se|ag|co|company|pbc)\.?$", re.IGNORECASE
)


@dataclass(frozen=True, slots=True, kw_only=True)
class EntitySpan:
    """A name or role in a text: half-open characters, and the entity or role that it means."""

    start: int
    end: int
    text: str
    entity_id: str
    label: Label
    why: str
    """The rule that found it: gazetteer.name, gazetteer.alias, gazetteer.context or gazetteer.role."""


@dataclass(frozen=True, slots=True)
class _Surface:
    text: str
    owner: Entity | Role
    is_ambiguous: bool
    any_case: bool
    why: str


@dataclass(frozen=True, slots=True)
class Gazetteer:
    """The loaded gazetteer: entities, roles and the automaton over their spellings."""

    entities: tuple[Entity, ...]
    roles: tuple[Role, ...]
    other_names: dict[str, Label]
    """Names without an entry that a language model often takes for something else."""
    _surfaces: tuple[tuple[_Surface, ...], ...] = field(repr=False)
    """For each pattern of the automaton, the spellings that fold to it."""
    _automaton: "AhoCorasick" = field(repr=False)
    _by_name: dict[str, tuple[_Surface, ...]] = field(repr=False)

    @classmethod
    def load(cls, path: Path, *, also: Sequence[Path] = ()) -> "Gazetteer":
        """Return the gazetteer in a TOML file.

        Args:
            also: files of the same form whose entries come on top, such as a newsroom's own names.

        Raises:
            ConfigError: the file is missing, not TOML, or an entry is wrong; names the entity and the key.
        """
        return cls.of(read_gazetteer(path, *also))

    @classmethod
    def of(cls, content: Content) -> "Gazetteer":
        """Return the gazetteer of what files hold."""
        from ahocorasick_rs import AhoCorasick

        entities, roles, other_names = content.entities, content.roles, dict(content.other_names)
        by_name: dict[str, list[_Surface]] = {}
        for surface in _surfaces_of(entities, roles):
            by_name.setdefault(fold(surface.text), []).append(surface)
        return cls(
            entities,
            roles,
            other_names,
            tuple(tuple(surfaces) for surfaces in by_name.values()),
            AhoCorasick(list(by_name)),
            {name: tuple(surfaces) for name, surfaces in by_name.items()},
        )

    def find(self, text: str, *, title: str = "") -> tuple[EntitySpan, ...]:
        """Return the entities and roles named in `text`, in order, none overlapping; `title` is only evidence."""
        # The title is read as a first line, so that a name which is sure there is known below.
        page_text = f"{title}\n{text}" if title else text
        shift = len(page_text) - len(text)
        folded = fold(page_text)
        sure, doubtful = self._hits(page_text, folded)
        sure = _longest(sure)
        names = [hit for hit in sure if isinstance(hit.owner, Entity)]
        page = Page(
            text=page_text,
            folded=folded,
            title=title,
            seen=[(hit.start, hit.end, hit.owner.id) for hit in names],
        )
        taken = [(hit.start, hit.end) for hit in names]
        chosen = page.judge([hit for hit in doubtful if not _inside(hit, taken)])
        return tuple(
            EntitySpan(
                start=hit.start - shift,
                end=hit.end - shift,
                text=page_text[hit.start : hit.end],
                entity_id=hit.owner.id,
                label=LABELS[hit.owner.type] if isinstance(hit.owner, Entity) else Label.ROLE,
                why=hit.why,
            )
            for hit in _longest([*sure, *chosen])
            if hit.start >= shift
        )

    def resolve(self, name: str) -> str | None:
        """Return the id of the entity that a name taken from a text means, None when it is none of ours.

        Leading "the", a possessive ending, legal forms and a missing or added "AI" do not matter, nor do capitals,
        except for spellings that are ordinary words: those need theirs ("Scale" is a platform, "scale" is not).
        """
        bare = re.sub(r"^the\s+", "", " ".join(name.split()), flags=re.IGNORECASE).strip(" .,;:\"“”'‘’()")
        bare = re.sub(r"['’]s?$", "", bare)
        shorter = _LEGAL_FORM.sub("", bare)
        stem = re.sub(r"(?:\s+AI|\.ai|\.com)$", "", shorter, flags=re.IGNORECASE)
        # "Mercor AI" for Mercor, "Surge" for Surge AI; but "scale" must not become a name by an added "AI".
        longer = f"{stem} AI" if stem[:1].isupper() else stem
        for spelling in (bare, shorter, longer, stem):
            owners = [
                surface.owner
                for surface in self._by_name.get(fold(spelling), ())
                if isinstance(surface.owner, Entity)
                and (not surface.is_ambiguous or _has_capitals(spelling, surface.text))
            ]
            if owners:
                # "Handshake" is the parent and its division for AI work: whoever pays on this beat is the division.
                return next((owner.id for owner in owners if owner.parent_id), owners[0].id)
        return None

    def _hits(self, text: str, folded: str) -> tuple[list[Candidate], list[Candidate]]:
        addresses = [match.span() for match in _ADDRESS.finditer(text)]
        sure: list[Candidate] = []
        doubtful: list[Candidate] = []
        for pattern, start, end in self._automaton.find_matches_as_indexes(folded, overlapping=True):
            if not (starts_word(text, start) and ends_word(text, end)):
                continue
            written = text[start:end]
            for surface in self._surfaces[pattern]:
                if not _case_fits(surface, written, text, start):
                    continue
                hit = Candidate(start=start, end=end, owner=surface.owner, surface=surface.text, why=surface.why)
                if _inside(hit, addresses):
                    continue
                (doubtful if surface.is_ambiguous else sure).append(hit)
                if not surface.is_ambiguous:
                    break
        return sure, doubtful


def _surfaces_of(entities: Iterable[Entity], roles: Iterable[Role]) -> Iterator[_Surface]:
    for entity in entities:
        for text in dict.fromkeys((entity.name, *entity.aliases)):
            why = "gazetteer.name" if text == entity.name else "gazetteer.alias"
            ambiguous = text in entity.ambiguous
            yield _Surface(text, entity, ambiguous, text in entity.any_case, "gazetteer.context" if ambiguous else why)
    for role in roles:
        for text in role.spellings():
            yield _Surface(text, role, role.is_ambiguous(text), True, "gazetteer.role")


def _case_fits(surface: _Surface, written: str, text: str, start: int) -> bool:
    """Say whether `written` has the capitals that the spelling asks for."""
    if surface.any_case or written == surface.text:
        return True
    as_written = fold(written, lower=False)
    if as_written == fold(surface.text, lower=False):
        return True
    # A short abbreviation cannot be told from a word once all letters are capitals.
    return len(written) > 3 and written.isupper() and all_capitals(text, start)


def _has_capitals(written: str, spelling: str) -> bool:
    return written in (spelling, spelling.upper())


def _longest(hits: Iterable[Candidate]) -> list[Candidate]:
    """Return hits without overlaps: the longest first, entities before roles, then the earlier one."""
    ordered = sorted(hits, key=lambda hit: (hit.start, -(hit.end - hit.start), isinstance(hit.owner, Role)))
    kept: list[Candidate] = []
    for hit in ordered:
        while kept and kept[-1].end > hit.start and hit.end - hit.start > kept[-1].end - kept[-1].start:
            kept.pop()
        if not kept or kept[-1].end <= hit.start:
            kept.append(hit)
    return kept


def _inside(hit: Candidate, spans: list[tuple[int, int]]) -> bool:
    """Say whether a hit lies in one of the spans, which are in order and do not overlap."""
    at = bisect_right(spans, (hit.start, 1 << 62)) - 1
    return at >= 0 and spans[at][0] <= hit.start and hit.end <= spans[at][1]
