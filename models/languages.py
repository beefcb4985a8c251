"""Tell in which language a title with its text is written.

In: any text. Out: an ISO 639-1 code, or "und" for a text without letters. The small words decide where they speak
for English, German, Spanish, Portuguese or French (`data/relevance/rules.toml`), since they are cheap and sure;
py3langid decides about the rest. A headline of a few words in Latin letters that has none of them counts as English.
"""

import re
import unicodedata
from collections.abc import Mapping
from itertools import islice

NO_LANGUAGE = "und"
READ = ("en", "de", "es", "pt", "fr")
"""Languages whose texts are judged by words."""

_SAMPLE_CHARS = 4000
# A small word or two is an accident in a headline (Portuguese "a", French "on"); and a text of
# which 10 % are a language's small words is never another language's in the invented examples.
_MIN_STOPWORDS = 2
_MIN_STOPWORD_SHARE = 0.1
_FEW_WORDS = 40
_WORD = re.compile(r"[^\W\d_]+")


def language_of(text: str, *, stopwords: Mapping[str, frozenset[str]]) -> str:
    """Return the language of the beginning of `text`.

    Args:
        stopwords: language to its small words.
    """
    sample = text[:_SAMPLE_CHARS]
    letters = [char for char in islice(sample, 600) if char.isalpha()]
    if not letters:
        return NO_LANGUAGE
    latin = sum("LATIN" in unicodedata.name(char, "") for char in letters)
    if latin < len(letters) / 2:
        return _classified(sample)
    words = _WORD.findall(sample.lower())
    counts = {code: sum(word in small for word in words) for code, small in stopwords.items()}
    # English first: "no", "as", "me" are small words of two languages, and English is the usual case.
    best = max(counts, key=lambda code: (counts[code], code == "en"))
    if counts[best] >= _MIN_STOPWORDS and counts[best] >= _MIN_STOPWORD_SHARE * len(words):
        return best
    return "en" if len(words) < _FEW_WORDS else _classified(sample)


def _classified(sample: str) -> str:
    import py3langid

    # Lone surrogates cannot be encoded.
    code, _ = py3langid.classify(sample.encode("utf-8", "replace").decode("utf-8"))
    return str(code)
