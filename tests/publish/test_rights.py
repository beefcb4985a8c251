"""No output for others has a sentence of a source that allows its headline alone, or more than 40 words of any."""

import pytest
from publish.newsroom import WEEK, Desk, at, first_sentences, make_source

from pipeline.publish.digest import write_digest
from pipeline.quoting import QUOTE_WORDS, around_figure
from pipeline.records import Rights

STRICT = (
    "Nobody outside the strict house may repeat these chosen words at length. "
    "Vellum pays its annotators $15 an hour, say the strict words of the house."
)


def test_no_file_of_the_digest_has_words_of_a_headline_only_source(desk: Desk) -> None:
    desk.add(sources=(*desk.batch.sources, make_source("strict", rights="headline_only")))
    strict = desk.article("strict", source="strict", text=STRICT, headline="Strict about pay", story="s" + "1" * 16)
    desk.claim(strict, "$15 an hour", "15")
    desk.article("open", text="Open words may be quoted by all of us here.", story="s" + "1" * 16)
    desk.publish()
    write_digest(desk.places, week=WEEK, now=at("2026-03-16"), choose=first_sentences)
    files = [path for path in desk.places.digests.rglob("*") if path.is_file()]
    assert any("Strict about pay" in path.read_text() for path in files)
    words = STRICT.replace("$15 an hour", "|").replace(". ", "|").split("|")
    runs = [" ".join(part.split()[n : n + 4]) for part in words for n in range(len(part.split()) - 3)]
    assert [(path.name, run) for path in files for run in runs if run in path.read_text()] == []


@pytest.mark.parametrize(("rights", "most"), [("summary", QUOTE_WORDS), ("excerpt", QUOTE_WORDS), ("headline_only", 0)])
def test_a_sentence_around_a_figure_has_40_words_at_most(rights: Rights, most: int) -> None:
    sentence = "word " * 60 + "$15 an hour" + " word" * 60
    start = sentence.index("$15")
    shown = around_figure(sentence, start, start + 11, rights=rights, excerpt_words=None)
    words = 0 if shown is None else len(f"{shown[0]}$15 an hour{shown[1]}".replace("…", "").split())
    assert words == most
