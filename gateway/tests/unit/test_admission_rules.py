"""The small rules of who and what is let in, one by one."""

import pytest

from gateway.proxy.address import Addresses
from gateway.proxy.headers import sort_headers
from gateway.proxy.paths import check_target
from shared.problem import Problem


@pytest.mark.parametrize("path", ["/", "/v1/procedures", "/v1/dossiers/dos_01KAMW3T6V", "/.well-known/jwks.json"])
def test_plain_paths_pass(path: str) -> None:
    check_target(path.encode(), b"q=%C4%91&after=abc")


@pytest.mark.parametrize(
    "path",
    [
        b"/v1/../admin",
        b"/v1/./x",
        b"/v1/..",
        b"/v1//dossiers",
        b"/v1/dossiers/",
        b"/v1/%2e%2e/x",
        b"/v1/a%2fb",
        b"/v1/a%00b",
        b"/v1/a\x00b",
        b"/v1/a\\b",
        b"/v1/a;b=c",
        b"v1/x",
        b"*",
        b"http://elsewhere/v1",
        "/v1/hồ-sơ".encode(),
        b"",
    ],
)
def test_odd_paths_are_refused(path: bytes) -> None:
    with pytest.raises(Problem) as refusal:
        check_target(path, b"")
    assert refusal.value.status == 400


@pytest.mark.parametrize("query", [b"q=a b", b"q=\xc4\x91", b"q=%00", b"q=\r\nx: y"])
def test_odd_queries_are_refused(query: bytes) -> None:
    with pytest.raises(Problem):
        check_target(b"/v1/x", query)


def test_an_endless_target_is_refused() -> None:
    with pytest.raises(Problem) as refusal:
        check_target(b"/v1/x", b"q=" + b"a" * 5000)
    assert refusal.value.status == 414


def test_only_listed_headers_go_on() -> None:
    headers = sort_headers(
        [
            (b"host", b"evil"),
            (b"accept", b"*/*"),
            (b"x-user-id", b"cit_other"),
            (b"x-citizen-id", b"cit_other"),
            (b"x-forwarded-host", b"evil"),
            (b"x-original-url", b"/v1/staff"),
            (b"x-http-method-override", b"DELETE"),
            (b"cookie", b"a=b"),
            (b"connection", b"x-request-id"),
            (b"authorization", b"Bearer t"),
        ]
    )
    assert headers.lines == [b"accept: */*\r\n"]
    assert set(headers.own) == {b"authorization"}


@pytest.mark.parametrize(
    "name", [b"authorization", b"content-length", b"idempotency-key", b"content-type", b"if-match"]
)
def test_what_may_stand_once_stands_once(name: bytes) -> None:
    with pytest.raises(Problem) as refusal:
        sort_headers([(name, b"1"), (name, b"2")])
    assert refusal.value.status == 400


def test_the_peer_counts_unless_it_is_a_trusted_proxy() -> None:
    addresses = Addresses(["10.0.0.0/8"])
    assert addresses.of("203.0.113.9", b"198.51.100.1") == "203.0.113.9"
    assert addresses.of("10.1.2.3", b"198.51.100.1") == "198.51.100.1"
    assert addresses.of("10.1.2.3", None) == "10.1.2.3"


def test_the_last_hop_that_is_no_proxy_of_ours_counts() -> None:
    addresses = Addresses(["10.0.0.0/8"])
    assert addresses.of("10.1.2.3", b"1.1.1.1, 198.51.100.7, 10.9.9.9") == "198.51.100.7"


@pytest.mark.parametrize("hidden", [b"unknown", b"_hidden", b"rubbish", b"", b"300.1.1.1"])
def test_who_hides_counts_as_the_proxy_that_wrote_it(hidden: bytes) -> None:
    """They are no single "unknown" for the whole world, and never what stands before it: anybody can write that."""
    addresses = Addresses(["10.0.0.0/8"])
    assert addresses.of("10.1.2.3", hidden) == "10.1.2.3"
    assert addresses.of("10.1.2.3", b"198.51.100.7, " + hidden + b", 10.9.9.9") == "10.9.9.9"
    assert addresses.of("203.0.113.9", hidden) == "203.0.113.9"


def test_ipv6_counts_by_household() -> None:
    addresses = Addresses([])
    first, second = addresses.of("2001:db8:1:2::1", None), addresses.of("2001:db8:1:2:ffff::9", None)
    assert first == second == "2001:db8:1:2::/64"
    assert addresses.of("2001:db8:1:3::1", None) != first
    assert addresses.of("::ffff:203.0.113.9", None) == "203.0.113.9"


def test_connections_of_ipv6_count_by_site() -> None:
    addresses = Addresses(["2001:db8:ffff::/48"])
    assert {addresses.peer(f"2001:db8:1:{household:x}::1").site for household in range(3)} == {"2001:db8:1::/48"}
    assert addresses.peer("2001:db8:2::1").site == "2001:db8:2::/48"
    assert addresses.peer("203.0.113.9").site == "203.0.113.9"
    assert addresses.peer("2001:db8:ffff::1").trusted
