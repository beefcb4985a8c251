"""With which force a text states an amount: asserted, alleged, denied, hypothetical, demanded, planned or promised."""

import re

from models.claims_mention import Mention
from pipeline.records import Attribution, Modality

_IF = re.compile(r"\b(?:if|unless|suppose|imagine|assuming|were (?:she|he|they|it))\b", re.I)
_ALLEGED = re.compile(
    r"\b(?:alleg(?:es?|ed|ing|edly)|accus(?:es?|ed|ing)|reportedly|(?:is|are|was|were) (?:said|rumou?red|"
    r"reported) to|(?:reported|rumou?red) (?:\w+ )?(?:salary|wage|pay|rate|fee|package|deal)|supposedly|"
    r"purportedly|disput(?:es?|ed|ing) (?:an? |the |any |such |these )?(?:\w+ )?(?:reports?|claims?|figures?|accounts?|"
    r"allegations?|stor(?:y|ies)))\b",
    re.I,
)
_SUIT = re.compile(r"\b(?:suit|lawsuit|complaint|indictment|plaintiffs?|claimants?)\b", re.I)
_DISPUTED = re.compile(
    r"\b(?:disputed|disputes?(?= (?:the|that|this|these|those|its?|his|her|their|such|any)\b)"
    r"|inaccurate|denie[sd]|denying|untrue|not true|false|reject(?:s|ed) (?:that|"
    r"the) (?:claim|figure|account|allegation)|contest(?:s|ed))\b",
    re.I,
)
_DENIED = re.compile(
    r"\b(?:den(?:y|ies|ied|ying)\b[^.;]{0,60}|(?:reject|dismiss|refut|rebutt?)(?:e?s|ed|ing) (?:an? |the |any |such |"
    r"these )?(?:\w+ )?(?:reports?|claims?|suggestions?|allegations?|accounts?|stor(?:y|ies)|rumou?rs?)\b[^.;]{0,60}|"
    r"(?:not true|untrue|false) that[^.;]{0,40}|never (?:\w+ )?(?:earn\w*|paid|made|got|receiv\w*|saw|offered)"
    r"[^.;]{0,20}|(?:is|was|are|were|does|do|did|has|have|had)(?:n['’]t| not) (?:\w+ ){0,2}(?:pay|paid|paying|"
    r"earn\w*|make|made|get|getting|receiv\w*|offer\w*)\b[^.;]{0,25}|(?:is|was|are|were)(?:n['’]t| not)\s*|"
    r"(?:nobody|no one|none)\b[^.;]{0,50})"
    r"$",
    re.I,
)
_DEMANDED = re.compile(
    r"\b(?:demand(?:s|ed|ing)?|want(?:s|ed|ing)?|call(?:s|ed|ing)? for|seek(?:s|ing)?|sought|push(?:es|"
    r"ed|ing)? for|campaign(?:s|ed|ing)? for|ask(?:s|ed|ing)? for|fight(?:ing)? for|fought for|insist(?:s|"
    r"ed|ing)? on|should (?:be paid|get|earn|receive|pay|make)|must (?:pay|be paid)|deserves?|petition\w* "
    r"for|holding out for|(?:strike|struck|striking|protest(?:s|ed|ing)?|rall(?:y|ied)|march(?:ed|ing)"
    r"?) for(?! (?:a|the|an) (?:\w+ )?(?:day|week|month|hour|time)))\b",
    re.I,
)
_PROMISED = re.compile(
    r"\b(?:promis(?:e|es|ed|ing)|(?:told|tells?) (?:me|us|him|her|them|students|recruits|applicants|workers|"
    r"candidates|trainees|drivers|people|me that|us that)\b[^.;]{0,40}\b(?:could|would|can|will|expect)"
    r"|heard (?:I|we|she|he|they) (?:could|would|can)|earning potential|lured|enticed)\b",
    re.I,
)
_WILL = re.compile(
    r"\b(?:will|['’]ll|shall|going to|plans? to|planning to|set to|due to|to be paid|agreed to|intends? "
    r"to|vow(?:s|ed) to|would (?:rise|increase|climb|go up))\b",
    re.I,
)
_TALKS = re.compile(
    r"\b(?:(?:pay|wage|latest|final|improved|new|management(?:['’]s)?|['’]s) offer|offer of|has offered|"
    r"have offered|proposed|proposes|proposal|proposing|counter(?:ed|offer)?|tabled?|tentative (?:deal|"
    r"agreement)|under (?:the|a|its|their) (?:new |proposed |tentative )?(?:deal|plan|agreement|contract|"
    r"bill|proposal|offer)|the (?:deal|bill|plan|agreement|proposal)|voted? (?:down|on|to)|rejected|would)"
    r"\b",
    re.I,
)


def modality_of(mention: Mention, attribution: Attribution, *, next_sentence: str = "") -> Modality:
    """Return the force of the statement, from the auxiliaries of its verb and the words around it.

    Args:
        next_sentence: what follows the sentence: "The company disputes that" makes a claim alleged.
    """
    frame = mention.frame
    left = mention.left[-160:]
    auxiliaries = set(frame.auxiliaries) if frame is not None else set()
    by_suit = attribution.name is not None and bool(_SUIT.search(attribution.name))
    if mention.role == "from":
        return "alleged" if by_suit else "asserted"
    if _is_denied(mention, left):
        return "denied"
    if (
        _ALLEGED.search(left)
        or by_suit
        or _ALLEGED.search(mention.before[-200:].split(";")[-1])
        or _disputed(mention, attribution, next_sentence)
    ):
        return "asserted" if mention.is_statutory and not _ALLEGED.search(left[-60:]) else "alleged"
    if (
        _IF.search(mention.before[-200:])
        and auxiliaries & {"would", "could", "might", "'d", "’d", "may", "can"}
        and mention.kind != "statutory_minimum"
    ):
        return "hypothetical"
    if auxiliaries & {"might", "may"}:
        return "hypothetical"
    if _PROMISED.search(left) and mention.kind not in ("bonus", "statutory_minimum"):
        return "promised"
    if re.search(r"earning potential", mention.before, re.I):
        return "promised"
    if _DEMANDED.search(left) and not (mention.is_statutory and re.search(r"\bmust\b", left)):
        return "demanded"
    future = auxiliaries & {"will", "'ll", "’ll", "shall"} or (
        frame is not None
        and any(up.lemma in ("will", "plan", "agree", "vow", "intend") for up in frame.governors[1:2])
        and frame.verb is not None
        and frame.verb.dep == "xcomp"
    )
    if future or _WILL.search(left[-80:]):
        return "planned"
    in_talks = mention.kind in ("change", "bonus", "offered_rate", "statutory_minimum") and (
        _TALKS.search(left) or ("would" in auxiliaries and _TALKS.search(mention.before))
    )
    settled = (
        frame is not None
        and frame.verb is not None
        and frame.verb.lemma in ("go", "rise", "raise", "increase", "earn", "make", "get")
        and frame.is_finite_past
    )
    if (
        in_talks
        and not settled
        and (
            mention.role is not None
            or "would" in auxiliaries
            or re.search(r"\b(?:pay|wage) (?:offer|deal|talks)|voted|rejected|proposed\b", left, re.I)
        )
    ):
        return "planned"
    if mention.role in ("to", "delta") and re.search(
        r"\bunder (?:the|a) (?:\w+ ){0,2}(?:deal|plan|agreement|contract)|^the deal\b", mention.before.strip(), re.I
    ):
        return "planned"
    return "asserted"


def _is_denied(mention: Mention, left: str) -> bool:
    if mention.bound in ("at_least", "up_to") and mention.money.bound in ("under", "over"):
        return False
    return bool(_DENIED.search(left)) and not (mention.role is not None and re.search(r"\bnot the\s*$", left))


def _disputed(mention: Mention, attribution: Attribution, next_sentence: str) -> bool:
    if _DISPUTED.search(mention.right[:140]) or _DISPUTED.search(mention.after[:160].split(".")[0]):
        return True
    return attribution.type == "speaker" and bool(_DISPUTED.search(next_sentence[:200]))
