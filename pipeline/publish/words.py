"""The few words of ours that every layout of a digest shares: dates, counts, the line above a story."""

from pipeline.publish.model import Digest, DigestStory

EVENTS_TITLE = "Strikes, lawsuits, laws and agreements"


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


def _count(number: int, one: str, many: str | None = None) -> str:
    return f"{number} {one if number == 1 else many or one + 's'}"
