"""What is kept of a public answer, and what each client gets of it."""

import gzip

import pytest

from gateway.consumers.publications import takes_back
from gateway.proxy.public_page import PublicPage, lifetime
from shared.clock import SystemClock
from shared.events import Event

JSON = (b"content-type", b"application/json")
KEPT = (b"cache-control", b"public, max-age=1, stale-if-error=60")


def page(*headers: tuple[bytes, bytes], body: bytes = b"{}", status: int = 200) -> PublicPage:
    return PublicPage(status, [JSON, KEPT, *headers], body, 100.0)


@pytest.mark.parametrize(
    ("status", "headers", "fresh", "usable"),
    [
        (200, [KEPT], 1.0, 61.0),
        (200, [(b"cache-control", b"public, max-age=3600")], 2.0, 2.0),
        (200, [(b"cache-control", b"Public, Max-Age=1, stale-if-error=99999999")], 1.0, 86_401.0),
        (200, [(b"cache-control", b"public, s-max-age=5")], 0.0, 0.0),
        (200, [(b"cache-control", b"max-age=60")], 0.0, 0.0),
        (200, [(b"cache-control", b"private, max-age=60")], 0.0, 0.0),
        (200, [(b"cache-control", b"public, max-age=60, no-store")], 0.0, 0.0),
        (200, [], 0.0, 0.0),
        (200, [KEPT, (b"set-cookie", b"a=b")], 0.0, 0.0),
        (200, [KEPT, (b"vary", b"accept-language")], 0.0, 0.0),
        (200, [KEPT, (b"content-encoding", b"br")], 0.0, 0.0),
        (404, [KEPT], 0.0, 0.0),
        (503, [KEPT], 0.0, 0.0),
    ],
)
def test_how_long_an_answer_is_kept(
    status: int, headers: list[tuple[bytes, bytes]], fresh: float, usable: float
) -> None:
    assert lifetime(status, headers) == (fresh, usable)


def test_who_has_it_already_gets_no_body() -> None:
    kept = page((b"etag", b'"one"'))
    for held in (b'"one"', b'W/"one"', b'"x", W/"one"', b"*"):
        status, start, _, body = kept.answer(held, None, 100.5)
        assert (status, body) == (304, b"")
        assert b'etag: "one"' in start
        assert b"content-length" not in start
    assert kept.answer(b'"two"', None, 100.5)[0] == 200


def test_a_page_without_a_tag_gets_one_of_its_content() -> None:
    assert page(body=b"a").tag == page(body=b"a").tag != page(body=b"b").tag
    assert page(status=404).tag == b""


def test_a_large_page_is_packed_once_and_its_tag_is_weak() -> None:
    kept = page((b"etag", b'"one"'), body=b"a" * 5000)
    _, start, _, packed = kept.answer(None, b"gzip", 100.5)
    assert gzip.decompress(packed) == b"a" * 5000
    assert b'etag: W/"one"' in start
    assert b"content-length: %d" % len(packed) in start
    assert kept.answer(None, b"gzip", 101)[3] is packed
    assert kept.answer(None, b"identity", 101)[3] == b"a" * 5000


def test_an_old_page_says_so() -> None:
    kept = page()
    assert kept.answer(None, None, 100.5)[2] == [(b"age", b"0")]
    assert kept.answer(None, None, 130.0)[2] == [(b"age", b"30"), (b"warning", b'110 - "Response is Stale"')]


@pytest.mark.parametrize(
    ("type_", "data", "withdrawn"),
    [
        ("vn.quangngai.article.published.v1", {"first_at": "a", "published_at": "a"}, False),
        ("vn.quangngai.article.published.v1", {"first_at": "a", "published_at": "b"}, True),
        ("vn.quangngai.procedure.published.v1", {}, False),
        ("vn.quangngai.feedback.report_published.v1", {}, True),
        ("vn.quangngai.feedback.report_reclassified.v1", {}, True),
        ("vn.quangngai.article.withdrawn.v1", {}, True),
        ("vn.quangngai.feedback.report_unpublished.v1", {}, True),
        ("vn.quangngai.feedback.report_merged.v1", {}, True),
        ("vn.quangngai.feedback.report_resolved.v1", {}, False),
        ("vn.quangngai.question.withdrawn.v1", {}, True),
        ("vn.quangngai.question.published.v1", {}, True),
        ("vn.quangngai.feedback.question_withdrawn.v1", {}, True),
        ("vn.quangngai.guide.changed.v1", {"active": True}, False),
        ("vn.quangngai.guide.changed.v1", {"active": False}, True),
        ("withdrawn", {}, True),
    ],
)
def test_which_events_take_something_back(type_: str, data: dict[str, object], withdrawn: bool) -> None:
    event = Event("evt_1", type_, "/x", "s", SystemClock().now(), 1, data, "", "")
    assert takes_back(event) is withdrawn
