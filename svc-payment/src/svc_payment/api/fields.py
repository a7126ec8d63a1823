"""The fields that requests share. Every text is bounded and readable."""

import re
from typing import Annotated

from pydantic import AfterValidator, Field

from shared.fields import Code, Impersonal, InWords, Line, OfPerson, OfThing, Readable

Text = Annotated[str, Field(min_length=3, max_length=500), Readable, InWords, Impersonal]
ProviderText = Annotated[str, Field(min_length=3, max_length=200), Readable, InWords]
"""What a provider told an officer. Its numbers may look like those of a person."""
Name = Annotated[str, Field(min_length=2, max_length=150), Line, OfThing]
"""The name of a thing: a shop, a school, a fee."""
PersonName = Annotated[str, Field(min_length=2, max_length=150), Line, OfPerson]
Id = Annotated[str, Field(pattern=r"^[a-z]{3}_[0-9A-Z]{26}$")]
SchoolId = Annotated[str, Field(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$", max_length=60)]
StudentCode = Annotated[str, Field(pattern=r"^[0-9A-Za-z][0-9A-Za-z._-]{0,28}[0-9A-Za-z]$"), Code]
StudentName = Annotated[str, Field(min_length=2, max_length=100), Line, OfPerson]
PartOfName = Annotated[str, Field(min_length=2, max_length=100), Line]
"""What somebody is looked for by: whatever is typed, it may find nobody."""
ClassName = Annotated[str, Field(min_length=1, max_length=30), Line, OfThing]
ItemCode = Annotated[str, Field(max_length=60), Readable]
Amount = Annotated[int, Field(ge=1, le=10**12)]

_WRITTEN_NUMBER = re.compile(r"[0-9A-Za-z](?:[0-9A-Za-z ./_-]{0,58}[0-9A-Za-z])?")


def _written_number(typed: str) -> str:
    """The full stop of the sentence that it was copied from is left out."""
    number = typed.strip(" .")
    if not _WRITTEN_NUMBER.fullmatch(number):
        raise ValueError("Phải có từ 1 đến 60 ký tự: chữ không dấu, chữ số, dấu cách và các dấu . / _ -")
    return number


WrittenNumber = Annotated[str, AfterValidator(_written_number)]
"""The number of a receipt, a voucher or a transfer, as it stands on a paper: ``PC 12/2026``."""
