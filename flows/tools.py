"""What reading an article needs, each opened or loaded on first use and once a process."""

from dataclasses import replace
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from pipeline.config import Settings, load_settings
from pipeline.decisions import Decisions
from pipeline.places import Places
from pipeline.records import Source
from pipeline.sources import load_sources
from pipeline.tombstones import TakenDown, is_mark

if TYPE_CHECKING:
    from models.embeddings import Embedder
    from models.gazetteer import Gazetteer
    from models.nlp import Context
    from models.pay_reader import PayReader
    from models.relevance import RelevanceModel


class Tools:
    """Gazetteer, models and people's decisions of one installation, loaded lazily."""

    def __init__(self, places: Places, settings: Settings) -> None:
        self.places = places
        self.settings = settings
        self.taught: Path | None = places.taught
        """What people taught the relevance model."""
        self.unknown: frozenset[str] = frozenset()
        """Entities of the gazetteer that were not accepted yet."""

    @classmethod
    def shared(cls, places: Places) -> "Tools":
        """Return this process's tools for an installation: models are loaded once, decisions and sources read anew."""
        tools = _SHARED.setdefault(places, cls(places, load_settings(places.data)))
        for name in ("decisions", "registry", "taken_down"):
            tools.__dict__.pop(name, None)
        return tools

    def as_of(self, decisions: Decisions, *, taught: Path | None, settings: Settings | None = None) -> "Tools":
        """Return the same tools, what is loaded included, with what was decided and taught at another time.

        Names that people accepted later are not known then.
        """
        twin = type(self)(self.places, settings or self.settings)
        twin.taught = taught
        now = Decisions.read(self.places.decisions)
        twin.unknown = frozenset(_names_accepted(now) - _names_accepted(decisions))
        is_the_same = twin.unknown == self.unknown
        is_taught_the_same = taught == self.taught
        for name, loaded in self.__dict__.items():
            if (
                name in {"context", "embedder", "pay_reader", "registry"}
                or (name == "gazetteer" and is_the_same)
                or (name == "relevance" and is_taught_the_same and is_the_same)
            ):
                twin.__dict__[name] = loaded
        twin.__dict__["decisions"] = decisions
        return twin

    @cached_property
    def gazetteer(self) -> "Gazetteer":
        """Names of platforms, employers, unions, projects and roles."""
        from models.gazetteer import Gazetteer
        from models.gazetteer_file import read_gazetteer

        content = read_gazetteer(*gazetteer_files(self.places))
        entities = tuple(one for one in content.entities if one.id not in self.unknown)
        return Gazetteer.of(replace(content, entities=entities))

    @cached_property
    def context(self) -> "Context":
        """spaCy, for people, places and dates in single sentences."""
        from models.nlp import Context

        return Context()

    @cached_property
    def relevance(self) -> "RelevanceModel":
        """Decides what belongs to the beat."""
        from models.relevance import RelevanceModel

        # With the installation's own gazetteer: a platform's name is evidence.
        return RelevanceModel.load(
            data=self.places.data,
            gazetteer=self.gazetteer,
            threshold=self.settings.models.relevance_threshold,
            encoder=self.embedder,
            taught=self.taught,
        )

    @cached_property
    def embedder(self) -> "Embedder":
        """Turns texts into vectors."""
        from models.embeddings import Embedder

        return Embedder.load(self.settings.models.embedding)

    @cached_property
    def pay_reader(self) -> "PayReader":
        """Weighs what the rules find about amounts."""
        from models.pay_reader import PayReader

        return PayReader.load()

    @cached_property
    def registry(self) -> tuple[Source, ...]:
        """Every registered publication, those too that no night asks: each may be credited."""
        return load_sources(self.places.data / "sources.toml")

    @cached_property
    def decisions(self) -> Decisions:
        """What people decided, as of when this run began."""
        return Decisions.read(self.places.decisions)

    @cached_property
    def taken_down(self) -> TakenDown:
        """What was taken down, by its marks."""
        return TakenDown.of(one.subject for one in self.decisions.log if is_mark(one.subject))


def _names_accepted(decisions: Decisions) -> set[str]:
    return {one.value for one in decisions.log if one.verb == "accept_name" and one.value}


def gazetteer_files(places: Places) -> list[Path]:
    """Return the files that make the gazetteer of an installation: the shipped one, then what comes on top."""
    demo = places.data / "demo" / "gazetteer.toml"
    files = [places.data / "gazetteer.toml"]
    # The demo's invented firms are known to the demo's warehouse alone.
    files += [demo] if places.demo_marker.exists() else []
    return files + ([places.accepted_names] if places.accepted_names.exists() else [])


_SHARED: dict[Places, Tools] = {}
