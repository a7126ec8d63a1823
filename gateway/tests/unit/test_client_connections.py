"""Who is closed when there is no room for another connection."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import cast

from gateway.proxy.address import Addresses
from gateway.proxy.client_connection import ClientConnection
from gateway.proxy.client_connections import CLOSED_AT_ONCE, ClientConnections, to_close
from shared.testing import FakeClock

NETWORK = "203.0.113.7"
"""The address of a mobile network."""


@dataclass(eq=False)
class One:
    """A connection; what it does is told."""

    address: str
    since: float
    idle: bool = False
    waiting: bool = True
    aborted: bool = False

    def keeps_waiting(self, now: float) -> bool:
        return self.waiting

    def abort(self) -> None:
        self.aborted = True


def closed(*connections: One) -> list[One]:
    return cast(list[One], to_close(cast(Collection[ClientConnection], connections), 100.0))


def test_the_longest_idle_go_first_whosever_they_are() -> None:
    phone = One(NETWORK, 1.0)
    idle = [One(f"198.51.100.{number}", 50.0 - number, idle=True) for number in range(CLOSED_AT_ONCE + 8)]
    assert closed(phone, *idle) == idle[: -CLOSED_AT_ONCE - 1 : -1]


def test_nobody_who_only_waits_is_closed_while_one_is_idle() -> None:
    idle = One("198.51.100.1", 99.0, idle=True)
    assert closed(*(One(NETWORK, number) for number in range(50)), idle) == [idle]


def test_who_is_answered_or_sends_is_never_closed() -> None:
    assert closed(*(One(NETWORK, number, waiting=False) for number in range(50))) == []


def test_of_those_that_keep_us_waiting_the_most_crowded_address_comes_down_to_the_next() -> None:
    sending = [One(NETWORK, number, waiting=False) for number in range(40)]
    crowd = [One("198.51.100.1", 10.0 + number) for number in range(30)]
    fewer = [One("198.51.100.2", 5.0 + number) for number in range(14)]
    phones = [One(NETWORK, number) for number in range(2)]
    found = closed(*sending, *crowd, *fewer, *phones)
    assert len(found) == CLOSED_AT_ONCE
    assert set(found) == {*crowd[:24], *fewer[:8]}, "six of each are left, and the two phones"


async def test_the_one_that_fills_it_pays_and_a_proxy_may_hold_many() -> None:
    clients = ClientConnections(Addresses(["10.0.0.0/8"]), FakeClock(), most=100, most_per_address=80)
    crowd = [One(NETWORK, number) for number in range(80)]
    assert all(admitted(clients, one, NETWORK) for one in crowd)
    for number in range(40):
        assert admitted(clients, One("", 1000.0 + number), f"198.51.100.{number}")
    assert [one.aborted for one in crowd] == [True] * CLOSED_AT_ONCE + [False] * (80 - CLOSED_AT_ONCE)
    assert all(admitted(clients, One("", 2000.0 + number), "10.0.0.1") for number in range(90))
    assert clients.number <= 100


async def test_a_site_of_ipv6_may_hold_what_an_address_may() -> None:
    clients = ClientConnections(Addresses([]), FakeClock(), most=100, most_per_address=8)
    busy = [One("", number, waiting=False) for number in range(9)]
    assert [admitted(clients, one, f"2001:db8:1:{number}::1") for number, one in enumerate(busy)] == [True] * 8 + [
        False
    ]
    assert admitted(clients, One("", 9.0), "2001:db8:2::1")
    clients.leave(cast(ClientConnection, busy[0]))
    assert admitted(clients, One("", 10.0), "2001:db8:1:9::1")


def admitted(clients: ClientConnections, one: One, address: str) -> bool:
    return clients.admit(cast(ClientConnection, one), address)
