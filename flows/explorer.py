"""Put the explorer together: the pages of `pipeline.explorer` with the functions that need a model."""

from collections.abc import Sequence

from pipeline.config import Places
from pipeline.explorer.app import LOOPBACK, Explorer
from pipeline.explorer.edition import Editions


def make_explorer(places: Places, *, hosts: Sequence[str] = ()) -> Explorer:
    """Return the explorer of an installation.

    Args:
        hosts: names under which it may be asked besides those of loopback.
    """
    from models.summarise import summarise

    def choose(title: str, text: str, number: int) -> Sequence[tuple[int, int]]:
        return summarise(title, text, sentences=number).spans

    asked_as = {f"[{host}]" if ":" in host and not host.startswith("[") else host.lower() for host in hosts}
    return Explorer(places=places, choose=choose, editions=Editions(places), hosts=frozenset({*LOOPBACK, *asked_as}))
