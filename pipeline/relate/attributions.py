"""Read whom an article credits, and for what: "according to WIRED", "told the Ledger", "wie die Zeit berichtet".

In: the text of an article, the outlets that are known, the names of its own outlet. Out: `Attribution` records in the
order of the text, for outlets, agencies and the authors of studies (`studies.py`) alone. `read_credits` gives the same
before anybody asked whether a name is an outlet's: where the outlet of an earlier article is at hand, its own name
decides.

An outlet is credited for the main report where it is said in so many words ("first reported by", "read the full story
at"), or early in the text, or twice; for a detail where the sentence speaks of another time ("reported in May that"),
or where it comes late and once.
"""

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Literal

from pipeline.relate.outlets import Outlet, Outlets, names_outlet, outlet_key
from pipeline.relate.studies import read_studies

CreditFor = Literal["report", "detail", "interview", "agency"]

_CHARS = 40_000
_EARLY_CHARS = 450
_EARLY_SHARE = 0.3
_ARTICLE = r"(?:(?:[Tt]he|[Dd]er|[Dd]ie|[Dd]as|[Dd]em|[Dd]en|[Dd]es|[Ee]l|[Ll]a|[Ll]os|[Ll]as|[Ll]e|[Ll]es|[Oo]|[Aa]) |[Ll]['’])?"
_WORD = r"[A-ZÄÖÜÁÉÍÓÚÑÂÊÔÀÇ0-9](?:[\w&’'-]|\.(?=[A-Z]\w))*"
_NAME = (
    rf"(?P<name>(?!(?:Wie|Als|Wenn|Nach|Laut|As|When|But|Como|Comme)\b){_ARTICLE}(?:(?:[a-z0-9-]{{2,40}}\.){{1,3}}[a-z]{{2,12}}\b(?!@)"
    rf"|{_WORD}(?:\.[a-z]{{2,3}}\b)?(?: (?:(?:of|the|de|do|da|du|des|del|y|e|et|für|von|am|an) (?:the |la |los )?)?{_WORD}){{0,5}}|dpa\b|heise online|taz\b))"
)
_KINDS = (
    r"magazine|newspaper|paper|daily|weekly|website|outlet|broadcaster|(?:news |press |wire )?agency|(?:news|wire) service|news site"
    r"|(?:Nachrichten)?[Mm]agazin|(?:Tages|Wochen)?[Zz]eitung|(?:Nachrichten|Online)?[Pp]ortal|(?:Nachrichten|Presse)?[Aa]gentur|Sender"
    r"|diario|periódico|revista|medio|agencia|portal|quotidien|journal|agence|jornal|agência"
)
_KIND = (
    r"(?:(?:(?:the|an?|das|der|des|die|dem|el|la|le|o|l['’]|U\.K\.|U\.S\.|British|American|[a-zäöü]+(?:sche|schen|isch|ische)?) ){0,3}"
    rf"(?P<kind>{_KINDS}) )?"
)
_QUOTE = r"[\"'“„«»‚‘*_]?"
_BEFORE: tuple[tuple[str, CreditFor, bool, str], ...] = (
    # rule, for what, whether the words alone say that it is the main report, what stands before the name
    ("first-reported", "report", True, r"(?:first|originally|erstmals|zuerst)[ ](?:reported|published|revealed|appeared)(?: \w+){0,3}? (?:by|in|on)"),
    ("as-reported-by", "report", False, r"(?:\bas|\bwas|\bwere|first)? ?(?:reported|revealed|disclosed|uncovered|exposed|documented|obtained|seen|reviewed|quoted) (?:(?:on )?\w+ )?by"),
    ("report-by", "report", False, r"(?:report|reporting|investigation|story|article|account|exclusive|piece|probe|feature|study|survey|analysis)s?(?: published| that appeared| released)?(?: (?:on )?\w+day| this week| last week)? (?:by|in|from|of)"),
    ("according-to", "report", False, r"[Aa]ccording to(?: (?:a|an|the) (?:\w+ )?(?:report|investigation|story|article|account|study|survey) (?:by|in|from|published (?:by|in)))?(?: reporting (?:by|in|from))?"),
    ("citing", "report", False, r"\b(?:citing|via|h/t|quoting|credit:)"),
    ("full-story-at", "report", True, r"(?:full|original|entire) (?:content|story|article|report|text|piece|version)(?: \w+){0,4}? (?:on|at|in|by|from)"),
    ("source", "report", True, r"(?m:^|[\n(.] ?)(?:Source|Quelle|Fuente|Fonte|Via|Original)s? ?: ?"),
    ("told", "interview", False, r"\b(?:told|tells|telling|spoke to|spoken to|speaking to|speaking with|spoke with|interview with|interview to|interviewed by|emailed to|said to|statement to|comments to|shared with|talking to|talked to)"),
    ("laut", "report", False, r"\b(?:[Ll]aut|[Ll]aut (?:einem|einer|dem|der) (?:Bericht|Recherche|Recherchen|Meldung) (?:von|des|der|in)|[Nn]ach (?:Informationen|Recherchen|Angaben|einem Bericht|Berichten|Darstellung) (?:von|des|der|in|im)|(?:Bericht|Recherche|Recherchen|Artikel) (?:von|des|der|in|im))"),
    ("berichtet", "report", False, r"\b(?:berichtet|berichtete|meldet|meldete|schreibt|schrieb|enthüllte|enthüllt|recherchierte)(?: (?:zuerst|zunächst|am \w+))*"),
    ("sagte-der", "interview", False, r"\b(?:gegenüber|im Gespräch mit|im Interview mit|(?:sagte|erzählte|erklärte|teilte|sagt|erzählt)(?: (?:sie|er|es))?(?= (?:der|dem|die) ))"),
    ("segun", "report", False, r"\b(?:[Ss]egún|[Dd]e acuerdo (?:con|a)|[Cc]onforme a)(?: (?:informó|reveló|publicó|adelantó|una investigación de|un reportaje de|la investigación de|un informe de|el diario|el periódico|el medio|la revista))*"),
    ("informo", "report", False, r"\b(?:informó|reveló|publicó|adelantó|publica|revela|informa|contó|detalló|publicado por|revelado por|(?:informe|reportaje|investigación) (?:de|del))(?: (?:el|la) (?:diario|periódico|medio|revista))?"),
    ("dijo-a", "interview", False, r"\b(?:dijo|declaró|contó|explicó|relató|comentó|aseguró|señaló|afirmó|entrevista con|dijeron|declaraciones)(?: \w+){0,2}? (?:al?|con)(?: (?:diario|periódico|medio|revista))?"),
    ("selon", "report", False, r"\b(?:[Ss]elon|[Dd]['’]après)(?: (?:une enquête|un article|les informations|le quotidien|le journal|le magazine)(?: d[eu]| des)?)?"),
    ("revele-par", "report", False, r"\b(?:rapporte|rapportait|révèle|révélait|révélé par|publié(?:e)? (?:par|dans)|a révélé|a rapporté|écrit)"),
    ("declare-a", "interview", False, r"\b(?:déclaré|confié|expliqué|raconté|indiqué|dit|entretien) (?:à|au|avec|aux)"),
    ("segundo", "report", False, r"\b(?:[Ss]egundo|[Dd]e acordo com|[Cc]onforme)(?: (?:uma reportagem d[aoe]|o jornal|a revista|informou|revelou|noticiou))?"),
    ("noticiou", "report", False, r"\b(?:noticiou|revelou|publicou|informou|apurou)"),
    ("disse-ao", "interview", False, r"\b(?:disse|afirmou|contou|declarou|explicou|entrevista)(?: \w+){0,2}? (?:ao?|à)(?: jornal| revista)?"),
)  # fmt: skip
_REPORTING = (
    r"(?:,? (?:which|who))? ?(?:(?:has|had|have|first|also|earlier|previously|later|exclusively|then|itself) ){0,2}"
    r"(?:reported|reports|revealed|reveals|wrote|writes|found|learned|uncovered|disclosed|exposed|broke|has it|says|obtained|published|documented|interviewed|spoke|understands)\b"
)
_AFTER: tuple[tuple[str, CreditFor, bool, str], ...] = (
    ("reported", "report", False, _REPORTING),
    ("called", "report", False, rf", (?P<called>(?:the|an?|das|die|der|el|la|un|una|une|le|uma?) (?:[\w.-]+ ){{0,3}}(?:{_KINDS}))\b,?{_REPORTING}"),
    ("a-report", "report", False, r" (?:report|investigation|exclusive|probe)\b"),
    ("names-report", "report", False, r"['’]s? (?:own |original |initial |\w+day )?(?:report|reporting|investigation|story|article|account|findings|exclusive|reporters?)\b"),
    ("berichtete", "report", False, r"(?:,)? (?:hatte |hat )?(?:\w+ ){0,3}?(?:berichtet|berichtete|meldet|meldete|enthüllt|enthüllte|recherchiert|geschrieben)\b"),
    ("lo-publico", "report", False, r" (?:informó|reveló|publicó|adelantó|révèle|rapporte|a révélé|revelou|noticiou|publicou)\b"),
)  # fmt: skip
_RULES = tuple(
    (rule, credit, is_main, re.compile(rf"(?:{words})[\s:]+{_KIND}{_QUOTE}{_NAME}"), False)
    for rule, credit, is_main, words in _BEFORE
) + tuple(
    (rule, credit, is_main, re.compile(rf"{_KIND}{_QUOTE}{_NAME}{_QUOTE}{words}"), True)
    for rule, credit, is_main, words in _AFTER
)  # fmt: skip
_ANY_LANGUAGE = frozenset({"source"})
_RULES_OF = {
    "en": frozenset(
        {
            "first-reported",
            "as-reported-by",
            "report-by",
            "according-to",
            "citing",
            "full-story-at",
            "told",
            "reported",
            "called",
            "a-report",
            "names-report",
        }
    ),
    "de": frozenset({"laut", "berichtet", "sagte-der", "berichtete"}),
    "es": frozenset({"segun", "informo", "dijo-a", "lo-publico"}),
    "fr": frozenset({"selon", "revele-par", "declare-a", "lo-publico"}),
    "pt": frozenset({"segundo", "noticiou", "disse-ao", "lo-publico"}),
}
_DATELINE = re.compile(
    r"^[^\n]{0,80}?(?:\(|, |/|– |- )(?P<name>Reuters|AP|AFP|dpa|EFE|PA|ANSA|AAP|PTI|Lusa|APA|KNA|epd|Europa Press)(?:/[\w. ]{1,20})?\)?(?: ?[-–—:]|\)|\.-)"
)
_LAST_LINE = re.compile(r"\((?P<name>Reuters|AP|AFP|dpa|EFE|PA|ANSA|AAP|PTI|Lusa|APA|KNA|epd)(?:/[\w-]{1,20})?\)\s*$")
_AROUND = 130
_BESIDE = 40
_TRIGGER = re.compile(
    r"report|reveal|has it |\bsays\b|stud(?:y|ie)|survey|analysis|publish|appeared|[Aa]ccording to|citing|\bvia\b|h/t|quot(?:ing|ed)|credit:|[Ss]ource|Original|Quelle|Fuente|Fonte"
    r"|full (?:content|story|article|version|text|piece)|entire|original|uncovered|exposed|documented|obtained|reviewed|\bseen by"
    r"|disclosed|investigat|exclusive|\btold |\btells |telling|sp[eo]a?ke?n?(?:ing)? (?:to|with)|interview|emailed to|said to|statement to"
    r"|comments to|shared with|talk(?:ing|ed) to|story by|article|account|findings|\bwrote|\bwrites|\bfound\b|learned|\bbroke\b|understands"
    r"|[Ll]aut |[Nn]ach (?:Info|Rech|Ang|ein|Ber|Dar)|[Bb]ericht|meldet|schr[ei]+b|enthüllt|recherch|gegenüber|Gespräch|sagte|erzählt|erklärt|teilte"
    r"|[Ss]egún|[Dd]e acuerdo|[Cc]onforme|inform|revel|public|adelantó|contó|detalló|dij|declar|explic|relató|coment|asegur|señal|afirm|entrevista"
    r"|[Ss]elon|[Dd]['’]après|rapport|révèl|révél|publié|écrit|confié|raconté|indiqué|entretien|[Ss]egundo|[Dd]e acordo|notici|apurou|disse"
)
_OTHER_TIME = re.compile(
    r"\b(?:(?:in|im|en|em|since|seit|desde) (?:(?:early|late|mid|Anfang|Ende) ?-?)?(?:January|February|March|April|May|June|July|August|September"
    r"|October|November|December|Januar|Februar|März|Mai|Juni|Juli|Oktober|Dezember|enero|febrero|marzo|abril|mayo|junio"
    r"|julio|agosto|septiembre|octubre|noviembre|diciembre|20\d\d)|last (?:year|month|spring|summer|autumn|fall|winter)"
    r"|earlier this year|(?:months|weeks|years) (?:ago|earlier)|vergangenen (?:Jahr|Monat)|el (?:año|mes) pasado)\b"
)
_SENTENCE_END = re.compile(r"[.!?][\"'”’»]?\s|\n")
# A name ends where the next cue's own words begin.
_TAIL = re.compile(
    r"(?:\s+(?:on|in|that|and|and the|of|de|y|e|et|am|an|von|für|Monday|Tuesday|Wednesday|Thursday|Friday|Saturday|Sunday))+$"
)


_LEAD = re.compile(r"(?:As|But|And|When|What|Yet|While|Since|After|Before|How|Wie|Como|Comme|On|In|Last|Earlier) ")


@dataclass(frozen=True, slots=True, kw_only=True)
class Credit:
    """A name that stands where a text says who reported something; whose it is is another question."""

    name: str
    credited_for: CreditFor
    is_main: bool
    """The words alone say that the whole report is from there."""
    rule: str
    start: int
    """First character of the cue and name in the text; half-open."""
    end: int
    is_called_outlet: bool = False
    """The text says what it is: "the magazine The Lantern", "a study by the Fair Work Institute"."""
    of_another_time: bool = False
    """A month or year stands beside it: an earlier report is mentioned."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Attribution:
    """That an article credits an outlet."""

    outlet: Outlet
    name: str
    """As it is written."""
    credited_for: CreditFor
    rule: str
    start: int
    end: int


def read_credits(text: str, *, language: str = "") -> tuple[Credit, ...]:
    """Return all names that stand where a text credits somebody, in text order, each place once.

    Args:
        language: en, de, es, fr or pt, whose words are looked for; "": those of all.
    """
    text = text[:_CHARS]
    found: list[Credit] = []
    windows = _windows(text)
    for rule, credit, is_main, pattern, is_after in _RULES if windows else ():
        if language and rule not in _ANY_LANGUAGE and rule not in _RULES_OF.get(language, _ANY_LANGUAGE):
            continue
        for match in (match for start, end in windows for match in pattern.finditer(text, start, end)):
            name = _TAIL.sub("", match["name"])
            lead = _LEAD.match(name)
            name = name[lead.end() :] if lead else name
            start = match.start("name") + (lead.end() if lead else 0) if is_after else match.start()
            end = match.end() if is_after else match.start("name") + len(name) + (lead.end() if lead else 0)
            found.append(
                Credit(
                    name=name,
                    credited_for=credit,
                    is_main=is_main,
                    rule=rule,
                    start=start,
                    end=end,
                    is_called_outlet=match["kind"] is not None or rule == "called",
                    of_another_time=bool(_OTHER_TIME.search(text, *_beside(text, start, end))),
                )
            )
    found.extend(
        Credit(
            name=study.name,
            credited_for="report",
            is_main=False,
            rule="study",
            start=study.start,
            end=study.end,
            is_called_outlet=True,
            of_another_time=bool(_OTHER_TIME.search(text, *_beside(text, study.start, study.end))),
        )
        for study in read_studies(text)
    )
    for pattern in (_DATELINE, _LAST_LINE):
        if line := pattern.search(text):
            found.append(
                Credit(
                    name=line["name"],
                    credited_for="agency",
                    is_main=True,
                    rule="agency",
                    start=line.start("name"),
                    end=line.end("name"),
                )
            )
    # "as WIRED reported" is read by two rules: the one that says most stands.
    found.sort(key=lambda one: (one.start, not one.is_main, one.credited_for != "report", one.end))
    kept: list[Credit] = []
    for one in found:
        same = next((at for at, other in enumerate(kept) if _is_same_credit(one, other)), None)
        if same is None:
            kept.append(one)
        elif one.is_called_outlet:
            kept[same] = replace(kept[same], is_called_outlet=True)
    return tuple(kept)


def _is_same_credit(one: Credit, other: Credit) -> bool:
    overlap = one.start < other.end and other.start < one.end
    return overlap and outlet_key(one.name) == outlet_key(other.name)


def read_attributions(text: str, outlets: Outlets, *, own: Iterable[str] = ()) -> tuple[Attribution, ...]:
    """Return the outlets that an article credits, in text order.

    Args:
        own: names and hosts of the article's own outlet: who credits himself credits nobody.
    """
    return attributed(read_credits(text), outlets, chars=len(text), own=own)


def attributed(
    credits: Iterable[Credit], outlets: Outlets, *, chars: int, own: Iterable[str] = ()
) -> tuple[Attribution, ...]:
    """Return those credits of a text of so many characters whose names are outlets'."""
    own = tuple(own)
    named: list[tuple[Credit, Outlet]] = []
    for credit in credits:
        outlet = outlets.named(credit.name)
        if outlet is None and credit.is_called_outlet:
            outlet = Outlet(key=outlet_key(credit.name), name=credit.name)
        if outlet is not None and not names_outlet(credit.name, own):
            named.append((credit, outlet))
    full = {outlet.key: outlet for _, outlet in named}
    # "the Ledger" is the "Quay Street Ledger" of the sentence before.
    named = [(credit, _in_full(outlet, full)) for credit, outlet in named]
    counts = Counter(outlet.key for _, outlet in named)
    return tuple(
        Attribution(
            outlet=outlet,
            name=credit.name,
            credited_for=credited_for(credit, chars=chars, times=counts[outlet.key]),
            rule=credit.rule,
            start=credit.start,
            end=credit.end,
        )
        for credit, outlet in named
    )


def credited_for(credit: Credit, *, chars: int, times: int) -> CreditFor:
    """Return for what a name is credited, given where it stands in a text of so many characters, and how often."""
    if credit.credited_for != "report" or credit.is_main:
        return credit.credited_for
    if credit.of_another_time:
        return "detail"
    is_early = credit.start < max(_EARLY_CHARS, _EARLY_SHARE * chars)
    return "report" if is_early or times > 1 else "detail"


def credits_to(names: Iterable[str], credits: Iterable[Credit], *, chars: int) -> tuple[Credit, ...]:
    """Return those credits of a text of so many characters that go to the outlet of these names and hosts."""
    names = tuple(names)
    found = [one for one in credits if names_outlet(one.name, names)]
    return tuple(replace(one, credited_for=credited_for(one, chars=chars, times=len(found))) for one in found)


def _windows(text: str) -> list[tuple[int, int]]:
    """Return the stretches of a text that hold a word of reporting: only they are read by the rules."""
    windows: list[tuple[int, int]] = []
    for match in _TRIGGER.finditer(text):
        start, end = max(0, match.start() - _AROUND), min(len(text), match.end() + _AROUND)
        if windows and start <= windows[-1][1]:
            windows[-1] = (windows[-1][0], end)
        else:
            windows.append((start, end))
    return windows


def _in_full(outlet: Outlet, full: dict[str, Outlet]) -> Outlet:
    if outlet.source_id is not None:
        return outlet
    longer = [other for key, other in full.items() if key != outlet.key and key.endswith(outlet.key)]
    return longer[0] if len(longer) == 1 else outlet


def _beside(text: str, start: int, end: int) -> tuple[int, int]:
    """Return the words beside a credit, within its sentence: "in May" further off is the time of what happened."""
    first, last = _sentence(text, start, end)
    return max(first, start - _BESIDE), min(last, end + _BESIDE)


def _sentence(text: str, start: int, end: int) -> tuple[int, int]:
    before = [match.end() for match in _SENTENCE_END.finditer(text, max(0, start - 300), start)]
    after = _SENTENCE_END.search(text, end)
    return (before[-1] if before else max(0, start - 300)), (after.start() if after else min(len(text), end + 300))
