"""What a connection remembers of its client, so that a token is looked up once and not for every request."""

from shared.identity import Caller


class KnownSession:
    """The caller whose requests the connection carried last, and until when (Unix time) that token holds."""

    authorization = b""
    expires_at = 0.0
    caller: Caller | None = None
