"""The error codes of template messages by phone number, as data (contract 11.2)."""

from svc_notify.domain.outcomes import OutcomeClass
from svc_notify.domain.reasons import Reason
from svc_notify.zalo.answer_codes import Codes

_OPERATOR = (
    *(-101, -102, -103, -104, -105, -117, -120, -1201, -1202, -1241, -125, -126, -128, -129, -142, -143),
    *(-135, -1351, -136, -137, -138, -1381, -145),
)
_OUR_BUG = (
    *(-106, -107, -1091, -111, -112, -113, -1131, -121, -122, -123, -148, -149, -150, -1491, -151, -152, -158, -159),
    *(-161, -162),
)

ZNS_CODES: Codes = {
    **dict.fromkeys(_OPERATOR, (OutcomeClass.OPERATOR, None)),
    **dict.fromkeys(_OUR_BUG, (OutcomeClass.OUR_BUG, None)),
    -32: (OutcomeClass.THROTTLED, None),
    -100: (OutcomeClass.RETRY, None),
    -108: (OutcomeClass.PERMANENT, Reason.PHONE_INVALID),
    -109: (OutcomeClass.PERMANENT, Reason.TEMPLATE_REFUSED),
    -110: (OutcomeClass.PERMANENT, Reason.RECIPIENT_INACTIVE),
    -1121: (OutcomeClass.PERMANENT, Reason.PARAMETERS_UNFIT),
    -1122: (OutcomeClass.PERMANENT, Reason.CONTENT_REFUSED),
    -1123: (OutcomeClass.PERMANENT, Reason.CONTENT_REFUSED),
    -1124: (OutcomeClass.PERMANENT, Reason.CONTENT_REFUSED),
    -114: (OutcomeClass.PERMANENT, Reason.RECIPIENT_INACTIVE),
    # The quota, or the money: either way nothing goes until somebody acts or the day is over.
    -115: (OutcomeClass.DEFER_TO_NEXT_DAY, None),
    -116: (OutcomeClass.PERMANENT, Reason.CONTENT_REFUSED),
    -118: (OutcomeClass.PERMANENT, Reason.NO_ZALO_ACCOUNT),
    -119: (OutcomeClass.PERMANENT, Reason.RECIPIENT_INACTIVE),
    -124: (OutcomeClass.TOKEN_REJECTED, None),
    -127: (OutcomeClass.PERMANENT, Reason.TEMPLATE_REFUSED),
    -130: (OutcomeClass.PERMANENT, Reason.PARAMETERS_UNFIT),
    -131: (OutcomeClass.PERMANENT, Reason.TEMPLATE_REFUSED),
    -132: (OutcomeClass.PERMANENT, Reason.CONTENT_REFUSED),
    -133: (OutcomeClass.DEFER_TO_MORNING, None),
    -134: (OutcomeClass.PERMANENT, Reason.RECIPIENT_DECLINED),
    -139: (OutcomeClass.PERMANENT, Reason.RECIPIENT_DECLINED),
    -140: (OutcomeClass.PERMANENT, Reason.RECIPIENT_DECLINED),
    -141: (OutcomeClass.PERMANENT, Reason.RECIPIENT_DECLINED),
    -144: (OutcomeClass.DEFER_TO_NEXT_DAY, None),
    -1441: (OutcomeClass.DEFER_TO_NEXT_DAY, None),
    # Of this template alone: others may go on.
    -146: (OutcomeClass.PERMANENT, Reason.TEMPLATE_REFUSED),
    -147: (OutcomeClass.DEFER_TO_NEXT_DAY, None),
    -1471: (OutcomeClass.DEFER_TO_NEXT_DAY, None),
    -1472: (OutcomeClass.DEFER_TO_NEXT_DAY, None),
    -153: (OutcomeClass.PERMANENT, Reason.CONTENT_REFUSED),
    -160: (OutcomeClass.DEFER_TO_NEXT_DAY, None),
}
