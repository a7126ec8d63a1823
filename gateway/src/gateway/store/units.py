"""The units in which a role can be held, from the reference data."""

from gateway.domain.roles import PROVINCE, Units
from shared.reference.agencies import read_agencies

PROVINCE_NAME = "Toàn tỉnh Quảng Ngãi"


def load_units() -> Units:
    return {PROVINCE: PROVINCE_NAME, **{agency.id: agency.name for agency in read_agencies().values()}}
