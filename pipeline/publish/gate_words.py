"""What the gate knows of English words: opposites, doubts, refusals, words of saying.

These are closed classes of the language, not phrases of cases that were seen.
"""

import re
from collections.abc import Iterable, Iterator, Sequence

from pipeline.parsed import Word


def word_set(words: str) -> frozenset[str]:
    """Return the words of a list that is divided by spaces."""
    return frozenset(words.split())


CHANGES: tuple[tuple[frozenset[str], frozenset[str]], ...] = tuple(
    (word_set(up), word_set(down))
    for up, down in (
        (
            "rise raise increase grow gain climb jump soar surge hike boost lift double triple quadruple"
            " growth up upward"
            " upwards expand leap rocket skyrocket swell mount multiply recover",
            "fall cut drop decline lower slash reduce decrease shrink sink halve slump plunge dip trim slide shed down"
            " downward downwards reduction shrinkage slip plummet tumble"
            " dwindle sag erode ebb weaken",
        ),
        ("high higher highest", "low lower lowest"),
        ("more most great greater", "less least few fewer"),
        ("above over exceed exceeding", "below under beneath"),
        ("big bigger large larger", "small smaller little"),
        ("long longer lengthen", "short shorter shorten"),
        ("good better improve improvement", "bad worse worsen deteriorate"),
        ("maximum max ceiling cap", "minimum min floor"),
        ("fast faster accelerate quicken", "slow slower slowdown"),
        ("win won victory", "lose lost defeat"),
        ("accept approve back support endorse favour favor", "reject refuse oppose decline deny dismiss"),
        ("allow permit let", "ban bar forbid prohibit block prevent"),
        ("confirm acknowledge admit concede", "deny dispute contest"),
        ("hire recruit rehire", "fire sack dismiss lay"),
        ("begin start launch open introduce", "end stop close finish scrap cease suspend halt"),
        ("join enter", "leave quit exit"),
        ("first", "last final"),
        ("buy purchase acquire", "sell"),
        ("include with", "exclude without"),
        ("true accurate correct", "false wrong incorrect inaccurate"),
        ("agree", "disagree"),
        ("rich richer", "poor poorer"),
        ("strengthen", "weaken"),
        ("new", "old former previous"),
        ("public", "private"),
        ("all every both", "none neither"),
        ("always", "never rarely"),
        ("guarantee", "withhold"),
        ("gain profit", "loss lose"),
        ("employee", "contractor freelancer"),
        ("buyer client customer", "seller"),
        ("upper", "lower"),
        ("restore reinstate", "remove abolish withdraw"),
        ("legal lawful", "illegal unlawful"),
        ("paid", "unpaid"),
        ("male men", "female woman women"),
        ("reveal disclose", "hide conceal withhold"),
        ("success succeed", "failure fail"),
    )
)
"""Pairs of classes of opposite meaning."""

NEGATORS = word_set("not n't never no none nobody nothing neither nor without hardly scarcely barely nowhere")
NOT_DONE = word_set("deny refuse decline fail reject lack avoid dispute stop cease prevent forget neglect")
MEANT = word_set(
    "plan propose intend consider want demand seek ask threaten expect hope offer promise aim urge request call"
    " recommend mull weigh vow pledge prepare warn try attempt agree set due likely possible possibly perhaps maybe"
    " probably potential planned proposed expected"
)
POSSIBLE = word_set("may might could possible possibly perhaps maybe potential potentially likely")
ALLEGED = word_set(
    "allege accuse claim reportedly allegedly alleged supposedly apparently purportedly suggest appear"
    " seem believe think"
    " estimate suspect fear argue contend assert"
)
PROVING = word_set("show prove confirm find establish reveal demonstrate determine verify conclude rule document")
"""Verbs that make a fact of what follows, where "say" and "allege" do not."""
ONLY_IF = word_set("if unless whether provided")
SAYING = word_set(
    "say tell state report write announce add note explain declare mention describe comment remark reply according"
    " respond recall statement interview reporter journalist"
)
LIGHT = word_set(
    "be have do get make go come take there here also just then now still already very so such as other own same this"
    " that these those which who what where when how its their his her it they he she we i you one"
)
"""Words that a rewording may bring or drop."""
PRONOUNS = word_set("he she they it we who i his her their its him them our us you")
ALIKE: tuple[frozenset[str], ...] = tuple(
    word_set(words)
    for words in (
        "cut lower reduce slash decrease trim reduction",
        "rise increase climb grow go up growth",
        "raise increase lift boost hike",
        "fall drop decline decrease go down sink",
        "worker staff employee people member workforce personnel",
        "pay wage rate salary earnings compensation remuneration earn",
        "company firm business platform employer",
        "start begin launch",
        "end finish stop close",
        "court judge tribunal",
        "union guild association",
        "suit lawsuit case sue complaint",
        "job work task",
        "strike walkout stoppage",
        "hour hourly",
        "day daily",
        "week weekly",
        "month monthly",
        "year annual yearly annually",
        "get receive",
        "tell say state declare announce add",
        "buy purchase acquire",
        "ask request",
        "law act bill legislation statute",
        "deal agreement contract accord",
        "nearly almost",
        "about around roughly approximately",
        "vote ballot",
        "layoff dismissal",
        "use employ",
        "want seek demand",
        "talk speak discuss",
        "remain stay",
        "legal statutory",
        "minimum floor",
        "hire recruit",
        "price cost",
        "refuse decline",
        "reject dismiss",
        "let allow permit",
        "ban forbid bar prohibit",
        "quick fast",
        "large big",
        "show indicate reveal",
        "need require",
        "oblige require",
        "back support",
        "apiece each",
        "serve service",
        "moderator reviewer",
        "annotator labeller labeler",
    )
)

_PLAIN = str.maketrans("’‘“”–—\u00a0", "''\"\"-- ")
_LINK = re.compile(r"!?\[([^\]]*)\]\(\s*<?([^)\s>]*)>?[^)]*\)|<((?:https?|mailto|ftp):[^>\s]*)>")
_BARE = re.compile(r"(?:[a-zA-Z][a-zA-Z0-9+.-]{1,12}://|www\.)[^\s<>()\[\]“”\"]+|javascript:\S+", re.IGNORECASE)
_CITATION = re.compile(r"\u2060?\[\d{1,3}\](?:\(#source-\d+\))?")


def links_of(text: str) -> tuple[str, ...]:
    """Return the addresses that a sentence leads to."""
    marked = [found[2] or found[3] or "" for found in _LINK.finditer(_CITATION.sub("", text))]
    bare = [found[0].rstrip(".,;:!?'’") for found in _BARE.finditer(_LINK.sub(" ", text))]
    return (*marked, *bare)


def without_links(text: str) -> str:
    """Return a sentence as it is read: the words of its links, no addresses, no citation marks."""
    text = _CITATION.sub("", text)
    return " ".join(_BARE.sub(" ", _LINK.sub(lambda found: found[1] or " ", text)).split())


def plain(text: str) -> str:
    """Return a text with straight quotation marks and single spaces, for comparing."""
    return " ".join(text.translate(_PLAIN).split())


def stem(lemma: str) -> str:
    """Return what words of one family share, roughly: enough to see that "moderation" and "moderator" are of one."""
    for ending in (
        "ations",
        "ation",
        "ators",
        "ator",
        "ments",
        "ment",
        "ings",
        "ing",
        "ions",
        "ion",
        "ers",
        "er",
        "ors",
        "or",
        "ies",
        "ied",
        "ed",
        "es",
        "ly",
        "al",
        "s",
        "y",
        "e",
    ):
        if lemma.endswith(ending) and len(lemma) - len(ending) >= 4:
            return lemma[: -len(ending)]
    return lemma


def families(lemmas: Iterable[str]) -> frozenset[str]:
    """Return the stems of words and of those that may stand for them."""
    lemmas = set(lemmas)
    near = {other for group in ALIKE if group & lemmas for other in group}
    return frozenset(stem(lemma) for lemma in lemmas | near)


def same_meaning(word: Word, other: Word) -> bool:
    """Say whether two words are one, or of one family, or may stand for each other."""
    return word.lemma == other.lemma or (
        len(word.lemma) > 2
        and word.pos in {"VERB", "NOUN"}
        and other.pos in {"VERB", "NOUN"}
        and any(word.lemma in group and other.lemma in group for group in ALIKE)
    )


def is_content(word: Word) -> bool:
    """Say whether a word carries meaning of its own."""
    return word.pos in {"NOUN", "PROPN", "VERB", "ADJ", "ADV"} and word.lemma not in LIGHT and word.text.isalpha()


def above(words: Sequence[Word], word: Word) -> Iterator[Word]:
    """Return the words that a word hangs on, the nearest first."""
    for _ in range(12):
        if word.head == word.at:
            return
        word = words[word.head]
        yield word


def below(words: Sequence[Word], word: Word) -> list[Word]:
    """Return the words that hang on a word directly."""
    return [other for other in words if other.head == word.at and other.at != word.at]
