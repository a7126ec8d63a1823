"""Whether an account belongs to a shop: its holder, as the bank writes it, is the owner or the business.

A person's name counts in full, word by word. Of a business, banks shorten only what stands before its name: the legal
form (``CONG TY TNHH MTV`` is ``CTY TNHH``), and that is compared by its type.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum, auto

from shared.text import fold


class BusinessForm(Enum):
    COMPANY = auto()
    PRIVATE_ENTERPRISE = auto()
    COOPERATIVE = auto()
    HOUSEHOLD = auto()


_MEMBERS = r"(?:1 ?TV|MTV|(?:MOT|HAI|1|2) THANH VIEN(?: TRO LEN)?)"
_LIABILITY = rf"(?:TNHH|TRACH NHIEM HUU HAN|CO PHAN|CP|HOP DANH|{_MEMBERS})"
_FORMS: Mapping[BusinessForm, re.Pattern[str]] = {
    BusinessForm.COMPANY: re.compile(rf"(?:(?:CONG TY|C TY|CTY)(?: {_LIABILITY})*|CT(?: {_LIABILITY})+)(?: |$)"),
    BusinessForm.PRIVATE_ENTERPRISE: re.compile(r"(?:DOANH NGHIEP TU NHAN|DNTN)(?: |$)"),
    BusinessForm.COOPERATIVE: re.compile(r"(?:(?:LIEN HIEP )?HOP TAC XA|(?:LH)?HTX)(?: |$)"),
    BusinessForm.HOUSEHOLD: re.compile(r"(?:HO KINH DOANH(?: CA THE)?|HKD)(?: |$)"),
}
"""Only where the whole of it stands at the beginning: HO, CONG, TU and THANH are names of people too."""


@dataclass(frozen=True)
class _Name:
    form: BusinessForm | None
    proper: str


def is_own(holder: str, owner: str, business: str) -> bool:
    """Whether ``holder`` is the ``owner`` or their ``business`` (empty where it has no name of its own).

    A bare name is a person's, and must be the owner's: what a business is called is the owner's own word, and would
    make anybody's account theirs. A household (HKD) is called by its owner or by its registered name.
    """
    given, registered = _read(holder), _read(business)
    if not given.proper:
        return False
    by_owner = given.form in {None, BusinessForm.HOUSEHOLD} and given.proper == _read(owner).proper
    # A registered name without a form may be that of any business.
    by_business = given.form is not None and registered.form in {None, given.form} and given.proper == registered.proper
    return by_owner or by_business


def as_banks_write(name: str) -> str:
    """Capitals without accents, letters and digits only."""
    return " ".join("".join(letter if letter.isalnum() else " " for letter in fold(name)).upper().split())


def _read(name: str) -> _Name:
    words = as_banks_write(name)
    for form, pattern in _FORMS.items():
        if found := pattern.match(words):
            return _Name(form, words[found.end() :])
    return _Name(None, words)
