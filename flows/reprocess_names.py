"""Say which names people accepted that the stored articles were not read with, and which articles write them.

In: the decisions, the gazetteer's files, and the proposals that took effect. A name counts as read once a proposal
of stage `names` with its entity took effect; nights read new articles with every name that is known by then. Articles
are found by their words, in any case and with any white space, so that some are read for nothing ("the marigold in the
garden") and none is missed.
"""

import re
from collections.abc import Sequence
from typing import TYPE_CHECKING

import duckdb

from flows.proposal import all_proposals
from pipeline.decisions import Decisions
from pipeline.places import Places
from pipeline.warehouse.schema import read_step

if TYPE_CHECKING:
    from models.gazetteer_file import Entity


def names_to_read(places: Places, entities: Sequence["Entity"]) -> tuple["Entity", ...]:
    """Return the accepted entities that the stored articles were not read with yet, in the gazetteer's order.

    Args:
        entities: those of the gazetteer; one that was taken out of its file since is none.
    """
    accepted = {one.value for one in Decisions.read(places.decisions).log if one.verb == "accept_name"}
    read = {name for one in all_proposals(places) if one.state == "accepted" for name in one.names}
    return tuple(one for one in entities if one.id in accepted - read)


def articles_that_write(con: duckdb.DuckDBPyConnection, entities: Sequence["Entity"]) -> list[str]:
    """Return the ids of the stored articles that write a name of these entities, newest first."""
    if not entities:
        return []
    rows = con.execute(read_step("articles_that_write"), {"names": _pattern(entities)}).fetchall()
    return [str(row[0]) for row in rows]


def _pattern(entities: Sequence["Entity"]) -> str:
    """Return the names as one regular expression of RE2, which reads any text in linear time."""
    spellings = dict.fromkeys(name for one in entities for name in (one.name, *one.aliases))
    return "|".join(r"[\s-]+".join(map(re.escape, re.split(r"[\s-]+", name.strip()))) for name in spellings)
