"""Weigh what the grammar of a sentence says about an amount: the nouns it belongs to, its verb, who gives and who gets.

"Pays its graders $24" and "earns $24" are pay; "costs $24", "raised $24m" and "bills clients $24" are not. The word
lists are in `data/pay/words.toml`; a weight of 4 decides alone, 2 unless contradicted, 1 tips the scale.
"""

from models.claims_evidence import Verdict, dollars, is_org, is_person
from models.claims_frame import Frame
from models.claims_parse import Token, Tree
from models.claims_words import Words, load_words
from models.money import Money


def weigh_frame(money: Money, frame: Frame, words: Words, verdict: Verdict) -> None:
    """Add what nouns, verb and clause say about the amount to the verdict."""
    _weigh_nouns(money, frame, words, verdict)
    _weigh_verb(money, frame, words, verdict)
    _weigh_clause(frame, words, verdict)


_SETTING_PREPS = frozenset(
    (
        "of",
        "at",
        "to",
        "from",
        "mod",
        "cop",
        "subject",
        "by",
        "in",
        "as",
        "between",
        "over",
        "under",
        "above",
        "below",
        "conj",
        "for",
        "on",
        "worth",
    )
)
# After these a vague noun is about something bought or given, not about pay.
_LOOSE_PREPS = frozenset(("for", "on", "with", "in", "conj"))


_OTHER_FEES = frozenset(
    [
        "transfer",
        "licence",
        "license",
        "licensing",
        "entry",
        "booking",
        "tuition",
        "school",
        "admission",
        "registration",
        "delivery",
        "service",
        "membership",
        "application",
        "legal",
        "court",
        "filing",
        "cancellation",
        "late",
        "cleaning",
        "management",
        "visa",
        "subscription",
        "listing",
        "parking",
        "resort",
        "break-up",
        "termination",
        "university",
        "exam",
        "agency",
        "placement",
        "recruitment",
    ]
)


_WORK_ALLOWANCES = frozenset(
    [
        "night",
        "hardship",
        "shift",
        "risk",
        "overtime",
        "weekend",
        "danger",
        "responsibility",
        "duty",
        "language",
        "hazard",
        "standby",
        "on-call",
    ]
)


def _is_other_fee(tree: Tree, noun: Token) -> bool:
    return noun.lemma in ("fee", "rate", "charge") and any(
        kid.lower in _OTHER_FEES for kid in tree.kids(noun.i, "compound", "amod", "nmod")
    )


def _weigh_nouns(money: Money, frame: Frame, words: Words, verdict: Verdict) -> None:
    for depth, (noun, link) in enumerate(frame.nouns[:3]):
        if link not in _SETTING_PREPS or (depth > 0 and link not in ("of", "cop", "mod", "conj", "in", "to")):
            continue
        lemma = noun.lemma
        factor = 1.0 if depth == 0 else 0.5
        if lemma in words.pay_nouns or lemma.endswith(("-wage", "-salary", "-pay")):
            if _is_company_earnings(frame.tree, noun):
                verdict.add("noun.company_earnings", -4, "revenue")
                return
            verdict.add(f"noun.{lemma}", (4 if link not in _LOOSE_PREPS else 3) * factor)
            return
        if lemma in ("stock", "equity", "share", "shares", "option"):
            verdict.add(
                "noun.equity",
                1.5 if link in ("in", "mod", "of") else -2,
                None if link in ("in", "mod", "of") else "revenue",
            )
            return
        if lemma in words.maybe_nouns:
            if _is_other_fee(frame.tree, noun):
                verdict.add("noun.other_fee", -4, "price")
                return
            if lemma in ("take", "cut", "share") and any(kid.pos == "PROPN" for kid in frame.tree.kids(noun.i, "poss")):
                verdict.add("noun.platform_share", -6, "other")
                return
            strong = _modified_by_pay(frame.tree, noun, words)
            if lemma == "package" and not strong and dollars(money.high, money.currency) < 3_000_000:
                verdict.add("noun.package", 2.5)
                return
            verdict.add(f"noun.{lemma}", (4 if strong else 1) * factor)
            if strong:
                return
            continue
        if lemma == "allowance" and any(
            kid.lower in _WORK_ALLOWANCES for kid in frame.tree.kids(noun.i, "compound", "amod", "nmod")
        ):
            verdict.add("noun.work_allowance", 3)
            return
        if lemma in words.other_nouns:
            loose = link in ("for", "on", "conj", "with")
            verdict.add(f"noun.{lemma}", (-2 if loose else -4) * factor, words.other_nouns[lemma])
            return
        if link in ("at", "mod", "for", "on") and lemma in words.people["work"]:
            verdict.add("noun.work", 2.5 if link == "at" else 1.5)
            return
        if link == "mod" and depth == 0 and noun.i > frame.anchor.i and noun.pos in ("NOUN", "PROPN"):
            if is_person(noun, words):
                verdict.add("noun.worker", 2)
                return
            if (
                lemma not in words.people["work"]
                and lemma not in words.people["pieces"]
                and lemma not in ("week", "year", "month", "day", "contract", "extension")
            ):
                # "the camps' $14 breakfasts": money in front of a thing is its price
                verdict.add("noun.thing", -2.5, "price")
                return


def _is_company_earnings(tree: Tree, noun: Token) -> bool:
    if noun.lemma not in ("earning", "earnings"):
        return False
    head = tree.tokens[noun.head]
    if head.lemma in ("expect", "report", "post", "forecast", "beat", "miss", "guide", "project"):
        return not any(is_person(kid, load_words()) for kid in tree.kids(head.i, "nsubj"))
    return any(
        kid.lower in ("quarterly", "annual", "net", "core", "adjusted", "operating", "corporate", "company", "share")
        or kid.ent == "ORG"
        for kid in (tree.tokens[j] for j in tree.children[noun.i])
    )


_PAY_MODIFIERS = frozenset(
    [
        "hourly",
        "freelance",
        "starting",
        "minimum",
        "living",
        "day",
        "piece",
        "federal",
        "legal",
        "regional",
        "statutory",
        "weekly",
        "monthly",
        "annual",
        "sign-on",
        "signing",
        "union",
        "overtime",
        "training",
        "hiring",
        "job",
        "per-hour",
        "going",
        "base",
        "guaranteed",
        "tipped",
    ]
)


def _modified_by_pay(tree: Tree, noun: Token, words: Words) -> bool:
    """Return whether a vague noun is about work: "hourly rate", "pay offer", "wage increase", "rate for raters"."""
    for j in tree.subtree(noun.i):
        token = tree.tokens[j]
        if token.i == noun.i or token.money is not None or abs(token.i - noun.i) > 6:
            continue
        if token.lemma in words.pay_nouns or token.lower in _PAY_MODIFIERS:
            return True
        if token.dep in ("poss", "compound", "pobj") and is_person(token, words) and not _is_client(token, words):
            return True
        if (
            token.dep == "poss"
            and token.lower in ("their", "her", "his", "my", "our")
            and noun.lemma in ("income", "rate", "fee", "payout", "hourly", "payment")
        ):
            return True
    return False


def _is_client(token: Token, words: Words) -> bool:
    return token.lemma in words.people["clients"]


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


def _weigh_verb(money: Money, frame: Frame, words: Words, verdict: Verdict) -> None:
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
    elif lemma in words.other_verbs and not (lemma == "win" and money.unit in _PERIODS):
        _weigh_other_verb(money, frame, words, verdict)
    elif work:
        verdict.add("verb.work_subject", 3)
    elif worker and lemma in _STATE_VERBS and oblique:
        verdict.add("verb.worker_at", 3 if subject is not None and not _is_client(subject, words) else 1)
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
    elif is_org(subject, words) or subject.lower == "it":
        verdict.add("verb.org_earns", -3, "revenue")
    elif money.unit == "hour":
        verdict.add("verb.thing_earns_hourly", 1)
    else:
        verdict.add("verb.thing_earns", -1.5, "revenue")


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
        if _is_company_earnings(frame.tree, thing):
            verdict.add("verb.sets_company_earnings", -4, "revenue")
        elif thing.lemma in words.pay_nouns or (
            thing.lemma in words.maybe_nouns and _modified_by_pay(frame.tree, thing, words)
        ):
            verdict.add("verb.sets_pay", 4)
        elif thing.lemma in words.maybe_nouns:
            verdict.add("verb.sets_sum", 2)
        elif thing.lemma in words.other_nouns and money.unit not in _PERIODS:
            verdict.add(f"verb.sets_{thing.lemma}", -4, words.other_nouns[thing.lemma])
    if subject is None or subject.money is not None:
        return
    if subject.lemma in words.pay_nouns and _is_company_earnings(frame.tree, subject):
        verdict.add("subject.company_earnings", -4, "revenue")
    elif subject.lemma in words.pay_nouns or (
        subject.lemma in words.maybe_nouns and _modified_by_pay(frame.tree, subject, words)
    ):
        verdict.add("subject.pay", 3)
    elif subject.lemma in words.maybe_nouns and not _is_other_fee(frame.tree, subject):
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
    client_subject = subject is not None and _is_client(subject, words)
    timed = money.unit is not None
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
        if _is_client(receiver, words):
            verdict.add("verb.pays_client", -3, "benefit")
            return
        if is_org(receiver, words):
            verdict.add("verb.pays_org", -2, "client_rate")
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


def _weigh_clause(frame: Frame, words: Words, verdict: Verdict) -> None:
    left, right = frame.clause
    near = [token for token in frame.tree.tokens[left:right] if token.money is None]
    if any(
        token.lemma in words.pay_nouns
        and token.pos in ("NOUN", "PROPN")
        and not _is_company_earnings(frame.tree, token)
        for token in near
    ):
        verdict.add("clause.pay_noun", 1)
    if any(
        token.pos in ("NOUN", "PROPN") and is_person(token, words) and not _is_client(token, words) for token in near
    ):
        verdict.add("clause.worker", 0.75)
    for token in frame.tree.tokens[frame.anchor.i + 1 : frame.anchor.i + 7]:
        if token.money is not None or token.text in (",", ";", "—"):
            break
        if (
            token.dep == "pobj"
            and frame.tree.tokens[token.head].lower in ("to", "for")
            and is_person(token, words)
            and token.pos == "NOUN"
            and not _is_client(token, words)
        ):
            verdict.add("after.for_worker", 1.5)
            break
    negative = next(
        (
            token
            for token in near
            if token.lemma in words.other_nouns
            and token.pos in ("NOUN", "PROPN")
            and token.dep != "compound"
            and abs(token.i - frame.anchor.i) < 12
        ),
        None,
    )
    if negative is not None:
        verdict.add(f"clause.{negative.lemma}", -1, words.other_nouns[negative.lemma])
