"""What every channel promises the dispatcher, whatever the provider does: one call, one outcome, never an exception."""

import asyncio
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cache
from typing import Any

import httpx
import orjson
import pytest

from local_stack.ports import free_ports
from shared.http_client import outbound
from svc_notify.channels.console import Console
from svc_notify.channels.mini_app_codes import MINI_APP_CODES
from svc_notify.channels.oa_codes import OA_CODES, OA_CS_CODES
from svc_notify.channels.port import ChannelAdapter, Delivery
from svc_notify.channels.zalo_mini_app import ZaloMiniApp
from svc_notify.channels.zalo_oa_cs import ZaloOaCs
from svc_notify.channels.zalo_oa_legacy import ZaloOaLegacy
from svc_notify.channels.zalo_oa_template import ZaloOaTemplate
from svc_notify.channels.zns import Zns
from svc_notify.channels.zns_codes import ZNS_CODES
from svc_notify.domain.outcomes import DeliveryOutcome, OutcomeClass, Quota
from svc_notify.domain.reasons import Reason
from svc_notify.domain.token_pair import AccessToken
from svc_notify.zalo.answer_codes import ANSWER_LIMIT_BYTES, Codes
from svc_notify.zalo.bought_replies import BoughtReplies
from svc_notify.zalo.official_account import OfficialAccount

DELIVERY = Delivery(
    message_id="msg_0123456789ABCDEFGHJKMNPQRS",
    recipient="2000000000000000002",
    template_id="700101",
    params={"ma_nop": "HS-7K3M"},
    title="Hồ sơ cần thực hiện nghĩa vụ tài chính",
    text="Mã hồ sơ: HS-7K3M.\nMời Ông/Bà xem trong ứng dụng.",
)
TEMPLATE = {"template_id": "700101", "template_data": {"ma_nop": "HS-7K3M"}, "tracking_id": DELIVERY.message_id}


class Tokens:
    """Has one, until it is refused."""

    def __init__(self) -> None:
        self.current: AccessToken | None = AccessToken("oa-at-0001", 7)
        self.fresh = False
        self.worked_with: list[int] = []

    def worked(self, generation: int) -> None:
        self.worked_with.append(generation)

    def reject(self, generation: int) -> bool:
        self.current = None
        return not self.fresh


@dataclass
class Provider:
    """A host that answers each request with the bytes it was told to, and remembers the request."""

    port: int = field(default_factory=lambda: free_ports("provider", 0))
    status: int = 200
    body: bytes = b""
    does: str = "answer"
    """``reset`` after it read the request, or ``hang``."""
    path: str = ""
    headers: Mapping[str, str] = field(default_factory=dict)
    asked: Any = None

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        head = (await reader.readuntil(b"\r\n\r\n")).decode().split("\r\n")
        self.path = head[0].split(" ")[1]
        self.headers = {name.lower(): value.strip() for name, _, value in (line.partition(":") for line in head[1:])}
        sent = await reader.readexactly(int(self.headers.get("content-length", 0)))
        self.asked = orjson.loads(sent) if sent else None
        if self.does == "hang":
            await asyncio.sleep(30)
        if self.does == "reset":
            writer.transport.abort()
            return
        # Closed and said so: else the client may send the next request on a connection that is about to end.
        lines = (b"HTTP/1.1 %d X" % self.status, b"connection: close", b"content-length: %d" % len(self.body))
        writer.write(b"\r\n".join(lines) + b"\r\n\r\n" + self.body)
        await writer.drain()
        writer.close()


@dataclass(frozen=True)
class Channel:
    """``make``: the adapter for a host and tokens; ``wire``: path, headers and body as Zalo documents them."""

    make: Callable[[httpx.AsyncClient, Any], ChannelAdapter]
    codes: Codes
    wire: tuple[str, Mapping[str, str], Mapping[str, Any]]
    taken: Mapping[str, Any]
    outcome: DeliveryOutcome
    error: str = "error"
    tokens: bool = True


def official(http: httpx.AsyncClient, tokens: Any, codes: Codes = OA_CODES) -> OfficialAccount:
    return OfficialAccount(http, codes, tokens, "demo-app-secret")


def taken_by(message_id: str | None, **quota: Any) -> DeliveryOutcome:
    left = Quota(**quota) if quota else None
    return DeliveryOutcome(OutcomeClass.ACCEPTED, code=0, provider_id=message_id, quota=left)


OA_HEADERS = {"access_token": "oa-at-0001", "content-type": "application/json"}
LEGACY_PAYLOAD = {
    "template_type": "transaction_transaction",
    "language": "VI",
    "elements": [
        {"type": "header", "align": "left", "content": DELIVERY.title},
        {"type": "text", "align": "left", "content": "Mã hồ sơ: HS-7K3M.<br>Mời Ông/Bà xem trong ứng dụng."},
    ],
    "buttons": [],
}
CHANNELS = {
    "oa template": Channel(
        lambda http, tokens: ZaloOaTemplate(official(http, tokens)),
        OA_CODES,
        ("/v3.0/oa/message/template", OA_HEADERS, {"user_id": DELIVERY.recipient, **TEMPLATE}),
        {"message_id": "9c1e77aa01", "quota": {"quota_type": "purchase_quota", "remain": "1200"}},
        taken_by("9c1e77aa01", remaining=1200, total=None),
    ),
    "oa cs": Channel(
        lambda http, tokens: ZaloOaCs(official(http, tokens, OA_CS_CODES)),
        OA_CS_CODES,
        (
            "/v3.0/oa/message/cs",
            OA_HEADERS,
            {
                "recipient": {"user_id": DELIVERY.recipient},
                "message": {"text": f"{DELIVERY.title}\n\n{DELIVERY.text}"},
            },
        ),
        {"message_id": "2f7b", "quota": {"quota_type": "reply_48h", "remain": 7, "total": 8}},
        replace(taken_by("2f7b"), free_left=Quota(7, 8)),
    ),
    "oa transaction": Channel(
        lambda http, tokens: ZaloOaLegacy(
            official(http, tokens), "transaction", date(2026, 3, 1), lambda: date(2026, 2, 28)
        ),
        OA_CODES,
        (
            "/v3.0/oa/message/transaction",
            OA_HEADERS,
            {
                "recipient": {"user_id": DELIVERY.recipient},
                "message": {"attachment": {"type": "template", "payload": LEGACY_PAYLOAD}},
            },
        ),
        {"message_id": "77aa"},
        taken_by("77aa"),
    ),
    "zns": Channel(
        lambda http, tokens: Zns(official(http, tokens, ZNS_CODES)),
        ZNS_CODES,
        ("/message/template", OA_HEADERS, {"phone": DELIVERY.recipient, **TEMPLATE}),
        {"msg_id": "a4d0243feee1demo", "quota": {"dailyQuota": "500", "remainingQuota": "499"}},
        taken_by("a4d0243feee1demo", remaining=499, total=500),
    ),
    "mini app": Channel(
        lambda http, _: ZaloMiniApp(http, "5000000000000000005", "demo-mini-api-key"),
        MINI_APP_CODES,
        (
            "/notification/template",
            {
                "x-api-key": "Bearer demo-mini-api-key",
                "x-user-id": DELIVERY.recipient,
                "x-miniapp-id": "5000000000000000005",
            },
            {
                "templateId": "700101",
                "templateData": {
                    "title": "Hồ sơ cần thực hiện nghĩa vụ…",
                    "contentTitle": DELIVERY.title,
                    "contentDescription": "Mã hồ sơ: HS-7K3M. Mời Ông/Bà xem trong ứng dụng.",
                    "buttonText": "Xem chi tiết",
                    "buttonUrl": f"https://zalo.me/s/5000000000000000005/messages/{DELIVERY.message_id}",
                },
            },
        ),
        {},
        taken_by(None),
        error="err",
        tokens=False,
    ),
}
each = pytest.mark.parametrize("channel", CHANNELS.values(), ids=CHANNELS.keys())


@cache
def client(timeout: float) -> httpx.AsyncClient:
    """One for all, as a service has it: to make one takes longer than a call."""
    return outbound(timeout=timeout)


@asynccontextmanager
async def serving(provider: Provider, timeout: float = 5) -> AsyncIterator[httpx.AsyncClient]:
    """``provider`` answers, and a client of it."""
    server = await asyncio.start_server(provider.serve, "127.0.0.1", provider.port)
    http = client(timeout)
    http.base_url = httpx.URL(f"http://127.0.0.1:{provider.port}")
    try:
        yield http
    finally:
        server.close()


@asynccontextmanager
async def calling(channel: Channel, provider: Provider, tokens: Tokens, timeout: float = 5) -> AsyncIterator[Any]:
    async with serving(provider, timeout) as http:
        yield channel.make(http, tokens)


async def outcome_of(
    channel: Channel, provider: Provider, tokens: Tokens | None = None, timeout: float = 5
) -> DeliveryOutcome:
    async with calling(channel, provider, tokens or Tokens(), timeout) as adapter:
        sent: DeliveryOutcome = await adapter.send(DELIVERY)
        return sent


def envelope(channel: Channel, code: object, **more: object) -> bytes:
    return orjson.dumps({channel.error: code, "message": "…", **more})


@each
async def test_the_request_is_as_zalo_documents_it_and_an_acceptance_is_read(channel: Channel) -> None:
    provider = Provider(body=envelope(channel, 0, data=channel.taken))
    assert await outcome_of(channel, provider) == channel.outcome
    path, headers, body = channel.wire
    assert provider.path == path
    assert {name: provider.headers.get(name) for name in headers} == headers
    assert provider.asked == body


@each
async def test_every_code_of_its_table_comes_as_http_200_and_has_its_class(channel: Channel) -> None:
    provider = Provider()
    async with serving(provider) as http:
        for code, (kind, reason) in channel.codes.items():
            for shown in (code, str(code)):
                provider.body = envelope(channel, shown)
                found = await channel.make(http, Tokens()).send(DELIVERY)
                assert (found.kind, found.reason, found.code) == (kind, reason, code), code


@each
@pytest.mark.parametrize(
    ("status", "body", "kind"),
    [
        (429, b"", OutcomeClass.THROTTLED),
        (500, b"", OutcomeClass.SERVER_ERROR),
        (502, b'{"error": 0, "err": 0}', OutcomeClass.SERVER_ERROR),
        (200, b"<html>", OutcomeClass.UNCERTAIN),
        (200, b"", OutcomeClass.UNCERTAIN),
        (200, b"[]", OutcomeClass.UNCERTAIN),
        (200, b'{"message": "?"}', OutcomeClass.UNCERTAIN),
        (200, b'{"error": true, "err": true}', OutcomeClass.UNCERTAIN),
        (200, b'{"error": null, "err": null}', OutcomeClass.UNCERTAIN),
        (200, b'{"error": 0, "err": 0, "x": "' + b"x" * ANSWER_LIMIT_BYTES + b'"}', OutcomeClass.UNCERTAIN),
        (200, b'{"error": -987654, "err": -987654}', OutcomeClass.PERMANENT),
        (200, b'{"error": 0, "err": 0, "data": ["?"]}', OutcomeClass.ACCEPTED),
        (200, b'{"error": 0, "err": 0, "data": {"quota": {"remain": {}}, "message_id": []}}', OutcomeClass.ACCEPTED),
    ],
)
async def test_nonsense_is_an_outage_and_an_unknown_code_is_permanent(
    channel: Channel, status: int, body: bytes, kind: OutcomeClass
) -> None:
    found = await outcome_of(channel, Provider(status=status, body=body))
    assert found.kind is kind
    assert (found.reason is Reason.UNKNOWN_ANSWER) == (kind is OutcomeClass.PERMANENT)


@pytest.mark.slow
@each
async def test_what_never_left_may_be_repeated_and_what_may_have_arrived_is_uncertain(channel: Channel) -> None:
    assert (await outcome_of(channel, Provider(does="reset"))).kind is OutcomeClass.UNCERTAIN
    assert (await outcome_of(channel, Provider(does="hang"), timeout=0.3)).kind is OutcomeClass.UNCERTAIN
    async with outbound(f"http://127.0.0.1:{free_ports('nobody', 0)}", 2) as http:
        adapter = channel.make(http, Tokens())
        assert (await adapter.send(DELIVERY)).kind is OutcomeClass.UNAVAILABLE
        assert not await adapter.alive()


@each
async def test_alive_means_that_it_speaks(channel: Channel) -> None:
    for body, alive in ((envelope(channel, -999), True), (b"<html>", False)):
        async with calling(channel, Provider(body=body), Tokens()) as adapter:
            assert await adapter.alive() is alive


@pytest.mark.parametrize("name", [name for name, channel in CHANNELS.items() if channel.tokens])
async def test_a_refused_token_is_given_back_and_nothing_is_sent_without_one(name: str) -> None:
    channel, tokens = CHANNELS[name], Tokens()
    provider = Provider(body=envelope(channel, -124))
    assert (await outcome_of(channel, provider, tokens)).kind is OutcomeClass.TOKEN_REJECTED
    assert tokens.current is None
    silent = Provider()
    async with calling(channel, silent, tokens) as adapter:
        assert not adapter.ready
        assert (await adapter.send(DELIVERY)).kind is OutcomeClass.TOKEN_REJECTED
    assert silent.path == ""
    fresh = Tokens()
    fresh.fresh = True  # just fetched: another one would not help
    assert (await outcome_of(channel, Provider(body=envelope(channel, -124)), fresh)).kind is OutcomeClass.OPERATOR


async def test_the_free_window_of_one_person_is_not_taken_for_what_the_province_has() -> None:
    bought = {"message_id": "1", "quota": {"quota_type": "sub_quota", "remain": 0, "total": 2000}}
    channel = CHANNELS["oa cs"]
    found = await outcome_of(channel, Provider(body=envelope(channel, 0, data=bought)))
    assert (found.free_left, found.quota) == (None, Quota(0, 2000))
    strange = {"message_id": "1", "quota": {"quota_type": "?", "remain": 0, "total": 2000}}
    found = await outcome_of(channel, Provider(body=envelope(channel, 0, data=strange)))
    assert (found.free_left, found.quota) == (None, None)


@pytest.mark.parametrize(("code", "bought"), [(-211, Quota(0)), (-218, None), (-311, None)])
async def test_a_spent_window_is_known_from_a_refusal_too(code: int, bought: Quota | None) -> None:
    channel = CHANNELS["oa cs"]
    found = await outcome_of(channel, Provider(body=envelope(channel, code)))
    assert (found.kind, found.reason) == (OutcomeClass.PERMANENT, Reason.OUTSIDE_FREE_WINDOW)
    assert (found.free_left, found.quota) == (Quota(0), bought)


@pytest.mark.parametrize(
    ("body", "left"),
    [
        (
            {"error": 0, "data": [{"quota_type": "sub_quota", "total": 2000, "remain": 1997}, {"quota_type": "x"}]},
            Quota(1997, 2000),
        ),
        (
            {
                "error": 0,
                "data": [
                    {"quota_type": "sub_quota", "total": 2000, "remain": 0},
                    {"quota_type": "purchase_quota", "total": "500", "remain": "499"},
                ],
            },
            Quota(499, 2500),
        ),
        ({"error": 0, "data": []}, Quota(0, 0)),
        ({"error": 0, "data": {"cs_reply": {}}}, None),
        ({"error": -224, "message": "?"}, None),
        ([], None),
    ],
)
async def test_what_is_left_of_the_bought_replies_is_asked_as_zalo_documents_it(body: Any, left: Quota | None) -> None:
    provider = Provider(body=orjson.dumps(body))
    server = await asyncio.start_server(provider.serve, "127.0.0.1", provider.port)
    async with server, outbound(f"http://127.0.0.1:{provider.port}", 2) as http:
        assert await BoughtReplies(official(http, Tokens()))() == left
    assert (provider.path, provider.asked) == ("/v3.0/oa/quota/message", {"quota_owner": "OA", "product_type": "cs"})
    assert provider.headers["access_token"] == "oa-at-0001"


async def test_nothing_is_asked_without_a_token_and_silence_is_no_answer() -> None:
    tokens = Tokens()
    tokens.current = None
    async with outbound(f"http://127.0.0.1:{free_ports('nobody', 0)}", 2) as http:
        assert await BoughtReplies(official(http, tokens))() is None
        assert await BoughtReplies(official(http, Tokens()))() is None


async def test_a_message_in_our_own_words_opens_the_app() -> None:
    provider = Provider(body=b'{"error": 0}')
    server = await asyncio.start_server(provider.serve, "127.0.0.1", provider.port)
    link = f"https://zalo.me/s/500/messages/{DELIVERY.message_id}"
    button = {"title": "Xem chi tiết", "type": "oa.open.url", "payload": {"url": link}}
    async with server, outbound(f"http://127.0.0.1:{provider.port}", 2) as http:
        account, until = official(http, Tokens(), OA_CS_CODES), date(2026, 3, 1)
        old = ZaloOaLegacy(account, "transaction", until, lambda: date(2026, 2, 1), "500")
        for channel in (ZaloOaCs(account, "500"), old):
            assert (await channel.send(DELIVERY)).kind is OutcomeClass.ACCEPTED
            payload = provider.asked["message"]["attachment"]["payload"]
            assert payload["buttons"] == [button]
            assert DELIVERY.title in orjson.dumps(payload).decode()


async def test_the_old_messages_end_on_their_day_and_within_their_limits() -> None:
    provider = Provider(body=b'{"error": 0}')
    server = await asyncio.start_server(provider.serve, "127.0.0.1", provider.port)
    async with outbound(f"http://127.0.0.1:{provider.port}", 2) as http:
        ended = ZaloOaLegacy(official(http, Tokens()), "promotion", date(2026, 3, 1), lambda: date(2026, 3, 1))
        assert await ended.send(DELIVERY) == DeliveryOutcome(OutcomeClass.PERMANENT, Reason.CHANNEL_ENDED)
        running = ZaloOaLegacy(official(http, Tokens()), "promotion", date(2026, 3, 1), lambda: date(2026, 2, 1))
        too_long = Delivery("msg_1", "2", "", {}, "x" * 101, "…")
        assert (await running.send(too_long)).reason is Reason.TEXT_TOO_LONG
        assert provider.path == ""
        assert (await running.send(DELIVERY)).kind is OutcomeClass.ACCEPTED
    assert provider.path == "/v3.0/oa/message/promotion"
    server.close()


async def test_the_mini_app_speaks_either_dialect() -> None:
    channel = CHANNELS["mini app"]
    for member in ("err", "error"):
        body = orjson.dumps({member: -109, "msg": "…"})
        assert (await outcome_of(channel, Provider(body=body))).kind is OutcomeClass.DEFER_TO_NEXT_DAY


async def test_the_console_takes_everything_and_says_nothing_personal(capsys: pytest.CaptureFixture[str]) -> None:
    console = Console()
    assert (console.ready, await console.alive()) == (True, True)
    assert (await console.send(DELIVERY)).kind is OutcomeClass.ACCEPTED
    assert DELIVERY.recipient not in capsys.readouterr().out


# The tables of the contract, by its own letters: T transient, P permanent, R refresh, O operator, S reschedule, B bug.
# Where it gives two, the first.
CONTRACT: Mapping[str, Mapping[str, list[int]]] = {
    "zns": {
        "T": [-100],
        "P": [
            *(-108, -109, -110, -1121, -1122, -1123, -1124, -114, -116, -118, -119, -127, -130, -131, -132, -134),
            *(-139, -140, -141, -153),
        ],
        "R": [-124],
        "S": [-133, -144, -1441, -147, -160],
        "O": [
            *(-101, -102, -103, -104, -105, -117, -120, -1201, -1202, -1241, -125, -126, -128, -129, -142, -143),
            *(-135, -1351, -136, -137, -138, -1381, -145),
        ],
        "B": [
            *(-106, -107, -1091, -111, -112, -113, -1131, -121, -122, -123, -148, -149, -150, -1491, -151, -152),
            *(-158, -159, -161, -162),
        ],
    },
    "mini app": {
        "T": [-103, -107],
        "P": [-110, -111],
        "S": [-109],
        "O": [-102, -104, -108, -112, -113, -114, -115, -116],
        "B": [-100, -101, -117],
    },
}
CLASSES = {
    "T": {OutcomeClass.RETRY, OutcomeClass.THROTTLED},
    "P": {OutcomeClass.PERMANENT},
    "R": {OutcomeClass.TOKEN_REJECTED},
    "S": {OutcomeClass.DEFER_TO_MORNING, OutcomeClass.DEFER_TO_NEXT_DAY},
    "O": {OutcomeClass.OPERATOR},
    "B": {OutcomeClass.OUR_BUG},
}


@pytest.mark.parametrize(
    ("name", "letter", "code"),
    [(name, letter, code) for name, by in CONTRACT.items() for letter, codes in by.items() for code in codes],
)
def test_the_tables_are_those_of_the_contract(name: str, letter: str, code: int) -> None:
    kind, reason = CHANNELS[name].codes[code]
    assert kind in CLASSES[letter]
    assert (reason is not None) == (kind is OutcomeClass.PERMANENT)
