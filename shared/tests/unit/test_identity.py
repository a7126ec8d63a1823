import asyncio
import base64
import json
from datetime import timedelta

import httpx
import jwt
import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from shared.identity import (
    REMEMBERED_FOR,
    InvalidToken,
    KeysUnavailable,
    RemoteKeySet,
    Role,
    StaticKeySet,
    TokenVerifier,
    bearer_token,
)
from shared.testing import FakeClock, TokenMint


@pytest.fixture
def clock() -> FakeClock:
    return FakeClock()


@pytest.fixture
def mint(clock: FakeClock) -> TokenMint:
    return TokenMint(clock)


def token_of(header: dict[str, str]) -> str:
    return header["Authorization"].removeprefix("Bearer ")


async def test_a_signed_token_says_who_calls(clock: FakeClock, mint: TokenMint) -> None:
    verifier = TokenVerifier(mint.keys, clock)
    officer = await verifier.verify(token_of(mint.staff("one_stop@21025", "specialist@21028")))
    assert officer.kind == "staff"
    assert officer.roles == {Role("one_stop", "21025"), Role("specialist", "21028")}
    assert officer.units("one_stop") == {"21025"}


async def test_a_remembered_token_still_dies_on_time(clock: FakeClock, mint: TokenMint) -> None:
    verifier = TokenVerifier(mint.keys, clock)
    token = token_of(mint.citizen("cit_1"))
    assert (await verifier.verify(token)).id == "cit_1"
    clock.advance(timedelta(seconds=899))
    assert (await verifier.verify(token)).id == "cit_1"
    clock.advance(timedelta(seconds=1))
    for _ in range(2):
        with pytest.raises(InvalidToken, match="expired"):
            await verifier.verify(token)


async def test_a_remembered_token_does_not_outlive_its_key(clock: FakeClock, mint: TokenMint) -> None:
    keys = {"test": mint.keys._keys["test"]}
    verifier = TokenVerifier(StaticKeySet(keys), clock)
    token = token_of(mint.citizen("cit_1"))
    assert (await verifier.verify(token)).id == "cit_1"
    del keys["test"]
    clock.advance(REMEMBERED_FOR)
    assert (remembered := verifier.remembered(token)) is not None
    assert remembered[0] <= verifier.now()  # who asks for what is remembered sees that it no longer counts
    with pytest.raises(InvalidToken, match="unknown key"):
        await verifier.verify(token)


async def test_who_is_remembered_is_looked_at_again_and_goes_on(clock: FakeClock, mint: TokenMint) -> None:
    verifier = TokenVerifier(mint.keys, clock)
    token = token_of(mint.citizen("cit_1"))
    for _ in range(3):
        assert (await verifier.verify(token)).id == "cit_1"
        assert (remembered := verifier.remembered(token)) is not None
        assert remembered[0] == verifier.now() + REMEMBERED_FOR.total_seconds()
        clock.advance(REMEMBERED_FOR - timedelta(seconds=10))
        assert (await verifier.verify(token)).id == "cit_1"
        clock.advance(timedelta(seconds=10))
    with pytest.raises(InvalidToken, match="expired"):
        await verifier.verify(token)


async def test_a_key_that_was_stolen_makes_no_token_that_holds_for_long(clock: FakeClock, mint: TokenMint) -> None:
    verifier, now = TokenVerifier(mint.keys, clock), int(clock.now().timestamp())
    for times in (
        {"iat": now, "exp": now + 901},
        {"iat": now - 10_000, "exp": now + 60},
        {"iat": now + 3600, "exp": now + 3600 + 900},
        {"iat": float(now), "exp": now + 900},
    ):
        with pytest.raises(InvalidToken):
            await verifier.verify(mint.token({"sub": "cit_1", "kind": "citizen", **times}))
    early = mint.token({"sub": "cit_1", "kind": "citizen", "iat": now + 30, "exp": now + 30 + 900})
    assert (await verifier.verify(early)).id == "cit_1"  # the gateway's clock may be a little ahead


async def test_forgeries_are_refused(clock: FakeClock, mint: TokenMint) -> None:
    verifier = TokenVerifier(mint.keys, clock)
    good = token_of(mint.citizen("cit_1"))
    header, claims, signature = good.split(".")
    stranger = Ed25519PrivateKey.generate()
    public = (await mint.keys.key("test")).public_bytes(  # type: ignore[union-attr]
        serialization.Encoding.Raw, serialization.PublicFormat.Raw
    )
    body = jwt.decode(good, options={"verify_signature": False})
    none = base64.urlsafe_b64encode(json.dumps({"alg": "none", "kid": "test"}).encode()).rstrip(b"=").decode()
    forgeries = {
        "another key": jwt.encode(body, stranger, "EdDSA", {"kid": "test"}),
        "public key as HMAC secret": jwt.encode(body, public, "HS256", {"kid": "test"}),
        "no algorithm": f"{none}.{claims}.",
        "signature cut off": f"{header}.{claims}.",
        "claims of another": f"{header}.{base64.urlsafe_b64encode(b'{}').decode().rstrip('=')}.{signature}",
        "unknown key id": jwt.encode(body, stranger, "EdDSA", {"kid": "other"}),
        "another audience": mint.token({"sub": "cit_1", "kind": "citizen", "aud": "elsewhere"}),
        "another issuer": mint.token({"sub": "cit_1", "kind": "citizen", "iss": "elsewhere"}),
        "another kind": mint.token({"sub": "cit_1", "kind": "root"}),
        "roles of another shape": mint.token({"sub": "cit_1", "kind": "staff", "roles": "administrator@province"}),
        "expiry of another shape": mint.token({"sub": "cit_1", "kind": "citizen", "exp": "never"}),
        "no subject": mint.token({"kind": "citizen"}),
        "not a token": "abc",
        "not ASCII": "é.é.é",
        "a lone surrogate": "\ud800",
    }
    for name, forged in forgeries.items():
        with pytest.raises(InvalidToken):
            await verifier.verify(forged)
            pytest.fail(name)


@pytest.mark.parametrize(
    ("header", "token"),
    [("Bearer abc", "abc"), ("bearer  abc ", "abc"), ("Basic abc", None), ("Bearer ", None), ("", None), (None, None)],
)
def test_the_bearer_token_is_found(header: str | None, token: str | None) -> None:
    assert bearer_token(header) == token


async def test_the_key_set_is_fetched_once_renewed_for_a_new_key_and_survives_an_outage() -> None:
    keys = {"a": Ed25519PrivateKey.generate()}
    calls = 0
    up = True

    def answer(_request: httpx.Request) -> httpx.Response:
        nonlocal calls
        calls += 1
        if not up:
            return httpx.Response(503)
        members = [
            {**jwt.algorithms.OKPAlgorithm.to_jwk(k.public_key(), as_dict=True), "kid": i} for i, k in keys.items()
        ]
        return httpx.Response(200, json={"keys": members})

    async with httpx.AsyncClient(transport=httpx.MockTransport(answer)) as http:
        key_set = RemoteKeySet("http://gateway/.well-known/jwks.json", http)
        assert await key_set.key("a") is not None
        assert await key_set.key("a") is not None
        assert await key_set.key("b") is None
        assert calls == 1  # an unknown id asks again, but not at once: forged ids must not flood the gateway
        keys["b"] = Ed25519PrivateKey.generate()
        key_set._asked_at -= RemoteKeySet.MIN_INTERVAL + 1
        assert await key_set.key("b") is not None
        up = False
        key_set._asked_at -= RemoteKeySet.MAX_AGE + 1
        assert await key_set.key("a") is not None
        assert calls == 3


async def test_whoever_comes_while_the_key_set_is_on_its_way_waits_for_it() -> None:
    key = Ed25519PrivateKey.generate()
    calls = 0

    async def answer(_request: httpx.Request) -> httpx.Response:
        nonlocal calls
        calls += 1
        await asyncio.sleep(0.05)
        jwk = jwt.algorithms.OKPAlgorithm.to_jwk(key.public_key(), as_dict=True)
        return httpx.Response(200, json={"keys": [{**jwk, "kid": "a"}]})

    async with httpx.AsyncClient(transport=httpx.MockTransport(answer)) as http:
        key_set = RemoteKeySet("http://gateway/.well-known/jwks.json", http)
        found = await asyncio.gather(*(key_set.key("a") for _ in range(20)))
    assert all(one is not None for one in found)
    assert calls == 1


async def test_a_key_set_that_cannot_be_fetched_is_no_verdict_on_the_token() -> None:
    up = False
    key = Ed25519PrivateKey.generate()

    def answer(_request: httpx.Request) -> httpx.Response:
        jwk = jwt.algorithms.OKPAlgorithm.to_jwk(key.public_key(), as_dict=True)
        return httpx.Response(200, json={"keys": [{**jwk, "kid": "a"}]}) if up else httpx.Response(503)

    async with httpx.AsyncClient(transport=httpx.MockTransport(answer)) as http:
        key_set = RemoteKeySet("http://gateway/.well-known/jwks.json", http)
        with pytest.raises(KeysUnavailable):
            await key_set.key("a")
        up = True
        key_set._asked_at -= RemoteKeySet.RETRY_INTERVAL
        assert await key_set.key("a") is not None
