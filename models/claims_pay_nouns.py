"""Weigh the nouns that an amount belongs to: "a salary of $24,000" is pay, "a fine of $24,000" is not.

The word lists are in `data/pay/words.toml`; a weight of 4 decides alone, 2 unless contradicted, 1 tips the scale.
"""

from models.claims_evidence import Verdict, dollars, is_person
from models.claims_frame import Frame
from models.claims_parse import Token, Tree
from models.claims_words import Words, load_words
from models.money import Money

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


def is_other_fee(tree: Tree, noun: Token) -> bool:
    return noun.lemma in ("fee", "rate", "charge") and any(
        kid.lower in _OTHER_FEES for kid in tree.kids(noun.i, "compound", "amod", "nmod")
    )


def weigh_nouns(money: Money, frame: Frame, words: Words, verdict: Verdict) -> None:
    """Add what the nouns around the amount say to the verdict."""
    for depth, (noun, link) in enumerate(frame.nouns[:3]):
        if link not in _SETTING_PREPS or (depth > 0 and link not in ("of", "cop", "mod", "conj", "in", "to")):
            continue
        lemma = noun.lemma
        factor = 1.0 if depth == 0 else 0.5
        if lemma in words.pay_nouns or lemma.endswith(("-wage", "-salary", "-pay")):
            if is_company_earnings(frame.tree, noun):
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
            if is_other_fee(frame.tree, noun):
                verdict.add("noun.other_fee", -4, "price")
                return
            if lemma in ("take", "cut", "share") and any(kid.pos == "PROPN" for kid in frame.tree.kids(noun.i, "poss")):
                verdict.add("noun.platform_share", -6, "other")
                return
            strong = is_modified_by_pay(frame.tree, noun, words)
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


def is_company_earnings(tree: Tree, noun: Token) -> bool:
    """Return whether a noun like "earnings" is a company's."""
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


def is_modified_by_pay(tree: Tree, noun: Token, words: Words) -> bool:
    """Return whether a vague noun is about work: "hourly rate", "pay offer", "wage increase", "rate for raters"."""
    for j in tree.subtree(noun.i):
        token = tree.tokens[j]
        if token.i == noun.i or token.money is not None or abs(token.i - noun.i) > 6:
            continue
        if token.lemma in words.pay_nouns or token.lower in _PAY_MODIFIERS:
            return True
        if token.dep in ("poss", "compound", "pobj") and is_person(token, words) and not is_client(token, words):
            return True
        if (
            token.dep == "poss"
            and token.lower in ("their", "her", "his", "my", "our")
            and noun.lemma in ("income", "rate", "fee", "payout", "hourly", "payment")
        ):
            return True
    return False


def is_client(token: Token, words: Words) -> bool:
    """Return whether a person buys the work."""
    return token.lemma in words.people["clients"]
