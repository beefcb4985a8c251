"""Let the trained reader's answers correct a claim that the rules have read.

In: an amount with the rules' reading, and for each question the probability of each answer. Out: the same amount,
corrected in place. Where a unit or an old and a new pay stand in so many words beside the amount, the rules keep
the last word: there they are hardly ever wrong.
"""

import re
from collections.abc import Collection, Mapping, Sequence
from decimal import Decimal
from typing import TYPE_CHECKING, TypeVar, cast

from models.claims_bound import bound_of, set_ends
from models.claims_cast import hearers_in
from models.claims_change import APART, is_later
from models.claims_evidence import dollars
from models.claims_kind import is_certain
from models.claims_mention import Mention
from models.claims_people import STREET
from models.claims_voice import FIRST_PERSON, is_document
from models.pay_pointed import all_pointed, likeliest
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
# What a worker needs, how much more where a law sets the amount for all, and what the rules' own choice is worth.
_WORKER, _WORKER_OF_LAW, _RULES_WORKER = 0.7, 0.3, 0.2


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
    r"|theft|docked|lost|never|not|nothing|n['’]t|without|recover\w*|claim\w*|wait\w*|still|frozen|froze|blocked"
    r"|refus\w+|short(?:ed|changed)?"
    r"|cheated|late|delayed|chas\w+|pending|balance|stuck|denied)\b",
    re.I,
)


# A firm's own floor is none of the law's: without a word of law it needs this much.
_LEGAL = 0.85
_LAW = re.compile(
    r"\b(?:minimum wages?|living wages?|legal\w*|law\w*|laws|statut\w+|federal|national|state|states|city|county|"
    r"province|government\w*|parliament|ministry|minister|council|commission|congress|senate|court|regulat\w+"
    r"|ordinance|"
    r"act|bill|threshold|poverty|qualif\w+|eligib\w+|insurance|visa|wage floor|award|tax|need\w*|must|"
    r"enough|liv(?:e|ing))\b",
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
    is_of_law = "statutory_minimum" in (mention.kind, kind)
    mention.kind = kind
    if is_of_law:
        # "a minimum of $15" is $15 where the law sets it, and at least $15 where a firm does.
        mention.bound = bound_of(mention)
        set_ends(mention)


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
        and not (is_later(other, mention) if role == "from" else is_later(mention, other))
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


# US dollars; less is paid by the hour nowhere in the corpus.
_LEAST_HOURLY = Decimal("0.25")
# US dollars; of more than this no text says the hour or the day without saying so.
_MOST_IMPLIED = {"hour": Decimal(1_000), "day": Decimal(5_000)}


def settle_unit(mention: Mention, units: Chances) -> None:
    """Set the unit where none stands beside the amount."""
    if mention.money.unit is not None or (mention.unit != "unknown" and not mention.unit_implied):
        return
    # A few cents are no hour's pay: beside hourly rates they are pay for a piece.
    worth = dollars(mention.money.high, mention.money.currency)
    may_be = {
        name: chance
        for name, chance in units.items()
        if not (name == "hour" and worth < _LEAST_HOURLY) and worth <= _MOST_IMPLIED.get(name, worth)
    }
    unit = cast("Unit", _best(may_be))
    if unit != mention.unit:
        mention.unit, mention.unit_implied = unit, unit not in ("unknown", "project")


# A document that the rules name stands unless the model is this sure that it is the reporter's own word.
_SURE = 0.6


def settle_voice(mention: Mention, modalities: Chances, attributions: Chances) -> None:
    """Set modality, and whose words they are; the name is looked for with the other names."""
    mention.modality = cast("Modality", _best(modalities))
    kind = cast("AttributionType", _best(attributions))
    heard = mention.attribution
    if kind == "reporter" and heard.type == "document" and heard.name is not None and attributions[kind] < _SURE:
        return
    if kind != "reporter" and heard.name is not None:
        # Whether it is a document or somebody who speaks, the name tells.
        return
    if kind != mention.attribution.type:
        mention.attribution = Attribution(type=kind, name=None)


def settle_names(
    mention: Mention, reading: "AmountReading", *, title: str, text: str, firms: Collection[str] = ()
) -> None:
    """Set the worker, and place and speaker where the rules have none and the model points at one.

    Args:
        firms: payers of the text, and known firms in sentences with amounts.
    """
    _settle_worker(mention, reading, title=title, text=text, firms=firms)
    if mention.location is None:
        place = likeliest(reading, 2, title=title, text=text)
        is_elsewhere = place is None or place in (mention.payer or "") or STREET.search(place)
        mention.location = None if is_elsewhere else place
    if mention.attribution.type != "reporter" and mention.attribution.name is None:
        speaker = likeliest(reading, 3, title=title, text=text)
        if speaker is not None and speaker.lower() in FIRST_PERSON:
            mention.attribution = Attribution()
            return
        if speaker is not None and speaker.lower() in _NO_SPEAKERS:
            speaker = None
        by = "document" if speaker is not None and is_document(speaker) else mention.attribution.type
        mention.attribution = Attribution(type=by, name=speaker)


def _settle_worker(
    mention: Mention, reading: "AmountReading", *, title: str, text: str, firms: Collection[str]
) -> None:
    """Take the likeliest worker of the rules' and the model's, or none where none is likely."""
    payer = (mention.payer or "").lower()
    hearers = {name.lower() for name in hearers_in(text[mention.sent_start : mention.sent_end])}
    scores = {
        name: chance
        for pointed, chance in all_pointed(reading, 1, title=title, text=text).items()
        if (name := _without_firm(pointed, firms)) is not None
        and name.lower() not in _STAND_INS
        and name.lower() not in hearers
        and name.lower() != payer
    }
    own = mention.worker
    if own is not None:
        at = list(pieces_of(reading.window, own, title=title, text=text))
        chance = float(reading.words[at, 1].max()) if at else 0.0
        scores[own] = max(chance, scores.get(own, 0.0)) + _RULES_WORKER
    best = max(scores, key=lambda name: scores[name], default=None)
    enough = _WORKER + (_WORKER_OF_LAW if mention.kind == "statutory_minimum" else 0.0)
    mention.worker = _without_odds(best) if best is not None and scores[best] >= enough else None


_AT = re.compile(r"\s(?:at|for|with|of|from)$")


def _without_firm(worker: str, firms: Collection[str]) -> str | None:
    """Return the words for a worker before the firm that they end in, None where the words are about the firm itself.

    >>> _without_firm("graders at Vellum", ["Vellum"]), _without_firm("Vellum raters", ["Vellum"])
    ('graders', 'Vellum raters')
    >>> _without_firm("poach Vellum", ["Vellum Data"])
    """
    for firm in firms:
        for name in (firm, firm.split()[0]):
            if worker.endswith(f" {name}"):
                before = worker.removesuffix(f" {name}")
                return _AT.sub("", before) if _AT.search(before) else None
    return worker


_COUNT = r"(?:one|two|three|four|five|six|seven|eight|nine|ten|\d+)"
_NO_PART_OF_WORKER = re.compile(
    rf"^(?:pays? (?=\w)|{_COUNT} (?:in|out of) (?:every )?{_COUNT} (?=\w))"
    r"|\s(?:in|of|at|for|from|with|to|by|on|who|that|which)$",
    re.I,
)


def _without_odds(worker: str) -> str:
    """Return the words for a worker without a verb or a share before them, or a preposition that hangs behind.

    >>> _without_odds("pay drivers"), _without_odds("Two in three data workers"), _without_odds("people who label in")
    ('drivers', 'data workers', 'people who label')
    """
    return _NO_PART_OF_WORKER.sub("", worker)


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


def _best(chances: Mapping[T, float]) -> T:
    return max(chances, key=lambda name: chances[name])
