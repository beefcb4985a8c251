"""An empty warehouse for each test."""

import shutil
from pathlib import Path

import pytest
from publish.newsroom import Desk, empty_data

from pipeline.places import Places
from pipeline.warehouse.store import Warehouse


@pytest.fixture(scope="session")
def empty_warehouse(tmp_path_factory: pytest.TempPathFactory) -> Places:
    """An empty warehouse to copy: loading the rates once is enough."""
    folder = tmp_path_factory.mktemp("template")
    data = empty_data(folder)
    places = Places(data=data, var=folder / "var")
    Warehouse.open(places.live_warehouse, data=data).close()
    return places


@pytest.fixture
def desk(tmp_path: Path, empty_warehouse: Places) -> Desk:
    """A desk with an empty warehouse of its own."""
    places = Places(data=empty_warehouse.data, var=tmp_path / "var")
    places.live_warehouse.parent.mkdir(parents=True, exist_ok=True)
    shutil.copyfile(empty_warehouse.live_warehouse, places.live_warehouse)
    return Desk(places)
