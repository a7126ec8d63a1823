from datetime import timedelta
from pathlib import Path

import jwt
import pytest

from gateway.domain.session import ACCESS_LIFE
from gateway.keys.signing_keys import LEAD, MARGIN, SigningKeys, open_signing_keys
from gateway.keys.token_issuer import TokenIssuer
from shared.identity import LONGEST_LIFE, InvalidToken, TokenVerifier
from shared.testing import FakeClock


def test_the_first_key_signs_at_once_and_only_its_owner_can_read_it(tmp_path: Path) -> None:
    keys = open_signing_keys(tmp_path, FakeClock())
    assert keys.current().id in {key["kid"] for key in keys.key_set()["keys"]}
    (file,) = tmp_path.glob("*.pem")
    assert file.stat().st_mode & 0o777 == 0o600
    assert "d" not in keys.key_set()["keys"][0]  # the private part stays here


async def test_a_rotation_never_invalidates_a_living_token(tmp_path: Path) -> None:
    clock = FakeClock()
    keys = open_signing_keys(tmp_path, clock)
    issuer, verifier = TokenIssuer(keys, clock), TokenVerifier(keys, clock)
    first = keys.current().id
    made, _ = keys.rotate()

    assert keys.current().id == first, "published before it signs"
    assert made.id in {key["kid"] for key in keys.key_set()["keys"]}
    clock.advance(LEAD - timedelta(seconds=1))
    old = issuer.issue("citizen", "cit_1", [], "ses_1", "r").access_token
    clock.advance(timedelta(seconds=1))
    assert keys.current().id == made.id

    clock.advance(ACCESS_LIFE - timedelta(seconds=2))
    assert (await verifier.verify(old)).id == "cit_1", "signed by the old key a moment before the change"
    clock.advance(timedelta(seconds=2) + MARGIN)
    assert first not in {key["kid"] for key in keys.key_set()["keys"]}

    _, removed = keys.rotate()
    assert removed == [first]
    assert not (tmp_path / f"{first}.pem").exists()


async def test_a_running_gateway_takes_a_new_key(tmp_path: Path) -> None:
    clock = FakeClock()
    running = open_signing_keys(tmp_path, clock)
    made, _ = SigningKeys(tmp_path, clock).rotate()  # another process
    running.load()
    clock.advance(LEAD)
    token = TokenIssuer(running, clock).issue("citizen", "cit_1", [], "ses_1", "r").access_token
    assert jwt.get_unverified_header(token)["kid"] == made.id


async def test_a_token_ends_after_fifteen_minutes(tmp_path: Path) -> None:
    clock = FakeClock()
    keys = open_signing_keys(tmp_path, clock)
    token = TokenIssuer(keys, clock).issue("citizen", "cit_1", [], "ses_1", "r").access_token
    verifier = TokenVerifier(keys, clock)
    clock.advance(timedelta(minutes=14, seconds=59))
    await verifier.verify(token)
    clock.advance(timedelta(seconds=1))
    with pytest.raises(InvalidToken):
        await verifier.verify(token)


def test_what_is_no_key_is_not_taken_for_one(tmp_path: Path) -> None:
    open_signing_keys(tmp_path, FakeClock())
    (tmp_path / "100-bad.pem").write_text("not a key")
    with pytest.raises(ValueError):
        SigningKeys(tmp_path, FakeClock())


def test_services_take_tokens_of_the_life_that_is_given_here_and_of_no_longer_one() -> None:
    assert ACCESS_LIFE.total_seconds() == LONGEST_LIFE
