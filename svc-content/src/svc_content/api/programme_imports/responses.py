from datetime import date

from pydantic import BaseModel, Field

from svc_content.use_cases.import_guide import GuideImport


class GuideImportOut(BaseModel):
    channel: str
    days: list[date] = Field(description="Các ngày có trong tệp")
    programmes: int
    stored: bool = Field(description="false khi chỉ kiểm tra")

    @classmethod
    def of(cls, imported: GuideImport) -> "GuideImportOut":
        return cls(
            channel=imported.channel,
            days=[*imported.days],
            programmes=imported.programmes,
            stored=imported.stored,
        )
