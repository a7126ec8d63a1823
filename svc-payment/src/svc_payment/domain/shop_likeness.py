"""Whether two shops of one owner are one shop, registered twice: a question for people, never a refusal.

An owner may well have two shops with one tax code, or one account.
"""

from collections.abc import Iterable, Sequence
from enum import StrEnum

from shared.text import search_key
from svc_payment.domain.shop import ENDED, UNDECIDED, BankAccount, Shop


class Likeness(StrEnum):
    """What two shops have in common; its name is said in ``data/wording.yaml``."""

    TAX_CODE = "tax_code"
    ADDRESS = "address"
    ACCOUNT = "account"


Alike = Sequence[tuple[Shop, Sequence[Likeness]]]


def alike(shop: Shop, others: Iterable[Shop]) -> Alike:
    """Which of its owner's ``others`` have what of ``shop``. An ended one counts: a reviewer must know of it."""
    found = [(other, _same(shop, other)) for other in others if other.id != shop.id]
    return [(other, same) for other, same in found if same and other.owner_id == shop.owner_id]


def alike_for_owner(shop: Shop, others: Iterable[Shop]) -> Alike:
    """What its owner is asked about: as long as the office has not decided, and the other one is still there."""
    return alike(shop, (other for other in others if other.state not in ENDED)) if shop.state in UNDECIDED else []


def _same(one: Shop, other: Shop) -> Sequence[Likeness]:
    same = {
        Likeness.TAX_CODE: one.profile.tax_code is not None and one.profile.tax_code == other.profile.tax_code,
        Likeness.ADDRESS: _address(one) == _address(other),
        Likeness.ACCOUNT: bool(_accounts(one) & _accounts(other)),
    }
    return [likeness for likeness, is_same in same.items() if is_same]


def _address(shop: Shop) -> tuple[str, str]:
    return shop.profile.commune, search_key(shop.profile.address)


def _accounts(shop: Shop) -> frozenset[tuple[str, str]]:
    accounts: tuple[BankAccount | None, ...] = (shop.account, shop.wanted_account)
    return frozenset((account.bank, account.number) for account in accounts if account is not None)
