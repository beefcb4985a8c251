"""Read people, organisations, places, dates, laws and events in single sentences with a small spaCy model.

Only the entity recogniser is loaded, from an installed package whose files are compared with `models/manifest.toml`;
nothing is fetched. It costs seconds to load and about a millisecond a sentence, so it is loaded on first use and run
on the sentences that somebody asks about, not on every word of the archive. A sentence is read up to 1,000
characters: what is longer is a table or a list that the model cannot read anyway.
"""

from collections.abc import Sequence
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from models.manifest import MANIFEST, verified_model
from models.mentions_folding import encodable
from pipeline.errors import ModelError
from pipeline.records import Label

if TYPE_CHECKING:
    from spacy.language import Language

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
_NOT_NEEDED = ["tok2vec", "tagger", "parser", "senter", "attribute_ruler", "lemmatizer"]

Found = tuple[int, int, Label]
"""Half-open characters into the sentence, and what the model takes them for."""


class Context:
    """A spaCy entity recogniser, loaded on first use and verified against the manifest."""

    def __init__(self, *, model: str = "en_core_web_sm", manifest: Path = MANIFEST) -> None:
        self._model = model
        self._manifest = manifest

    @cached_property
    def _nlp(self) -> "Language":
        from spacy.util import load_model_from_path

        _, folder = verified_model(self._model, kind="language", manifest=self._manifest)
        try:
            return load_model_from_path(folder, exclude=_NOT_NEEDED)
        except (OSError, ValueError) as err:
            raise ModelError(
                self._model, f"spaCy cannot load {folder}: {err}; install the version in constraints.txt"
            ) from err

    def entities(self, sentences: Sequence[str]) -> list[list[Found]]:
        """Return what the model finds in each sentence, in order.

        Raises:
            ModelError: the model is missing, changed or cannot be loaded.
        """
        if not sentences:
            return []
        found: list[list[Found]] = []
        # Without a memory zone the vocabulary keeps every new word of a stream for ever.
        with self._nlp.memory_zone():
            for doc in self._nlp.pipe((encodable(text[:MAX_SENTENCE]) for text in sentences), batch_size=_BATCH):
                found.append(
                    [
                        (span.start_char, span.end_char, _LABELS[span.label_])
                        for span in doc.ents
                        if span.label_ in _LABELS
                    ]
                )
        return found
