"""What a run is told: where, when and on which sources; and whether it may run there at all."""

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from pipeline.errors import UsageError
from pipeline.places import Places
from pipeline.records import Source

if TYPE_CHECKING:
    from pipeline.sources import Republisher


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """What a run is told: where, when, and whether the demo newsroom stands in for the web."""

    places: Places
    now: datetime
    newsroom: tuple[Source, ...] | None = None
    """Sources that stand in for the registered ones, all of them on loopback."""
    loopback: tuple[tuple[str, int], ...] = ()
    """Host names of these sources and their ports on 127.0.0.1."""
    only_due: bool = False
    """A poll: only what is due is asked for, and nothing is loaded or published when nothing new came."""
    run: str = ""
    """Id of the run that carries it out, once it has begun."""


def order_for(places: Places, now: datetime, *, newsroom_port: int | None = None, only_due: bool = False) -> Order:
    """Return the order for a night: on the registered sources, or on the demo newsroom that listens at a port."""
    if newsroom_port is None:
        return Order(places=places, now=now, only_due=only_due)
    from flows.newsroom import demo_sources

    return stand_in_order(places, now, sources=demo_sources(), port=newsroom_port)


def stand_in_order(places: Places, now: datetime, *, sources: tuple[Source, ...], port: int) -> Order:
    """Return the order for a night on sources whose hosts are all served at `port` on loopback."""
    addresses = [source.homepage for source in sources]
    addresses += [feed.url for source in sources for feed in source.feeds]
    hosts = sorted({urlsplit(address).hostname or "" for address in addresses})
    return Order(places=places, now=now, newsroom=sources, loopback=tuple((host, port) for host in hosts))


def sources_of(order: Order) -> tuple[Source, ...]:
    if order.newsroom is not None:
        return order.newsroom
    from pipeline.sources import load_sources

    sources = load_sources(order.places.data / "sources.toml")
    return tuple(source for source in sources if source.enabled)


def republishers_of(order: Order) -> "tuple[Republisher, ...]":
    if order.newsroom is not None:
        return ()
    from pipeline.sources import load_republishers

    return load_republishers(order.places.data / "sources.toml")


def refuse_mixing(order: Order) -> None:
    """Refuse to crawl the real web into a warehouse that holds the demo newsroom's invented articles."""
    if order.newsroom is None and order.places.demo_marker.exists():
        raise UsageError(
            f"{order.places.var} holds the demo newsroom's invented articles; "
            "run `laborwire demo --remove` first, or give another --var"
        )
