"""Write resources as sheets of one XLSX workbook, with links and a sheet of notes.

Rows go to disk as they come; nothing is held but the links of the sheets. Every text is written as a text, which no
spreadsheet takes for a formula. What a sheet cannot hold is not lost silently: rows beyond 1,048,576 go on a further
sheet, and a text beyond 32,767 characters is cut and counted in the notes.
"""

import re
from collections.abc import Iterable, Sequence
from datetime import date, datetime, timezone
from decimal import Decimal
from itertools import chain, islice
from pathlib import Path
from types import TracebackType
from typing import Any

import xlsxwriter
from xlsxwriter.exceptions import FileCreateError

from pipeline.export.cells import text_of
from pipeline.export.resources import Resource

_MAX_ROWS = 1_048_576
# Limits of texts and links are counted as spreadsheets do, in units of UTF-16.
_MAX_TEXT = 32_767
_MAX_LINKS = 65_530
_MAX_LINK = 2_079
_MAX_NAME = 31
# A spreadsheet keeps 15 digits of a number.
_MAX_WHOLE = 10**15
# Day 1 is 1 January 1900, and 29 February 1900 counts although there was none: right from March 1900 on.
_FIRST_DAY = date(1900, 3, 1)
_WIDTH = 18

_OPTIONS = {
    "constant_memory": True,
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
    "use_zip64": True,
}
_ADDRESS = re.compile(r"https?://[^\s\"<>]+")


class Workbook:
    """A new workbook. Use it in a `with` block; the file is there when the block ends without an error.

    Args:
        made: time that stands in the file's properties.
    """

    def __init__(self, path: Path, *, made: datetime, max_rows: int = _MAX_ROWS, max_links: int = _MAX_LINKS) -> None:
        # Rows wait in files beside the workbook: the system's folder for temporary files may be small.
        self._book = xlsxwriter.Workbook(str(path), {**_OPTIONS, "tmpdir": str(path.parent)})
        self._book.set_properties({"created": made.astimezone(timezone.utc).replace(tzinfo=None)})
        self._bold = self._book.add_format({"bold": True})
        self._link = self._book.add_format({"font_color": "#0563C1", "underline": 1})
        self._day = self._book.add_format({"num_format": "yyyy-mm-dd"})
        self._time = self._book.add_format({"num_format": "yyyy-mm-dd hh:mm:ss"})
        self._max_rows, self._max_links = max_rows, max_links
        self._names: list[str] = []
        self._cut = 0
        self._unlinked = 0
        self.sheets: dict[str, tuple[str, ...]] = {}
        """Names of the sheets that each resource took."""

    def __enter__(self) -> "Workbook":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if kind is not None:
            return
        try:
            self._book.close()
        except FileCreateError as err:
            # It wraps what the disk said, which says more.
            raise err.args[0] from err

    def add(self, resource: Resource, rows: Iterable[tuple[Any, ...]]) -> int:
        """Write a resource as a sheet, or as several where one cannot hold its rows; return the number of rows."""
        names = tuple(column.name for column in resource.columns)
        rest = iter(rows)
        count = 0
        taken: list[str] = []
        while True:
            first = next(rest, None)
            if first is None and taken:
                break
            part = chain(() if first is None else (first,), islice(rest, self._max_rows - 2))
            name = self._name(resource.name, len(taken) + 1)
            taken.append(name)
            count += self._sheet(name, names, part)
        self.sheets[resource.name] = tuple(taken)
        return count

    def tell(self, about: Sequence[tuple[str, str]], resources: Sequence[Resource]) -> None:
        """Write the notes and the data dictionary, the last two sheets."""
        notes = [*about]
        if self._cut:
            notes.append(("cut", f"{self._cut} texts were longer than a cell holds (32,767 characters) and were cut"))
        if self._unlinked:
            most = "a sheet holds 65,530 links of at most 2,079 characters"
            notes.append(("links", f"{self._unlinked} addresses are plain text: {most}"))
        self._sheet(self._name("notes", 1), ("what", "is"), notes)
        lines: list[tuple[str, ...]] = []
        for resource in resources:
            lines.append((resource.name, "", "", f"{resource.asked} {resource.meaning}"))
            lines += [(resource.name, column.name, column.type, column.meaning) for column in resource.columns]
        self._sheet(self._name("data dictionary", 1), ("sheet", "column", "type", "meaning"), lines)

    def _name(self, wanted: str, number: int) -> str:
        end = "" if number == 1 else f" {number}"
        name = wanted[: _MAX_NAME - len(end)] + end
        while name.lower() in (known.lower() for known in self._names):
            number += 1
            end = f" {number}"
            name = wanted[: _MAX_NAME - len(end)] + end
        self._names.append(name)
        return name

    def _sheet(self, name: str, names: Sequence[str], rows: Iterable[tuple[Any, ...]]) -> int:
        """Write one sheet; return its number of rows, the line of names not counted."""
        sheet = self._book.add_worksheet(name)
        sheet.freeze_panes(1, 0)
        sheet.set_column(0, len(names) - 1, _WIDTH)
        for at, column in enumerate(names):
            sheet.write_string(0, at, column, self._bold)
        count = n_links = 0
        for count, row in enumerate(rows, start=1):
            for at, value in enumerate(row):
                if isinstance(value, str) and _ADDRESS.fullmatch(value):
                    if n_links < self._max_links and _units(value) <= _MAX_LINK:
                        sheet.write_url(count, at, value, self._link, value)
                        n_links += 1
                        continue
                    self._unlinked += 1
                self._cell(sheet, count, at, value)
        return count

    def _cell(self, sheet: Any, row: int, at: int, value: Any) -> None:
        if value is None or value == "":
            return
        if isinstance(value, bool):
            sheet.write_boolean(row, at, value)
        elif isinstance(value, (int, float, Decimal)) and -_MAX_WHOLE < float(value) < _MAX_WHOLE:
            sheet.write_number(row, at, value)
        elif isinstance(value, datetime) and value.date() >= _FIRST_DAY:
            when = value if value.tzinfo is None else value.astimezone(timezone.utc).replace(tzinfo=None)
            sheet.write_datetime(row, at, when, self._time)
        elif isinstance(value, date) and not isinstance(value, datetime) and value >= _FIRST_DAY:
            sheet.write_datetime(row, at, value, self._day)
        else:
            self._text(sheet, row, at, text_of(value))

    def _text(self, sheet: Any, row: int, at: int, text: str) -> None:
        if len(text) > _MAX_TEXT // 2 and _units(text) > _MAX_TEXT:
            self._cut += 1
            text = text.encode("utf-16-le")[: 2 * (_MAX_TEXT - 1)].decode("utf-16-le", "ignore") + "…"
        if text.startswith("<r>") and text.endswith("</r>"):
            # XlsxWriter takes such a text for XML of its own and writes it unescaped; in pieces it does not.
            sheet.write_rich_string(row, at, text[0], text[1], text[2:])
        else:
            sheet.write_string(row, at, text)


def _units(text: str) -> int:
    return len(text.encode("utf-16-le")) // 2
