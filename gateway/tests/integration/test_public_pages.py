"""Public reads are served from memory for a moment: the same to everybody, never older than two seconds, and while the
service is down what it said last, marked so."""

import asyncio
from typing import Any

import pytest
from aiokafka import AIOKafkaProducer
from gateway_world import Received, answer, asking, raw

from gateway.consumers.publications import SHOWN_BY
from gateway.proxy import public_page, public_pages
from local_stack.topics import Topic, ensure_topics
from shared.clock import SystemClock
from shared.events import Event
from shared.testing import eventually

KEPT = (b"cache-control", b"public, max-age=60, stale-if-error=60")
FOR_A_SECOND = (b"cache-control", b"public, max-age=1, stale-if-error=60")
TAG = (b"etag", b'"one"')
HOME = "/v1/home"


class Content:
    """svc-content, as far as pages need it."""

    def __init__(self, service: Any) -> None:
        self.service = service
        self.headers: list[tuple[bytes, bytes]] = [KEPT, TAG]
        self.status = 200
        self.text = "Trang chủ"
        self.hold: asyncio.Event | None = None
        service.handler = self.handle

    @property
    def asked(self) -> list[Received]:
        return list(self.service.received)

    async def handle(self, received: Received, send: Any) -> None:
        if self.hold is not None:
            await self.hold.wait()
        if received.header("if-none-match") in [value.decode() for name, value in self.headers if name == b"etag"]:
            await send({"type": "http.response.start", "status": 304, "headers": self.headers})
            await send({"type": "http.response.body", "body": b""})
            return
        await answer(send, self.status, {"text": self.text}, *self.headers)


def later(world: Any, seconds: float) -> None:
    """Make every page as old as if ``seconds`` had passed since it was asked for."""
    for page, _, _ in world.app.pages._pages.values():
        page.asked_at -= seconds
        page.fresh_until -= seconds
        page.usable_until -= seconds
        page.retry_at -= seconds


@pytest.fixture
async def world(open_gateway: Any, monkeypatch: pytest.MonkeyPatch) -> Any:
    """Pages are kept for a minute where time is not what is tested: on a busy machine two seconds pass quickly."""
    monkeypatch.setattr(public_page, "LONGEST_FRESH", 60.0)
    gateway = await open_gateway()
    gateway.content = Content(gateway.notify)  # svc-content listens where svc-notify does
    return gateway


async def test_one_question_answers_many(world: Any) -> None:
    answers = await asyncio.gather(*(world.http.get(HOME) for _ in range(20)))
    assert {one.json()["text"] for one in answers} == {"Trang chủ"}
    assert len(world.content.asked) == 1
    assert len({one.headers["x-request-id"] for one in answers}) == 20
    assert all(one.headers["age"] == "0" and "warning" not in one.headers for one in answers)
    assert answers[0].headers["cache-control"] == KEPT[1].decode()


async def test_the_service_learns_nothing_of_who_asks(world: Any) -> None:
    secret = {
        "Authorization": "Bearer abc",
        "User-Agent": "secret-phone",
        "Accept-Language": "en",
        "Cookie": "a=b",
        "Meter": "count=1000/0",
        "If-None-Match": '"mine"',
    }
    personal = await world.http.get(HOME, headers=secret)
    assert personal.status_code == 200
    [asked] = world.content.asked
    assert {name for name, _ in asked.headers} == {"host", "x-request-id", "traceparent"}


async def test_another_origin_gets_its_own_permission_and_its_own_limits(world: Any) -> None:
    first = await world.http.get(HOME, headers={"Origin": "https://h5.zdn.vn"})
    second = await world.http.get(HOME)
    assert first.headers["access-control-allow-origin"] == "https://h5.zdn.vn"
    assert "access-control-allow-origin" not in second.headers
    assert "ratelimit-remaining" in first.headers
    assert "ratelimit-remaining" in second.headers
    assert len(world.content.asked) == 1


async def test_what_the_client_has_is_not_sent_again(world: Any) -> None:
    await world.http.get(HOME)
    again = await world.http.get(HOME, headers={"If-None-Match": 'W/"one"'})
    assert (again.status_code, again.content, again.headers["etag"]) == (304, b"", '"one"')
    other = await world.http.get(HOME, headers={"If-None-Match": '"two"'})
    assert other.status_code == 200
    head = await raw(world.url, b"HEAD /v1/home HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n")
    assert head.endswith(b"\r\n\r\n")
    assert b"content-length: " in head
    assert len(world.content.asked) == 1


async def test_queries_are_different_pages(world: Any) -> None:
    await world.http.get("/v1/news?limit=1")
    await world.http.get("/v1/news?limit=2")
    await world.http.get("/v1/news?limit=1")
    assert [asked.query for asked in world.content.asked] == ["limit=1", "limit=2"]


async def test_after_a_second_the_service_is_asked_whether_it_is_still_so(world: Any) -> None:
    world.content.headers = [FOR_A_SECOND, TAG]
    await world.http.get(HOME)
    later(world, 1)
    same = await world.http.get(HOME)
    assert (same.status_code, same.json()["text"], same.headers["age"]) == (200, "Trang chủ", "0")
    assert [asked.header("if-none-match") for asked in world.content.asked] == [None, '"one"']
    world.content.headers, world.content.text = [FOR_A_SECOND, (b"etag", b'"two"')], "Tin mới"
    later(world, 1)
    assert (await world.http.get(HOME)).json()["text"] == "Tin mới"


@pytest.mark.parametrize(
    "headers",
    [[], [(b"cache-control", b"private, max-age=9")], [KEPT, (b"vary", b"cookie")], [KEPT, (b"set-cookie", b"a=b")]],
)
async def test_what_is_not_called_public_is_given_to_nobody_else(world: Any, headers: Any) -> None:
    world.content.headers = headers
    for number in range(2):
        answered = await world.http.get(HOME, headers={"User-Agent": f"phone {number}"})
        assert (answered.status_code, "age" in answered.headers) == (200, False)
    assert [asked.header("user-agent") for asked in world.content.asked] == [None, "phone 0", "phone 1"]
    assert len(world.app.pages) == 0


async def test_what_is_not_there_is_said_and_not_kept(world: Any) -> None:
    world.content.status = 404
    assert (await world.http.get("/v1/news/art_0")).status_code == 404
    world.content.status = 200
    assert (await world.http.get("/v1/news/art_0")).status_code == 200


def _dies(world: Any) -> None:
    later(world, 1)
    world.content.status, world.content.headers = 503, []


async def test_a_service_that_is_down_still_shows_its_last_page(world: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(public_pages, "RETRY_SECONDS", 50.0)
    world.content.headers = [FOR_A_SECOND, TAG]
    await world.http.get(HOME)
    _dies(world)
    old = [await world.http.get(HOME) for _ in range(3)]
    assert {one.json()["text"] for one in old} == {"Trang chủ"}
    assert {one.headers["warning"] for one in old} == {'110 - "Response is Stale"'}
    assert int(old[0].headers["age"]) >= 1
    assert len(world.content.asked) == 2, "and is left alone for a moment"
    assert (await world.http.get("/v1/faq")).status_code == 503, "what nobody had read yet"
    later(world, 50)
    world.content.status, world.content.headers, world.content.text = 200, [KEPT, TAG], "Lại chạy"
    world.content.headers = [KEPT, (b"etag", b'"two"')]
    assert (await world.http.get(HOME)).json()["text"] == "Lại chạy"


async def test_what_was_taken_back_is_not_shown_even_while_the_service_is_down(world: Any) -> None:
    world.content.headers = [FOR_A_SECOND, TAG]
    await world.http.get("/v1/news/art_1")
    world.app.pages.changed("svc-content", withdrawn=True)
    _dies(world)
    assert (await world.http.get("/v1/news/art_1")).status_code == 503


async def test_an_event_makes_pages_be_asked_for_anew_at_once(world: Any) -> None:
    await world.http.get(HOME)
    world.content.headers, world.content.text = [KEPT, (b"etag", b'"two"')], "Tin mới"
    assert (await world.http.get(HOME)).json()["text"] == "Trang chủ"
    world.app.pages.changed("svc-content", withdrawn=False)
    assert (await world.http.get(HOME)).json()["text"] == "Tin mới"


async def test_a_page_asked_for_before_a_withdrawal_is_not_kept_after_it(world: Any) -> None:
    world.content.hold = asyncio.Event()
    waiting = asyncio.create_task(world.http.get(HOME))
    await eventually(lambda: _asked(world))
    world.app.pages.changed("svc-content", withdrawn=True)
    world.content.hold.set()
    assert (await waiting).status_code == 200
    assert len(world.app.pages) == 0


async def test_a_client_that_leaves_does_not_spoil_it_for_the_others(world: Any) -> None:
    world.content.hold = asyncio.Event()
    async with asking(world.url, b"GET /v1/home HTTP/1.1\r\nhost: x\r\n\r\n"):
        await eventually(lambda: _asked(world))
    another = asyncio.create_task(world.http.get(HOME))
    await asyncio.sleep(0.1)
    world.content.hold.set()
    assert (await another).json()["text"] == "Trang chủ"
    assert len(world.content.asked) == 1


async def _asked(world: Any) -> int:
    return len(world.content.asked)


async def test_a_large_page_is_passed_on_and_not_kept(world: Any) -> None:
    world.content.text = "x" * 400_000
    for _ in range(3):
        assert len((await world.http.get(HOME)).json()["text"]) == 400_000
    assert len(world.app.pages) == 0
    assert len(world.content.asked) == 4, "once to learn that it is too large"


async def test_memory_is_bounded(world: Any) -> None:
    world.app.pages._most_bytes = 60_000
    world.content.text = "x" * 8_000
    for number in range(8):
        await world.http.get(f"/v1/news?limit={number}")
    assert 0 < world.app.pages.bytes <= 60_000
    assert len(world.app.pages) == 3


async def test_the_service_is_told_how_many_read(world: Any) -> None:
    world.content.headers = [KEPT, TAG, (b"meter", b"do-report")]
    for _ in range(5):
        answered = await world.http.get("/v1/news/art_1")
        assert "meter" not in answered.headers
    later(world, 60)
    await world.app.pages._tell()
    await world.app.pages._tell()
    assert [asked.header("meter") for asked in world.content.asked] == [None, "count=4/0"]


async def test_the_gateway_s_own_page_is_not_kept_waiting(world: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    pages, route = world.app.pages, world.app.table.exact["GET", HOME.encode()]
    monkeypatch.setattr(public_pages, "AT_HAND_SECONDS", 0.2)
    world.content.hold = asyncio.Event()
    assert await pages.text(route, HOME.encode()) is None, "nothing is known yet, and the service takes long"
    world.content.hold.set()

    async def known() -> bytes:
        return bytes(await pages.text(route, HOME.encode()) or b"")

    first = await eventually(known)
    assert b"Trang ch" in first
    pages.changed(route.service, withdrawn=False)
    world.content.hold = asyncio.Event()
    assert await pages.text(route, HOME.encode()) == first, "what it said last, while it takes long"
    pages.changed(route.service, withdrawn=True)
    assert await pages.text(route, HOME.encode()) is None, "but nothing that was taken back"
    world.content.hold.set()


async def test_figures_say_how_pages_were_answered(world: Any) -> None:
    await world.http.get(HOME)
    await world.http.get(HOME)
    figures = (await world.operations.get("/metrics")).text
    assert 'gateway_public_pages_total{outcome="kept"} 1.0' in figures
    assert 'gateway_public_pages_total{outcome="asked"} 1.0' in figures
    assert "gateway_public_page_bytes" in figures


async def test_what_is_published_reaches_every_process(open_gateway: Any, kafka_bootstrap_servers: str) -> None:
    topics = [Topic(name, partitions=1, replication_factor=1, configs={}) for name in SHOWN_BY]
    await ensure_topics(kafka_bootstrap_servers, topics)
    gateway = await open_gateway(kafka_bootstrap_servers=kafka_bootstrap_servers)
    announced = gateway.app.pages._announced["svc-content"]
    producer = AIOKafkaProducer(bootstrap_servers=kafka_bootstrap_servers)
    await producer.start()

    async def publish() -> bool:
        event = Event("evt_1", "vn.quangngai.article.withdrawn.v1", "/x", "a", SystemClock().now(), 1, {}, "", "")
        await producer.send_and_wait("article.events.v1", event.encode())
        await asyncio.sleep(0.2)
        return bool(announced.withdrawals > 0)

    try:
        await eventually(publish)
    finally:
        await producer.stop()
