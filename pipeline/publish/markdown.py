"""Lay a digest out as Markdown: the same sentences, figures and numbered sources as the page.

Text from articles is escaped so that no reader of Markdown takes it for markup; addresses are percent-encoded
so that none can end its link early, and only http(s) becomes a link.
"""

import re
from collections.abc import Sequence
from urllib.parse import quote

from pipeline.publish.context_markdown import ContextMarkdown
from pipeline.publish.model import (
    ChangeLine,
    CitedSentence,
    CitedSource,
    Digest,
    DigestStory,
    EventLine,
    PayFact,
    WrittenSentence,
)
from pipeline.publish.words import (
    EVENTS_TITLE,
    METHOD,
    VOICES_TITLE,
    counts_line,
    dates_line,
    empty_line,
    left_out_line,
    read_line,
    removal_line,
    story_line,
    summary_line,
    voices_lines,
)
from pipeline.urls import is_web_address
from pipeline.watch.alert import Alert

_SPECIAL = re.compile(r"([\\`*_{}\[\]<>#|~]|&(?=#?\w+;))")
# A line that begins so would become a list, a heading's underline or a rule.
_OPENING = re.compile(r"^(\s*)([-+=])|^(\s*\d{1,9})([.)])(?=\s|$)")
_CONTROLS = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]")


def digest_markdown(digest: Digest) -> str:
    """Return the digest as CommonMark with tables; text from articles is escaped."""
    lines = [f"# AI labor coverage, {dates_line(digest)}", "", counts_line(digest), ""]
    if digest.invented:
        lines += [f"**{digest.invented}**", ""]
    if digest.lead is None:
        lines += [empty_line(digest), ""]
    else:
        lines += _story(digest.lead, level=2)
    lines += _pay(digest)
    if digest.alerts:
        lines += ["## Alerts of this week", "", *(alert_line(alert, is_public=True) for alert in digest.alerts)]
        lines += [f"- and {digest.n_more_alerts} more (laborwire watch log)"] if digest.n_more_alerts else []
        lines.append("")
    if digest.events:
        lines += [f"## {EVENTS_TITLE}", "", *(_event(event) for event in digest.events), ""]
    if digest.stories:
        lines += ["## More stories", ""]
        for story in digest.stories:
            lines += _story(story, level=3)
    if digest.voices:
        lines += [f"## {VOICES_TITLE}", "", *(f"- {_escape(line)}" for line in voices_lines(digest)), ""]
    lines += ContextMarkdown(_escape, _linked, _marks).outlook(digest)
    lines += ["## What this digest may have missed", ""]
    notes = [*digest.missed, *digest.corrections] or [f"Nothing that we know of. {read_line(digest)}"]
    lines += [f"- {_escape(item)}" for item in (*notes, *digest.nothing)]
    if digest.sources:
        lines += ["", "## Sources", ""]
        lines += [_source(source) for source in digest.sources]
    asked, link, _ = removal_line(digest)
    lines += [
        "",
        "---",
        "",
        "Every sentence above is copied from the source it names; no text was written by a language model.",
        f"Bold figures are stored claims of snapshot {digest.snapshot} that may be printed as they stand; those marked "
        "(not checked) may not.",
        "",
        METHOD,
        VOICES_TITLE,
        "",
        " ".join(filter(None, [asked, f"<{link}>" if link else ""])),
        "",
    ]
    return "\n".join(lines)


def alert_line(alert: Alert, *, is_public: bool = False) -> str:
    """Return an alert as an item of a list: what happened, the sentence with its figure, where it stands.

    Args:
        is_public: leave the sentence out where the outlet lets only its headline be shown.
    """
    checked = "" if alert.is_printable or alert.corrects else f" ({_escape(alert.standing())})"
    sentence = ""
    if alert.figure and alert.corrects is None and (alert.may_be_quoted or not is_public):
        bold = "**" if alert.is_printable else ""
        sentence = f" “{_escape(alert.before)}{bold}{_escape(alert.figure)}{bold}{_escape(alert.after)}”"
    day = f"{alert.published:%Y-%m-%d}" if alert.published else "no date stated"
    place = f" {_linked(alert.headline, alert.url)}, {_escape(alert.source)}, {day}." if alert.url else ""
    facts = [f"US dollars an hour: {alert.hourly}" if alert.hourly else "", alert.note]
    facts += [f"according to {alert.who}" if alert.who else ""]
    told = "; ".join(_escape(fact) for fact in facts if fact)
    invented = "Demo, invented: " if alert.is_invented else ""
    return (
        f"- {invented}**{_escape(alert.rule)}**: {_escape(alert.summary)}{checked}.{sentence}{place}"
        f"{f' {told}.' if told and not alert.corrects else ''} Alert `{alert.id}`"
        f"{f', claim `{alert.claim_id}`' if alert.figure else ''}."
    )


def _story(story: DigestStory, *, level: int) -> list[str]:
    unchecked = " (figure not checked)" if story.headline_unchecked else ""
    anchor = f'<a id="story-{story.number}"></a>'
    lines = [f"{'#' * level} {anchor}{_escape(story.headline)}{unchecked}", "", f"*{_escape(story_line(story))}*", ""]
    if story.written is not None:
        lines += [" ".join(_written(one) for one in story.written.sentences), ""]
    if line := summary_line(story):
        lines += [f"*{_escape(line)}*", ""]
    text = ""
    for sentence in story.sentences:
        text += _sentence(sentence) + (" " if sentence.is_whole else "\n\n")
    lines.append(
        "\n".join(_at_line_start(line.strip()) for line in text.strip().split("\n"))
        or f"Only its headline may be shown. {_marks((story.headline_source,))}"
    )
    if story.also:
        names = ", ".join(_linked(source.outlet, source.url) for source in story.also)
        lines += ["", f"Also: {names}" + (f" and {story.more_outlets} more" if story.more_outlets else "")]
    around = ContextMarkdown(_escape, _linked, _marks).of_story(story.context, is_lead=story.number == 1)
    return [*lines, "", *around]


def _written(sentence: WrittenSentence) -> str:
    unchecked = " (figure not checked)" if sentence.unchecked else ""
    return _at_line_start(_escape(sentence.text)) + unchecked + "\u2060" + _marks(sentence.sources)


def _sentence(sentence: CitedSentence) -> str:
    unchecked = " (figure not checked)" if sentence.unchecked else ""
    return f"{_marked(sentence)}{unchecked}\u2060[{sentence.source}](#source-{sentence.source})"


def _marked(sentence: CitedSentence) -> str:
    parts, at = ["… " if sentence.cut_before else ""], 0
    for mark in sentence.marks:
        bold = "**" if mark.is_checked else ""
        parts += [_escape(sentence.text[at : mark.start]), bold, _escape(sentence.text[mark.start : mark.end]), bold]
        at = mark.end
    return "".join([*parts, _escape(sentence.text[at:]), " …" if sentence.cut_after else ""])


def _pay(digest: Digest) -> list[str]:
    lines: list[str] = []
    if digest.changes:
        lines += ["## Pay that changed", "", *(_change(change) for change in digest.changes), ""]
    if digest.pay_lines or digest.pay_facts or digest.left_out:
        lines += ["## What was reported about pay", ""]
    if digest.pay_lines:
        lines += ["| platform and role | this week | range and claims | since last |", "|---|---:|---|---:|"]
        for row in digest.pay_lines:
            lines.append(
                f"| {_escape(row.platform)}, {_escape(row.role_class)} {_marks(row.sources)} | ${row.median_usd:,.2f} "
                f"| ${row.low_usd:,.2f} to ${row.high_usd:,.2f}, {row.n_claims} claims | {row.since_last} |"
            )
        lines += ["", "Median US dollars an hour of the claims that may be printed.", ""]
    if digest.pay_facts:
        lines += ["| platform and role | stated | in US dollars an hour | kind | whose words | source | evidence |"]
        lines += ["|---|---|---|---|---|---|---|"]
        lines += [_fact(fact) for fact in digest.pay_facts]
        lines.append("")
    if digest.left_out:
        lines += [_escape(left_out_line(digest)), ""]
    return lines


def _event(event: EventLine) -> str:
    facts = ", ".join(filter(None, [event.kind, "planned" if event.is_planned else "", event.when]))
    if event.quote is not None:
        unchecked = " (figure not checked)" if event.quote.unchecked else ""
        words = f"“{_marked(event.quote)}”{unchecked}"
    else:
        words = _escape(event.headline) + (f", [in its story](#story-{event.story})" if event.story else "")
    return f"- **{_escape(facts)}**: {words} {_marks(event.sources)}"


def _change(change: ChangeLine) -> str:
    role = f", {_escape(change.role)}" if change.role else ""
    notes = ", ".join(filter(None, [change.modality, change.note]))
    return (
        f"- {_escape(change.platform)}{role}: {_escape(str(change.before))} to {_escape(str(change.after))}"
        f"{f' ({notes})' if notes else ''} {_marks(change.sources)}"
    )


def _fact(fact: PayFact) -> str:
    role = f", {_escape(fact.role)}" if fact.role else ""
    checked = f" ({fact.note})" if fact.note else ""
    if fact.quote is not None:
        evidence = f"“{_marked(fact.quote)}”"
    else:
        evidence = f"[in its story](#story-{fact.story})" if fact.story else _escape(fact.why_no_quote)
    return (
        f"| {_escape(fact.platform)}{role} | {_escape(str(fact.stated))}{checked} | {_escape(fact.hourly)} "
        f"| {_escape(fact.kind)} | {_escape(fact.who)} | {_marks((fact.source,))} | {evidence} |"
    )


def _source(source: CitedSource) -> str:
    day = f", {source.published:%Y-%m-%d}" if source.published else ", no date stated"
    kind = f" ({source.standing})" if source.standing else ""
    return (
        f'{source.number}. <a id="source-{source.number}"></a>{_linked(source.headline, source.url)}, '
        f"{_escape(source.outlet)}{day}{kind}. Record `{source.article_id}`."
    )


def _marks(sources: Sequence[int]) -> str:
    return " ".join(f"[{number}](#source-{number})" for number in sources)


def _escape(text: str) -> str:
    return _SPECIAL.sub(r"\\\1", re.sub(r"\s+", " ", _CONTROLS.sub("\ufffd", text)))


def _at_line_start(line: str) -> str:
    return _OPENING.sub(lambda found: "".join([found[1] or found[3] or "", "\\", found[2] or found[4]]), line)


def _linked(name: str, url: str) -> str:
    """Return a link; the bare name where the address is not on the web (a saved page)."""
    if not is_web_address(url):
        return _escape(name)
    # Brackets, quotes, white space and the like could end the link; "%" stays, since addresses come encoded.
    return f"[{_escape(name)}]({quote(url, safe=':/?#@!$&+,;=%~-._')})"
