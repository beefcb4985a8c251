"""Weigh the verb that an amount hangs on, with who gives and who gets: "pays its graders $24", "raised $24m".

The word lists are in `data/pay/words.toml`; a weight of 4 decides alone, 2 unless contradicted, 1 tips the scale.
"""

from models.claims_evidence import Verdict, dollars, is_org, is_person
from models.claims_frame import Frame
from models.claims_parse import Token, Tree
from models.claims_pay_nouns import is_client, is_company_earnings, is_modified_by_pay, is_other_fee
from models.claims_words import Words
from models.money import Money

# Verbs that put a person at an amount: "start on", "went from", "was left with", "works for", "is on".
_ADS = frozenset(["advert", "ad", "advertisement", "posting", "listing", "vacancy", "payslip", "posting"])
_STATE_VERBS = frozenset(
    [
        "be",
        "start",
        "begin",
        "go",
        "work",
        "leave",
        "end",
        "finish",
        "live",
        "face",
        "stay",
        "join",
        "move",
        "clear",
        "hover",
        "settle",
        "remain",
        "stick",
        "walk",
        "climb",
        "rise",
    ]
)
_ASK_VERBS = frozenset(
    ["demand", "want", "seek", "ask", "request", "call", "push", "campaign", "fight", "press", "strike", "petition"]
)
_POST_VERBS = frozenset(["list", "advertise", "post"])
_PERIODS = ("hour", "day", "week", "month", "year")


def weigh_verb(money: Money, frame: Frame, words: Words, verdict: Verdict) -> None:
    """Add what the verb says to the verdict."""
    verb = frame.verb
    if verb is None:
        return
    if frame.anchor.dep in ("nsubj", "nsubjpass") and frame.anchor.head == verb.i:
        _weigh_amount_as_subject(frame, verb, words, verdict)
        return
    direct = (
        _is_persons_contract(frame, words)
        or not frame.nouns
        or frame.nouns[0][1] in ("cop", "conj")
        or frame.nouns[0][0].lemma not in words.other_nouns
    )
    if not direct:
        return
    lemma, subject, tree = verb.lemma, frame.subject, frame.tree
    if _is_persons_contract(frame, words):
        verdict.add("noun.persons_contract", 8)
        return
    particles = {kid.lower for kid in tree.kids(verb.i, "prt", "advmod")} | {
        t.lower for t in tree.tokens[verb.i + 1 : verb.i + 3]
    }
    worker = subject is not None and is_person(subject, words)
    if (
        subject is not None
        and subject.tag == "NNS"
        and lemma in _EARN_FIRST
        and money.unit in _PERIODS
        and not _is_thing(subject, words)
    ):
        worker = True
    if (
        subject is not None
        and subject.pos == "PROPN"
        and not worker
        and money.unit in _PERIODS
        and lemma in ("earn", "make", "get", "take")
    ):
        worker = True
    work = (
        subject is not None
        and not worker
        and (
            subject.lemma in words.people["work"]
            or subject.lemma in words.pay_nouns
            or (subject.lemma in words.people["pieces"] and lemma in ("pay", "fetch", "earn", "bring"))
        )
    )
    oblique = bool(frame.preps)
    if (
        oblique
        and frame.preps[-1] in ("on", "at")
        and frame.object is not None
        and is_person(frame.object, words)
        and lemma in ("put", "place", "leave", "start", "keep", "bring", "hire", "take")
    ):
        verdict.add("verb.puts_worker_on", 3)
    if lemma in words.verbs["earn"] and _is_earning(lemma, particles):
        _weigh_earn_verb(money, frame, words, verdict, worker=worker, work=work)
    elif lemma in words.verbs["pay"] or (lemma == "shell" and "out" in particles):
        _weigh_pay_verb(money, frame, words, verdict, worker_subject=worker, work_subject=work)
    elif lemma in ("work", "toil", "labour", "labor") and money.unit in _PERIODS and frame.preps[-1:] == ["for"]:
        verdict.add("verb.works_for", 5, is_final=True)
    elif lemma in _ASK_VERBS and (worker or _is_union(subject)):
        verdict.add("verb.asks", 2.5 if money.unit in _PERIODS or frame.nouns else 2)
    elif lemma in _POST_VERBS:
        is_job = any(
            token is not None and (token.lemma in words.people["work"] or is_person(token, words))
            for token in (frame.object, subject if frame.is_passive else None)
        )
        verdict.add("verb.posts", 3 if is_job else 0.5)
    elif (
        lemma in ("say", "state", "show", "read", "quote", "give", "promise", "offer", "mention")
        and subject is not None
        and subject.lemma in _ADS
    ):
        verdict.add("verb.advert_says", 4)
    elif lemma in ("dock", "deduct", "skim") and frame.preps:
        pass
    elif lemma in words.other_verbs and not (lemma == "win" and (money.unit in _PERIODS or _wins_pay(frame, words))):
        _weigh_other_verb(money, frame, words, verdict)
    elif work:
        verdict.add("verb.work_subject", 3)
    elif worker and lemma in _STATE_VERBS and oblique:
        verdict.add("verb.worker_at", 3 if subject is not None and not is_client(subject, words) else 1)
    elif worker and money.unit in _PERIODS:
        hourly = money.unit == "hour" and oblique and frame.preps[-1] in ("at", "for", "on")
        verdict.add("verb.worker", 2 if hourly else 0.5)
    _weigh_set_amount(money, frame, words, verdict)


_EARN_FIRST = ("earn", "make", "get", "take", "receive")


def _is_thing(token: Token, words: Words) -> bool:
    return (
        token.lemma in words.other_nouns
        or token.lemma in words.people["employers"]
        or token.lemma in words.people["pieces"]
        or token.lemma in words.maybe_nouns
    )


def _is_union(subject: Token | None) -> bool:
    return subject is not None and (
        subject.lemma in ("union", "guild", "association", "federation", "campaigner") or subject.pos == "PROPN"
    )


_CONTRACTS = ("contract", "deal", "extension", "package", "pact")


def _is_persons_contract(frame: Frame, words: Words) -> bool:
    """Return whether the amount is what a person's own contract is worth: "she signed a $46 million contract"."""
    subject, verb = frame.subject, frame.verb
    if subject is None or verb is None or not is_person(subject, words) or subject.lower in ("they", "we"):
        return False
    about = [noun for noun, _ in frame.nouns[:2]] + ([frame.object] if frame.object is not None else [])
    return verb.lemma in ("sign", "ink", "agree", "land", "accept", "earn", "extend") and any(
        noun.lemma in _CONTRACTS for noun in about
    )


def _is_earning(lemma: str, particles: set[str]) -> bool:
    if lemma == "take":
        return "home" in particles
    if lemma == "bring":
        return bool(particles & {"in", "home"})
    return True


def _weigh_amount_as_subject(frame: Frame, verb: Token, words: Words, verdict: Verdict) -> None:
    """Weigh "$350 a month is considered a good wage": what the amount is said to be decides."""
    for kid in frame.tree.kids(verb.i, "attr", "oprd", "dobj"):
        if kid.lemma in words.pay_nouns:
            verdict.add("verb.is_called_pay", 4)
        elif kid.lemma in words.other_nouns:
            verdict.add(f"verb.is_called_{kid.lemma}", -4, words.other_nouns[kid.lemma])


def _weigh_earn_verb(money: Money, frame: Frame, words: Words, verdict: Verdict, *, worker: bool, work: bool) -> None:
    subject, verb = frame.subject, frame.verb
    lemma = verb.lemma if verb is not None else ""
    if frame.is_passive and lemma in ("see", "make", "take", "get", "command", "collect", "draw"):
        verdict.add("verb.passive_get", -0.5, "other")
    elif frame.object is not None and frame.object.lemma in words.other_nouns and frame.object.i > frame.anchor.i:
        verdict.add("verb.gets_thing", -2, words.other_nouns[frame.object.lemma])
    elif worker and subject is not None:
        strength = (
            4.0
            if lemma in ("earn", "make", "gross", "pocket", "net", "take", "clear") or money.unit is not None
            else 3.0
        )
        if lemma in ("see", "keep", "accept", "land", "collect", "draw", "bag", "claim") and money.unit is None:
            strength = 2.0
        verdict.add(
            "verb.earn",
            strength if subject.lemma not in ("family", "household", "shopper", "customer", "consumer") else -2,
            "benefit" if strength < 0 else None,
        )
    elif work:
        verdict.add("verb.work_earns", 4)
    elif subject is None:
        verdict.add("verb.earn_unknown", 2.5 if lemma in ("earn", "make") and money.unit in _PERIODS else 1)
    elif _is_firm(subject) and not _is_he_or_she(frame.tree, subject) and _comes_from_org(frame, words):
        verdict.add("verb.firm_is_paid_by_org", -8, "client_rate", is_final=True)
    elif is_org(subject, words) or subject.lower == "it":
        verdict.add("verb.org_earns", -3, "revenue")
    elif money.unit == "hour":
        verdict.add("verb.thing_earns_hourly", 1)
    else:
        verdict.add("verb.thing_earns", -1.5, "revenue")


_RAISES = ("raise", "rise", "increase", "hike", "bump", "uplift")


def _wins_pay(frame: Frame, words: Words) -> bool:
    """Return whether what is won is pay: "had won a raise to $14"."""
    return frame.object is not None and (frame.object.lemma in _RAISES or frame.object.lemma in words.pay_nouns)


def _is_means(frame: Frame) -> bool:
    """Return whether paying is how something else is got: "improve their score by paying $50"."""
    if frame.verb is None or frame.verb.tag != "VBG":
        return False
    above = frame.tree.tokens[frame.verb.head]
    return above.lower == "by" and above.i == frame.verb.i - 1


_FIRMS = (
    "firm",
    "company",
    "agency",
    "vendor",
    "outsourcer",
    "supplier",
    "startup",
    "start-up",
    "business",
)


def _is_firm(token: Token) -> bool:
    """Return whether a word names a firm and cannot name a person: "the outsourcing firm", a name read as a firm's."""
    return token.lemma in _FIRMS or (token.pos == "PROPN" and token.ent == "ORG")


def _is_he_or_she(tree: Tree, token: Token) -> bool:
    """Return whether a sentence says "he" or "herself" of its only name: "for a clip of himself Arun got $2"."""
    return any(other.lower in _HE_OR_SHE for other in tree.tokens) and not any(
        other.pos == "PROPN" and other.ent == "PERSON" and other.i != token.i for other in tree.tokens
    )


_HE_OR_SHE = frozenset(["he", "she", "his", "her", "hers", "him", "himself", "herself"])


def _comes_from_org(frame: Frame, words: Words) -> bool:
    """Return whether the money comes from an organisation: "received $12 an hour from OpenAI"."""
    if frame.verb is None:
        return False
    return any(
        is_org(giver, words)
        for word in (frame.verb, frame.anchor)
        for prep in frame.tree.kids(word.i, "prep", "agent")
        if prep.lower in ("from", "by")
        for giver in frame.tree.kids(prep.i, "pobj")
    )


def _weigh_other_verb(money: Money, frame: Frame, words: Words, verdict: Verdict) -> None:
    verb = frame.verb
    if verb is None:
        return
    lemma = verb.lemma
    if lemma == "raise":
        about_pay = [noun for noun, _ in frame.nouns] + [token for token in (frame.object,) if token is not None]
        if any(noun.lemma in words.pay_nouns or noun.lemma in words.maybe_nouns for noun in about_pay):
            return
        if (
            frame.preps
            and frame.preps[-1] in ("to", "by", "from")
            and (frame.object is not None or money.unit is not None)
        ):
            return
    verdict.add(f"verb.{lemma}", -4, words.other_verbs[lemma])


def _weigh_set_amount(money: Money, frame: Frame, words: Words, verdict: Verdict) -> None:
    """Weigh "cut the rate to", "put the wage at", and a subject that is itself pay or another sum."""
    subject, thing = frame.subject, frame.object
    if (
        thing is not None
        and frame.preps
        and frame.preps[-1] in ("to", "at", "from", "by", "as", "between", "above", "below")
    ):
        if is_company_earnings(frame.tree, thing):
            verdict.add("verb.sets_company_earnings", -4, "revenue")
        elif thing.lemma in words.pay_nouns or (
            thing.lemma in words.maybe_nouns and is_modified_by_pay(frame.tree, thing, words)
        ):
            verdict.add("verb.sets_pay", 4)
        elif thing.lemma in words.maybe_nouns:
            verdict.add("verb.sets_sum", 2)
        elif thing.lemma in words.other_nouns and money.unit not in _PERIODS:
            verdict.add(f"verb.sets_{thing.lemma}", -4, words.other_nouns[thing.lemma])
    if subject is None or subject.money is not None:
        return
    if subject.lemma in words.pay_nouns and is_company_earnings(frame.tree, subject):
        verdict.add("subject.company_earnings", -4, "revenue")
    elif subject.lemma in words.pay_nouns or (
        subject.lemma in words.maybe_nouns and is_modified_by_pay(frame.tree, subject, words)
    ):
        verdict.add("subject.pay", 3)
        if any(kid.lower in ("her", "his", "my") for kid in frame.tree.kids(subject.i, "poss")):
            verdict.add("subject.own_pay", 2, is_final=True)
    elif subject.lemma in words.maybe_nouns and not is_other_fee(frame.tree, subject):
        share = subject.lemma in ("take", "cut", "share", "commission") and any(
            kid.pos == "PROPN" or is_org(kid, words) for kid in frame.tree.kids(subject.i, "poss")
        )
        verdict.add(
            "subject.platform_share" if share else "subject.maybe",
            -6 if share else 2 if money.unit is not None else 1,
            "other" if share else None,
        )
    elif subject.lemma in words.other_nouns and not is_person(subject, words):
        own = frame.verb is not None and subject.head == frame.verb.i
        verdict.add(f"subject.{subject.lemma}", -4 if own else -1, words.other_nouns[subject.lemma])


def _weigh_pay_verb(
    money: Money, frame: Frame, words: Words, verdict: Verdict, *, worker_subject: bool, work_subject: bool
) -> None:
    subject, receiver = frame.subject, frame.receiver or frame.object
    client_subject = subject is not None and is_client(subject, words)
    timed = money.unit is not None
    if _is_means(frame) and not timed and receiver is None:
        verdict.add("verb.by_paying", -4, "price")
        return
    if frame.verb is not None and frame.verb.lemma == "owe" and dollars(money.high, money.currency) > 1_000_000:
        verdict.add("verb.owes_everybody", -6, "aggregate")
        return
    if frame.is_passive:
        if (subject is not None and (is_person(subject, words) or subject.lemma in words.people["work"])) or (
            subject is not None and subject.pos == "PROPN" and money.unit in _PERIODS
        ):
            verdict.add("verb.is_paid", 4)
        elif subject is not None and subject.lemma in words.other_nouns:
            verdict.add("verb.bill_is_paid", -3, words.other_nouns[subject.lemma])
        elif subject is not None and is_org(subject, words):
            verdict.add("verb.org_is_paid", -2, "budget")
        elif subject is None or subject.pos == "PRON":
            verdict.add("verb.passive_pay", 2.5 if timed else 1.5)
        else:
            verdict.add("verb.thing_is_paid", 0)
        return
    if work_subject:
        verdict.add("verb.work_pays", 4)
        return
    if frame.nouns and (
        frame.nouns[0][0].lemma in words.pay_nouns
        or frame.nouns[0][0].lemma in ("package", "deal", "contract", "offer")
    ):
        verdict.add("verb.gives_package", 3)
        return
    if receiver is not None and receiver.money is None and receiver.i != (subject.i if subject is not None else -1):
        lemma = receiver.lemma
        if client_subject and (lemma in words.people["employers"] or receiver.pos == "PROPN"):
            verdict.add("verb.client_pays", -4, "client_rate")
            return
        if is_person(receiver, words) and lemma not in (
            "shareholder",
            "investor",
            "customer",
            "consumer",
            "user",
            "subscriber",
            "resident",
            "victim",
            "plaintiff",
            "voter",
            "family",
        ):
            verdict.add("verb.pays_worker", 4)
            return
        if lemma in words.other_nouns:
            verdict.add("verb.pays_bill", -4, words.other_nouns[lemma])
            return
        if is_client(receiver, words):
            verdict.add("verb.pays_client", -3, "benefit")
            return
        if is_org(receiver, words):
            is_firm = subject is not None and _is_firm(receiver) and (is_org(subject, words) or client_subject)
            verdict.add("verb.pays_org", -8 if is_firm else -2, "client_rate", is_final=is_firm)
            return
    if (
        client_subject
        and subject is not None
        and subject.lemma not in ("student", "resident", "parent", "business", "family", "household")
    ):
        verdict.add("verb.client_pays", -3, "price")
    elif (
        worker_subject
        and money.unit in _PERIODS
        and frame.verb is not None
        and frame.verb.tag in ("VBD", "VBN")
        and subject is not None
        and subject.pos == "NOUN"
    ):
        # "cleaners, paid $38.50 an hour, say": a participle that the parser takes for a past tense
        verdict.add("verb.worker_paid", 2)
    elif worker_subject and subject is not None and subject.pos == "PROPN":
        verdict.add("verb.pays_rate", 2 if timed else 1)
    elif (
        worker_subject
        and subject is not None
        and subject.lower not in ("we", "they", "i")
        and subject.lemma
        not in (
            "manager",
            "boss",
            "farmer",
            "recruiter",
            "producer",
            "founder",
            "director",
            "president",
            "governor",
            "mayor",
            "owner",
        )
    ):
        verdict.add("verb.worker_pays", -2, "price")
    elif timed:
        verdict.add("verb.pays_rate", 2.5)
    else:
        verdict.add("verb.pays", 1)
