"""Choose the sentences that tell an article: its own words, near the top, in their order.

News puts the point first, and the first sentences are hard to beat (60 articles with references, ROUGE-1: lead-3 .368,
MMR on sentence vectors .363, LexRank .324, TextRank .311; small language models invented content). So this stays close
to the lead and corrects it in two ways: lines that are no reporting (by-lines, captions, datelines, calls to subscribe,
headings, the headline once more) are skipped, and a sentence with money, or one that the caller marks, may overtake a
few before it. Nothing is rejected: an empty text has an empty summary.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from models.money import find_money
from pipeline.contracts import TextInput
from pipeline.filters import Reply
from pipeline.sentences import sentence_spans

READ_CHARACTERS = 20_000
LONGEST_SENTENCE = 600
"""Characters; a longer one is cut at a word, since it is a list or a text without full stops."""

# A sentence loses this much with each place: money is worth two places. More moved the choice so
# far from the lead that quotations from the middle of an article opened its summary.
_STEP = 0.08
_MONEY_BONUS = 0.16
_QUESTION_PENALTY = 0.16

_NAME = r"[A-Z][\w.'’-]*"
_BYLINE = re.compile(
    rf"(?:By|BY|by|Story by|Words by|Text by|Written by|Von|Par|Por)[: ]\s?{_NAME}(?:,? (?:and |& )?{_NAME}){{0,9}}"
    r"(?:[|·•,].{0,60}(?<![.!?]))?"
    r"|(?:\(?(?:Additional )?(?:[Rr]eporting|[Ww]riting|[Ee]diting|[Cc]ompiled|[Ee]dited|[Rr]eported) by\b.{0,200})"
)
_CAPTION = re.compile(
    r"(?:photo|image|picture|illustration|video|graphic|credit|caption|file photo|screenshot|pictured|above)s?"
    r"(?: (?:credit|by|courtesy|via|source|caption))?(?: ?:|/| by| courtesy| via| credit).{0,240}"
    r"|.{0,240}\((?:photo|image|ap photo|file|credit|getty|reuters/|courtesy)\b[^)]{0,80}\)\.?"
    r"|.{0,160}\b(?:getty images|shutterstock|ap photo|unsplash|istock|all rights reserved)\b.{0,80}"
    r"|(?:©|copyright ).{0,200}",
    re.IGNORECASE,
)
_CALL = re.compile(
    r"(?:please )?(?:subscribe (?:to|now|for|today|here)|sign up (?:for|to|here|now|today)|(?:log|sign) in\b|"
    r"register (?:to|now|for|here)|click (?:here|on|the|to)|tap (?:here|to|the)|download (?:the|our)|"
    r"donate (?:to|now|today)|follow (?:us|me|our|[A-Z]\w+ on)|share (?:this|on|via)|like us|"
    r"join (?:us\b|our|the conversation|the discussion)|read (?:more|also|next|the full)|"
    r"related (?:articles?|stor\w+|content|topics|reading)|related:|see also|also read|more (?:from|like this|on this)|"
    r"continue reading|listen to (?:this|the article|the podcast)|watch(?: now|:| the video| below)|recommended for|"
    r"advertisement(?! \w)|sponsored (?:by|content)|get (?:our|the latest|more (?:news|stories)|updates)|"
    r"skip to|jump to|contact us|support (?:our|independent)|editor['’]s note|disclosure:|disclaimer:|correction:|"
    r"this (?:article|story) (?:was|is|first|originally|has been) (?:first |originally |also )?"
    r"(?:published|updated|part|appeared|corrected|produced)|got a tip|(?:do you )?have a tip|"
    r"if you (?:have|know)\b.{0,80}\bcontact|we use cookies|"
    r"enter your e-?mail|(?:first )?(?:published|updated|posted)(?: on| at|:)|last (?:updated|modified)).{0,240}",
    re.IGNORECASE,
)
_STAMP = re.compile(
    r"\d{1,3}[ -]min(?:ute)?s?(?: read.{0,20})?|[\w ,.:|]{0,40}\d{1,2},? (?:19|20)\d\d(?: .{0,24})?(?<!\.)",
    re.IGNORECASE,
)
_DATELINE = re.compile(r"[A-Z][A-Z .,'’-]{2,40}(?:, [A-Z][\w .]{2,30})?(?: \([A-Z][\w ]{1,20}\))? ?[-–—:]?")
_LABELS = (_BYLINE, _CAPTION, _CALL, _STAMP, _DATELINE)
_ENDS = (".", "!", "?", "…", '."', ".”", '?"', "?”", '!"', "!”", ".’", ".)", "。", "।", "؟")
_HEADING_WORDS = 12
_LONGEST_CAPTION = 400


@dataclass(frozen=True, slots=True, kw_only=True)
class Summary:
    """Sentences of an article: half-open character spans in order, and their text joined by spaces."""

    text: str
    spans: tuple[tuple[int, int], ...]


def summarise(title: str, text: str, *, sentences: int = 3) -> Summary:
    """Return up to `sentences` sentences of `text` that tell the article.

    Args:
        title: a sentence that only repeats it is skipped.
    """
    spans = [_cut(text, *span) for span in _read(text)]
    told = [span for span in _distinct(text, spans) if _tells(text, *span, title)] or spans
    # Only the neighbourhood of the lead can win, so that only it has to be scored.
    near = told[: sentences + 12]
    money = [(found.start, found.end) for found in find_money(text[: near[-1][1]])] if near else []
    scored = sorted(
        (-_score(place, text[start:end], has_money=_touches(start, end, money)), place)
        for place, (start, end) in enumerate(near)
    )
    chosen = tuple(near[place] for place in sorted(place for _, place in scored[: max(0, sentences)]))
    return Summary(text=" ".join(" ".join(text[start:end].split()) for start, end in chosen), spans=chosen)


def answer_summarize(record: TextInput, *, sentences: int = 3) -> Reply:
    """Answer one line of `laborwire summarize`."""
    summary = summarise(record.title, record.text, sentences=sentences)
    return {
        "summary": summary.text,
        "sentences": [{"start": start, "end": end, "text": record.text[start:end]} for start, end in summary.spans],
    }


def _read(text: str) -> list[tuple[int, int]]:
    spans = sentence_spans(text[:READ_CHARACTERS])
    # The last sentence may have lost its end to the limit.
    return spans[:-1] if len(text) > READ_CHARACTERS and len(spans) > 1 else spans


def _cut(text: str, start: int, end: int) -> tuple[int, int]:
    if end - start <= LONGEST_SENTENCE:
        return start, end
    space = text.rfind(" ", start + LONGEST_SENTENCE // 2, start + LONGEST_SENTENCE)
    return start, space if space > 0 else start + LONGEST_SENTENCE


def _distinct(text: str, spans: Iterable[tuple[int, int]]) -> list[tuple[int, int]]:
    seen: set[str] = set()
    distinct = []
    for start, end in spans:
        words = _plain(text[start:end])
        if words not in seen:
            seen.add(words)
            distinct.append((start, end))
    return distinct


def _tells(text: str, start: int, end: int, title: str) -> bool:
    """Say whether a sentence reports something, rather than being a label, a call or the headline again."""
    sentence = text[start:end]
    words = sentence.split()
    if not any(letter.isalpha() for letter in sentence) or (title and _plain(sentence) == _plain(title)):
        return False
    if not sentence.endswith(_ENDS) and len(words) <= _HEADING_WORDS:
        return False
    if len(words) < 4 and sentence.isascii():
        return False
    # A credit at the end of a line makes all of the line a caption.
    line_end = text.find("\n", end, end + 160)
    line = text[
        text.rfind("\n", max(0, start - _LONGEST_CAPTION), start) + 1 : line_end if line_end >= 0 else end + 160
    ]
    if len(line) <= _LONGEST_CAPTION and _CAPTION.fullmatch(line.strip()):
        return False
    return not any(label.fullmatch(sentence) for label in _LABELS)


def _score(place: int, sentence: str, *, has_money: bool) -> float:
    """Return how well a sentence tells the article; the first one always leads."""
    score = 2.0 if place == 0 else 1.0 - _STEP * place
    score += _MONEY_BONUS if has_money else 0.0
    return score - (_QUESTION_PENALTY if sentence.rstrip('"”’ ').endswith("?") else 0.0)


def _touches(start: int, end: int, spans: Sequence[tuple[int, int]]) -> bool:
    return any(low < end and start < high for low, high in spans)


def _plain(sentence: str) -> str:
    return " ".join(re.findall(r"\w+", sentence.casefold()))
