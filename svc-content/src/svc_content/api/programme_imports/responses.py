from datetime import date

from pydantic import BaseModel, Field

from svc_content.api.labels import Names
from svc_content.use_cases.import_guide import GuideImport


class GuideImportView(BaseModel):
    channel: str
    channel_name: str
    days: list[date] = Field(description="Các ngày có trong tệp")
    programmes: int
    unused_columns: list[str] = Field(description="Các cột trong tệp không được dùng vì tên không có trong hướng dẫn")
    stored: bool = Field(description="false khi chỉ kiểm tra")

    @classmethod
    def of(cls, imported: GuideImport, names: Names) -> "GuideImportView":
        return cls(
            channel=imported.channel,
            channel_name=names.channel(imported.channel),
            days=[*imported.days],
            programmes=imported.programmes,
            unused_columns=[*imported.unused],
            stored=imported.stored,
        )
