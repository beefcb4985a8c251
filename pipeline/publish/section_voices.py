"""Tell who speaks in a sentence of English news: a worker, the company, or somebody else.

In: a sentence, the people whom its article introduces as workers, the companies it names. Out: a voice; "other" when
somebody speaks and it is not certain who: a union, a lawyer, a court paper, "she"; None when nobody speaks.
"""

import re
from collections.abc import Collection
from typing import Literal

Voice = Literal["worker", "company", "other"]

WORKERS = (
    r"(?:(?:gig|data|crowd|click)?[ -]?workers?|annotators?|raters?|label+ers?|moderators?|taskers?|tutors?"
    r"|freelancers?|transcribers?|(?:AI|former|generalist|expert) trainers?|contractors"
    r"|clickworkers?|crowdworkers?|testers)"
)
_SAY = r"(?:sa(?:id|ys?)|told|tells?|wrote|added|explained|recalled|described|complained|replied|insisted|denied)"
_LEADING = re.compile(
    rf"^(?P<who>[^,“”\":;]{{2,80}}?)(?:,\s[^,“”\":;]{{2,80}},)?\s(?:has\s|have\s)?(?:also\s)?{_SAY}\b"
)
_TRAILING = re.compile(rf"[,”\"]\s(?P<who>[^“”\":;]{{2,100}}?)\s{_SAY}(?=[ ,.]|$)")
_INVERTED = re.compile(
    rf"[”\"]\s{_SAY}\s(?!that\b|so\b|on\b|in\b)(?P<who>[^“”\":;]{{2,100}}?)(?=\.|$|,\s(?:adding|before|in)\b)"
)
_ACCORDING = re.compile(r"\b[Aa]ccording to (?P<who>[^“”\":;.]{2,80})")
_SILENT = re.compile(
    r"^(?P<who>[^“”\":;,]{2,80}?)\s(?:declined to comment|(?:did|has|have) not (?:immediately )?(?:respond|answer|"
    r"comment|repl(?:y|ied)|responded|answered|commented))\b"
)
_SPEAKS = re.compile(
    rf"[“”\"]|\b{_SAY}\b|\b[Aa]ccording to\b|\b(?:claim|alleg|argu|report|estimat|warn|announc|promis|suggest)\w*\b"
)
_WORKER = re.compile(rf"\b{WORKERS}\b", re.IGNORECASE)
_SPOKEN_FOR = re.compile(r"\b(?:spokes(?:person|man|woman)|chief executive|CEO|co-?founder|founder|head of \w+)\b")
_OTHERS = re.compile(
    r"\b(?:unions?|guild|federation|lawyers?|attorneys?|judges?|court|researchers?|professors?|minister|officials?"
    r"|ministry|analysts?|lawsuit|suit|complaint|filing|report|study|survey|documents?|e-?mails?|letters?|organi[sz]ers?"
    r"|organi[sz]ation|association|campaign\w*|group|collective|coalition|network|council|commission|inspector\w*|regulator|agency|"
    r"senator|economist|recruiters?|managers?|spouses?|sources?|listing|posting|whom?|which|that|not|nobody|no)\b",
    re.IGNORECASE,
)
_BEHIND_HEAD = re.compile(r"\b(?:of|at|for|to|from|with|about|that|which|against|by)\b")
_NAME = r"[A-Z][\w’'-]+(?: [A-Z][\w’'.-]+){1,3}"
_INTRODUCED = re.compile(
    rf"(?P<name>{_NAME}), (?:\d\d, )?(?:(?:an?|one of the) |who (?:works?|worked|has worked) (?:as|for))"
    r"(?P<what>[^,.;“”\"]{2,80})"
)
_TITLED = re.compile(rf"\b(?P<what>{WORKERS}) (?P<name>{_NAME})")


def workers_of(text: str) -> frozenset[str]:
    """Return the names, and the surnames, of people whom an article introduces as workers.

    >>> sorted(workers_of("“No,” said Ana Ruiz, a rater in Leeds. Ben Oduya, a lawyer for raters, agreed."))
    ['Ana Ruiz', 'Ruiz']
    """
    names: dict[str, bool] = {}
    for found in (*_INTRODUCED.finditer(text), *_TITLED.finditer(text)):
        what = found["what"]
        is_worker = _WORKER.search(what) is not None and not _OTHERS.search(what) and not _SPOKEN_FOR.search(what)
        # One who is introduced twice, as a rater and as an organiser, speaks for more than one.
        names[found["name"]] = is_worker and names.get(found["name"], True)
    # "Later Ana Ruiz" is read as a name of its own.
    others = [name.split()[-1] for name, is_worker in names.items() if not is_worker]
    whole = {name for name, is_worker in names.items() if is_worker and name.split()[-1] not in others}
    surnames = [name.split()[-1] for name in names]
    return frozenset(whole | {name.split()[-1] for name in whole if surnames.count(name.split()[-1]) == 1})


def voice_of(sentence: str, *, workers: Collection[str], companies: Collection[str]) -> Voice | None:
    """Return who speaks.

    >>> voice_of("Vellum declined to comment.", workers=(), companies=["Vellum"])
    'company'
    >>> voice_of("She said no.", workers=["Ruiz"], companies=["Vellum"])
    'other'
    """
    silent = _SILENT.match(sentence)
    if silent:
        return "company" if _class(silent["who"], workers, companies) == "company" else "other"
    if not _SPEAKS.search(sentence):
        return None
    leading = _LEADING.match(sentence)
    # ", which is based in Leeds, has said" belongs to the name before it.
    trailing = _TRAILING.search(sentence, leading.end() if leading else 0)
    found = (_INVERTED.search(sentence), trailing, leading, _ACCORDING.search(sentence))
    voices = {_class(one["who"], workers, companies) for one in found if one}
    # Two who speak in one sentence: neither section is right for it.
    return voices.pop() if len(voices) == 1 else "other"


def _class(who: str, workers: Collection[str], companies: Collection[str]) -> Voice:
    who = who.strip(" ,")
    if _OTHERS.search(who):
        return "other"
    named = [name for name in companies if re.search(rf"(?<!\w){re.escape(name)}(?!\w)", who)]
    speaks_for = _SPOKEN_FOR.search(who) is not None
    # "Employers of raters": the raters do not speak.
    head = _BEHIND_HEAD.split(who)[0]
    if _WORKER.search(head) or any(re.search(rf"(?:^|\s){re.escape(name)}(?=$|,)", who) for name in workers):
        return "other" if speaks_for else "worker"
    if named and (speaks_for or who in named):
        return "company"
    if len(companies) == 1 and re.fullmatch(r"[Tt]he (?:company|firm|platform|start-?up)", who):
        return "company"
    return "other"
