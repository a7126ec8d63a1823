"""What a citizen sends about appointments."""

from pydantic import Field

from shared.fields import Mobile
from shared.web import Moment, StrictModel
from svc_dossier.api.fields import Code, PersonName, ReadableText, Text
from svc_dossier.domain.appointment import Contact
from svc_dossier.use_cases.book_appointment import BookingRequest


class NewAppointment(StrictModel):
    office_id: Code = Field(examples=["21025"])
    procedure_code: str = Field(pattern=r"^[0-9]\.[0-9]{6}$", examples=["2.000815"])
    starts_at: Moment = Field(description="Giờ bắt đầu của một lượt hẹn")
    name: PersonName
    phone: Mobile
    note: ReadableText | None = None

    def booking(self) -> BookingRequest:
        contact = Contact(self.name, self.phone, self.note or "")
        return BookingRequest(self.office_id, self.procedure_code, self.starts_at, contact)


class Cancellation(StrictModel):
    reason: Text | None = None
