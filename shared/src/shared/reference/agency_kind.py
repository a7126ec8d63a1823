"""What an office of the province is: of a commune, by the kind of commune, or of the province itself."""

from enum import StrEnum


class AgencyKind(StrEnum):
    WARD = "ward"
    COMMUNE = "commune"
    SPECIAL_ZONE = "special_zone"
    PROVINCIAL = "provincial"
