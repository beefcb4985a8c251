"""Let stories stand in the warehouse as clustering found them and people decided, worked out anew from the whole log.

In: `story_articles.first_story_id`, `story_merges`, `story_links`, `duplicates` and the decisions. Out:
`stories.merged_into`, `story_articles.story_id`, `story_splits` and `story_threads`. A copy stands where the article
stands that it copies, unless a person put it elsewhere. A story id that no article of this warehouse ever had, since it
was found in another order before a rebuild, leads to the story of the article that founded it: the id is made from that
article's.
"""

import duckdb

from pipeline.records import story_id
from pipeline.relate.decided_stories import StoryDecisions
from pipeline.relate.threads import threads_of
from pipeline.warehouse.schema import read_step

_FOUND = 'SELECT old, "into" FROM story_merges ORDER BY old, "into"'


def apply_story_decisions(con: duckdb.DuckDBPyConnection) -> None:
    """Bring stories and their articles in line with all merges found and all decisions."""
    decisions = decided_about_stories(con)
    found = merges_found(con)
    con.execute(read_step("keep_first_stories"))
    founders = _founders(con, decisions)
    redirects = decisions.redirects(found, founders=founders)
    named = sorted({*decisions.named(), *redirects.keys(), *redirects.values()})
    if named:
        # A story that only a person knows of (by a move, a split or a merge) is a story too.
        con.execute(read_step("add_stories"), [named])
    con.execute(read_step("redirect_stories"), [list(redirects.keys()), list(redirects.values())])
    articles = list(decisions.moves)
    con.execute(read_step("place_articles"), [articles, [decisions.moves[one] for one in articles]])
    con.execute("DELETE FROM story_splits")
    rows = [(article, one.old, one.new) for one in decisions.splits for article in one.articles]
    if rows:
        con.execute(read_step("insert_splits"), [list(column) for column in zip(*rows, strict=True)])
    _gather_threads(con)


def decided_about_stories(con: duckdb.DuckDBPyConnection) -> StoryDecisions:
    """Return what people decided about stories, as the warehouse knows it."""
    rows = con.execute(read_step("story_decisions")).fetchall()
    return StoryDecisions.of((str(verb), str(subject), value) for verb, subject, value in rows)


def merges_found(con: duckdb.DuckDBPyConnection) -> list[tuple[str, str]]:
    """Return the merges that clustering found, (old, into)."""
    return [(str(old), str(into)) for old, into in con.execute(_FOUND).fetchall()]


def founder_of(con: duckdb.DuckDBPyConnection, stories: set[str]) -> dict[str, str]:
    """Return the articles after which stories are named, of those that are loaded: story to article."""
    found: dict[str, str] = {}
    rows = con.execute("SELECT article_id FROM story_articles ORDER BY article_id")
    while stories and (batch := rows.fetchmany(10_000)):
        found |= {story_id(str(name)): str(name) for (name,) in batch if story_id(str(name)) in stories}
    return found


def _gather_threads(con: duckdb.DuckDBPyConnection) -> None:
    linked = con.execute(read_step("linked_stories")).fetchall()
    started = {story: when for row in linked for story, when in (row[::2], row[1::2])}
    threads = threads_of(((str(row[0]), str(row[1])) for row in linked), started)
    con.execute("DELETE FROM story_threads")
    if threads:
        con.execute(read_step("insert_threads"), [list(threads.keys()), list(threads.values())])


def _founders(con: duckdb.DuckDBPyConnection, decisions: StoryDecisions) -> dict[str, str]:
    """Return where stories lead that decisions name and that clustering did not find here."""
    named = decisions.named()
    if not named:
        return {}
    unknown = {str(row[0]) for row in con.execute(read_step("stories_not_found"), [sorted(named)]).fetchall()}
    founders = founder_of(con, unknown)
    # Whom a person put into the story that bears its name founded it there.
    elsewhere = {story: article for story, article in founders.items() if decisions.moves.get(article) != story}
    first = dict(con.execute(read_step("first_stories"), [sorted(elsewhere.values())]).fetchall())
    return {story: str(first[article]) for story, article in elsewhere.items()}
