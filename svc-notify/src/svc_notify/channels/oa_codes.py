"""The error codes of the Official Account's interface as data: what each comes to, for a message to one person.

Source: the code tables of the Official Account OpenAPI and, from -1091 down to -1131 and around, of ZBS templates,
which the same endpoint answers for a wrong template. A code that is not here is permanent, and counted.
"""

from svc_notify.channels.answers import Codes
from svc_notify.domain.outcomes import OutcomeClass as Kind
from svc_notify.domain.reasons import Reason

OA_CODES: Codes = {
    -32: (Kind.THROTTLED, None),
    -100: (Kind.RETRY, None),
    -109: (Kind.PERMANENT, Reason.TEMPLATE_REFUSED),
    -111: (Kind.OUR_BUG, None),
    -112: (Kind.OUR_BUG, None),
    -124: (Kind.TOKEN_REJECTED, None),
    -131: (Kind.PERMANENT, Reason.TEMPLATE_REFUSED),
    -132: (Kind.PERMANENT, Reason.CONTENT_REFUSED),
    -133: (Kind.DEFER_TO_MORNING, None),
    -144: (Kind.DEFER_TO_NEXT_DAY, None),
    -147: (Kind.DEFER_TO_NEXT_DAY, None),
    -200: (Kind.RETRY, None),
    -201: (Kind.PERMANENT, Reason.CONTENT_REFUSED),
    -202: (Kind.OUR_BUG, None),
    -204: (Kind.OPERATOR, None),
    -205: (Kind.OPERATOR, None),
    -207: (Kind.OPERATOR, None),
    -208: (Kind.OPERATOR, None),
    -209: (Kind.OPERATOR, None),
    -210: (Kind.PERMANENT, Reason.CONTENT_REFUSED),
    -211: (Kind.DEFER_TO_NEXT_DAY, None),
    -212: (Kind.OPERATOR, None),
    -213: (Kind.PERMANENT, Reason.NOT_FOLLOWING),
    -214: (Kind.RETRY, None),
    -215: (Kind.OPERATOR, None),
    -216: (Kind.TOKEN_REJECTED, None),
    -217: (Kind.PERMANENT, Reason.RECIPIENT_DECLINED),
    -218: (Kind.DEFER_TO_NEXT_DAY, None),
    -219: (Kind.OPERATOR, None),
    -220: (Kind.TOKEN_REJECTED, None),
    -221: (Kind.OPERATOR, None),
    -222: (Kind.PERMANENT, Reason.RECIPIENT_INACTIVE),
    -223: (Kind.OPERATOR, None),
    -224: (Kind.OPERATOR, None),
    -227: (Kind.PERMANENT, Reason.RECIPIENT_INACTIVE),
    -230: (Kind.PERMANENT, Reason.NO_RECENT_INTERACTION),
    -232: (Kind.PERMANENT, Reason.NO_RECENT_INTERACTION),
    -233: (Kind.PERMANENT, Reason.CONTENT_REFUSED),
    -234: (Kind.DEFER_TO_MORNING, None),
    -235: (Kind.OPERATOR, None),
    -237: (Kind.PERMANENT, Reason.CONTENT_REFUSED),
    -238: (Kind.OUR_BUG, None),
    -240: (Kind.OUR_BUG, None),
    -241: (Kind.OUR_BUG, None),
    -242: (Kind.OPERATOR, None),
    -244: (Kind.PERMANENT, Reason.RECIPIENT_DECLINED),
    -248: (Kind.OPERATOR, None),
    -249: (Kind.PERMANENT, Reason.TEMPLATE_REFUSED),
    -305: (Kind.PERMANENT, Reason.NO_RECENT_INTERACTION),
    -311: (Kind.PERMANENT, Reason.NO_RECENT_INTERACTION),
    -320: (Kind.OPERATOR, None),
    -321: (Kind.OPERATOR, None),
    -403: (Kind.OPERATOR, None),
    -1121: (Kind.PERMANENT, Reason.PARAMETERS_UNFIT),
    -1122: (Kind.PERMANENT, Reason.CONTENT_REFUSED),
    -1124: (Kind.PERMANENT, Reason.CONTENT_REFUSED),
    -1340: (Kind.PERMANENT, Reason.RECIPIENT_DECLINED),
    -1341: (Kind.PERMANENT, Reason.RECIPIENT_DECLINED),
}

OA_CS_CODES: Codes = {
    **OA_CODES,
    # Nothing is left to say in its own words to this person; a template message still goes.
    -211: (Kind.PERMANENT, Reason.OUTSIDE_FREE_WINDOW),
    -218: (Kind.PERMANENT, Reason.OUTSIDE_FREE_WINDOW),
    -311: (Kind.PERMANENT, Reason.OUTSIDE_FREE_WINDOW),
}
