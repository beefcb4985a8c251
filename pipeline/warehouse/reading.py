"""Open a published snapshot for reading, alone or beside another one."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import duckdb

from pipeline.errors import WarehouseError


@contextmanager
def open_snapshot(path: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    """Open a snapshot: it cannot be written to, and nothing outside of it can be reached.

    Raises:
        WarehouseError: there is none, or it cannot be read.
    """
    if not path.exists():
        raise WarehouseError(str(path), "no snapshot yet; run `laborwire demo`, `add` or `nightly` first")
    try:
        with duckdb.connect(str(path), read_only=True, config={"enable_external_access": "false"}) as con:
            con.execute("SET TimeZone = 'UTC'")
            yield con
    except duckdb.Error as err:
        raise WarehouseError(str(path), f"cannot be read: {str(err).splitlines()[0]}") from err
