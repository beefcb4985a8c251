"""The few words of ours that every layout of a digest shares: dates, counts, the line above a story."""

import re

from pipeline.publish.model import Digest, DigestStory

EVENTS_TITLE = "Strikes, lawsuits, laws and agreements"


def first_upper(text: str) -> str:
    """Return a text that begins a sentence; Jinja's own filter makes all other letters small.

    >>> first_upper("converted at 3.6 KES to the US$")
    'Converted at 3.6 KES to the US$'
    """
    return text[:1].upper() + text[1:]


def dates_line(digest: Digest) -> str:
    """Return the week's days: "16–22 November 2026"."""
    first, last = digest.first_day, digest.last_day
    if first.year != last.year:
        return f"{first:%-d %B %Y} – {last:%-d %B %Y}"
    if first.month != last.month:
        return f"{first:%-d %B} – {last:%-d %B %Y}"
    return f"{first.day}–{last:%-d %B %Y}"


def counts_line(digest: Digest) -> str:
    """Return the line of counts under the title."""
    week = int(digest.week.split("-W")[1])
    return (
        f"Weekly digest, issue {week}. {_count(digest.n_articles, 'article')} from "
        f"{_count(digest.n_outlets, 'outlet')}, {_count(digest.n_stories, 'story', 'stories')}, "
        f"{_count(digest.n_claims, 'pay claim')}."
    )


def empty_line(digest: Digest) -> str:
    """Return what an empty week says."""
    return f"No new article matched this week. {read_line(digest)}"


def read_line(digest: Digest) -> str:
    """Return how many sources were read in the newest night."""
    if not digest.sources_read:
        return "No night was run for it, so no source was read."
    known = max(digest.sources_known, digest.sources_read)
    return f"{digest.sources_read} of {known} sources were read."


def story_line(story: DigestStory) -> str:
    """Return the line above a story: its kind, how many outlets, and when it was first seen."""
    outlets = _count(story.n_outlets, "outlet")
    if story.n_independent < story.n_outlets:
        outlets += f", {story.n_independent} independent"
    seen = f", first seen {story.first_seen:%a %-d %b, %H:%M} UTC" if story.first_seen is not None else ""
    return f"{story.kind}. {outlets}{seen}"


def left_out_line(digest: Digest) -> str:
    """Return how many claims no table shows, and why; "" when all are shown."""
    number = sum(count for _, count in digest.left_out)
    if not number:
        return ""
    reasons = ", ".join(f"{why} ({count})" for why, count in digest.left_out)
    verb = "is" if number == 1 else "are"
    return f"{_count(number, 'more pay claim')} {verb} in the warehouse and not shown here: {reasons}."


VOICES_TITLE = "Whose words the figures are"
_VOICES = {
    "worker": "workers",
    "union": "unions and workers' groups",
    "platform": "whoever pays, or its speakers",
    "client": "clients of the platforms",
    "court": "courts",
    "regulator": "regulators",
    "researcher": "researchers",
    "other speaker": "other speakers",
    "document": "documents",
    "reporter": "the reporters alone",
}


def voices_lines(digest: Digest) -> tuple[str, ...]:
    """Return whose words the week's pay claims are, one line a voice; last which parties nobody quoted on pay."""
    lines = [
        f"{_VOICES.get(voice, voice)}: {_count(claims, 'pay claim')} in {_count(articles, 'article')}"
        for voice, claims, articles in digest.voices
    ]
    heard = {voice for voice, _, _ in digest.voices}
    silent = [_VOICES[voice] for voice in ("worker", "union", "platform") if voice not in heard]
    if lines and silent:
        lines.append(f"not heard on pay this week: {', '.join(silent)}")
    return tuple(line[0].upper() + line[1:] for line in lines)


METHOD = (
    "How it is made: the stories of the week are ranked by points: three for each new pay figure that may be "
    "printed (at most four count), three for a change of pay, two for a strike, a court case or an agreement, two "
    "for each outlet that reports on its own, up to two for the share of its figures and names that no article of "
    "the twelve weeks before had, a quarter for each further outlet (at most four) and country (at most two) that "
    "carries it, and up to one for how near it is to the subject. A claim may be printed when the article asserts "
    "it, its payer and date are known, it is no copy, and it was read with confidence or accepted by a person. "
    "Medians are of such claims only and never mix kinds of work."
)


def removal_line(digest: Digest) -> tuple[str, str, str]:
    """Return how removal is asked for: a sentence, a link and its words; the link is "" when nobody said."""
    asked = "To report an error, or to ask for the removal of an article, a source or a person, write to"
    if digest.removal.startswith(("https://", "http://")):
        return asked, digest.removal, digest.removal.partition("://")[2].rstrip("/")
    if re.fullmatch(r"[^\s@<>\"]+@[^\s@<>\"]+", digest.removal):
        return asked, f"mailto:{digest.removal}", digest.removal
    return f"{asked} whoever sent you this issue.", "", ""


def summary_line(story: DigestStory) -> str:
    """Say how the summary of a story was made; "" where none was asked for.

    >>> from types import SimpleNamespace as S
    >>> summary_line(S(written=None, not_written="the endpoint does not answer", sentences=("Pay fell.",)))
    "No summary was written (the endpoint does not answer): these are the sources' own sentences."
    """
    if story.written is not None:
        n = story.written.n_replaced
        replaced = f"; {n} did not pass and {'is' if n == 1 else 'are'} the source's own" if n else ""
        return (
            f"Written by the model {story.written.model} from the sentences below; each sentence was checked against "
            f"those that it cites{replaced}."
        )
    if story.not_written:
        below = ": these are the sources' own sentences" if story.sentences else ""
        return f"No summary was written ({story.not_written}){below}."
    return ""


def _count(number: int, one: str, many: str | None = None) -> str:
    return f"{number} {one if number == 1 else many or one + 's'}"
