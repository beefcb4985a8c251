"""Carry out in the warehouse what people decided and what follows from merged stories.

All of it is worked out anew from the whole log at the end of each load, so the result depends on what was
decided and not on when it was loaded. A person's word stands above the models': articles that somebody
moved stay where they were put, and a story that somebody split off is not merged away again.

    merge      subject: story that is given up   value: story that takes its articles; "back" takes that back
    split      subject: story                    value: ids of the articles that leave it, parted by spaces;
               they form the story of the first of them. Or subject: one article, no value
    move       subject: article                  value: story; "back": where the clustering put it
    drop       subject: canonical URL; the article stays, but is shown and counted no more
    take_down  subject: canonical URL or article id; text, claims and mentions are deleted
    keep       subject: canonical URL; a later one takes drop and take_down back
    accept, correct, reject   subject: pay claim; see `pipeline.corrections` and `pipeline.warehouse.reviewed`
"""

import duckdb

from pipeline.warehouse.decided_stories import apply_story_decisions
from pipeline.warehouse.reviewed import apply_reviews
from pipeline.warehouse.schema import read_step


def apply_decisions(con: duckdb.DuckDBPyConnection) -> None:
    """Bring claims, stories, takedowns and withdrawn articles in line with all decisions and merges."""
    apply_reviews(con)
    apply_story_decisions(con)
    con.execute(read_step("decided_takedowns"))
    con.execute(read_step("reopen_kept"))
    con.execute(read_step("mark_withdrawn"))
    if con.execute("SELECT 1 FROM takedowns WHERE cause = 'decision' LIMIT 1").fetchall():
        if con.execute(read_step("words_to_erase")).fetchall()[0][0]:
            # Deleted words stay in the file's free blocks, and in older snapshots, until a publication compacts.
            owe_compaction(con, True)
        con.execute(read_step("take_down"))


def owe_compaction(con: duckdb.DuckDBPyConnection, owed: bool) -> None:
    """Note whether the next publication has to write the file anew, because words were erased from it."""
    con.execute("DELETE FROM progress WHERE name = 'erased'")
    if owed:
        con.execute("INSERT INTO progress VALUES ('erased', 1)")


def owes_compaction(con: duckdb.DuckDBPyConnection) -> bool:
    """Say whether words were erased since the file was last written anew."""
    return bool(con.execute("SELECT 1 FROM progress WHERE name = 'erased'").fetchall())
