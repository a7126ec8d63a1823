from typing import Annotated

from pydantic import Field

from shared.fields import Written
from shared.web import Moment, StrictModel


class ReminderIn(StrictModel):
    """Chương trình muốn được nhắc: kênh, và giờ bắt đầu như trong lịch phát sóng."""

    channel: Annotated[str, Field(min_length=1, max_length=40), Written]
    starts_at: Moment
