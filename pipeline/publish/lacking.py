"""Say what the archive does not have on a story, as far as stored records can tell.

Four gaps: the report that it goes back to, a second report, a figure that may be printed, words of a company. Whether a
company speaks is looked up in the English texts, sentence by sentence, and in doubt it speaks: that nobody of a company
is quoted is said only where no sentence looks like it. Where texts are cut off or in other languages, nothing is said
of it.
"""

import re
from collections import Counter
from collections.abc import Callable, Collection, Sequence

from pipeline.publish.background import MemberRow
from pipeline.publish.context_model import Lack
from pipeline.publish.rows import ClaimRow
from pipeline.sentences import sentence_spans

_MOST_ORIGINS = 3
_MOST_CITED = 3
COMPANIES = frozenset({"platform", "employer", "bpo", "client"})
"""Types of entities that are companies."""
_SAYS = (
    r"(?:said|says|say|told|tells|stated|states|wrote|writes|added|adds|denie[ds]|disput\w+|confirm\w+|call(?:s|ed)"
    r"|argue[ds]|insist\w*)"
)
_SPOKE = re.compile(
    rf"\b(?:spokes(?:person|people|man|woman|men|women)|in (?:a|an emailed) statement|in an e-?mail|(?:the|its|a) "
    rf"(?:company|firm|platform|start-?up|vendor|contractor|operator|management)(?: itself| also)? {_SAYS}"
    r"|chief executive|ceo|founder|co-founder|executive|management (?:said|says))\b",
    re.IGNORECASE,
)
_NO_ANSWER = re.compile(
    r"\b(?:declin\w+ to (?:comment|answer|be interviewed)|w(?:ould|ill) not comment|no comment|could not be reached"
    r"|(?:did|do|does|had|has|have)(?: not|n['’]t)(?: immediately| yet)? (?:respond\w*|repl\w+|answer\w*|comment\w*)"
    r"|without (?:a )?(?:reply|response|answer)|went unanswered)\b",
    re.IGNORECASE,
)


def lacks_of(
    members: Sequence[MemberRow],
    claims: Sequence[ClaimRow],
    *,
    n_independent: int,
    companies: Collection[str],
    cite: Callable[[str], int | None],
) -> tuple[Lack, ...]:
    """Return what the archive lacks on a story.

    Args:
        members: its reports up to the end of the week.
        claims: their pay claims of the week.
        n_independent: outlets that reported on their own this week.
        companies: names of the companies that it names.
        cite: article id to the number of its source; None for one of an earlier week.
    """
    return tuple(
        lack
        for lack in (
            _origin(members, cite),
            _second(n_independent),
            _figure(claims),
            _company(members, companies, cite),
        )
        if lack is not None
    )


def _origin(members: Sequence[MemberRow], cite: Callable[[str], int | None]) -> Lack | None:
    absent = [row for row in members if not row.is_archived]
    names = list(dict.fromkeys(row.origin_name for row in absent))[:_MOST_ORIGINS]
    if not names:
        return None
    number = "the report" if len(names) == 1 else "the reports"
    return Lack(text=f"{number} of {_listed(names)} that it goes back to", sources=_cited(absent, cite))


def _second(n_independent: int) -> Lack | None:
    if n_independent > 1:
        return None
    if n_independent == 1:
        return Lack(text="a second outlet that reports it on its own")
    return Lack(text="any outlet that reports it on its own: there are copies, rewrites or re-published texts alone")


def _figure(claims: Sequence[ClaimRow]) -> Lack | None:
    standing = [claim for claim in claims if claim.review_status != "rejected"]
    if not standing:
        return Lack(text="a pay figure: its reports of the week state none that was read")
    if any(claim.is_printable for claim in standing):
        return None
    why = Counter(claim.why_not[0].split(":")[0] for claim in standing if claim.why_not)
    reasons = ", ".join(f"{words} ({n})" for words, n in sorted(why.items(), key=lambda item: (-item[1], item[0])))
    return Lack(text=f"a pay figure that may be printed as it stands: {reasons}")


def _company(
    members: Sequence[MemberRow], companies: Collection[str], cite: Callable[[str], int | None]
) -> Lack | None:
    read = [row for row in members if row.text and (row.language or "en").split("-")[0] == "en"]
    if len(read) < len(members) or any(row.is_cut_off for row in members) or not read:
        return None
    named = "|".join(re.escape(name) for name in sorted(companies)) or r"(?!)"
    speaks = re.compile(rf"\b(?:{named})(?:['’]s \w+| itself| also)? {_SAYS}\b|\baccording to (?:{named})\b")
    silent = []
    for row in read:
        for start, end in sentence_spans(row.text):
            sentence = row.text[start:end]
            if _NO_ANSWER.search(sentence):
                silent.append(row)
            elif _SPOKE.search(sentence) or speaks.search(sentence):
                return None
    if silent:
        return Lack(
            text="words of a company: its reports say that somebody was asked and gave no answer",
            sources=_cited(silent, cite),
        )
    return Lack(text="words of a company: no sentence of its reports looks like one")


def _cited(rows: Sequence[MemberRow], cite: Callable[[str], int | None]) -> tuple[int, ...]:
    numbers = dict.fromkeys(cite(row.article_id) for row in rows)
    return tuple(number for number in numbers if number is not None)[:_MOST_CITED]


def _listed(names: Sequence[str]) -> str:
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}"
