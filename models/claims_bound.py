"""How an amount is bounded, from its cue and the words around it: exact, range, up to, at least, starting at."""

import re

from models.claims_mention import Mention
from pipeline.records import Bound


def bound_of(mention: Mention) -> Bound:
    """Return the bound of an amount whose kind is decided."""
    money = mention.money
    if money.mark == "figures":
        return "figures"
    if len(money.parts) > 1:
        return "range"
    if mention.kind == "statutory_minimum":
        return "exact"
    bound = money.bound
    left = mention.left
    if bound == "up_to" and _RAISED_UP_TO.search(left):
        return "exact"
    if bound == "exact":
        if money.cue == "from" and mention.role is None:
            return "as_low_as"
        if re.search(
            r"\bstarting (?:pay|salary|salaries|wages?|rates?|package|hourly|base)\b[^,;]{0,60}$|\bstart(?:s|"
            r"ed|ing)? (?:[\w'’-]+ ){0,3}?(?:on|at|from|out at)\b[^,;]{0,15}$",
            left[-110:],
            re.I,
        ):
            return "as_low_as"
        if re.search(r"\bguarante(?:e|es|ed|eing)\b[^,;.]{0,40}$", left[-60:], re.I):
            return "at_least"
        if re.search(r"\b(?:an?|the) maximum (?:[\w-]+ ){0,3}(?:of|is|was)\s*$", left[-60:], re.I):
            return "up_to"
        if re.search(r"\b(?:pay floor|floor|minimum)\b(?! wage earner)[^,;]{0,35}$", left[-60:], re.I) or re.search(
            r"^[^,;.]{0,4}\b(?:floor|minimum)\b", mention.right, re.I
        ):
            return "at_least"
        if re.search(r"\b(?:can|could|may|might) (?:reach|hit|go (?:up )?to|run to)\s*$", left, re.I):
            return "up_to"
        end = _IS_THE_END.match(mention.right)
        if end is not None and end.lastgroup is not None:
            return _ENDS[end.lastgroup]
        if re.search(r"^\s(?:to start|starting out|at entry level|for starters)\b", mention.right):
            return "as_low_as"
        if re.search(r"\b(?:will go|goes|go|going) (?:up )?to\s*$", left, re.I) and mention.role is None:
            return "up_to"
        if re.search(
            r"\b(?:beat|beats|exceed(?:s|ed)?|(?<!on )top(?:s|ped)?|surpass(?:es|ed)?)\b[^,;.]{0,15}$", left, re.I
        ):
            return "over"
    if (
        bound in ("under", "over")
        and NEGATIVE.search(left[-110:])
        and not re.search(r"\bden(?:y|ies|ied)\b", left, re.I)
    ):
        return "at_least" if bound == "under" else "up_to"
    return bound


def bound_of_change(mention: Mention) -> Bound:
    """Return the bound of one end of a change: exact unless a cue sits on the amount."""
    is_raised = mention.money.bound == "up_to" and _RAISED_UP_TO.search(mention.left)
    return "exact" if is_raised else mention.money.bound


def set_ends(mention: Mention) -> None:
    """Set the lower and the upper end of an amount whose bound is decided; the halves of a split amount have theirs."""
    if "change.from_to" in mention.rules:
        return
    mention.low = None if mention.bound in ("up_to", "under") else mention.money.low
    mention.high = None if mention.bound in ("at_least", "over", "as_low_as") else mention.money.high


# "brought wages up to $15", "put her up to $30", "the rate went up to $24": that is where they are now.
_RAISED_UP_TO = re.compile(
    r"\b(?:br(?:ing|ings|inging|ought)|rais(?:e|es|ed|ing)|lift(?:s|ed|ing)?|push(?:es|ed|ing)?|mov(?:e|es|ed|ing)"
    r"|boost(?:s|ed|ing)?"
    r"|put(?:s|ting)?|bump(?:s|ed|ing)?|hik(?:e|es|ed|ing)|jack(?:s|ed|ing)?)"
    r"\s(?:(?:[\w’'-]+\s){0,3}?(?:wages?|pay|salar(?:y|ies)|rates?|it|them|him|her|me|us"
    r"|minimum)\s)?(?:back )?up\sto\s*$"
    r"|\b(?:went|gone|crept|climbed|shot|jumped|rose|risen|(?:would|will|was to|were to|is to|are to|to) go)"
    r" (?:back )?up to\s*$",
    re.I,
)

# "$40 an hour is the most that they can earn", "£6 is the minimum": said of the amount itself.
_IS_THE_END = re.compile(
    r"^[^,;.]{0,3}\b(?:is|was|being|are|were|remains) the (?:very |absolute |bare |hourly )?(?:(?P<most>most|maximum"
    r"|highest|ceiling|upper limit)"
    r"|(?P<floor>minimum|floor)|(?P<least>least|lowest))\b(?![^,;.]{0,40}\bever\b)",
    re.I,
)
_ENDS: dict[str, Bound] = {"most": "up_to", "floor": "at_least", "least": "as_low_as"}

NEGATIVE = re.compile(
    r"\b(?:nobody|no one|no-one|none|never|not|few(?: of \w+(?: \w+){0,8})?|no (?:\w+ ){1,2}|hardly any(?:one|"
    r"body)?|rarely|seldom|\w+n['’]t)\b[^;.]{0,50}$",
    re.I,
)
