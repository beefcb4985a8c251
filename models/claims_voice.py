"""Who says an amount, and whether it stands in quotation marks: the voice of a claim."""

import re

from models.claims_frame import phrase, subject_of
from models.claims_mention import Mention
from models.claims_parse import Token
from models.claims_quotes import Quotes
from models.claims_words import load_words
from pipeline.records import Attribution, AttributionType

_ACCORDING = re.compile(
    r"\b(?:according to|cited by|as calculated by|as reported by|reported by|calculated by|estimated "
    r"by|compiled by|shared by|in the words of)\s+(?:(?:an?|the|its|his|her|their|a new|one|research "
    r"by|data from|figures from|analysis by|estimates from)\s+)*(?P<who>[^,.;:()“”\"—–]{2,80})",
    re.I,
)
_SAY = (
    r"(?:said|says|say|told [^,.;]{2,40}|tells? [^,.;]{2,40}|testified|testify|claimed|claims?|wrote|"
    r"writes|added|adds|explained|recalled|calculated|estimated|reported|reports|announced|confirmed|"
    r"insisted|complained|ruled|ordered|promised|recalls|noted|argued|argue|alleged|allege|warned|admitted|"
    r"acknowledged|shows?|showed|states?|stated|reveals?|revealed|suggests?|found|finds)"
)
_TRAILING = re.compile(
    rf"(?<!\d)[,”\"—–](?:\s|(?=[”\"]))(?:[”\"]\s?)?(?:as\s)?(?P<who>(?:(?![,;:“”\"]|\b(?:and|but|which|"
    rf"who|while|because|if)\b).){{2,60}}?)\s(?P<verb>{_SAY})(?=[\s,.;:”\"]|$)"
)
_INVERTED = re.compile(
    r"(?:[”\"]|(?<=[,.!?])['’]),?\s(?P<verb>said|says|recalled|added|explained|wrote|complained|claimed|insisted)\s(?P<who>[^,.;:“”\""
    r"]{2,60}?)(?=[,.;]|\s(?:of|who|in|at|from|on|after|as)\b|$)"
)
_LEADING = re.compile(
    r"^(?P<who>[^,;:]{1,50}?)(?:\s(?:seen|reviewed|obtained|shared|filed|published|posted|leaked|released)"
    r"\s[^,;]{2,60}?)?\s(?:show|shows|showed|say|says|said|state|states|stated|put|puts|suggest|suggests|"
    r"indicate|indicates|reveal|reveals|list|lists|alleges?|alleged)\b"
)
_POSTED_NOUN = re.compile(
    r"\b(?P<doc>job posting|posting|advert|adverts|advertisement|job ad|job advert|listing|listings|careers "
    r"page|job listing|vacancy|ad|ads)\b",
    re.I,
)
_COMPARING = re.compile(
    r"\b(?:under|above|below|over|than|against|short of|exceed\w*|compared (?:with|to)|beat)\b[^.;]{0,60}$", re.I
)
_ARTICLES = re.compile(r"^(?:an?|the|its|his|her|their|our|this|that|these|those)\s+", re.I)


def attribution_of(mention: Mention, text: str, quotes: Quotes) -> Attribution:
    """Return who says the amount: the subject of the verb of saying that governs it in its sentence."""
    sentence = text[mention.sent_start : mention.sent_end][:2000]
    offset = mention.end - mention.sent_start
    beside = _ACCORDING.search(sentence[offset : offset + 260])
    if beside is not None and _BESIDE.fullmatch(sentence[offset : offset + beside.start()]):
        # "$14, the company said; $9, according to the union": the nearest one, and no verb of saying before it.
        return _voice(_head_of(beside["who"]))
    trailing = _by_trailing(sentence, offset)
    if trailing is not None:
        return trailing
    is_comparison = mention.is_statutory and bool(_COMPARING.search(mention.left))
    if not is_comparison and (governing := _by_grammar(mention, text)) is not None:
        return governing
    match = _ACCORDING.search(sentence)
    if match and not (is_comparison and match.end() < offset):
        return _voice(_head_of(match["who"]))
    speaker = quotes.speaker_at(mention.start)
    if speaker is not None:
        return Attribution(type="speaker", name=speaker)
    if quotes.hold(mention.start, mention.end):
        match = _INVERTED.search(text[mention.end : mention.end + 400])
        if match:
            return _voice(match["who"])
    match = _LEADING.match(sentence)
    if match and match.end() < offset and not is_comparison and is_document(match["who"]):
        return _voice(match["who"])
    if mention.kind == "posted_range":
        match = _POSTED_NOUN.search(sentence)
        if match:
            return Attribution(type="document", name=match["doc"])
        if re.search(r"\b(?:listed|lists)\b", sentence, re.I):
            return Attribution(type="document", name="listing")
    return Attribution()


# A unit and a comma, no other clause.
_BESIDE = re.compile(r"(?:\s(?!(?:and|but|while)\b)[\w/-]+){0,4},?\s?")


def _head_of(who: str) -> str:
    """Return "documents" for "documents seen by the Post"."""
    pattern = r"\s(?:who|which|that|and|for|by|from|shared|seen|posted|published|filed|reviewed|on|in)\s"
    return re.split(pattern, who.strip())[0]


def _voice(who: str) -> Attribution:
    name = _ARTICLES.sub("", who.strip(" ,'’\"“”"))
    if name.lower() in FIRST_PERSON:
        return Attribution()
    kind: AttributionType = "document" if is_document(name) else "speaker"
    return Attribution(type=kind, name=name)


FIRST_PERSON = frozenset(["i", "we", "us", "me"])
"""Who writes speaks as the reporter; within a quotation its speaker is found by `models.claims_quotes`."""


def is_document(who: str) -> bool:
    """Return whether words name a text: "leaked emails", "emails announcing the increase"."""
    documents = load_words().people["documents"]
    words = re.findall(r"[\w-]+", who.lower())
    head = re.split(r"\b(?:of|by|from|on|about|for|in|that|which|to)\b", who.lower())[0]
    whole = re.findall(r"[\w-]+", head) or words or [""]
    # "emails announcing the increase", "posts seen by us": the noun stands before the participle.
    before = next((whole[at - 1] for at, word in enumerate(whole) if at and word.endswith(("ing", "ed", "seen"))), "")
    return any(last in documents or last.removesuffix("s") in documents for last in (whole[-1], before))


def _by_trailing(sentence: str, offset: int) -> Attribution | None:
    """Return the voice of ", the union said" behind the amount."""
    tail = sentence[offset : offset + 260]
    match = _INVERTED.search(tail)
    if match:
        return _voice(match["who"])
    match = _TRAILING.search(tail)
    if match is None or ";" in tail[: match.start()]:
        return None
    who = match["who"].strip()
    if (
        re.match(
            r"(?:is|are|was|were|be|been|being|has|have|had|which|who|that|it|this|there|what|when|where|if|because|as)\b",
            who,
            re.I,
        )
        or len(who.split()) > 7
    ):
        return None
    verb = match["verb"].split()[0].lower()
    if verb in (
        "show",
        "shows",
        "showed",
        "states",
        "state",
        "reveals",
        "suggests",
        "found",
        "finds",
        "suggest",
        "reveal",
    ) and not (is_document(who) or who[:1].isupper()):
        return None
    return _voice(who)


_MUTE = frozenset(
    ["it", "that", "this", "which", "there", "what", "rate", "pay", "salary", "wage", "figure", "job", "role"]
)
# Over the amount itself these offer or count money rather than say something.
_DOING = frozenset(
    [
        "put",
        "find",
        "list",
        "report",
        "call",
        "seek",
        "show",
        "quote",
        "specify",
        "require",
        "recommend",
        "post",
        "mention",
        "set",
    ]
)


def _by_grammar(mention: Mention, text: str) -> Attribution | None:
    frame = mention.frame
    if frame is None:
        return None
    words = load_words()
    documents = words.people["documents"]
    for verb in frame.governors:
        own = verb is frame.verb
        says = verb.lemma in words.verbs["say"]
        subject = next(iter(frame.tree.kids(verb.i, "nsubj")), None)
        if subject is None and verb.dep in ("conj", "relcl", "xcomp", "advcl", "acl") and says:
            subject = subject_of(frame.tree, verb)
        if subject is None or subject.money is not None or subject.i > frame.anchor.i + 40:
            continue
        if subject.pos in ("AUX", "VERB"):
            # Parsed wrongly: a verb says nothing.
            continue
        if subject.lemma in documents and (says or verb.lemma in ("give", "quote", "offer", "promise", "pay")):
            return Attribution(type="document", name=_name(mention, subject, text))
        if not says or subject.lower in _MUTE or subject.lemma in documents:
            continue
        if own and (verb.lemma in _DOING or (verb.lemma in ("promise", "propose", "ask", "hint") and frame.is_passive)):
            continue
        if (frame.is_passive and own) or subject.lower in FIRST_PERSON:
            continue
        return Attribution(type="speaker", name=_name(mention, subject, text))
    if (
        mention.role == "delta"
        and frame.verb is not None
        and frame.verb.lemma in ("offer", "propose", "counter", "table", "want")
        and frame.subject is not None
    ):
        return Attribution(type="speaker", name=_name(mention, frame.subject, text))
    return None


def _name(mention: Mention, subject: Token, text: str) -> str:
    frame = mention.frame
    return (phrase(frame.tree, subject, text=text) if frame is not None else "") or subject.text


def inherit(previous: Mention | None, before: Attribution | None, mention: Mention, own: Attribution) -> Attribution:
    """Return the voice of the amount before it where a sentence goes on without naming another one."""
    if own.type != "reporter" or previous is None or before is None or before.type == "reporter":
        return own
    if previous.sentence != mention.sentence or (mention.is_statutory and _COMPARING.search(mention.left)):
        return own
    return before
