"""Narrow, count and sort the claims of a snapshot by a filter, out of whole columns in memory (60 bytes a claim).

In: the values of a `ClaimFilter`. Out: numbers of claims, counts of each facet's values, sums. A page asks for eight
counts, each with another set of conditions: as SQL most of their time is spent on planning, which holds up others.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import duckdb
import numpy as np
from numpy.typing import NDArray

from pipeline.explorer.address import FACETS, OTHERS

Values = Mapping[str, Any]
"""Of a `ClaimFilter`: facet, source or story to the chosen value or None; `hourly` to true or false."""
_Mask = NDArray[np.bool_]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Column:
    """Values of one column as codes."""

    codes: NDArray[np.int32]
    words: tuple[str | None, ...]
    code_of: Mapping[str | None, int]


class ClaimColumns:
    """The columns of one snapshot; nothing changes them, so several threads may ask at once."""

    def __init__(self, con: duckdb.DuckDBPyConnection, query: str) -> None:
        """Read the columns with `queries/claim_columns.sql`."""
        table = con.execute(query).to_arrow_table()
        self._columns = {name: _coded(table.column(name)) for name in (*FACETS, *OTHERS, "article")}
        self._n = table.num_rows
        names = table.column("platform_name").to_pylist()
        _, first = np.unique(self._columns["platform"].codes, return_index=True)
        self._names = {self._columns["platform"].words[self._columns["platform"].codes[at]]: names[at] for at in first}
        most = _floats(table.column("hourly_most"))
        self._mid, self._is_hourly = _floats(table.column("hourly_mid")), ~np.isnan(most)
        self._is_copy = self._fits("standing", "copy")
        undated = table.column("is_undated").to_numpy()
        whole = np.arange(self._n)
        self._orders = {
            "-published": whole,
            # Those without a date stand last in either order.
            "published": np.concatenate([whole[~undated][::-1], whole[undated]]),
            "-pay": np.argsort(np.where(self._is_hourly, -most, np.inf), kind="stable"),
            "pay": np.argsort(np.where(self._is_hourly, most, np.inf), kind="stable"),
        }

    def numbers(self, values: Values, *, sort: str, limit: int | None = None, offset: int = 0) -> list[int]:
        """Return the numbers of the claims that match, in an order of `SORTS`."""
        order = self._orders[sort]
        found = order[self._matching(values)[order]]
        numbers: list[int] = (found[offset : None if limit is None else offset + limit] + 1).tolist()
        return numbers

    def sums(self, values: Values) -> tuple[int, int]:
        """Return how many claims match, and in how many articles."""
        articles = self._columns["article"].codes[self._matching(values)]
        return len(articles), len(np.unique(articles))

    def steps(self, values: Values) -> list[dict[str, Any]]:
        """Return how many claims state how many whole US dollars an hour, by kind of work.

        Of a range its middle; ceilings and floors are not drawn.
        """
        drawn = self._matching(values) & ~np.isnan(self._mid)
        role = self._columns["role"]
        pairs = np.stack([role.codes[drawn].astype(np.int64), np.floor(self._mid[drawn]).astype(np.int64)])
        found, counts = np.unique(pairs, axis=1, return_counts=True)
        rows = [
            {"role": role.words[code], "usd": usd, "n": n}
            for code, usd, n in zip(*found.tolist(), counts.tolist(), strict=True)
        ]
        return sorted(rows, key=lambda row: (row["role"], row["usd"]))

    def facets(self, values: Values) -> list[dict[str, Any]]:
        """Return how many claims each value of each facet has, with all filters but its own, most of them first.

        Copies are counted where they are asked for, and in the facet that says so.
        """
        fails = {name: ~self._passes(name, values) for name in FACETS}
        n_fails = np.sum(np.stack(list(fails.values())), axis=0, dtype=np.int8)
        base = self._base(values)
        rows = []
        for name in FACETS:
            column = self._columns[name]
            counted = base & (n_fails == fails[name])
            counts = np.bincount(column.codes[counted], minlength=len(column.words)).tolist()
            found = [(word, n) for word, n in zip(column.words, counts, strict=True) if n]
            for word, n in sorted(found, key=lambda one: (-one[1], str(one[0]))):
                label = self._names.get(word) if name == "platform" else word
                rows.append({"facet": name, "value": word, "label": label, "n": n})
        return rows

    def _matching(self, values: Values) -> _Mask:
        found = self._base(values)
        for name in FACETS:
            if values[name] is not None or name == "standing":
                found &= self._passes(name, values)
        return found

    def _base(self, values: Values) -> _Mask:
        found = self._is_hourly.copy() if values["hourly"] else np.ones(self._n, dtype=np.bool_)
        for name in OTHERS:
            if values[name] is not None:
                found &= self._fits(name, values[name])
        return found

    def _passes(self, name: str, values: Values) -> _Mask:
        if values[name] is not None:
            return self._fits(name, values[name])
        return ~self._is_copy if name == "standing" else np.ones(self._n, dtype=np.bool_)

    def _fits(self, name: str, value: str) -> _Mask:
        column = self._columns[name]
        fits: _Mask = column.codes == column.code_of.get(value, -1)
        return fits


def _coded(column: Any) -> _Column:
    coded = column.combine_chunks().dictionary_encode()
    words = (*coded.dictionary.to_pylist(), None)
    # Null has the last code.
    codes = coded.indices.fill_null(len(words) - 1).to_numpy(zero_copy_only=False).astype(np.int32)
    return _Column(
        codes=codes, words=words, code_of={word: code for code, word in enumerate(words) if word is not None}
    )


def _floats(column: Any) -> NDArray[np.float64]:
    values: NDArray[np.float64] = column.to_numpy().astype(np.float64)
    return values
