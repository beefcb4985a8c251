"""Make the strict terms of the byte prefilter from `data/relevance/rules.toml` and the gazetteer: the one place.

In: the rules and the gazetteer. Out: `StrictTerms`. Enough alone: words for people who make data for AI, in all
languages that are read, and names of platforms and outsourcers that mean nothing else. Else a word on AI, or a name
that also means something else, must stand near a word on work; words that only often stand for AI or data work
("software", "tasks") must be two. `benchmarks/backfill.py` measures what that finds.
"""

from collections.abc import Iterable
from pathlib import Path

from models.gazetteer_file import Entity
from models.relevance_terms import Rules
from pipeline.config import read_toml
from pipeline.strict_terms import StrictTerms

_NAMED = frozenset({"platform", "project", "bpo", "worker_org"})
# Of the hints, those that name people or their work and are rare in other news: they need no second hint.
_RARE_HINTS = (
    "moderator*",
    "grader*",
    "rater",
    "raters",
    "annotat*",
    "labelling",
    "labeling",
    "evaluator*",
    "piecework",
)


def strict_terms(rules: Path, entities: Iterable[Entity]) -> StrictTerms:
    """Return the terms of an installation.

    Raises:
        ConfigError: the rules cannot be used.
    """
    read = read_toml(rules, Rules)
    english = read.english
    foreign = (read.german, read.spanish, read.portuguese, read.french)
    rare = [term for term in english.data_work_hint.terms if term in _RARE_HINTS]
    who = [*english.ai.terms, *english.data_task.terms, *rare]
    who_cased = [*english.ai.cased, *english.data_task.cased]
    alone = list(english.data_work.terms)
    alone_cased = list(english.data_work.cased)
    groups = (english.labour, english.pay, english.organising, english.job_loss, english.work_law)
    work = [term for group in groups for term in group.terms]
    work_cased = [term for group in groups for term in group.cased]
    for language in foreign:
        alone += language.data_work
        who += language.ai
        who_cased += language.ai_cased
        work += language.labour
    for entity in entities:
        if entity.type not in _NAMED:
            continue
        for name in dict.fromkeys((entity.name, *entity.aliases)):
            to = who_cased if name in entity.ambiguous else alone_cased
            to += [name, name.upper()]
        alone += [name for name in entity.any_case if name not in entity.ambiguous]
    return StrictTerms(
        alone=_once(alone),
        alone_cased=_once(alone_cased),
        who=_once(who),
        who_cased=_once(who_cased),
        hint=_once((*english.ai_hint.terms, *english.data_work_hint.terms)),
        work=_once(work),
        work_cased=_once(work_cased),
    )


def _once(terms: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(terms))
