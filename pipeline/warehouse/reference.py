"""Reference data: placeholder."""

from pathlib import Path

import duckdb


def load_reference(con: duckdb.DuckDBPyConnection, data: Path) -> None:
    """Load nothing yet."""
