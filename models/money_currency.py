"""Which currency a symbol, code or word means, given the countries that a text talks about.

An explicit code or symbol decides ("A$", "KES", "₦"). A bare "$", "pesos", "shillings", "rupees", "pounds",
"kroner", "francs" or "cents" needs a country; without one it has a default (US dollar, Mexican peso,
Kenyan shilling, Indian rupee, pound sterling). The caller says which countries are near.
"""

import re
from collections.abc import Sequence

CODES = frozenset(
    [
        "USD",
        "EUR",
        "GBP",
        "JPY",
        "CNY",
        "AUD",
        "CAD",
        "SGD",
        "HKD",
        "NZD",
        "CHF",
        "SEK",
        "NOK",
        "DKK",
        "INR",
        "PKR",
        "LKR",
        "NPR",
        "BDT",
        "PHP",
        "IDR",
        "MYR",
        "THB",
        "VND",
        "KRW",
        "TWD",
        "KES",
        "UGX",
        "TZS",
        "RWF",
        "ETB",
        "NGN",
        "GHS",
        "ZAR",
        "ZMW",
        "MWK",
        "BWP",
        "NAD",
        "XOF",
        "XAF",
        "EGP",
        "MAD",
        "TND",
        "DZD",
        "MXN",
        "COP",
        "ARS",
        "CLP",
        "PEN",
        "VES",
        "BOB",
        "UYU",
        "BRL",
        "CRC",
        "GTQ",
        "HNL",
        "DOP",
        "JMD",
        "PLN",
        "CZK",
        "HUF",
        "RON",
        "BGN",
        "RSD",
        "UAH",
        "RUB",
        "TRY",
        "ILS",
        "LBP",
        "JOD",
        "SYP",
        "IQD",
        "AED",
        "SAR",
        "QAR",
        "KWD",
        "ISK",
        "KHR",
        "MMK",
        "MUR",
        "MGA",
        "CUP",
        "RMB",
        "KSH",
        "UGS",
        "NIS",
        "GEL",
        "AMD",
        "KZT",
        "OMR",
        "BHD",
    ]
)
_CODE_ALIASES = {"RMB": "CNY", "KSH": "KES", "UGS": "UGX", "NIS": "ILS"}

# Longest first: "US$" must win over "$".
_SYMBOLS = {
    "US$": "USD",
    "U.S.$": "USD",
    "USD$": "USD",
    "A$": "AUD",
    "AU$": "AUD",
    "AUD$": "AUD",
    "C$": "CAD",
    "CA$": "CAD",
    "CAD$": "CAD",
    "CDN$": "CAD",
    "S$": "SGD",
    "SG$": "SGD",
    "HK$": "HKD",
    "NZ$": "NZD",
    "R$": "BRL",
    "NT$": "TWD",
    "MX$": "MXN",
    "GH¢": "GHS",
    "GH₵": "GHS",
    "GHc": "GHS",
    "₵": "GHS",
    "₦": "NGN",
    "₹": "INR",
    "₱": "PHP",
    "€": "EUR",
    "£": "£",
    "¥": "JPY",
    "￥": "JPY",
    "₩": "KRW",
    "₫": "VND",
    "฿": "THB",
    "₺": "TRY",
    "₴": "UAH",
    "₽": "RUB",
    "₪": "ILS",
    "₡": "CRC",
    "₸": "KZT",
    "$": "$",
    "＄": "$",
    "Rs.": "rupee",
    "Rs": "rupee",
    "Re": "rupee",
    "KSh": "KES",
    "KSh.": "KES",
    "Ksh": "KES",
    "Ksh.": "KES",
    "Kshs": "KES",
    "Kshs.": "KES",
    "USh": "UGX",
    "Ush": "UGX",
    "UShs": "UGX",
    "TSh": "TZS",
    "Tsh": "TZS",
    "Sh": "shilling",
    "Sh.": "shilling",
    "Shs": "shilling",
    "Shs.": "shilling",
    "RM": "MYR",
    "Rp": "IDR",
    "Rp.": "IDR",
    "Tk": "BDT",
    "Tk.": "BDT",
    "R": "ZAR",
    "P": "PHP",
    "Php": "PHP",
    "zł": "PLN",
    "NOK": "NOK",
    "SEK": "SEK",
    "DKK": "DKK",
    "kr": "krone",
    "Fr.": "CHF",
    "Br": "ETB",
    "N": "NGN",
}
# A single letter is a currency only right before a digit, in numbers of three digits: "R450", "P12,000", "N85,000".
_LETTER_SYMBOLS = frozenset({"R", "P", "N"})

_WORDS = {
    "dollar": "$",
    "dollars": "$",
    "buck": "$",
    "bucks": "$",
    "euro": "EUR",
    "euros": "EUR",
    "pound": "£",
    "pounds": "£",
    "quid": "GBP",
    "sterling": "GBP",
    "pence": "pence",
    "penny": "cent",
    "pennies": "cent",
    "p": "pence",
    "cent": "cent",
    "cents": "cent",
    "c": "cent",
    "¢": "cent",
    "eurocents": "eurocent",
    "shilling": "shilling",
    "shillings": "shilling",
    "bob": "shilling",
    "rupee": "rupee",
    "rupees": "rupee",
    "paise": "paise",
    "paisa": "paise",
    "peso": "peso",
    "pesos": "peso",
    "centavos": "centavo",
    "yen": "JPY",
    "yuan": "CNY",
    "renminbi": "CNY",
    "won": "KRW",
    "naira": "NGN",
    "cedi": "GHS",
    "cedis": "GHS",
    "rand": "ZAR",
    "rands": "ZAR",
    "taka": "BDT",
    "takas": "BDT",
    "ringgit": "MYR",
    "baht": "THB",
    "dong": "VND",
    "rupiah": "IDR",
    "reais": "BRL",
    "real": "BRL",
    "reals": "BRL",
    "birr": "ETB",
    "franc": "franc",
    "francs": "franc",
    "kroner": "krone",
    "krone": "krone",
    "krona": "krone",
    "kronor": "krone",
    "zloty": "PLN",
    "zlotys": "PLN",
    "zlotych": "PLN",
    "lira": "lira",
    "liras": "lira",
    "lire": "lira",
    "ruble": "RUB",
    "rubles": "RUB",
    "rouble": "RUB",
    "roubles": "RUB",
    "dirham": "dirham",
    "dirhams": "dirham",
    "riyal": "riyal",
    "riyals": "riyal",
    "hryvnia": "UAH",
    "hryvnias": "UAH",
    "forint": "HUF",
    "forints": "HUF",
    "koruna": "CZK",
    "korunas": "CZK",
    "kwacha": "kwacha",
    "bolivars": "VES",
    "bolivares": "VES",
    "soles": "PEN",
    "shekel": "ILS",
    "shekels": "ILS",
    "dinar": "dinar",
    "dinars": "dinar",
    "riel": "KHR",
    "riels": "KHR",
    "kyat": "MMK",
    "kyats": "MMK",
    "ariary": "MGA",
    "lei": "RON",
    "leu": "RON",
    "pula": "BWP",
}
# Words that are money only with a number of their own, never after "a".
WEAK_WORDS = frozenset({"p", "c", "real", "won", "lei", "leu", "dong", "bob", "sterling", "soles"})

_BY_COUNTRY = {
    "shilling": ({"KE": "KES", "UG": "UGX", "TZ": "TZS"}, "KES"),
    "rupee": ({"IN": "INR", "PK": "PKR", "LK": "LKR", "NP": "NPR", "MU": "MUR"}, "INR"),
    "peso": (
        {"MX": "MXN", "PH": "PHP", "CO": "COP", "AR": "ARS", "CL": "CLP", "UY": "UYU", "DO": "DOP", "CU": "CUP"},
        "MXN",
    ),
    "£": ({"EG": "EGP", "SY": "SYP", "LB": "LBP"}, "GBP"),
    "$": ({"AU": "AUD", "CA": "CAD", "SG": "SGD", "HK": "HKD", "NZ": "NZD"}, "USD"),
    "krone": ({"SE": "SEK", "NO": "NOK", "DK": "DKK", "IS": "ISK", "CZ": "CZK"}, "SEK"),
    "franc": ({"CH": "CHF", "SN": "XOF", "CI": "XOF", "CM": "XAF", "RW": "RWF"}, "CHF"),
    "lira": ({"TR": "TRY", "LB": "LBP"}, "TRY"),
    "dirham": ({"AE": "AED", "MA": "MAD"}, "AED"),
    "riyal": ({"SA": "SAR", "QA": "QAR"}, "SAR"),
    "kwacha": ({"ZM": "ZMW", "MW": "MWK"}, "ZMW"),
    "dinar": ({"TN": "TND", "DZ": "DZD", "JO": "JOD", "IQ": "IQD", "KW": "KWD", "RS": "RSD"}, "JOD"),
    "cent": (
        {
            "AU": "AUD",
            "CA": "CAD",
            "SG": "SGD",
            "HK": "HKD",
            "NZ": "NZD",
            "IE": "EUR",
            "DE": "EUR",
            "FR": "EUR",
            "ES": "EUR",
            "IT": "EUR",
            "PT": "EUR",
            "NL": "EUR",
            "BE": "EUR",
            "AT": "EUR",
            "FI": "EUR",
            "GR": "EUR",
            "ZA": "ZAR",
            "GB": "GBP",
        },
        "USD",
    ),
    "pence": ({}, "GBP"),
    "eurocent": ({}, "EUR"),
    "paise": ({}, "INR"),
    "centavo": ({"MX": "MXN", "PH": "PHP", "BR": "BRL"}, "MXN"),
}
_HUNDREDTHS = frozenset({"cent", "pence", "eurocent", "paise", "centavo"})

_PREFIXES = {
    "us": "USD",
    "u.s": "USD",
    "american": "USD",
    "australian": "AUD",
    "canadian": "CAD",
    "singapore": "SGD",
    "singaporean": "SGD",
    "hong kong": "HKD",
    "new zealand": "NZD",
    "kenyan": "KES",
    "kenya": "KES",
    "ugandan": "UGX",
    "uganda": "UGX",
    "tanzanian": "TZS",
    "indian": "INR",
    "pakistani": "PKR",
    "pakistan": "PKR",
    "sri lankan": "LKR",
    "nepalese": "NPR",
    "nepali": "NPR",
    "mexican": "MXN",
    "philippine": "PHP",
    "colombian": "COP",
    "argentine": "ARS",
    "chilean": "CLP",
    "egyptian": "EGP",
    "british": "GBP",
    "swedish": "SEK",
    "norwegian": "NOK",
    "danish": "DKK",
    "swiss": "CHF",
    "rwandan": "RWF",
    "cfa": "XOF",
    "turkish": "TRY",
    "taiwan": "TWD",
    "taiwanese": "TWD",
    "moroccan": "MAD",
    "saudi": "SAR",
    "zambian": "ZMW",
    "malawian": "MWK",
    "tunisian": "TND",
    "jordanian": "JOD",
    "lebanese": "LBP",
    "czech": "CZK",
    "brazilian": "BRL",
    "malaysian": "MYR",
    "nigerian": "NGN",
    "ghanaian": "GHS",
    "ghana": "GHS",
    "ethiopian": "ETB",
    "south african": "ZAR",
    "polish": "PLN",
    "hungarian": "HUF",
    "japanese": "JPY",
    "chinese": "CNY",
    "south korean": "KRW",
    "korean": "KRW",
    "thai": "THB",
    "bangladeshi": "BDT",
    "jamaican": "JMD",
}

SYMBOL = "(?:" + "|".join(re.escape(symbol) for symbol in sorted(_SYMBOLS, key=len, reverse=True)) + ")"
WORD = "(?:" + "|".join(re.escape(word) for word in sorted(_WORDS, key=len, reverse=True)) + ")"
PREFIX = "(?:" + "|".join(re.escape(word) for word in sorted(_PREFIXES, key=len, reverse=True)) + ")"
CODE = "(?:" + "|".join(sorted(CODES)) + ")"


def trigger_words() -> list[str]:
    """Return the lower-case words without which no amount is written in words."""
    return sorted({word for word in _WORDS if len(word) > 2 and word.isascii()} | {"figure"})


SYMBOL_CHARACTERS = "".join(
    sorted({letter for symbol in _SYMBOLS for letter in symbol if not letter.isalnum() and letter != "."} | set("¢"))
)


def is_letter_symbol(symbol: str) -> bool:
    """Return whether `symbol` is a plain letter, which needs more evidence to be money."""
    return symbol in _LETTER_SYMBOLS


def marks(symbol: str = "", code: str = "", prefix: str = "", word: str = "") -> tuple[str, bool]:
    """Return (currency or family, is a hundredth) of the parts of a money expression.

    A family ("$", "shilling") still needs a country: see `resolve`.

    >>> marks(word="cents"), marks(prefix="Kenyan", word="shillings")
    (('cent', True), ('KES', False))
    """
    family = _WORDS.get(word.lower(), "") if word else ""
    hundredth = family in _HUNDREDTHS
    if code:
        return _CODE_ALIASES.get(code.upper(), code.upper()), hundredth
    if symbol:
        return _SYMBOLS.get(symbol, symbol), hundredth
    named = _PREFIXES.get(prefix.lower().rstrip(".")) if prefix else None
    return named or family, hundredth


def resolve(mark: str, countries: Sequence[str]) -> str:
    """Return the ISO 4217 code of a currency or family.

    Args:
        countries: ISO 3166 codes near the amount, most relevant first; "US" among those of the
            nearest group keeps a bare dollar American.
    """
    if mark not in _BY_COUNTRY:
        return mark
    table, default = _BY_COUNTRY[mark]
    for country in countries:
        if mark in ("$", "cent") and country == "US":
            return "USD"
        if country in table:
            return table[country]
    return default


def is_dollar_country(country: str) -> bool:
    """Return whether a country calls its own money dollars and is not America."""
    return country in _BY_COUNTRY["$"][0]


def is_family(mark: str) -> bool:
    """Return whether `mark` needs a country to become a currency."""
    return mark in _BY_COUNTRY
