"""Reduce an article to what a report made from it keeps: people, names, figures, quotations, sentences.

In: a `Relatable`. Out: a `Report`. Nothing is refused. Figures are read as their language writes them (1,200 and 1.200
are one number); what stands between quotation marks counts when it has four words. Content words are cut to their first
letters, so that "cutting" and "cuts" meet.
"""

import hashlib
import re
import unicodedata
from dataclasses import dataclass
from datetime import datetime

from pipeline.relate.attributions import Credit, read_credits
from pipeline.relate.fingerprints import plain_text
from pipeline.relate.relatable import Relatable

_CHARS = 12_000
_STEM = 6
_SMALL = {
    "en": "the of and to in that for is was are were with on by from at as it have has who which their said an be not",
    "de": "der die das und den dem des ein eine einen einer ist sind war nicht mit von für auf sich auch als nach im",
    "es": "el la los las de que en un una por con para del se su al es son fue más como según lo no y",
    "fr": "le la les des du de et en un une est que qui dans pour par sur au aux avec pas plus ce il elle ont",
    "pt": "o a os as de que em um uma por com para do da dos das no na não se são foi mais como ao e",
}
_SMALL_WORDS = {language: frozenset(words.split()) for language, words in _SMALL.items()}
_STOP_TEXT = (
    "about after again also although among another because been before being between both could does down during"
    " each even every from further have having here into itself just like made make many more most much must never"
    " only other over same says should since some still such than that their them then there these they this"
    " those through under until very well were what when where which while whose will with within without would"
    " year years"
    " your according told said people week month monday tuesday wednesday thursday friday saturday sunday"
)
_STOP = frozenset(_STOP_TEXT.split())
_WORD = re.compile(r"[^\W\d_]{3,}")
_NUMBER = re.compile(r"(?<![\w.,])\d(?:[\d.,  ]*\d)?(?![\d])")
_QUOTED = re.compile(r"[\"“„«»”]([^\"“”„«»\n]{12,600})[\"”“»«]|(?<!\w)[‘'‚]([^‘’'\n]{16,400})[’'‘](?!\w)")
_PERSON = re.compile(r"(?<![\w.])(?:[A-ZÄÖÜÁÉÍÓÚÑ][\w’'-]+ ){1,3}[A-ZÄÖÜÁÉÍÓÚÑ][\w’'-]+")
_CAPITAL = re.compile(r"(?<=[\w,;:’'\")] )[A-ZÄÖÜÁÉÍÓÚÑ][\w’'-]*\w|(?<=\n)[A-Z][\w’'-]*[A-Z]\w*")
_SENTENCE = re.compile(r"(?<=[.!?])[\"'”’»]?\s+(?=[\"'“‘«„¿¡]?[A-ZÄÖÜÁÉÍÓÚÑ0-9])|\n+")
_CALENDAR_TEXT = (
    "january february march april may june july august september october november december monday tuesday wednesday"
    " thursday friday saturday sunday januar februar märz mai juni juli oktober dezember montag dienstag mittwoch"
    " donnerstag freitag samstag sonntag enero febrero marzo abril mayo junio julio agosto septiembre octubre"
    " noviembre diciembre"
    " lunes martes miércoles jueves viernes sábado domingo i mr mrs ms dr ai ki ia"
)
_CALENDAR = frozenset(_CALENDAR_TEXT.split())
_OWN_REPORTING = re.compile(
    r"\b(?:told|tells) (?:us|this (?:newspaper|magazine|website|reporter)|our reporter)\b|\b(?:seen|reviewed|obtained)"
    r" by (?:us|this newspaper)|(?:sagte|erzählte) (?:uns|dieser Zeitung)|gegenüber dieser (?:Zeitung|Redaktion)"
    r"|dijo a este (?:diario|medio|periódico)|a declaré à notre",
    re.IGNORECASE,
)
_YEAR = re.compile(r"(?:19|20)\d\d")


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """What is compared of an article."""

    language: str
    """en, de, es, fr or pt; "" for none of them."""
    title_words: tuple[str, ...]
    tokens: frozenset[str]
    """All words in small letters, without accents."""
    names: frozenset[str]
    """Words that are written with a capital inside sentences, in small letters; in German nouns, too."""
    people: frozenset[tuple[str, ...]]
    """Two to four capitalised words in a row: people, places, firms."""
    figures: frozenset[str]
    """Numbers but years of four digits."""
    ordered_figures: tuple[str, ...]
    quotes: tuple[frozenset[str], ...]
    sentences: tuple[frozenset[str], ...]
    """Content words of each sentence, cut to six letters."""
    words: int
    credits: tuple[Credit, ...]
    chars: int
    """Length of the text that was read."""
    published: datetime | None
    has_own_reporting: bool
    """Somebody spoke to the reporter, in so many words."""


def read_report(article: Relatable) -> Report:
    """Return what a rewrite of the article would keep."""
    text = plain_text(article.text[:_CHARS])
    plain = text.lower()
    all_words = _WORD.findall(plain)
    quotes = tuple(
        words
        for match in _QUOTED.finditer(text)
        if len(_WORD.findall(match[1] or match[2])) >= 4 and (words := stems(match[1] or match[2]))
    )
    language = language_of_words(plain.split())
    figures = [figure for match in _NUMBER.findall(text) if (figure := figure_of(match))]
    capitals = {folded(match) for match in _CAPITAL.findall(text)}
    return Report(
        language=language,
        title_words=tuple(_WORD.findall(folded(article.title))),
        tokens=frozenset(re.findall(r"\w+", folded(f"{article.title}\n{text}"))),
        names=frozenset(name.removesuffix("'s").removesuffix("’s") for name in capitals) - _CALENDAR,
        people=frozenset(_people(text)),
        figures=frozenset(one for one in figures if not _YEAR.fullmatch(one)),
        ordered_figures=tuple(one for one in figures if not _YEAR.fullmatch(one)),
        quotes=quotes,
        sentences=tuple(words for part in _SENTENCE.split(text) if (words := stems(part))),
        words=len(all_words),
        credits=read_credits(text, language=language),
        chars=len(text),
        published=article.published,
        has_own_reporting=_OWN_REPORTING.search(text) is not None,
    )


def clues(report: Report) -> frozenset[int]:
    """Return at most some hundred hashes under which a report is filed, so that what was made from it finds it.

    Full names, pairs of figures, pairs of a name and a figure, and runs of the title: an article shares any of them
    with few others, whatever the language.
    """
    figures = sorted(report.figures - _ROUND, key=lambda one: (-len(one), one))[:8]
    # The same few of two overlapping sets (min-wise sampling, Broder 1997).
    names = sorted((name for name in report.names if len(name) > 3), key=_hash)[:12]
    people = sorted({" ".join(person[-2:]) for person in report.people}, key=_hash)[:16]
    found = [f"person {person}" for person in people]
    found += [f"figures {one} {other}" for number, one in enumerate(figures) for other in figures[number + 1 :]]
    found += [f"{name} {figure}" for name in names for figure in figures[:4]]
    title = report.title_words
    found += [f"title {' '.join(title[place : place + 4])}" for place in range(min(len(title) - 3, 16))]
    return frozenset(map(_hash, found))


_ROUND = frozenset(str(number) for number in range(11))


def language_of_words(words: list[str]) -> str:
    """Return the language whose small words are most frequent; "" when no one's are."""
    counts = {code: sum(word in small for word in words[:400]) for code, small in _SMALL_WORDS.items()}
    best = max(counts, key=lambda code: (counts[code], code == "en"))
    return best if counts[best] >= max(2, 0.08 * min(400, len(words))) else ""


def figure_of(written: str) -> str:
    """Return a number without separators of thousands, its decimals after a point.

    >>> figure_of("1,200"), figure_of("1.200"), figure_of("16,50"), figure_of("16.5")
    ('1200', '1200', '16.5', '16.5')
    """
    digits = re.sub(r"[  ]", "", written).rstrip(".,")
    parts = re.split(r"[.,]", digits)
    if len(parts) == 1:
        return parts[0].lstrip("0") or "0"
    if all(len(part) == 3 for part in parts[1:]) and 1 <= len(parts[0]) <= 3 and parts[0] != "0":
        return "".join(parts)
    whole, decimals = "".join(parts[:-1]), parts[-1].rstrip("0")
    return f"{whole}.{decimals}" if decimals else whole


def folded(text: str) -> str:
    """Return text in small letters, without accents."""
    text = text.lower().replace("’", "'")
    if text.isascii():
        return text
    plain = unicodedata.normalize("NFKD", text)
    return "".join(char for char in plain if not unicodedata.combining(char))


def stems(text: str) -> frozenset[str]:
    """Return the content words of a text, cut to their first letters."""
    return frozenset(word[:_STEM] for word in _WORD.findall(text.lower()) if word not in _STOP and len(word) > 3)


def _people(text: str) -> list[tuple[str, ...]]:
    found = []
    for match in _PERSON.findall(text):
        words = [folded(word).removesuffix("'s") for word in match.split()]
        while words and (words[0] in _CALENDAR or words[0] in _OPENERS):
            words = words[1:]
        if len(words) >= 2 and not any(word in _CALENDAR for word in words):
            found.append(tuple(words))
    return found


_OPENERS_TEXT = (
    "the a an in on at by for and but when while after before as since if this that these those his her their its our"
    " last next one two no der die das ein eine im am und aber el la los las en un una por y segun le les l"
)
_OPENERS = frozenset(_OPENERS_TEXT.split())


def _hash(value: str) -> int:
    return int.from_bytes(
        hashlib.blake2b(value.encode("utf-8", "surrogatepass"), digest_size=8).digest(), "big", signed=True
    )
