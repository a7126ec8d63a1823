"""The error codes of the Official Account's interface as data: what each comes to, for a message to one person.

Source: the code tables of the Official Account OpenAPI and, from -1091 down to -1131 and around, of ZBS templates,
which the same endpoint answers for a wrong template. A code that is not here is permanent, and counted.
"""

from svc_notify.domain.outcomes import OutcomeClass
from svc_notify.domain.reasons import Reason
from svc_notify.zalo.answer_codes import Codes

OA_CODES: Codes = {
    -32: (OutcomeClass.THROTTLED, None),
    -100: (OutcomeClass.RETRY, None),
    -109: (OutcomeClass.PERMANENT, Reason.TEMPLATE_REFUSED),
    -111: (OutcomeClass.OUR_BUG, None),
    -112: (OutcomeClass.OUR_BUG, None),
    -124: (OutcomeClass.TOKEN_REJECTED, None),
    -131: (OutcomeClass.PERMANENT, Reason.TEMPLATE_REFUSED),
    -132: (OutcomeClass.PERMANENT, Reason.CONTENT_REFUSED),
    -133: (OutcomeClass.DEFER_TO_MORNING, None),
    -144: (OutcomeClass.DEFER_TO_NEXT_DAY, None),
    -147: (OutcomeClass.DEFER_TO_NEXT_DAY, None),
    -200: (OutcomeClass.RETRY, None),
    -201: (OutcomeClass.PERMANENT, Reason.CONTENT_REFUSED),
    -202: (OutcomeClass.OUR_BUG, None),
    -204: (OutcomeClass.OPERATOR, None),
    -205: (OutcomeClass.OPERATOR, None),
    -207: (OutcomeClass.OPERATOR, None),
    -208: (OutcomeClass.OPERATOR, None),
    -209: (OutcomeClass.OPERATOR, None),
    -210: (OutcomeClass.PERMANENT, Reason.CONTENT_REFUSED),
    -211: (OutcomeClass.DEFER_TO_NEXT_DAY, None),
    -212: (OutcomeClass.OPERATOR, None),
    -213: (OutcomeClass.PERMANENT, Reason.NOT_FOLLOWING),
    -214: (OutcomeClass.RETRY, None),
    -215: (OutcomeClass.OPERATOR, None),
    -216: (OutcomeClass.TOKEN_REJECTED, None),
    -217: (OutcomeClass.PERMANENT, Reason.RECIPIENT_DECLINED),
    -218: (OutcomeClass.DEFER_TO_NEXT_DAY, None),
    -219: (OutcomeClass.OPERATOR, None),
    -220: (OutcomeClass.TOKEN_REJECTED, None),
    -221: (OutcomeClass.OPERATOR, None),
    -222: (OutcomeClass.PERMANENT, Reason.RECIPIENT_INACTIVE),
    -223: (OutcomeClass.OPERATOR, None),
    -224: (OutcomeClass.OPERATOR, None),
    -227: (OutcomeClass.PERMANENT, Reason.RECIPIENT_INACTIVE),
    -230: (OutcomeClass.PERMANENT, Reason.NO_RECENT_INTERACTION),
    -232: (OutcomeClass.PERMANENT, Reason.NO_RECENT_INTERACTION),
    -233: (OutcomeClass.PERMANENT, Reason.CONTENT_REFUSED),
    -234: (OutcomeClass.DEFER_TO_MORNING, None),
    -235: (OutcomeClass.OPERATOR, None),
    -237: (OutcomeClass.PERMANENT, Reason.CONTENT_REFUSED),
    -238: (OutcomeClass.OUR_BUG, None),
    -240: (OutcomeClass.OUR_BUG, None),
    -241: (OutcomeClass.OUR_BUG, None),
    -242: (OutcomeClass.OPERATOR, None),
    -244: (OutcomeClass.PERMANENT, Reason.RECIPIENT_DECLINED),
    -248: (OutcomeClass.OPERATOR, None),
    -249: (OutcomeClass.PERMANENT, Reason.TEMPLATE_REFUSED),
    -305: (OutcomeClass.PERMANENT, Reason.NO_RECENT_INTERACTION),
    -311: (OutcomeClass.PERMANENT, Reason.NO_RECENT_INTERACTION),
    -320: (OutcomeClass.OPERATOR, None),
    -321: (OutcomeClass.OPERATOR, None),
    -403: (OutcomeClass.OPERATOR, None),
    -1121: (OutcomeClass.PERMANENT, Reason.PARAMETERS_UNFIT),
    -1122: (OutcomeClass.PERMANENT, Reason.CONTENT_REFUSED),
    -1124: (OutcomeClass.PERMANENT, Reason.CONTENT_REFUSED),
    -1340: (OutcomeClass.PERMANENT, Reason.RECIPIENT_DECLINED),
    -1341: (OutcomeClass.PERMANENT, Reason.RECIPIENT_DECLINED),
}

OA_CS_CODES: Codes = {
    **OA_CODES,
    # Nothing is left to say in its own words to this person; a template message still goes.
    -211: (OutcomeClass.PERMANENT, Reason.OUTSIDE_FREE_WINDOW),
    -218: (OutcomeClass.PERMANENT, Reason.OUTSIDE_FREE_WINDOW),
    -311: (OutcomeClass.PERMANENT, Reason.OUTSIDE_FREE_WINDOW),
}
