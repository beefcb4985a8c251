"""Carry out in the warehouse what people decided and what follows from merged stories.

All of it is worked out anew from the whole log at the end of each load, so the result depends on what was
decided and not on when it was loaded. A person's word stands above the models': articles that somebody
moved stay where they were put, and a story that somebody split off is not merged away again.

    merge      subject: story that is given up   value: story that takes its articles
    split      subject: story                    value: ids of the articles that leave it, parted by spaces;
               they form the story of the first of them. Or subject: one article, no value
    move       subject: article                  value: story
    drop       subject: canonical URL; the article stays, but is shown and counted no more
    take_down  subject: canonical URL or article id; text, claims and mentions are deleted
    keep       subject: canonical URL; a later one takes drop and take_down back
    accept, correct, reject   subject: pay claim; see `pipeline.corrections` and `pipeline.warehouse.reviewed`
"""

from collections.abc import Iterable, Sequence

import duckdb

from pipeline.records import story_id
from pipeline.warehouse.reviewed import apply_reviews
from pipeline.warehouse.schema import read_step

_STORY_VERBS = (
    "SELECT verb, subject, value FROM decisions WHERE verb IN ('merge', 'split', 'move') ORDER BY \"when\", id"
)


def apply_decisions(con: duckdb.DuckDBPyConnection) -> None:
    """Bring claims, stories, takedowns and withdrawn articles in line with all decisions and merges."""
    apply_reviews(con)
    decided = [(str(verb), str(subject), value) for verb, subject, value in con.execute(_STORY_VERBS).fetchall()]
    moves = article_moves(decided)
    found = con.execute('SELECT old, "into" FROM story_merges ORDER BY old, "into"').fetchall()
    by_people = [(subject, str(value)) for verb, subject, value in decided if verb == "merge" and value]
    redirects = follow_redirects([(str(old), str(into)) for old, into in found], by_people, set(moves.values()))
    if redirects or moves:
        # A story that only a person knows of (by a move, a split or a merge) is a story too.
        named = sorted({*moves.values(), *redirects.keys(), *redirects.values()})
        con.execute(read_step("add_stories"), [named])
    con.execute(read_step("redirect_stories"), [list(redirects.keys()), list(redirects.values())])
    if redirects or moves:
        con.execute(read_step("follow_redirects"))
        articles = list(moves)
        con.execute(read_step("move_articles"), [articles, [redirects.get(moves[a], moves[a]) for a in articles]])
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


def article_moves(decided: Iterable[tuple[str, str, str | None]]) -> dict[str, str]:
    """Return the story into which people put each article; the latest decision counts.

    >>> article_moves([("move", "a1", "s1"), ("move", "a1", "s2"), ("merge", "s3", "s2")])
    {'a1': 's2'}
    """
    moves: dict[str, str] = {}
    for verb, subject, value in decided:
        if verb == "move" and value:
            moves[subject] = value
        elif verb == "split":
            leaving = (value or "").split() or [subject]
            moves |= dict.fromkeys(leaving, story_id(leaving[0]))
    return moves


def follow_redirects(
    found: Sequence[tuple[str, str]], by_people: Sequence[tuple[str, str]], kept: set[str]
) -> dict[str, str]:
    """Return where each merged story ends, chains followed to their last story.

    Args:
        found: merges by the clustering.
        by_people: merges by people, in the order of their decisions; they win over those found.
        kept: stories into which people put articles: the clustering must not merge them away.

    >>> follow_redirects([("s3", "s2"), ("s2", "s1")], [], set())
    {'s3': 's1', 's2': 's1'}
    """
    step = {old: into for old, into in found if old not in kept and old != into}
    step |= {old: into for old, into in by_people if old != into}
    ends: dict[str, str] = {}
    for old in step:
        seen = [old]
        while seen[-1] in step and step[seen[-1]] not in seen:
            seen.append(step[seen[-1]])
        # Two people may merge two stories into each other: then the smaller id stands.
        looping = seen[-1] in step
        end = min(seen[seen.index(step[seen[-1]]) :]) if looping else seen[-1]
        if end != old:
            ends[old] = end
    return ends
