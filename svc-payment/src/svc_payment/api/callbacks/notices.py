"""A bank's notice, transaction by transaction: one that cannot be read is none of the others' business."""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Annotated, Any

import orjson
from pydantic import BaseModel, ConfigDict, Field, TypeAdapter, ValidationError

from shared.errors import Malformed
from shared.web import Moment
from svc_payment.catalogue.settlement_formats import Credit
from svc_payment.domain.money import LARGEST
from svc_payment.domain.unreadable_transfer import TransferFault
from svc_payment.providers.port import BadCallback
from svc_payment.providers.wire import json_object
from svc_payment.use_cases.take_in_notice import Unread

LONGEST_CONTENT = 500
LONGEST_RAW = 2_000
_MOMENT: TypeAdapter[datetime] = TypeAdapter(Moment)


class _Notice(BaseModel):
    model_config = ConfigDict(extra="ignore", frozen=True)

    transactions: Annotated[list[Any], Field(min_length=1, max_length=100)]


def read_notice(body: bytes, account: str) -> tuple[list[Credit], list[Unread]]:
    """``account``: the number of the collecting account. Raises ``Malformed`` when it is no notice at all."""
    try:
        # A member that stands twice could be read as two amounts, here as in a provider's callback.
        notice = _Notice.model_validate(json_object(body))
    except (BadCallback, ValidationError):
        raise Malformed("Báo có phải là JSON có transactions gồm 1 đến 100 giao dịch.") from None
    read = [_read(row, said, account) for row, said in enumerate(notice.transactions, start=1)]
    return [one for one in read if isinstance(one, Credit)], [one for one in read if isinstance(one, Unread)]


def _read(row: int, said: Any, account: str) -> Credit | Unread:
    number = said.get("id") if isinstance(said, Mapping) else None
    number = number.strip() if isinstance(number, str) else ""
    if fault := _fault(said, number, account):
        raw = orjson.dumps(said, option=orjson.OPT_SORT_KEYS).decode()[:LONGEST_RAW]
        return Unread(row, number[:100], fault, raw)
    return Credit(number, said["amount"], str(said.get("content") or "")[:LONGEST_CONTENT], _moment(said), row)


def _fault(said: Any, number: str, account: str) -> TransferFault | None:
    if not isinstance(said, Mapping):
        return TransferFault.NOT_AN_OBJECT
    if not 0 < len(number) <= 100:
        return TransferFault.NO_NUMBER
    amount = said.get("amount")
    if not isinstance(amount, int) or isinstance(amount, bool) or amount > LARGEST:
        return TransferFault.NOT_AN_AMOUNT
    if amount <= 0:
        return TransferFault.NOT_CREDIT
    named = said.get("account")
    return TransferFault.OTHER_ACCOUNT if account and named and _digits(named) != _digits(account) else None


def _digits(account: object) -> str:
    """The number of an account without the blanks and dots in it."""
    return "".join(filter(str.isalnum, str(account)))


def _moment(said: Mapping[str, Any]) -> datetime | None:
    """When the payer paid; of a time that cannot be read nobody knows it, and the money has come all the same."""
    try:
        return _MOMENT.validate_python(said.get("at")).astimezone(UTC)
    except ValidationError:
        return None
