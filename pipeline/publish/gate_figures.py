"""Find the figures of a sentence: value, currency, unit, bound, and the preposition they follow."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal, InvalidOperation

from pipeline.parsed import Word


def _listed(words: str) -> list[str]:
    return words.split()


_SMALL = {
    word: number
    for number, word in enumerate(
        _listed(
            "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen"
            " fifteen sixteen seventeen"
            " eighteen nineteen"
        )
    )
}
_TENS = {
    word: 10 * number
    for number, word in enumerate(_listed("twenty thirty forty fifty sixty seventy eighty ninety"), start=2)
}
_ORDINALS = {
    word: number
    for number, word in enumerate(_listed("first second third fourth fifth sixth seventh eighth ninth tenth"), start=1)
}
_PARTS = {
    "half": "0.5", "halve": "0.5", "quarter": "0.25", "quarters": "0.25", "thirds": "0.333",
    "dozen": "12", "dozens": "12", "twice": "2", "thrice": "3",
}  # fmt: skip
_SCALES = {
    "hundred": 100, "thousand": 1000, "k": 1000, "million": 10**6, "m": 10**6, "mn": 10**6, "billion": 10**9,
    "bn": 10**9, "b": 10**9, "trillion": 10**12, "lakh": 10**5, "lakhs": 10**5, "crore": 10**7, "crores": 10**7,
}  # fmt: skip
_FAMILY = {
    "$": "dollar", "dollar": "dollar", "dollars": "dollar", "usd": "dollar us", "us$": "dollar us", "cad": "dollar ca",
    "c$": "dollar ca", "ca$": "dollar ca", "aud": "dollar au", "a$": "dollar au", "au$": "dollar au",
    "nzd": "dollar nz",
    "nz$": "dollar nz", "sgd": "dollar sg", "s$": "dollar sg", "hkd": "dollar hk", "hk$": "dollar hk",
    "buck": "dollar", "bucks": "dollar", "cent": "cent", "cents": "cent", "¢": "cent",
    "£": "pound", "pound": "pound", "pounds": "pound", "gbp": "pound", "sterling": "pound", "pence": "penny",
    "p": "penny", "penny": "penny",
    "€": "euro", "euro": "euro", "euros": "euro", "eur": "euro",
    "ksh": "shilling ke", "kshs": "shilling ke", "kes": "shilling ke", "sh": "shilling", "shs": "shilling",
    "shilling": "shilling", "shillings": "shilling", "ush": "shilling ug", "ugx": "shilling ug", "tzs": "shilling tz",
    "tsh": "shilling tz",
    "₹": "rupee", "rs": "rupee", "rs.": "rupee", "inr": "rupee in", "rupee": "rupee", "rupees": "rupee",
    "pkr": "rupee pk",
    "lkr": "rupee lk", "₱": "peso", "php": "peso ph", "peso": "peso", "pesos": "peso", "mxn": "peso mx",
    "cop": "peso co",
    "col$": "peso co", "mx$": "peso mx", "ars": "peso ar", "clp": "peso cl",
    "₦": "naira", "naira": "naira", "ngn": "naira", "¥": "yen", "yen": "yen", "jpy": "yen",
    "yuan": "yuan", "cny": "yuan",
    "rmb": "yuan", "real": "real", "reais": "real", "brl": "real", "r$": "real", "rand": "rand", "zar": "rand",
    "won": "won", "₩": "won", "krw": "won", "cedi": "cedi", "cedis": "cedi", "ghs": "cedi",
    "birr": "birr", "etb": "birr",
    "bolivar": "bolivar", "bolivars": "bolivar", "baht": "baht", "thb": "baht", "taka": "taka", "bdt": "taka",
    "franc": "franc", "francs": "franc", "chf": "franc", "kronor": "krona", "krona": "krona", "kroner": "krona",
    "sek": "krona se", "nok": "krona no", "dkk": "krona dk", "zloty": "zloty", "pln": "zloty", "lira": "lira",
    "try": "lira", "dong": "dong", "vnd": "dong", "rupiah": "rupiah", "idr": "rupiah", "ringgit": "ringgit",
    "myr": "ringgit", "₫": "dong", "₴": "hryvnia", "hryvnia": "hryvnia", "₽": "rouble",
}  # fmt: skip
CURRENCIES = frozenset(_FAMILY.values())
_NATION = {
    "us": "us", "u.s.": "us", "american": "us", "canadian": "ca", "australian": "au", "singapore": "sg", "kenyan": "ke",
    "kenya": "ke", "ugandan": "ug", "tanzanian": "tz", "indian": "in", "pakistani": "pk", "philippine": "ph",
    "mexican": "mx", "colombian": "co", "argentine": "ar", "chilean": "cl",
}  # fmt: skip
_UNITS = {
    "hr": "hour", "hrs": "hour", "h": "hour", "hourly": "hour", "hours": "hour", "daily": "day", "days": "day",
    "weekly": "week", "wk": "week", "weeks": "week", "monthly": "month", "mo": "month", "months": "month",
    "annually": "year", "annual": "year", "yearly": "year", "annum": "year", "yr": "year",
    "years": "year", "pa": "year",
    "tasks": "task", "min": "minute", "minutes": "minute", "head": "person", "pieces": "piece", "item": "item",
}  # fmt: skip
_YEARS = range(1900, 2100)
_TIMES = {"hour", "day", "week", "month", "year", "minute", "second", "shift", "task", "project", "word", "piece"}
_MEASURED = _TIMES | {"image", "clip", "answer", "item", "page", "label", "sentence", "video", "batch", "night"}
_BOUNDS = (
    (
        "most",
        r"up to|as much as|as many as|at most|no more than|not more than|a maximum of|maximum|capped at|as high as",
    ),
    (
        "least",
        r"at least|no less than|not less than|no fewer than|a minimum of|minimum|starting at|as low as|as little as",
    ),
    ("over", r"(?:more|longer|higher|greater|larger) than|over|above|exceeding|upwards? of|in excess of|beyond"),
    ("under", r"(?:less|fewer|lower|shorter|smaller) than|under|below"),
    ("nearly", r"nearly|almost|just under|close to"),
    ("about", r"about|around|roughly|approximately|some|an estimated|estimated|circa|~"),
)
_BOUND_AFTER = (
    ("least", re.compile(r"^(?:\s+\w+){0,2}?\s+(?:or|and)\s+(?:more|above|over|longer|higher)\b", re.IGNORECASE)),
    ("most", re.compile(r"^(?:\s+\w+){0,2}?\s+(?:or|and)\s+(?:less|fewer|below|under)\b", re.IGNORECASE)),
)
_BOUND = [(kind, re.compile(rf"\b(?:{words})\s*$", re.IGNORECASE)) for kind, words in _BOUNDS]
_NUMBER = re.compile(
    r"(?P<sign>(?<![\w.])(?:[A-Za-z]{1,3}\$|[A-Za-z]{2,4}\.?\s?(?=\d)|[$£€¥₹₱₦₩₫₴₽])\s?)?"
    r"(?<![\w.,])(?P<number>\d{1,3}(?:,\d{2,3})+(?:\.\d+)?|\d+(?:\.\d+)?)"
    r"(?P<tail>(?:st|nd|rd|th|s)\b|[a-zA-Z%¢]{1,3}\b|%)?"
)
_ONES = "|".join([*_SMALL, *_ORDINALS])
_BELOW_HUNDRED = rf"(?:(?:{'|'.join(_TENS)})(?:[\s-](?:{_ONES}))?|{_ONES}|{'|'.join(_PARTS)})"
_WORDY = re.compile(
    rf"\b(?:{_BELOW_HUNDRED}|hundred|thousand|million|billion)"
    rf"(?:[\s-](?:hundred|thousand|million|billion)\b(?:\s(?:and\s)?{_BELOW_HUNDRED}\b)?)*\b",
    re.IGNORECASE,
)
_AFTER = re.compile(
    r"^\s*(?P<scale>hundred|thousand|million|billion|trillion|lakhs?|crores?|bn|mn|k|m)?\b\s*"
    r"(?P<nation>US|U\.S\.|American|Canadian|Australian|Singapore|Kenyan|Ugandan|Tanzanian|Indian|Pakistani|Philippine"
    r"|Mexican|Colombian|Argentine|Chilean)?\s*(?P<word>percentage points?|per ?cent(?:age)?|pct|points?|%|[A-Za-z]+)?",
)
_PER = re.compile(
    r"^\W{0,2}(?:\s*(?:an?|per|each|every|the)\s+|\s*/\s*|\s*(?:for|of)\s+(?:an?|each|every)\s+)"
    r"(?:(?!hour|day|week|month|year)"
    r"(?:completed|finished|single|audio|working|approved|eight-hour|labelled|labeled)\s+)?"
    r"(?P<unit>[A-Za-z]+)|^\s*-?\s*(?P<ly>hourly|daily|weekly|monthly|annually|yearly)\b",
    re.IGNORECASE,
)
_RATE = re.compile(
    r"^(?:\s+(?!within|in|for|over)[\w-]+){1,2}?\s+(?:an?|per|each|every)\s+"
    r"(hour|day|night|week|month|year|shift|task)\b",
    re.IGNORECASE,
)
_LY_BEFORE = re.compile(r"\b(hourly|daily|weekly|monthly|annual|yearly)\b(?:\W+\w+){0,4}\W*$", re.IGNORECASE)
_PREPOSITION = re.compile(
    r"\b(from|to|by|than|between|at|of|for|and|or)\s+"
    r"(?:(?:only|just|the|an?|its|their|about|around|nearly|roughly|up|some|as"
    r"|little|much|low|high|at|least|most|over|under|more|less|than|current|previous|former|earlier|new|old)\s+){0,3}$",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """A number of a text with what belongs to it."""

    start: int
    end: int
    value: Decimal
    currency: str = ""
    """Family, and country where it is told: "dollar us"."""
    unit: str = ""
    """"hour", "task", "percent", "point" ...; "" when none stands beside it."""
    noun: str = ""
    """The word that is counted."""
    rate: str = ""
    """What a counted thing is told per: "week" of "90 minutes a week"."""
    bound: str = ""
    after: str = ""
    """The preposition before it: "from", "to" ..."""
    is_ordinal: bool = False


def figures_of(text: str, words: Sequence[Word]) -> tuple[Figure, ...]:
    """Return the figures of a text in their order.

    Args:
        words: the same text, parsed; they tell what is counted.
    """
    found = []
    taken: list[tuple[int, int]] = []
    for number in _NUMBER.finditer(text):
        value = _decimal(number["number"])
        if value is not None:
            currency = _FAMILY.get((number["sign"] or "").strip().lower(), "")
            start, end = number.start() if currency else number.start("number"), number.end("number")
            found.append(_figure(text, words, start, end, value, currency, number["tail"]))
            taken.append((start, number.end()))
    for wordy in _WORDY.finditer(text):
        if any(start < wordy.end() and wordy.start() < end for start, end in taken):
            continue
        value, is_ordinal = _value_of(wordy[0].lower())
        # "A million" in digits is found above; a scale after digits belongs to them.
        before = text[: wordy.start()].rstrip()
        if value is None or (wordy[0].lower() in _SCALES and before[-1:].isdigit()):
            continue
        # "Second" of time, "one" of nobody, "first" of an order are no figures to be proved.
        if wordy[0].lower() == "one":
            continue
        found.append(_figure(text, words, wordy.start(), wordy.end(), value, "", None, is_ordinal=is_ordinal))
    return _ranges(text, sorted(found, key=lambda one: one.start))


def agree(ours: Figure, theirs: Figure) -> bool:
    """Say whether a figure of a summary is one of its source."""
    if ours.value != theirs.value or not _same_currency(ours.currency, theirs.currency):
        return False
    if ours.bound != theirs.bound or (ours.rate and theirs.rate and ours.rate != theirs.rate):
        return False
    if ours.unit and theirs.unit and ours.unit != theirs.unit:
        return False
    if (ours.unit in {"percent", "point"}) != (theirs.unit in {"percent", "point"}):
        return False
    both = ours.noun and theirs.noun and ours.noun != theirs.noun
    return not (both and (ours.noun in _TIMES or theirs.noun in _TIMES))


def _same_currency(ours: str, theirs: str) -> bool:
    if not ours or not theirs:
        return ours == theirs
    (family, _, nation), (other, _, other_nation) = ours.partition(" "), theirs.partition(" ")
    return family == other and (not nation or not other_nation or nation == other_nation)


def units_of(words: Sequence[Word]) -> frozenset[str]:
    """Return the measures that a text names, whatever they belong to: "hour" of "hourly" and "an hour"."""
    forms = [form for word in words for form in (word.lemma, word.text.lower())]
    return frozenset(unit for form in forms if (unit := _UNITS.get(form, form)) in _MEASURED)


def currency_of(code: str) -> str:
    """Return the family of an ISO code, as figures have it; the code itself when it is none that is known."""
    return _FAMILY.get(code.lower(), code.lower())


def _figure(
    text: str,
    words: Sequence[Word],
    start: int,
    end: int,
    value: Decimal,
    currency: str,
    tail: str | None,
    *,
    is_ordinal: bool = False,
) -> Figure:
    rest_from, unit = end, ""
    tail = (tail or "").lower()
    if tail in {"st", "nd", "rd", "th"}:
        is_ordinal, rest_from = True, end + len(tail)
    elif tail == "%":
        unit, rest_from = "percent", end + 1
    elif tail in _SCALES:
        value, rest_from = value * _SCALES[tail], end + len(tail)
    elif tail in _FAMILY and not currency:
        currency, rest_from = _FAMILY[tail], end + len(tail)
    elif tail in _UNITS:
        rest_from = end
    after = _AFTER.match(text[rest_from:])
    if after is not None:
        if after["scale"]:
            value *= _SCALES[after["scale"].lower()]
            rest_from += after.end("scale")
        word = (after["word"] or "").lower()
        if re.fullmatch(r"per ?cent(age)?|pct|%", word):
            unit = unit or "percent"
            rest_from += after.end("word") - (after.end("scale") if after["scale"] else 0)
        elif word.startswith(("point", "percentage point")):
            unit = "point"
        elif word in _FAMILY and word not in {"real", "won", "try", "p", "pound", "peso"} | (
            {"p"} if currency else set()
        ):
            if not currency:
                nation = _NATION.get((after["nation"] or "").lower(), "")
                currency = _FAMILY[word] + (f" {nation}" if nation and " " not in _FAMILY[word] else "")
            rest_from = rest_from + after.end("word") - (after.end("scale") if after["scale"] else 0)
    rest_from = min(rest_from, len(text))
    per = _PER.match(text[rest_from:])
    if per is not None and not unit:
        word = (per["unit"] or per["ly"] or "").lower()
        counted = next((one for one in words if one.start == rest_from + per.start("unit")), None)
        if counted is not None and counted.pos in {"ADV", "ADJ", "DET", "VERB"} and word not in _UNITS:
            # "An annotated image": the noun that it stands before.
            nouns = (one.lemma for one in words[counted.at : counted.at + 4] if one.pos == "NOUN")
            word = next(nouns, "")
    if per is not None and not unit and word:
        unit = _UNITS.get(word, word.rstrip("s") if len(word) > 3 else word)
        end = rest_from + per.end()
    elif currency and not unit:
        before = _LY_BEFORE.search(text[max(0, start - 40) : start])
        unit = _UNITS[before[1].lower()] if before else ""
    told = None if currency else _RATE.match(text[end:])
    rate = _UNITS.get(told[1].lower(), told[1].lower()) if told else ""
    bound = next((kind for kind, words_ in _BOUND if words_.search(text[:start].rstrip("$£€ "))), "")
    bound = bound or next((kind for kind, words_ in _BOUND_AFTER if words_.search(text[end:])), "")
    preposition = _PREPOSITION.search(text[:start])
    return Figure(
        start=start,
        end=max(end, rest_from if rest_from <= len(text) else end),
        value=value.normalize(),
        currency=currency,
        unit=unit,
        noun="" if currency or unit else _noun(words, start, end),
        rate=rate,
        bound=bound,
        after=preposition[1].lower() if preposition else "",
        is_ordinal=is_ordinal,
    )


def _ranges(text: str, figures: list[Figure]) -> tuple[Figure, ...]:
    """Give the first of "$30 to $40 an hour" the currency and unit of the second, and "$30-40" to the second."""
    out = list(figures)
    for place in range(len(out) - 2, -1, -1):
        first, second = out[place], out[place + 1]
        between = text[first.end : second.start].strip().lower()
        is_year = first.value in _YEARS and first.after not in {"from", "between"} and not first.currency
        if is_year and between not in {"-", "–", "—"}:
            continue
        if between in {"to", "-", "–", "—", "and", "or", ""} and (first.currency or second.currency):
            currency = first.currency or second.currency
            unit = first.unit or (second.unit if second.unit not in {"percent", "point"} else "")
            out[place] = replace(first, currency=currency, unit=unit, noun="")
            if between != "and":
                out[place + 1] = replace(second, currency=second.currency or currency, noun="")
    return tuple(out)


def _noun(words: Sequence[Word], start: int, end: int) -> str:
    inside = [word for word in words if word.start < end and start < word.end]
    # "A ten-minute break" counts minutes.
    last = inside[-1].at if inside else len(words)
    if last + 2 < len(words) and words[last + 1].text == "-":
        measure = words[last + 2].text.lower()
        if _UNITS.get(measure, measure) in _TIMES:
            return _UNITS.get(measure, measure)
    for word in inside:
        head = words[word.head]
        if head.at > word.at and head.pos in {"NOUN", "PROPN"} and head.at - word.at <= 4:
            return _UNITS.get(head.text.lower(), head.lemma)
    return ""


def _value_of(words: str) -> tuple[Decimal | None, bool]:
    parts = re.split(r"[\s-]+", words)
    total, current, seen, is_ordinal = Decimal(0), Decimal(0), False, False
    for part in parts:
        if part in _SMALL or part in _TENS:
            current += _SMALL.get(part, _TENS.get(part, 0))
            seen = True
        elif part in _ORDINALS:
            current += _ORDINALS[part]
            seen = is_ordinal = True
        elif part in _PARTS:
            current += Decimal(_PARTS[part])
            seen = True
        elif part in _SCALES:
            scale = _SCALES[part]
            current = (current or Decimal(1)) * scale
            if scale > 100:
                total, current = total + current, Decimal(0)
            seen = True
    return ((total + current).normalize() if seen else None), is_ordinal


def _decimal(digits: str) -> Decimal | None:
    try:
        return Decimal(digits.replace(",", ""))
    except InvalidOperation:
        return None
