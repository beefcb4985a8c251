"""What became of each page that a person put in: its title and claims, or why it was not kept."""

import os
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from pathlib import Path
from typing import TextIO

from flows.claim_words import describe_claim
from flows.reading import ReadPage
from flows.terminal import plain, visible
from pipeline.codec import read_jsonl, to_json
from pipeline.corrections import Review
from pipeline.extract.second_reading import DOUBTFUL_BELOW
from pipeline.places import Places
from pipeline.records import Article, PayClaim

_DESCRIBED = frozenset(
    {"amount_min", "amount_max", "bound", "currency", "unit", "kind", "change_role", "payer", "modality"}
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """One page, for the person who put it in."""

    url: str
    state: str
    headline: str = ""
    published: str = ""
    detail: str = ""
    """Why it was not kept, if it was not."""
    quotes: tuple[tuple[str, str, str, str], ...] = ()
    """For each claim: the sentence before the figure, the figure, the sentence after it, and how it was read."""
    rejected: int = 0
    """How many of these claims a person rejected."""
    other_money: int = 0
    """How many sums in the text were read as something else than pay."""
    remarks: tuple[str, ...] = ()
    """What a reader of its text should know: doubtful, or cut off."""


def pages_file(places: Places, run_id: str) -> Path:
    """Return where a run's outcomes lie."""
    return places.runs / run_id / "pages.jsonl"


def append_outcomes(path: Path, pages: Iterable[ReadPage], *, reviews: Mapping[str, Review]) -> None:
    """Add the outcomes of pages to a run's file, their claims as they stand after what people decided."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("ab") as out:
        for page in pages:
            out.write(to_json(outcome_of(page, reviews)) + b"\n")


def read_outcomes(path: Path) -> Iterator[Outcome]:
    """Yield the outcomes of a run."""
    return read_jsonl(Outcome, path)


def print_outcome(outcome: Outcome, out: TextIO) -> None:
    """Print one page: its title and its claims with the figure marked, or why it was not kept."""
    mark = marker(out)
    if outcome.state != "article":
        out.write(
            f"- {plain(outcome.headline or outcome.url)}\n    {plain(outcome.url)}\n    {plain(outcome.detail)}\n"
        )
        return
    out.write(f"+ {plain(outcome.headline) or '(no title)'}\n    {plain(outcome.url)}")
    out.write(f"  {outcome.published}\n" if outcome.published else "  no date stated\n")
    for remark in outcome.remarks:
        out.write(f"    {remark}\n")
    print_claims(outcome, out, mark=mark)


def remarks_on(article: Article) -> tuple[str, ...]:
    """Return what a reader of an article's text should know about how it was read."""
    sure, remarks = article.text_confidence, []
    if sure is not None and sure < DOUBTFUL_BELOW:
        remarks.append(f"text is doubtful: confidence {sure:.2f}; its claims are not printable")
    if article.is_cut_off:
        remarks.append("only the beginning of the article stands on the page")
    return tuple(remarks)


def print_claims(outcome: Outcome, out: TextIO, *, mark: Callable[[str], str]) -> None:
    """Print the claims of a page, each figure marked in its sentence."""
    for before, figure, after, reading in outcome.quotes:
        out.write(f"    {reading}\n      {_flat(before)}{mark(visible(figure))}{_flat(after)}\n")
    if not outcome.quotes:
        out.write("    no pay claim\n")
    if outcome.other_money:
        sums = "1 sum of money is" if outcome.other_money == 1 else f"{outcome.other_money} sums of money are"
        out.write(f"    {sums} not pay (table not_pay says why)\n")


def _as_it_stands(claim: PayClaim, review: Review | None) -> str:
    """Return how a claim stands in one line, and what a person said about it."""
    if review is None or review.status == "unreviewed":
        return describe_claim(claim)
    said = {name: value for name, value in review.fields.items() if name in _DESCRIBED}
    for end in ("amount_min", "amount_max"):
        if said.get(end) is not None:
            said[end] = Decimal(said[end])
    return f"{describe_claim(replace(claim, **said))}, {review.status} by a person"


def outcome_of(page: ReadPage, reviews: Mapping[str, Review]) -> Outcome:
    """Return what became of a page, its claims as they stand after what people decided."""
    article = page.article
    headline = article.headline if article else page.capture.title_hint or ""
    if page.state == "withdrawn":
        detail = f"the publisher answers with status {page.capture.status}: withdrawn"
        return Outcome(url=page.capture.url, state=page.state, headline=headline, detail=detail)
    if page.rejection is not None or article is None:
        rejection = page.rejection
        detail = f"{rejection.reason} at {rejection.stage}: {rejection.detail}" if rejection else "rejected"
        return Outcome(url=page.capture.url, state="rejected", headline=headline, detail=detail)
    text = article.text
    return Outcome(
        url=article.canonical_url,
        state="article",
        headline=headline,
        published=f"{article.published:%Y-%m-%d}" if article.published else "",
        quotes=tuple(
            (
                text[c.sent_start : c.start],
                text[c.start : c.end],
                text[c.end : c.sent_end],
                _as_it_stands(c, reviews.get(c.id)),
            )
            for c in page.claims
        ),
        rejected=sum(c.id in reviews and reviews[c.id].status == "rejected" for c in page.claims),
        other_money=len(page.not_pay),
        remarks=remarks_on(article),
    )


def _flat(text: str) -> str:
    return visible(text.replace("\n", " "))


def marker(out: TextIO) -> Callable[[str], str]:
    if out.isatty() and not os.environ.get("NO_COLOR"):
        return lambda figure: f"\x1b[30;103m{figure}\x1b[0m"
    return lambda figure: f"»{figure}«"
