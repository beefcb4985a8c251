"""The spaCy wrapper: what it finds, what it loads, and what it says when the model is not the expected one."""

import subprocess
import sys
from pathlib import Path

import pytest

from models.manifest import MANIFEST
from models.nlp import MAX_SENTENCE, Context
from pipeline.errors import ModelError
from pipeline.records import Label

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="module")
def context() -> Context:
    return Context()


@pytest.mark.model
def test_finds_people_and_places_by_offset(context: Context) -> None:
    sentence = "Grace Wanjiru moved to Kenya."
    assert context.entities([sentence]) == [[(0, 13, Label.PERSON), (23, 28, Label.PLACE)]]


@pytest.mark.model
def test_answers_each_sentence_in_order(context: Context) -> None:
    found = context.entities(["Nothing here.", "She flew to Paris.", ""])
    assert [len(spans) for spans in found] == [0, 1, 0]


def test_no_sentence_needs_no_model(tmp_path: Path) -> None:
    assert Context(manifest=tmp_path / "none.toml").entities([]) == []


@pytest.mark.model
def test_a_sentence_is_read_up_to_its_limit(context: Context) -> None:
    text = "word " * (MAX_SENTENCE // 5) + "She flew to Paris."
    assert context.entities([text]) == [[]]


@pytest.mark.model
def test_lone_surrogates_are_read(context: Context) -> None:
    assert len(context.entities(["\ud800 in Kenya"])) == 1


def test_a_model_with_another_digest_is_refused(tmp_path: Path) -> None:
    manifest = tmp_path / "manifest.toml"
    text = MANIFEST.read_text(encoding="utf-8")
    assert text.count('"ner/model" = "cd') == 1
    manifest.write_text(text.replace('"ner/model" = "cd', '"ner/model" = "00'), encoding="utf-8")
    with pytest.raises(ModelError, match="ner/model"):
        Context(manifest=manifest).entities(["She flew to Paris."])


@pytest.mark.model
@pytest.mark.slow
def test_loading_and_reading_asks_nothing_of_the_network() -> None:
    code = (
        "import socket, sys\n"
        "def refuse(*a, **k): raise SystemExit('network was asked for')\n"
        "socket.socket.connect = refuse; socket.getaddrinfo = refuse\n"
        "from models.nlp import Context\n"
        "assert 'spacy' not in sys.modules\n"
        "print(Context().entities(['She flew to Paris.']))\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, timeout=120, check=False
    )
    assert done.returncode == 0, done.stderr
    assert "PLACE" in done.stdout
