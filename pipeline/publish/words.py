"""The few words of ours that every layout of a digest shares: dates, counts, the line above a story."""

from pipeline.publish.model import Digest, DigestStory


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


def story_line(story: DigestStory) -> str:
    """Return the line above a story: its kind, how many outlets, and when it was first seen."""
    parts = [story.kind]
    outlets = _count(story.n_outlets, "outlet")
    if story.n_independent < story.n_outlets:
        outlets += f", {story.n_independent} independent"
    parts.append(outlets)
    if story.first_seen is not None:
        parts.append(f"first seen {story.first_seen:%a %-d %b, %H:%M} UTC")
    return ". ".join(part for part in parts[:1] if part) + (". " if parts[0] else "") + ", ".join(parts[1:])


def _count(number: int, one: str, many: str | None = None) -> str:
    return f"{number} {one if number == 1 else many or one + 's'}"
