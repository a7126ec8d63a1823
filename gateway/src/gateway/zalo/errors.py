"""What Zalo's error codes mean to us: one table for graph and OAuth endpoints. Most come as HTTP 200."""

from enum import Enum


class ZaloErrorKind(Enum):
    """What to do about an answer that is not the one hoped for."""

    TOKEN = "token"  # noqa: S105  a kind of error
    """The user's token is dead: the mini app gets another."""
    CODE = "code"
    """The one-time code is wrong or spent: the mini app asks the user again."""
    QUOTA = "quota"
    """Ours or the user's is used up: wait."""
    TRANSIENT = "transient"
    """Nobody's fault: try again."""
    OPERATOR = "operator"
    """Nothing works until a person changes a key, the app or the network: alarm."""
    FOREIGN_PHONE = "foreign_phone"
    """The account's number is not a Vietnamese one: the person is told what they can do without it."""
    REFUSED = "refused"
    """Zalo will not answer this, however often it is asked."""


KINDS: dict[int, ZaloErrorKind] = {
    100: ZaloErrorKind.REFUSED,  # invalid parameter
    110: ZaloErrorKind.REFUSED,  # invalid user id
    111: ZaloErrorKind.REFUSED,  # unsupported user id
    112: ZaloErrorKind.OPERATOR,  # app not linked with the OA
    114: ZaloErrorKind.CODE,  # code empty
    115: ZaloErrorKind.CODE,  # code invalid
    116: ZaloErrorKind.OPERATOR,  # secret_key empty
    117: ZaloErrorKind.OPERATOR,  # secret_key invalid
    118: ZaloErrorKind.CODE,  # code of another app
    119: ZaloErrorKind.CODE,  # code already used
    210: ZaloErrorKind.REFUSED,  # user not visible
    452: ZaloErrorKind.TOKEN,  # session key invalid: malformed, expired or revoked
    2500: ZaloErrorKind.OPERATOR,  # syntax error in our request
    10000: ZaloErrorKind.TRANSIENT,  # call failed
    10002: ZaloErrorKind.TRANSIENT,  # unknown exception
    11004: ZaloErrorKind.OPERATOR,  # app disabled
    12000: ZaloErrorKind.QUOTA,
    12002: ZaloErrorKind.QUOTA,
    12003: ZaloErrorKind.QUOTA,
    12004: ZaloErrorKind.QUOTA,
    12010: ZaloErrorKind.QUOTA,
    -32: ZaloErrorKind.QUOTA,  # rate limit of the app
    -242: ZaloErrorKind.OPERATOR,  # appsecret_proof wrong
    -501: ZaloErrorKind.OPERATOR,  # our address is outside Viet Nam
    -5000: ZaloErrorKind.OPERATOR,  # a Mini App id where the Zalo App id belongs
    -14002: ZaloErrorKind.OPERATOR,  # app id invalid, or the app is not active
    -14003: ZaloErrorKind.OPERATOR,  # redirect uri not registered
}
"""Source: the documented codes of graph.zalo.me and oauth.zaloapp.com. Those absent are ``REFUSED`` and counted."""


class ZaloRefused(Exception):
    """``call`` was answered with ``code``, or (``code`` 0) not in a form that can be understood."""

    def __init__(self, call: str, kind: ZaloErrorKind, code: int = 0, reason: str = "") -> None:
        super().__init__(f"{call}: {kind.value} {code} {reason}".strip())
        self.call = call
        self.kind = kind
        self.code = code


def kind_of(code: int) -> ZaloErrorKind:
    # The other codes of OAuth's -140xx family are about the login code or its verifier.
    return KINDS.get(code, ZaloErrorKind.CODE if -14100 < code <= -14000 else ZaloErrorKind.REFUSED)
