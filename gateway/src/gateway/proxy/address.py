"""Tells whose address a request comes from: the peer's, unless the peer is a proxy we were told to trust.

``X-Forwarded-For`` is believed only from such a proxy, and only back to the first hop that is not one. A hop that is no
address (``unknown``, ``_hidden``: RFC 7239, 6.2 and 6.3) hides who is behind it: the proxy that wrote it counts. IPv6
counts by /64, what one household gets.
"""

from collections.abc import Iterable
from ipaddress import IPv4Address, IPv6Address, IPv6Network, ip_address, ip_network

NO_ADDRESS = "unknown"
_REMEMBERED = 100_000


class Addresses:
    def __init__(self, trusted_proxies: Iterable[str]) -> None:
        """``trusted_proxies`` are networks such as ``10.0.0.0/8``; raises ``ValueError`` for anything else."""
        self._trusted = tuple(ip_network(network) for network in trusted_proxies)
        self._known: dict[str, tuple[str, bool]] = {}

    def of(self, peer: str, forwarded_for: bytes | None) -> str:
        """The key that stands for the client."""
        key, trusted = self.peer(peer)
        if trusted and forwarded_for is not None:
            for hop in reversed(forwarded_for.decode("latin-1").split(",")):
                before, trusted = self.peer(_bare(hop))
                if before == NO_ADDRESS:
                    break
                key = before
                if not trusted:
                    break
        return key

    def peer(self, text: str) -> tuple[str, bool]:
        """The key of one address, and whether it is a proxy that we trust."""
        found = self._known.get(text)
        if found is None:
            if len(self._known) >= _REMEMBERED:
                self._known.clear()
            found = self._known[text] = self._parse(text)
        return found

    def _parse(self, text: str) -> tuple[str, bool]:
        try:
            address: IPv4Address | IPv6Address = ip_address(text)
        except ValueError:
            return NO_ADDRESS, False
        if isinstance(address, IPv6Address):
            if address.ipv4_mapped is not None:
                address = address.ipv4_mapped
            else:
                trusted = any(address in network for network in self._trusted)
                return str(IPv6Network((int(address), 64), strict=False)), trusted
        return str(address), any(address in network for network in self._trusted)


def _bare(hop: str) -> str:
    """An entry without what some proxies put around it: quotes, IPv6 brackets, a port (RFC 7239, 6)."""
    hop = hop.strip().strip('"').strip()
    if hop.startswith("["):
        return hop[1:].partition("]")[0]
    host, colon, port = hop.partition(":")
    return host if colon and port.isdigit() else hop
