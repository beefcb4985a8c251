"""Tell news agencies that a page credits from the people who wrote it.

In: author statements ("Ada Reed, AP", "dpa/sid") and the beginning of the text ("NAIROBI (Reuters) - "). Out: names
of agencies, each under one spelling, in the order of the page. A text that an agency wrote stands on many sites: who
counts reports has to know.
"""

import re
from collections.abc import Iterable

# Name as it is given out: spellings, folded as words in lower case.
_SPELLINGS = {
    "AAP": ("aap", "australian associated press"),
    "AFP": ("afp", "agence france presse", "agence france-presse"),
    "Anadolu": ("aa", "anadolu", "anadolu agency", "anadolu ajansı"),
    "ANI": ("ani", "asian news international"),
    "ANP": ("anp",),
    "ANSA": ("ansa",),
    "AP": ("ap", "associated press", "the associated press"),
    "APA": ("apa", "austria presse agentur"),
    "Belga": ("belga",),
    "CP": ("canadian press", "the canadian press"),
    "DPA": ("dpa", "deutsche presse-agentur", "deutsche presse agentur"),
    "EFE": ("efe", "agencia efe"),
    "Europa Press": ("europa press",),
    "IANS": ("ians",),
    "Keystone-SDA": ("sda", "keystone-sda", "ats", "keystone-ats"),
    "KNA": ("kna",),
    "Kyodo": ("kyodo", "kyodo news"),
    "Lusa": ("lusa", "agência lusa"),
    "NTB": ("ntb",),
    "PA Media": ("pa", "pa media", "press association", "the press association"),
    "PAP": ("pap",),
    "PTI": ("pti", "press trust of india"),
    "Reuters": ("reuters", "thomson reuters"),
    "Ritzau": ("ritzau",),
    "SID": ("sid",),
    "STT": ("stt",),
    "TASS": ("tass",),
    "TT": ("tt",),
    "UPI": ("upi", "united press international"),
    "Xinhua": ("xinhua", "xinhua news agency"),
    "Yonhap": ("yonhap", "yonhap news agency"),
}
_NAMES = {spelling: name for name, spellings in _SPELLINGS.items() for spelling in spellings}
_PART = re.compile(r"\s*(?:[;|•·\n/(),&+]|\s[-–—]\s|\s(?:and|und|et|y|with|mit|via)\s)\s*", re.IGNORECASE)
_NOISE = re.compile(
    r"^(?:by|von|par|por|source|quelle|fuente|with)\b[:\s]*|\s+(?:staff|news|reporters?|writers?)$", re.IGNORECASE
)
# "NAIROBI, March 10 (Reuters) - ", "BERLIN (dpa) – ", "WASHINGTON (AP) — "
_DATELINE = re.compile(r"^[^.!?\n]{0,60}?\(([^()\n]{2,40})\)\s{0,3}[-–—:]")
# "(dpa)", "- AFP", on a last line of its own; alone, a pair of letters would be a signature.
_LAST_LINE = re.compile(r"^\W*\(?(?:©\s*|source:\s*|quelle:\s*)?([\w .-]{2,40})\)?\W*$", re.IGNORECASE)
# Spellings that are words or initials of people as well count only in capitals.
_ONLY_CAPITALS = frozenset(("aa", "ap", "pa", "tt", "ats", "apa", "ani", "pap", "stt", "sda", "sid", "aap"))


def agencies_in(statements: Iterable[str], *, text: str = "") -> tuple[str, ...]:
    """Return the agencies that author statements, the dateline or the last line of a text credit.

    >>> agencies_in(["Ada Reed and AFP", "Reuters Staff"], text="BERLIN (dpa) - The raters won.")
    ('AFP', 'Reuters', 'DPA')
    """
    found: list[str] = []
    for statement in statements:
        found.extend(_in_parts(statement[:300], is_loose=True))
    if dateline := _DATELINE.match(text):
        found.extend(_in_parts(dateline.group(1), is_loose=False))
    if last := _LAST_LINE.match(text.rstrip().rpartition("\n")[2][:80]):
        found.extend(_in_parts(last.group(1), is_loose=False))
    return tuple(dict.fromkeys(found))


def _in_parts(statement: str, *, is_loose: bool) -> list[str]:
    """Return the agencies among the parts of a statement; small letters do for short names where `is_loose`."""
    names = []
    for part in _PART.split(statement):
        words = _NOISE.sub("", _NOISE.sub("", part.strip(" .:"))).strip()
        name = _NAMES.get(words.casefold())
        if name and (is_loose or words.casefold() not in _ONLY_CAPITALS or words.isupper() or words in ("dpa", "sda")):
            names.append(name)
    return names
