"""What a search text asks for: a code, a personal number, a phone or any words of a name."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from shared.codes import plain_code
from shared.errors import FieldError, Invalid
from shared.pagination import PageRequest, encode_cursor, position
from shared.pagination import page as page_of
from shared.phone import NotAPhone, read_mobile, without_marks
from svc_dossier.domain.dossier_code import read_code
from svc_dossier.store.dossiers import Dossiers, DossierSummary
from svc_dossier.store.scope import Scope
from svc_dossier.store.sealed_form import NUMBER, PHONE, FormSeal, name_words
from svc_dossier.use_cases.find_by_code import FindByCode, is_code

SHORTEST_NAME = 2
"""Letters: An, Hồ and Lê are names."""
CLAIMS_SHOWN = 20
"""The most dossiers shown whose citizens say that a national code is theirs."""
_PERSONAL_NUMBER = re.compile(r"\d{12}", re.ASCII)


@dataclass(frozen=True)
class Matches:
    """``next`` is the cursor of the page that follows, if there is one."""

    items: Sequence[DossierSummary]
    next: str | None = None


async def matches(
    dossiers: Dossiers,
    find_by_code: FindByCode,
    seal: FormSeal,
    text: str,
    agencies: frozenset[str],
    page: PageRequest,
) -> Matches:
    if number := _number(text):  # first: some numbers read as a reference too
        since = position(page, datetime, str)
        rows = await dossiers.found_by_person(number[0], seal.index(*number), agencies, since, page.limit + 1)
        return Matches(**page_of(rows, page.limit, lambda last: encode_cursor(last.submitted_at, last.id)))
    if is_code(text):
        dossier = await find_by_code(text)
        row = await dossiers.summary(dossier.id, Scope(agencies=agencies)) if dossier else None
        claimed = read_code(plain_code(text))
        others = await dossiers.claiming(claimed, agencies, CLAIMS_SHOWN) if claimed else []
        return Matches([*([row] if row else []), *(other for other in others if row is None or other.id != row.id)])
    words = name_words(text)
    if sum(character.isalpha() for word in words for character in word) < SHORTEST_NAME:
        message = f"Nhập mã hồ sơ, số định danh, số điện thoại, hoặc ít nhất {SHORTEST_NAME} chữ cái của tên."
        raise Invalid([FieldError("q", message)])
    rows = await dossiers.found_by_name(words, agencies, position(page, datetime, str), page.limit + 1)
    return Matches(**page_of(rows, page.limit, lambda last: encode_cursor(last.submitted_at, last.id)))


def _number(text: str) -> tuple[str, str] | None:
    """Which number of a person ``text`` is, and as it is kept."""
    digits = without_marks(text)
    if _PERSONAL_NUMBER.fullmatch(digits):
        return NUMBER, digits
    try:
        return PHONE, read_mobile(text)
    except NotAPhone:
        return None
