"""Hold the names and quotations of a sentence against the articles that it cites."""

import re
from collections.abc import Iterator, Sequence

from pipeline.parsed import Word
from pipeline.publish.gate_figures import currency_of
from pipeline.publish.gate_words import ALIKE, NEGATORS, PRONOUNS, SAYING, plain, stem, word_set

_QUOTED = re.compile(r'"([^"]+)"|(?<![\w])\'((?:[^\']|\'(?=\w))+)\'(?!\w)|«([^»]+)»')
_TOKEN = re.compile(r"[^\W_]+(?:[.'&-][^\W_]+)*")
_POSSESSIVE = re.compile(r"'s?$")
_DEFINITE = re.compile(r"\b(?:the|this|that)\s+(?:\w+\s+){0,2}[a-z]\w+", re.IGNORECASE)
_NAME = re.compile(r"(?<!^)(?<![.!?:\"] )\b[A-Z][\w'-]+(?: [A-Z][\w'-]+)*|^[A-Z][\w'-]+(?: [A-Z][\w'-]+)+")
_DATED = word_set(
    "monday tuesday wednesday thursday friday saturday sunday january february march april may june july august"
    " september october november december"
)
_PRESS = word_set(
    "newspaper paper magazine site outlet agency station broadcaster reporter reporters journalist journalists editor"
    " told seen interview interviews interviewed reviewed obtained shown statement asked comment contacted"
)
"""Words beside which an outlet speaks of itself."""
_BACK = 4
"""So many sentences before a cited one may tell whom its pronouns mean."""


def quotations(text: str) -> tuple[str, ...]:
    """Return what stands between quotation marks, plain and without the stops at its end.

    >>> quotations("He called it “a slow squeeze,” and left.")
    ('a slow squeeze',)
    """
    found = (match[1] or match[2] or match[3] for match in _QUOTED.finditer(plain(text)))
    return tuple(words.strip().strip(".,;:!?").strip() for words in found if words.strip(" .,;:!?"))


def outside_quotations(text: str) -> str:
    """Return a text without what stands between quotation marks."""
    return _QUOTED.sub(" ", plain(text))


def is_quoted(quotation: str, sentences: Sequence[str], text: str) -> bool:
    """Say whether words are quoted in cited sentences, word for word, and not from behind a "not".

    Args:
        sentences: cited, of one article.
        text: the whole article, whose paragraphs show where a quotation of several sentences begins.
    """
    cited = [plain(sentence) for sentence in sentences]
    regions = [region for sentence in cited for region in quotations_with_ends(sentence)]
    for paragraph in text.split("\n"):
        for region in quotations_with_ends(plain(paragraph)):
            regions += (
                [region] if any(sentence in plain(paragraph) and _share(region, sentence) for sentence in cited) else []
            )
    wanted = plain(quotation).casefold()
    for region in regions:
        at = _at_words(wanted, region.casefold())
        if at is None or not any(_at_words(wanted, sentence.casefold()) is not None for sentence in cited):
            continue
        before = _TOKEN.findall(region[:at].casefold())[-2:]
        if not any(word in NEGATORS or word.endswith("n't") for word in before):
            return True
    return False


def strange_speakers(text: str, words: Sequence[Word], cited: Sequence[tuple[Sequence[str], str]]) -> Iterator[str]:
    """Yield the names that say a quotation and do not stand in the cited sentences that have it.

    Args:
        cited: for each article its cited sentences and its text.
    """
    for quotation in quotations(text):
        at = plain(text).find(quotation)
        sayings = [word for word in words if word.lemma in SAYING and not at <= word.start < at + len(quotation)]
        if not sayings or at < 0:
            continue
        saying = min(sayings, key=lambda word: min(abs(word.start - at), abs(word.start - at - len(quotation))))
        speakers = [
            word for word in words if word.head == saying.at and word.relation == "nsubj" and word.pos == "PROPN"
        ]
        wanted = plain(quotation).casefold()
        holds = [
            (sentence, article)
            for sentences, article in cited
            for sentence in sentences
            if wanted in plain(sentence).casefold()
        ]
        for speaker in speakers:
            name = speaker.text.casefold()
            if holds and not any(
                name in _words(sentence)
                or name in (before := meant_by([sentence], article, ()))
                or name in _beside(before, article)
                for sentence, article in holds
            ):
                yield f"{speaker.text}: {quotation}"


def quotations_with_ends(text: str) -> list[str]:
    """Return what stands between quotation marks; also what is opened and not closed, and the other way round."""
    found = [match[1] or match[2] or match[3] for match in _QUOTED.finditer(text)]
    if text.count('"') % 2:
        first, last = text.index('"'), text.rindex('"')
        found += [text[last + 1 :], text[:first]]
    return [one for one in found if one.strip()]


def _share(region: str, sentence: str) -> bool:
    return region in sentence or any(part in region for part in re.split(r'"', sentence) if len(part.split()) > 2)


def _at_words(wanted: str, text: str) -> int | None:
    found = re.search(rf"(?<!\w){re.escape(wanted)}(?!\w)", text)
    return found.start() if found else None


def names_of(text: str, words: Sequence[Word], source: str) -> list[list[str]]:
    """Return the names of a text, each as its capitalised words; what only begins the sentence is none.

    Args:
        source: what opens the sentence and is written small nowhere there may be a name that the parser does not know.
    """
    small = {stem(word) for word in _TOKEN.findall(source) if word.islower()}
    kinds = {word.start: word for word in words}
    runs: list[list[str]] = []
    end = -10
    for token in _TOKEN.finditer(text):
        word = token[0]
        known = kinds.get(token.start())
        is_first = not _TOKEN.search(text[: token.start()]) or text[: token.start()].rstrip()[-1:] in {
            ".",
            ":",
            "?",
            "!",
        }
        if currency_of(word) != word.lower() and text[token.end() :].lstrip()[:1].isdigit():
            continue
        if not _is_capital(word) or _POSSESSIVE.sub("", word) == "I":
            continue
        if (is_first or text[: token.start()].rstrip()[-1:] in {'"', "“"}) and (
            known is not None
            and known.pos not in {"PROPN"}
            and not _is_capital(word[1:])
            and (known.pos not in {"NOUN", "X", "INTJ"} or _is_common(known, small))
        ):
            continue
        gap = text[end : token.start()] if end >= 0 else "."
        # "Penhallow's Swindon office": a possessive ends a name.
        if runs and gap in {" ", "-"} and not _POSSESSIVE.search(runs[-1][-1]):
            runs[-1].append(word)
        else:
            runs.append([word])
        end = token.end()
    return [[_POSSESSIVE.sub("", one) for one in run] for run in runs]


def _is_common(word: Word, small: set[str]) -> bool:
    forms = {word.lemma, word.text.lower()}
    return bool({stem(form) for form in forms} & small) or any(forms & group for group in ALIKE)


def unknown_names(
    names: Sequence[Sequence[str]], sentences: Sequence[str], text: str, others: Sequence[str]
) -> Iterator[str]:
    """Yield the names that the cited sentences do not have, nor what comes just before them where they point back.

    Args:
        names: of the sentence of the summary, in words.
        sentences: cited, of one article.
        text: the whole article.
        others: title and outlet.
    """
    cited = " ".join(plain(one) for one in sentences)
    here = _words(cited) | _institutions(cited, text)
    behind = meant_by(sentences, text, others)
    everywhere = plain(" ".join([text, *others])).casefold()
    for run in names:
        for word in run:
            near = here if word.casefold() in _DATED else here | behind
            if word.casefold() in near or _is_short_for(word, cited) or _is_of_nation(word, cited):
                continue
            if word.casefold() not in _beside(_capitals(cited) | behind, text):
                yield word
        # "Kenyan Data Union": only what the article writes side by side is one name, but for "Monday Okafor said".
        side_by_side = rf"(?<!\w){'[ -]'.join(re.escape(word.casefold()) for word in run)}(?!\w)"
        is_known = (
            re.search(side_by_side, everywhere)
            or (all(word.casefold() in here for word in run) and _apart(run, cited))
            or any(_is_of_nation(word, " ".join([text, *others])) for word in run)
        )
        if len(run) > 1 and not is_known:
            yield " ".join(run)


def meant_by(sentences: Sequence[str], text: str, others: Sequence[str]) -> frozenset[str]:
    """Return the words, in small letters, of the names that "she" or "the company" may stand for in cited sentences.

    These are the names of the title, of the outlet where it speaks of itself, and the first one of the nearest sentence
    before that has any.
    """
    if not _points(" ".join(plain(one) for one in sentences)):
        return frozenset()
    *titles, outlet = others or ("",)
    found = _words(" ".join(titles))
    if _PRESS & {word.casefold() for sentence in sentences for word in _TOKEN.findall(plain(sentence))}:
        found |= _words(outlet)
    # What opens a sentence and is nowhere written small is a name.
    lower = {word for word in _TOKEN.findall(text) if word.islower()}
    for sentence in sentences:
        at = text.find(sentence)
        for earlier in reversed(re.split(r"(?<=[.!?”\"])\s+", plain(text[: max(at, 0)]))[-_BACK:]):
            first = _TOKEN.match(earlier)
            opens = first and first[0].istitle() and first[0].casefold() not in lower | PRONOUNS
            names = [first[0]] if first and opens else [match[0] for match in _NAME.finditer(earlier)]
            if names:
                found |= _words(names[0])
                break
    return frozenset(found)


def _institutions(cited: str, text: str) -> set[str]:
    """Return the words of the one name that "the institute" may stand for."""
    found: set[str] = set()
    for match in re.finditer(r"\b(?:the|that|this)\s+([a-z]{4,})\b", cited.lower()):
        names = {one[0] for one in re.finditer(rf"(?:[A-Z][\w'-]+ )+{match[1].title()}\b", plain(text))}
        names = {_POSSESSIVE.sub("", " ".join(word for word in one.split() if word != "The")) for one in names}
        if len(names) == 1:
            found |= _words(names.pop())
    return found


def _capitals(cited: str) -> set[str]:
    return {_POSSESSIVE.sub("", word).casefold() for word in _TOKEN.findall(cited) if _is_capital(word)}


def _beside(known: set[str] | frozenset[str], text: str) -> set[str]:
    """Return the first names that the article writes before a surname that is known: "Wanjiru" of "Kamotho"."""
    found = set()
    for match in re.finditer(r"\b([A-Z][\w'-]+) ([A-Z][\w'-]+)", plain(text)):
        if _POSSESSIVE.sub("", match[2]).casefold() in known:
            found.add(match[1].casefold())
    return found


def _is_of_nation(word: str, cited: str) -> bool:
    """Say whether a word is a country of a people that is cited, or the other way round: "Kenyan" and "Kenya"."""
    for other in {_POSSESSIVE.sub("", one) for one in _TOKEN.findall(cited) if _is_capital(one)}:
        short, long = sorted((word, other), key=len)
        if len(short) >= 5 and long.startswith(short) and long[len(short) :] in {"n", "y", "an", "ian", "ese"}:
            return True
    return False


def _is_short_for(word: str, text: str) -> bool:
    """Say whether a word is made of the first letters of words that stand side by side: "US" of "United States"."""
    letters = word.replace(".", "")
    firsts = "".join(
        one[0] if one[0].isupper() else "." for one in _TOKEN.findall(text) if one not in {"of", "the", "and"}
    )
    return len(letters) > 1 and letters.isupper() and letters in firsts


def _points(cited: str) -> bool:
    lower = {word.casefold() for word in _TOKEN.findall(cited)}
    return bool(lower & PRONOUNS) or _DEFINITE.search(cited) is not None


def _apart(run: Sequence[str], cited: str) -> bool:
    """Say whether the words of a run stand in the cited text as ends of names of their own: "Tuesday" and "Okafor"."""
    return any(word.casefold() in _DATED for word in run) and all(word in cited for word in run)


def _words(text: str) -> set[str]:
    found = {_POSSESSIVE.sub("", word).casefold() for word in _TOKEN.findall(plain(text))}
    return found | {part for word in found for part in word.split("-")}


def _is_capital(word: str) -> bool:
    return any(one.isupper() for one in word)
