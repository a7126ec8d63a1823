"""The error codes of template messages by phone number, as data (contract 11.2)."""

from svc_notify.channels.answers import Codes
from svc_notify.domain.outcomes import OutcomeClass as Kind
from svc_notify.domain.reasons import Reason

_OPERATOR = (
    *(-101, -102, -103, -104, -105, -117, -120, -1201, -1202, -1241, -125, -126, -128, -129, -142, -143),
    *(-135, -1351, -136, -137, -138, -1381, -145),
)
_OUR_BUG = (
    *(-106, -107, -1091, -111, -112, -113, -1131, -121, -122, -123, -148, -149, -150, -1491, -151, -152, -158, -159),
    *(-161, -162),
)

ZNS_CODES: Codes = {
    **dict.fromkeys(_OPERATOR, (Kind.OPERATOR, None)),
    **dict.fromkeys(_OUR_BUG, (Kind.OUR_BUG, None)),
    -32: (Kind.THROTTLED, None),
    -100: (Kind.RETRY, None),
    -108: (Kind.PERMANENT, Reason.PHONE_INVALID),
    -109: (Kind.PERMANENT, Reason.TEMPLATE_REFUSED),
    -110: (Kind.PERMANENT, Reason.RECIPIENT_INACTIVE),
    -1121: (Kind.PERMANENT, Reason.PARAMETERS_UNFIT),
    -1122: (Kind.PERMANENT, Reason.CONTENT_REFUSED),
    -1123: (Kind.PERMANENT, Reason.CONTENT_REFUSED),
    -1124: (Kind.PERMANENT, Reason.CONTENT_REFUSED),
    -114: (Kind.PERMANENT, Reason.RECIPIENT_INACTIVE),
    # The quota, or the money: either way nothing goes until somebody acts or the day is over.
    -115: (Kind.DEFER_TO_NEXT_DAY, None),
    -116: (Kind.PERMANENT, Reason.CONTENT_REFUSED),
    -118: (Kind.PERMANENT, Reason.NO_ZALO_ACCOUNT),
    -119: (Kind.PERMANENT, Reason.RECIPIENT_INACTIVE),
    -124: (Kind.TOKEN_REJECTED, None),
    -127: (Kind.PERMANENT, Reason.TEMPLATE_REFUSED),
    -130: (Kind.PERMANENT, Reason.PARAMETERS_UNFIT),
    -131: (Kind.PERMANENT, Reason.TEMPLATE_REFUSED),
    -132: (Kind.PERMANENT, Reason.CONTENT_REFUSED),
    -133: (Kind.DEFER_TO_MORNING, None),
    -134: (Kind.PERMANENT, Reason.RECIPIENT_DECLINED),
    -139: (Kind.PERMANENT, Reason.RECIPIENT_DECLINED),
    -140: (Kind.PERMANENT, Reason.RECIPIENT_DECLINED),
    -141: (Kind.PERMANENT, Reason.RECIPIENT_DECLINED),
    -144: (Kind.DEFER_TO_NEXT_DAY, None),
    -1441: (Kind.DEFER_TO_NEXT_DAY, None),
    # Of this template alone: others may go on.
    -146: (Kind.PERMANENT, Reason.TEMPLATE_REFUSED),
    -147: (Kind.DEFER_TO_NEXT_DAY, None),
    -1471: (Kind.DEFER_TO_NEXT_DAY, None),
    -1472: (Kind.DEFER_TO_NEXT_DAY, None),
    -153: (Kind.PERMANENT, Reason.CONTENT_REFUSED),
    -160: (Kind.DEFER_TO_NEXT_DAY, None),
}
