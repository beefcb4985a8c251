"""What kind of statement a pay claim is, by the order of precedence in `docs/pay-claims.md`.

change > owed > bonus > statutory minimum > average > posted > offered > earned: the first that fits. Changes are
linked in `models.claims_change`, legal minimums are known by `models.claims_statutory`. "Offered" is a rate on the
table, "earned" is money that reached or habitually reaches workers; tense and subject decide between them.
"""

import re
from itertools import pairwise

from models.claims_bound import bound_of
from models.claims_evidence import is_person
from models.claims_frame import Frame
from models.claims_mention import Mention
from models.claims_parse import Token
from models.claims_pay import BAR
from models.claims_statutory import is_own_minimum, is_statutory
from models.claims_words import Words, load_words
from pipeline.records import Kind

_OWED = re.compile(
    r"\b(?:owe[sd]?|owing|unpaid (?:wages?|salar\w+|pay|overtime|fees?|invoices?|sums?|amounts?|balance)"
    r"|unpaid(?=[^,;.]{0,12}¤)|withheld|withholding|back ?pay|back wages|arrears|default(?:ed|ing|s)? "
    r"on|never (?:been )?paid|not been paid|stiffed|outstanding|waiting for|chasing)\b|\bshort by(?=\s{0,2}¤)",
    re.I,
)
_NOT_OWED = re.compile(
    r"\bunpaid (?:assessment|training|trial|induction|overtime work|work|intern|leave|time|hours?|day|"
    r"test|labou?r)|\boutstanding (?:work|teacher|performance)",
    re.I,
)
_BONUS_NOUN = (
    r"(?:bonus(?:es)?|premium|hazard pay|danger money|severance|pay-?off|golden (?:hello|handshake|parachute)"
    r"|sign(?:ing|-on|-up)[ -](?:bonus|fee|payment)|(?:stock|share|equity)(?: (?:grant|award|options?)"
    r"s?)?|shares|retention (?:bonus|payment)|top-?up|lump sum|one-(?:off|time) (?:payment|sum)|"
    r"redundancy (?:pay|package|payment)|(?:night|"
    r"hardship|shift|weekend|responsibility|language|danger) (?:allowance|supplement)|incentive(?:s| "
    r"payment)?|supplement|tip guarantee|stipend on top)"
)
_BONUS_AFTER = re.compile(
    rf"^(?:[ -](?:(?!plus|and|with|or|before|excluding|including|not)\w+[ -]){{0,2}}| in )(?:{_BONUS_NOUN})\b", re.I
)
_BONUS_BEFORE = re.compile(
    rf"\b{_BONUS_NOUN}(?:,| \(| of| worth| is| was| were| are| comes? to| that \w+| paid| for \w+(?: \w+)"
    rf"?| pays?| totall?ing)* ?(?:about |around |up to |as much as |at least )?$",
    re.I,
)
_AVERAGE = re.compile(r"\b(?:averag(?:e|es|ed|ing)|mean|median|avg\.?)\b", re.I)
_AD = r"(?:job |online |recent |same |identical |current )*(?:posting|listing|vacancy|advert(?:isement)?|ad)s?"
_POSTED = re.compile(
    rf"\b(?:advertis(?:ed?|es|ing)|advertiz(?:ed?|es|ing)|listed|lists|listing|{_AD}|careers (?:page|site|"
    rf"website|portal)|help[- ]wanted|job board|recruitment page|hiring page|role currently open|job description)"
    rf"\b",
    re.I,
)
_POSTED_AFTER = re.compile(
    rf"^[^.;¤]{{0,60}}\b(?:according to|in|on|per|shows?|said|says|states?|reads?)?\s?(?:an?|the|its|one|"
    rf"this|that|their|{{0}})?\s?(?:\S+['’]s )?(?:{_AD}|job descriptions?|careers (?:page|site|website)"
    rf")\b".replace("|{0}", ""),
    re.I,
)
_NOT_POSTED = re.compile(
    r"\b(?:publicly listed|listed (?:company|on the)|ad (?:revenue|sales|break)|and advertising\b|"
    r"advertising (?:quality|revenue|budget|deal|campaign|agency|spend)|(?:ran|runs?|running|operat\w+|owns?|owned"
    r"|built|build|"
    r"launched|started as) (?:an? |the )?(?:\w+ )?job board)\b",
    re.I,
)
_START = re.compile(
    r"\b(?:start(?:s|ed|ing)?|begin(?:s|ning)?|began) (?:out )?(?:at|on|from)|\bstarting (?:pay|salary|"
    r"salaries|wages?|rates?|package|hourly|base)\b|\bentry[- ]level (?:pay|salary|wage)",
    re.I,
)
_DEMAND = re.compile(
    r"\b(?:demand(?:s|ed|ing)?|want(?:s|ed|ing)?|call(?:s|ed|ing)? for|seek(?:s|ing)?|sought|push(?:es|"
    r"ed|ing)? for|campaign(?:s|ed|ing)? for|ask(?:s|ed|ing)? for|should be paid|deserves?|(?:strike|"
    r"struck|walk(?:ed|ing)? out|protest(?:s|ed|ing)?|rall(?:y|ied)|march(?:ed|ing)?|fight(?:ing)?|fought|"
    r"holding out) for)\b",
    re.I,
)


# "not the $9 an hour they were promised"
_PROMISED_AFTER = re.compile(
    r"^,?\s?(?:(?:an?|per|each)\s\w+\s)?(?:that\s|which\s)?(?:they|he|she|we|i|you|[a-z]+s)\s"
    r"(?:was|were|had been|'d been)\s(?:\w+ly\s)?(?:promised|offered|quoted)\b",
    re.I,
)


def decide_kind(mention: Mention) -> None:
    """Set kind and bound, assuming that the amount is no member of a change."""
    mention.is_statutory = is_statutory(mention)
    if mention.role is not None:
        return
    mention.kind = _kind(mention)
    mention.bound = bound_of(mention)


_POSTING_TALK = re.compile(r"\b(?:job|the) (?:posting|listing|advert|ad)s?\b", re.I)
_OPENING = re.compile(
    r"\bpost(?:s|ed|ing) (?:an? |the |its |new )*(?:[\w“\"-]+ ){0,3}(?:openings?|vacanc(?:y|ies)|(?:job|role)s?)\b",
    re.I,
)
_SALARY_TALK = re.compile(r"\b(?:salary|compensation|base pay|pay range|salary range)\b[^.;]{0,60}$", re.I)


def mark_postings(taken: list[Mention], text: str) -> None:
    """Take a role's present salary range for what a posting says, where the text talks of job postings."""
    for mention in taken:
        if mention.kind in ("offered_rate", "reported_earnings") and _OPENING.search(mention.before):
            mention.kind = "posted_range"
            mention.rules.append("kind.opening")
    if not _POSTING_TALK.search(text):
        return
    for mention in taken:
        frame = mention.frame
        present = frame is not None and frame.verb is not None and frame.verb.tag in ("VBZ", "VBP")
        if (
            mention.kind in ("offered_rate", "reported_earnings")
            and mention.bound == "range"
            and present
            and _SALARY_TALK.search(mention.left)
        ):
            mention.kind = "posted_range"
            mention.rules.append("kind.posting_elsewhere")


def inherit_kinds(taken: list[Mention]) -> None:
    """Give an amount that leans on its neighbour ("£23 for coders, £12.50 for everyone else") the neighbour's kind."""
    for previous, mention in pairwise(taken):
        if _PROMISED_AFTER.match(mention.after):
            continue
        if mention.leans_on is previous and mention.kind in ("offered_rate", "reported_earnings"):
            mention.kind, mention.is_statutory = previous.kind, previous.is_statutory
            mention.bound = bound_of(mention)
            mention.rules.append("kind.inherited")
            continue
        if mention.sentence != previous.sentence or mention.kind in ("owed", "bonus"):
            continue
        frame = mention.frame
        leans = (
            frame is not None
            and frame.coordinated_with is not None
            and frame.verb is (previous.frame.verb if previous.frame is not None else None)
        )
        own = _own_words(mention, previous)
        elliptic = bool(_ELLIPTIC.search(mention.left)) and (
            not own or bool(_LAW_GOES_ON.search(mention.left)) or bool(_FIGURE.search(mention.left))
        )
        leans = leans and not own
        if (
            (leans or elliptic)
            and previous.kind in ("statutory_minimum", "average", "posted_range", "offered_rate", "reported_earnings")
            and mention.kind not in ("average", "statutory_minimum")
        ):
            if (
                previous.kind == "statutory_minimum"
                and not elliptic
                and not (frame is not None and frame.anchor.dep == "conj")
            ):
                continue
            mention.kind, mention.is_statutory = previous.kind, previous.is_statutory
            mention.bound = bound_of(mention)
            if (
                mention.bound == "exact"
                and previous.bound == "as_low_as"
                and (_AGAINST.search(mention.left) or (leans and mention.money.bound == "exact"))
            ):
                mention.bound = "as_low_as"
            mention.rules.append("kind.inherited")


_AGAINST = re.compile(r"\b(?:against|compared with|compared to|versus|vs\.?|up from|down from)\s*$", re.I)
_FIGURE = re.compile(r"\bthe (?:figure|number|median|mean)\b[^.;]{0,40} at\s*$", re.I)
_LAW_GOES_ON = re.compile(r"['’]s (?:went|rose|is|was|stands|stood|climbed|increased|fell)\b", re.I)
_ELLIPTIC = re.compile(
    r"(?:['’]s (?:(?:went|rose|is|was|stands|stood|climbed|increased|fell|own)\b)|\b(?:against|versus|"
    r"compared with|compared to)|\b(?:and|or|,|a median of|the (?:figure|number)\b[^.;]{0,40} at|those|"
    r"that)) [^.;]{0,30}$",
    re.I,
)


def _own_words(mention: Mention, previous: Mention) -> bool:
    """Return whether a verb of its own stands between the last amount and this one."""
    tree, frame, before = mention.tree, mention.frame, previous.frame
    if tree is None or frame is None or before is None or previous.tree is not tree:
        return True
    between = tree.tokens[before.anchor.i + 1 : frame.anchor.i]
    return any(token.pos in ("VERB", "AUX") and token.dep not in ("amod", "compound") for token in between)


_TAKEN_ON = re.compile(
    r"\b(?:(?:re-?)?hired|taken on|(?:took|take|takes|put|puts|brought|bring|signed|sign) (?:him|her|them|me|us|\w+) "
    r"(?:on|in|up)|brought in|signed up|recruited|engaged|contracted)\b(?:(?!paying|who|and|but|;|:)[^.¤]){0,70}?"
    r"\b(?:at|for|on)\s(?:an? |just |only |about |around |up to |as little as |(?:starting )?(?:package|salary|wage|"
    r"rate|retainer) of |the )*$",
    re.I,
)
_TURNED_DOWN = re.compile(
    r"\b(?:turn(?:s|ed|ing)? down|refus(?:es|ed|ing)|declin(?:es|ed|ing)|pass(?:es|ed|ing)? up|walk(?:s|ed|ing)? away "
    r"from)\s(?:an? |the |his |her |their |another |\w+ )?(?:offer of |job at |contract worth |deal worth |about )?$",
    re.I,
)
_PER_POSTING = re.compile(
    rf"\b(?:according to|says?|said|in|on|per|states?|reads?|quotes?)\s(?:an?|the|its|one|this|that|their)?\s?"
    rf"(?:\S+['’]s )?(?:{_AD}|careers (?:page|site))\b|\b(?:{_AD})\s(?:says?|said|states?|reads?|quotes?|offers?|"
    r"promises?|puts?)\b",
    re.I,
)


# A job somebody took: what it pays reached that person.
_TAKEN_UP = re.compile(
    r"\b(?:mov(?:e|es|ed|ing)|switch(?:es|ed|ing)?|went|graduat(?:ed|ing)|progress(?:ed|ing)|transferr(?:ed|ing)|"
    r"land(?:s|ed|ing)?|took|taking|taken|got|stepp(?:ed|ing)) (?:[\w'’-]+ ){0,6}?(?:jobs?|roles?|positions?|"
    r"posts?|gigs?|contracts?|projects?|work) (?:pay(?:s|ing)|that pa(?:id|ys)|at|worth|for)\b[^,;.]{0,20}$",
    re.I,
)


_SHORT_BY = re.compile(r"\bshort by\s*$", re.I)


def is_certain(mention: Mention) -> bool:
    """Return whether the words beside the amount leave no doubt about its kind."""
    if BAR in mention.verdict.rules:
        return True
    if mention.kind == "owed":
        return _SHORT_BY.search(mention.left) is not None
    if mention.kind == "offered_rate":
        return bool(
            _TAKEN_ON.search(mention.left) or _TURNED_DOWN.search(mention.left) or _PROMISED_AFTER.match(mention.after)
        ) or is_own_minimum(mention)
    if mention.kind == "reported_earnings":
        return bool(_TAKEN_UP.search(mention.left))
    return mention.kind == "posted_range" and bool(
        _PER_POSTING.search(mention.before[-120:]) or _PER_POSTING.search(mention.after[:90])
    )


def _kind(mention: Mention) -> Kind:
    left, right = mention.left, mention.right
    around = left + " ¤ " + right[:60]
    if re.search(r"\b(?:an extra|extra|an additional|additional)\s*$", left, re.I) and not re.search(
        r"\b(?:deal|raise|rise|offer)\b", left, re.I
    ):
        return "bonus"
    if _OWED.search(left[-80:] + " ¤ " + right[:30]) and not _NOT_OWED.search(around):
        return "owed"
    if _is_bonus(mention):
        return "bonus"
    if mention.is_statutory:
        return "statutory_minimum"
    if _AVERAGE.search(left[-110:]) or _AVERAGE.search(re.split(r"[,.;]|\band\b", right)[0][:50]):
        return "average"
    if (_POSTED.search(left[-120:]) or _POSTED_AFTER.search(right)) and not _NOT_POSTED.search(around):
        return "posted_range"
    if _TAKEN_UP.search(left):
        return "reported_earnings"
    if _TAKEN_ON.search(left) or _TURNED_DOWN.search(left) or _PROMISED_AFTER.match(mention.after):
        return "offered_rate"
    return offered_or_earned(mention)


def _is_bonus(mention: Mention) -> bool:
    frame, cues = mention.frame, load_words().cues["bonus"]
    if _BONUS_AFTER.search(mention.right) or _BONUS_BEFORE.search(mention.left):
        return True
    if frame is None:
        return False
    return any(
        noun.lemma in cues and link in ("mod", "of", "cop", "appos", "in") for noun, link in frame.nouns[:2]
    ) or (frame.subject is not None and frame.subject.lemma in cues and not frame.is_passive and frame.object is None)


_OFFER_VERBS = frozenset(
    [
        "offer",
        "hire",
        "recruit",
        "promise",
        "guarantee",
        "quote",
        "turn",
        "reject",
        "decline",
        "refuse",
        "dangle",
        "propose",
        "demand",
        "want",
        "seek",
        "ask",
        "set",
        "recommend",
        "require",
        "contract",
        "engage",
        "poach",
        "lure",
        "entice",
        "call",
        "push",
    ]
)
_EARN_VERBS = frozenset(
    [
        "earn",
        "make",
        "get",
        "receive",
        "pocket",
        "net",
        "gross",
        "collect",
        "clear",
        "draw",
        "command",
        "average",
        "take",
        "keep",
        "see",
        "bring",
        "accept",
        "land",
        "bag",
    ]
)
_SET_VERBS = frozenset(["set", "raise", "increase", "lift", "cut", "lower", "reduce", "slash", "boost", "hike", "drop"])


def offered_or_earned(mention: Mention) -> Kind:
    """Return "offered_rate" for a rate on the table, "reported_earnings" for money that reaches workers."""
    words, frame = load_words(), mention.frame
    left = mention.left[-90:]
    if mention.is_contract:
        return "offered_rate"
    if _START.search(left) or mention.money.cue == "from":
        return "offered_rate"
    if frame is None or frame.verb is None:
        return _without_verb(mention, frame, words)
    verb, subject = frame.verb, frame.subject
    lemma = verb.lemma
    person = subject is not None and is_person(subject, words)
    if _DEMAND.search(left):
        return "offered_rate"
    if (
        "would" in frame.auxiliaries
        and not re.search(r"\b(?:if|unless)\b", mention.before, re.I)
        and re.search(
            r"\b(?:deal|agreement|contract|offer|plan|proposal|bill|settlement)\b", mention.before + mention.after, re.I
        )
    ):
        return "offered_rate"
    if any(aux in ("will", "'ll", "’ll", "shall", "'s going") for aux in frame.auxiliaries) or re.search(
        r"\b(?:will|going to|to be paid|set to)\b[^.;]{0,25}$", left
    ):
        return "offered_rate"
    if lemma == "set" and frame.preps and frame.preps[-1] == "at":
        return "offered_rate"
    if _owned(frame, words):
        return "reported_earnings"
    if lemma in _OFFER_VERBS and not (lemma in ("ask", "require", "want") and person and mention.money.unit is None):
        return "offered_rate"
    if lemma == "expect" or any(
        up.lemma in ("promise", "offer", "demand", "guarantee", "expect", "entice") for up in frame.governors[1:3]
    ):
        return "offered_rate"
    if any(up.lemma == "tell" for up in frame.governors[1:3]) and set(frame.auxiliaries) & {"could", "would", "can"}:
        return "offered_rate"
    if "can" in frame.auxiliaries and lemma == "expect":
        return "offered_rate"
    if any(up.lemma in ("deny", "refuse") for up in frame.governors[1:2]) and verb.tag == "VBG":
        return "reported_earnings"
    if lemma in _SET_VERBS or (lemma in words.verbs["change"] and not person and lemma != "go"):
        return "offered_rate"
    if frame.is_passive and lemma in ("pay", "give", "leave", "compensate"):
        return "reported_earnings"
    if lemma in _EARN_VERBS and (
        person
        or lemma in ("earn", "make")
        or (
            subject is not None
            and (subject.pos == "PROPN" or (subject.tag == "NNS" and mention.money.unit is not None))
        )
    ):
        return "reported_earnings"
    if person and lemma in ("be", "survive", "work", "live", "leave", "go", "settle"):
        return "reported_earnings" if not _HIRED.search(left) else "offered_rate"
    if _HIRED.search(left):
        return "offered_rate"
    if lemma == "put" and person:
        return "reported_earnings"
    if _is_past(frame, verb):
        return "reported_earnings"
    return "offered_rate"


_HIRED = re.compile(r"\b(?:hired|hiring|recruited|recruiting)\b[^.;]{0,60}$", re.I)


def _without_verb(mention: Mention, frame: Frame | None, words: Words) -> Kind:
    if frame is not None and _owned(frame, words):
        return "reported_earnings"
    past = re.search(
        r"\b(?:earned|paid|made|received|got|took home|earning|earns?|her|his|their|my)\b", mention.before[-80:], re.I
    )
    return "reported_earnings" if past else "offered_rate"


def _is_past(frame: Frame, verb: Token) -> bool:
    """Return whether the clause is past or perfect; a bare participle takes the tense of the verb above it."""
    if verb.tag == "VBG" and not frame.auxiliaries:
        for upper in frame.governors[1:]:
            if upper.tag in ("VBD", "VBN"):
                return True
            if upper.tag in ("VBZ", "VBP"):
                return False
        return False
    if (
        verb.tag == "VBD"
        and verb.lower == verb.lemma
        and verb.lower in ("run", "come", "set", "put", "cut", "cost", "hit", "let")
    ):
        return False
    return frame.is_finite_past or frame.is_perfect


def _owned(frame: Frame, words: Words) -> bool:
    """Return whether the amount is the pay of particular people: "her salary", "the architect's package"."""
    nouns = [noun for noun, _ in frame.nouns[:2]] + [
        token for token in (frame.subject, frame.object) if token is not None
    ]
    for noun in nouns:
        if noun.lemma not in words.pay_nouns and noun.lemma not in (
            "package",
            "income",
            "rate",
            "fee",
            "deal",
            "retainer",
        ):
            continue
        for kid in frame.tree.kids(noun.i, "poss"):
            if kid.lower in ("her", "his", "my") or (kid.lower in ("their", "our") and noun.lemma != "rate"):
                return True
            if is_person(kid, words) and kid.lower not in ("their", "our", "your"):
                indefinite = any(det.lower in ("a", "an") for det in frame.tree.kids(kid.i, "det"))
                return not indefinite
    return False
