"""Fetching what an editor named: never inside, never without end."""

import asyncio
from ipaddress import ip_address

import pytest

from shared.testing_http import plain, serving
from svc_content.outside.fetcher import Fetcher, FetchFailed, FetchFailure, checked, is_outside, networks

LOOPBACK = networks("127.0.0.0/8")


async def failure(url: str, fetcher: Fetcher | None = None, seconds: float = 3.0) -> FetchFailure:
    with pytest.raises(FetchFailed) as failed:
        await (fetcher or Fetcher(LOOPBACK)).fetch(url, at_most=10_000, seconds=seconds)
    return failed.value.reason


INSIDE = [
    "127.0.0.1",
    "10.1.2.3",
    "172.16.0.1",
    "192.168.1.1",
    "169.254.169.254",
    "100.64.0.1",
    "0.0.0.0",
    "224.0.0.1",
    "255.255.255.255",
    "::1",
    "::",
    "fe80::1",
    "fc00::1",
    "::ffff:10.0.0.1",
    "::ffff:127.0.0.1",
    "2002:7f00:1::",
    "64:ff9b::a00:1",
    "2001:db8::1",
    "198.18.0.1",
    "ff02::1",
]


@pytest.mark.parametrize("address", INSIDE)
def test_an_address_inside_is_known_as_one(address: str) -> None:
    assert not is_outside(ip_address(address))


@pytest.mark.parametrize("address", ["113.160.1.1", "8.8.8.8", "2001:ee0::1", "::ffff:8.8.8.8"])
def test_an_address_of_the_internet_is_outside(address: str) -> None:
    assert is_outside(ip_address(address))


@pytest.mark.parametrize(
    "url",
    [
        "http://127.0.0.1/",
        "http://127.1/",
        "http://2130706433/",
        "http://0x7f000001/",
        "http://[::1]/",
        "http://[::ffff:127.0.0.1]/",
        "http://localhost/",
        "http://169.254.169.254/latest/meta-data/",
    ],
)
async def test_no_spelling_of_an_inner_address_gets_in(url: str) -> None:
    assert await failure(url, Fetcher()) in (FetchFailure.INSIDE, FetchFailure.UNREACHABLE)


@pytest.mark.parametrize(
    "url",
    [
        "file:///etc/passwd",
        "ftp://a.example/x",
        "gopher://a.example",
        "http://",
        "//a.example",
        "http://u:p@a.example/",
        "http://a.example:99999/",
        "javascript:alert(1)",
        "http://\x00.example/",
    ],
)
async def test_an_address_that_is_none(url: str) -> None:
    assert await failure(url) is FetchFailure.BAD_ADDRESS


async def test_what_is_there_is_fetched_with_redirects() -> None:
    def answer(path: str) -> bytes:
        return plain(b"", "302 Found", "Location: /new") if path == "/old" else plain(b"hello")

    async with serving(answer) as base:
        fetched = await Fetcher(LOOPBACK).fetch(f"{base}/old", at_most=100, seconds=3)
    assert (fetched.url, fetched.body) == (f"{base}/new", b"hello")


async def test_a_redirect_inside_is_not_followed() -> None:
    # Only this one address is allowed: what it leads to is not.
    async with serving(lambda _path: plain(b"", "302 Found", "Location: http://127.0.0.2:80/secret")) as base:
        assert await failure(base, Fetcher(networks("127.0.0.1/32"))) is FetchFailure.INSIDE


async def test_a_redirect_to_another_scheme_is_not_followed() -> None:
    async with serving(lambda _path: plain(b"", "302 Found", "Location: file:///etc/passwd")) as base:
        assert await failure(base) is FetchFailure.BAD_ADDRESS


async def test_a_name_whose_address_changes_after_the_check_gains_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    """There is only one look-up, and the connection goes to what it found."""
    looked_up = []
    loop = asyncio.get_running_loop()

    async def getaddrinfo(host: str, port: int, **_options: object) -> list[object]:
        looked_up.append(host)
        address = "127.0.0.1" if len(looked_up) == 1 else "8.8.8.8"
        return [(2, 1, 6, "", (address, port))]

    monkeypatch.setattr(loop, "getaddrinfo", getaddrinfo)
    assert await failure("http://rebinding.example/", Fetcher()) is FetchFailure.INSIDE
    assert looked_up == ["rebinding.example"]


async def test_a_name_with_one_address_inside_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    async def getaddrinfo(host: str, port: int, **_options: object) -> list[object]:
        return [(2, 1, 6, "", ("113.160.1.1", port)), (2, 1, 6, "", ("10.0.0.1", port))]

    monkeypatch.setattr(asyncio.get_running_loop(), "getaddrinfo", getaddrinfo)
    assert await failure("http://both.example/", Fetcher()) is FetchFailure.INSIDE


async def test_redirects_end() -> None:
    async with serving(lambda _path: plain(b"", "302 Found", "Location: /again")) as base:
        assert await failure(base) is FetchFailure.TOO_MANY_REDIRECTS


async def test_an_answer_without_end_is_cut_off() -> None:
    async def endless(_path: str, writer: asyncio.StreamWriter) -> None:
        writer.write(b"HTTP/1.1 200 OK\r\n\r\n")
        while True:
            writer.write(b"<item>" * 1000)
            await writer.drain()

    async with serving(endless) as base:
        assert await failure(base) is FetchFailure.TOO_LARGE


@pytest.mark.slow
async def test_an_answer_that_drips_is_given_up() -> None:
    async def dripping(_path: str, writer: asyncio.StreamWriter) -> None:
        writer.write(b"HTTP/1.1 200 OK\r\n\r\n")
        while True:
            writer.write(b"<")
            await writer.drain()
            await asyncio.sleep(0.05)

    async with serving(dripping) as base:
        assert await failure(base, seconds=0.5) is FetchFailure.TOO_SLOW


@pytest.mark.parametrize(
    ("answer", "reason"),
    [
        (plain(b"x", "404 Not Found"), FetchFailure.REFUSED),
        (plain(b"x", "200 OK", "Content-Encoding: gzip"), FetchFailure.COMPRESSED),
        (b"\x16\x03\x01nonsense\r\n\r\n", FetchFailure.UNREACHABLE),
    ],
)
async def test_answers_that_are_of_no_use(answer: bytes, reason: FetchFailure) -> None:
    async with serving(lambda _path: answer) as base:
        assert await failure(base) is reason


async def test_what_has_not_changed_is_not_sent_again() -> None:
    async with serving(lambda _path: b'HTTP/1.1 304 Not Modified\r\nETag: "7"\r\n\r\n') as base:
        fetched = await Fetcher(LOOPBACK).fetch(base, at_most=10, seconds=3, headers={"if-none-match": '"7"'})
    assert fetched.unchanged


def test_an_address_is_written_in_plain_letters() -> None:
    assert checked("https://quảngngãi.vn/tin tức?q=á") == "https://xn--qungngi-2wa3569d.vn/tin%20t%E1%BB%A9c?q=%C3%A1"
