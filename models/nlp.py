"""Load the small spaCy model, once a process and verified, and name the people and places in single sentences.

The model comes from an installed package whose files are compared with `models/manifest.toml`; nothing is fetched.
It costs two seconds to load and some milliseconds a sentence, so it is loaded on first use and run on the sentences
that somebody asks about, not on every word of the archive. Tags and pay claims share the one copy; whoever reads
with it does so inside `forgetting`, so that a stream of new words takes no memory.
A sentence is read up to 1,000 characters here: what is longer is a table or a list that the model cannot read anyway.
"""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from models.manifest import MANIFEST, verified_model
from models.mentions_folding import encodable
from pipeline.errors import ModelError
from pipeline.records import Label

if TYPE_CHECKING:
    from spacy.language import Language

MODEL = "en_core_web_sm"
MAX_SENTENCE = 1_000
_BATCH = 32
_LABELS = {
    "PERSON": Label.PERSON,
    "ORG": Label.ORG,
    "GPE": Label.PLACE,
    "LOC": Label.PLACE,
    "FAC": Label.PLACE,
    "DATE": Label.DATE,
    "LAW": Label.LAW,
    "EVENT": Label.EVENT,
}
# The recogniser has its own token vectors, so that it needs none of the other parts.
_ALL_BUT_NAMES = ["tok2vec", "tagger", "parser", "attribute_ruler", "lemmatizer"]

Found = tuple[int, int, Label]
"""Half-open characters into the sentence, and what the model takes them for."""


def load_language(model: str = MODEL, *, manifest: Path = MANIFEST) -> "Language":
    """Return the spaCy pipeline, the same one for everybody in this process.

    Raises:
        ModelError: the model is missing, changed or cannot be loaded.
    """
    return _load(model, manifest)


# Apart from load_language, for which a default and the same value written out would be two pipelines.
@cache
def _load(model: str, manifest: Path) -> "Language":
    from spacy.util import load_model_from_path

    _, folder = verified_model(model, kind="language", manifest=manifest)
    try:
        # The parser finds the ends of sentences, so the part for those alone is not needed.
        return load_model_from_path(folder, exclude=["senter"])
    except (OSError, ValueError) as err:
        raise ModelError(model, f"spaCy cannot load {folder}: {err}; install the version in constraints.txt") from err


@contextmanager
def forgetting(language: "Language") -> Iterator[None]:
    """Let the words that are new in this block be forgotten at its end, and every document of it with them.

    Without it the vocabulary keeps each new word of a stream for ever. Such blocks must not lie in one another.
    """
    try:
        with language.memory_zone():
            yield
    finally:
        # The lemmatizer's memory is no part of spaCy's zone; what is in it is worked out again in microseconds.
        language.get_pipe("lemmatizer").cache.clear()  # type: ignore[attr-defined]  # typed as any part of a pipeline


class Context:
    """Finds names in single sentences; the model is loaded on first use."""

    def __init__(self, *, model: str = MODEL, manifest: Path = MANIFEST) -> None:
        self._model = model
        self._manifest = manifest

    def entities(self, sentences: Sequence[str]) -> list[list[Found]]:
        """Return what the model finds in each sentence, in order.

        Raises:
            ModelError: the model is missing, changed or cannot be loaded.
        """
        if not sentences:
            return []
        language = load_language(self._model, manifest=self._manifest)
        texts = (encodable(text[:MAX_SENTENCE]) for text in sentences)
        with forgetting(language):
            return [
                [(span.start_char, span.end_char, _LABELS[span.label_]) for span in doc.ents if span.label_ in _LABELS]
                for doc in language.pipe(texts, batch_size=_BATCH, disable=_ALL_BUT_NAMES)
            ]
