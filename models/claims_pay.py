"""Decide whether an amount is pay, by adding up evidence from its grammar, its unit, its size and the words around it.

Each piece of evidence has a name (it becomes a rule id), a weight, and, when it speaks against pay, the reason
that `not_pay` reports. Weights are small whole steps: 4 = decides alone, 2 = decides unless contradicted,
1 = tips the scale. They were set by hand on invented sentences and checked on `data/gold`.
"""

import re
from dataclasses import dataclass, field
from decimal import Decimal

from models import money_units
from models.claims_frame import Frame
from models.claims_parse import Token, Tree
from models.claims_words import Words, load_words
from models.money import Money
from pipeline.records import NotPayReason

THRESHOLD = Decimal("2")


@dataclass(slots=True)
class Verdict:
    """What the evidence says about one amount."""

    score: Decimal = Decimal(0)
    reason: NotPayReason = "other"
    rules: list[str] = field(default_factory=list)
    worst: Decimal = Decimal(0)

    @property
    def is_pay(self) -> bool:
        """Whether the evidence for pay outweighs the rest."""
        return self.score >= THRESHOLD

    def add(self, rule: str, weight: float, reason: NotPayReason | None = None) -> None:
        """Note one piece of evidence."""
        step = Decimal(str(weight))
        self.score += step
        self.rules.append(rule)
        if reason is not None and step < self.worst:
            self.worst, self.reason = step, reason


# Rough worth of one US dollar, to tell a salary from a budget; order of magnitude is all that is asked of it.
_PER_DOLLAR = {
    "JPY": 150, "KRW": 1300, "IDR": 16000, "VND": 25000, "COP": 4000, "CLP": 900, "ARS": 1000, "UGX": 3700, "TZS": 2500, "KES": 130,
    "NGN": 1000, "INR": 85, "PKR": 280, "LKR": 300, "NPR": 135, "BDT": 115, "PHP": 57, "RUB": 90, "HUF": 360, "RWF": 1300, "XOF": 600, "XAF": 600,
    "THB": 35, "TWD": 32, "ZAR": 18, "MXN": 18, "CZK": 23, "TRY": 35, "EGP": 45, "ETB": 100, "ZMW": 25, "MWK": 1700, "CNY": 7, "HKD": 8,
    "NOK": 10, "SEK": 10, "DKK": 7, "BRL": 5, "LBP": 15000, "IQD": 1300, "SYP": 2500, "KHR": 4000, "MMK": 2100, "CRC": 520, "RSD": 110, "UAH": 40, "JMD": 155,
}  # fmt: skip


def dollars(amount: Decimal, currency: str) -> Decimal:
    """Return the order of magnitude of an amount in US dollars."""
    return amount / _PER_DOLLAR.get(currency, 1)


def is_person(token: Token, words: Words) -> bool:
    """Return whether a noun or pronoun names people who can work."""
    if token.ent == "PERSON":
        return True
    if token.pos == "PRON" or token.lower in (
        "i",
        "he",
        "she",
        "they",
        "we",
        "you",
        "who",
        "those",
        "her",
        "him",
        "them",
        "me",
        "us",
    ):
        return token.lower in (
            "i",
            "he",
            "she",
            "they",
            "we",
            "you",
            "who",
            "those",
            "her",
            "him",
            "them",
            "me",
            "us",
            "nobody",
            "everyone",
            "someone",
            "anyone",
            "everybody",
            "many",
            "some",
            "most",
            "one",
            "none",
            "both",
            "few",
            "others",
            "another",
            "whoever",
            "all",
            "each",
        )
    lemma = token.lemma
    roles = words.people["roles"]
    if lemma in roles or token.lower in roles:
        return True
    if "-" in lemma and lemma.rsplit("-", 1)[-1] in roles:
        return True
    return (
        token.pos == "NOUN"
        and bool(_ROLE_ENDING.search(lemma))
        and lemma not in words.people["employers"]
        and lemma not in _NOT_ROLES
    )


_ROLE_ENDING = re.compile(
    r"(?:(?<!mb)(?<!umb)er|or|ist|ian|eer|ee|man|woman|person|men|women|smith|wright|people|folk)$"
)
_NOT_ROLES = frozenset(
    ["number", "order", "offer", "paper", "computer", "power", "summer", "winter", "quarter", "semester", "chapter", "letter", "newspaper", "matter", "water", "number", "center", "centre", "corner", "tower", "shower", "dinner", "computer", "server", "error", "factor", "sector", "tractor", "motor", "color", "colour", "floor", "door", "labor", "flavor", "vector", "monitor", "meter", "metre", "liter", "litre", "member-state", "consumer", "customer", "paper", "chatter", "filter", "folder", "header", "footer", "cover", "disaster", "transfer", "river", "layer", "user", "slider", "order", "border", "shoulder", "fiber", "fiber", "cancer", "register", "fee", "degree", "committee", "coffee", "tree", "employee-benefit", "guarantee", "referee-fee", "agreee", "list", "twist", "mist", "consist", "resist", "cost-list", "waist", "trial-list", "tier", "career", "beer", "pier", "interior", "exterior", "calculator", "processor", "elevator", "reactor", "generator", "charger", "adapter", "printer", "scanner", "helicopter", "sticker", "container", "tanker", "trailer", "newsletter", "poster", "voucher", "supercomputer", "counter", "trader-tool", "tracker", "tumor", "odor", "mirror", "horror", "terror", "favor", "humor", "rumour", "rumor", "harbour", "parlour", "neighbour", "thriller", "bestseller", "career", "butter", "daughter", "brother", "mother-in-law", "sister", "slaughter", "character", "flier", "disorder", "reminder", "number", "reorder", "prior", "refrigerator", "escalator", "superior", "junior-league", "warrior", "corridor", "mayor-office", "pepper", "copper", "leather", "weather", "feather", "october", "september", "november", "december", "hour", "favour", "year"]
)  # fmt: skip


def is_org(token: Token, words: Words) -> bool:
    """retainer Return whether a noun names an organisation, by name or by kind."""
    if token.lemma in words.people["employers"] or token.lower in words.people["employers"]:
        return True
    return token.pos == "PROPN" and token.ent in ("ORG", "PRODUCT", "FAC", "") and token.ent != "PERSON"


def judge(money: Money, frame: Frame | None, *, sentence: str, left: str, right: str) -> Verdict:
    """Return the verdict on one amount.

    Args:
        sentence: the text of its sentence.
        left, right: what stands beside the amount, as far as the next amount or clause mark.
    """
    words = load_words()
    verdict = Verdict()
    _weigh_unit(money, verdict, right)
    _weigh_size(money, verdict)
    if frame is not None:
        _weigh_nouns(money, frame, words, verdict)
        _weigh_verb(money, frame, words, verdict)
        _weigh_clause(money, frame, words, verdict)
    _weigh_surface(verdict, sentence=sentence, left=left, right=right)
    return verdict


def _weigh_unit(money: Money, verdict: Verdict, after: str) -> None:
    word = money.unit_word
    if word in money_units.NOT_WORK or any(piece in money_units.NOT_WORK for piece in word.split()):
        person = word in ("worker", "employee", "member", "plaintiff", "person", "head", "capita")
        verdict.add(
            "unit.not_work",
            -6,
            "settlement" if person else "revenue" if word in ("share", "stream", "view", "shares") else "price",
        )
    elif money.unit == "hour":
        verdict.add("unit.hour", 2)
    elif money.unit in ("day", "week", "month", "year"):
        verdict.add("unit.day", 1) if money.unit == "day" else verdict.add("unit.period", 0.5)
    elif money.unit in ("word", "audio_minute"):
        verdict.add("unit.word", 2)
    elif money.unit == "task":
        verdict.add("unit.task", 0.75)
    if _SHARE_AFTER.match(after):
        verdict.add("unit.per_share", -6, "revenue")


_SHARE_AFTER = re.compile(
    r"\s?(?:a|per|for every|for each|on every|on each|every|each)\s(?:share|barrel|gallon|litre|tonne|ton|kilo|pound|ounce|subscriber|user|customer|stream|view|token|new subscriber)\b",
    re.I,
)


def _weigh_size(money: Money, verdict: Verdict) -> None:
    if money.mark == "figures":
        return
    worth = dollars(money.high, money.currency)
    if worth >= Decimal(900_000_000):
        verdict.add("size.billion", -8, "revenue")
    elif worth >= Decimal(20_000_000):
        verdict.add("size.tens_of_millions", -2, "budget")
    elif worth >= Decimal(1_000_000) and money.unit not in ("year", "task", "week"):
        verdict.add("size.million", -1, "budget")


_SETTING_PREPS = frozenset(
    ("of", "at", "to", "from", "mod", "cop", "subject", "by", "in", "as", "between", "over", "under", "above", "below")
    + ("conj", "for", "on", "worth")
)
# After these a vague noun is about something bought or given, not about pay.
_LOOSE_PREPS = frozenset(("for", "on", "with", "in", "conj"))


_OTHER_FEES = frozenset(
    ["transfer", "licence", "license", "licensing", "entry", "booking", "tuition", "school", "admission", "registration", "delivery", "service", "membership", "application", "legal", "court", "filing", "cancellation", "late", "cleaning", "management", "visa", "subscription", "listing", "parking", "resort", "break-up", "termination", "university", "exam", "agency", "placement", "recruitment"]
)


_WORK_ALLOWANCES = frozenset(
    ["night", "hardship", "shift", "risk", "overtime", "weekend", "danger", "responsibility", "duty", "language", "hazard", "standby", "on-call"]
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
    ["hourly", "freelance", "starting", "minimum", "living", "day", "piece", "federal", "legal", "regional", "statutory", "weekly", "monthly", "annual", "sign-on", "signing", "union", "overtime", "training", "hiring", "job", "per-hour", "going", "base", "guaranteed", "tipped"]
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
    ["be", "start", "begin", "go", "work", "leave", "end", "finish", "live", "face", "stay", "join", "move", "clear", "hover", "settle", "remain", "stick", "walk", "climb", "rise"]
)
_ASK_VERBS = frozenset(["demand", "want", "seek", "ask", "request", "call", "push", "campaign", "fight", "press", "strike", "petition"])
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
        verdict.add("verb.asks", 2.5 if money.unit in _PERIODS or frame.nouns else 1)
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
        verdict.add("verb.worker", 2 if oblique and frame.preps[-1] in ("at", "for", "on") else 0.5)
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
        if thing.lemma in words.pay_nouns or (
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
    if frame.is_passive:
        if (subject is not None and (is_person(subject, words) or subject.lemma in words.people["work"])) or (subject is not None and subject.pos == "PROPN" and money.unit in _PERIODS):
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


def _weigh_clause(money: Money, frame: Frame, words: Words, verdict: Verdict) -> None:
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


_SURFACE: tuple[tuple[str, str, float, NotPayReason | None, str], ...] = (
    # name, pattern, weight, reason, where: l left of the amount as far as the last amount or clause mark, r right
    # of it likewise, s the whole sentence
    ("surface.paid_before", r"\b(?:paid|pays?|paying)\b[^.;:]{0,45}$", 0.5, None, "l"),
    ("surface.court", r"\b(?:defendants?|applicants? the sum|exemplary|punitive)\b", -2, "settlement", "s"),
    ("surface.starts_at", r"\b(?:start(?:s|ing|ed)?|begin(?:s)?|began|tops? out|topp(?:ed|ing) out) (?:out )?(?:at|on)\s*$", 0.75, None, "l"),
    ("surface.workers_comp", r"\bworkers?['’]? comp(?:ensation)?\b[^.;]{0,40}$", -7, "benefit", "l"),
    ("surface.benefits", r"\b(?:universal credit|jobseeker|carer['’]s allowance|child benefit|food stamps|state pension|claimants?|unemployment benefits?|social security|disability benefits?|medicaid|snap benefits)\b", -4, "benefit", "s"),
    ("surface.pay_before", r"\b(?:salar(?:y|ies)|wages?|earn(?:s|ed|ing)?|stipend|remuneration|take-home)\b[^.;:]{0,45}$", 1, None, "l"),
    ("surface.pay_after", r"^[^.;:,]{0,14}\b(?:salar(?:y|ies)|wages?|in pay|pay\b|stipend|retainer|bonus|raise|premium|pay ?che(?:ck|que)|pay ?packet)", 2.5, None, "r"),
    ("surface.earn_before", r"\b(?:earn(?:s|ed|ing)?|tak(?:es?|ing) home|took home|pocket(?:s|ed|ing)?|gross(?:es|ed|ing)?)\b[^,;.]{0,22}$", 2, None, "l"),
    ("surface.make_before", r"\b(?:mak(?:es?|ing)|made|gets?|got|getting|receiv(?:es?|ed|ing)|(?:brings?|brought|bringing) (?:in|home))\s*(?:\w+\s*){0,2}$", 0.5, None, "l"),
    ("surface.personal_period", r"\b(?:her|his|my|their|our) (?:\w+ )?(?:month|week|year|day|shift)\b[^.;]{0,40}\b(?:brought in|earned|made|paid|netted|was worth|came to|yielded)\b[^.;]{0,12}$", 5, None, "l"),
    ("surface.per_piece", r"^[^.;,]{0,12}?\b(?:for|of|on|from) (?:each|every) (?:\w+ ){0,3}(?:orders?|tasks?|trips?|rides?|jobs?|images?|calls?|deliver(?:y|ies)|drops?|parcels?|hours?|shifts?|days?|labels?|clips?)\b", 1, None, "r"),
    ("surface.put_it_at", r"\b(?:puts?|estimated?|estimates) (?:it|that|the figure|the rate|their pay) at\s*(?:\w+\s)?$", 2, None, "l"),
    ("surface.above_floor", r"^\s(?:above|below|over|under|more than|less than|short of|higher than|lower than) (?:the |a |its |their )?(?:\w+ ){0,3}(?:minimum|average|median|living wage|floor|rate)\b", -6, "difference", "r"),
    ("surface.percent_offer", r"^,? (?:or|\() ?(?:about |roughly )?\d+(?:\.\d+)?(?: ?%| per ?cent)", 1.5, None, "r"),
    ("surface.for_work", r"^[^.;:]{0,25}\b(?:for|in return for) (?:(?:his|her|their|the|your|my|our|each|every|an?) )?(?:\S+ )?(?:work|labou?r|shifts?|services|hours?(?: of (?:work|her|his|their))|day['’]s work)\b", 2, None, "r"),
    ("surface.work_at", r"\b(?:work|jobs?|roles?|shifts?|gigs?|tasks?|positions?|posts?) (?:\w+ )?(?:at|for|paying|worth|that pays?|which pays?)\s*$", 2, None, "l"),
    ("surface.hour_of_time", r"\b(?:hour|day|minute|week)s? of (?:her|his|their|my|your) (?:time|work|labou?r)\b", 3, None, "s"),
    ("surface.hired_at", r"\b(?:hired|hiring|recruit(?:ed|ing)|employ(?:ed|ing)|work(?:s|ed|ing)?)\b[^.;:]{0,50}\b(?:at|for|on)\s*$", 2, None, "l"),
    ("surface.minimum", r"\b(?:minimum|living|federal|tipped) (?:hourly )?(?:wage|minimum|pay)\b[^.;]{0,50}$", 2.5, None, "l"),
    ("surface.minimum_after", r"^[^.;]{0,30}\b(?:minimum|living) wage\b", 2.5, None, "r"),
    ("surface.owed", r"\b(?:owed|back ?pay|unpaid wages|wages owed|in arrears|stiffed|default(?:ed|ing|s)? on|waiting for|chasing)\b[^.;]{0,30}$", 2, None, "l"),
    ("surface.lawsuit_total", r"\b(?:settle(?:d|ment|s)|damages|class[- ]action (?:settle|suit)|compensation fund)\b", -2, "settlement", "s"),
    ("surface.damages", r"^[^.;:]{0,12}\b(?:in|of) (?:damages|fines?|penalt|compensation for|restitution|taxes|refund)", -6, "fine", "r"),
    ("surface.valuation", r"^[^.;:]{0,10}(?:valuation|funding|round|in funding|in revenue|in sales|in profit|in annual revenue|investment|contract\b|budget|fund\b|prize|fine\b|grant\b|loan\b|acquisition|lawsuit|settlement|merger|stake|in venture)", -4, "funding", "r"),
    ("surface.revenue", r"\b(?:revenues?|turnover|profits?|(?<!heir )(?<!his )(?<!her )(?<!our )(?<!my )net income|market cap\w*|valuation|valued at|earnings per share|a share|sales of)\b[^.;]{0,40}$", -3, "revenue", "l"),
    ("surface.household", r"\b(?:household|family) incomes?|families earning|households? (?:earning|making)|poverty line|\blives? on|survives? on|living on|scraping by on", -5, "benefit", "s"),
    ("surface.band", r"\b(?:those|people|anyone|everyone|individuals|couples|taxpayers|americans|residents|borrowers|homeowners|retirees|pensioners|families|households|parents)\b[^.;,]{0,20}\b(?:earn(?:s|ing)?|mak(?:e|es|ing)|incomes?(?: of)?)\b[^.;,]{0,25}$", -8, "tax", "l"),
    ("surface.tax_band", r"\b(?:taxed at|tax band|tax(?:able)? income|income above|tax[- ]free|tax relief|income tax|tax credit|tax rate)\b", -4, "tax", "s"),
    ("surface.prices", r"\b(?:costs?|costing|priced at|price tag|retails? (?:at|for)|sells? for|sold for|sale price|subscription|on sale for|worth of)\b[^.;]{0,25}$", -3, "price", "l"),
    ("surface.expense", r"^[^.;:]{0,6}\b(?:for|on|in) (?:the |her |his |their )?(?:rent|groceries|food|petrol|fuel|child ?care|transport|bus|taxi|travel|accommodation|tuition|airfare|flights?|visa|equipment)\b", -2.5, "price", "r"),
    ("surface.difference", r"^[^.;:,]{0,14}\b(?:less|more|fewer|lower|higher) (?:than|a|an|per|each|on average|annually|every)\b|^ (?:less|more)\b", -9, "difference", "r"),
    ("surface.aggregate", r"\b(?:paid out|pays out|paying out|total(?:l?ing)?(?: of)?|combined|collectively|distributed|disbursed|worth a total)\b[^.;]{0,20}$", -5, "aggregate", "l"),
    ("surface.client", r"\b(?:bills?|billed|billing|charges?|charged|charging|invoice[sd]?|invoicing)\b(?! (?:\d+|\w+) hours)[^.;]{0,60}$", -3, "client_rate", "l"),
    ("surface.rent", r"\b(?:rents?(?:ed|ing)?|lets? for|mortgage|tuition|fees of|school fees|rental|lease)\b[^.;]{0,30}$", -3, "price", "l"),
    ("surface.rights", r"^[^.;:]{0,12}\bfor (?:the (?:rights?|use)|(?:the )?rights? to|your|their|his|her|my|users?['’]) ?(?:to (?:use|clone|scan)|(?:browsing )?(?:data|voice|face|likeness|image rights|photos|selfies|kidney|blood|plasma|car|house|home|phone)|rights?|use)?", -2, "other", "r"),
    ("surface.data_sale", r"^[^.;:]{0,30}\b(?:data|likeness|right to (?:clone|use|scan|train)|rights? to (?:clone|use|scan|their|her|his))\b", -4, "other", "r"),
    ("surface.basic_income", r"\b(?:guaranteed|basic|universal) income\b", -8, "benefit", "s"),
    ("surface.injury", r"^[^.;:]{0,8}\bfor (?:\w+ )?(?:injur\w+|pain|distress|suffering|psychological|emotional|loss of|libel|defamation)", -7, "settlement", "r"),
    ("surface.discount", r"^\s?(?:off\b|discount|voucher|gift card|coupon|cashback|rebate|refund|credit\b)", -6, "price", "r"),
    ("surface.not_human", r"\b(?:(?:virtual|AI|digital|robot|synthetic|computer-generated)[- ](?:generated )?(?:influencer|singer|pop star|actor|actress|idol|avatar|character|persona|model(?! (?:train|maker|compan)))|(?:AI|robot|software) (?:agent|assistant))s?\b[^.;]{0,60}$|\b(?:chatbot|robot|algorithm|software|bot|model) (?:earn|make|bring)", -8, "other", "l"),
    ("surface.prize", r"\b(?:prize|bounty|jackpot|lottery|reward|raffle|referral)\b[^.;]{0,35}$|^[^.;,]{0,20}\b(?:prize|jackpot|bounty|reward|referral (?:bonus|fee))", -4, "prize", "s"),
)  # fmt: skip
_COMPILED = [
    (name, re.compile(pattern, re.I), weight, reason, where) for name, pattern, weight, reason, where in _SURFACE
]


def _weigh_surface(verdict: Verdict, *, sentence: str, left: str, right: str) -> None:
    for name, pattern, weight, reason, where in _COMPILED:
        if pattern.search(left[-160:] if where == "l" else right[:100] if where == "r" else sentence[:MAX_SURFACE]):
            verdict.add(name, weight, reason)


# Sentence-wide patterns read no further: longer "sentences" are lists or tables.
MAX_SURFACE = 1500
