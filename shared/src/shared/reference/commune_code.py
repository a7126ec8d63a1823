"""The code of a commune in a request: one that there is."""

from functools import cache
from typing import Annotated

from pydantic import AfterValidator, StringConstraints

from shared.reference.communes import read_communes


@cache
def _codes() -> frozenset[str]:
    return frozenset(commune.code for commune in read_communes())


def _known(code: str) -> str:
    if code not in _codes():
        raise ValueError("Không có xã, phường, đặc khu mang mã này.")
    return code


CommuneCode = Annotated[str, StringConstraints(pattern=r"^[0-9]{5}$"), AfterValidator(_known)]
