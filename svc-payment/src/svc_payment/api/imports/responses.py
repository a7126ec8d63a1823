"""Files of dues as a school is shown them."""

from pydantic import BaseModel, Field

from shared.offers import Offer
from shared.web import Timestamp
from svc_payment.api.offers import import_offers
from svc_payment.catalogue.wording import Words
from svc_payment.domain.bill_import import BillImport, ImportState
from svc_payment.domain.fee_sheet import HEADINGS, CellError


class CellErrorView(BaseModel):
    row: int = Field(description="Dòng như bảng tính đánh số; dòng tiêu đề là 1")
    column: str
    value: str
    message: str

    @classmethod
    def of(cls, error: CellError, words: Words) -> "CellErrorView":
        message = words[error.fault.name]
        return cls(row=error.row, column=HEADINGS[error.column], value=error.value, message=message)


class ImportView(BaseModel):
    """``new``: số phiếu thu chưa có trước đó, sau khi phát hành là số phiếu tệp này đã lập; ``exempt``: số học sinh
    được miễn toàn bộ, không lập phiếu; ``done``: số phiếu đã phát hành xong."""

    id: str
    file_name: str
    state: ImportState
    state_label: str
    rows: int
    bills: int
    new: int
    exempt: int
    amount: int
    done: int
    errors: list[CellErrorView]
    error_count: int
    at: Timestamp
    by_name: str
    confirmed_by_name: str
    allowed_actions: list[Offer]

    @classmethod
    def of(cls, found: BillImport, labels: Words, cells: Words) -> "ImportView":
        return cls(
            id=found.id,
            file_name=found.file_name,
            state=found.state,
            state_label=labels[found.state],
            rows=found.rows,
            bills=found.bills,
            new=found.new,
            exempt=found.exempt,
            amount=found.amount,
            done=found.done,
            errors=[CellErrorView.of(error, cells) for error in found.errors],
            error_count=found.error_count,
            at=found.at,
            by_name=found.by_name,
            confirmed_by_name=found.confirmed_by_name,
            allowed_actions=import_offers(found),
        )


class ImportPage(BaseModel):
    items: list[ImportView]
    next: str | None
