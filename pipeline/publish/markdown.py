"""Lay a digest out as Markdown: the same sentences, figures and numbered sources as the page."""

import re
from collections.abc import Sequence

from pipeline.publish.model import CitedSentence, CitedSource, Digest, DigestStory
from pipeline.publish.words import counts_line, dates_line, story_line

_SPECIAL = re.compile(r"([\\`*_{}\[\]<>#|~])")


def digest_markdown(digest: Digest) -> str:
    """Return the digest as CommonMark with tables; text from articles is escaped."""
    lines = [f"# AI labor coverage, {dates_line(digest)}", "", counts_line(digest), ""]
    if digest.is_invented:
        lines += ["**Demo: every publisher, person and firm in this issue is invented.**", ""]
    if digest.lead is None:
        lines += [f"No new article matched this week. {digest.sources_read} sources were read.", ""]
    else:
        lines += _story(digest.lead, level=2)
    lines += _pay(digest)
    if digest.stories:
        lines += ["## More stories", ""]
        for story in digest.stories:
            lines += _story(story, level=3)
    lines += ["## What this digest may have missed", ""]
    lines += [f"- {_escape(item)}" for item in (*digest.missed, *digest.corrections)] or ["- Nothing that we know of."]
    if digest.sources:
        lines += ["", "## Sources", ""]
        lines += [_source(source) for source in digest.sources]
    lines += [
        "",
        "---",
        "",
        "Every sentence above is copied from the source it names; no text was written by a language model.",
        f"Bold figures are stored claims of snapshot {digest.snapshot}; those marked (not checked) may not be printed "
        "as they stand.",
        "",
    ]
    return "\n".join(lines)


def _story(story: DigestStory, *, level: int) -> list[str]:
    unchecked = " (figure not checked)" if story.headline_unchecked else ""
    lines = [f"{'#' * level} {_escape(story.headline)}{unchecked}", "", f"*{_escape(story_line(story))}*", ""]
    lines.append(" ".join(_sentence(sentence) for sentence in story.sentences))
    if story.also:
        names = ", ".join(f"[{_escape(source.outlet)}]({_link(source.url)})" for source in story.also)
        lines += ["", f"Also: {names}" + (f" and {story.more_outlets} more" if story.more_outlets else "")]
    return [*lines, ""]


def _sentence(sentence: CitedSentence) -> str:
    parts, at = [], 0
    for start, end in sentence.marks:
        parts += [_escape(sentence.text[at:start]), "**", _escape(sentence.text[start:end]), "**"]
        at = end
    text = "".join([*parts, _escape(sentence.text[at:])])
    unchecked = " (figure not checked)" if sentence.unchecked else ""
    return f"{text}{unchecked}\u2060[{sentence.source}](#source-{sentence.source})"


def _pay(digest: Digest) -> list[str]:
    lines: list[str] = []
    if digest.changes:
        lines += ["## Pay that changed", ""]
        for change in digest.changes:
            role = f", {_escape(change.role)}" if change.role else ""
            notes = ", ".join(filter(None, [change.modality, "" if change.checked else "not checked"]))
            lines.append(
                f"- {_escape(change.platform)}{role}: {_escape(change.before)} to {_escape(change.after)}"
                f"{f' ({notes})' if notes else ''} {_marks(change.sources)}"
            )
        lines.append("")
    if digest.pay_lines:
        lines += ["## What was reported about pay", ""]
        lines += ["| platform and role | this week | range and claims | since last |", "|---|---:|---|---:|"]
        for row in digest.pay_lines:
            claims = "1 claim" if row.n_claims == 1 else f"{row.n_claims} claims"
            lines.append(
                f"| {_escape(row.platform)}, {_escape(row.role_class)} {_marks(row.sources)} | ${row.median_usd:,.2f} "
                f"| ${row.low_usd:,.2f} to ${row.high_usd:,.2f}, {claims} | {row.since_last} |"
            )
        lines += ["", "Median US dollars an hour of the claims that may be printed.", ""]
    if digest.pay_facts:
        lines += ["## Pay claims of the week", ""]
        lines += ["| platform | stated | in US dollars an hour | kind | whose words | source |"]
        lines += ["|---|---|---|---|---|---|"]
        for fact in digest.pay_facts:
            checked = "" if fact.checked else " (not checked)"
            lines.append(
                f"| {_escape(fact.platform)} | {_escape(fact.stated)}{checked} | {_escape(fact.hourly)} "
                f"| {_escape(fact.kind)} | {_escape(fact.who)} | {_marks((fact.source,))} |"
            )
        lines.append("")
    if digest.n_claims_left_out:
        left = digest.n_claims_left_out
        lines += [f"{left} more {'claim is' if left == 1 else 'claims are'} in the warehouse.", ""]
    return lines


def _source(source: CitedSource) -> str:
    day = f", {source.published:%Y-%m-%d}" if source.published else ", no date stated"
    kind = "" if source.is_original else " (a copy)"
    return (
        f'{source.number}. <a id="source-{source.number}"></a>[{_escape(source.headline)}]({_link(source.url)}), '
        f"{_escape(source.outlet)}{day}{kind}. Record `{source.article_id}`."
    )


def _marks(sources: Sequence[int]) -> str:
    return " ".join(f"[{number}](#source-{number})" for number in sources)


def _escape(text: str) -> str:
    return _SPECIAL.sub(r"\\\1", re.sub(r"\s+", " ", text))


def _link(url: str) -> str:
    """Return an address that cannot end its Markdown link early; only http(s) and our own file: addresses pass."""
    if not url.startswith(("http://", "https://")):
        return "#"
    return url.replace("(", "%28").replace(")", "%29").replace("<", "%3C").replace(">", "%3E").replace(" ", "%20")
