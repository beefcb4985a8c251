"""Let the trained reader's answers correct a claim that the rules have read.

In: an amount with the rules' reading, and for each question the probability of each answer. Out: the same amount,
corrected in place. Where a unit or an old and a new pay stand in so many words beside the amount, the rules keep
the last word: there they are hardly ever wrong.
"""

import re
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, TypeVar, cast

import numpy as np

from models.claims_bound import bound_of
from models.claims_cast import hearers_in
from models.claims_change import APART
from models.claims_employers import has_capital
from models.claims_kind import is_certain
from models.claims_mention import Mention
from models.claims_names import are_kin
from models.claims_refused import may_be_payer
from models.claims_venues import is_venue
from models.claims_voice import FIRST_PERSON, is_document
from models.claims_words import load_words, places_in
from models.pay_window import pieces_of
from pipeline.records import Attribution, AttributionType, ChangeRole, Kind, Modality, Unit

if TYPE_CHECKING:
    from models.pay_reader import AmountReading

Chances = Mapping[str, float]
T = TypeVar("T", bound=str)

# What the rules see in words (a bonus, an average) stands unless the model holds it for less likely than this.
_DISMISSED = 0.05
_SAID_IN_WORDS = frozenset(["owed", "bonus", "average", "posted_range", "statutory_minimum"])
# Sentences between the two members of a change that the model links.
_REACH = 1
# A link of the rules stands unless the model holds a change for less likely than this; a link of its own needs this
# much for each member: a change told the wrong way round is worse than none.
_DOUBTED, _SURE_OF_CHANGE = 0.15, 0.6
# From this probability on a word belongs to the name that is asked for; words beside it from the lower one on.
_NAMED, _GOES_ON = 0.5, 0.3
# What the rules' own choice is worth beside a chance of the model, by how they found it.
_RULES_TRUST = {"grammar": 0.6, "clause": 0.6, "sentence": 0.5, "known": 0.9}
_RULES_GUESS = 0.25
# What being pointed at by all other amounts of the text is worth, and how much a payer needs in all.
_SHARED, _ENOUGH = 0.5, 0.9
# What a worker needs, how much more where a law sets the amount for all, and what the rules' own choice is worth.
_WORKER, _WORKER_OF_LAW, _RULES_WORKER = 0.7, 0.3, 0.2
_MAX_NAME = 80


def settle_kind(mention: Mention, kinds: Chances, roles: Chances, *, near: str = "") -> None:
    """Set kind and side of a change; partners come later.

    Args:
        near: the text around the amount, a sentence or two.
    """
    if "change.from_to" in mention.rules or (mention.role is None and is_certain(mention)):
        return
    if mention.role is not None and mention.partner is not None and kinds["change"] >= _DOUBTED:
        # Which of two amounts is the old one the grammar knows better.
        return
    role = cast("ChangeRole", _best({name: chance for name, chance in roles.items() if name != "none"}))
    if kinds["change"] * roles[role] >= _SURE_OF_CHANGE:
        mention.kind, mention.role = "change", role
        return
    mention.role = None
    if mention.kind in _SAID_IN_WORDS and kinds[mention.kind] >= _DISMISSED:
        return
    _set_kind(mention, _best_kind(mention, kinds, near=near))


# A posting that no word tells of needs this much.
_POSTED = 0.5
_NO_SPEAKERS = frozenset(["is", "are", "was", "were", "be", "been", "that", "which", "and", "of", "by", "to", "it"])
# Debts are told in so many words; a low wage alone is none.
_OWED = re.compile(
    r"\b(?:ow(?:e|es|ed|ing)|un(?:der)?paid|withh\w+|back[- ]?(?:pay|wages)|arrears|due|outstanding|missing|stolen"
    r"|theft|docked|lost|never|not|nothing|n['’]t|without|recover\w*|claim\w*|wait\w*|still|frozen|froze|blocked|refus\w+|short(?:ed|changed)?"
    r"|cheated|late|delayed|chas\w+|pending|balance|stuck|denied)\b",
    re.I,
)


# A firm's own floor is none of the law's: without a word of law it needs this much.
_LEGAL = 0.85
_LAW = re.compile(
    r"\b(?:minimum wages?|living wages?|legal\w*|law\w*|laws|statut\w+|federal|national|state|states|city|county|province|"
    r"government\w*|parliament|ministry|minister|council|commission|congress|senate|court|regulat\w+|ordinance|act|bill|"
    r"threshold|poverty|qualif\w+|eligib\w+|insurance|visa|wage floor|award|tax|need\w*|must|enough|liv(?:e|ing))\b",
    re.I,
)


# "the $15 minimum set by Vellum": a firm's.
_SET_BY = re.compile(r"^[^.;,]{0,20}\b(?:set|promised|fixed|guaranteed|announced) by (?:the )?(?=[A-Z])", re.I)


def _may_be_legal(mention: Mention, chance: float, near: str) -> bool:
    if _SET_BY.match(mention.after):
        return False
    return chance >= _LEGAL or _LAW.search(near) is not None


def _best_kind(mention: Mention, kinds: Chances, *, near: str) -> Kind:
    """Return the likeliest kind that is no change; a debt and a floor of the law only where words say so."""
    said = f"{mention.before} {mention.after}"
    return cast(
        "Kind",
        _best(
            {
                name: part
                for name, part in kinds.items()
                if name != "change"
                and (name != "owed" or mention.kind == "owed" or _OWED.search(said))
                and (name != "statutory_minimum" or mention.is_statutory or _may_be_legal(mention, part, near))
                and (name != "posted_range" or mention.kind == "posted_range" or part >= _POSTED)
            }
        ),
    )


def _set_kind(mention: Mention, kind: Kind) -> None:
    if kind == "statutory_minimum" and mention.kind != kind:
        mention.is_statutory = True
        mention.payer, mention.payer_alt, mention.payer_optional, mention.payer_source = None, (), False, "none"
    elif kind != "statutory_minimum":
        mention.is_statutory = False
    mention.kind = kind
    if kind == "statutory_minimum":
        mention.bound = bound_of(mention)


def settle_changes(taken: Sequence[Mention], kinds: Sequence[Chances]) -> None:
    """Link old pay, new pay and differences; a member without its other half becomes what it is without it."""
    for mention in taken:
        if mention.partner is not None and (mention.role is None or mention.partner.role is None):
            mention.partner = None
    for place, mention in enumerate(taken):
        if mention.role not in ("from", "delta") or _is_linked(mention):
            continue
        mention.partner = _nearest(taken, place, role="to")
    for place, mention in enumerate(taken):
        if mention.role != "to" or _is_linked(mention):
            continue
        mention.partner = next((other for other in taken if other.partner is mention), None) or _nearest(
            taken, place, role="from"
        )
    for mention, chances in zip(taken, kinds, strict=True):
        if mention.role is None or mention.partner is not None or mention.role == "delta" or not chances:
            continue
        mention.role = None
        _set_kind(mention, _best_kind(mention, chances, near=mention.before + mention.after))


def _is_linked(mention: Mention) -> bool:
    partner = mention.partner
    if partner is None:
        return False
    return partner.role == "to" if mention.role in ("from", "delta") else partner.role in ("from", "delta")


def _nearest(taken: Sequence[Mention], place: int, *, role: ChangeRole) -> Mention | None:
    mention = taken[place]
    near = [
        (abs(other.sentence - mention.sentence), abs(other.start - mention.start), number)
        for number, other in enumerate(taken)
        if other.role == role
        and other is not mention
        and not _is_linked(other)
        and abs(other.sentence - mention.sentence) <= _REACH
        and not _is_told_apart(mention, other)
        and other.money.currency == mention.money.currency
        and not _is_as_much(other, mention)
    ]
    return taken[min(near)[2]] if near else None


def _is_told_apart(one: Mention, other: Mention) -> bool:
    first, second = (one, other) if one.start < other.start else (other, one)
    if first.sentence != second.sentence:
        return False
    return APART.search(first.after[: max(0, second.start - first.end)]) is not None


def _is_as_much(one: Mention, other: Mention) -> bool:
    """Return whether two amounts are the same: then nothing changed."""
    mine, yours = ((each.low, each.high, each.money.low, each.money.high) for each in (one, other))
    return mine == yours


def settle_unit(mention: Mention, units: Chances) -> None:
    """Set the unit where none stands beside the amount."""
    if mention.money.unit is not None or (mention.unit != "unknown" and not mention.unit_implied):
        return
    unit = cast("Unit", _best(units))
    if unit != mention.unit:
        mention.unit, mention.unit_implied = unit, unit not in ("unknown", "project")


def settle_voice(mention: Mention, modalities: Chances, attributions: Chances) -> None:
    """Set modality, and whose words they are; the name is looked for with the other names."""
    mention.modality = cast("Modality", _best(modalities))
    kind = cast("AttributionType", _best(attributions))
    if kind != mention.attribution.type:
        mention.attribution = Attribution(type=kind, name=None)


def settle_payers(taken: Sequence[Mention], *, title: str, text: str) -> None:
    """Choose each claim's payer among the names that rules and model see near it.

    A name that the model points at from many amounts of the text weighs more: a person or a place is pointed at
    once by mistake, the firm that an article is about again and again.
    """
    pointed = [
        _all_pointed(mention.reading, 0, title=title, text=text) if mention.reading is not None else {}
        for mention in taken
    ]
    whole = {name: _whole_name(name, f"{title}\n{text}") for names in pointed for name in names}
    pointed = [_under_whole_names(names, whole) for names in pointed]
    shares = _shares(pointed)
    for mention, names in zip(taken, pointed, strict=True):
        if mention.reading is None or mention.is_statutory:
            continue
        barred = (mention.tree.barred if mention.tree is not None else frozenset()) | _earners(mention)
        scores = {
            name: chance + _SHARED * _share_of(name, shares)
            for name, chance in names.items()
            if _is_employer(name)
            and (name in mention.firms or may_be_payer(name))
            and name.lower() not in barred
            and name.lower().split()[-1] not in barred
            and not _is_where(name, text)
            and not is_venue(name, text)
            and not (name not in mention.firms and _only_opens(name, text))
        }
        own = mention.payer
        if own is not None:
            trust = _RULES_TRUST.get(mention.payer_source, _RULES_GUESS)
            kin = next((name for name in scores if are_kin(name, own)), None)
            if kin is not None:
                scores[own] = scores.pop(kin) + trust
            else:
                scores[own] = trust + _SHARED * _share_of(own, shares)
        ranked = sorted(scores, key=lambda name: scores[name], reverse=True)
        best = ranked[0] if ranked else None
        mention.chances["payer"] = min(0.99, scores[best] / 2) if best is not None else 0.01
        mention.chances["payers_agree"] = float(best is not None and own is not None and scores.get(own, 0.0) > 1.0)
        mention.chances["payer_lead"] = (
            scores[ranked[0]] - (scores[ranked[1]] if len(ranked) > 1 else 0.0) if ranked else 0.0
        )
        if best is None or scores[best] < _ENOUGH:
            # What the grammar names or describes stands unless a name does better; a mere guess needs support.
            if own is not None and best == own and mention.payer_source not in {*_RULES_TRUST, "described"}:
                mention.payer, mention.payer_alt, mention.payer_optional, mention.payer_source = None, (), False, "none"
            continue
        if best != own and not any(are_kin(best, other) for other in mention.payer_alt):
            mention.payer, mention.payer_alt, mention.payer_optional = best, (), False
            mention.payer_source = "reader"


def _whole_name(name: str, text: str) -> str:
    """Return the name with the capitalised word before it, where the text also has that word before its first alone.

    >>> _whole_name("Moor Labs", "Tern Moor Labs pays $9. Tern Moor is new. At Moor Labs?")
    'Tern Moor Labs'
    >>> _whole_name("Moor Labs", "Last week Moor Labs paid $9.")
    'Moor Labs'
    """
    words = name.split()
    if len(words) < 2:
        return name
    for before in dict.fromkeys(re.findall(rf"\b([A-Z][\w’'-]+) {re.escape(name)}\b", text)):
        if len(re.findall(rf"\b{re.escape(before)} {re.escape(words[0])}\b(?! {re.escape(words[1])}\b)", text)):
            return f"{before} {name}"
    return name


def _under_whole_names(names: Mapping[str, float], whole: Mapping[str, str]) -> dict[str, float]:
    """Return the chances of the names under their whole names; the likelier of two stands."""
    found: dict[str, float] = {}
    for name, chance in names.items():
        found[whole[name]] = max(chance, found.get(whole[name], 0.0))
    return found


_EARNING = frozenset(
    ["earn", "make", "take", "pocket", "draw", "get", "receive", "pull", "collect", "command", "gross", "net", "bank"]
)
_GIVEN = frozenset(["pay", "owe", "offer", "give", "promise", "hire", "award", "hand"])


def _earners(mention: Mention) -> frozenset[str]:
    """Return the names, in lower case, that the grammar shows to get the amount: who earns it does not pay it."""
    names = set()
    if mention.worker is not None and mention.worker[:1].isupper():
        names.add(mention.worker.lower())
    frame = mention.frame
    if frame is None or frame.verb is None or frame.subject is None or frame.subject.pos != "PROPN":
        return frozenset(names)
    if frame.verb.lemma in (_GIVEN if frame.is_passive else _EARNING):
        names.add(frame.subject.lower)
    return frozenset(names)


def _shares(pointed: Sequence[Mapping[str, float]]) -> dict[str, float]:
    total: dict[str, float] = {}
    for names in pointed:
        for name, chance in names.items():
            total[name] = total.get(name, 0.0) + chance
    whole = sum(total.values())
    return {name: chance / whole for name, chance in total.items()} if whole else {}


def _share_of(name: str, shares: Mapping[str, float]) -> float:
    return sum(share for other, share in shares.items() if are_kin(name, other))


def settle_names(mention: Mention, reading: "AmountReading", *, title: str, text: str) -> None:
    """Set the worker, and place and speaker where the rules have none and the model points at one."""
    _settle_worker(mention, reading, title=title, text=text)
    if mention.location is None:
        mention.location = _pointed(reading, 2, title=title, text=text)
    if mention.attribution.type != "reporter" and mention.attribution.name is None:
        speaker = _pointed(reading, 3, title=title, text=text)
        if speaker is not None and speaker.lower() in FIRST_PERSON:
            mention.attribution = Attribution()
            return
        if speaker is not None and speaker.lower() in _NO_SPEAKERS:
            speaker = None
        by = "document" if speaker is not None and is_document(speaker) else mention.attribution.type
        mention.attribution = Attribution(type=by, name=speaker)


def _settle_worker(mention: Mention, reading: "AmountReading", *, title: str, text: str) -> None:
    """Take the likeliest worker of the rules' and the model's, or none where none is likely."""
    payer = (mention.payer or "").lower()
    hearers = {name.lower() for name in hearers_in(text[mention.sent_start : mention.sent_end])}
    scores = {
        name: chance
        for name, chance in _all_pointed(reading, 1, title=title, text=text).items()
        if name.lower() not in _STAND_INS and name.lower() not in hearers and name.lower() != payer
    }
    own = mention.worker
    if own is not None:
        at = list(pieces_of(reading.window, own, title=title, text=text))
        chance = float(reading.words[at, 1].max()) if at else 0.0
        scores[own] = max(chance, scores.get(own, 0.0)) + _RULES_WORKER
    best = max(scores, key=lambda name: scores[name], default=None)
    enough = _WORKER + (_WORKER_OF_LAW if mention.kind == "statutory_minimum" else 0.0)
    mention.worker = best if best is not None and scores[best] >= enough else None


def _pointed(reading: "AmountReading", column: int, *, title: str, text: str) -> str | None:
    names = _all_pointed(reading, column, title=title, text=text)
    best = max(names, key=lambda name: names[name], default=None)
    return best if best is not None and names[best] >= _NAMED else None


def _all_pointed(reading: "AmountReading", column: int, *, title: str, text: str) -> dict[str, float]:
    """Return the names that the model points at in a window, each with the chance of its surest word."""
    places = reading.window.places
    chances = reading.words[:, column] * np.array([place[0] >= 0 for place in places])
    found: dict[str, float] = {}
    first = 0
    while first < len(places):
        if chances[first] < _GOES_ON:
            first += 1
            continue
        last = first
        while last + 1 < len(places) and chances[last + 1] >= _GOES_ON and places[last + 1][0] == places[first][0]:
            last += 1
        name = _words_at(title if places[first][0] == 0 else text, places[first][1], places[last][2])
        if name is not None:
            found[name] = max(found.get(name, 0.0), float(chances[first : last + 1].max()))
        first = last + 1
    return found


def _words_at(source: str, start: int, end: int) -> str | None:
    # A piece may be half a word: the name ends where its word ends.
    while start and source[start - 1].isalnum():
        start -= 1
    while end < len(source) and source[end].isalnum():
        end += 1
    name = _LOOSE.sub("", source[start:end].strip(' ,.;:()"“”‘'))
    return name if 1 < len(name) <= _MAX_NAME and "\n" not in name else None


def _is_employer(name: str) -> bool:
    """Return whether words may be a payer's name; a place, a document or a plain noun is none.

    A payer that is only described ("a hose factory") is left to the rules, which see the grammar around it.
    """
    words = name.split()
    if words[-1][0].islower() or _HALF.search(name):
        # "the Lagos hub", "Lagos-based", "I'm": described, or no name at all.
        return False
    if not (has_capital(words[0]) or words[0][0].isdigit()) or words[0].lower() in _NO_NAMES:
        return False
    nouns = load_words()
    plain = nouns.people["documents"] | nouns.people["roles"] | nouns.people["work"] | nouns.pay_nouns
    if len(words) == 1 and _SINGULAR.sub("", words[0].lower()) in plain:
        return False
    if len(words) > 1 and _SINGULAR.sub("", words[-1].lower()) in nouns.people["roles"]:
        # "Content Evaluator": the job, not the firm.
        return False
    return not any(place.end - place.start == len(name) for place in places_in(name))


def _is_where(name: str, text: str) -> bool:
    """Return whether a name stands in the text only as a place does: "in Halvergate", "near Halvergate"."""
    times = text.count(name)
    return (
        0 < times == len(re.findall(rf"\b(?:[Ii]n|[Nn]ear|[Oo]utside|[Aa]cross|[Aa]round) {re.escape(name)}\b", text))
    )


_OPENS = re.compile(r"(?:^|[.!?:•*\n]\s*|\s[-–•]\s)$")
_SAYS_OR_DOES = re.compile(r"\s?(?:['’,(]|(?:is|has|had|was|will|would|can|also|now|did|does|pa(?:ys|id)|[a-z]+(?:s|ed))\b)")


def _only_opens(name: str, text: str) -> bool:
    """Return whether a single word has its capital from its place alone: "Evaluate answers", "- Review images".

    >>> _only_opens("Evaluate", "Pay: $9. Evaluate answers."), _only_opens("Vellum", "Vellum pays $9.")
    (True, False)
    """
    if " " in name or not name[1:].islower():
        return False
    times = [(match.start(), match.end()) for match in re.finditer(rf"\b{re.escape(name)}\b", text)]
    return bool(times) and all(
        _OPENS.search(text[max(0, start - 4) : start]) and not _SAYS_OR_DOES.match(text, end) for start, end in times
    )


_SINGULAR = re.compile(r"(?<=\w{3})s$")
_HALF = re.compile(r"-(?:based|born|run|owned|wide)\b|^\w+['’](?:m|re|ve|ll|d)\b", re.IGNORECASE)
_NO_NAMES = frozenset(["i", "we", "he", "she", "it", "they", "his", "her", "in", "on", "for", "last", "this", "that"])
# Words that stand for a worker who is named elsewhere, or nowhere.
_STAND_INS = frozenset(
    word
    for words in (
        ("i", "we", "he", "she", "it", "they", "you", "me", "us", "him", "her", "them"),
        ("my", "our", "your", "his", "its", "their", "those", "these", "who", "whom"),
        ("one", "ones", "each", "everyone", "everybody", "anyone", "anybody", "someone", "somebody"),
        ("nobody", "none", "some", "many", "most", "others", "another"),
    )
    for word in words
)
_LOOSE = re.compile(r"^(?:the|a|an)\s+|['’]s?$", re.IGNORECASE)


def _best(chances: Mapping[T, float]) -> T:
    return max(chances, key=lambda name: chances[name])
