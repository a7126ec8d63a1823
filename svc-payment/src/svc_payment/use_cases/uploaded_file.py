"""A file that somebody uploaded, and why it cannot be read."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from shared.errors import FieldError, Invalid
from svc_payment.catalogue.settlement_formats import (
    COLUMN_LABELS,
    NoHeading,
    RepeatedHeading,
    UnknownColumns,
    UnreadableLine,
)
from svc_payment.sheets.rows import FileRefused


def file_error(refused: FileRefused) -> Invalid:
    return Invalid([FieldError("file", refused.reason.value)])


@dataclass(frozen=True)
class Upload:
    """``content`` is CSV, whatever came; ``sha256`` is of what came."""

    name: str
    content: bytes
    sha256: str


@contextmanager
def refused_by_row() -> Iterator[None]:
    """Refuse a file of money that cannot be read: raises ``Invalid``, naming row and column."""
    try:
        yield
    except FileRefused as refused:
        raise file_error(refused) from None
    except UnknownColumns as error:
        text = f"Thiếu cột “{COLUMN_LABELS[error.column]}”: tiêu đề cần là một trong {', '.join(error.names)}."
        raise Invalid([FieldError("file", text)]) from None
    except RepeatedHeading as error:
        raise Invalid([FieldError("file", f"Cột “{error.heading}” có hai lần. Hãy bỏ bớt một cột.")]) from None
    except NoHeading as error:
        text = (
            f"Dòng {error.row}: ô “{error.value}” không nằm dưới tiêu đề nào; trong tệp CSV, số tiền có dấu phẩy phải "
            "đặt trong ngoặc kép."
        )
        raise Invalid([FieldError("file", text)]) from None
    except UnreadableLine as error:
        text = f"Dòng {error.row}, cột “{COLUMN_LABELS[error.column]}”: không đọc được “{error.value}”."
        raise Invalid([FieldError("file", text)]) from None
