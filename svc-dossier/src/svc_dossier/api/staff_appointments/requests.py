"""What an officer sends about appointments."""

from shared.web import StrictModel
from svc_dossier.api.fields import Text


class Rejection(StrictModel):
    """``reason`` được gửi cho công dân."""

    reason: Text


class CallNext(StrictModel):
    """Không có trường nào."""
