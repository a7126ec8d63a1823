"""What several requests take."""

from typing import Annotated

from pydantic import Field

Opaque = Annotated[str, Field(min_length=1, max_length=2048, pattern=r"^[\x21-\x7e]+$")]
"""A token or code made by somebody else: passed on as it is, so nothing in it may end a header."""
