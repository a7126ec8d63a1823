"""What a school sends about its bills."""

from shared.web import StrictModel
from svc_payment.api.fields import Text


class Cancellation(StrictModel):
    reason: Text
