"""Find the amounts of a text with their sentences: conversions folded in, local windows set, sentences parsed.

Cost grows with the amounts, not with the text: only sentences that hold money and talk of work are parsed, at most
MAX_PARSED of them; what lies beyond is refused with the rule "limit.sentences".
"""

import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import replace
from decimal import Decimal

from models.claims_frame import read_frame
from models.claims_mention import Mention
from models.claims_parse import MAX_SENTENCE, Tree, parse_sentences
from models.claims_pay import judge
from models.claims_towns import countries_of_towns
from models.claims_words import Place, places_in
from models.money import Money, find_money
from models.money_atoms import has_money
from models.money_currency import is_dollar_country
from pipeline.records import AltAmount
from pipeline.sentences import sentence_spans

# A newspaper article has 20 to 60 sentences; a text with more than 400 that hold money is a table or a price list.
MAX_PARSED = 400
# Parse time grows with characters: 60,000 cost some 4 s; a long article has 3,000 in sentences with money.
MAX_PARSED_CHARACTERS = 60_000
# Words farther from an amount than this never decide about it.
MAX_BESIDE = 600
# Beyond this many amounts a text is a table; the rest is listed as not pay with the rule "limit.amounts".
MAX_JUDGED = 600
Gaps = dict[int, list[tuple[int, int]]]


def scan(text: str, title: str) -> tuple[list[Mention], list[tuple[int, int]], list[Tree]]:
    """Return the amounts in order, the sentences of the text, and the trees that were parsed."""
    if not has_money(text):
        return [], [], []
    places = places_in(text)
    background = [place.country for place in places_in(title)] + [place.country for place in places[:40]]
    background = [*background[:8], *countries_of_towns(f"{title}\n{text}")]
    money = find_money(text, countries_at=_countries_near(text, places, background))
    if not money:
        return [], [], []
    spans = sentence_spans(text)
    mentions, gaps = _mentions(text, money, spans)
    for mention in mentions[MAX_JUDGED:]:
        mention.verdict.add("limit.amounts", -9, "other")
    set_windows(text, mentions[:MAX_JUDGED])
    return mentions, spans, _parse(text, mentions[:MAX_JUDGED], gaps)


# "an Australian data services company": where a firm comes from says little where its workers are elsewhere.
_FIRM_BEHIND = re.compile(
    r"\s(?:[\w’'-]+\s){0,3}?(?:company|firm|start-?up|platform|giant|vendor|outsourcer|business|multinational)\b"
)


# So many places of one country, and the text is about it.
_ABOUT = 3


def _countries_near(text: str, places: Sequence[Place], background: list[str]) -> Callable[[int], list[str]]:
    starts = [place.start for place in places]
    most = Counter(background).most_common(1)
    # Where a text is about one country of dollars, another one beside an amount changes nothing.
    main = bool(most) and most[0][1] >= _ABOUT and is_dollar_country(most[0][0])

    def countries_at(position: int) -> list[str]:
        middle = bisect_left(starts, position)
        close = [place for place in places[max(0, middle - 12) : middle + 12] if abs(place.start - position) <= 240]
        close.sort(key=lambda place: abs(place.start - position))
        if any(not place.is_people for place in close):
            close = [place for place in close if not (place.is_people and _FIRM_BEHIND.match(text, place.end))]
        if close and not any(is_dollar_country(place.country) for place in close) and not main:
            # Other countries are nearer than the dollar's: a bare dollar is American there.
            return [*(place.country for place in close), "US", *background]
        # Where America is among the places around, a bare dollar is American: "the US, Canada and New Zealand".
        close.sort(key=lambda place: place.country != "US")
        return [place.country for place in close] + background

    return countries_at


def _mentions(text: str, money: list[Money], spans: list[tuple[int, int]]) -> tuple[list[Mention], Gaps]:
    mentions: list[Mention] = []
    gaps: Gaps = {}
    position = 0
    for item in money:
        while position + 1 < len(spans) and spans[position][1] <= item.start:
            position += 1
        start, end = spans[position] if spans else (item.start, item.end)
        last = position
        while end < item.end and last + 1 < len(spans):
            last += 1
            end = spans[last][1]
        start, end = min(start, item.start), max(end, item.end)
        if mentions and _is_alt(text, mentions[-1].money, item):
            previous = mentions[-1]
            previous.alt = _with_alt(previous, item)
            previous.alt_unit = previous.alt_unit or item.unit
            gaps.setdefault(len(mentions) - 1, []).append(_alt_gap(text, previous.money, item))
            continue
        if mentions and _is_other_end(text, mentions[-1], gaps.get(len(mentions) - 1, ()), item):
            low = mentions[-1]
            low.money = _range_of(low.money, item)
            low.end, low.after = item.end, text[item.end : min(end, item.end + MAX_BESIDE)]
            low.alt_unit = None
            # The bracket stands inside the amount now.
            del gaps[len(mentions) - 1]
            continue
        mentions.append(
            Mention(
                money=item,
                sentence=position,
                sent_start=start,
                sent_end=end,
                before=text[max(start, item.start - MAX_BESIDE) : item.start],
                after=text[item.end : min(end, item.end + MAX_BESIDE)],
                start=item.start,
                end=item.end,
            )
        )
    for place, found in gaps.items():
        # "30,000 rupees ($360) a month": the unit stands behind the bracket.
        after = text[found[-1][1] : found[-1][1] + 40]
        if mentions[place].money.unit is None and mentions[place].alt_unit is None:
            from models.money_units import unit_after

            mentions[place].alt_unit = unit_after(after, 0)[0]
    return mentions, gaps


_APPROX = (
    r"(?:about|roughly|around|or|approximately|just over|just under|"
    r"a (?:bit|little|shade|touch) (?:over|under|more than)|"
    r"slightly (?:more|less) than|close to|almost|nearly|some|only|barely|less than|"
    r"more than|=|~|≈|now|then|currently|worth|equivalent to|the equivalent of|equal to|i\.e\.|US|\s)*"
)
_ALT_OPEN = re.compile(rf"^\s?[(\[]{_APPROX}$", re.I)
_ALT_WORDS = re.compile(
    rf"^\s?[,—–(]?\s?(?:or|which (?:is|was|comes to|works out (?:at|to)|equals|amounts to|converts to|"
    rf"came to)|equivalent to|the equivalent of|equal to|i\.e\.|that is|worth)\s{_APPROX}$",
    re.I,
)
_ALT_COMMA = re.compile(r"^\s?[,—–]\s?(?:about|roughly|around|approximately|nearly|some)\s$", re.I)
# "£9.00 / $12.00 per hour": one rate in two currencies.
_ALT_SLASH = re.compile(r"^\s?/\s?$")
_ALT_MORE = re.compile(r"^\s?[;,/]\s?(?:or |about |roughly |around )*$", re.I)


def _is_alt(text: str, first: Money, second: Money) -> bool:
    """Return whether the second amount only says the first one in another currency."""
    if first.currency == second.currency:
        return False
    gap = text[first.end : second.start]
    if len(gap) > 40 or "\n" in gap:
        return False
    if _ALT_OPEN.match(gap) or _ALT_WORDS.match(gap) or _ALT_COMMA.match(gap) or _ALT_SLASH.match(gap):
        return True
    return bool(_ALT_MORE.match(gap) and "(" in text[max(0, first.start - 3) : first.start])


_TO = re.compile(r"\s(?:(?P<to>to|up to|through)|(?P<and>and)|[-–—])\s(?:about |around |roughly )?$", re.I)


def _is_other_end(text: str, low: Mention, gaps: Sequence[tuple[int, int]], item: Money) -> bool:
    """Return whether `item` ends a range whose first end is told twice: "between 260 rupees ($3) and 350 rupees"."""
    first = low.money
    if not gaps or len(first.parts) != 1 or len(item.parts) != 1 or first.currency != item.currency:
        return False
    join = _TO.fullmatch(text[gaps[-1][1] : item.start])
    if join is None or item.low <= first.low or first.unit not in (None, item.unit):
        return False
    return (
        join["and"] is None
        or re.search(r"\bbetween\s(?:\w+\s)?$", text[max(0, first.start - 24) : first.start]) is not None
    )


def _range_of(first: Money, second: Money) -> Money:
    return replace(
        first,
        end=second.end,
        parts=(*first.parts, *second.parts),
        join="to",
        unit=second.unit,
        unit_word=second.unit_word,
        bound="range",
    )


def _with_alt(mention: Mention, item: Money) -> tuple[AltAmount, ...]:
    """Return the amounts in other currencies with one more; the second end of a range joins the first."""
    last = mention.alt[-1] if mention.alt else None
    if (
        len(mention.money.parts) == 2
        and last is not None
        and last.currency == item.currency
        and last.amount_max is not None
        and last.amount_min == last.amount_max < item.high
    ):
        return (*mention.alt[:-1], replace(last, amount_max=item.high))
    return (*mention.alt, AltAmount(amount_min=item.low, amount_max=item.high, currency=item.currency))


def _alt_gap(text: str, first: Money, second: Money) -> tuple[int, int]:
    end = second.end
    if "(" in text[first.end : second.start] and text[end : end + 1] == ")":
        end += 1
    return first.end, end


_LEFT_EDGE = re.compile(r"[;:—]|\s–\s|,\s(?:but|while|whereas|though|although|and\sthen)\b")
_RIGHT_EDGE = re.compile(
    r"[;:—]|\s–\s|,\s(?:but|while|whereas|though|although|and)\b|\s(?:because|although|though|while|whereas)\b|\.\s"
)
MAX_WINDOW = 400


def set_windows(text: str, mentions: list[Mention]) -> None:
    """Set the words beside each amount, as far as the next amount or clause mark."""
    for place, mention in enumerate(mentions):
        left, right = mention.before[-MAX_WINDOW:], mention.after[:MAX_WINDOW]
        previous = mentions[place - 1] if place else None
        if previous is not None and previous.sentence == mention.sentence and previous.end > mention.start - len(left):
            left = text[previous.end : mention.start]
        following = mentions[place + 1] if place + 1 < len(mentions) else None
        if (
            following is not None
            and following.sentence == mention.sentence
            and following.start < mention.end + len(right)
        ):
            right = text[mention.end : following.start]
        edges = list(_LEFT_EDGE.finditer(left))
        mention.left = left[edges[-1].end() :] if edges else left
        edge = _RIGHT_EDGE.search(right)
        mention.right = right[: edge.start()] if edge else right


Groups = list[tuple[tuple[int, int], list[int]]]


def _within_budget(groups: Groups) -> tuple[Groups, Groups]:
    characters = 0
    for count, ((left, right), _) in enumerate(groups):
        characters += right - left
        if characters > MAX_PARSED_CHARACTERS or count >= MAX_PARSED:
            return groups[:count], groups[count:]
    return groups, []


_TALK_OF_WORK = re.compile(
    r"\b(?:pay\w*|paid|unpaid|ke?pt|keeps?|wages?|g[ai]ve\w*|gives|left|equity|stock|chief|ex-\w+|salar\w+|earn\w*|"
    r"incomes?|stipends?|hourly|hours?|shifts?|hir(?:e|es|ed|ing)|jobs?|work\w*|employ\w*|staff|roles?|"
    r"gigs?|tasks?|bonus\w*|severance|residuals?|tips?|commissions?|compensation|remuneration|packages?|"
    r"raises?|rates?|fees?|offer(?:s|ed|ing)?|owe[sd]?|make|makes|made|making|gets?|got|getting|receiv\w+|"
    r"takes? home|took home|"
    r"taking home|minimum|contracts?|freelanc\w*|union\w*|strik\w+|posting|listing|advert\w*|recruit\w*|"
    r"retainer|honorari\w+|cut|rise|rose|fell|dropped|bring|brought|worth|start\w*|see|sees|saw|clear\w*|"
    r"pocket\w*|"
    r"draw|draws|command\w*|a day|a week|a month|a year|per|each|apiece|annual\w*|monthly|weekly|daily|"
    r"it|that|this|another|labou?r\w*)\b|['’]s (?:is|was)\b",
    re.I,
)


def _may_be_pay(text: str, span: tuple[int, int], mention: Mention) -> bool:
    """Return whether a sentence is worth parsing: cheap evidence does not already rule pay out."""
    if mention.money.mark != "figures" and not _TALK_OF_WORK.search(text, *span):
        return False
    sentence = mention.before + text[mention.start : mention.end] + mention.after
    cheap = judge(mention.money, None, sentence=sentence, left=mention.left, right=mention.right)
    return cheap.score > RULED_OUT


# No evidence from grammar has ever made up for more than this much against pay on the marked passages.
RULED_OUT = Decimal(-7)


def _parse(text: str, mentions: list[Mention], gaps: Gaps) -> list[Tree]:
    groups: dict[tuple[int, int], list[int]] = {}
    for place, mention in enumerate(mentions):
        left, right = mention.sent_start, mention.sent_end
        if right - left > MAX_SENTENCE:
            # Tiles, so that neighbours in one endless line share a parse.
            tile = left + (mention.start - left) // MAX_SENTENCE * MAX_SENTENCE
            left, right = tile, min(right, max(tile + MAX_SENTENCE, mention.end))
        groups.setdefault((left, right), []).append(place)
    groups = {
        span: group
        for span, group in groups.items()
        if any(_may_be_pay(text, span, mentions[place]) for place in group)
    }
    chosen, left_out = _within_budget(list(groups.items()))
    for _, group in left_out:
        for place in group:
            mentions[place].verdict.add("limit.sentences", -9, "other")
    if not chosen:
        return []
    trees = parse_sentences(
        text,
        (
            (
                left,
                right,
                [mentions[place].money for place in group],
                [gap for place in group for gap in gaps.get(place, [])],
            )
            for (left, right), group in chosen
        ),
    )
    for tree, (_, group) in zip(trees, chosen, strict=True):
        for number, place in enumerate(group):
            mentions[place].tree = tree
            mentions[place].frame = read_frame(tree, number)
    return trees
