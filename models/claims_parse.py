"""Parse the sentences that hold money with spaCy's small model, with each money expression reduced to "$5".

The parser was trained on plain amounts; "$7 to $9-plus an hour" breaks the tree, "$5" does not. Offsets of the
tokens are those of the article. The model is loaded on first use and only sentences that hold money are parsed:
7 ms each, where the whole article would cost 140 ms. What a tree holds is copied out of spaCy, which forgets it.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from models.money import Money
from models.nlp import forgetting, load_language

if TYPE_CHECKING:
    from spacy.tokens import Doc

# A longer sentence is cut into tiles: parse time grows with length, and such a line is a table or a list.
MAX_SENTENCE = 1200


@dataclass(slots=True)
class Token:
    """A word of a parsed sentence; offsets are characters into the article."""

    i: int
    text: str
    lower: str
    lemma: str
    tag: str
    pos: str
    dep: str
    head: int
    start: int
    end: int
    money: int | None
    """Index into the sentence's money when this is the placeholder's number."""
    ent: str


@dataclass(slots=True)
class Tree:
    """A parsed sentence."""

    start: int
    end: int
    tokens: list[Token]
    children: list[list[int]]
    money: list[Money]
    anchors: list[int | None]
    """Token index for each money expression, None when the parse lost it."""
    barred: frozenset[str] = frozenset()
    """Names, in lower case, that the whole text shows to be people, places or projects."""

    def subtree(self, i: int) -> list[int]:
        """Return the indexes of a token and all below it, in order."""
        out, stack = [], [i]
        while stack:
            j = stack.pop()
            out.append(j)
            stack.extend(self.children[j])
        return sorted(out)

    def kids(self, i: int, *deps: str) -> list[Token]:
        """Return the children of a token with one of these relations."""
        return [self.tokens[j] for j in self.children[i] if self.tokens[j].dep in deps]


def parse_sentences(
    text: str, wanted: Iterable[tuple[int, int, Sequence[Money], Sequence[tuple[int, int]]]]
) -> list[Tree]:
    """Return one tree per wanted sentence.

    Args:
        wanted: (start, end, money inside, spans to leave out), offsets into `text`.

    Raises:
        ModelError: the model is missing, changed or cannot be loaded.
    """
    prepared = [(start, end, list(money), *_mask(text, start, end, money, gaps)) for start, end, money, gaps in wanted]
    if not prepared:
        return []
    language = load_language()
    with forgetting(language):
        docs = language.pipe((masked for _, _, _, masked, _ in prepared), batch_size=32)
        return [
            _tree(doc, start, end, money, places)
            for doc, (start, end, money, _, places) in zip(docs, prepared, strict=True)
        ]


def _mask(
    text: str, start: int, end: int, money: Sequence[Money], gaps: Sequence[tuple[int, int]]
) -> tuple[str, list[tuple[int, int, int]]]:
    """Return the sentence with placeholders, and (masked offset, article offset, money index or -1) per piece."""
    edits = [(item.cue_start, item.end, "$5", number) for number, item in enumerate(money)]
    edits += [(left, right, "", -1) for left, right in gaps]
    edits.sort()
    out: list[str] = []
    places: list[tuple[int, int, int]] = []
    length, position = 0, start
    for left, right, placeholder, number in edits:
        if left < position:
            continue
        piece = text[position:left]
        places.append((length, position, -1))
        out.append(piece)
        length += len(piece)
        if placeholder:
            if piece and not piece[-1].isspace() and piece[-1] not in "([“\"‘'":
                out.append(" ")
                length += 1
            places.append((length, money[number].start, number))
            out.append(placeholder)
            length += len(placeholder)
        position = right
        if placeholder and position < end and (text[position].isalnum() or text[position] in "-–"):
            out.append(" ")
            length += 1
            if text[position] in "-–" and position + 1 < end and text[position + 1].isalpha():
                position += 1
    places.append((length, position, -1))
    out.append(text[position:end])
    return "".join(out), places


def _tree(doc: "Doc", start: int, end: int, money: list[Money], places: list[tuple[int, int, int]]) -> Tree:
    tokens: list[Token] = []
    anchors: list[int | None] = [None] * len(money)
    place = 0
    for word in doc:
        while place + 1 < len(places) and places[place + 1][0] <= word.idx:
            place += 1
        masked, original, number = places[place]
        if number >= 0:
            left, right = money[number].start, money[number].end
        else:
            left = original + word.idx - masked
            right = left + len(word.text)
        is_number = number >= 0 and word.text == "5"
        if is_number:
            anchors[number] = word.i
        tokens.append(
            Token(
                i=word.i,
                text=word.text,
                lower=word.lower_,
                lemma=word.lemma_.lower(),
                tag=word.tag_,
                pos=word.pos_,
                dep=word.dep_,
                head=word.head.i,
                start=left,
                end=right,
                money=number if is_number else None,
                ent=word.ent_type_,
            )
        )
    children: list[list[int]] = [[] for _ in tokens]
    for token in tokens:
        if token.head != token.i:
            children[token.head].append(token.i)
    return Tree(start=start, end=end, tokens=tokens, children=children, money=money, anchors=anchors)
