"""laborwire as a spaCy pipeline: in a notebook, with displaCy, saved with `nlp.to_disk`, loaded with `spacy.load`.

Registered components, each with a factory and a config of its own:

    laborwire_sentences  ends of sentences, as everywhere else in laborwire
    laborwire_gazetteer  platforms, employers, unions, projects and roles; `kb_id_` is the entity's id
    laborwire_forms      money, dates, laws and projects by their code name
    laborwire_context    people, places and other organisations, by the small language model, which reads only sentences
                         near a name, money or a word about work
    laborwire_pay        pay claims: `doc._.pay_claims`, `doc.spans["pay"]`

The gazetteer is saved with the pipeline; the language model and the pay reader are not, they come from the installed
packages and are checked against `models/manifest.toml`. Models are loaded at the first text that needs them. Refused:
a saved pipeline whose gazetteer is damaged, or whose pay claims another version of the reader made.
See docs/spacy.md. This module imports spaCy at once: nothing else of laborwire imports it.
"""

# spaCy hands every factory `nlp` and `name`, and every component `exclude`, by these names.
# ruff: noqa: ARG001, ARG002

import json
from collections.abc import Iterable, Sequence
from datetime import date
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

import spacy
from spacy.language import Language

from models.gazetteer import Gazetteer
from models.gazetteer_file import content_of, parse_text, short_name
from models.mentions import Reach, forms_in, names_in, people_and_places_in, without_overlaps
from models.nlp import MODEL, Context
from models.spacy_parts import add_finds, add_pay, finds_of, register_attributes
from pipeline.errors import ConfigError, ModelError
from pipeline.places import CHECKOUT
from pipeline.sentences import sentence_spans

if TYPE_CHECKING:
    from spacy.tokens import Doc

    from models.pay_reader import PayReader

SHIPPED = CHECKOUT / "data" / "gazetteer.toml"
MAX_CHARACTERS = 10_000_000
"""Longer texts than spaCy's usual limit: no part here needs memory that grows with more than the text."""
COLOURS = {
    "PLATFORM": "#ffd166",
    "EMPLOYER": "#f4a261",
    "UNION": "#ef9a9a",
    "PROJECT": "#c5e1a5",
    "ROLE": "#b3e5fc",
    "PERSON": "#d1c4e9",
    "ORG": "#ffe0b2",
    "PLACE": "#b2dfdb",
    "DATE": "#e0e0e0",
    "MONEY": "#a5d6a7",
    "LAW": "#cfd8dc",
    "EVENT": "#f8bbd0",
}


def laborwire_language(
    *, gazetteer: Sequence[Path] = (), context: bool = True, pay: bool = True, trained: bool = True
) -> Language:
    """Return laborwire as a spaCy pipeline.

    Args:
        gazetteer: files to use in the place of the shipped one.
        context: find people, places and other organisations, too.
        pay: read pay claims.
        trained: let the trained reader decide about claims, as laborwire does; False leaves it to the rules.
    """
    nlp = spacy.blank("en", meta={"name": "laborwire"})
    nlp.max_length = MAX_CHARACTERS
    nlp.add_pipe("laborwire_sentences")
    nlp.add_pipe("laborwire_gazetteer", config={"files": [str(path) for path in gazetteer]})
    nlp.add_pipe("laborwire_forms")
    if context:
        nlp.add_pipe("laborwire_context")
    if pay:
        nlp.add_pipe("laborwire_pay", config={"trained": trained})
    return nlp


def displacy_options() -> dict[str, Any]:
    """Return what `displacy.render(doc, style="ent", options=...)` needs to colour our labels."""
    return {"colors": dict(COLOURS)}


class Sentences:
    """Marks the starts of sentences."""

    def __call__(self, doc: "Doc") -> "Doc":
        """Mark them; a token that lies across an end belongs to the sentence in which it starts."""
        starts = [start for start, _ in sentence_spans(doc.text)]
        at = 0
        for token in doc:
            begins = at < len(starts) and token.idx + len(token) > starts[at] and not token.is_space
            token.is_sent_start = begins or token.i == 0
            while at < len(starts) and starts[at] < token.idx + len(token) and begins:
                at += 1
        return doc


class GazetteerNames:
    """Finds the names of the gazetteer; the files are read at the first text, and saved with the pipeline."""

    def __init__(self, files: Sequence[str]) -> None:
        self._files = [Path(file) for file in files] or [SHIPPED]
        self._texts: list[list[str]] | None = None

    @cached_property
    def gazetteer(self) -> Gazetteer:
        """The names.

        Raises:
            ConfigError: a file is missing or wrong; names the entity and the key.
        """
        return Gazetteer.of(content_of([(name, parse_text(text, name=name)) for name, text in self.texts()]))

    def texts(self) -> list[list[str]]:
        """Return name and content of each file."""
        if self._texts is None:
            try:
                self._texts = [[short_name(path), path.read_text(encoding="utf-8")] for path in self._files]
            except OSError as err:
                raise ConfigError(str(err.filename), f"{err.strerror}; name a gazetteer file that is there") from err
        return self._texts

    def __call__(self, doc: "Doc") -> "Doc":
        """Add the names in a document; its title is evidence."""
        return add_finds(doc, names_in(doc.text, title=str(doc._.title), gazetteer=self.gazetteer))

    def to_bytes(self, *, exclude: Iterable[str] = ()) -> bytes:
        """Return the files' content."""
        return json.dumps(self.texts()).encode()

    def from_bytes(self, data: bytes, *, exclude: Iterable[str] = ()) -> "GazetteerNames":
        """Take the content that `to_bytes` gave."""
        return self._take([[str(name), str(text)] for name, text in json.loads(data)])

    def to_disk(self, path: str | Path, *, exclude: Iterable[str] = ()) -> None:
        """Write the files into a folder, numbered in their order."""
        folder = Path(path)
        folder.mkdir(parents=True, exist_ok=True)
        for number, (name, text) in enumerate(self.texts()):
            (folder / f"{number}-{name.replace('/', '-')}").write_text(text, encoding="utf-8")

    def from_disk(self, path: str | Path, *, exclude: Iterable[str] = ()) -> "GazetteerNames":
        """Take the files of a folder.

        Raises:
            ConfigError: there is none, or one is wrong.
        """
        files = sorted(Path(path).glob("*.toml"), key=lambda file: int(file.name.split("-")[0]))
        if not files:
            raise ConfigError(str(path), "no gazetteer was saved here; save the pipeline again")
        self._take([[file.name, file.read_text(encoding="utf-8")] for file in files])
        # What is damaged is refused now, not at the first text.
        _ = self.gazetteer
        return self

    def _take(self, texts: list[list[str]]) -> "GazetteerNames":
        self._texts = texts
        self.__dict__.pop("gazetteer", None)
        return self


class Forms:
    """Finds money, dates, laws and projects by code name."""

    def __call__(self, doc: "Doc") -> "Doc":
        """Add them."""
        return add_finds(doc, forms_in(doc.text))


class ContextNames:
    """Finds people, places and other organisations in the sentences that are worth it."""

    def __init__(self, nlp: Language, *, model: str, reach: Reach) -> None:
        self._nlp = nlp
        self._context = Context(model=model)
        self._reach = reach

    def __call__(self, doc: "Doc") -> "Doc":
        """Add them; what is known of a name by the gazetteer of this pipeline counts more.

        Raises:
            ModelError: the language model is missing or changed.
        """
        names = _gazetteer_of(self._nlp)
        known = without_overlaps(finds_of(doc))
        others = names.other_names if names is not None else {}
        found = people_and_places_in(doc.text, known, context=self._context, reach=self._reach, others=others)
        return add_finds(doc, found)


class PayClaims:
    """Reads pay claims."""

    def __init__(self, nlp: Language, *, trained: bool) -> None:
        self._nlp = nlp
        self._trained = trained

    @cached_property
    def _reader(self) -> "PayReader | None":
        from models.pay_reader import PayReader

        return PayReader.load() if self._trained else None

    def __call__(self, doc: "Doc") -> "Doc":
        """Read them; `doc._.published` is what "last year" counts from.

        Raises:
            ModelError: a model is missing, damaged or changed.
        """
        from models.claims import read_claims

        reading = read_claims(
            article_id=str(doc._.article_id),
            title=str(doc._.title),
            text=doc.text,
            published=date.fromisoformat(str(doc._.published)[:10]) if doc._.published else None,
            gazetteer=_gazetteer_of(self._nlp),
            judge_by=self._reader,
        )
        return add_pay(doc, reading.claims, reading.not_pay)

    def to_bytes(self, *, exclude: Iterable[str] = ()) -> bytes:
        """Return the version of the reader: its weights come with laborwire."""
        return self._version().encode()

    def from_bytes(self, data: bytes, *, exclude: Iterable[str] = ()) -> "PayClaims":
        """Refuse a pipeline that another version of the reader was saved with.

        Raises:
            ModelError: it would give other claims.
        """
        if data.decode() != self._version():
            problem = f"saved with {data.decode()}, this is {self._version()}; make and save the pipeline again"
            raise ModelError("laborwire_pay", problem)
        return self

    def to_disk(self, path: str | Path, *, exclude: Iterable[str] = ()) -> None:
        """Write the version of the reader."""
        Path(path).mkdir(parents=True, exist_ok=True)
        (Path(path) / "version").write_bytes(self.to_bytes())

    def from_disk(self, path: str | Path, *, exclude: Iterable[str] = ()) -> "PayClaims":
        """Refuse a pipeline that another version of the reader was saved with.

        Raises:
            ModelError: it would give other claims, or its version is not there.
        """
        try:
            return self.from_bytes((Path(path) / "version").read_bytes())
        except OSError as err:
            raise ModelError("laborwire_pay", f"{path} is damaged: {err.strerror}; save the pipeline again") from err

    def _version(self) -> str:
        from models.claims import version_of

        return version_of(self._reader)


def _gazetteer_of(nlp: Language) -> Gazetteer | None:
    for _, part in nlp.pipeline:
        if isinstance(part, GazetteerNames):
            return part.gazetteer
    return None


@Language.factory("laborwire_sentences", assigns=["token.is_sent_start", "doc.sents"])
def make_sentences(nlp: Language, name: str) -> Sentences:
    """Make the component that ends sentences."""
    return Sentences()


@Language.factory("laborwire_gazetteer", default_config={"files": []}, assigns=["doc.ents", "doc.spans"])
def make_gazetteer(nlp: Language, name: str, files: list[str]) -> GazetteerNames:
    """Make the component that finds known names."""
    register_attributes()
    return GazetteerNames(files)


@Language.factory("laborwire_forms", assigns=["doc.ents", "doc.spans"])
def make_forms(nlp: Language, name: str) -> Forms:
    """Make the component that finds money, dates, laws and projects."""
    register_attributes()
    return Forms()


@Language.factory(
    "laborwire_context", default_config={"model": MODEL, "reach": "candidates"}, assigns=["doc.ents", "doc.spans"]
)
def make_context(nlp: Language, name: str, model: str, reach: Reach) -> ContextNames:
    """Make the component that finds people and places; with reach "all" it reads every sentence."""
    register_attributes()
    return ContextNames(nlp, model=model, reach=reach)


@Language.factory("laborwire_pay", default_config={"trained": True}, assigns=["doc.spans"])
def make_pay(nlp: Language, name: str, trained: bool) -> PayClaims:
    """Make the component that reads pay claims."""
    register_attributes()
    return PayClaims(nlp, trained=trained)
