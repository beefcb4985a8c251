"""A log line has the message and its facts."""

import logging

import pytest

from pipeline.log_lines import FieldsFormatter


def line(logger: str, **fields: object) -> str:
    record = logging.makeLogRecord({"name": logger, "msg": "cut a torn record off", "levelname": "WARNING", **fields})
    return FieldsFormatter("%(levelname)s %(name)s: %(message)s").format(record)


def test_the_facts_of_a_record_stand_behind_its_message() -> None:
    printed = line("pipeline.archive.store", file="laborwire-000001.warc.gz", bytes=17, seconds=0.5)
    assert printed == (
        "WARNING pipeline.archive.store: cut a torn record off file=laborwire-000001.warc.gz bytes=17 seconds=0.50"
    )


@pytest.mark.parametrize(
    ("value", "written"),
    [
        pytest.param("no such host", "'no such host'", id="spaces"),
        pytest.param("a\x1b[2Jb\nc", r"'a\x1b[2Jb\nc'", id="steering-characters"),
        pytest.param("", "''", id="empty"),
        pytest.param("x" * 5000, "x" * 299 + "…", id="long"),
    ],
)
def test_a_value_cannot_break_the_line(value: str, written: str) -> None:
    assert line("spiders.pace", problem=value) == f"WARNING spiders.pace: cut a torn record off problem={written}"


def test_the_objects_of_other_loggers_are_left_out() -> None:
    assert line("scrapy.core.engine", spider=object()) == "WARNING scrapy.core.engine: cut a torn record off"
