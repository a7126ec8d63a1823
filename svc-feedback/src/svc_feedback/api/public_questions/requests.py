"""What somebody says about a published answer."""

from shared.web import StrictModel
from svc_feedback.api.fields import Text


class OutdatedIn(StrictModel):
    """Câu trả lời không còn đúng ở điểm nào."""

    text: Text
