"""Who says an amount, whether it stands in quotation marks, and with which force: asserted, alleged, denied, demanded ..."""

import re
from bisect import bisect_right

from models.claims_frame import phrase
from models.claims_mention import Mention
from models.claims_parse import Token
from models.claims_words import load_words
from pipeline.records import Attribution, Modality

_QUOTES = {"“": "”", '"': '"', "„": "“", "«": "»"}
# A quotation that is not closed within this many characters is a stray mark.
MAX_QUOTE = 3000


def quoted_spans(text: str) -> list[tuple[int, int]]:
    """Return the spans between quotation marks, in order; a mark without a partner opens nothing."""
    spans: list[tuple[int, int]] = []
    opened: tuple[int, str] | None = None
    for match in re.finditer(r"[“”\"„«»]|\n", text):
        mark = match.group()
        if mark == "\n":
            # A straight mark does not reach over a paragraph: the next paragraph would be quoted inside out.
            if opened is not None and opened[1] == '"':
                opened = None
            continue
        if opened is not None and (mark == opened[1] or match.start() - opened[0] > MAX_QUOTE):
            if mark == opened[1]:
                spans.append((opened[0], match.end()))
            opened = None
        elif opened is None and mark in _QUOTES:
            opened = (match.start(), _QUOTES[mark])
    return spans


def is_quoted(spans: list[tuple[int, int]], start: int, end: int) -> bool:
    """Return whether a span lies inside one of the quotations."""
    place = bisect_right(spans, (start, end)) - 1
    return place >= 0 and spans[place][0] <= start and end <= spans[place][1]


_ACCORDING = re.compile(
    r"\b(?:according to|per|cited by|as calculated by|as reported by|reported by|calculated by|estimated by|quoted by|seen by)\s+(?:(?:an?|the|its|his|her|their|a new|one|court)\s+)?(?P<who>[^,.;:()“”\"—–]{2,80})",
    re.I,
)
_SHOWN = re.compile(
    r"\b(?:shows?|showed|says?|said|states?|stated|reads?|read|suggests?|found|lists?|listed|quotes?|gives?|puts?|put|reveals?)\b",
    re.I,
)
_POSTED_NOUN = re.compile(
    r"\b(?P<doc>job posting|posting|advert|adverts|advertisement|job ad|listing|listings|careers page|job listing|vacancy|ad|ads)\b",
    re.I,
)
_TRANSCRIPT = re.compile(r"^\s*(?P<who>[A-Z][\w.'’-]+(?:\s[A-Z][\w.'’-]+){0,3})\s?:\s")


def attribution_of(mention: Mention, text: str, quotes: list[tuple[int, int]]) -> Attribution:
    """Return who says the amount, by the verb of saying that governs it in its sentence."""
    words = load_words()
    frame = mention.frame
    documents, says = words.people["documents"], words.verbs["say"]
    if frame is not None:
        tree = frame.tree
        for verb in _saying_verbs(mention):
            subject = next(iter(tree.kids(verb.i, "nsubj")), None)
            if subject is None:
                from models.claims_frame import subject_of

                subject = subject_of(tree, verb) if verb.dep in ("conj", "relcl", "xcomp", "advcl", "acl") else None
            if subject is None or subject.money is not None:
                continue
            if subject.lemma in documents and verb.lemma in says | {
                "show",
                "give",
                "put",
                "quote",
                "offer",
                "allege",
                "list",
            }:
                return Attribution(type="document", name=_name(text, mention, subject))
            if verb.lemma in says and _can_speak(subject):
                if subject.lemma in documents:
                    return Attribution(type="document", name=_name(text, mention, subject))
                return Attribution(type="speaker", name=_name(text, mention, subject))
    sentence = text[mention.sent_start : mention.sent_end]
    match = _ACCORDING.search(sentence)
    if match:
        who = match["who"].strip()
        who = re.split(
            r"\s(?:who|which|that|and|for|by|from|shared|seen|posted|published|filed|reviewed|on|in|of)\s", who
        )[0]
        lemma = who.split()[-1].lower().rstrip("s") if who.split() else ""
        kind = "document" if lemma in documents or who.split()[-1].lower() in documents else "speaker"
        return Attribution(type="document" if kind == "document" else "speaker", name=who)
    match = _TRANSCRIPT.match(sentence)
    if match:
        return Attribution(type="speaker", name=match["who"])
    if is_quoted(quotes, mention.money.start, mention.money.end):
        speaker = _speaker_of_quote(text, mention)
        if speaker:
            return Attribution(type="speaker", name=speaker)
    if mention.kind == "posted_range":
        match = _POSTED_NOUN.search(sentence)
        if match:
            return Attribution(type="document", name=match["doc"])
        if re.search(r"\b(?:listed|lists)\b", sentence, re.I):
            return Attribution(type="document", name="listing")
    return Attribution()


_MUTE = frozenset(
    ["it", "that", "this", "which", "there", "what", "rate", "pay", "salary", "wage", "figure", "job", "role"]
)


def _can_speak(subject: Token) -> bool:
    return subject.lower not in _MUTE


def _saying_verbs(mention: Mention) -> list[Token]:
    frame = mention.frame
    if frame is None:
        return []
    says = load_words().verbs["say"]
    tree = frame.tree
    found: list[Token] = []
    for verb in frame.chain:
        if verb.lemma in says and not (
            verb is frame.verb
            and verb.lemma
            in (
                "put",
                "find",
                "list",
                "report",
                "demand",
                "want",
                "call",
                "seek",
                "promise",
                "deny",
                "show",
                "quote",
                "specify",
                "require",
                "recommend",
                "offer",
                "ask",
                "request",
                "dispute",
                "propose",
            )
            and not _speaks_itself(verb, mention)
        ):
            found.append(verb)
    # "..., the union said" may hang beside the clause instead of above it.
    for token in tree.tokens:
        if (
            token.lemma in says
            and token.dep in ("parataxis", "ccomp", "ROOT", "conj")
            and token not in found
            and token.pos == "VERB"
        ):
            left = token.i - 1
            if (
                token.i > frame.anchor.i
                and any(kid.dep == "nsubj" for kid in tree.kids(token.i, "nsubj"))
                and left >= 0
            ):
                between = tree.tokens[frame.anchor.i + 1 : token.i]
                if any(mark.text in (",", "”", '"', "—", "–") for mark in between) and not any(
                    mark.text in (";", ".") for mark in between
                ):
                    found.append(token)
    return found


def _speaks_itself(verb: Token, mention: Mention) -> bool:
    """Return whether the verb over the amount is itself the saying: "court papers put the wage at", "she demanded"."""
    del mention
    return verb.lemma in (
        "put",
        "demand",
        "want",
        "seek",
        "promise",
        "deny",
        "quote",
        "show",
        "ask",
        "offer",
        "call",
        "report",
        "find",
        "list",
        "specify",
        "dispute",
        "propose",
        "require",
        "recommend",
        "request",
    )


def _name(text: str, mention: Mention, subject: Token) -> str:
    frame = mention.frame
    if frame is None:
        return subject.text
    return phrase(frame.tree, subject, text=text) or subject.text


_AFTER_QUOTE = re.compile(
    r"^[\s,”\"]*(?:(?P<verb>said|says|told|added|adds|explained|recalled|wrote|claimed|noted|complained|insisted|recalls)\s(?P<after>[A-Z][\w.'’-]+(?:\s[A-Z][\w.'’-]+){0,3}|(?:the|a|one)\s[a-z]+(?:\s[a-z]+)?)"
    r"|(?P<before>(?:[A-Z][\w.'’-]+(?:\s[A-Z][\w.'’-]+){0,3})|he|she|they|(?:the|a|one)\s[a-z]+(?:\s[a-z]+)?)\s(?:said|says|told|added|adds|explained|recalled|wrote|claimed|noted|complained|insisted|recalls))"
)


def _speaker_of_quote(text: str, mention: Mention) -> str | None:
    tail = text[mention.money.end : mention.money.end + 400]
    close = re.search(r"[”\"]", tail)
    if close is None:
        return None
    match = _AFTER_QUOTE.match(tail[close.end() :])
    if match:
        return (match["after"] or match["before"]).strip()
    return None


_HYPOTHETICAL = re.compile(r"\b(?:if|unless|suppose|imagine|hypothetical|say,)\b", re.I)
_ALLEGED = re.compile(
    r"\b(?:alleg(?:es?|ed|ing|edly)|accus(?:es?|ed|ing)|reportedly|is said to|are said to|was said to|reported (?:salary|wage|pay|rate|fee|package)|rumou?red|supposedly|purportedly)\b",
    re.I,
)
_DENIED = re.compile(
    r"\b(?:den(?:y|ies|ied|ying)|not true|never (?:earn|paid|made|got|received)|(?:is|was|are|were|does|do|did)(?:n't|n’t| not) (?:\w+ ){0,2}(?:pay|paid|earn|make|get|receive|\$|£|€)|nobody|no one|none of)\b",
    re.I,
)
_DEMANDED = re.compile(
    r"\b(?:demand(?:s|ed|ing)?|want(?:s|ed|ing)?|call(?:s|ed|ing)? for|seek(?:s|ing)?|sought|push(?:es|ed|ing)? for|campaign(?:s|ed|ing)? for|ask(?:s|ed|ing)? for|fight(?:ing)? for|fought for|should (?:be paid|get|earn|receive|pay)|must (?:pay|be paid)|deserves?|petition\w* for)\b",
    re.I,
)
_PROMISED = re.compile(
    r"\b(?:promis(?:e|es|ed|ing)|told (?:me|us|him|her|them|students|recruits|applicants|workers|candidates|I)\b[^.;]{0,40}\b(?:could|would|can|will)|earning potential|lured|earn up to|expect)\b",
    re.I,
)
_PLANNED = re.compile(
    r"\b(?:will|'ll|’ll|shall|going to|plans? to|set to|due to|to be paid|is to|are to|agreed to|would (?:rise|increase|get|receive|raise|be paid|go)|proposed|proposes|proposal|pay offer|under the (?:deal|plan|agreement|contract|bill|law)|the (?:deal|bill|plan|law|proposal|contract)|offer(?:ed|ing)? of|has offered|voted|rejected)\b",
    re.I,
)


def modality_of(mention: Mention, attribution: Attribution) -> Modality:
    """Return the force of the statement, from the auxiliaries of its verb and the words around it."""
    frame = mention.frame
    sentence = mention.before + "¤" + mention.after
    clause = re.split(r"[;:]", mention.before)[-1][-140:] + "¤" + re.split(r"[;:]", mention.after)[0][:60]
    if mention.role == "from":
        return (
            "alleged"
            if attribution.type == "document" and re.search(r"\b(?:suit|lawsuit|complaint)\b", sentence, re.I)
            else "asserted"
        )
    if _is_denied(mention, clause):
        return "denied"
    auxiliaries = set(frame.auxiliaries) if frame is not None else set()
    if _ALLEGED.search(clause) or (
        attribution.type == "document"
        and attribution.name
        and re.search(r"\b(?:suit|lawsuit|complaint|indictment)\b", attribution.name, re.I)
    ):
        return "alleged"
    if _HYPOTHETICAL.search(mention.before) and (
        auxiliaries & {"would", "could", "might", "'d", "may"} or re.search(r"\bif\b", mention.before[-80:], re.I)
    ):
        return "hypothetical"
    if "might" in auxiliaries or "may" in auxiliaries:
        return "hypothetical"
    if (
        mention.kind == "statutory_minimum"
        and not auxiliaries & {"will"}
        and not re.search(r"\b(?:proposed|would|plans?|bill)\b", clause, re.I)
    ):
        return "asserted"
    if _PROMISED.search(clause) and mention.kind != "bonus":
        return "promised"
    if _DEMANDED.search(clause):
        return "demanded"
    if _PLANNED.search(clause) and not (
        frame is not None
        and frame.is_finite_past
        and mention.role is None
        and not re.search(r"\b(?:offer|offered|proposed|voted|rejected)\b", clause, re.I)
    ):
        if (
            mention.kind in ("change", "bonus", "statutory_minimum")
            or auxiliaries & {"will", "'ll", "shall", "would"}
            or re.search(r"\b(?:will|plans? to|set to|due to|going to)\b", clause, re.I)
        ):
            return "planned"
    return "asserted"


def _is_denied(mention: Mention, clause: str) -> bool:
    if mention.bound in ("at_least", "up_to") and mention.money.bound in ("under", "over"):
        return False
    if not _DENIED.search(clause):
        return False
    return not re.search(r"\b(?:nobody|no one|none of)\b[^;.]{0,60}¤", clause, re.I) or mention.bound not in (
        "at_least",
        "up_to",
    )
