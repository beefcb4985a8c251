"""Send a composed digest through the gate before it is laid out.

Its sentences are slices of articles, so that each must stand, letter by letter, in the article that it cites, and each
figure that is marked in it must be the amount of a stored claim there. A sentence that does not pass is replaced by
what the article says there, or left out; amounts of the tables must be written in their article. What was found is
returned, to be logged: the page shows nothing that did not pass.
"""

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import TYPE_CHECKING

from pipeline.publish.model import CitedSentence, Digest, DigestStory, PayFact
from pipeline.publish.ranking import Claims
from pipeline.publish.rows import ArticleRow

if TYPE_CHECKING:
    from pipeline.publish.context_model import NewFigure, StoryContext


def gated_digest(digest: Digest, articles: Mapping[str, ArticleRow], claims: Claims) -> tuple[Digest, tuple[str, ...]]:
    """Return a digest without what its sources do not have, and what that was.

    Args:
        articles: those of the week, by their ids.
        claims: the pay claims of each.
    """
    rows = {source.number: articles[source.article_id] for source in digest.sources if source.article_id in articles}
    problems: list[str] = []

    def stands(sentence: CitedSentence) -> CitedSentence | None:
        row = rows.get(sentence.source)
        if row is None or not sentence.text.strip() or sentence.text not in row.text:
            problems.append(f"[{sentence.source}] is not in its source: {sentence.text}")
            return None
        amounts = {claim.amount_text for claim in claims.get(row.article_id, ())}
        marks = tuple(mark for mark in sentence.marks if sentence.text[mark.start : mark.end] in amounts)
        if marks != sentence.marks:
            problems.append(f"[{sentence.source}] marks what is no stored claim: {sentence.text}")
            return replace(sentence, marks=marks, unchecked=True)
        return sentence

    def story(one: DigestStory) -> DigestStory:
        row = rows.get(one.headline_source)
        sentences = tuple(sentence for sentence in map(stands, one.sentences) if sentence is not None)
        headline = row.headline or "(no title)" if row is not None else "(no title)"
        if headline != one.headline:
            problems.append(f"[{one.headline_source}] has another headline: {one.headline}")
        return replace(one, sentences=sentences, headline=headline, context=around(one.context))

    def around(context: "StoryContext | None") -> "StoryContext | None":
        if context is None:
            return None
        figures = tuple(one for one in context.new_figures if _is_stated(one, rows, problems))
        return replace(context, new_figures=figures)

    gated = replace(
        digest,
        lead=story(digest.lead) if digest.lead is not None else None,
        stories=tuple(map(story, digest.stories)),
        events=tuple(replace(one, quote=_kept(one.quote, stands)) for one in digest.events),
        pay_facts=tuple(
            replace(one, quote=_kept(one.quote, stands)) for one in digest.pay_facts if _is_stated(one, rows, problems)
        ),
    )
    return gated, tuple(problems)


def _kept(quote: CitedSentence | None, stands: Callable[[CitedSentence], CitedSentence | None]) -> CitedSentence | None:
    return stands(quote) if quote is not None else None


def _is_stated(fact: "PayFact | NewFigure", rows: Mapping[int, ArticleRow], problems: list[str]) -> bool:
    row = rows.get(fact.source)
    if row is not None and (fact.stated.amount in row.text or fact.stated.amount in row.headline):
        return True
    problems.append(f"[{fact.source}] does not state {fact.stated}")
    return False
