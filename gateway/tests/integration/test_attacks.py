"""Requests that want more than is theirs."""

import base64
import json
import re
import time
from typing import Any

import jwt
import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from gateway_world import raw

from gateway.proxy.route_table import ANY_STAFF
from shared.access_tokens import ISSUER


def claims(**changed: Any) -> dict[str, Any]:
    now = int(time.time())
    standard = {
        "iss": ISSUER,
        "aud": ISSUER,
        "sub": "cit_victim",
        "kind": "citizen",
        "roles": [],
        "sid": "ses_1",
        "iat": now,
        "exp": now + 900,
        "jti": "tok_1",
    }
    return {name: value for name, value in {**standard, **changed}.items() if value is not None}


def segment(content: Any) -> str:
    return base64.urlsafe_b64encode(json.dumps(content).encode()).rstrip(b"=").decode()


def forged(gateway: Any, how: str) -> str:
    key = gateway.keys().current()
    header = {"kid": key.id}
    if how == "good":
        return jwt.encode(claims(), key.private, "EdDSA", header)
    if how == "another key":
        return jwt.encode(claims(), Ed25519PrivateKey.generate(), "EdDSA", header)
    if how == "unknown key":
        return jwt.encode(claims(), key.private, "EdDSA", {"kid": "no-such"})
    if how == "key by path":
        return jwt.encode(claims(), key.private, "EdDSA", {"kid": f"../keys/{key.id}"})
    if how == "no key id":
        return jwt.encode(claims(), key.private, "EdDSA")
    if how == "alg none":
        return f"{segment({'alg': 'none', 'typ': 'JWT', **header})}.{segment(claims())}."
    if how == "alg HS256 with the public key":
        public = key.public.public_bytes(Encoding.Raw, PublicFormat.Raw)
        return jwt.encode(claims(), public, "HS256", header)
    if how == "changed":
        head, _, signature = jwt.encode(claims(), key.private, "EdDSA", header).split(".")
        return f"{head}.{segment(claims(sub='cit_other'))}.{signature}"
    changes: dict[str, dict[str, Any]] = {
        "expired": {"exp": int(time.time()) - 1, "iat": int(time.time()) - 901},
        "for others": {"aud": "another-system"},
        "by others": {"iss": "another-system"},
        "no end": {"exp": None},
        "no subject": {"sub": None},
        "no session": {"sid": None},
        "another kind": {"kind": "root"},
        "an end that is no number": {"exp": "never"},
        "roles that are no list": {"roles": "one_stop@21025"},
    }
    return jwt.encode(claims(**changes[how]), key.private, "EdDSA", header)


FORGERIES = [
    "another key",
    "unknown key",
    "key by path",
    "no key id",
    "alg none",
    "alg HS256 with the public key",
    "changed",
    "expired",
    "for others",
    "by others",
    "no end",
    "no subject",
    "no session",
    "another kind",
    "an end that is no number",
    "roles that are no list",
]


async def test_a_token_of_ours_passes(gateway: Any) -> None:
    headers = {"Authorization": f"Bearer {forged(gateway, 'good')}"}
    assert (await gateway.http.get("/v1/dossiers", headers=headers)).status_code == 200


@pytest.mark.parametrize("how", FORGERIES)
async def test_no_other_token_passes(gateway: Any, how: str) -> None:
    headers = {"Authorization": f"Bearer {forged(gateway, how)}"}
    for path in ("/v1/dossiers", "/v1/me"):
        for _ in range(2):  # nor does it the second time, when it might have been remembered
            answer = await gateway.http.get(path, headers=headers)
            assert answer.status_code == 401, how
            assert answer.headers["content-type"] == "application/problem+json"
            assert answer.headers["www-authenticate"] == "Bearer"
    assert gateway.dossier.received == []


@pytest.mark.parametrize("authorization", ["", "Bearer", "Basic YTpi", "Bearer a b", "bearer x.y.z", "x" * 9000])
async def test_no_token_at_all(gateway: Any, authorization: str) -> None:
    answer = await gateway.http.get("/v1/dossiers", headers={"Authorization": authorization})
    assert answer.status_code in (401, 431)
    assert gateway.dossier.received == []


async def test_every_route_refuses_who_may_not_call_it(gateway: Any) -> None:
    key = gateway.keys().current()

    def bearer(**changed: Any) -> dict[str, str]:
        return {"Authorization": f"Bearer {jwt.encode(claims(**changed), key.private, 'EdDSA', {'kid': key.id})}"}

    citizen = bearer()
    roleless = bearer(kind="staff", sub="stf_1")
    officer = bearer(kind="staff", sub="stf_2", roles=["one_stop@21025"])
    false_officer = bearer(roles=["one_stop@21025", "administrator@province"])
    for route in gateway.app.table.routes:
        if route.public:
            continue
        path = re.sub(r"\{[^}]*\}", "x", route.template)

        async def status(headers: dict[str, str], method: str = route.method, path: str = path) -> int:
            content = b"{}" if method in ("POST", "PUT", "PATCH") else None
            return int((await gateway.http.request(method, path, headers=headers, content=content)).status_code)

        assert await status({}) == 401, path
        if route.who == "citizen":
            wrong = [roleless, officer]
        elif route.who == ANY_STAFF:
            wrong = [citizen, roleless]
        else:
            wrong = [citizen, roleless, false_officer]
        for headers in wrong:
            assert await status(headers) == 403, path
    assert gateway.dossier.received == gateway.notify.received == []


async def test_identity_headers_from_outside_reach_no_service(gateway: Any) -> None:
    spoofed = {
        "X-User-Id": "cit_victim",
        "X-Citizen-Id": "cit_victim",
        "X-Staff-Id": "stf_1",
        "X-Roles": "administrator@province",
        "X-Forwarded-For": "127.0.0.1",
        "X-Forwarded-Host": "internal",
        "X-Forwarded-Proto": "https",
        "X-Real-IP": "127.0.0.1",
        "Forwarded": "for=127.0.0.1",
        "X-Original-URL": "/v1/staff/dossiers",
        "X-HTTP-Method-Override": "DELETE",
        "Cookie": "session=x",
        "Proxy-Authorization": "Basic YTpi",
        "TE": "trailers",
        "Upgrade": "websocket",
        "Connection": "upgrade, x-request-id, authorization",
    }
    headers = {**spoofed, **await gateway.citizen()}
    assert (await gateway.http.get("/v1/dossiers", headers=headers)).status_code == 200
    (received,) = gateway.dossier.received
    names = {name for name, _ in received.headers}
    assert names.isdisjoint(name.lower() for name in spoofed)
    assert "authorization" in names


async def test_a_public_route_gets_no_token(gateway: Any) -> None:
    await gateway.http.get("/v1/procedures", headers=await gateway.citizen())
    assert gateway.dossier.received[-1].header("authorization") is None


SMUGGLED = [
    b"POST /v1/things HTTP/1.1\r\nhost: x\r\ncontent-length: 4\r\ntransfer-encoding: chunked\r\n\r\n0\r\n\r\n"
    b"GET /v1/dossiers/dos_x HTTP/1.1\r\nhost: x\r\n\r\n",
    b"POST /v1/auth/logout HTTP/1.1\r\nhost: x\r\ncontent-length: 4\r\ncontent-length: 40\r\n\r\n{}  "
    b"GET /v1/dossiers/dos_x HTTP/1.1\r\n\r\n",
    b"POST /v1/auth/logout HTTP/1.1\r\nhost: x\r\ntransfer-encoding: xchunked\r\n\r\n0\r\n\r\n",
    b"POST /v1/auth/logout HTTP/1.1\r\nhost: x\r\ntransfer-encoding: gzip, chunked\r\n\r\n0\r\n\r\n",
    b"POST /v1/auth/logout HTTP/1.1\r\nhost: x\r\ntransfer-encoding : chunked\r\n\r\n0\r\n\r\n",
    b"GET /v1/procedures HTTP/1.1\r\nhost: x\r\nx-request-id: a\r\n evil: folded\r\n\r\n",
    b"GET /v1/procedures HTTP/1.1\r\nhost: x\r\naccept: a\x00b\r\n\r\n",
    b"GET /v1/procedures HTTP/1.1\nhost: x\naccept: a\n\n",
    b"GET /v1/../v1/staff/dossiers HTTP/1.1\r\nhost: x\r\n\r\n",
    b"GET /v1/dossiers/..%2fstaff%2fdossiers HTTP/1.1\r\nhost: x\r\n\r\n",
    b"GET //v1/procedures HTTP/1.1\r\nhost: x\r\n\r\n",
    b"GET http://169.254.169.254/latest HTTP/1.1\r\nhost: x\r\n\r\n",
    b"CONNECT svc-dossier:8081 HTTP/1.1\r\nhost: x\r\n\r\n",
    b"TRACE /v1/procedures HTTP/1.1\r\nhost: x\r\n\r\n",
    b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
    b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc",
]


@pytest.mark.parametrize("request_bytes", SMUGGLED)
async def test_nothing_is_smuggled_past_the_gateway(gateway: Any, request_bytes: bytes) -> None:
    received = await raw(gateway.url, request_bytes, seconds=0.5)
    statuses = {line.split(b" ")[1][:1] for line in received.split(b"\r\n") if line.startswith(b"HTTP/1.")}
    assert b"5" not in statuses, received
    for received in gateway.dossier.received:
        assert received.path == "/v1/procedures"
        assert received.header("evil") is None


@pytest.mark.parametrize(
    ("request_bytes", "status"),
    [
        (b"GET /v1/procedures?q=" + b"a" * 5000 + b" HTTP/1.1\r\nhost: x\r\n\r\n", 414),
        (b"GET /v1/procedures HTTP/1.1\r\nhost: x\r\nuser-agent: " + b"a" * 20_000 + b"\r\n\r\n", 431),
        (b"GET /v1/procedures HTTP/1.1\r\nhost: x\r\nuser-agent: " + b"a" * 100_000 + b"\r\n\r\n", 431),
        (b"GET /v1/procedures HTTP/1.1\r\nhost: x\r\n" + b"x-a: b\r\n" * 500 + b"\r\n", 431),
        (b"GET /v1/procedures HTTP/1.1\r\nhost: x\r\nx-unknown: " + b"a" * 70_000 + b"\r\n\r\n", 431),
        (b"GET /v1/%ff HTTP/1.1\r\nhost: x\r\n\r\n", 400),
        (b"GET /v1/procedures HTTP/1.1\r\nhost: x\r\nauthorization: a\r\nauthorization: b\r\n\r\n", 400),
        (b"POST /v1/dossiers HTTP/1.1\r\nhost: x\r\ncontent-length: 99999999999999999999\r\n\r\n", 400),
        (b"DELETE /v1/procedures HTTP/1.1\r\nhost: x\r\n\r\n", 405),
        (b"OPTIONS /v1/procedures HTTP/1.1\r\nhost: x\r\n\r\n", 405),
        (b"GET /v1/admin HTTP/1.1\r\nhost: x\r\n\r\n", 404),
        (b"GET /openapi.json/x HTTP/1.1\r\nhost: x\r\n\r\n", 404),
        (b"FETCH /v1/procedures HTTP/1.1\r\nhost: x\r\n\r\n", 405),
    ],
)
async def test_what_cannot_be_served_is_said(gateway: Any, request_bytes: bytes, status: int) -> None:
    received = await raw(gateway.url, request_bytes.replace(b"host: x", b"host: x\r\nconnection: close"))
    assert received.startswith(b"HTTP/1.1 %d " % status), received[:300]
    assert gateway.dossier.received == []


async def test_a_405_names_what_is_allowed(gateway: Any) -> None:
    answer = await gateway.http.delete("/v1/dossiers")
    assert (answer.status_code, answer.headers["allow"]) == (405, "GET, HEAD, POST")


async def test_a_stranger_learns_nothing_from_an_error(gateway: Any) -> None:
    for path in ("/v1/nowhere", "/v1/dossiers", "/v1/me"):
        text = (await gateway.http.get(path)).text
        for secret in ("Traceback", "gateway.", "/src/", "svc-dossier", "127.0.0.1", "mongo"):
            assert secret not in text
