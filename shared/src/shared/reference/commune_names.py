"""What the communes are called whose codes stand in an answer."""

from collections.abc import Mapping
from functools import cache

from shared.identity import PROVINCE
from shared.reference.communes import read_communes
from shared.reference.units import PROVINCE_NAME


@cache
def _names() -> Mapping[str, str]:
    return {PROVINCE: PROVINCE_NAME, **{commune.code: commune.name for commune in read_communes()}}


def commune_name(code: str) -> str:
    """The name with its type, such as ``phường Cẩm Thành``; the code itself, where there is no such commune any more.
    What is of all communes has the province's name.
    """
    return _names().get(code, code)
