"""Let the trained reader's answers correct a claim that the rules have read.

In: an amount with the rules' reading, and for each question the probability of each answer. Out: the same amount,
corrected in place. Where a unit or an old and a new pay stand in so many words beside the amount, the rules keep
the last word: there they are hardly ever wrong.
"""

import re
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, TypeVar, cast

import numpy as np

from models.claims_mention import Mention
from models.claims_words import load_words
from pipeline.records import Attribution, AttributionType, ChangeRole, Kind, Modality, Unit

if TYPE_CHECKING:
    from models.pay_reader import AmountReading

Chances = Mapping[str, float]
T = TypeVar("T", bound=str)

# Sentences between the two members of a change.
_REACH = 3
# From this probability on a word belongs to the name that is asked for; words beside it from the lower one on.
_NAMED, _GOES_ON = 0.5, 0.35
_MAX_NAME = 80


def settle_kind(mention: Mention, kinds: Chances, roles: Chances) -> None:
    """Set kind and side of a change; partners come later."""
    if "change.from_to" in mention.rules:
        return
    kind = cast("Kind", _best(kinds))
    if kind == "change":
        role = cast("ChangeRole", _best({name: chance for name, chance in roles.items() if name != "none"}))
        mention.kind, mention.role = "change", role
        return
    mention.role = None
    _set_kind(mention, kind)


def _set_kind(mention: Mention, kind: Kind) -> None:
    if kind == "statutory_minimum" and mention.kind != kind:
        mention.is_statutory = True
        mention.payer, mention.payer_alt, mention.payer_optional, mention.payer_source = None, (), False, "none"
    elif kind != "statutory_minimum":
        mention.is_statutory = False
    mention.kind = kind


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
        _set_kind(mention, cast("Kind", _best({name: part for name, part in chances.items() if name != "change"})))


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
        and abs(other.sentence - mention.sentence) <= _REACH
        and other.money.currency == mention.money.currency
    ]
    return taken[min(near)[2]] if near else None


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


def settle_names(mention: Mention, reading: "AmountReading", *, title: str, text: str) -> None:
    """Set payer, worker and place where the model points at one, and the speaker where the rules have none."""
    payer = _pointed(reading, 0, title=title, text=text)
    if payer is not None and not _is_employer(payer):
        payer = None
    if payer is not None and not mention.is_statutory and _is_other(payer, (mention.payer, *mention.payer_alt)):
        mention.payer, mention.payer_alt, mention.payer_optional = payer, (), False
        mention.payer_source = "reader"
    if mention.worker is None:
        mention.worker = _pointed(reading, 1, title=title, text=text)
    if mention.location is None:
        mention.location = _pointed(reading, 2, title=title, text=text)
    if mention.attribution.type != "reporter" and mention.attribution.name is None:
        speaker = _pointed(reading, 3, title=title, text=text)
        mention.attribution = Attribution(type=mention.attribution.type, name=speaker)


def _is_other(name: str, known: Sequence[str | None]) -> bool:
    words = set(name.lower().split())
    return not any(words & set(other.lower().split()) for other in known if other)


def _pointed(reading: "AmountReading", column: int, *, title: str, text: str) -> str | None:
    """Return the words that the model points at for one name, or None."""
    places = reading.window.places
    chances = reading.words[:, column] * np.array([place[0] >= 0 for place in places])
    best = int(chances.argmax())
    if chances[best] < _NAMED:
        return None
    first = last = best
    while chances[first - 1] >= _GOES_ON and places[first - 1][0] == places[best][0]:
        first -= 1
    while last + 1 < len(places) and chances[last + 1] >= _GOES_ON and places[last + 1][0] == places[best][0]:
        last += 1
    source = title if places[best][0] == 0 else text
    start, end = places[first][1], places[last][2]
    # A piece may be half a word: the name ends where its word ends.
    while start and source[start - 1].isalnum():
        start -= 1
    while end < len(source) and source[end].isalnum():
        end += 1
    name = _LOOSE.sub("", source[start:end].strip(' ,.;:()"“”‘'))
    return name if 1 < len(name) <= _MAX_NAME and "\n" not in name else None


def _is_employer(name: str) -> bool:
    """Return whether words may be a payer: a name, or a kind of employer ("hose factory")."""
    words = name.split()
    if words[0][0].isupper() or words[0][0].isdigit():
        return words[0].lower() not in _NO_NAMES
    return words[-1].lower() in load_words().people["employers"]


_NO_NAMES = frozenset(["i", "we", "he", "she", "it", "they", "his", "her", "in", "on", "for", "last", "this", "that"])
_LOOSE = re.compile(r"^(?:the|a|an)\s+|['’]s?$", re.IGNORECASE)


def _best(chances: Mapping[T, float]) -> T:
    return max(chances, key=lambda name: chances[name])
