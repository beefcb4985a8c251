"""Settings: defaults everywhere, and errors that name file and key."""

from pathlib import Path

import pytest

from pipeline.config import load_settings
from pipeline.errors import ConfigError
from pipeline.places import find_places


def test_every_key_has_a_default(tmp_path: Path) -> None:
    assert load_settings(tmp_path).crawl.delay_s == 5.0


@pytest.mark.parametrize(
    ("content", "named"),
    [
        pytest.param("[crawl]\ndelay = 1\n", "crawl.delay", id="unknown-key"),
        pytest.param("[extract]\ntimeout_s = 60\n", "extract.timeout_s", id="out-of-range"),
        pytest.param("[crawl\n", "not TOML", id="not-toml"),
        pytest.param(f"[crawl]\nconcurrency = 0x{'f' * 9000}\n", "a number in it is larger", id="hexadecimal"),
        pytest.param("[crawl]\ntimeout_s = inf\n", "crawl.timeout_s", id="no-end"),
        pytest.param("[crawl]\nmax_body_bytes = 0\n", "crawl.max_body_bytes", id="no-limit"),
        pytest.param("[crawl]\nmax_articles_per_source = -1\n", "crawl.max_articles_per_source", id="all-but-one"),
        pytest.param("[summaries]\nurl = 'http://[x'\nmodel = 'm'\n", "summaries: .*no address", id="no-address"),
        pytest.param("[summaries]\nurl = 'http://127.0.0.1:8080/v1'\n", "model: is missing", id="no-model"),
    ],
)
def test_a_wrong_setting_is_named(tmp_path: Path, content: str, named: str) -> None:
    (tmp_path / "laborwire.toml").write_text(content)
    with pytest.raises(ConfigError, match=named) as caught:
        load_settings(tmp_path)
    assert "laborwire.toml" in str(caught.value)


def test_the_environment_can_move_the_folders(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LABORWIRE_VAR", str(tmp_path / "v"))
    assert find_places().warehouse == tmp_path / "v" / "laborwire.duckdb"


def test_what_cannot_be_made_again_lies_outside_the_folder_that_may_be_deleted(tmp_path: Path) -> None:
    places = find_places(var=tmp_path)
    kept = (places.live_warehouse, places.warehouse, places.snapshots, places.archive, places.decisions, places.runs)
    assert not [path for path in kept if path.is_relative_to(places.work)]
