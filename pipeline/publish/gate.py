"""Let no sentence of a summary pass that its sources do not say, however it was made.

In: a sentence, the sentences that it cites with their articles, the stored pay claims of these, and a parser. Out: what
is wrong with it. A whole sentence of a source passes at once. Of any other one, links, quotations, figures (value,
currency, unit, bound), names, owners, the direction of changes, denials and doubts, who did what to whom, and what came
first are each held against the source; a word that carries meaning and is not the source's may stand for one that is,
but not many may. What cannot be proved is refused: the source's own sentence takes its place.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

from pipeline.parsed import Parse
from pipeline.publish.gate_changes import moved_figures, turned_words
from pipeline.publish.gate_clauses import moved_dates, new_words, turned_roles, turned_ties
from pipeline.publish.gate_cues import denials_added
from pipeline.publish.gate_doubts import doubts_lost
from pipeline.publish.gate_figures import Figure, agree, currency_of, figures_of, units_of
from pipeline.publish.gate_names import (
    is_quoted,
    meant_by,
    names_of,
    outside_quotations,
    quotations,
    strange_speakers,
    unknown_names,
)
from pipeline.publish.gate_owners import Read, strange_modifiers, strange_owners
from pipeline.publish.gate_places import strange_places
from pipeline.publish.gate_words import is_content, links_of, plain, without_links

Kind = Literal[
    "link", "quotation", "figure", "name", "owner", "direction", "negation", "order", "words", "nothing cited"
]
_MOST_NEW = 0.45
"""Part of a sentence's words that may be new where none of them is of a kind that is checked by itself."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Cited:
    """An article and those of its sentences that are cited."""

    url: str
    title: str
    outlet: str
    text: str
    sentences: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Stored:
    """A stored pay claim, as far as the gate wants it."""

    amount_min: Decimal | None
    amount_max: Decimal | None
    currency: str
    unit: str
    platform: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Problem:
    """Why a sentence may not stand."""

    kind: Kind
    detail: str


def check_sentence(
    sentence: str, cited: Sequence[Cited], claims: Sequence[Stored], *, parse: Parse
) -> tuple[Problem, ...]:
    """Return what is wrong with a sentence; () when it may stand.

    Args:
        claims: of the cited articles.
    """
    if not any(one.sentences for one in cited):
        return (Problem(kind="nothing cited", detail=sentence),)
    links = [link for link in links_of(sentence) if link not in {one.url for one in cited}]
    found = [Problem(kind="link", detail=link) for link in links]
    words = without_links(sentence)
    if is_verbatim(words, cited):
        return tuple(found)
    ours = _read(words, parse)
    theirs = [_read(plain(one), parse) for article in cited for one in article.sentences]
    found += _problems(ours, theirs, cited, claims)
    return tuple(found)


def gated(
    sentence: str, cited: Sequence[Cited], claims: Sequence[Stored], *, parse: Parse
) -> tuple[str, tuple[Problem, ...]]:
    """Return the sentence if it may stand, else the source's own, with what was wrong."""
    problems = check_sentence(sentence, cited, claims, parse=parse)
    if not problems:
        return sentence, ()
    own = next((one for article in cited for one in article.sentences), "")
    return own, problems


def is_verbatim(sentence: str, cited: Sequence[Cited]) -> bool:
    """Say whether a sentence is a whole one of its source, or some that follow each other there."""
    wanted = plain(sentence)
    whole = {plain(one) for article in cited for one in article.sentences}
    joined = {plain(" ".join(article.sentences)) for article in cited}
    follow = {
        one
        for one, article in zip([plain(" ".join(a.sentences)) for a in cited], cited, strict=True)
        if one in plain(article.text)
    }
    return wanted in whole or (wanted in joined and wanted in follow)


def _problems(
    ours: Read, theirs: Sequence[Read], cited: Sequence[Cited], claims: Sequence[Stored]
) -> Iterator[Problem]:
    for quotation in quotations(ours.text):
        if not any(is_quoted(quotation, article.sentences, article.text) for article in cited):
            yield Problem(kind="quotation", detail=quotation)
    places_of = [(article.sentences, article.text) for article in cited]
    for detail in strange_speakers(ours.text, ours.words, places_of):
        yield Problem(kind="quotation", detail=detail)
    for figure in ours.figures:
        words = ours.text[figure.start : figure.end]
        places = [other for one in theirs for other in one.figures if agree(figure, other)]
        if not places and not _is_known_number(figure, ours, theirs):
            yield Problem(kind="figure", detail=words)
        else:
            # A list names its unit once: "KSh 4 per image for street scenes, KSh 7 for scans".
            units = {other.unit for one in theirs for other in one.figures if other.currency == figure.currency}
            is_told = any(place.unit == figure.unit for place in places) or units == {figure.unit, ""}
            yield from _against_claims(ours, figure, claims, has_unit=is_told)
    strange_units = units_of(ours.words) - {unit for one in theirs for unit in units_of(one.words)}
    if ours.figures:
        for unit in sorted(strange_units):
            yield Problem(kind="figure", detail=f"{unit}: the source names no such measure")
    names = names_of(ours.text, ours.words, " ".join(article.text for article in cited))
    strange = [
        set(unknown_names(names, article.sentences, article.text, (article.title, article.outlet))) for article in cited
    ]
    for name in sorted(set.intersection(*strange)):
        yield Problem(kind="name", detail=name)
    meant = frozenset(
        word for article in cited for word in meant_by(article.sentences, article.text, (article.title, article.outlet))
    )
    checks: tuple[tuple[Kind, Iterator[str]], ...] = (
        ("direction", moved_figures(ours, theirs)),
        ("direction", turned_words(ours, theirs)),
        ("negation", doubts_lost(ours, theirs)),
        ("negation", denials_added(ours, theirs)),
        ("order", turned_ties(ours, theirs)),
        ("order", moved_dates(ours, theirs)),
        ("order", turned_roles(ours, theirs, meant)),
        ("name", strange_places(ours, theirs, meant)),
        ("owner", strange_modifiers(ours, theirs)),
        ("owner", strange_owners(ours, theirs, meant)),
    )
    for kind, problems in checks:
        for detail in problems:
            yield Problem(kind=kind, detail=detail)
    new = new_words(ours, theirs, meant)
    content = [word for word in ours.words if is_content(word)]
    if len(new) > max(1.0, _MOST_NEW * len(content)):
        yield Problem(kind="words", detail=", ".join(new))


def _read(text: str, parse: Parse) -> Read:
    text = plain(text)
    words = parse(text)
    return Read(text=text, words=words, figures=figures_of(text, words))


def _is_known_number(figure: Figure, ours: Read, theirs: Sequence[Read]) -> bool:
    """Say whether a number is part of a word that the source has as well, as "GPT-4" or "24/7"."""
    at = figure.start
    while at > 0 and not ours.text[at - 1].isspace():
        at -= 1
    token = ours.text[at : figure.end].split()[0].strip(".,;:()\"'")
    return (
        any(char.isalpha() for char in token)
        and not figure.currency
        and any(token in one.text for one in theirs)
        and (token[0].isalpha() and any(char.isdigit() for char in token))
    )


def _against_claims(ours: Read, figure: Figure, claims: Sequence[Stored], *, has_unit: bool) -> Iterator[Problem]:
    same = [claim for claim in claims if figure.value in {claim.amount_min, claim.amount_max}]
    if not same or not figure.currency:
        return
    words = ours.text[figure.start : figure.end]
    if figure.unit and not has_unit and not any(claim.unit == figure.unit for claim in same):
        yield Problem(kind="figure", detail=f"{words}: stored {same[0].unit}")
    family = figure.currency.split(" ")[0]
    if not any(
        currency_of(claim.currency).split(" ")[0] in {family, "dollar" if family == "cent" else family}
        for claim in same
    ):
        yield Problem(kind="figure", detail=f"{words}: stored {same[0].currency}")
    outside = outside_quotations(ours.text).casefold()
    payers = {claim.platform for claim in claims if claim.platform and claim.platform.casefold() in outside}
    right = {claim.platform for claim in same}
    if payers and None not in right and not payers & right and len(ours.figures) == 1:
        yield Problem(kind="owner", detail=f"{words}: stored for {', '.join(sorted(str(one) for one in right))}")
