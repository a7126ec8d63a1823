"""The error codes of the mini app's notifications, as data (contract 6.1). Elsewhere the same numbers differ."""

from svc_notify.domain.outcomes import OutcomeClass
from svc_notify.domain.reasons import Reason
from svc_notify.zalo.answer_codes import Codes

MINI_APP_CODES: Codes = {
    -100: (OutcomeClass.OUR_BUG, None),
    -101: (OutcomeClass.OUR_BUG, None),
    -102: (OutcomeClass.OPERATOR, None),
    -103: (OutcomeClass.THROTTLED, None),
    -104: (OutcomeClass.OPERATOR, None),
    -107: (OutcomeClass.RETRY, None),
    -108: (OutcomeClass.OPERATOR, None),
    -109: (OutcomeClass.DEFER_TO_NEXT_DAY, None),
    -110: (OutcomeClass.PERMANENT, Reason.RECIPIENT_INACTIVE),
    -111: (OutcomeClass.PERMANENT, Reason.NOT_OPTED_IN),
    -112: (OutcomeClass.OPERATOR, None),
    -113: (OutcomeClass.OPERATOR, None),
    -114: (OutcomeClass.OPERATOR, None),
    -115: (OutcomeClass.OPERATOR, None),
    -116: (OutcomeClass.OPERATOR, None),
    -117: (OutcomeClass.OUR_BUG, None),
}
