"""Find who made the study that an article writes up: "a survey by the Institute for Fair Work found".

In: the text of an article. Out: names of bodies (institutes, observatories, universities, unions, networks) with their
places, where a sentence speaks of a study and names the body as its author. A body is told by a word that bodies are
called by, or because the text says what it is ("the research group Northlight"): a company's own report is its word
about itself and no independent source, and people have colleagues, not studies.
"""

import re
from typing import NamedTuple

_FORM_TEXT = (
    "alliance association centre center coalition collective college commission confederation council federation"
    " foundation forum fund guild initiative institute institution lab laboratory league network observatory"
    " organisation organization partnership project school society trust union university watch"
    " institut stiftung universität universitaet hochschule verband gewerkschaft netzwerk beobachtungsstelle"
    " observatorio instituto universidad fundación fundacion centro red sindicato asociación"
    " observatoire université universite fondation centre syndicat association réseau"
    " observatório universidade fundação rede associação"
)
_FORMS = frozenset(_FORM_TEXT.split())
_STUDY = re.compile(
    r"(?i:\b(?:stud(?:y|ies)|surveys?|surveyed|research|reports?|analys[ie]s|analysed|analyzed|findings|experiments?|census|polls?"
    r"|polled|audits?|white paper|working paper|briefing paper|questionnaires?|interviewed|questioned|examined"
    r"|Studien?|Umfragen?|Untersuchung(?:en)?|Erhebung(?:en)?|Berichte?|Befragung(?:en)?"
    r"|estudios?|informes?|encuestas?|investigación|censo|relevamiento"
    r"|études?|enquêtes?|rapports?|sondages?|estudos?|relatórios?|pesquisas?|levantamento)\b)"
)
_CAPITAL = r"[A-ZÄÖÜÁÉÍÓÚÑÂÊÔÀÇ][\w&’'-]*"
_LINK = r"(?:of|for|on|and|the|de|do|da|du|des|del|la|los|las|y|e|et|für|fuer|von|der|die)"
_OPENERS = r"(?!(?:The|When|As|But|And|While|Since|After|In|On|Last|Das|Die|Der|El|La|Le|What|If|For)\b)"
_NAME = rf"(?P<name>{_OPENERS}{_CAPITAL}(?: (?:{_LINK} ){{0,2}}{_CAPITAL}){{0,6}})"
_KIND = (
    r"(?P<kind>(?:research|advocacy|campaign|labou?r rights|workers['’]?|digital rights|human rights)"
    r" (?:group|body|institute|organi[sz]ation|centre|center|network)"
    r"|(?:non-?profit|charity|NGO|think[ -]?tank|watchdog|trade union|union)(?: (?:group|organi[sz]ation))?"
    r"|Forschungs(?:institut|gruppe)|Denkfabrik|Nichtregierungsorganisation|Gewerkschaft"
    r"|centro de (?:estudios|investigación)|organización|ONG|groupe de recherche|organisation)"
)
_ARTICLE = r"(?:[Tt]he |[Dd]as |[Dd]ie |[Dd]er |[Dd]em |[Dd]es |[Ee]l |[Ll]a |[Ll]['’]|[Oo] )?"
# What stands before the name of an author, and what after it.
_BEFORE = (
    r"(?:\b(?:[Aa]ccording to|examined by|surveyed by|questioned by|laut|según|segundo|selon)"
    rf"|(?:{_STUDY.pattern})[^.\n]{{0,60}}?[ ,](?:by|from|which|that|(?:researchers?|economists?|academics?) (?:of|at)"
    r"|von|vom|des|der|die|das|del?|do|da|du|por|par|pel[oa]|que))[ ,]+"
)
_AFTER = (
    r"(?:['’]s?\b|,? (?:(?:which|who|has|have|had|also|itself|today|said|recently) ){0,3}"
    r"(?:sa(?:id|ys) in (?:an?|its|the)(?: \w+){0,2} (?:study|survey|report|paper|analysis)"
    r"|found|finds|reported|reports|published|publishes|released|presented|surveyed|interviewed|questioned|polled|examined"
    r"|studied|analy[sz]ed|estimates?d?|concluded|concludes|counted|asked|study|survey|report|research|analysis|findings|index)\b)"
)
_RULES = (
    re.compile(rf"{_BEFORE}{_ARTICLE}(?:{_KIND},? )?{_NAME}"),
    re.compile(rf"{_NAME}(?:, (?:an?|the) [^,.\n]{{0,50}},)?{_AFTER}"),
    re.compile(rf"{_KIND},? {_NAME}"),
    re.compile(rf"{_NAME}, (?:an?|the) (?:\w+[ -]){{0,3}}?{_KIND}\b"),
)
_SENTENCE = re.compile(r"[^\n]+?(?:[.!?][\"'”’»]?(?=\s|$)|(?=\n)|$)")


class Study(NamedTuple):
    """Who is named as the author of a study, and where."""

    name: str
    start: int
    end: int


def read_studies(text: str) -> list[Study]:
    """Return the bodies that a text names as authors of a study, in text order, each place once.

    >>> [one.name for one in read_studies("A survey by the Institute for Fair Work found that pay fell.")]
    ['Institute for Fair Work']
    >>> read_studies("The report names Mercor and its lawyers.")
    []
    """
    found: dict[int, Study] = {}
    for sentence in _SENTENCE.finditer(text):
        if not _STUDY.search(sentence[0]):
            continue
        for rule in _RULES:
            for match in rule.finditer(text, *sentence.span()):
                name = match["name"].removesuffix("'s").removesuffix("’s")
                if _is_body(name) or match.groupdict().get("kind"):
                    start = match.start("name")
                    found.setdefault(start, Study(name, start, start + len(name)))
    return [found[start] for start in sorted(found)]


def _is_body(name: str) -> bool:
    words = [word.lower() for word in name.split()]
    return len(words) > 1 and not _FORMS.isdisjoint(words)
