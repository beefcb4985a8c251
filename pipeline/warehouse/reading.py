"""Open a published snapshot for reading, alone or beside another one."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import duckdb

from pipeline.errors import WarehouseError
from pipeline.warehouse.kept_views import connect_beside, use_kept_views
from pipeline.warehouse.showing import hide_unshown
from pipeline.warehouse.stamp import stamp_of


@contextmanager
def open_snapshot(path: Path, *, kept: Path | None = None) -> Iterator[duckdb.DuckDBPyConnection]:
    """Open a snapshot to show what is in it: nothing outside of it can be reached, and what may not be shown is hidden.

    Args:
        kept: folder of kept views (`pipeline.warehouse.kept_views`), for who asks dear questions.

    Raises:
        WarehouseError: there is none, or it cannot be read.
    """
    try:
        stamp = stamp_of(path)
        with connect_beside(path) as con:
            if kept is not None:
                use_kept_views(con, path, kept, stamp=stamp)
            con.execute("SET enable_external_access = false")
            hide_unshown(con)
            yield con
    except duckdb.Error as err:
        raise WarehouseError(str(path), f"cannot be read: {str(err).splitlines()[0]}") from err
