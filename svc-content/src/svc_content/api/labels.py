"""What people read for the codes of an answer, and for what an editor arranged under a code."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import get_args

from shared.labels import whole
from svc_content.catalogue.arrangement import Arrangement
from svc_content.catalogue.entry_kinds import (
    SINGLE,
    Agency,
    AgencyLevel,
    Category,
    Channel,
    Medium,
    Organisation,
    Topic,
)
from svc_content.domain.channel_health import Finding
from svc_content.domain.entry import Edit
from svc_content.rich_text.removals import Removed

MEDIA: Mapping[str, str] = whole({"tv": "Truyền hình", "radio": "Phát thanh"}, get_args(Medium))
AGENCY_LEVELS: Mapping[str, str] = whole({"province": "Cấp tỉnh", "commune": "Cấp xã"}, get_args(AgencyLevel))
EDITS: Mapping[str, str] = whole(
    {Edit.SHIPPED: "Có sẵn trong hệ thống", Edit.ADDED: "Thêm mới", Edit.CHANGED: "Sửa"}, Edit
)
FINDINGS: Mapping[str, str] = whole(
    {
        Finding.PLAYS: "Đang phát",
        Finding.UNREACHABLE: "Không kết nối được tới địa chỉ phát",
        Finding.NOT_A_PLAYLIST: "Địa chỉ phát không trả về danh sách phát",
        Finding.TOO_LARGE: "Danh sách phát quá dài",
        Finding.NO_SEGMENTS: "Danh sách phát trống",
        Finding.SEGMENT_MISSING: "Không tải được đoạn phát mới nhất",
        Finding.NOT_MEDIA: "Đoạn phát không phải là hình hay tiếng",
        Finding.ENDED: "Buổi phát đã kết thúc",
        Finding.NESTED: "Danh sách phát lồng nhiều tầng",
        Finding.STANDS_STILL: "Luồng phát đứng yên",
    },
    Finding,
)
REMOVED: Mapping[str, str] = whole(
    {
        Removed.PICTURE: "Ảnh không nằm trong hệ thống; hãy tải ảnh lên rồi chèn lại",
        Removed.LINK: "Đích của liên kết không được phép; chữ được giữ",
        Removed.EMBEDDED: "Nội dung nhúng, mã lệnh hoặc định dạng, bỏ cả phần bên trong",
        Removed.TAG: "Thẻ không dùng; chữ bên trong được giữ",
        Removed.ATTRIBUTE: "Thuộc tính không dùng",
    },
    Removed,
)


@dataclass(frozen=True)
class Names:
    """An entry that is hidden now goes by its code."""

    arrangement: Arrangement

    def category(self, code: str) -> str:
        return self._label(Category, code)

    def topic(self, code: str) -> str:
        return self._label(Topic, code)

    def channel(self, code: str) -> str:
        found = self.arrangement.find(Channel, code)
        return found.content.name if found else code

    def _label(self, kind: type[Category] | type[Topic], code: str) -> str:
        found = self.arrangement.find(kind, code)
        return found.content.label if found else code

    def unit(self, unit: str) -> str:
        """An office; of the province, who stands behind the app."""
        if agency := self.arrangement.find(Agency, unit):
            return agency.content.name
        organisation = self.arrangement.find(Organisation, SINGLE)
        return organisation.content.name if organisation else unit
