"""The registry is changed as a person would change it, or not at all."""

import tomllib
from pathlib import Path

import pytest

from pipeline.errors import ConfigError
from pipeline.places import CHECKOUT
from pipeline.records import Feed, Source
from pipeline.registry_edit import add_source, entry_text, switch_on, why_known
from pipeline.sources import load_republishers, load_sources

REGISTRY = CHECKOUT / "data" / "sources.toml"
EVIDENCE = "answered a check"
NEW = Source(
    id="new",
    name='The "New" \\ Paper\n[[sources]]\x7f',
    homepage="https://new.example/",
    source_class="worker_led",
    country="",
    languages=("en", "pt-BR"),
    feeds=(Feed(url="https://new.example/rss", kind="feed", evidence="seen"),),
)
BY_HAND = """
[[ sources ]] # by hand
id = 'one'
name = "One"
homepage = "https://one.example/"
class = "press"
languages = [
  "en",  # the main one
]
enabled = false
note = "enabled = false"
[[sources.unverified]] # from memory
url = 'https://one.example/rss'
kind = "feed"
[[ sources.feeds ]]
url = "https://one.example/old"
kind = "feed"
"""


@pytest.fixture
def registry(tmp_path: Path) -> Path:
    path = tmp_path / "sources.toml"
    path.write_text(REGISTRY.read_text())
    return path


def test_a_source_stands_before_the_republishers_and_reads_back_as_it_was(registry: Path, tmp_path: Path) -> None:
    before = load_sources(registry)
    add_source(registry, NEW, lock=tmp_path / "lock")
    *old, new = load_sources(registry)
    assert tuple(old) == before
    assert new == NEW
    assert len(load_republishers(registry)) == len(load_republishers(REGISTRY))
    kept = [line for line in registry.read_text().splitlines() if line]
    assert [line for line in REGISTRY.read_text().splitlines() if line and line not in kept] == []


def test_every_source_of_the_registry_can_be_switched_on_at_its_waiting_addresses(
    registry: Path, tmp_path: Path
) -> None:
    waiting = [source for source in load_sources(registry) if source.unverified]
    assert len(waiting) > 20
    for source in waiting:
        answered = {feed.url: EVIDENCE for feed in source.unverified}
        assert switch_on(registry, source.id, answered, lock=tmp_path / "lock")
        assert not switch_on(registry, source.id, answered, lock=tmp_path / "lock")
    after = load_sources(registry)
    assert not any(source.unverified for source in after)
    lost = set(REGISTRY.read_text().splitlines()) - set(registry.read_text().splitlines())
    assert lost == {"[[sources.unverified]]", "enabled = false  # no address with evidence"}


def test_lines_written_by_hand_are_understood(tmp_path: Path) -> None:
    path = tmp_path / "sources.toml"
    path.write_text(BY_HAND)
    assert switch_on(path, "one", {"https://one.example/rss": EVIDENCE}, lock=tmp_path / "lock")
    (source,) = load_sources(path)
    assert source.enabled
    assert source.feeds == (Feed(url="https://one.example/rss", kind="feed", evidence=EVIDENCE),)
    assert [feed.url for feed in source.unverified] == ["https://one.example/old"]
    for kept in ("[[ sources ]] # by hand", '  "en",  # the main one', "# from memory", 'note = "enabled = false"'):
        assert kept in path.read_text()


def test_line_ends_mode_and_link_of_the_file_stay(tmp_path: Path) -> None:
    real, path = tmp_path / "real.toml", tmp_path / "sources.toml"
    real.write_bytes(BY_HAND.replace("\n", "\r\n").encode())
    real.chmod(0o640)
    path.symlink_to(real)
    assert switch_on(path, "one", {"https://one.example/rss": EVIDENCE}, lock=tmp_path / "lock")
    assert path.is_symlink()
    assert real.stat().st_mode & 0o777 == 0o640
    assert b'languages = [\r\n  "en",  # the main one\r\n]\r\n' in real.read_bytes()
    assert load_sources(path)[0].enabled


@pytest.mark.parametrize(
    "text",
    [
        pytest.param(BY_HAND.replace("id = 'one'", '"id" = "one"'), id="quoted-key"),
        pytest.param(BY_HAND.replace("enabled = false\n", '"enabled" = false\n'), id="quoted-enabled"),
        pytest.param(
            BY_HAND.replace("url = 'https://one.example/rss'", "url = '''https://one.example/rss'''"), id="'''"
        ),
    ],
)
def test_what_cannot_be_changed_safely_stays_as_it_was(tmp_path: Path, text: str) -> None:
    path = tmp_path / "sources.toml"
    path.write_text(text)
    with pytest.raises(ConfigError, match=r"left as it was|only a person can change"):
        switch_on(path, "one", {"https://one.example/rss": EVIDENCE}, lock=tmp_path / "lock")
    assert path.read_text() == text
    assert sorted(one.name for one in tmp_path.iterdir()) == ["lock", "sources.toml"]


def test_a_source_that_is_not_there_cannot_be_switched_on(registry: Path, tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="no source 'nobody'"):
        switch_on(registry, "nobody", {}, lock=tmp_path / "lock")


def test_a_file_without_a_last_line_end_or_republishers_takes_a_source(tmp_path: Path) -> None:
    path = tmp_path / "sources.toml"
    path.write_text(BY_HAND.rstrip("\n"))
    add_source(path, NEW, lock=tmp_path / "lock")
    assert path.read_text() == BY_HAND + "\n" + entry_text(NEW)
    assert tomllib.loads(path.read_text())["sources"][1]["id"] == "new"


@pytest.mark.parametrize(
    ("url", "known"),
    [
        pytest.param("https://www.blogs.example/", "'blog'", id="the-front-page-itself"),
        pytest.param("https://new.example/other", "'new'", id="another-page-of-the-site"),
        pytest.param("https://new.example/rss?utm_source=x", "'new' has this address", id="feed"),
        pytest.param("https://host.example/two", None, id="another-publication-on-the-same-host"),
        pytest.param("https://host.example/one", "'hosted'", id="hosted"),
        pytest.param("https://other.example/", None, id="new"),
    ],
)
def test_knows_which_sites_are_there(tmp_path: Path, url: str, known: str | None) -> None:
    path = tmp_path / "sources.toml"
    path.write_text(
        entry_text(NEW)
        + "".join(
            f'[[sources]]\nid = "{name}"\nname = "x"\nhomepage = "{home}"\nclass = "press"\nlanguages = ["en"]\n'
            "enabled = false\n"
            for name, home in (("blog", "https://blogs.example/"), ("hosted", "https://host.example/one"))
        )
    )
    said = why_known(path, url)
    assert said is None if known is None else said is not None and known in said
