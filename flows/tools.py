"""What reading an article needs, each opened or loaded on first use and once a process."""

from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from pipeline.config import Places, Settings, load_settings
from pipeline.decisions import Decisions

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

    @classmethod
    def shared(cls, places: Places) -> "Tools":
        """Return this process's tools for an installation: models are loaded once, decisions read anew."""
        tools = _SHARED.setdefault(places, cls(places, load_settings(places.data)))
        tools.__dict__.pop("decisions", None)
        return tools

    @cached_property
    def gazetteer(self) -> "Gazetteer":
        """Names of platforms, employers, unions, projects and roles."""
        from models.gazetteer import Gazetteer

        shipped, *also = gazetteer_files(self.places)
        return Gazetteer.load(shipped, also=also)

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
            taught=self.places.taught,
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
    def decisions(self) -> Decisions:
        """What people decided, as of when this run began."""
        return Decisions.read(self.places.decisions)


def gazetteer_files(places: Places) -> list[Path]:
    """Return the files that make the gazetteer of an installation: the shipped one, then what comes on top."""
    demo = places.data / "demo" / "gazetteer.toml"
    files = [places.data / "gazetteer.toml"]
    # The demo's invented firms are known to the demo's warehouse alone.
    files += [demo] if (places.var / "demo.json").exists() else []
    return files + ([places.accepted_names] if places.accepted_names.exists() else [])


_SHARED: dict[Places, Tools] = {}
