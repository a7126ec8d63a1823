"""What officers send about settlements."""

from shared.web import StrictModel
from svc_payment.api.fields import Id, Text


class Signature(StrictModel):
    remark: Text | None = None


class Assignment(StrictModel):
    payment_id: Id
