"""Tells whose address a request comes from: the peer's, unless the peer is a proxy we were told to trust.

``X-Forwarded-For`` is believed only from such a proxy, and only back to the first hop that is not one. A hop that is no
address (``unknown``, ``_hidden``: RFC 7239, 6.2 and 6.3) hides who is behind it: the proxy that wrote it counts. IPv6
counts by /64, what one household gets; open connections by /48, which one site may get (RFC 6177) and which has 65,536
of the former.
"""

from collections.abc import Iterable
from ipaddress import IPv4Address, IPv6Address, IPv6Network, ip_address, ip_network
from typing import NamedTuple

NO_ADDRESS = "unknown"
_REMEMBERED = 100_000


class Peer(NamedTuple):
    """``key`` is what requests count by, ``site`` what open connections do; ``trusted``: a proxy that we trust."""

    key: str
    site: str
    trusted: bool


class Addresses:
    def __init__(self, trusted_proxies: Iterable[str]) -> None:
        """``trusted_proxies`` are networks such as ``10.0.0.0/8``; raises ``ValueError`` for anything else."""
        self._trusted = tuple(ip_network(network) for network in trusted_proxies)
        self._known: dict[str, Peer] = {}

    def of(self, peer: str, forwarded_for: bytes | None) -> str:
        """The key that stands for the client."""
        key, _, trusted = self.peer(peer)
        if trusted and forwarded_for is not None:
            for hop in reversed(forwarded_for.decode("latin-1").split(",")):
                before, _, trusted = self.peer(_bare(hop))
                if before == NO_ADDRESS:
                    break
                key = before
                if not trusted:
                    break
        return key

    def peer(self, text: str) -> Peer:
        """One address."""
        found = self._known.get(text)
        if found is None:
            if len(self._known) >= _REMEMBERED:
                self._known.clear()
            found = self._known[text] = self._parse(text)
        return found

    def _parse(self, text: str) -> Peer:
        try:
            address: IPv4Address | IPv6Address = ip_address(text)
        except ValueError:
            return Peer(NO_ADDRESS, NO_ADDRESS, trusted=False)
        if isinstance(address, IPv6Address) and address.ipv4_mapped is not None:
            address = address.ipv4_mapped
        trusted = any(address in network for network in self._trusted)
        if isinstance(address, IPv4Address):
            return Peer(str(address), str(address), trusted)
        household, site = (str(IPv6Network((int(address), length), strict=False)) for length in (64, 48))
        return Peer(household, site, trusted)


def _bare(hop: str) -> str:
    """An entry without what some proxies put around it: quotes, IPv6 brackets, a port (RFC 7239, 6)."""
    hop = hop.strip().strip('"').strip()
    if hop.startswith("["):
        return hop[1:].partition("]")[0]
    host, colon, port = hop.partition(":")
    return host if colon and port.isdigit() else hop
