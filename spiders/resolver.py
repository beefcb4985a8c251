"""Resolve host names for the crawl, and hand on only addresses that it may connect to.

The addresses that are checked are the ones that Twisted then connects to: there is no second look-up
that could answer differently. A name of which any address is not public is refused whole. Names in the
loopback map are never looked up: they are 127.0.0.1 and their port.
"""

import ipaddress
import logging
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, Self

from twisted.internet.address import IPv4Address, IPv6Address
from twisted.internet.interfaces import IAddress, IHostnameResolver, IHostResolution, IResolutionReceiver
from zope.interface import implementer  # type: ignore[import-untyped]  # has no types

from spiders.addresses import Hosts, is_public

if TYPE_CHECKING:
    from scrapy.crawler import Crawler

log = logging.getLogger(__name__)

HOSTS_SETTING = "LABORWIRE_HOSTS"


@implementer(IHostResolution)
class Answered:
    """A look-up that was answered at once."""

    def __init__(self, name: str) -> None:
        self.name = name

    def cancel(self) -> None:
        """Do nothing: it is over."""


@implementer(IResolutionReceiver)
class CheckingReceiver:
    """Collect all addresses of a name and hand them on together, or none."""

    def __init__(self, receiver: Any, name: str, hosts: Hosts) -> None:
        self._receiver = receiver
        self._name = name
        self._hosts = hosts
        self._found: list[Any] = []

    def resolutionBegan(self, resolutionInProgress: Any) -> None:  # noqa: N802, N803  # Twisted's names
        """Pass on."""
        self._receiver.resolutionBegan(resolutionInProgress)

    def addressResolved(self, address: Any) -> None:  # noqa: N802  # Twisted's name
        """Keep the address until all are known."""
        self._found.append(address)

    def resolutionComplete(self) -> None:  # noqa: N802  # Twisted's name
        """Hand all addresses on when all are public."""
        bad = next((found.host for found in self._found if not _may_connect(found)), None)
        if bad is not None:
            self._hosts.refused[self._name] = str(bad)
            log.warning("refused to connect to a private address", extra={"host": self._name, "address": str(bad)})
        else:
            for found in self._found:
                self._receiver.addressResolved(found)
        self._receiver.resolutionComplete()


@implementer(IHostnameResolver)
class GuardedResolver:
    """The resolver that the crawl installs on the reactor."""

    def __init__(self, reactor: Any, hosts: Hosts) -> None:
        self._reactor = reactor
        self._system: Any = reactor.nameResolver
        self._hosts = hosts

    @classmethod
    def from_crawler(cls, crawler: "Crawler", reactor: Any) -> Self:
        """Make the resolver; Scrapy calls this."""
        return cls(reactor, crawler.settings[HOSTS_SETTING])

    def install_on_reactor(self) -> None:
        """Answer all further look-ups of the reactor."""
        self._reactor.installNameResolver(self)

    def resolveHostName(  # noqa: N802  # Twisted's name
        self,
        resolutionReceiver: Any,  # noqa: N803  # Twisted's name
        hostName: str,  # noqa: N803
        portNumber: int = 0,  # noqa: N803
        addressTypes: Sequence[type[IAddress]] | None = None,  # noqa: N803
        transportSemantics: str = "TCP",  # noqa: N803
    ) -> Any:
        """Look a name up and hand its addresses to the receiver, if all of them may be connected to."""
        port = self._hosts.loopback.get(hostName.lower())
        if port is not None:
            answered = Answered(hostName)
            resolutionReceiver.resolutionBegan(answered)
            if portNumber == 80:
                resolutionReceiver.addressResolved(IPv4Address("TCP", "127.0.0.1", port))
            resolutionReceiver.resolutionComplete()
            return answered
        receiver = CheckingReceiver(resolutionReceiver, hostName, self._hosts)
        return self._system.resolveHostName(receiver, hostName, portNumber, addressTypes, transportSemantics)


def _may_connect(found: object) -> bool:
    if not isinstance(found, (IPv4Address, IPv6Address)):
        return False
    try:
        return is_public(ipaddress.ip_address(str(found.host).partition("%")[0]))
    except ValueError:
        return False
