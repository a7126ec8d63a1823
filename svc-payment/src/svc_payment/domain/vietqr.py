"""VietQR: a bank transfer filled in beforehand, as the QR code that every bank's app reads (payments 4).

A text of id, length and value (EMVCo, merchant presented), with a checksum at its end. ASCII only.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

NAPAS = "A000000727"
TO_ACCOUNT, TO_CARD = "QRIBFTTA", "QRIBFTTC"
DONG = "704"
_PURPOSE = re.compile(r"[A-Za-z0-9 .:,-]{1,25}")
_ACCOUNT = re.compile(r"[0-9A-Za-z]{1,19}")
_BIN = re.compile(r"\d{6}")


class NotVietQR(ValueError):
    """The text is no VietQR, or the parts cannot be put into one."""


@dataclass(frozen=True)
class VietQR:
    """``amount``, ``bill`` and ``purpose`` are missing from the code of a shop, which is paid again and again."""

    bank: str
    account: str
    amount: int | None = None
    bill: str = ""
    purpose: str = ""
    service: str = TO_ACCOUNT


def checksum(text: str) -> str:
    """CRC-16/CCITT-FALSE of ``text``, which ends with the literal ``6304``: four upper-case hexadecimal digits."""
    crc = 0xFFFF
    for byte in text.encode("ascii"):
        crc ^= byte << 8
        for _ in range(8):
            crc = (crc << 1) ^ 0x1021 if crc & 0x8000 else crc << 1
    return f"{crc & 0xFFFF:04X}"


def encode(code: VietQR) -> str:
    """Raises ``NotVietQR``."""
    if not _BIN.fullmatch(code.bank) or not _ACCOUNT.fullmatch(code.account):
        raise NotVietQR("bank or account")
    if code.amount is not None and not 0 < code.amount < 10**13:
        raise NotVietQR("amount")
    if code.purpose and not _PURPOSE.fullmatch(code.purpose):
        raise NotVietQR("purpose")
    beneficiary = _field("00", code.bank) + _field("01", code.account)
    merchant = _field("00", NAPAS) + _field("01", beneficiary) + _field("02", code.service)
    more = (_field("01", code.bill) if code.bill else "") + (_field("08", code.purpose) if code.purpose else "")
    text = "".join(
        (
            _field("00", "01"),
            _field("01", "11" if code.amount is None else "12"),
            _field("38", merchant),
            _field("53", DONG),
            _field("54", str(code.amount)) if code.amount is not None else "",
            _field("58", "VN"),
            _field("62", more) if more else "",
            "6304",
        )
    )
    return text + checksum(text)


def decode(text: str) -> VietQR:
    """What a bank's app would read. Raises ``NotVietQR``."""
    if not text.isascii() or text[-8:-4] != "6304" or checksum(text[:-4]) != text[-4:]:
        raise NotVietQR("checksum")
    root = dict(_fields(text))
    merchant = dict(_fields(root.get("38", "")))
    if merchant.get("00") != NAPAS or root.get("53") != DONG or "01" not in merchant:
        raise NotVietQR("not a transfer by NAPAS in đồng")
    beneficiary = dict(_fields(merchant["01"]))
    more = dict(_fields(root.get("62", "")))
    amount = root.get("54")
    if amount is not None and not amount.isdecimal():
        raise NotVietQR("amount")
    return VietQR(
        bank=beneficiary.get("00", ""),
        account=beneficiary.get("01", ""),
        amount=int(amount) if amount else None,
        bill=more.get("01", ""),
        purpose=more.get("08", ""),
        service=merchant.get("02", ""),
    )


def _field(identifier: str, value: str) -> str:
    if len(value) > 99:
        raise NotVietQR(f"field {identifier} is too long")
    return f"{identifier}{len(value):02d}{value}"


def _fields(text: str) -> Iterator[tuple[str, str]]:
    position = 0
    while position < len(text):
        length = text[position + 2 : position + 4]
        if not length.isdecimal() or position + 4 + int(length) > len(text):
            raise NotVietQR("lengths do not fit")
        yield text[position : position + 2], text[position + 4 : position + 4 + int(length)]
        position += 4 + int(length)
