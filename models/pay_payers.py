"""Choose who pays among the names that the rules and the trained reader see near an amount."""

import re
from collections.abc import Mapping, Sequence
from functools import partial

from models.claims_employers import has_capital
from models.claims_mention import Mention
from models.claims_names import are_kin
from models.claims_refused import may_be_payer
from models.claims_venues import is_venue
from models.claims_words import load_words, places_in
from models.pay_pointed import all_pointed
from models.pay_window import Window

# What the rules' own choice is worth beside a chance of the model, by how they found it.
_RULES_TRUST = {"grammar": 0.6, "clause": 0.6, "sentence": 0.5, "known": 0.9, "only": 0.9, "alone": 2.0}
_RULES_GUESS = 0.25
# What being pointed at by all other amounts of the text is worth, and how much a payer needs in all.
_SHARED, _ENOUGH = 0.5, 0.9


def settle_payers(taken: Sequence[Mention], *, title: str, text: str) -> None:
    """Choose each claim's payer among the names that rules and model see near it.

    A name that the model points at from many amounts of the text weighs more: a person or a place is pointed at
    once by mistake, the firm that an article is about again and again.
    """
    pointed = [
        all_pointed(mention.reading, 0, title=title, text=text) if mention.reading is not None else {}
        for mention in taken
    ]
    whole = {name: _whole_name(name, f"{title}\n{text}") for names in pointed for name in names}
    pointed = [_under_whole_names(names, whole) for names in pointed]
    shares = _shares(pointed)
    known = {firm for mention in taken for firm in mention.firms}
    for mention, names in zip(taken, pointed, strict=True):
        if mention.reading is None or mention.is_statutory:
            continue
        is_capital_alone = partial(_is_capital_alone, window=mention.reading.window, title=title, text=text)
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
            and not _is_counsel(name, text)
            and not _is_held_against(name, mention)
            and not (name not in known and is_capital_alone(name))
        }
        own = mention.payer
        sentence = f"{mention.before} {mention.after}"
        # The firm of a text does not pay for "a job at a hospital".
        is_elsewhere = _OTHER_WORKPLACE.search(sentence) is not None
        is_wrong = own is not None and own not in known and (_is_job(own) or is_capital_alone(own))
        if own is not None and (is_wrong or (is_elsewhere and own not in sentence)):
            mention.payer, mention.payer_alt, mention.payer_optional, mention.payer_source = None, (), False, "none"
            own = None
        if own is not None:
            trust = _RULES_TRUST.get(mention.payer_source, _RULES_GUESS)
            kin = next((name for name in scores if are_kin(name, own)), None)
            if kin is not None:
                scores[own] = scores.pop(kin) + trust
            else:
                scores[own] = trust + _SHARED * _share_of(own, shares)
        if is_elsewhere or (own is not None and _is_firm_of_sentence(own, mention)):
            # A firm that the sentence itself makes the payer is not outdone by one from elsewhere.
            scores = {name: chance for name, chance in scores.items() if name in sentence}
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


def _is_firm_of_sentence(payer: str, mention: Mention) -> bool:
    """Return whether the rules found a payer, a known firm, in the amount's own sentence."""
    return mention.payer_source in _RULES_TRUST and any(are_kin(payer, firm) for firm in mention.firms)


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


_SPANS = frozenset(["hourly", "daily", "weekly", "monthly", "annual", "yearly", "total", "base", "starting", "average"])
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
    if all(_SINGULAR.sub("", word.lower()) in plain | _SPANS for word in words):
        # "Salary", "Monthly Bonus"
        return False
    if _is_job(name):
        return False
    return not any(place.end - place.start == len(name) for place in places_in(name))


def _is_job(name: str) -> bool:
    """Return whether a name is a job's: "Content Evaluator"; what is only described is left alone."""
    words = name.split()
    return (
        len(words) > 1
        and words[-1][0].isupper()
        and _SINGULAR.sub("", words[-1].lower()) in load_words().people["roles"]
    )


def _is_where(name: str, text: str) -> bool:
    """Return whether a name stands in the text only as a place does: "in Halvergate", "near Halvergate"."""
    times = text.count(name)
    return (
        0 < times == len(re.findall(rf"\b(?:[Ii]n|[Nn]ear|[Oo]utside|[Aa]cross|[Aa]round) {re.escape(name)}\b", text))
    )


def _is_counsel(name: str, text: str) -> bool:
    """Return whether a name is that of lawyers in a case: "the Harrow Law Firm", "law firm Harrow"."""
    found = re.escape(name)
    return re.search(rf"\b{found} (?:Law (?:Firm|Group|Offices?)|LLP)\b|\b[Ll]aw firm,? {found}\b", text) is not None


def _is_held_against(name: str, mention: Mention) -> bool:
    """Return whether an amount is only compared with what another firm pays: "$9, more than at Rev"."""
    if mention.payer is None or are_kin(name, mention.payer):
        return False
    found = re.escape(name)
    return (
        re.search(
            rf"\bthan (?:(?:at|with|on|for|what|that of|those (?:at|of)|its rival|rival) )?{found}\b"
            rf"|\b(?:one|ones|those|that|others?) (?:at|for|with|from|of) {found}\b",
            mention.after,
        )
        is not None
    )


_OTHER_WORKPLACE = re.compile(
    r"\b(?:at|in|for|from|by) (?:an?|another) (?:[a-z-]+ ){0,2}"
    r"(?:bank|cafe|café|charity|college|depot|factory|farm|hospital|hotel|mill|mine|nursery|pharmacy|restaurant|salon"
    r"|school|shop|store|supermarket|university|warehouse)\b"
)
_OPENS = re.compile(r"(?:^|[.!?:•*\n]\s*|\s[-–•]\s)$")
_SAYS_OR_DOES = re.compile(
    r"\s?(?:['’,(]|(?:is|has|had|was|will|would|can|also|now|did|does|pa(?:ys|id)|[a-z]+(?:s|ed))\b)"
)


def _is_capital_alone(name: str, *, window: Window, title: str, text: str) -> bool:
    """Return whether a common word has its capital from its place alone: "Evaluate answers", "- Review images".

    A word is common where the model's vocabulary has it whole; invented names fall into pieces.
    """
    whole = any(part[0] >= 0 and (title, text)[part[0]][part[1] : part[2]] == name for part in window.places)
    return whole and _only_opens(name, text)


def _only_opens(name: str, text: str) -> bool:
    """Return whether a single word stands in the text only where every word has a capital, and does nothing there.

    >>> _only_opens("Evaluate", "Pay: $9. Evaluate all answers."), _only_opens("Vellum", "Vellum pays $9.")
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
