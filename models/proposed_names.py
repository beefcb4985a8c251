"""Find organisations that stand where platforms stand and that the gazetteer does not know.

In: an article's text with its mentions and pay claims. Out: one sighting for each such name, with the words that speak
for it, its sentence and how often it stands there; a person looks at them once a week (`laborwire gazetteer
proposals`), and that is how the gazetteer grows. Three degrees of company are told apart: what only a firm has ("the
platform Marigold", "Marigold, a start-up", "Marigold's rate card"), what firms mostly have ("contractors for Marigold",
"signed up on Marigold"), and what people have, too ("Marigold pays raters $9", "hired by Marigold"). The last counts
only for a name that is written like a firm's or that the language model takes for an organisation.
Refused: names of the gazetteer, places, languages, offices, unions and media, and whatever may be a person's name
(`models.proposed_people`). A text costs a few regular expressions; nothing is read twice.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from models.claims_handles import Handles
from models.claims_words import places_in
from models.gazetteer import Gazetteer
from models.mentions_cues import AFTER_SENTENCE_START, MAY_FOLLOW_NAME
from models.mentions_folding import encodable, fold
from models.proposed_people import may_be_person
from pipeline.records import Label, Mention, NameCue, NameSighting, PayClaim
from pipeline.sentences import sentence_spans

READ_CHARACTERS = 40_000
MOST = 40
"""Names proposed from one article: more is a directory, not an article."""

_WORD = (
    r"(?:[A-ZÀ-ÖØ-Þ][\wÀ-ÿ]*(?:[-&.][A-Za-z0-9]\w*)*|[a-z]{1,8}[A-Z]\w+|[a-z]{3,12}\d{1,2}\b|"
    r"[a-z][a-z0-9]{2,20}\.(?:ai|io|tech)\b)"
)
_NAME = rf"(?P<name>{_WORD}(?: {_WORD}){{0,3}})(?![\w])"
_KINDS = (
    r"platform|start-?up|marketplace|outsourcer|outsourcing (?:firm|company|giant)|vendor|company|firm|crowdwork site|"
    r"task site|subcontractor|subsidiary|labell?ing site|gig site|agency|supplier|outsourcer"
)
_PEOPLE = (
    r"workers|contractors|subcontractors|taskers|annotators|raters|evaluators|trainers|labell?ers|moderators|graders|"
    r"freelancers|tutors|transcribers|testers|data workers|gig workers|reviewers|clickworkers|crowdworkers"
)
_HAS = (
    rf"rate ?cards?|rate sheet|dashboard|payroll|portal|platform|job (?:ads?|adverts?|postings?|listings?|board)|"
    rf"helpdesk|support (?:team|desk)|(?:former |current )?(?:{_PEOPLE})|spokes(?:man|woman|person)|chief executive|"
    rf"CEO|recruiters|pay (?:rates|scale|table|bands?)|task queue|onboarding (?:test|team|page)|terms of service|"
    r"listings?|(?:managing|site|country|regional) director|founders?|investors|shareholders|headquarters|workforce"
)
_PAY = (
    r"(?:pays?|paid|offers?|offered|raised|lowered|cuts?|slashed|halved|doubled|owes?|owed|hires?|hired|recruits?|recruited|"
    r"promised|promises|withheld|stopped paying|laid off|deactivated|advertises?|advertised)"
)
_BEAT = rf"(?:{_PEOPLE}|(?:an|per|a|each) (?:hour|task|image|word|minute)|hourly|rates?\b|wages?\b|pay\b|[$€£₹]\s?\d)"

_CUES: tuple[tuple[NameCue, int, "re.Pattern[str]"], ...] = (
    (
        "kind before",
        3,
        re.compile(rf"\b(?i:{_KINDS})(?:,? (?:called|named|known as|by the name of))?,? (?:“|\")?{_NAME}"),
    ),
    (
        "kind after",
        3,
        re.compile(
            rf"\b{_NAME}(?:,| is| was|, which is) (?:an?|the) (?:[\w'’-]+ ){{0,6}}?(?:{_KINDS})"
            r"(?= (?:that|which|based|in|for|of|owned|with|where|on|to|used|run|founded|whose|paying|from|behind)\b|"
            r"[,.;:)—–]|$)"
        ),
    ),
    ("what it has", 3, re.compile(rf"\b{_NAME}['’]s? (?:own |new |old |latest )?(?:{_HAS})\b")),
    ("what it has", 3, re.compile(rf"\b{_NAME} (?:spokes(?:man|woman|person)|CEO|rate card|payroll|dashboard)\b")),
    (
        "work for",
        2,
        re.compile(
            rf"\b(?i:{_PEOPLE}|translators|staff|tasks|gigs|shifts|timesheets) "
            r"(?:who (?:work|worked) |working |employed |hired )?(?:on|at|for|with|through|via|of) "
            rf"(?:the )?{_NAME}"
        ),
    ),
    (
        "signed up",
        2,
        re.compile(
            r"\b(?i:(?:sign(?:ed|s|ing)? up|register(?:ed|s|ing)?|onboarded|enrolled) (?:for|on|with|to|at)|"
            r"log(?:ged|s|ging)? (?:in ?to|on ?to|in to|on to)|accounts? (?:on|at|with)|deactivated (?:by|on|from)|"
            rf"tasks? (?:on|from)|applied to|onboarding at) (?:the )?{_NAME}"
        ),
    ),
    (
        "kind after",
        3,
        re.compile(
            rf"\b{_NAME}(?:, which)? "
            r"(?:employs (?:about |some )?\d|was founded in|was set up in|is privately held|has \d+ staff)"
        ),
    ),
    ("what it has", 3, re.compile(rf"\b(?i:spokes(?:man|woman|person) for) {_NAME}")),
    ("which", 2, re.compile(rf"\b{_NAME}, which (?!he\b|she\b|they\b|we\b|I\b|the\b|an?\b|it\b|means\b)[a-z]")),
    ("work for", 2, re.compile(rf"\b(?i:employers?),? {_NAME}")),
    (
        "pays",
        1,
        re.compile(rf"\b{_NAME} (?:now |still |also |only |reportedly |has |had )?{_PAY} (?:[^\s.;]+ ){{0,5}}?{_BEAT}"),
    ),
    (
        "hired by",
        1,
        re.compile(
            r"\b(?i:(?:hired|employed|contracted|recruited|paid|laid off|fired|let go|owed) by|"
            rf"work(?:s|ed|ing)? (?:for|at|on|through|via)|according to) (?:the )?{_NAME}"
        ),
    ),
)
_SURE, _MOSTLY = 3, 2
_NO_FIRMS = (Label.PROJECT, Label.MONEY, Label.DATE)


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


_FIRM_WORDS = _words(
    """
    ai labs lab technologies technology tech data solutions systems works inc ltd llc gmbh plc corp group services
    network networks crowd tasks partners digital hub outsourcing studios annotation labeling labelling intelligence
    marketplace collective cloud analytics software interactive bpo
    """
)
_NO_FIRM_WORDS = _words(
    """
    university college school institute ministry department court courts union unions guild federation association
    congress senate parliament commission committee council bureau office times post news journal guardian gazette
    herald press magazine review radio tv street avenue city county act law bill directive regulation party church
    hospital project day week christmas easter ramadan government state states house bank fund foundation tribunal
    reserve police army board authority police
    monday tuesday wednesday thursday friday saturday sunday january february march april may june july august
    september october november december
    english spanish french german portuguese italian dutch swahili amharic somali arabic hindi bengali tamil telugu
    marathi urdu tagalog korean japanese mandarin chinese vietnamese thai turkish polish russian ukrainian swedish
    black white asian african latino latina hispanic muslim christian jewish indigenous european western arab
    """
)
_NO_NAMES = _words(
    """
    atty ai api ceo cto coo cfo hr us uk eu un usa nda faq id it rlhf llm llms gpt chatgpt agi ml nlp bpo pdf
    sms vpn ngo ilo irs nlrb eeoc ftc bbc cnn nyt mit ucla nasa gdp covid tv pc usd eur gbp i ok stem phd mba ba
    gig internet web reddit workers contractors annotators raters many most some several senior former the this
    that these those they we he she it but and or if when while after before since because both each every all
    more less other another such then there here now today yesterday tomorrow who what why how which whose where
    not no yes none nobody everyone somebody people
    """
)
_LEGAL = re.compile(r"[ ,]+(?:inc|llc|ltd|limited|corp|plc|gmbh|pty|pvt)\.?$", re.IGNORECASE)


@dataclass(slots=True)
class _Found:
    """A name with the best of its cues so far."""

    name: str
    start: int
    degree: int
    cue: NameCue


def propose_names(
    *,
    article_id: str,
    text: str,
    mentions: Sequence[Mention],
    gazetteer: Gazetteer,
    claims: Sequence[PayClaim] = (),
) -> tuple[NameSighting, ...]:
    """Return the organisations of `text` that may belong into the gazetteer, each once, in the order of their cues."""
    text = encodable(text[:READ_CHARACTERS])
    found: dict[str, _Found] = {}
    taken = [(one.start, one.end) for one in mentions if one.entity_id is not None or one.label in _NO_FIRMS]
    for name, start, degree, cue in (*_cued(text), *_payers(text, claims)):
        if _is_known(name, gazetteer) or any(low < start + len(name) and start < high for low, high in taken):
            continue
        known = found.setdefault(name_key(name), _Found(name, start, degree, cue))
        if degree > known.degree:
            found[name_key(name)] = _Found(name, start, degree, cue)
    handles = Handles.of(text)
    labels = _labels(mentions)
    kept = [one for one in found.values() if _may_be_proposed(one, text, labels, handles)]
    spans = sentence_spans(text) if kept else []
    return tuple(_sighting(article_id, one, text, spans) for one in sorted(kept, key=lambda one: one.start)[:MOST])


def name_key(name: str) -> str:
    """Return what tells names apart: neither capitals nor a legal form or an added "AI" do.

    >>> name_key("Marigold AI, Inc."), name_key("MARIGOLD")
    ('marigold', 'marigold')
    """
    bare = _LEGAL.sub("", name.strip(" .,"))
    return re.sub(r"(?: ai|\.ai|\.com|\.io|\.tech)$", "", fold(bare))


def _cued(text: str) -> Iterator[tuple[str, int, int, NameCue]]:
    for cue, degree, pattern in _CUES:
        for match in pattern.finditer(text):
            name, start = _trimmed(match["name"], match.start("name"))
            if name and _may_be_firm(name):
                yield name, start, degree, cue


def _payers(text: str, claims: Sequence[PayClaim]) -> Iterator[tuple[str, int, int, NameCue]]:
    """Yield whom a pay claim calls the payer without knowing who it is."""
    for claim in claims:
        if claim.payer is None or claim.payer_id is not None:
            continue
        name, _ = _trimmed(re.sub(r"^[Tt]he ", "", claim.payer), 0)
        at = text.find(name, claim.sent_start) if name else -1
        if at >= 0 and re.fullmatch(rf"{_WORD}(?: {_WORD}){{0,3}}", name) and _may_be_firm(name):
            yield name, at, 1, "payer of a claim"


def _trimmed(name: str, start: int) -> tuple[str, int]:
    """Cut words off that have a capital for another reason: those that open a sentence, titles, days."""
    words = name.split(" ")
    while words and fold(words[0]) in AFTER_SENTENCE_START | _NO_NAMES | {"workers", "contractors"}:
        start += len(words.pop(0)) + 1
    while words and fold(words[-1]) in MAY_FOLLOW_NAME - {"inc", "llc", "ltd"}:
        words.pop()
    return " ".join(words).rstrip(".-&"), start


def _may_be_firm(name: str) -> bool:
    words = [fold(word) for word in name.split()]
    if len(name) < 3 or any(word in _NO_FIRM_WORDS for word in words) or all(word in _NO_NAMES for word in words):
        return False
    # Kenya, Kenyan, Nairobi: a place or its people; "Nairobi Data Works" is a firm.
    places = places_in(name)
    return not (places and sum(place.end - place.start for place in places) >= len(name.replace(" ", "")) - 1)


def _is_known(name: str, gazetteer: Gazetteer) -> bool:
    return (
        gazetteer.resolve(name) is not None or name in gazetteer.other_names or f"The {name}" in gazetteer.other_names
    )


def _labels(mentions: Sequence[Mention]) -> dict[Label, frozenset[str]]:
    wanted = (Label.PERSON, Label.ORG, Label.PLACE, Label.LAW, Label.EVENT)
    return {label: frozenset(one.text for one in mentions if one.label is label) for label in wanted}


def _may_be_proposed(one: _Found, text: str, labels: dict[Label, frozenset[str]], handles: Handles) -> bool:
    name = one.name
    like_a_firm = is_written_like_a_firm(name)
    is_sure = one.degree == _SURE
    other = labels[Label.PLACE] | labels[Label.LAW] | labels[Label.EVENT]
    # The model calls a new name anything; what the words beside it say is worth more.
    if name in other and not (is_sure or like_a_firm or one.cue == "pays"):
        return False
    people = frozenset(one for one in labels[Label.PERSON] if not (like_a_firm and one == name))
    if may_be_person(name, text=text, people=people, handles=handles, is_sure_firm=is_sure or like_a_firm):
        return False
    if like_a_firm:
        return True
    if " " not in name and _is_a_plain_word(name, text, is_told=is_sure or name in labels[Label.ORG] | people | other):
        return False
    if is_sure:
        return True
    # Known places never come so far: what the model takes for a place, and pays, is a firm with a new name.
    is_organisation = name in labels[Label.ORG] or (one.cue == "pays" and name in labels[Label.PLACE])
    if " " in name:
        # Two plain words are most often a person.
        return is_organisation and one.degree == _MOSTLY
    return one.degree == _MOSTLY or is_organisation


def _is_a_plain_word(name: str, text: str, *, is_told: bool) -> bool:
    """Say whether a capital may be that of a sentence's first word: "Parking, which is free".

    Args:
        is_told: something else tells that it is a name.
    """
    if re.search(rf"(?<![\w-]){re.escape(name.lower())}(?![\w-])", text):
        return True
    inside = re.search(rf"[\w,;)’'] {re.escape(name)}(?!\w)", text)
    return inside is None and not is_told


def is_written_like_a_firm(name: str) -> bool:
    """Say whether a name has the form of a firm's: "DataPebble", "task9", "Pebble Labs", "pebble.ai".

    >>> [is_written_like_a_firm(name) for name in ("TaskPebble", "Pebble AI", "Jo Pebble", "McKenzie")]
    [True, True, False, False]
    """
    if fold(name.split()[-1]) in _FIRM_WORDS or _LEGAL.search(name):
        return True
    return any(
        re.search(r"[a-z][A-Z]|\d|\.(?:ai|io|tech|com)$", word)
        and not re.match(r"(?:Mc|Mac|De|La|Le|O)[A-Z][a-z]+$", word)
        for word in name.split()
    )


def _sighting(article_id: str, one: _Found, text: str, spans: Sequence[tuple[int, int]]) -> NameSighting:
    end = one.start + len(one.name)
    low, high = next(((low, high) for low, high in spans if low <= one.start < high), (one.start, end))
    return NameSighting(
        article_id=article_id,
        name=one.name,
        key=name_key(one.name),
        cue=one.cue,
        start=one.start,
        end=end,
        sent_start=low,
        sent_end=high,
        n_times=len(re.findall(rf"(?<!\w){re.escape(one.name)}(?!\w)", text)),
    )
