"""What officers say about transfers that could not be read."""

from shared.web import StrictModel
from svc_payment.api.fields import Text


class Closure(StrictModel):
    note: Text
