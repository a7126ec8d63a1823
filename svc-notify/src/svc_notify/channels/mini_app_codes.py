"""The error codes of the mini app's notifications, as data (contract 6.1). Elsewhere the same numbers differ."""

from svc_notify.channels.answers import Codes
from svc_notify.domain.outcomes import OutcomeClass as Kind
from svc_notify.domain.reasons import Reason

MINI_APP_CODES: Codes = {
    -100: (Kind.OUR_BUG, None),
    -101: (Kind.OUR_BUG, None),
    -102: (Kind.OPERATOR, None),
    -103: (Kind.THROTTLED, None),
    -104: (Kind.OPERATOR, None),
    -107: (Kind.RETRY, None),
    -108: (Kind.OPERATOR, None),
    -109: (Kind.DEFER_TO_NEXT_DAY, None),
    -110: (Kind.PERMANENT, Reason.RECIPIENT_INACTIVE),
    -111: (Kind.PERMANENT, Reason.NOT_OPTED_IN),
    -112: (Kind.OPERATOR, None),
    -113: (Kind.OPERATOR, None),
    -114: (Kind.OPERATOR, None),
    -115: (Kind.OPERATOR, None),
    -116: (Kind.OPERATOR, None),
    -117: (Kind.OUR_BUG, None),
}
