"""Write a resource as CSV, JSON lines or Parquet, row by row as it comes."""

import csv
from collections.abc import Iterable, Iterator
from itertools import islice
from pathlib import Path
from typing import Any

from pipeline.codec import to_json
from pipeline.export.cells import json_value, safe, text_of
from pipeline.export.resources import Resource

Rows = Iterable[tuple[Any, ...]]

_BATCH = 5000


def write_csv(path: Path, resource: Resource, rows: Rows, *, bom: bool) -> int:
    """Write CSV (RFC 4180, UTF-8) with a line of names; return the number of rows.

    Args:
        bom: begin with the mark by which spreadsheets know UTF-8.
    """
    count = 0
    with path.open("w", encoding="utf-8-sig" if bom else "utf-8", newline="") as out:
        writer = csv.writer(out, lineterminator="\r\n")
        writer.writerow([column.name for column in resource.columns])
        for row in rows:
            # Numbers may begin with a minus; only text is ever taken for a formula.
            writer.writerow([safe(value) if isinstance(value, str) else text_of(value) for value in row])
            count += 1
    return count


def write_jsonl(path: Path, resource: Resource, rows: Rows) -> int:
    """Write one JSON object a line; return the number of rows."""
    names = [column.name for column in resource.columns]
    count = 0
    with path.open("wb") as out:
        for row in rows:
            out.write(to_json(dict(zip(names, map(json_value, row), strict=True))) + b"\n")
            count += 1
    return count


def write_parquet(path: Path, resource: Resource, rows: Rows, *, schema: Any, facts: dict[str, str]) -> int:
    """Write Parquet with the types of the warehouse; return the number of rows.

    Args:
        schema: Arrow schema of the resource.
        facts: what is written into the file's own metadata.
    """
    import pyarrow as pa
    import pyarrow.parquet as pq

    fields = [
        pa.field(field.name, _with_zone(field.type), metadata={"description": column.meaning})
        for field, column in zip(schema, resource.columns, strict=True)
    ]
    whole = pa.schema(fields, metadata=facts)
    count = 0
    with pq.ParquetWriter(path, whole, compression="zstd") as writer:
        for batch in _batches(rows):
            columns = zip(*batch, strict=True)
            arrays = [pa.array(values, field.type) for values, field in zip(columns, fields, strict=True)]
            writer.write_table(pa.Table.from_arrays(arrays, schema=whole))
            count += len(batch)
    return count


def _with_zone(kind: Any) -> Any:
    """Return the type of a time with its zone: all times of the warehouse are UTC."""
    import pyarrow as pa

    return pa.timestamp("us", tz="UTC") if pa.types.is_timestamp(kind) else kind


def _batches(rows: Rows) -> Iterator[list[tuple[Any, ...]]]:
    it = iter(rows)
    while batch := list(islice(it, _BATCH)):
        yield batch
