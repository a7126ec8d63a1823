"""What an officer may write in a broadcast: it goes to a hundred thousand people as it is."""

import re

from shared.errors import FieldError, Invalid
from shared.redaction import personal_numbers
from svc_notify.domain.broadcast import Content

_NAMES_SOMEBODY = (
    "Không ghi số định danh cá nhân, số CMND hay số di động của cá nhân. Được ghi số máy bàn, tổng đài, số khẩn cấp, "
    "và số di động của cơ quan mà tỉnh đã khai báo."
)
_NO_DIGIT = re.compile(r"[^0-9]")


def expect_impersonal(content: Content, public_phones: frozenset[str]) -> None:
    """Raises ``Invalid`` where a text names somebody by a number that is none of ``public_phones``."""
    texts = {"issuer": content.issuer, "subject": content.subject, "text": content.text}
    wrong = [name for name, text in texts.items() if not public_phones.issuperset(map(_plain, personal_numbers(text)))]
    if wrong:
        raise Invalid([FieldError(name, _NAMES_SOMEBODY) for name in wrong])


def _plain(number: str) -> str:
    """``+84 905 123 456`` → ``0905123456``."""
    digits = _NO_DIGIT.sub("", number)
    return f"0{digits[2:]}" if len(digits) == 11 and digits.startswith("84") else digits
