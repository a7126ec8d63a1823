"""What officers send about settlements."""

from shared.web import StrictModel
from svc_payment.api.fields import Text


class Signature(StrictModel):
    remark: Text | None = None
