"""What happens to an article, stage by stage: the table in the README is made of this list.

A stage that is also a Unix filter names its command, which `flows.filters_cli` runs.
"""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Stage:
    """One step of a night."""

    name: str
    does: str
    reads: str
    writes: str
    verb: str | None = None
    """The command that runs it as a Unix filter, if it is one."""


STAGES: tuple[Stage, ...] = (
    Stage(
        name="discover",
        does="reads feeds, sitemaps and watched pages",
        reads="feed documents",
        writes="article addresses",
        verb="feed",
    ),
    Stage(
        name="fetch",
        does="fetches new and changed articles politely",
        reads="article addresses",
        writes="responses",
    ),
    Stage(
        name="archive",
        does="keeps every response, with time and digest",
        reads="responses",
        writes="captures in WARC files",
    ),
    Stage(
        name="extract",
        does="takes title, authors, dates and text out of a page",
        reads="captures",
        writes="articles",
        verb="extract",
    ),
    Stage(
        name="relevance",
        does="decides what belongs to the beat, and says why",
        reads="articles",
        writes="verdicts",
        verb="relevance",
    ),
    Stage(
        name="tag",
        does="finds platforms, employers, unions, roles, people and places",
        reads="articles",
        writes="mentions",
        verb="tag",
    ),
    Stage(
        name="claims",
        does="finds who is paid how much for what, and money that is not pay",
        reads="articles",
        writes="pay claims",
        verb="claims",
    ),
    Stage(
        name="events",
        does="finds strikes, lawsuits, layoffs, votes, agreements, laws, and platforms and projects that open or close",
        reads="articles",
        writes="events",
    ),
    Stage(
        name="embed",
        does="turns title and text into a vector",
        reads="articles",
        writes="vectors",
    ),
    Stage(
        name="dedupe",
        does="finds copies, excerpts, updates and rewrites",
        reads="articles in time order",
        writes="duplicates",
        verb="dedupe",
    ),
    Stage(
        name="origins",
        does="finds whom an article credits and which one it was made from",
        reads="articles in time order",
        writes="duplicates, attributions and origin links",
    ),
    Stage(
        name="cluster",
        does="puts articles about one event into one story",
        reads="articles in time order",
        writes="stories",
        verb="cluster",
    ),
    Stage(
        name="load",
        does="writes all of a night in one transaction",
        reads="records",
        writes="warehouse tables",
    ),
    Stage(
        name="publish",
        does="puts a read-only snapshot at a stable path",
        reads="warehouse",
        writes="snapshot",
    ),
    Stage(
        name="digest",
        does="writes the week's stories and pay facts, each with its source",
        reads="snapshot",
        writes="Markdown and HTML",
        verb="summarize",
    ),
)


def stages_table() -> str:
    """Return the stages as a Markdown table, for the README."""
    rows = ["| stage | what it does | reads | writes | as a filter |", "|---|---|---|---|---|"]
    for stage in STAGES:
        verb = f"`laborwire {stage.verb}`" if stage.verb else ""
        rows.append(f"| {stage.name} | {stage.does} | {stage.reads} | {stage.writes} | {verb} |")
    return "\n".join(rows)
