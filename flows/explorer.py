"""Put the explorer together: the pages of `pipeline.explorer` with the functions that need a model."""

from collections.abc import Sequence

from pipeline.config import load_settings
from pipeline.explorer.app import LOOPBACK, Explorer
from pipeline.explorer.draw_ahead import start_drawing
from pipeline.explorer.edition import Editions
from pipeline.explorer.finding import LazyEncoder
from pipeline.places import Places
from pipeline.search.ask import Encoder


def make_explorer(places: Places, *, hosts: Sequence[str] = (), draw_ahead: bool = False) -> Explorer:
    """Return the explorer of an installation.

    Args:
        hosts: names under which it may be asked besides those of loopback.
        draw_ahead: let a process of its own draw the charts of each snapshot that is opened.
    """
    from models.summarise import summarise

    def choose(title: str, text: str, number: int) -> Sequence[tuple[int, int]]:
        return summarise(title, text, sentences=number).spans

    asked_as = {f"[{host}]" if ":" in host and not host.startswith("[") else host.lower() for host in hosts}

    def load() -> Encoder:
        from models.embeddings import Embedder

        return Embedder.load(load_settings(places.data).models.embedding)

    editions = Editions(places, when_opened=start_drawing if draw_ahead else None)
    return Explorer(
        places=places,
        choose=choose,
        editions=editions,
        encoder=LazyEncoder(load),
        hosts=frozenset({*LOOPBACK, *asked_as}),
    )
