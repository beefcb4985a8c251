"""The source registry: what is read, and what is refused with a clear message."""

from pathlib import Path

import pytest

from pipeline.errors import ConfigError
from pipeline.places import CHECKOUT
from pipeline.records import Feed
from pipeline.sources import load_republishers, load_sources

REGISTRY = CHECKOUT / "data" / "sources.toml"

GOOD = """
[[sources]]
id = "paper"
name = "The Paper"
homepage = "https://paper.example/"
class = "press"
country = "KE"
languages = ["en", "sw"]
delay_s = 10.0
min_articles_per_week = 2
[[sources.feeds]]
url = "https://paper.example/rss"
kind = "feed"
evidence = "linked from its front page"
"""


def _file(tmp_path: Path, text: str) -> Path:
    path = tmp_path / "sources.toml"
    path.write_text(text, "utf-8")
    return path


def test_reads_a_source(tmp_path: Path) -> None:
    (source,) = load_sources(_file(tmp_path, GOOD))
    assert (source.id, source.source_class, source.country, source.languages) == ("paper", "press", "KE", ("en", "sw"))
    assert (source.enabled, source.delay_s, source.rights, source.min_articles_per_week) == (True, 10.0, "summary", 2)
    assert source.feeds == (Feed(url="https://paper.example/rss", kind="feed", evidence="linked from its front page"),)


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        pytest.param('"press"', '"blog"', "source 'paper': class: 'blog'; use one of: press, worker_led", id="class"),
        pytest.param(
            'kind = "feed"', 'kind = "atom"', "source 'paper': feeds.0.kind: 'atom'; use one of: feed", id="kind"
        ),
        pytest.param("delay_s", "delay", "source 'paper': delay: no such key", id="unknown-key"),
        pytest.param('name = "The Paper"', "", "source 'paper': name: required", id="missing-key"),
        pytest.param('id = "paper"', "", "source number 1: id: required", id="no-id"),
        pytest.param("10.0", "0.0", "source 'paper': delay_s:", id="no-delay"),
        pytest.param('"https://paper.example/rss"', '"paper.example/rss"', "feed number 1: url:", id="address"),
        pytest.param("paper.example/rss", "paper.example:99999/rss", "feed number 1: url:", id="port"),
        pytest.param("paper.example/rss", "me:word@paper.example/rss", "feed number 1: url:", id="password"),
        pytest.param("example/rss", r"example/rss\n", "feed number 1: url:", id="line-end-in-address"),
        pytest.param('paper.example/"', 'paper.example:x/"', "homepage:", id="port-of-homepage"),
        pytest.param('["en", "sw"]', '"en"', "languages: write a list", id="no-list"),
        pytest.param("10.0", "true", "delay_s:", id="truth-for-a-number"),
        pytest.param("10.0", '10.0\nenabled = "no"', "enabled:", id="word-for-a-truth"),
        pytest.param("10.0", "9" * 5000, "not TOML", id="endless-number"),
        pytest.param("10.0", "[" * 5000, "not TOML", id="deep"),
        pytest.param(
            'evidence = "linked from its front page"', "", "feed number 1: evidence: say where", id="no-evidence"
        ),
        pytest.param('"KE"', '"Kenya"', "source 'paper': country:", id="country"),
        pytest.param('"KE"', '"KE"\ntier = "top"', "tier: 'top'; use one of: core, wide, archive", id="tier"),
        pytest.param('"KE"', '"KE"\ngenre = "blog"', "genre: 'blog'; use one of: business,", id="genre"),
        pytest.param('"KE"', '"KE"\nrights = "all"', "rights: 'all'; use one of: none, headline_only", id="rights"),
        pytest.param('"KE"', '"KE"\nexcerpt_words = 20', "excerpt_words: only with rights", id="words-of-no-excerpt"),
        pytest.param('"KE"', '"KE"\nrights = "excerpt"\nexcerpt_words = 0', "excerpt_words: Input", id="no-words"),
        pytest.param(
            "[[sources.feeds]]",
            '[[sources.unverified]]\nurl = "x"\nkind = "feed"\n[[sources.feeds]]',
            "unverified number 1: url: 'x' is not",
            id="unverified-address",
        ),
        pytest.param(
            "[[sources.feeds]]",
            '[[sources.unverified]]\nurl = "https://paper.example/rss"\nkind = "feed"\n[[sources.feeds]]',
            "url: https://paper.example/rss stands twice; source 'paper' has it",
            id="address-twice",
        ),
        pytest.param(
            "[[sources.feeds]]", "[[sources.unverified]]", "source 'paper': feeds: none; add one", id="none-on"
        ),
        pytest.param(
            'kind = "feed"', 'kind = "page_watch"\nlink_pattern = "("', "not a regular expression", id="pattern"
        ),
        pytest.param(
            'kind = "feed"',
            f"""kind = "page_watch"\nlink_pattern = '{"(" * 5000}{")" * 5000}'""",
            "not a regular expression",
            id="deep-pattern",
        ),
        pytest.param(
            'kind = "feed"',
            """kind = "page_watch"\nlink_pattern = 'a{99999999999999}'""",
            "not a regular expression",
            id="pattern-of-a-large-number",
        ),
        pytest.param(
            'kind = "feed"', 'kind = "feed"\nlink_pattern = "x"', "only a page_watch has one", id="no-pattern"
        ),
        pytest.param("[[sources.feeds]]", "[[sources.feed]]", "source 'paper': feed: no such key", id="misspelt-table"),
        pytest.param("[[sources]]", "[x]\n[[sources]]", "x: Extra inputs", id="unknown-table"),
    ],
)
def test_refuses_what_cannot_be_used_and_names_source_and_key(tmp_path: Path, old: str, new: str, message: str) -> None:
    assert old in GOOD
    with pytest.raises(ConfigError) as refused:
        load_sources(_file(tmp_path, GOOD.replace(old, new, 1)))
    assert message in str(refused.value)
    assert "sources.toml" in str(refused.value)


def test_refuses_two_sources_with_one_id(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="source 'paper': id: stands twice"):
        load_sources(_file(tmp_path, GOOD + GOOD))


def test_a_republisher_that_is_none_is_refused_before_a_night_crawls(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match=r"sources.toml: republishers: 0.domain: required"):
        load_sources(_file(tmp_path, GOOD + '[[republishers]]\nhost = "copies.example"\nseen = "copies"\n'))


@pytest.mark.parametrize("domain", ["https://copies.example/", "Copies.example", "www.copies.example", "", "a b"])
def test_a_republisher_s_domain_is_the_name_of_a_site(tmp_path: Path, domain: str) -> None:
    with pytest.raises(ConfigError, match=r"republishers: domain: .* is no name of a site"):
        load_sources(_file(tmp_path, GOOD + f'[[republishers]]\ndomain = "{domain}"\nseen = "copies"\n'))


def test_a_site_is_read_or_a_republisher_not_both(tmp_path: Path) -> None:
    text = GOOD.replace("paper.example", "news.paper.example")
    text += '[[republishers]]\ndomain = "paper.example"\nseen = "copies"\n'
    with pytest.raises(ConfigError, match=r"source 'paper': homepage: paper\.example stands under \[\[repub"):
        load_sources(_file(tmp_path, text))
    (source,) = load_sources(_file(tmp_path, text.replace("delay_s", "enabled = false\ndelay_s")))
    assert not source.enabled


def test_an_address_without_evidence_may_wait_in_a_source_that_is_not_enabled(tmp_path: Path) -> None:
    text = GOOD.replace('evidence = "linked from its front page"', "").replace("delay_s", "enabled = false\ndelay_s")
    (source,) = load_sources(_file(tmp_path, text))
    assert not source.enabled


def test_reads_what_else_is_known_of_a_source(tmp_path: Path) -> None:
    more = (
        'tier = "core"\ngenre = "wire"\nrights = "excerpt"\nexcerpt_words = 20\nseen = "a strike"\nnote = "paywall"\n'
    )
    waiting = '[[sources.unverified]]\nurl = "https://paper.example/atom"\nkind = "feed"\n'
    (source,) = load_sources(_file(tmp_path, GOOD.replace("delay_s", more + "delay_s") + waiting))
    assert (source.tier, source.genre, source.rights, source.excerpt_words) == ("core", "wire", "excerpt", 20)
    assert (source.seen, source.note) == ("a strike", "paywall")
    assert source.unverified == (Feed(url="https://paper.example/atom", kind="feed"),)


def test_every_source_of_the_registry_has_a_tier_and_a_genre_and_waits_where_nobody_saw_it_answer() -> None:
    sources = load_sources(REGISTRY)
    assert all(source.tier and source.genre for source in sources)
    assert sum(len(source.unverified) for source in sources) == 32
    assert not any(feed.evidence for source in sources for feed in source.unverified)
    assert all(feed.evidence for source in sources for feed in source.feeds)


def test_every_enabled_source_of_the_registry_has_addresses_with_evidence() -> None:
    sources = load_sources(REGISTRY)
    assert len(sources) == 132
    assert sum(source.enabled for source in sources) == 106
    assert all(feed.evidence for source in sources if source.enabled for feed in source.feeds)
    assert {source.source_class for source in sources} == {
        "press", "worker_led", "union", "research", "public_record",
    }  # fmt: skip


def test_republishers_are_listed_apart() -> None:
    domains = {republisher.domain for republisher in load_republishers(REGISTRY)}
    assert len(domains) == 26
    assert not any(domain in source.homepage for domain in domains for source in load_sources(REGISTRY))
