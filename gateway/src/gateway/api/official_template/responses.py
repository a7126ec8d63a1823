"""What the template reads, field by field: ``{err, message, data}`` around it, as docs/contracts/zalo.md lists it.

The names are the template's own: it reads ``desc`` and ``pageSize``, whatever ours are called elsewhere.
"""

from typing import Generic, TypeVar

from pydantic import BaseModel, ConfigDict, Field
from pydantic.alias_generators import to_camel

T = TypeVar("T")


class _Shown(BaseModel):
    model_config = ConfigDict(alias_generator=to_camel, validate_by_name=True, serialize_by_alias=True)


class TemplateAnswer(BaseModel, Generic[T]):
    err: int = Field(description="0 khi thành công; khác 0 là lỗi")
    message: str = Field(description="Lời báo cho người dùng")
    data: T | None = Field(description="Nội dung trả lời; null khi có lỗi hoặc không có gì")


class TemplatePage(_Shown, Generic[T]):
    current: int = Field(description="Số trang hiện tại")
    page_size: int = Field(description="Số mục mỗi trang")
    total: int = Field(description="Tổng số mục")
    data: list[T] = Field(description="Các mục của trang")


class TemplateAccount(_Shown):
    oa_id: str = Field(description="Mã Zalo OA")
    name: str = Field(description="Tên Zalo OA")
    logo_url: str = Field(description="Địa chỉ ảnh biểu trưng")
    follow: bool = Field(description="Đã quan tâm Zalo OA")


class TemplateOrganisation(_Shown):
    id: str = Field(description="Mã cơ quan")
    name: str = Field(description="Tên cơ quan")
    description: str = Field(description="Giới thiệu cơ quan")
    logo_url: str = Field(description="Địa chỉ ảnh biểu trưng")
    official_accounts: list[TemplateAccount] = Field(description="Các Zalo OA của cơ quan")


class TemplateArticle(_Shown):
    id: str = Field(description="Mã tin")
    title: str = Field(description="Tiêu đề")
    desc: str = Field(description="Tóm tắt")
    author: str = Field(description="Nơi ban hành")
    thumb: str = Field(description="Địa chỉ ảnh đại diện; rỗng khi không có")
    link: str = Field(description="Địa chỉ của tin")
    created_at: int = Field(description="Thời điểm đăng, tính bằng mili giây")


class TemplateGuide(_Shown):
    id: int = Field(description="Số thứ tự")
    question: str = Field(description="Câu hỏi")
    answer: str = Field(description="Câu trả lời")


class TemplateStep(_Shown):
    message: str = Field(description="Trạng thái của hồ sơ")
    created_at: str = Field(description="Thời điểm chuyển sang trạng thái này")


class TemplateProfile(_Shown):
    name: str = Field(description="Tên hồ sơ")
    profile_code: str = Field(description="Mã hồ sơ")
    due_date: str | None = Field(description="Thời điểm hẹn trả; null khi chưa có")
    status: int = Field(description="0: chưa xong, 1: đã xong, 2: quá hạn")
    notifications: list[TemplateStep] = Field(description="Các bước đã qua, mới nhất trước")


class TemplateVisit(_Shown):
    organization_id: str = Field(description="Mã cơ quan")
    full_name: str = Field(description="Họ và tên người đến")
    phone_number: str = Field(description="Số điện thoại")
    content: str | None = Field(description="Nội dung cần giải quyết; null khi không ghi")
    your_number: int = Field(description="Số thứ tự của lịch hẹn")
    number: int = Field(description="Số thứ tự của lịch hẹn")
    current_number: int = Field(description="Số đang được phục vụ; 0 khi chưa có")
    date: str = Field(description="Ngày giờ hẹn")
    status: str = Field(description="pending: chờ duyệt, approved: đã duyệt, rejected: bị từ chối")
    rejected_info: str = Field(description="Lý do từ chối; rỗng khi không có")


class TemplateReportType(_Shown):
    id: int = Field(description="Số của loại phản ánh")
    title: str = Field(description="Tên loại phản ánh")
    order: int = Field(description="Thứ tự hiển thị")


class TemplateReport(_Shown):
    id: int = Field(description="Số của phản ánh")
    title: str = Field(description="Tiêu đề")
    content: str = Field(description="Nội dung phản ánh")
    type: str = Field(description="Tên loại phản ánh")
    image_urls: list[str] = Field(description="Địa chỉ các ảnh")
    response: str = Field(description="Kết quả, hoặc việc sẽ làm tiếp")
    creation_time: int = Field(description="Thời điểm gửi, tính bằng mili giây")
    response_time: int = Field(description="Thời điểm trả lời, tính bằng mili giây")


class TemplatePictures(_Shown):
    domain: str = Field(description="Đứng trước mỗi tên ảnh để thành địa chỉ đầy đủ")
    images: list[str] = Field(description="Tên các ảnh đã nhận")
