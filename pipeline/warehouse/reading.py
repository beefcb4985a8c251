"""Open a published snapshot for reading, alone or beside another one."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import duckdb

from pipeline.errors import WarehouseError
from pipeline.warehouse.showing import hide_unshown


@contextmanager
def open_snapshot(path: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    """Open a snapshot to show what is in it: nothing outside of it can be reached, and what may not be shown is hidden.

    Raises:
        WarehouseError: there is none, or it cannot be read.
    """
    if not path.exists():
        raise WarehouseError(str(path), "no snapshot yet; run `laborwire demo`, `add` or `nightly` first")
    try:
        with duckdb.connect(str(path), read_only=True, config={"enable_external_access": "false"}) as con:
            con.execute("SET TimeZone = 'UTC'")
            hide_unshown(con)
            yield con
    except duckdb.Error as err:
        raise WarehouseError(str(path), f"cannot be read: {str(err).splitlines()[0]}") from err
