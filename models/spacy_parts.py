"""Keep what laborwire's spaCy components find on the document: exactly, and as spans that spaCy and displaCy know.

Every component adds finds in characters and calls `show`: `doc.ents` gets those that stand when overlaps are settled as
in `laborwire tag`, `doc.spans["mentions"]` all of them, `doc.spans["pay"]` the amounts of the pay claims. Spans are
widened to whole tokens, so the exact characters are kept beside them as plain values, which travel with
`doc.to_bytes()`. On every document: `doc._.title` and `doc._.published` (ISO date), to be set before the pipeline runs
where they are known; `doc._.mentions`, `doc._.pay_claims` and `doc._.not_pay`, the records of laborwire.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Iterable

from spacy.tokens import Doc, Span

from models.mentions import Find, mention_of, without_overlaps
from pipeline.codec import from_json, to_json
from pipeline.records import Label, Mention, NotPay, PayClaim

FINDS, CLAIMS, NOT_PAY = "laborwire_finds", "laborwire_claims", "laborwire_not_pay"
"""Keys of `doc.user_data`; their values are lists of plain values."""


def finds_of(doc: Doc) -> list[Find]:
    """Return what was found so far, overlaps included."""
    return [
        Find(start, end, Label(label), entity_id, why, rank)
        for start, end, label, entity_id, why, rank in doc.user_data.get(FINDS, ())
    ]


def add_finds(doc: Doc, finds: Iterable[Find]) -> Doc:
    """Keep further finds, and show all."""
    kept = list(doc.user_data.get(FINDS, ()))
    kept += [[find.start, find.end, str(find.label), find.entity_id, find.why, find.rank] for find in finds]
    doc.user_data[FINDS] = kept
    found = finds_of(doc)
    starts = [token.idx for token in doc]
    spans = (_span(doc, starts, find) for find in sorted(found, key=_place))
    doc.spans["mentions"] = [span for span in spans if span is not None]
    doc.ents = _without_shared_tokens(doc, starts, without_overlaps(found))
    return doc


def add_pay(doc: Doc, claims: Iterable[PayClaim], not_pay: Iterable[NotPay]) -> Doc:
    """Keep pay claims and money that is none; amounts become spans labelled with the kind of claim."""
    claims = tuple(claims)
    doc.user_data[CLAIMS] = [to_json(claim).decode() for claim in claims]
    doc.user_data[NOT_PAY] = [to_json(money).decode() for money in not_pay]
    starts = [token.idx for token in doc]
    spans = (
        _whole_tokens(doc, starts, claim.start, claim.end, (claim.kind, claim.payer_id or "", claim.claim_id))
        for claim in claims
    )
    doc.spans["pay"] = [span for span in spans if span is not None]
    return doc


def register_attributes() -> None:
    """Put laborwire's attributes on documents; twice is once."""
    written = {"title": "", "published": "", "article_id": "notebook"}
    for name, default in written.items():
        if not Doc.has_extension(name):
            Doc.set_extension(name, default=default)
    read = {"mentions": _mentions, "pay_claims": _claims, "not_pay": _not_pay}
    for name, getter in read.items():
        if not Doc.has_extension(name):
            Doc.set_extension(name, getter=getter)


def _mentions(doc: Doc) -> tuple[Mention, ...]:
    article, text = str(doc._.article_id), doc.text
    return tuple(mention_of(article, text, find) for find in without_overlaps(finds_of(doc)))


def _claims(doc: Doc) -> tuple[PayClaim, ...]:
    return tuple(from_json(PayClaim, line) for line in doc.user_data.get(CLAIMS, ()))


def _not_pay(doc: Doc) -> tuple[NotPay, ...]:
    return tuple(from_json(NotPay, line) for line in doc.user_data.get(NOT_PAY, ()))


def _place(find: Find) -> tuple[int, int, int]:
    return find.start, -find.end, find.rank


def _span(doc: Doc, starts: list[int], find: Find) -> Span | None:
    return _whole_tokens(doc, starts, find.start, find.end, (str(find.label), find.entity_id or "", find.why))


def _whole_tokens(doc: Doc, starts: list[int], start: int, end: int, named: tuple[str, str, str]) -> Span | None:
    """Return the tokens that hold some of these characters, with label, entity id and span id.

    `Doc.char_span` walks through all tokens for each span; 3,000 names took 3 s.
    """
    first, last = bisect_right(starts, start) - 1, bisect_left(starts, end)
    if first < 0 or last <= first:
        return None
    label, kb_id, span_id = named
    return Span(doc, first, last, label=label, kb_id=kb_id, span_id=span_id)


def _without_shared_tokens(doc: Doc, starts: list[int], finds: list[Find]) -> list[Span]:
    """Return finds as spans; of two that share a token after widening, the one with the better source stays."""
    chosen: list[tuple[int, Span]] = []
    for find in finds:
        span = _span(doc, starts, find)
        if span is None:
            continue
        if chosen and chosen[-1][1].end > span.start:
            if chosen[-1][0] <= find.rank:
                continue
            chosen.pop()
        chosen.append((find.rank, span))
    return [span for _, span in chosen]
