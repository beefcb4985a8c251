"""Write resources into one SQLite file, with the data dictionary and what the export is as tables of their own."""

import sqlite3
from collections.abc import Iterable, Sequence
from pathlib import Path
from types import TracebackType
from typing import Any

from pipeline.export.cells import schema_type, text_of
from pipeline.export.resources import Resource

# What SQLite keeps a column's values as: "NUMERIC" takes an amount's digits and makes a number of them.
_AFFINITY = {"integer": "INTEGER", "boolean": "BOOLEAN", "number": "NUMERIC", "date": "DATE", "datetime": "DATETIME"}
_TABLE = 'CREATE TABLE "{0}" ({1})'
_INSERT = 'INSERT INTO "{0}" VALUES ({1})'


class Database:
    """A new SQLite file. Use it in a `with` block; what it is told lies in the file when the block ends."""

    def __init__(self, path: Path) -> None:
        self._con = sqlite3.connect(path)
        self._con.execute("PRAGMA journal_mode = OFF")
        self._con.execute("PRAGMA synchronous = OFF")

    def __enter__(self) -> "Database":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._con.commit()
        self._con.close()

    def add(self, resource: Resource, rows: Iterable[tuple[Any, ...]]) -> int:
        """Write a resource as a table of its name; return the number of rows."""
        kinds = {column.name: _AFFINITY.get(schema_type(column.type), "TEXT") for column in resource.columns}
        return self._write(resource.name, kinds, (tuple(map(_cell, row)) for row in rows))

    def tell(self, about: Sequence[tuple[str, str]], resources: Sequence[Resource]) -> None:
        """Write what the export is, and what its columns mean."""
        self._write("about_this_export", {"what": "TEXT", "is": "TEXT"}, about)
        lines = [
            (resource.name, column.name, column.type, column.meaning)
            for resource in resources
            for column in resource.columns
        ]
        tables = [(resource.name, "", "", f"{resource.asked} {resource.meaning}") for resource in resources]
        kinds = dict.fromkeys(("table", "column", "type", "meaning"), "TEXT")
        self._write("data_dictionary", kinds, [*tables, *lines])

    def _write(self, name: str, kinds: dict[str, str], rows: Iterable[tuple[Any, ...]]) -> int:
        self._con.execute(_TABLE.format(name, ", ".join(f'"{column}" {kind}' for column, kind in kinds.items())))
        places = ", ".join("?" * len(kinds))
        return max(self._con.executemany(_INSERT.format(name, places), rows).rowcount, 0)


def _cell(value: Any) -> Any:
    if value is None or isinstance(value, (str, float)):
        return value
    if isinstance(value, int):
        return int(value) if abs(value) < 1 << 63 else str(value)
    return text_of(value)
