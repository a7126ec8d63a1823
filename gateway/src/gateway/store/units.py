"""The units in which a role can be held, from the reference data."""

from gateway.domain.roles import PROVINCE, Units
from shared.reference.agencies import read_agencies
from shared.reference.answering_agencies import read_answering_agencies

PROVINCE_NAME = "Toàn tỉnh Quảng Ngãi"


def load_units() -> Units:
    offices = {agency.id: agency.name for agency in read_agencies().values()}
    return {PROVINCE: PROVINCE_NAME, **read_answering_agencies(), **offices}


def load_agencies_without_office() -> frozenset[str]:
    """Units that answer reports and questions, and receive no dossiers."""
    return frozenset(read_answering_agencies().keys() - read_agencies().keys())
