"""Cover what leads to a person in a text: e-mail addresses, phone numbers and handles; every figure stays.

In: a text as a page has it. Out: the same text, of the same length, with "█" for each character of a contact, so that
offsets hold before and after. Handles are "@name", "u/name", "name#1234", and what stands behind "Telegram:",
"Discord:", "WhatsApp:" and the like; links to people's chats (t.me, wa.me, discord.gg) are covered, too.

A phone number is digits in groups that begin with "+", or with "(", or stand behind a word like "call"; or that have
one of the few forms in which nothing but a phone number is written. Digits with a currency before or behind them,
dates, case numbers, ranges of years, addresses of the web and identifiers are none. In doubt a figure stays: a wrong
figure in print is worse than a number which stands in the paper already, and the raw page keeps both.
"""

import re
from collections import Counter
from collections.abc import Iterable

COVER = "█"
"""Stands for each covered character."""

_AT = r"(?:\s*@\s*|\s*[\[({<]\s*(?:at|@|arroba|ät)\s*[\])}>]\s*|\s+(?:AT|arroba)\s+)"
_DOT = r"(?:\s*[\[({<]\s*(?:dot|punto|punkt|point|\.)\s*[\])}>]\s*|\s+(?:DOT|dot)\s+|\.)"
_EMAIL = re.compile(rf"(?<![\w.+-])[\w.+%'-]{{1,64}}{_AT}(?:[\w-]{{1,63}}{_DOT}){{1,5}}[A-Za-z]{{2,24}}(?![\w-])")
_SPOKEN = re.compile(
    r"(?<![\w.+-])[a-z0-9][\w.+-]{0,63}\s+at\s+[a-z0-9][\w-]{0,62}(?:\s+dot\s+[a-z0-9-]{2,63}){1,4}(?![\w-])", re.I
)
_HANDLE = re.compile(r"(?<![\w@/.=-])@(?=\w{0,39}[^\W\d])[\w](?:[\w.-]{0,38}\w)?(?:@[\w-]+(?:\.[\w-]+)+)?")
_REDDIT = re.compile(r"(?<![\w.-])(?<!\w/)/?u(?:ser)?/(?=[\w-]{0,29}[A-Za-z])[\w-]{3,30}")
_DISCORD = re.compile(r"(?<![\w#/])(?=[\w.]{0,31}[A-Za-z_])[\w.]{2,32}#\d{4}(?!\d)")
_CHAT = (
    r"(?:https?://)?(?:www\.)?(?:t\.me|telegram\.me|wa\.me|api\.whatsapp\.com/send|discord\.gg|discord\.com/(?:invite|users)"
    r"|discordapp\.com/users|signal\.me|reddit\.com/u(?:ser)?|join\.skype\.com)/?[^\s<>\"')\]]+"
)
_CHAT_LINK = re.compile(rf"(?<![\w.@-]){_CHAT}", re.I)
_NAMED = re.compile(
    r"\b(?:(?:my|his|her|their|your|our)\s+)?(?:telegram|discord|skype|wechat|signal|whatsapp|instagram|snapchat|kik|tiktok|"
    r"matrix|wickr|threema|viber|line id)"
    r"(?:\s+(?:handle|username|user ?name|id|tag|account|name|nick|user))?"
    r"(?:\s*:\s*|\s+(?:handle|username|user ?name|id|tag|nick)\s+(?:is\s+)?|\s+is\s+(?=[\w.-]{0,39}[\d_]))"
    r"(?P<name>@?(?=[\w.-]{0,39}[A-Za-z])[\w](?:[\w.-]{1,38}\w))",
    re.I,
)

_SEPARATED = r"(?:[\s.\u00a0\u2011-]{1,2}|\s?/\s?)"
_GROUPS = rf"\(?\d{{1,5}}\)?(?:{_SEPARATED}?\(?\d{{1,5}}\)?){{1,7}}"
_PLUS = re.compile(
    rf"(?<![\w+$€£¥₹.,])\+\s?\(?[1-9]\d{{0,3}}\)?{_SEPARATED}?{_GROUPS}(?:\s?(?:ext\.?|x|extension)\s?\d{{1,6}})?(?![\w%])"
)
_ZEROS = re.compile(rf"(?<![\w+$€£¥₹.,/-])00[1-9]\d{{0,2}}{_SEPARATED}{_GROUPS}(?![\w%])")
_PARENTHESES = re.compile(
    r"(?<![\w$€£¥₹.,])(?:1[\s.-])?\(0?\d{2,5}\)[\s.\u00a0-]?\d{3,4}[\s.\u00a0\u2011-]?\d{3,5}(?:\s?(?:ext\.?|x)\s?\d{1,6})?(?![\w%])"
)
_AMERICAN = re.compile(
    r"(?<![\w$€£¥₹.,:/#-])(?:1[\s.\u2011-])?[2-9]\d{2}(?P<by>[.\u2011-])[2-9]\d{2}(?P=by)\d{4}(?:\s?(?:ext\.?|x)\s?\d{1,6})?(?![\w%]|[.,-]\d)"
)
_AFTER_WORD = re.compile(
    r"\b(?:call(?:ed|ing)?|phone|telephone|tel|mobile|cell(?:phone)?|fax|whatsapp|text(?:ed|ing)?|sms|hotline|"
    r"dial(?:led|ing)?|"
    r"telefon|téléphone|teléfono|telefone|handy|mobil|contact|signal|viber|"
    r"reach(?:ed|able)?(?= (?:me|us|him|her|them|at|on))|"
    r"telegram|(?:my|his|her|their|our|your) number|(?:mi|mon|meine|seine|ihre) (?:num[ée]ro|nummer))"
    r"(?:\s+(?:me|us|him|her|them|number|no\.?|is|was|at|on|line|by|phone|desk|the|via|hotline|my|our|his|unter|au|al)){0,4}\s*[.:]?\s*"
    rf"(?P<number>\+?{_GROUPS})(?![\w%])",
    re.I,
)
_NATIONAL = re.compile(
    r"(?<![\w$€£¥₹.,:/#+-])0\d{2,4}[\s\u00a0]\d{3,4}[\s\u00a0]?\d{3,4}(?![\w%]|[.,]\d)"
    r"|(?<![\w$€£¥₹.,:/#+-])0\d(?:[\s.]\d{2}){4}(?![\w%]|[.,]\d)"
)
_DATE = re.compile(
    r"(?:19|20)\d{2}[-./\s]\d{1,2}[-./\s]\d{1,2}|\d{1,2}[-./\s]\d{1,2}[-./\s](?:19|20)\d{2}|(?:19|20)\d{2}\s?[-–/]\s?(?:19|20)?\d{2}"
)
_MONEY_BEHIND = re.compile(
    r"\s?(?:[$€£¥₹%]|(?:dollars?|euros?|pounds?|rupees?|shillings?|pesos?|cents?|usd|eur|gbp|inr|kes|php|ksh|million|billion|"
    r"workers|people|hours|tasks|an? hour|per|per cent|percent)\b)",
    re.I,
)
_MONEY_BEFORE = re.compile(
    r"(?:[$€£¥₹#]|\b(?:USD|EUR|GBP|INR|KES|PHP|KSh|Rs\.?|case|docket|section|no\. of|invoice|order))\s?$", re.I
)


_COUNTED = re.compile(r"[1-9]\d{6,}|[1-9]\d{0,2}(?:[\s.]\d{3})+")
_PLURAL = re.compile(r"\s+(?:\w+\s+)?[^\W\d]{2,}s\b")


def without_contacts(text: str, *, known: Iterable[str] = ()) -> str:
    """Return a text with every contact covered, character by character.

    Args:
        known: contacts found elsewhere in the article, which go here too, whatever stands around them.

    >>> without_contacts("Write to kim@desk.example or u/kimrates; $16-20 an hour, Case 3:24-cv-01234")
    'Write to ████████████████ or ██████████; $16-20 an hour, Case 3:24-cv-01234'
    """
    spans = _spans(text, known)
    if not spans:
        return text
    covered = list(text)
    for start, end in spans:
        covered[start:end] = [COVER if not char.isspace() else char for char in text[start:end]]
    return "".join(covered)


def contacts_in(text: str) -> tuple[str, ...]:
    """Return what would be covered, as it is written."""
    return tuple(text[start:end] for start, end in _spans(text))


def _spans(text: str, known: Iterable[str] = ()) -> list[tuple[int, int]]:
    found: list[tuple[int, int]] = []
    if "@" in text or _may_be_spelled(text):
        found += [match.span() for pattern in (_EMAIL, _SPOKEN, _HANDLE) for match in pattern.finditer(text)]
    for pattern in (_REDDIT, _DISCORD, _CHAT_LINK):
        found += [match.span() for match in pattern.finditer(text)]
    found += [match.span("name") for match in _NAMED.finditer(text)]
    for pattern in (_PLUS, _ZEROS, _PARENTHESES, _AMERICAN, _NATIONAL):
        found += [match.span() for match in pattern.finditer(text) if _is_phone(text, *match.span())]
    for match in _AFTER_WORD.finditer(text):
        is_count = _COUNTED.fullmatch(match["number"]) and _PLURAL.match(text, match.end("number"))
        if not is_count and _is_phone(text, *match.span("number"), fewest=7):
            found.append(match.span("number"))
    # Once it is known to be one, it is one wherever it stands.
    first = Counter(text[start:end] for start, end in set(found))
    for contact in {*known, *first}:
        if text.count(contact) <= first[contact]:
            continue
        again = re.finditer(rf"(?<![\w$€£¥₹]){re.escape(contact)}(?!\w)", text)
        found += [match.span() for match in again]
    return found


def _may_be_spelled(text: str) -> bool:
    lowered = text.lower()
    signs = ("(at)", "[at]", "{at}", "<at>", "( at", "[ at", "arroba", "(ät)")
    return " dot " in lowered or any(sign in lowered for sign in signs)


def _is_phone(text: str, start: int, end: int, *, fewest: int = 8) -> bool:
    number = text[start:end]
    digits = sum(char.isdecimal() for char in number)
    if not fewest <= digits <= 20 or "\n" in number:
        return False
    plain = number.strip(" ()+")
    if _DATE.fullmatch(plain) or (_DATE.match(plain) and not number.startswith("+")):
        return False
    return not (_MONEY_BEHIND.match(text, end) or _MONEY_BEFORE.search(text[max(0, start - 12) : start]))
