"""All that this service encrypts at rest, for ``reseal``."""

from collections.abc import Mapping

from shared.mongo import Document
from shared.reseal import Sealed
from svc_payment.store.documents import text_context
from svc_payment.store.payments import message_context


def _of_shop(document: Document) -> Mapping[str, str]:
    account = f"shop-account:{document['_id']}"
    return {
        "profile.phone": f"shop-phone:{document['_id']}",
        "profile.tax_code": f"shop-tax-code:{document['_id']}",
        "account.number": account,
        "wanted_account.number": account,
    }


def _of_payment(document: Document) -> Mapping[str, str]:
    messages = enumerate(document.get("messages") or ())
    return {f"messages.{number}.body": message_context(message["sha256"]) for number, message in messages}


def _of_settlement(document: Document) -> Mapping[str, str]:
    left_out = range(len(document.get("left_out") or ()))
    return {f"left_out.{number}.text": text_context("left_out", document) for number in left_out}


def _texts(collection: str, *members: str) -> Sealed:
    return Sealed(collection, members, lambda document: {name: text_context(name, document) for name in members})


SEALED = (
    Sealed("shops", ("profile.phone", "profile.tax_code", "account", "wanted_account"), _of_shop),
    Sealed("payments", ("messages",), _of_payment),
    _texts("unmatched_messages", "body", "query"),
    _texts("unmatched_sums", "content"),
    _texts("unreadable_transfers", "raw"),
    _texts("settlement_differences", "raw"),
    Sealed("settlements", ("left_out",), _of_settlement),
)
