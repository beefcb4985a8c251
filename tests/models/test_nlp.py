"""The spaCy wrapper: what it finds, what it loads, and what it says when the model is not the expected one."""

import subprocess
import sys
from pathlib import Path

import pytest

from models.claims import read_claims
from models.manifest import MANIFEST
from models.nlp import MAX_SENTENCE, Context, load_language
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


def _new_words(number: int) -> str:
    """Return three words that no text had before: "bapulo", "mokati", ..."""
    made = []
    for salt in (1, 7, 13):
        value, word = number * 31 + salt * 9_973, ""
        while len(word) < 8:
            value, consonant = divmod(value, 12)
            value, vowel = divmod(value + salt * 997, 5)
            word += "bdfgklmnprst"[consonant] + "aeiou"[vowel]
        made.append(word)
    return " ".join(made)


@pytest.mark.model
def test_new_words_are_forgotten_after_reading(context: Context) -> None:
    language = load_language()

    def read(numbers: range) -> int:
        for number in numbers:
            words = _new_words(number)
            first, second, third = words.split()
            context.entities([f"{first.title()} moved to {second.title()} in {third}."])
            text = f"{first.title()} paid its {second}s $9 an hour for {third}ing."
            assert read_claims(article_id="a", title="", text=text, published=None).why
        return len(language.vocab.strings)

    assert len({_new_words(number) for number in range(60)}) == 60
    assert read(range(20)) == read(range(20, 60))
    assert len(language.get_pipe("lemmatizer").cache) == 0


@pytest.mark.thorough
@pytest.mark.model
@pytest.mark.slow
def test_tags_and_claims_are_read_with_one_copy_of_the_model() -> None:
    code = (
        "import gc\n"
        "from models.claims import read_claims\n"
        "from models.nlp import Context, load_language\n"
        "Context().entities(['She flew to Paris.'])\n"
        "read_claims(article_id='a', title='', text='Graders earn $24 an hour.', published=None)\n"
        "from spacy.language import Language\n"
        "print([item is load_language() for item in gc.get_objects() if isinstance(item, Language)])\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, timeout=120, check=False
    )
    assert done.stdout == "[True]\n", done.stderr
