"""Telling a call that certainly never left from one that may have arrived: only the first may be repeated freely."""

import httpx
from pyreqwest.exceptions import PyreqwestError

CALL_FAILED = (httpx.RequestError, PyreqwestError)
"""Reading a body raises the transport's own errors, which its httpx layer does not translate."""


def never_sent(error: BaseException) -> bool:
    """Whether the connection was not even made.

    The class does not say: a reset after the request and a time-out waiting for the answer also come as connection
    errors. The transport's list of causes does (observed with pyreqwest 0.15): ``client error (Connect)`` before,
    ``client error (SendRequest)`` after.
    """
    cause = error if isinstance(error, PyreqwestError) else error.__cause__
    details = getattr(cause, "details", None) or {}
    return any(found["message"] == "client error (Connect)" for found in details.get("causes") or ())
