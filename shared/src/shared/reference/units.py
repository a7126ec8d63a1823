"""The units in which an officer works or holds a role: the province, its offices, who answers reports and questions."""

from collections.abc import Mapping
from functools import cache

from shared.identity import PROVINCE
from shared.reference.agencies import read_agencies
from shared.reference.answering_agencies import read_answering_agencies

PROVINCE_NAME = "Toàn tỉnh Quảng Ngãi"


@cache
def unit_names() -> Mapping[str, str]:
    """The name of each by its id."""
    offices = {agency.id: agency.name for agency in read_agencies().values()}
    return {PROVINCE: PROVINCE_NAME, **read_answering_agencies(), **offices}
