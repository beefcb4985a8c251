"""Carry the accounts of our own work from an old warehouse into one that was made anew.

Runs, what they counted and what went wrong with sources are about our work, not about the world: the archive does not
have them. Readings that `laborwire reprocess` replaced are not carried over: they do not follow from archive and log.
"""

import logging
import os
from pathlib import Path

import duckdb

from pipeline.warehouse.decided import owe_compaction, owes_compaction

log = logging.getLogger(__name__)

_FORGET = {
    "runs": "DELETE FROM runs",
    "run_counts": "DELETE FROM run_counts",
    "source_errors": "DELETE FROM source_errors",
}


def carry_over_accounts(old: Path, new: Path) -> bool:
    """Copy them, and whether erased words lie in old snapshots; False when the old file cannot be read or differs."""
    try:
        # A snapshot is read-only.
        with duckdb.connect(str(old), read_only=not os.access(old, os.W_OK)) as con:
            rows = {table: con.table(table).to_arrow_table() for table in _FORGET}
            owed = owes_compaction(con)
    except duckdb.Error:
        return False
    try:
        with duckdb.connect(str(new)) as con:
            con.begin()
            for table, kept in rows.items():
                con.execute(_FORGET[table])
                con.from_arrow(kept).insert_into(table)
            owe_compaction(con, owed)
            con.commit()
    except duckdb.Error as err:
        log.warning("the accounts of earlier runs are not carried over", extra={"problem": str(err)})
        return False
    return True
