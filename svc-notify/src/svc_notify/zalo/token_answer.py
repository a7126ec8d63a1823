"""What the token endpoint answers. Failures come as HTTP 200 too, some without a numeric code."""

from datetime import timedelta

from svc_notify.domain.token_pair import IssuedTokens, RawAnswer
from svc_notify.zalo.answer_codes import number, read_envelope

TOKEN_MAX = 4_000


class TokenRefused(Exception):
    """No pair came: the code or name Zalo gave, never what it was about."""


def read_pair(answer: RawAnswer) -> IssuedTokens:
    """The pair in ``answer``. Raises ``TokenRefused`` unless everything about it is right: a stored pair is never
    replaced by half of one.
    """
    envelope = read_envelope(answer.body)
    if answer.status != 200 or envelope is None:
        raise TokenRefused(f"HTTP {answer.status}" if answer.status != 200 else "not a JSON object")
    if number(envelope.get("error")) not in (None, 0) or "error_name" in envelope:
        raise TokenRefused(f"{envelope.get('error')} {str(envelope.get('error_name', ''))[:100]}".strip())
    access, refresh = envelope.get("access_token"), envelope.get("refresh_token")
    if not _is_token(access) or not _is_token(refresh):
        raise TokenRefused("an answer without both tokens")
    return IssuedTokens(str(access), str(refresh), _life(envelope.get("expires_in")))


def _is_token(value: object) -> bool:
    return isinstance(value, str) and 0 < len(value.strip()) <= TOKEN_MAX


def _life(expires_in: object) -> timedelta:
    """Zalo gives seconds as text. What cannot be read counts as an hour: the pair itself is too precious to refuse."""
    text = str(expires_in)
    seconds = int(text) if text.isdecimal() and len(text) < 9 else 0
    return timedelta(seconds=seconds or 3_600)
