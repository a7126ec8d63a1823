from pydantic import BaseModel, Field

from shared.web import Timestamp
from svc_content.domain.reminder import Reminder

_NOT_IN_GUIDE = "Chương trình không còn trong lịch phát sóng nên sẽ không nhắc."


class ReminderView(BaseModel):
    id: str
    channel: str
    channel_name: str
    title: str
    starts_at: Timestamp
    remind_at: Timestamp | None = Field(description="null khi đã nhắc, hoặc chương trình không còn trong lịch")
    note: str = Field(description="Lời cho người xem khi chương trình không còn trong lịch; trống khi còn")

    @classmethod
    def of(cls, reminder: Reminder) -> "ReminderView":
        return cls(
            id=reminder.id,
            channel=reminder.channel_code,
            channel_name=reminder.channel_name,
            title=reminder.title,
            starts_at=reminder.starts_at,
            remind_at=reminder.remind_at if reminder.in_guide else None,
            note="" if reminder.in_guide else _NOT_IN_GUIDE,
        )


class RemindersView(BaseModel):
    items: list[ReminderView]


class FavouritesView(BaseModel):
    channels: list[str] = Field(description="Mã các kênh yêu thích, thêm sau đứng sau")
