"""Say which network addresses the crawl may connect to: public ones, and what the loopback map lets through.

In: host names and IP addresses in any spelling. Refused: private, link-local, loopback, multicast and
reserved addresses, also where they hide in IPv6 (mapped, 6to4, NAT64, Teredo), and every odd spelling
of an address (0x7f.1, 2130706433, 127.1): no publisher writes its address so, attackers do.
"""

import ipaddress
import re
import socket
import unicodedata
from dataclasses import dataclass, field
from typing import Any, Self
from urllib.parse import urlsplit

_NUMERIC_HOST = re.compile(r"^(?:0x[0-9a-f]*|\d+)(?:\.(?:0x[0-9a-f]*|\d+))*\.?$", re.IGNORECASE)
_LOCAL_NAMES = ("localhost", "local", "internal", "localdomain", "home.arpa", "lan", "intranet", "corp", "home")
_NAT64 = ipaddress.ip_network("64:ff9b::/96")

IpAddress = ipaddress.IPv4Address | ipaddress.IPv6Address


@dataclass(slots=True, kw_only=True)
class Hosts:
    """What the resolver and the doorkeeper share: the loopback map, and what the resolver refused."""

    loopback: dict[str, int] = field(default_factory=dict)
    """Host name -> port on 127.0.0.1. Only the demo newsroom's and the tests' own runs set it."""
    only_loopback: bool = False
    """True when no contact is configured: the real web is then not asked at all."""
    refused: dict[str, str] = field(default_factory=dict)
    """Host name -> the address that it resolved to and that we did not connect to."""

    def __deepcopy__(self, memo: dict[int, Any]) -> Self:
        # Scrapy copies its settings deeply; resolver and middleware must still see one object.
        return self


def why_not(url: str, hosts: Hosts) -> str | None:
    """Return why `url` must not be asked for, or None when its host name may be resolved."""
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        return "not an address"
    if parts.username is not None:
        return "the address has a user name in it; only what everybody may read is asked for"
    host = unicodedata.normalize("NFKC", parts.hostname or "").lower()
    if parts.scheme not in {"http", "https"} or not host:
        return f"scheme {parts.scheme!r} is not http or https"
    if host in hosts.loopback:
        plain = parts.scheme == "http" and port in {None, 80}
        return None if plain else "a host of the loopback map is asked by plain http on its usual port only"
    problem = _host_problem(host)
    if problem is None and hosts.only_loopback:
        return "no contact is configured, so the real web is not asked"
    return problem


def is_public(address: IpAddress) -> bool:
    """Say whether `address` belongs to the public internet, also where one address hides in another.

    >>> is_public(ipaddress.ip_address("::ffff:10.0.0.1"))
    False
    """
    hidden: list[IpAddress] = []
    if isinstance(address, ipaddress.IPv6Address):
        hidden += [part for part in (address.ipv4_mapped, address.sixtofour) if part]
        hidden += address.teredo or ()
        if address in _NAT64 or int(address) >> 32 == 0:
            hidden.append(ipaddress.IPv4Address(int(address) & 0xFFFFFFFF))
        if address.ipv4_mapped:
            return all(is_public(part) for part in hidden)
    return address.is_global and not address.is_multicast and all(is_public(part) for part in hidden)


def _host_problem(host: str) -> str | None:
    if ":" in host:
        return _literal_problem(host.partition("%")[0])
    if _NUMERIC_HOST.match(host):
        return _numeric_problem(host)
    name = host.rstrip(".")
    if "." not in name or any(name == local or name.endswith("." + local) for local in _LOCAL_NAMES):
        return f"{name} is a name of a local network"
    return None


def _numeric_problem(host: str) -> str | None:
    try:
        plain = socket.inet_ntoa(socket.inet_aton(host.rstrip(".")))
    except OSError:
        return f"{host} is not an address"
    if plain != host:
        return f"{host} is an odd spelling of {plain}"
    return _literal_problem(plain)


def _literal_problem(host: str) -> str | None:
    try:
        address = ipaddress.ip_address(host)
    except ValueError:
        return f"{host} is not an address"
    return None if is_public(address) else f"{host} is not a public address"
