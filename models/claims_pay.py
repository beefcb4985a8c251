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
    """Return whether a noun names an organisation, by name or by kind."""
    if token.lemma in words.people["employers"] or token.lower in words.people["employers"]:
        return True
    return token.pos == "PROPN" and token.ent in ("ORG", "PRODUCT", "FAC", "") and token.ent != "PERSON"


def judge(money: Money, frame: Frame | None, *, sentence: str, before: str, after: str, title: str) -> Verdict:
    """Return the verdict on one amount.

    Args:
        sentence: the text of its sentence; `before` and `after` are the parts left and right of the amount.
        title: the article's title, weak context.
    """
    words = load_words()
    verdict = Verdict()
    _weigh_unit(money, verdict, after)
    _weigh_size(money, verdict)
    if frame is not None:
        _weigh_nouns(frame, words, verdict)
        _weigh_verb(money, frame, words, verdict)
        _weigh_clause(money, frame, words, verdict)
    _weigh_surface(money, verdict, sentence=sentence, before=before, after=after)
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
        verdict.add("unit.hour", 1.5)
    elif money.unit in ("day", "week", "month", "year"):
        verdict.add("unit.period", 0.5)
    elif money.unit in ("word", "audio_minute"):
        verdict.add("unit.word", 1.5)
    elif money.unit == "task":
        verdict.add("unit.task", 0.5)
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
    )
)


def _weigh_nouns(frame: Frame, words: Words, verdict: Verdict) -> None:
    for depth, (noun, link) in enumerate(frame.nouns[:3]):
        if link not in _SETTING_PREPS or (depth > 0 and link not in ("of", "cop", "mod", "conj", "in", "to")):
            continue
        lemma = noun.lemma
        factor = 1.0 if depth == 0 else 0.5
        if lemma in words.other_nouns and not (lemma == "premium"):
            verdict.add(f"noun.{lemma}", -4 * factor, words.other_nouns[lemma])
            return
        if lemma in words.pay_nouns or lemma.endswith(("-wage", "-salary", "-pay")):
            if link == "in" and depth == 0:
                factor = 0.75
            verdict.add(f"noun.{lemma}", 4 * factor)
            return
        if lemma in words.maybe_nouns:
            strong = _modified_by_pay(frame.tree, noun, words)
            verdict.add(f"noun.{lemma}", (4 if strong else 1.5) * factor)
            if strong:
                return
        elif is_person(noun, words) and link in ("mod", "conj", "appos"):
            continue


def _modified_by_pay(tree: Tree, noun: Token, words: Words) -> bool:
    """Return whether a vague noun is about work: "hourly rate", "pay offer", "wage increase", "rate for raters"."""
    for j in tree.subtree(noun.i):
        token = tree.tokens[j]
        if token.i == noun.i or token.money is not None or abs(token.i - noun.i) > 6:
            continue
        if token.lemma in words.pay_nouns or token.lower in (
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
        ):
            return True
        if (
            token.dep in ("poss", "compound", "pobj")
            and is_person(token, words)
            and token.lemma not in words.people["clients"]
        ):
            return True
    return False


def _weigh_verb(money: Money, frame: Frame, words: Words, verdict: Verdict) -> None:
    verb = frame.verb
    if verb is None:
        return
    lemma = verb.lemma
    subject, tree = frame.subject, frame.tree
    particle = {kid.lower for kid in tree.kids(verb.i, "prt", "advmod")}
    objects = [frame.object] if frame.object is not None else []
    worker_subject = subject is not None and is_person(subject, words)
    client_subject = subject is not None and subject.lemma in words.people["clients"]
    work_subject = subject is not None and (
        subject.lemma in words.people["work"].union() or subject.lemma in words.pay_nouns
    )
    org_subject = subject is not None and is_org(subject, words) and not worker_subject
    direct = not frame.nouns or frame.nouns[0][1] in ("cop",) or frame.nouns[0][0].lemma not in words.other_nouns
    if not direct:
        return
    if (
        lemma in words.verbs["earn"]
        and (lemma != "take" or particle & {"home"} or "home" in _words_after(tree, verb))
        and not (lemma == "bring" and not particle & {"in", "home"})
    ):
        if frame.is_passive and lemma in ("see", "make", "take", "get", "command", "collect", "draw"):
            verdict.add("verb.passive_get", -0.5, "other")
        elif worker_subject and not (subject is not None and subject.lemma in ("family",)):
            verdict.add("verb.earn", 4 if not _object_is_thing(frame, words) else 1)
        elif work_subject:
            verdict.add("verb.work_earns", 4)
        elif org_subject or (subject is not None and subject.lower == "it"):
            verdict.add("verb.org_earns", -3, "revenue")
        elif subject is None:
            verdict.add("verb.earn_unknown", 2 if lemma in ("earn", "make") else 1)
        else:
            verdict.add("verb.thing_earns", -1, "revenue")
    elif lemma in words.verbs["pay"] or (lemma == "shell" and "out" in particle):
        _weigh_pay_verb(
            money,
            frame,
            words,
            verdict,
            worker_subject=worker_subject,
            client_subject=client_subject,
            work_subject=work_subject,
        )
    elif lemma in words.other_verbs and not (lemma == "win" and money.unit in ("hour", "week", "day")):
        setting = lemma in ("raise", "value", "cost", "price", "bid", "close", "lose")
        if lemma == "raise" and (
            objects
            or money.unit is not None
            or (
                frame.nouns
                and (frame.nouns[0][0].lemma in words.pay_nouns or frame.nouns[0][0].lemma in words.maybe_nouns)
            )
        ):
            pass
        else:
            verdict.add(f"verb.{lemma}", -4 if not setting or not frame.nouns else -3, words.other_verbs[lemma])
    elif work_subject:
        verdict.add("verb.work_subject", 3)
    elif worker_subject and lemma in (
        "be",
        "start",
        "work",
        "go",
        "live",
        "survive",
        "expect",
        "face",
        "join",
        "leave",
        "charge",
        "ask",
        "demand",
        "want",
        "seek",
        "lose",
        "quote",
    ):
        verdict.add(
            "verb.worker",
            1 if "on" not in frame.preps and "at" not in frame.preps and "for" not in frame.preps else 2.5,
        )
    objects_pay = [noun for noun in objects if noun.lemma in words.pay_nouns or noun.lemma in words.maybe_nouns]
    if objects_pay and frame.preps and frame.preps[-1] in ("to", "at", "from", "by", "as", "between"):
        verdict.add(
            "verb.sets_pay",
            4 if objects_pay[0].lemma in words.pay_nouns or _modified_by_pay(tree, objects_pay[0], words) else 2,
        )
    if subject is not None and (
        subject.lemma in words.pay_nouns
        or (subject.lemma in words.maybe_nouns and _modified_by_pay(tree, subject, words))
    ):
        verdict.add("subject.pay", 3)
    elif subject is not None and subject.lemma in words.maybe_nouns:
        verdict.add("subject.maybe", 1)
    elif (
        subject is not None
        and subject.lemma in words.other_nouns
        and subject.lemma not in ("premium",)
        and not worker_subject
    ):
        verdict.add(f"subject.{subject.lemma}", -4, words.other_nouns[subject.lemma])


def _words_after(tree: Tree, verb: Token) -> set[str]:
    return {token.lower for token in tree.tokens[verb.i + 1 : verb.i + 3]}


def _object_is_thing(frame: Frame, words: Words) -> bool:
    return frame.object is not None and frame.object.lemma in words.other_nouns


_PERSONAL = frozenset(["me", "him", "her", "us", "them", "you"])


def _weigh_pay_verb(
    money: Money,
    frame: Frame,
    words: Words,
    verdict: Verdict,
    *,
    worker_subject: bool,
    client_subject: bool,
    work_subject: bool,
) -> None:
    subject, receiver = frame.subject, frame.receiver or frame.object
    timed = money.unit in ("hour", "day", "week", "month", "year", "word", "audio_minute", "task")
    if frame.is_passive:
        if subject is not None and is_person(subject, words):
            verdict.add("verb.is_paid", 4)
        elif subject is not None and is_org(subject, words):
            verdict.add("verb.org_is_paid", -2, "budget")
        elif subject is not None and subject.lemma in words.other_nouns:
            verdict.add("verb.bill_is_paid", -3, words.other_nouns[subject.lemma])
        else:
            verdict.add("verb.passive_pay", 2)
        return
    if work_subject:
        verdict.add("verb.work_pays", 4)
        return
    if receiver is not None and receiver.money is None:
        lemma = receiver.lemma
        if lemma in words.other_nouns and lemma not in ("client",):
            verdict.add("verb.pays_bill", -4, words.other_nouns[lemma])
            return
        if client_subject and lemma in words.people["employers"]:
            verdict.add("verb.client_pays", -4, "client_rate")
            return
        if is_person(receiver, words) and lemma not in ("shareholder", "investor"):
            verdict.add("verb.pays_worker", 4)
            return
        if is_org(receiver, words):
            verdict.add("verb.pays_org", -2, "client_rate")
            return
    if client_subject and (subject is None or subject.lemma not in ("student", "resident", "parent")):
        verdict.add("verb.client_pays", -3, "price")
    elif worker_subject and subject is not None and subject.lower not in ("we", "they"):
        verdict.add("verb.worker_pays", -2, "price")
    elif timed:
        verdict.add("verb.pays_rate", 2.5)
    else:
        verdict.add("verb.pays", 1)


def _weigh_clause(money: Money, frame: Frame, words: Words, verdict: Verdict) -> None:
    left, right = frame.clause
    near = [token for token in frame.tree.tokens[left:right] if token.money is None]
    if any(token.lemma in words.pay_nouns for token in near):
        verdict.add("clause.pay_noun", 1)
    if any(
        token.pos in ("NOUN", "PROPN") and is_person(token, words) and token.lemma not in words.people["clients"]
        for token in near
    ):
        verdict.add("clause.worker", 0.5)
    negative = next(
        (token for token in near if token.lemma in words.other_nouns and token.pos in ("NOUN", "PROPN")), None
    )
    if negative is not None:
        verdict.add(f"clause.{negative.lemma}", -1, words.other_nouns[negative.lemma])


_SURFACE: tuple[tuple[str, str, float, NotPayReason | None, str], ...] = (
    # name, pattern, weight, reason, where (b: before the amount, a: after it, s: in the sentence)
    ("surface.pay_before", r"\b(?:salary|salaries|wages?|paid|pays?|earn(?:s|ed|ing|ings)?|stipend|rate|remuneration)\b[^.;:]{0,40}$", 1, None, "b"),
    ("surface.pay_after", r"^[^.;:,]{0,12}\b(?:salary|salaries|wages?|in pay|pay\b|stipend|retainer|bonus|raise|premium|paycheck|pay ?cheque|for (?:his|her|their|the|your|my) (?:work|time|labou?r))", 2, None, "a"),
    ("surface.minimum", r"\b(?:minimum|living|federal|tipped) (?:hourly )?(?:wage|minimum|pay)\b", 2, None, "s"),
    ("surface.lawsuit_total", r"\b(?:settle(?:d|ment|s)?|damages|class[- ]action|compensation fund)\b", -1.5, "settlement", "s"),
    ("surface.damages", r"^[^.;:]{0,12}\b(?:in|of) (?:damages|fines?|penalt|compensation for|restitution|taxes|refund)", -6, "fine", "a"),
    ("surface.valuation", r"^[^.;:]{0,10}(?:valuation|funding|round|in funding|in revenue|in sales|in profit|in annual revenue|investment|contract|budget|fund\b|deal\b|prize|fine\b|grant\b|loan\b|acquisition|lawsuit|settlement|merger|stake)", -4, "funding", "a"),
    ("surface.revenue", r"\b(?:revenues?|turnover|profits?|net income|market cap\w*|valuation|valued at|earnings per share|a share)\b[^.;]{0,40}$", -3, "revenue", "b"),
    ("surface.household", r"\b(?:household|family) income|families earning|households? (?:earning|making)|poverty line|live on|survives? on|living on", -5, "benefit", "s"),
    ("surface.tax_band", r"\b(?:taxed at|tax band|tax(?:able)? income|income above|tax[- ]free|tax relief|income tax|tax credit)\b", -4, "tax", "s"),
    ("surface.prices", r"\b(?:costs?|costing|priced at|price tag|retails? (?:at|for)|sells? for|sold for|subscription|on sale for|worth of)\b[^.;]{0,25}$", -3, "price", "b"),
    ("surface.allowance_expense", r"\b(?:for|on) (?:the )?(?:rent|groceries|food|petrol|fuel|child ?care|transport|bus|taxi|travel|accommodation|housing|tuition|airfare)\b", -1, "price", "a"),
    ("surface.less_than_men", r"^[^.;:,]{0,18}\b(?:less|more|fewer|lower|higher) (?:than|a|per|each|on average|annually|every)|^ (?:less|more)\b", -5, "difference", "a"),
    ("surface.aggregate", r"\b(?:paid out|pays out|paying out|total(?:l?ing)? of|combined|collectively|altogether paid|distributed|disbursed)\b[^.;]{0,20}$", -3, "aggregate", "b"),
    ("surface.client", r"\b(?:bills?|billed|billing|charges?|charged|charging|invoice[sd]?|invoicing)\b[^.;]{0,60}$", -3, "client_rate", "b"),
    ("surface.rent", r"\b(?:rent(?:s|ed|ing)?|lets? for|mortgage|tuition|fees of|school fees)\b[^.;]{0,30}$", -3, "price", "b"),
)  # fmt: skip
_COMPILED = [
    (name, re.compile(pattern, re.I), weight, reason, where) for name, pattern, weight, reason, where in _SURFACE
]


def _weigh_surface(money: Money, verdict: Verdict, *, sentence: str, before: str, after: str) -> None:
    near_before, near_after = before[-160:], after[:80]
    for name, pattern, weight, reason, where in _COMPILED:
        if pattern.search(near_before if where == "b" else near_after if where == "a" else sentence):
            verdict.add(name, weight, reason)
